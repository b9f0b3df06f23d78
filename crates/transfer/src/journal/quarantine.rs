//! Rows that make no sense are moved to a table of their own, as they are: the rest goes on.

use std::time::SystemTime;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::JournalNotice;
use super::rows::{BadRow, Table, nanoseconds, number_of, slot_of};
use crate::TransferId;

/// Moves the rows, all or none, and answers what is to be told. Rows that are gone meanwhile are passed over.
pub(super) fn set_aside(connection: &mut Connection, rows: &[BadRow]) -> rusqlite::Result<Vec<JournalNotice>> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut notices = Vec::new();
    for bad in rows {
        if let Some(notice) = one(&change, bad)? {
            notices.push(notice);
        }
    }
    change.commit()?;
    Ok(notices)
}

fn one(change: &Connection, bad: &BadRow) -> rusqlite::Result<Option<JournalNotice>> {
    let (slot, number) = match bad.table {
        Table::Transfers => (bad.row, None),
        _ => (slot_of(bad.row), Some(number_of(bad.row))),
    };
    let id: Option<i64> =
        change.query_row("SELECT id FROM transfers WHERE slot = ?", [slot], |row| row.get(0)).optional()?;
    let table = bad.table.name();
    let names: Vec<String> = change
        .prepare("SELECT name FROM pragma_table_info(?)")?
        .query_map([table], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    // `quote` writes any value as SQL would, so that nothing is lost and the row can be put back by hand.
    let quoted: Vec<String> = names.iter().map(|name| format!("'{name}', quote(\"{name}\")")).collect();
    let place = match bad.table.key() {
        (first, Some(second)) => format!("{first} = ?1 AND {second} = ?2"),
        (first, None) => format!("{first} = ?1 AND ?2 IS NULL"),
    };
    let copy = format!(
        "INSERT INTO quarantine (source, slot, number, set_aside, reason, content)
         SELECT ?3, ?4, ?5, ?6, ?7, json_object({}) FROM {table} WHERE {place}",
        quoted.join(", ")
    );
    let now = nanoseconds(SystemTime::now());
    let moved = change.execute(&copy, params![bad.row, bad.second, table, slot, number, now, bad.reason])?;
    if moved == 0 {
        return Ok(None);
    }
    change.execute(&format!("DELETE FROM {table} WHERE {place}"), params![bad.row, bad.second])?;
    // Pieces of an upload or a download that isn't known any more would be taken for another one's.
    match bad.table {
        Table::Uploads => change.execute("DELETE FROM parts WHERE item = ?", [bad.row])?,
        Table::Downloads => change.execute("DELETE FROM ranges WHERE item = ?", [bad.row])?,
        _ => 0,
    };
    let transfer = id.and_then(|id| u64::try_from(id).ok()).map(TransferId);
    Ok(Some(JournalNotice::Quarantined { table, transfer, index: number, reason: bad.reason.clone() }))
}
