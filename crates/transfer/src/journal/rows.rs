//! Rows and what they mean. A row that means nothing is told apart from a file that can't be read.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::Row;
use rusqlite::types::FromSql;
use serde::de::IntoDeserializer;
use serde::de::value::Error as ValueError;
use serde::{Deserialize, Serialize};

use super::compact::{Sources, StoredIdentity};
use super::{Counts, DownloadRecord, ItemRecord, PartRecord, RangeRecord, TransferRecord, UploadRecord};
use crate::TransferId;

/// Why a row wasn't read.
#[derive(Debug)]
pub(super) enum RowError {
    /// The row itself makes no sense.
    Bad(String),
    /// The file couldn't be read.
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for RowError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error as Sql;
        match error {
            Sql::FromSqlConversionFailure(..) | Sql::InvalidColumnType(..) | Sql::IntegralValueOutOfRange(..) => {
                Self::Bad(error.to_string())
            }
            other => Self::Sqlite(other),
        }
    }
}

impl From<String> for RowError {
    fn from(reason: String) -> Self {
        Self::Bad(reason)
    }
}

pub(super) type RowResult<T> = Result<T, RowError>;

/// A row that makes no sense, by where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BadRow {
    pub(super) table: Table,
    /// The row number of a transfer (its slot), or of an item or what belongs to it.
    pub(super) row: i64,
    /// The second half of the key of a part (its number) or of a range (its start).
    pub(super) second: Option<i64>,
    pub(super) reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Table {
    Transfers,
    Items,
    Uploads,
    Parts,
    Downloads,
    Ranges,
}

impl Table {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Transfers => "transfers",
            Self::Items => "items",
            Self::Uploads => "uploads",
            Self::Parts => "parts",
            Self::Downloads => "downloads",
            Self::Ranges => "ranges",
        }
    }

    /// The columns of its key.
    pub(super) fn key(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Transfers => ("slot", None),
            Self::Items => ("id", None),
            Self::Uploads | Self::Downloads => ("item", None),
            Self::Parts => ("item", Some("number")),
            Self::Ranges => ("item", Some("start")),
        }
    }
}

/// An item's row number.
pub(super) fn item_row(slot: i64, number: u32) -> i64 {
    slot << 32 | i64::from(number)
}

/// The slot of an item's row number.
pub(super) fn slot_of(row: i64) -> i64 {
    row >> 32
}

/// The number of an item's row number.
pub(super) fn number_of(row: i64) -> u32 {
    u32::try_from(row & 0xffff_ffff).unwrap_or(u32::MAX)
}

/// SQLite's integers are signed; nothing that is written comes near the limit.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A size from an SQL `total()`, which is exact up to 2⁵³ and never overflows.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a float that is too large gives the limit")]
pub(super) fn whole(total: f64) -> u64 {
    total as u64
}

/// Nanoseconds since 1970, for the years 1678 to 2262.
pub(super) fn nanoseconds(time: SystemTime) -> i64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |nanoseconds| -nanoseconds),
    }
}

fn time(nanoseconds: i64) -> RowResult<SystemTime> {
    let distance = Duration::from_nanos(nanoseconds.unsigned_abs());
    let time = if nanoseconds < 0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) };
    time.ok_or_else(|| RowError::Bad("an impossible time".into()))
}

/// The name of a state or the like, as serde has it.
pub(super) fn word<T: Serialize>(value: &T) -> Result<String, String> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        Ok(other) => Err(format!("{other} isn't one word")),
        Err(error) => Err(error.to_string()),
    }
}

pub(super) fn from_word<'de, T: Deserialize<'de>>(word: &'de str) -> RowResult<T> {
    T::deserialize(word.into_deserializer()).map_err(|error: ValueError| RowError::Bad(error.to_string()))
}

fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> RowResult<T> {
    serde_json::from_str(text).map_err(|error| RowError::Bad(error.to_string()))
}

/// A text column, in place.
pub(super) fn text<'a>(row: &'a Row<'_>, column: usize) -> RowResult<&'a str> {
    row.get_ref(column)?.as_str().map_err(|error| RowError::Bad(error.to_string()))
}

fn optional_text<'a>(row: &'a Row<'_>, column: usize) -> RowResult<Option<&'a str>> {
    row.get_ref(column)?.as_str_or_null().map_err(|error| RowError::Bad(error.to_string()))
}

/// A number that is never negative.
pub(super) fn natural<T: TryFrom<i64>>(row: &Row<'_>, column: usize) -> RowResult<T> {
    let number: i64 = get(row, column)?;
    T::try_from(number).map_err(|_| RowError::Bad(format!("an impossible number: {number}")))
}

