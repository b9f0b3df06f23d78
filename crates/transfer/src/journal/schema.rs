//! The tables, and how a journal's file is made, migrated and opened.

use std::fs::{File, OpenOptions};
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::JournalError;

/// `PRAGMA application_id` of a journal: "SatJ".
pub(super) const APPLICATION: u32 = 0x5361_744A;
/// The version this program writes (`PRAGMA user_version`): how many of [`STEPS`] were taken.
pub(super) const VERSION: u32 = 2;

/// What leads from each version to the next. A step that was released is never changed.
pub(super) const STEPS: [&str; VERSION as usize] = [FIRST, SECOND];

/// An item's row number is its transfer's slot in the upper 32 bits and its own number in the lower: the items of a
/// transfer lie side by side, and what belongs to an item is found by one number. Slots are never given twice.
/// Times are nanoseconds since 1970. `target` is a checksum of the key or path that an item writes or deletes.
const FIRST: &str = "
CREATE TABLE transfers (
    slot INTEGER PRIMARY KEY AUTOINCREMENT, id INTEGER NOT NULL UNIQUE,
    kind TEXT NOT NULL, state TEXT NOT NULL, pause TEXT, position INTEGER NOT NULL,
    started INTEGER NOT NULL, ended INTEGER, folders INTEGER NOT NULL, on_conflict TEXT NOT NULL,
    store TEXT NOT NULL, bucket TEXT, folder TEXT, command TEXT,
    place TEXT NOT NULL, destination TEXT NOT NULL, names TEXT NOT NULL, sources TEXT NOT NULL, error TEXT
) STRICT;
CREATE TABLE items (
    id INTEGER PRIMARY KEY, slot INTEGER NOT NULL, number INTEGER NOT NULL,
    state TEXT NOT NULL, size INTEGER NOT NULL, marker INTEGER NOT NULL, copied INTEGER NOT NULL,
    target INTEGER NOT NULL, note TEXT, action TEXT NOT NULL, error TEXT
) STRICT;
CREATE INDEX items_by_state ON items (slot, state, number, marker, size);
CREATE INDEX items_by_target ON items (target);
CREATE TABLE uploads (
    item INTEGER PRIMARY KEY, bucket TEXT NOT NULL, key TEXT NOT NULL, intended INTEGER NOT NULL, upload_id TEXT,
    part_size INTEGER NOT NULL, hash TEXT NOT NULL, identity TEXT NOT NULL,
    if_absent INTEGER NOT NULL, completing INTEGER NOT NULL
) STRICT;
CREATE INDEX uploads_by_key ON uploads (key);
CREATE TABLE parts (
    item INTEGER NOT NULL, number INTEGER NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL, hash TEXT NOT NULL,
    PRIMARY KEY (item, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE downloads (
    item INTEGER PRIMARY KEY, etag TEXT, size INTEGER NOT NULL, part_name TEXT NOT NULL
) STRICT;
CREATE TABLE ranges (
    item INTEGER NOT NULL, start INTEGER NOT NULL, length INTEGER NOT NULL, crc32c INTEGER NOT NULL,
    PRIMARY KEY (item, start)
) STRICT, WITHOUT ROWID;
CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY, source TEXT NOT NULL, slot INTEGER, number INTEGER,
    set_aside INTEGER NOT NULL, reason TEXT NOT NULL, content TEXT NOT NULL
) STRICT;
CREATE TABLE adopted (journal TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
";

/// A second checksum of each range, because an object's own may be of either kind. That an upload is being completed
/// was never asked for: what ListParts and HEAD say decides.
const SECOND: &str = "
ALTER TABLE ranges ADD COLUMN crc64nvme INTEGER;
ALTER TABLE uploads DROP COLUMN completing;
";

/// How long a call waits for another process's short lock on a file of SQLite's.
const PATIENCE: Duration = Duration::from_secs(10);
/// Pages of the write-ahead log after which it is written back, 8 MiB.
const CHECKPOINT: i64 = 2048;
/// How large the write-ahead log's file may stay, in bytes.
const LONGEST_LOG: i64 = 16 << 20;
/// How much of the file is kept in memory for each connection, in KiB.
const CACHE: i64 = 4096;

/// Makes an empty journal at `path`: under another name first, so that whatever bears a journal's name is whole.
pub(super) fn create(path: &Path) -> Result<(), JournalError> {
    let fresh = path.with_extension("journal-new");
    let failed = |error: &std::io::Error| JournalError::io(path, error);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&fresh).map_err(|error| failed(&error))?;
    let made = fill(&fresh).map_err(|error| JournalError::sqlite(path, &error)).and_then(|()| {
        File::open(&fresh).and_then(|file| file.sync_all()).map_err(|error| failed(&error))?;
        std::fs::rename(&fresh, path).map_err(|error| failed(&error))?;
        super::files::sync_folder(path.parent()).map_err(|error| failed(&error))
    });
    if made.is_err() {
        let _ = std::fs::remove_file(&fresh);
    }
    made
}

fn fill(path: &Path) -> rusqlite::Result<()> {
    let mut connection = Connection::open(path)?;
    connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    connection.pragma_update(None, "application_id", APPLICATION)?;
    migrate(&mut connection, &STEPS)?;
    connection.close().map_err(|(_, error)| error)
}

/// Takes the steps that are missing, all or none.
pub(super) fn migrate(connection: &mut Connection, steps: &[&str]) -> rusqlite::Result<()> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version: u32 = change.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let missing = steps.get(version as usize..).unwrap_or_default();
    for step in missing {
        change.execute_batch(step)?;
    }
    let reached = (0..).zip(steps).last().map_or(0, |(index, _): (u32, _)| index + 1);
    if reached > version {
        change.pragma_update(None, "user_version", reached)?;
    }
    change.commit()
}

/// Opens a journal of ours to write, and brings it to this version.
pub(super) fn open(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    prepare(&connection)?;
    migrate(&mut connection, &STEPS)?;
    Ok(connection)
}

/// A journal that no file holds.
pub(super) fn open_in_memory() -> rusqlite::Result<Connection> {
    let mut connection = Connection::open_in_memory()?;
    prepare(&connection)?;
    migrate(&mut connection, &STEPS)?;
    Ok(connection)
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "synchronous", "FULL")?;
    // On macOS a plain fsync leaves the bytes in the drive's cache.
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT)?;
    connection.pragma_update(None, "journal_size_limit", LONGEST_LOG)?;
    connection.pragma_update(None, "cache_size", -CACHE)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Opens a journal, ours or another's, to read only.
pub(super) fn open_to_read(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "cache_size", -CACHE / 2)?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
}
