//! Changes, as what they do to the tables. All of one change happens, or nothing of it.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, ToSql, params};
use serde::Serialize;

use super::compact::{Sources, StoredIdentity, StoredPath, Target};
use super::rows::{item_row, nanoseconds, signed, word};
use super::{Change, DownloadRecord, NewItem, PartRecord, RangeRecord, TransferRecord, UploadRecord};
use crate::{Destination, FileState, TransferId};

/// Why a change couldn't be made.
#[derive(Debug)]
pub(super) enum ApplyError {
    /// It doesn't fit what is there. Nothing of it was made, and the transaction goes on.
    Inconsistent(String),
    /// SQLite failed. What is left of the transaction can't be trusted.
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for ApplyError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::ConstraintViolation) => Self::Inconsistent(error.to_string()),
            _ => Self::Sqlite(error),
        }
    }
}

impl From<String> for ApplyError {
    fn from(reason: String) -> Self {
        Self::Inconsistent(reason)
    }
}

type Applied<T = ()> = Result<T, ApplyError>;

/// Where the transfers are, so that a change of an item needs no look for its transfer.
#[derive(Default)]
pub(super) struct Slots(HashMap<TransferId, i64>);

impl Slots {
    /// What was read or written may not be so: a transaction was taken back.
    pub(super) fn forget(&mut self) {
        self.0.clear();
    }

    fn find(&mut self, connection: &Connection, id: TransferId) -> Applied<i64> {
        if let Some(slot) = self.0.get(&id) {
            return Ok(*slot);
        }
        let mut statement = connection.prepare_cached("SELECT slot FROM transfers WHERE id = ?")?;
        let slot = statement.query_row([signed(id.0)], |row| row.get(0)).optional()?;
        let slot = slot.ok_or_else(|| format!("transfer {id} isn't in it"))?;
        self.0.insert(id, slot);
        Ok(slot)
    }
}

/// Where changes are made.
pub(super) struct Tables<'a> {
    pub(super) connection: &'a Connection,
    pub(super) slots: &'a mut Slots,
}