fn get<T: FromSql>(row: &Row<'_>, column: usize) -> RowResult<T> {
    Ok(row.get(column)?)
}

fn flag(row: &Row<'_>, column: usize) -> RowResult<bool> {
    match get::<i64>(row, column)? {
        0 => Ok(false),
        1 => Ok(true),
        other => Err(RowError::Bad(format!("neither yes nor no: {other}"))),
    }
}

pub(super) const TRANSFER: &str = "slot, id, kind, state, pause, position, started, ended, folders, on_conflict, store, \
     command, place, destination, names, error";

/// Reads the columns of [`TRANSFER`].
pub(super) fn transfer(row: &Row<'_>, counts: Counts) -> RowResult<TransferRecord> {
    Ok(TransferRecord {
        id: TransferId(natural(row, 1)?),
        kind: from_word(text(row, 2)?)?,
        state: from_word(text(row, 3)?)?,
        pause: optional_text(row, 4)?.map(from_word).transpose()?,
        order: get(row, 5)?,
        started: time(get(row, 6)?)?,
        ended: get::<Option<i64>>(row, 7)?.map(time).transpose()?,
        folders: natural(row, 8)?,
        on_conflict: from_word(text(row, 9)?)?,
        store: text(row, 10)?.to_owned(),
        command: optional_text(row, 11)?.map(str::to_owned),
        place: from_json(text(row, 12)?)?,
        destination: from_json(text(row, 13)?)?,
        names: from_json(text(row, 14)?)?,
        error: optional_text(row, 15)?.map(from_json).transpose()?,
        counts,
    })
}

/// The last one is what is there of it.
pub(super) const ITEM: &str = "id, state, size, copied, note, action, error,
     CASE state WHEN 'done' THEN size
     ELSE coalesce((SELECT sum(parts.size) FROM parts WHERE parts.item = items.id), 0)
        + coalesce((SELECT sum(length) FROM ranges WHERE ranges.item = items.id), 0) END";

/// Reads the columns of [`ITEM`].
pub(super) fn item(row: &Row<'_>, sources: &Sources) -> RowResult<ItemRecord> {
    Ok(ItemRecord {
        index: number_of(get(row, 0)?),
        state: from_word(text(row, 1)?)?,
        size: natural(row, 2)?,
        copied: flag(row, 3)?,
        note: optional_text(row, 4)?.map(from_word).transpose()?,
        item: sources.decode(text(row, 5)?)?,
        error: optional_text(row, 6)?.map(from_json).transpose()?,
        bytes_done: natural(row, 7)?,
    })
}

pub(super) const UPLOAD: &str = "item, uploads.bucket, key, intended, upload_id, part_size, hash, identity, if_absent";
/// How many they are: what else a query asks for comes behind them.
pub(super) const UPLOAD_COLUMNS: usize = 9;

/// Reads the columns of [`UPLOAD`], without the parts.
pub(super) fn upload(row: &Row<'_>) -> RowResult<UploadRecord> {
    Ok(UploadRecord {
        bucket: from_word(text(row, 1)?)?,
        key: from_word(text(row, 2)?)?,
        intended: time(get(row, 3)?)?,
        upload_id: optional_text(row, 4)?.map(from_word).transpose()?,
        part_size: natural(row, 5)?,
        hash: from_word(text(row, 6)?)?,
        identity: from_json::<StoredIdentity>(text(row, 7)?)?.identity()?,
        if_absent: flag(row, 8)?,
        parts: Vec::new(),
    })
}

/// Reads `item, number, size, etag, hash`.
pub(super) fn part(row: &Row<'_>) -> RowResult<PartRecord> {
    Ok(PartRecord {
        number: natural(row, 1)?,
        size: natural(row, 2)?,
        etag: from_word(text(row, 3)?)?,
        hash: from_json(text(row, 4)?)?,
    })
}

/// Reads `item, etag, size, part_name`, without the ranges.
pub(super) fn download(row: &Row<'_>) -> RowResult<DownloadRecord> {
    Ok(DownloadRecord {
        etag: optional_text(row, 1)?.map(from_word).transpose()?,
        size: natural(row, 2)?,
        part_name: text(row, 3)?.to_owned(),
        ranges: Vec::new(),
    })
}

/// Reads `item, start, length, crc32c, crc64nvme`.
pub(super) fn range(row: &Row<'_>) -> RowResult<RangeRecord> {
    // All 64 bits are used: as a signed number half of them are negative.
    let crc64nvme = get::<Option<i64>>(row, 4)?.map(i64::cast_unsigned);
    Ok(RangeRecord { offset: natural(row, 1)?, length: natural(row, 2)?, crc32c: natural(row, 3)?, crc64nvme })
}
