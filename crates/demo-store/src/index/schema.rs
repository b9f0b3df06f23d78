//! The tables, and how an index file is opened.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use crate::errors::DemoError;

/// The version this program writes (`PRAGMA user_version`).
const VERSION: i64 = 1;

/// Keys are BLOBs, so that they compare by their UTF-8 bytes and a prefix's successor needn't be text.
const TABLES: &str = "
CREATE TABLE buckets (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, created INTEGER NOT NULL);
CREATE TABLE objects (
    bucket INTEGER NOT NULL REFERENCES buckets (id), key BLOB NOT NULL,
    owner INTEGER NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL, modified INTEGER NOT NULL,
    attributes TEXT NOT NULL, checksums TEXT NOT NULL, tags TEXT NOT NULL,
    PRIMARY KEY (bucket, key)
) WITHOUT ROWID;
CREATE TABLE segments (
    owner INTEGER NOT NULL, position INTEGER NOT NULL, blob BLOB NOT NULL, start INTEGER NOT NULL, length INTEGER NOT NULL,
    PRIMARY KEY (owner, position)
) WITHOUT ROWID;
CREATE INDEX segments_by_blob ON segments (blob);
CREATE TABLE uploads (
    bucket INTEGER NOT NULL REFERENCES buckets (id), key BLOB NOT NULL, id TEXT NOT NULL UNIQUE,
    initiated INTEGER NOT NULL, attributes TEXT NOT NULL, tags TEXT NOT NULL, algorithm TEXT, composite INTEGER NOT NULL,
    PRIMARY KEY (bucket, key, id)
) WITHOUT ROWID;
CREATE TABLE parts (
    upload TEXT NOT NULL REFERENCES uploads (id), number INTEGER NOT NULL,
    owner INTEGER NOT NULL, size INTEGER NOT NULL, etag TEXT NOT NULL, modified INTEGER NOT NULL, checksums TEXT NOT NULL,
    PRIMARY KEY (upload, number)
) WITHOUT ROWID;
CREATE TABLE completed (
    upload TEXT PRIMARY KEY, bucket INTEGER NOT NULL, key BLOB NOT NULL, etag TEXT NOT NULL, checksums TEXT NOT NULL,
    parts TEXT NOT NULL, at INTEGER NOT NULL
) WITHOUT ROWID;
";

/// How long a repeated Complete gets its first answer again, in milliseconds: a day.
const COMPLETED_KEPT: i64 = 24 * 60 * 60 * 1000;

/// Opens the index to write, making its tables where there are none.
pub(crate) fn open(path: &Path) -> Result<Connection, DemoError> {
    let broken = |source| DemoError::Index { path: path.to_owned(), source };
    let mut connection = Connection::open(path).map_err(broken)?;
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(broken)?;
    if version > VERSION {
        return Err(DemoError::NewerIndex { path: path.to_owned() });
    }
    prepare(&mut connection, version).map_err(broken)?;
    Ok(connection)
}

fn prepare(connection: &mut Connection, version: i64) -> rusqlite::Result<()> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(64);
    let change = connection.transaction()?;
    if version == 0 {
        change.execute_batch(TABLES)?;
        change.pragma_update(None, "user_version", VERSION)?;
    }
    change.execute("DELETE FROM completed WHERE at < ?", [super::now() - COMPLETED_KEPT])?;
    change.commit()
}

/// Opens an index that [`open`] has prepared, to read only.
pub(crate) fn open_to_read(path: &Path) -> Result<Connection, DemoError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(path, flags).map_err(|source| DemoError::Index { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_of_a_newer_program_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("index.sqlite");
        open(&path).unwrap().pragma_update(None, "user_version", VERSION + 1).unwrap();
        assert!(matches!(open(&path), Err(DemoError::NewerIndex { .. })));
    }

    #[test]
    fn a_file_that_is_no_index_is_an_error_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("index.sqlite");
        std::fs::write(&path, "this is a letter, not a database, and it is long enough to be read as one ".repeat(9))
            .unwrap();
        assert!(matches!(open(&path), Err(DemoError::Index { .. })));
        assert!(std::fs::read_to_string(&path).unwrap().starts_with("this is a letter"));
    }
}