impl Tables<'_> {
    /// Adds a transfer and its items. The caller makes it all or nothing.
    pub(super) fn add(&mut self, record: &TransferRecord, items: &[NewItem]) -> Applied {
        let sources = Sources::of(items.iter().map(|(item, _)| item));
        let (bucket, folder) = match &record.destination {
            Destination::Place(place) => (Some(place.bucket.as_str()), None),
            Destination::Folder(folder) => (None, Some(json(&StoredPath::from(folder.as_path()))?)),
            Destination::None => (Some(record.place.bucket.as_str()), None),
        };
        let values = params![
            signed(record.id.0),
            word(&record.kind)?,
            word(&record.state)?,
            record.pause.as_ref().map(word).transpose()?,
            record.order,
            nanoseconds(record.started),
            record.ended.map(nanoseconds),
            signed(record.folders),
            word(&record.on_conflict)?,
            record.store,
            bucket,
            folder,
            record.command,
            json(&record.place)?,
            json(&record.destination)?,
            json(&record.names)?,
            sources.to_json()?,
            record.error.as_ref().map(json).transpose()?,
        ];
        self.connection
            .prepare_cached(
                "INSERT INTO transfers (id, kind, state, pause, position, started, ended, folders, on_conflict, store,
                     bucket, folder, command, place, destination, names, sources, error)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute(values)?;
        let slot = self.connection.last_insert_rowid();
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO items (id, slot, number, state, size, marker, copied, target, action)
             VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?)",
        )?;
        let (waiting, skipped) = (word(&FileState::Waiting)?, word(&FileState::Skipped)?);
        for (number, (item, state)) in (0_u32..).zip(items) {
            let other;
            let state = match state {
                FileState::Waiting => &waiting,
                FileState::Skipped => &skipped,
                state => {
                    other = word(state)?;
                    &other
                }
            };
            let target = Target::of(item, record.on_conflict).checksum();
            let action = sources.encode(item)?;
            let row = item_row(slot, number);
            statement.execute(params![
                row,
                slot,
                number,
                state,
                signed(item.size),
                item.is_folder(),
                target,
                action
            ])?;
        }
        Ok(())
    }

    pub(super) fn apply(&mut self, change: Change) -> Applied {
        match change {
            Change::Transfer { id, state, pause, error, ended } => {
                let slot = self.slots.find(self.connection, id)?;
                let error = error.as_ref().map(json).transpose()?;
                let pause = pause.as_ref().map(word).transpose()?;
                let values = params![word(&state)?, pause, error, ended.map(nanoseconds), slot];
                self.one("UPDATE transfers SET state = ?, pause = ?, error = ?, ended = ? WHERE slot = ?", values)
            }
            Change::Order { id, order } => {
                let slot = self.slots.find(self.connection, id)?;
                self.one("UPDATE transfers SET position = ? WHERE slot = ?", params![order, slot])
            }
            Change::File { id, index, state, error, note } => {
                let item = self.item(id, index)?;
                let error = error.as_ref().map(json).transpose()?;
                let note = note.as_ref().map(word).transpose()?;
                let values = params![word(&state)?, error, note, item];
                self.one("UPDATE items SET state = ?, error = ?, note = coalesce(?, note) WHERE id = ?", values)?;
                if state == FileState::Done { self.forget_both(item) } else { Ok(()) }
            }
            Change::FileSize { id, index, size } => {
                let item = self.item(id, index)?;
                self.one("UPDATE items SET size = ? WHERE id = ?", params![signed(size), item])
            }
            Change::FilesState { id, from, to } => self.files_state(id, &from, to),
            Change::UploadIntended { id, index, record } => self.upload_intended(id, index, &record),
            Change::UploadBegun { id, index, upload_id } => {
                let item = self.item(id, index)?;
                self.one("UPDATE uploads SET upload_id = ? WHERE item = ?", params![upload_id.0, item])
            }
            Change::PartSent { id, index, part } => self.part_sent(id, index, &part),
            Change::UploadForgotten { id, index } => {
                let item = self.item(id, index)?;
                self.forget_upload(item)
            }
            Change::UploadMoved { from, to } => self.moved(from, to, "uploads", "parts"),
            Change::DownloadBegun { id, index, record } => self.download_begun(id, index, &record),
            Change::RangeWritten { id, index, range } => self.range_written(id, index, range),
            Change::DownloadForgotten { id, index } => {
                let item = self.item(id, index)?;
                self.forget_download(item)
            }
            Change::DownloadMoved { from, to } => self.moved(from, to, "downloads", "ranges"),
            Change::Copied { id, index } => {
                let item = self.item(id, index)?;
                self.one("UPDATE items SET copied = 1 WHERE id = ?", params![item])
            }
            Change::Forgotten { id } => self.forgotten(id),
        }
    }

    fn item(&mut self, id: TransferId, index: u32) -> Applied<i64> {
        Ok(item_row(self.slots.find(self.connection, id)?, index))
    }

    fn all(&self, sql: &str, values: &[&dyn ToSql]) -> Applied<usize> {
        Ok(self.connection.prepare_cached(sql)?.execute(values)?)
    }

    /// Changes exactly one row.
    fn one(&self, sql: &str, values: &[&dyn ToSql]) -> Applied {
        match self.all(sql, values)? {
            0 => Err(ApplyError::Inconsistent("what was to be changed isn't in it".into())),
            _ => Ok(()),
        }
    }

    fn exists(&self, item: i64) -> Applied {
        let there = self.connection.prepare_cached("SELECT 1 FROM items WHERE id = ?")?.exists([item])?;
        if there { Ok(()) } else { Err(ApplyError::Inconsistent("the item isn't in it".into())) }
    }

    fn files_state(&mut self, id: TransferId, from: &[FileState], to: FileState) -> Applied {
        let slot = self.slots.find(self.connection, id)?;
        let to = word(&to)?;
        for state in from {
            let state = word(state)?;
            if state != to {
                let sql = "UPDATE items SET state = ?, error = NULL WHERE slot = ? AND state = ?";
                self.all(sql, params![to, slot, state])?;
            }
        }
        Ok(())
    }

    fn upload_intended(&mut self, id: TransferId, index: u32, record: &UploadRecord) -> Applied {
        let item = self.item(id, index)?;
        self.exists(item)?;
        let values = params![
            item,
            record.bucket.as_str(),
            record.key.as_str(),
            nanoseconds(record.intended),
            record.upload_id.as_ref().map(|upload_id| &upload_id.0),
            signed(record.part_size),
            word(&record.hash)?,
            json(&StoredIdentity::from(&record.identity))?,
            record.if_absent,
        ];
        self.forget_upload(item)?;
        self.one("INSERT INTO uploads VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)?;
        for part in &record.parts {
            self.part_sent(id, index, part)?;
        }
        Ok(())
    }

    fn part_sent(&mut self, id: TransferId, index: u32, part: &PartRecord) -> Applied {
        let item = self.item(id, index)?;
        let values = params![item, part.number, signed(part.size), part.etag.0, json(&part.hash)?];
        self.one(
            "INSERT OR REPLACE INTO parts SELECT ?1, ?2, ?3, ?4, ?5 WHERE EXISTS (SELECT 1 FROM uploads WHERE item = ?1)",
            values,
        )
    }

    fn download_begun(&mut self, id: TransferId, index: u32, record: &DownloadRecord) -> Applied {
        let item = self.item(id, index)?;
        self.exists(item)?;
        self.forget_download(item)?;
        let etag = record.etag.as_ref().map(|etag| &etag.0);
        let values = params![item, etag, signed(record.size), record.part_name];
        self.one("INSERT INTO downloads VALUES (?, ?, ?, ?)", values)?;
        for range in &record.ranges {
            self.range_written(id, index, *range)?;
        }
        Ok(())
    }

    fn range_written(&mut self, id: TransferId, index: u32, range: RangeRecord) -> Applied {
        let item = self.item(id, index)?;
        let crc64nvme = range.crc64nvme.map(u64::cast_signed);
        let values = params![item, signed(range.offset), signed(range.length), range.crc32c, crc64nvme];
        self.one(
            "INSERT OR REPLACE INTO ranges
             SELECT ?1, ?2, ?3, ?4, ?5 WHERE EXISTS (SELECT 1 FROM downloads WHERE item = ?1)",
            values,
        )
    }

    /// The rows of one item become those of another, which has none.
    fn moved(&mut self, from: (TransferId, u32), to: (TransferId, u32), whole: &str, pieces: &str) -> Applied {
        let (from, to) = (self.item(from.0, from.1)?, self.item(to.0, to.1)?);
        self.exists(to)?;
        self.one(&format!("UPDATE {whole} SET item = ? WHERE item = ?"), params![to, from])?;
        self.all(&format!("UPDATE {pieces} SET item = ? WHERE item = ?"), params![to, from])?;
        Ok(())
    }

    fn forget_upload(&self, item: i64) -> Applied {
        if self.all("DELETE FROM uploads WHERE item = ?", params![item])? > 0 {
            self.all("DELETE FROM parts WHERE item = ?", params![item])?;
        }
        Ok(())
    }

    fn forget_download(&self, item: i64) -> Applied {
        if self.all("DELETE FROM downloads WHERE item = ?", params![item])? > 0 {
            self.all("DELETE FROM ranges WHERE item = ?", params![item])?;
        }
        Ok(())
    }

    fn forget_both(&self, item: i64) -> Applied {
        self.forget_upload(item)?;
        self.forget_download(item)
    }

    fn forgotten(&mut self, id: TransferId) -> Applied {
        let slot = match self.slots.find(self.connection, id) {
            Err(ApplyError::Inconsistent(_)) => return Ok(()),
            found => found?,
        };
        self.slots.0.remove(&id);
        let (first, behind) = (item_row(slot, 0), item_row(slot + 1, 0));
        for table in ["parts", "uploads", "ranges", "downloads"] {
            self.all(&format!("DELETE FROM {table} WHERE item >= ? AND item < ?"), params![first, behind])?;
        }
        self.all("DELETE FROM items WHERE id >= ? AND id < ?", params![first, behind])?;
        self.all("DELETE FROM quarantine WHERE slot = ?", params![slot])?;
        self.all("DELETE FROM transfers WHERE slot = ?", params![slot])?;
        Ok(())
    }
}

fn json<T: Serialize>(value: &T) -> Result<String, String> {
    serde_json::to_string(value).map_err(|error| error.to_string())
}
