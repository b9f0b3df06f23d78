//! What is read from a journal, ours or another's.

use std::cell::RefCell;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension, Params, Row, params};
use satchel_localpath::LocalPath;
use satchel_objects::{BucketName, ObjectKey};

use super::compact::{Sources, StoredPath, Target};
use super::rows::{self, BadRow, RowError, RowResult, Table, item_row, number_of, signed, slot_of, word};
use super::{DownloadRecord, Filter, ItemId, ItemRecord, TransferRecord, UploadRecord};
use crate::{FileState, OnConflict, TransferId};

/// One look at a journal. What makes no sense is left out and remembered.
pub(super) struct Reading<'a> {
    pub(super) connection: &'a Connection,
    bad: RefCell<Vec<BadRow>>,
}

type Read<T> = rusqlite::Result<T>;

/// A transfer, as far as its items need it.
struct Head {
    slot: i64,
    on_conflict: OnConflict,
    sources: Sources,
}

impl<'a> Reading<'a> {
    pub(super) fn new(connection: &'a Connection) -> Self {
        Self { connection, bad: RefCell::default() }
    }

    /// The rows that made no sense.
    pub(super) fn into_bad(self) -> Vec<BadRow> {
        self.bad.into_inner()
    }

    pub(super) fn is_bad(&self, row: BadRow) {
        self.bad.borrow_mut().push(row);
    }

