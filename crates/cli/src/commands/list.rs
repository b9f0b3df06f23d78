//! `ls`.

use std::sync::Arc;

use futures::TryStreamExt;
use satchel_objects::{ListAll, ListEntry, ListOptions, ObjectStore, ObjectSummary, list_all};
use satchel_operations::passphrases::folder_of;
use serde::Serialize;

use crate::arguments::{Global, List};
use crate::clock;
use crate::connect;
use crate::failure::{Exit, Result};
use crate::location::RemotePath;
use crate::output::Output;
use crate::passphrases;
use crate::units;

#[derive(Serialize)]
struct BucketRow<'a> {
    kind: &'static str,
    bucket: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    created: Option<i64>,
}

#[derive(Serialize)]
struct Row<'a> {
    kind: &'static str,
    bucket: &'a str,
    key: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<&'a str>,
}

pub async fn run(global: &Global, list: &List, output: &mut Output) -> Result<Exit> {
    let session = connect::open(global).await?;
    if list.places.is_empty() {
        return buckets(&*session.store, output).await;
    }
    for place in &list.places {
        if list.places.len() > 1 && !output.json {
            output.name(&place.to_string())?;
            output.bytes(b":\n")?;
        }
        let prefix = folder_of(&place.key);
        if objects(&session.store, list, place, output).await? {
            passphrases::showed(&session, &place.bucket, prefix).await;
        } else {
            passphrases::listed_nothing(global, &session, &place.bucket, prefix).await;
        }
    }
    Ok(Exit::Done)
}

async fn buckets(store: &dyn ObjectStore, output: &mut Output) -> Result<Exit> {
    for bucket in store.list_buckets().await? {
        if output.json {
            let created = bucket.created.map(clock::milliseconds);
            output.object(&BucketRow { kind: "BUCKET", bucket: bucket.name.as_str(), created })?;
        } else {
            output.bytes(&bucket.created.map_or([b' '; clock::LENGTH], clock::write))?;
            output.bytes(b"  ")?;
            output.name(bucket.name.as_str())?;
            output.bytes(b"\n")?;
        }
    }
    Ok(Exit::Done)
}

/// Writes a listing as it comes, in the order of the keys. Answers whether there was anything.
async fn objects(store: &Arc<dyn ObjectStore>, list: &List, place: &RemotePath, output: &mut Output) -> Result<bool> {
    let request = ListAll {
        bucket: place.bucket.clone(),
        prefix: place.key.clone(),
        delimiter: (!list.recursive).then(|| "/".to_owned()),
        start_after: None,
    };
    let mut rows = std::pin::pin!(list_all(store.clone(), request, ListOptions::default()));
    let mut any = false;
    while let Some(page) = rows.try_next().await? {
        any |= !page.is_empty();
        write_page(&page, list.human, place, output)?;
        output.page()?;
    }
    Ok(any)
}

fn write_page(page: &[ListEntry], human: bool, place: &RemotePath, output: &mut Output) -> Result<()> {
    let bucket = place.bucket.as_str();
    for entry in page {
        match entry {
            ListEntry::Prefix(prefix) if output.json => {
                let row = Row { kind: "PRE", bucket, key: prefix, size: None, modified: None, etag: None };
                output.object(&row)?;
            }
            ListEntry::Object(object) if output.json => {
                output.object(&Row {
                    kind: "OBJ",
                    bucket,
                    key: object.key.as_str(),
                    size: Some(object.size),
                    modified: object.last_modified.map(clock::milliseconds),
                    etag: object.etag.as_ref().map(|etag| &*etag.0),
                })?;
            }
            ListEntry::Prefix(prefix) => {
                output.bytes(&[b' '; clock::LENGTH + 2 + SIZE_WIDTH])?;
                output.bytes(b"  PRE  ")?;
                output.name(prefix)?;
                output.bytes(b"\n")?;
            }
            ListEntry::Object(object) => write_object(object, human, output)?,
        }
    }
    Ok(())
}

/// How wide sizes are: a tebibyte in bytes fits.
const SIZE_WIDTH: usize = 13;

fn write_object(object: &ObjectSummary, human: bool, output: &mut Output) -> Result<()> {
    output.bytes(&object.last_modified.map_or([b' '; clock::LENGTH], clock::write))?;
    let size = if human { units::size(object.size) } else { object.size.to_string() };
    output.bytes(&[b' '; 2 + SIZE_WIDTH][..2 + SIZE_WIDTH.saturating_sub(size.len())])?;
    output.bytes(size.as_bytes())?;
    output.bytes(b"  OBJ  ")?;
    output.name(object.key.as_str())?;
    output.bytes(b"\n")
}
