//! Objects: one row a key.

use rusqlite::{Connection, OptionalExtension};
use s3s::dto::ETagCondition;

use super::rows::{Attributes, Object, Tags};
use super::{Change, segments};
use crate::blobs::Segment;
use crate::digest::Checksums;
use crate::errors::{Result, answers};

/// Conditions on a write.
#[derive(Clone, Debug, Default)]
pub(crate) struct WriteConditions {
    /// `If-Match`.
    pub(crate) if_match: Option<ETagCondition>,
    /// `If-None-Match`.
    pub(crate) if_none_match: Option<ETagCondition>,
}

/// An object to be written.
#[derive(Debug)]
pub(crate) struct NewObject {
    /// Where its bytes are.
    pub(crate) segments: Vec<Segment>,
    /// Without quotes.
    pub(crate) etag: String,
    /// Its headers and metadata.
    pub(crate) attributes: Attributes,
    /// Its checksums.
    pub(crate) checksums: Checksums,
    /// Its tags.
    pub(crate) tags: Tags,
}

/// The object at a key, if there is one.
pub(crate) fn find(index: &Connection, bucket: i64, key: &str) -> Result<Option<Object>> {
    let columns = Object::COLUMNS;
    let mut statement = index.prepare_cached(&format!("SELECT {columns} FROM objects WHERE bucket = ? AND key = ?"))?;
    let mut rows = statement.query((bucket, key.as_bytes()))?;
    rows.next()?.map(Object::read).transpose()
}

/// The object at a key of a bucket of that name.
pub(crate) fn get(index: &Connection, bucket: &str, key: &str) -> Result<Object> {
    let bucket = super::buckets::find(index, bucket)?;
    find(index, bucket, key)?.ok_or_else(answers::no_such_key)
}

/// Writes an object, in place of what stood there, if the conditions hold. Answers when it was.
pub(crate) fn put(
    change: &mut Change<'_>,
    bucket: &str,
    key: &str,
    new: &NewObject,
    conditions: &WriteConditions,
) -> Result<i64> {
    let bucket = super::buckets::find(change.index(), bucket)?;
    let before = stamp(change.index(), bucket, key)?;
    check(before.as_ref().map(|(_, etag)| &**etag), conditions)?;
    // The new owner comes first: a copy onto itself shares the blobs of what it replaces.
    let owner = segments::add(change, &new.segments)?;
    if let Some((owner, _)) = before {
        segments::remove(change, owner)?;
    }
    let modified = super::now();
    let size: u64 = new.segments.iter().map(|segment| segment.length).sum();
    let attributes = serde_json::to_string(&new.attributes)?;
    let checksums = serde_json::to_string(&new.checksums)?;
    let tags = serde_json::to_string(&new.tags)?;
    change
        .index()
        .prepare_cached(
            "INSERT OR REPLACE INTO objects (bucket, key, owner, size, etag, modified, attributes, checksums, tags)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute((
            bucket,
            key.as_bytes(),
            owner,
            super::signed(size),
            &new.etag,
            modified,
            attributes,
            checksums,
            tags,
        ))?;
    Ok(modified)
}

/// Holds a write's conditions against what stands at the key.
fn check(standing: Option<&str>, conditions: &WriteConditions) -> Result<()> {
    match (&conditions.if_match, standing) {
        (None, _) | (Some(ETagCondition::Any), Some(_)) => {}
        (Some(_), None) => return Err(answers::no_such_key()),
        (Some(ETagCondition::ETag(wanted)), Some(etag)) if wanted.value() == etag => {}
        (Some(ETagCondition::ETag(_)), Some(_)) => return Err(answers::precondition_failed()),
    }
    match (&conditions.if_none_match, standing) {
        (Some(ETagCondition::Any), Some(_)) => Err(answers::precondition_failed()),
        (Some(ETagCondition::ETag(unwanted)), Some(etag)) if unwanted.value() == etag => {
            Err(answers::precondition_failed())
        }
        _ => Ok(()),
    }
}

/// Deletes an object. A missing one is no error, as S3 has it.
pub(crate) fn delete(change: &mut Change<'_>, bucket: i64, key: &str, if_match: Option<&ETagCondition>) -> Result<()> {
    let standing = stamp(change.index(), bucket, key)?;
    if let Some(condition) = if_match {
        let conditions = WriteConditions { if_match: Some(condition.clone()), if_none_match: None };
        check(standing.as_ref().map(|(_, etag)| &**etag), &conditions)?;
    }
    if let Some((owner, _)) = standing {
        segments::remove(change, owner)?;
        change
            .index()
            .prepare_cached("DELETE FROM objects WHERE bucket = ? AND key = ?")?
            .execute((bucket, key.as_bytes()))?;
    }
    Ok(())
}

/// Replaces an object's tags.
pub(crate) fn set_tags(change: &mut Change<'_>, bucket: &str, key: &str, tags: &Tags) -> Result<()> {
    let bucket = super::buckets::find(change.index(), bucket)?;
    let changed = change
        .index()
        .prepare_cached("UPDATE objects SET tags = ? WHERE bucket = ? AND key = ?")?
        .execute((serde_json::to_string(tags)?, bucket, key.as_bytes()))?;
    if changed == 0 { Err(answers::no_such_key()) } else { Ok(()) }
}

/// The owner and the ETag of what stands at a key.
fn stamp(index: &Connection, bucket: i64, key: &str) -> Result<Option<(i64, String)>> {
    let mut statement = index.prepare_cached("SELECT owner, etag FROM objects WHERE bucket = ? AND key = ?")?;
    Ok(statement.query_row((bucket, key.as_bytes()), |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}