    /// Reads rows whose first column is their row number.
    fn rows<T>(
        &self,
        table: Table,
        sql: &str,
        values: impl Params,
        read: impl Fn(&Row<'_>) -> RowResult<T>,
    ) -> Read<Vec<T>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(values)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            match read(row) {
                Ok(one) => found.push(one),
                Err(RowError::Sqlite(error)) => return Err(error),
                Err(RowError::Bad(reason)) => {
                    let second = if table.key().1.is_some() { Some(row.get(1)?) } else { None };
                    self.is_bad(BadRow { table, row: row.get(0)?, second, reason });
                }
            }
        }
        Ok(found)
    }

    pub(super) fn transfers(&self) -> Read<Vec<TransferRecord>> {
        let sql = format!("SELECT {} FROM transfers ORDER BY position, id", rows::TRANSFER);
        self.rows(Table::Transfers, &sql, [], |row| rows::transfer(row, self.counts(row.get(0)?)?))
    }

    pub(super) fn transfer(&self, id: TransferId) -> Read<Option<TransferRecord>> {
        let sql = format!("SELECT {} FROM transfers WHERE id = ?", rows::TRANSFER);
        let read = |row: &Row<'_>| rows::transfer(row, self.counts(row.get(0)?)?);
        Ok(self.rows(Table::Transfers, &sql, [signed(id.0)], read)?.pop())
    }

    pub(super) fn has(&self, id: TransferId) -> Read<bool> {
        self.connection.prepare_cached("SELECT 1 FROM transfers WHERE id = ?")?.exists([signed(id.0)])
    }

    fn head(&self, id: TransferId) -> Read<Option<Head>> {
        let sql = "SELECT slot, on_conflict, sources FROM transfers WHERE id = ?";
        let read = |row: &Row<'_>| {
            Ok(Head {
                slot: row.get(0)?,
                on_conflict: rows::from_word(rows::text(row, 1)?)?,
                sources: Sources::from_json(rows::text(row, 2)?)?,
            })
        };
        Ok(self.rows(Table::Transfers, sql, [signed(id.0)], read)?.pop())
    }

    /// The next items in a state, in order.
    pub(super) fn waiting(&self, id: TransferId, after: Option<u32>, limit: u32) -> Read<Vec<ItemRecord>> {
        let Some(head) = self.head(id)? else { return Ok(Vec::new()) };
        let sql = format!(
            "SELECT {} FROM items WHERE slot = ? AND state = ? AND number > ? ORDER BY number LIMIT ?",
            rows::ITEM
        );
        let after = after.map_or(-1, i64::from);
        let values = params![head.slot, state(FileState::Waiting), after, limit];
        self.rows(Table::Items, &sql, values, |row| rows::item(row, &head.sources))
    }

    pub(super) fn item(&self, id: TransferId, index: u32) -> Read<Option<ItemRecord>> {
        let Some(head) = self.head(id)? else { return Ok(None) };
        let sql = format!("SELECT {} FROM items WHERE id = ?", rows::ITEM);
        let read = |row: &Row<'_>| rows::item(row, &head.sources);
        Ok(self.rows(Table::Items, &sql, [item_row(head.slot, index)], read)?.pop())
    }

    pub(super) fn items(
        &self,
        id: TransferId,
        filter: Filter,
        offset: u32,
        limit: u32,
    ) -> Read<(u32, Vec<ItemRecord>)> {
        let Some(head) = self.head(id)? else { return Ok((0, Vec::new())) };
        let read = |row: &Row<'_>| rows::item(row, &head.sources);
        let wanted = match filter {
            Filter::All => return self.all_items(&head, offset, limit),
            Filter::Failed => state(FileState::Failed),
            Filter::State(wanted) => state(wanted),
        };
        let total = self
            .connection
            .prepare_cached("SELECT count(*) FROM items WHERE slot = ? AND state = ?")?
            .query_row(params![head.slot, wanted], |row| row.get(0))?;
        // The window is found in the index alone; only its rows are looked up.
        let sql = format!(
            "SELECT {} FROM items WHERE id IN
                 (SELECT id FROM items WHERE slot = ? AND state = ? ORDER BY number LIMIT ? OFFSET ?)
             ORDER BY id",
            rows::ITEM
        );
        Ok((total, self.rows(Table::Items, &sql, params![head.slot, wanted, limit, offset], read)?))
    }

    fn all_items(&self, head: &Head, offset: u32, limit: u32) -> Read<(u32, Vec<ItemRecord>)> {
        let (first, behind) = (item_row(head.slot, 0), item_row(head.slot + 1, 0));
        let last: Option<i64> = self
            .connection
            .prepare_cached("SELECT max(id) FROM items WHERE id >= ? AND id < ?")?
            .query_row([first, behind], |row| row.get(0))?;
        let gaps: u32 = self
            .connection
            .prepare_cached("SELECT count(*) FROM quarantine WHERE slot = ? AND source = 'items'")?
            .query_row([head.slot], |row| row.get(0))?;
        let read = |row: &Row<'_>| rows::item(row, &head.sources);
        let Some(last) = last else { return Ok((0, Vec::new())) };
        let (from, skipped) = if gaps == 0 { (first + i64::from(offset), 0) } else { (first, offset) };
        let sql = format!("SELECT {} FROM items WHERE id >= ? AND id < ? ORDER BY id LIMIT ? OFFSET ?", rows::ITEM);
        let found = self.rows(Table::Items, &sql, params![from, behind, limit, skipped], read)?;
        // A gap at the end isn't counted by `last`.
        let total = if gaps == 0 { number_of(last).saturating_add(1) } else { self.number_of_items(head.slot)? };
        Ok((total, found))
    }

    fn number_of_items(&self, slot: i64) -> Read<u32> {
        let mut statement = self.connection.prepare_cached("SELECT count(*) FROM items WHERE slot = ?")?;
        statement.query_row([slot], |row| row.get(0))
    }

    fn row_of(&self, id: TransferId, index: u32) -> Read<Option<i64>> {
        let mut statement = self.connection.prepare_cached("SELECT slot FROM transfers WHERE id = ?")?;
        let slot: Option<i64> = statement.query_row([signed(id.0)], |row| row.get(0)).optional()?;
        Ok(slot.map(|slot| item_row(slot, index)))
    }

    pub(super) fn upload(&self, id: TransferId, index: u32) -> Read<Option<UploadRecord>> {
        let Some(item) = self.row_of(id, index)? else { return Ok(None) };
        let sql = format!("SELECT {} FROM uploads WHERE item = ?", rows::UPLOAD);
        let Some(mut upload) = self.rows(Table::Uploads, &sql, [item], rows::upload)?.pop() else { return Ok(None) };
        let sql = "SELECT item, number, size, etag, hash FROM parts WHERE item = ? ORDER BY number";
        upload.parts = self.rows(Table::Parts, sql, [item], rows::part)?;
        Ok(Some(upload))
    }

    pub(super) fn download(&self, id: TransferId, index: u32) -> Read<Option<DownloadRecord>> {
        let Some(item) = self.row_of(id, index)? else { return Ok(None) };
        let sql = "SELECT item, etag, size, part_name FROM downloads WHERE item = ?";
        let Some(mut download) = self.rows(Table::Downloads, sql, [item], rows::download)?.pop() else {
            return Ok(None);
        };
        let sql = "SELECT item, start, length, crc32c, crc64nvme FROM ranges WHERE item = ? ORDER BY start";
        download.ranges = self.rows(Table::Ranges, sql, [item], rows::range)?;
        Ok(Some(download))
    }

    pub(super) fn uploads_of(&self, id: TransferId) -> Read<Vec<(u32, UploadRecord)>> {
        let sql = format!("SELECT {} FROM uploads WHERE item >= ? AND item < ? ORDER BY item", rows::UPLOAD);
        let Some((first, behind)) = self.span(id)? else { return Ok(Vec::new()) };
        let read = |row: &Row<'_>| Ok((number_of(row.get(0)?), rows::upload(row)?));
        self.rows(Table::Uploads, &sql, [first, behind], read)
    }

    pub(super) fn downloads_of(&self, id: TransferId) -> Read<Vec<(u32, DownloadRecord)>> {
        let sql = "SELECT item, etag, size, part_name FROM downloads WHERE item >= ? AND item < ? ORDER BY item";
        let Some((first, behind)) = self.span(id)? else { return Ok(Vec::new()) };
        let read = |row: &Row<'_>| Ok((number_of(row.get(0)?), rows::download(row)?));
        self.rows(Table::Downloads, sql, [first, behind], read)
    }

    /// The row numbers that a transfer's items have: the first, and the first behind them.
    fn span(&self, id: TransferId) -> Read<Option<(i64, i64)>> {
        let slot = self.row_of(id, 0)?.map(slot_of);
        Ok(slot.map(|slot| (item_row(slot, 0), item_row(slot + 1, 0))))
    }

    /// Uploads that aren't over, with their stores.
    pub(super) fn uploads(&self) -> Read<Vec<(ItemId, String, UploadRecord)>> {
        let sql = format!(
            "SELECT {}, transfers.id, transfers.store FROM uploads JOIN transfers ON slot = item >> 32 ORDER BY item",
            rows::UPLOAD
        );
        self.rows(Table::Uploads, &sql, [], |row| {
            let id = TransferId(rows::natural(row, rows::UPLOAD_COLUMNS)?);
            let number = number_of(row.get(0)?);
            Ok(((id, number), rows::text(row, rows::UPLOAD_COLUMNS + 1)?.to_owned(), rows::upload(row)?))
        })
    }

    pub(super) fn find_upload(&self, store: &str, bucket: &BucketName, key: &ObjectKey) -> Read<Option<ItemId>> {
        let sql = "SELECT transfers.id, item FROM uploads JOIN transfers ON slot = item >> 32
             WHERE key = ? AND uploads.bucket = ? AND store = ? AND upload_id IS NOT NULL AND state <> 'running'
             ORDER BY intended DESC LIMIT 1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found = statement.query_row(params![key.as_str(), bucket.as_str(), store], |row| {
            Ok((TransferId(row.get::<_, i64>(0)?.cast_unsigned()), number_of(row.get(1)?)))
        });
        found.optional()
    }

    pub(super) fn find_download(&self, folder: &Path, path: &LocalPath) -> Read<Option<ItemId>> {
        let sql = "SELECT items.id, transfers.id FROM items JOIN downloads ON item = items.id
             JOIN transfers USING (slot)
             WHERE target = ? AND folder = ? AND transfers.state <> 'running' ORDER BY transfers.id DESC";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params![Target::File(path).checksum(), folder_text(folder)])?;
        while let Some(row) = rows.next()? {
            let id = TransferId(row.get::<_, i64>(1)?.cast_unsigned());
            let index = number_of(row.get(0)?);
            if self.writes(id, index, &Target::File(path))? {
                return Ok(Some((id, index)));
            }
        }
        Ok(None)
    }

    /// Whether an item really writes that: its checksum says so already.
    fn writes(&self, id: TransferId, index: u32, target: &Target<'_>) -> Read<bool> {
        let Some(head) = self.head(id)? else { return Ok(false) };
        let Some(item) = self.item(id, index)? else { return Ok(false) };
        Ok(match (Target::of(&item.item, head.on_conflict), target) {
            (Target::Key(one), Target::Key(other)) => one == *other,
            (Target::File(one), Target::File(other)) => one == *other,
            _ => false,
        })
    }

    /// Whether something that isn't over has yet to write or delete that key.
    pub(super) fn is_key_busy(&self, store: &str, bucket: &BucketName, key: &ObjectKey) -> Read<bool> {
        let sql = format!(
            "SELECT transfers.id, number FROM items JOIN transfers USING (slot)
             WHERE target = ? AND store = ? AND bucket = ? AND {UNFINISHED}"
        );
        let target = Target::Key(key);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params![target.checksum(), store, bucket.as_str()])?;
        while let Some(row) = rows.next()? {
            if self.writes(TransferId(row.get::<_, i64>(0)?.cast_unsigned()), row.get(1)?, &target)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether something that isn't over has yet to write that file.
    pub(super) fn is_file_busy(&self, folder: &Path, path: &LocalPath) -> Read<bool> {
        let sql = format!(
            "SELECT transfers.id, number FROM items JOIN transfers USING (slot)
             WHERE target = ? AND folder = ? AND {UNFINISHED}"
        );
        let target = Target::File(path);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params![target.checksum(), folder_text(folder)])?;
        while let Some(row) = rows.next()? {
            if self.writes(TransferId(row.get::<_, i64>(0)?.cast_unsigned()), row.get(1)?, &target)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether there is no transfer, and whether every transfer has ended and no upload is left.
    pub(super) fn is_empty_and_ended(&self) -> Read<(bool, bool)> {
        let sql = "SELECT NOT EXISTS (SELECT 1 FROM transfers),
                NOT EXISTS (SELECT 1 FROM transfers
                    WHERE state NOT IN ('done', 'partly_failed', 'failed', 'cancelled'))
                AND NOT EXISTS (SELECT 1 FROM uploads) AND NOT EXISTS (SELECT 1 FROM quarantine)";
        self.connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Every upload, and whichever transfer it belongs to, is looked at once, so that what makes no sense is known.
    pub(super) fn check(&self) -> Read<()> {
        for transfer in self.transfers()? {
            self.head(transfer.id)?;
        }
        self.uploads()?;
        Ok(())
    }

    /// The transfers there are.
    pub(super) fn ids(&self) -> Read<Vec<TransferId>> {
        let mut statement = self.connection.prepare_cached("SELECT id FROM transfers ORDER BY position, id")?;
        let ids = statement.query_map([], |row| Ok(TransferId(row.get::<_, i64>(0)?.cast_unsigned())))?;
        ids.collect()
    }
}

/// What isn't over, of a transfer that isn't over.
const UNFINISHED: &str = "items.state NOT IN ('done', 'skipped', 'failed', 'cancelled')
     AND transfers.state NOT IN ('done', 'partly_failed', 'failed', 'cancelled')";

fn state(state: FileState) -> String {
    word(&state).unwrap_or_default()
}

/// A folder as the journal has it.
fn folder_text(folder: &Path) -> String {
    serde_json::to_string(&StoredPath::from(folder)).unwrap_or_default()
}
