//! `stat`.

use std::collections::BTreeMap;

use satchel_objects::{Checksum, ObjectInfo};
use serde::Serialize;

use super::buckets::finish;
use crate::arguments::{Global, Objects};
use crate::connect::{self, Session};
use crate::failure::{Exit, Result, Stop};
use crate::location::RemotePath;
use crate::output::Output;
use crate::{clock, units};

#[derive(Serialize)]
struct BucketRow<'a> {
    kind: &'static str,
    bucket: &'a str,
}

#[derive(Serialize)]
struct Row<'a> {
    kind: &'static str,
    bucket: &'a str,
    key: &'a str,
    size: u64,
    modified: Option<i64>,
    etag: Option<&'a str>,
    content_type: Option<&'a str>,
    checksum: Option<String>,
    metadata: BTreeMap<&'a str, &'a str>,
}

pub async fn run(global: &Global, objects: &Objects, output: &mut Output) -> Result<Exit> {
    let session = connect::open(global).await?;
    let mut failures = Vec::new();
    for path in &objects.objects {
        match one(&session, path, output).await {
            Ok(()) => {}
            Err(Stop::Failed(failure)) => failures.push(*failure),
            Err(unread @ Stop::Unread) => return Err(unread),
        }
    }
    finish(failures, objects.objects.len(), output.json)
}

async fn one(session: &Session, path: &RemotePath, output: &mut Output) -> Result<()> {
    let Some(key) = path.object() else {
        session.store.head_bucket(&path.bucket).await?;
        let bucket = path.bucket.as_str();
        return if output.json {
            output.object(&BucketRow { kind: "BUCKET", bucket })
        } else {
            output.line(&format!("{path}\n  a bucket, which these credentials may use"))
        };
    };
    let info = session.store.head(&path.bucket, &key).await?;
    if output.json { output.object(&row(path, &info)) } else { write(path, &info, output) }
}

fn row<'a>(path: &'a RemotePath, info: &'a ObjectInfo) -> Row<'a> {
    Row {
        kind: "OBJ",
        bucket: path.bucket.as_str(),
        key: &path.key,
        size: info.size,
        modified: info.last_modified.map(clock::milliseconds),
        etag: info.etag.as_ref().map(|etag| &*etag.0),
        content_type: info.content_type.as_deref(),
        checksum: info.checksum.map(checksum),
        metadata: info.metadata.iter().map(|(name, value)| (&**name, &**value)).collect(),
    }
}

fn checksum(checksum: Checksum) -> String {
    match checksum {
        Checksum::Crc32c(sum) => format!("crc32c:{sum:08x}"),
        Checksum::Crc64Nvme(sum) => format!("crc64nvme:{sum:016x}"),
    }
}

fn write(path: &RemotePath, info: &ObjectInfo, output: &mut Output) -> Result<()> {
    output.name(&path.to_string())?;
    output.bytes(b"\n")?;
    let mut field = |name: &str, value: &str| {
        output.bytes(format!("  {name:<13} ").as_bytes())?;
        output.name(value)?;
        output.bytes(b"\n")
    };
    field("size", &format!("{} ({})", info.size, units::size(info.size)))?;
    if let Some(modified) = info.last_modified {
        field("modified", &String::from_utf8_lossy(&clock::write(modified)))?;
    }
    if let Some(etag) = &info.etag {
        field("ETag", &etag.0)?;
    }
    if let Some(content_type) = &info.content_type {
        field("content type", content_type)?;
    }
    if let Some(sum) = info.checksum {
        field("checksum", &checksum(sum))?;
    }
    for (name, value) in &info.metadata {
        field(&format!("x-amz-meta-{name}"), value)?;
    }
    Ok(())
}
