//! Multipart uploads: begun, listed, completed, aborted.

use rusqlite::{Connection, OptionalExtension};

use super::listing::{self, Query};
use super::rows::{self, Attributes, Tags};
use super::{Change, parts, segments};
use crate::digest::{Algorithm, Checksums};
use crate::errors::{Result, answers};

/// A multipart upload.
#[derive(Clone, Debug)]
pub(crate) struct Upload {
    /// The key it will have.
    pub(crate) key: String,
    /// Its ID. IDs sort by the time they were given.
    pub(crate) id: String,
    /// When it was begun, in milliseconds since 1970.
    pub(crate) initiated: i64,
    /// What the object's headers and metadata will be.
    pub(crate) attributes: Attributes,
    /// What the object's tags will be.
    pub(crate) tags: Tags,
    /// The checksum that the client chose.
    pub(crate) algorithm: Option<Algorithm>,
    /// Whether the object's checksum will be one of the parts' checksums.
    pub(crate) composite: bool,
}

impl Upload {
    const COLUMNS: &str = "key, id, initiated, attributes, tags, algorithm, composite";

    fn read(row: &rusqlite::Row<'_>) -> Result<Self> {
        let algorithm: Option<String> = row.get(5)?;
        Ok(Self {
            key: rows::text(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?),
            id: row.get(1)?,
            initiated: row.get(2)?,
            attributes: rows::json(row, 3)?,
            tags: rows::json(row, 4)?,
            algorithm: algorithm.as_deref().map(Algorithm::named).transpose()?,
            composite: row.get(6)?,
        })
    }
}

/// A new upload ID: the time in milliseconds, then 64 random bits.
pub(crate) fn new_id() -> Result<String> {
    Ok(format!("{:013x}{:016x}", super::now(), super::random_owner()?))
}

/// Begins an upload.
pub(crate) fn create(change: &mut Change<'_>, bucket: &str, upload: &Upload) -> Result<()> {
    let bucket = super::buckets::find(change.index(), bucket)?;
    change
        .index()
        .prepare_cached(
            "INSERT INTO uploads (bucket, key, id, initiated, attributes, tags, algorithm, composite)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute((
            bucket,
            upload.key.as_bytes(),
            &upload.id,
            upload.initiated,
            serde_json::to_string(&upload.attributes)?,
            serde_json::to_string(&upload.tags)?,
            upload.algorithm.map(Algorithm::name),
            upload.composite,
        ))?;
    Ok(())
}

/// The upload of that ID, if it is one of that key.
pub(crate) fn get(index: &Connection, bucket: &str, key: &str, id: &str) -> Result<Upload> {
    let bucket = super::buckets::find(index, bucket)?;
    let columns = Upload::COLUMNS;
    let mut statement =
        index.prepare_cached(&format!("SELECT {columns} FROM uploads WHERE bucket = ? AND key = ? AND id = ?"))?;
    let mut rows = statement.query((bucket, key.as_bytes(), id))?;
    rows.next()?.map(Upload::read).transpose()?.ok_or_else(answers::no_such_upload)
}

/// Removes an upload and its parts.
pub(crate) fn remove(change: &mut Change<'_>, id: &str) -> Result<()> {
    for owner in parts::owners(change.index(), id)? {
        segments::remove(change, owner)?;
    }
    change.index().prepare_cached("DELETE FROM parts WHERE upload = ?")?.execute([id])?;
    change.index().prepare_cached("DELETE FROM uploads WHERE id = ?")?.execute([id])?;
    Ok(())
}

/// What uploads to list.
#[derive(Clone, Debug, Default)]
pub(crate) struct UploadQuery {
    /// Only keys that start with it.
    pub(crate) prefix: String,
    /// Keys that have it after the prefix are folded into one entry.
    pub(crate) delimiter: Option<String>,
    /// Only entries after this key (or folded prefix).
    pub(crate) after_key: Option<String>,
    /// Also uploads of exactly that key whose ID is greater.
    pub(crate) after_id: Option<String>,
    /// At most so many entries.
    pub(crate) limit: usize,
}

/// An entry of a listing of uploads.
#[derive(Clone, Debug)]
pub(crate) enum UploadEntry {
    /// A common prefix.
    Prefix(String),
    /// An upload.
    Upload(Box<Upload>),
}

/// A page of uploads, in order of key and ID, and whether there are more.
pub(crate) fn page(index: &Connection, bucket: i64, query: &UploadQuery) -> Result<(Vec<UploadEntry>, bool)> {
    let mut entries = Vec::new();
    if query.limit == 0 {
        return Ok((entries, false));
    }
    let columns = Upload::COLUMNS;
    let mut statement = index.prepare_cached(&format!(
        "SELECT {columns} FROM uploads WHERE bucket = ?1 AND (key, id) > (?2, ?3) ORDER BY key, id"
    ))?;
    let folding = Query {
        prefix: query.prefix.clone(),
        delimiter: query.delimiter.clone(),
        after: query.after_key.clone(),
        limit: query.limit,
    };
    let mut from = Some(match (&query.after_key, &query.after_id) {
        (Some(key), Some(id)) if *key >= query.prefix => (key.clone().into_bytes(), id.clone()),
        _ => (listing::first(&folding), String::new()),
    });
    while let Some((key, id)) = from.take() {
        let mut rows = statement.query((bucket, key, id))?;
        while let Some(row) = rows.next()? {
            let upload = Upload::read(row)?;
            if !upload.key.starts_with(&query.prefix) {
                return Ok((entries, false));
            }
            if entries.len() == query.limit {
                return Ok((entries, true));
            }
            if let Some(folded) = listing::fold(&upload.key, &folding) {
                from = listing::successor(folded.as_bytes()).map(|next| (next, String::new()));
                entries.push(UploadEntry::Prefix(folded.to_owned()));
                break;
            }
            entries.push(UploadEntry::Upload(Box::new(upload)));
        }
    }
    Ok((entries, false))
}

/// What a Complete answered.
#[derive(Clone, Debug)]
pub(crate) struct Completed {
    /// The object's ETag.
    pub(crate) etag: String,
    /// Its checksums.
    pub(crate) checksums: Checksums,
}

/// Remembers what a Complete answered, so that a repeated one gets the same.
pub(crate) fn remember(
    change: &mut Change<'_>,
    bucket: &str,
    upload: &Upload,
    named: &str,
    answer: &Completed,
) -> Result<()> {
    let bucket = super::buckets::find(change.index(), bucket)?;
    change
        .index()
        .prepare_cached(
            "INSERT INTO completed (upload, bucket, key, etag, checksums, parts, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute((
            &upload.id,
            bucket,
            upload.key.as_bytes(),
            &answer.etag,
            serde_json::to_string(&answer.checksums)?,
            named,
            super::now(),
        ))?;
    Ok(())
}

/// What the Complete of that upload answered when it named the same parts, if it was lately.
pub(crate) fn recall(index: &Connection, bucket: &str, key: &str, id: &str, named: &str) -> Result<Option<Completed>> {
    let bucket = super::buckets::find(index, bucket)?;
    let row: Option<(String, String)> = index
        .prepare_cached(
            "SELECT etag, checksums FROM completed WHERE upload = ? AND bucket = ? AND key = ? AND parts = ?",
        )?
        .query_row((id, bucket, key.as_bytes(), named), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    row.map(|(etag, checksums)| Ok(Completed { etag, checksums: serde_json::from_str(&checksums)? })).transpose()
}
