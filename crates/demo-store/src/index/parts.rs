//! The parts of a multipart upload.

use rusqlite::{Connection, OptionalExtension, Row};

use super::{Change, rows, segments};
use crate::blobs::Segment;
use crate::digest::{Checksums, Hashes};
use crate::errors::Result;

/// A part.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// 1 to 10,000.
    pub(crate) number: i32,
    /// Whose segments hold its bytes.
    pub(crate) owner: i64,
    /// In bytes.
    pub(crate) size: u64,
    /// Its MD5 in hex.
    pub(crate) etag: String,
    /// When it was written, in milliseconds since 1970.
    pub(crate) modified: i64,
    /// Its checksums.
    pub(crate) checksums: Checksums,
}

fn read(row: &Row<'_>) -> Result<Part> {
    Ok(Part {
        number: row.get(0)?,
        owner: row.get(1)?,
        size: super::unsigned(row.get(2)?),
        etag: row.get(3)?,
        modified: row.get(4)?,
        checksums: rows::json(row, 5)?,
    })
}

/// Up to `limit` parts after the part `after`, by number.
pub(crate) fn list(index: &Connection, upload: &str, after: i32, limit: usize) -> Result<Vec<Part>> {
    let mut statement = index.prepare_cached(
        "SELECT number, owner, size, etag, modified, checksums FROM parts
         WHERE upload = ? AND number > ? ORDER BY number LIMIT ?",
    )?;
    let mut rows = statement.query((upload, after, super::signed(limit as u64)))?;
    let mut parts = Vec::new();
    while let Some(row) = rows.next()? {
        parts.push(read(row)?);
    }
    Ok(parts)
}

/// The owners of all its parts' segments.
pub(crate) fn owners(index: &Connection, upload: &str) -> Result<Vec<i64>> {
    let mut statement = index.prepare_cached("SELECT owner FROM parts WHERE upload = ?")?;
    Ok(statement.query_map([upload], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Writes a part, in place of an earlier one of its number. Answers when it was.
pub(crate) fn put(
    change: &mut Change<'_>,
    upload: &str,
    number: i32,
    stretch: &[Segment],
    hashes: &Hashes,
) -> Result<i64> {
    let before: Option<i64> = change
        .index()
        .prepare_cached("SELECT owner FROM parts WHERE upload = ? AND number = ?")?
        .query_row((upload, number), |row| row.get(0))
        .optional()?;
    let owner = segments::add(change, stretch)?;
    if let Some(before) = before {
        segments::remove(change, before)?;
    }
    let size = super::signed(stretch.iter().map(|segment| segment.length).sum());
    let modified = super::now();
    change
        .index()
        .prepare_cached(
            "INSERT OR REPLACE INTO parts (upload, number, owner, size, etag, modified, checksums)
             VALUES (?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute((upload, number, owner, size, &hashes.md5, modified, serde_json::to_string(&hashes.checksums)?))?;
    Ok(modified)
}
