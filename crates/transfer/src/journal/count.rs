//! How far a transfer is, by one pass over the index, which has all that is counted.

use rusqlite::params;

use super::Counts;
use super::read::Reading;
use super::rows::{BadRow, RowError, RowResult, Table, from_word, item_row, natural, text, whole};
use crate::FileState;

/// What is summed up of the items in one state.
struct Group {
    state: FileState,
    items: u64,
    /// How many of them are markers of folders.
    markers: u64,
    bytes: f64,
}

impl Reading<'_> {
    pub(super) fn counts(&self, slot: i64) -> RowResult<Counts> {
        let groups = self.groups(slot)?;
        let sum = |wanted: fn(FileState) -> bool, of: fn(&Group) -> u64| -> u64 {
            groups.iter().filter(|group| wanted(group.state)).map(of).sum()
        };
        let bytes = |wanted: fn(FileState) -> bool| -> f64 {
            groups.iter().filter(|group| wanted(group.state)).map(|group| group.bytes).sum()
        };
        let over = |state| matches!(state, FileState::Done | FileState::Skipped);
        let every = |_| true;
        // People count files: a folder's marker is one only where there is nothing else.
        let only_markers = sum(every, |group| group.items) == sum(every, |group| group.markers);
        let files: fn(&Group) -> u64 =
            if only_markers { |group| group.items } else { |group| group.items.saturating_sub(group.markers) };
        let all = bytes(|state| state != FileState::Skipped);
        let done = bytes(|state| state == FileState::Done) + self.pieces(slot)?;
        let few = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        Ok(Counts {
            files: few(sum(every, files)),
            files_done: few(sum(over, files)),
            files_failed: few(sum(|state| state == FileState::Failed, |group| group.items)),
            bytes: whole(all),
            bytes_done: whole(done.min(all)),
        })
    }

    fn groups(&self, slot: i64) -> RowResult<Vec<Group>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT state, count(*), sum(marker), total(size) FROM items WHERE slot = ? GROUP BY state",
        )?;
        let mut rows = statement.query([slot])?;
        let mut groups = Vec::new();
        while let Some(row) = rows.next()? {
            let word = text(row, 0)?;
            match from_word(word) {
                Ok(state) => {
                    groups.push(Group {
                        state,
                        items: natural(row, 1)?,
                        markers: natural(row, 2)?,
                        bytes: row.get(3)?,
                    });
                }
                // Nobody would ever ask for items in a state that there isn't.
                Err(RowError::Bad(reason)) => self.stray(slot, word, &reason)?,
                Err(error) => return Err(error),
            }
        }
        Ok(groups)
    }

    fn stray(&self, slot: i64, state: &str, reason: &str) -> RowResult<()> {
        let mut statement =
            self.connection.prepare_cached("SELECT id FROM items WHERE slot = ? AND state = ? ORDER BY number")?;
        let mut rows = statement.query(params![slot, state])?;
        while let Some(row) = rows.next()? {
            let reason = reason.to_owned();
            self.is_bad(BadRow { table: Table::Items, row: row.get(0)?, second: None, reason });
        }
        Ok(())
    }

    /// The bytes that are there of items that aren't done.
    fn pieces(&self, slot: i64) -> RowResult<f64> {
        let mut statement = self.connection.prepare_cached(
            "SELECT (SELECT total(parts.size) FROM parts JOIN items ON items.id = item
                     WHERE item >= ?1 AND item < ?2 AND state <> 'done')
                  + (SELECT total(length) FROM ranges JOIN items ON items.id = item
                     WHERE item >= ?1 AND item < ?2 AND state <> 'done')",
        )?;
        Ok(statement.query_row([item_row(slot, 0), item_row(slot + 1, 0)], |row| row.get(0))?)
    }
}
