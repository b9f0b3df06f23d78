//! Buckets.

use rusqlite::{Connection, OptionalExtension};
use s3s::S3ErrorCode;

use super::Change;
use crate::errors::{Fault, Result, answers};

/// A bucket.
#[derive(Clone, Debug)]
pub(crate) struct Bucket {
    /// Its name.
    pub(crate) name: String,
    /// When it was made, in milliseconds since 1970.
    pub(crate) created: i64,
}

/// The bucket's number.
pub(crate) fn find(index: &Connection, name: &str) -> Result<i64> {
    index
        .prepare_cached("SELECT id FROM buckets WHERE name = ?")?
        .query_row([name], |row| row.get(0))
        .optional()?
        .ok_or_else(answers::no_such_bucket)
}

/// Up to `limit` buckets after `after`, in order.
pub(crate) fn list(index: &Connection, prefix: &str, after: &str, limit: usize) -> Result<Vec<Bucket>> {
    let mut statement = index.prepare_cached("SELECT name, created FROM buckets WHERE name > ? ORDER BY name")?;
    let rows = statement.query_map([after], |row| Ok(Bucket { name: row.get(0)?, created: row.get(1)? }))?;
    let matching = rows.filter(|row| row.as_ref().map_or(true, |bucket| bucket.name.starts_with(prefix)));
    Ok(matching.take(limit).collect::<rusqlite::Result<_>>()?)
}

/// Makes a bucket.
pub(crate) fn create(change: &mut Change<'_>, name: &str) -> Result<()> {
    let made = change
        .index()
        .prepare_cached("INSERT INTO buckets (name, created) VALUES (?, ?) ON CONFLICT DO NOTHING")?
        .execute((name, super::now()))?;
    if made == 0 {
        return Err(Fault::answer(
            S3ErrorCode::BucketAlreadyOwnedByYou,
            "Your previous request to create the named bucket succeeded and you already own it.",
        ));
    }
    Ok(())
}

/// Deletes a bucket without objects. Its unfinished uploads go along, as S3 has it.
pub(crate) fn delete(change: &mut Change<'_>, name: &str) -> Result<()> {
    let bucket = find(change.index(), name)?;
    let has_objects = change
        .index()
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM objects WHERE bucket = ?)")?
        .query_row([bucket], |row| row.get(0))?;
    if has_objects {
        return Err(Fault::answer(S3ErrorCode::BucketNotEmpty, "The bucket you tried to delete is not empty"));
    }
    let uploads: Vec<String> = change
        .index()
        .prepare_cached("SELECT id FROM uploads WHERE bucket = ?")?
        .query_map([bucket], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for upload in uploads {
        super::uploads::remove(change, &upload)?;
    }
    change.index().prepare_cached("DELETE FROM completed WHERE bucket = ?")?.execute([bucket])?;
    change.index().prepare_cached("DELETE FROM buckets WHERE id = ?")?.execute([bucket])?;
    Ok(())
}
