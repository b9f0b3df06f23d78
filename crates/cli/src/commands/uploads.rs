//! `uploads`: what was begun and never ended.

use std::time::{Duration, SystemTime};

use futures::{StreamExt, TryStreamExt, future};
use satchel_objects::{MultipartUpload, list_uploads};
use satchel_transfer::{Leftover, TransferId, Whose};
use serde::Serialize;

use super::buckets::finish;
use super::transfers;
use crate::arguments::{AbortUploads, Global, Tuning, Uploads, UploadsPlace};
use crate::confirm::confirm;
use crate::connect::{self, Session};
use crate::engine::{self, Opened};
use crate::failure::{Exit, Failure, Result, Stop, failed};
use crate::output::{Output, shown};
use crate::progress::Bar;
use crate::{clock, units};

/// Requests at once.
const AT_ONCE: usize = 16;

#[derive(Serialize)]
struct Row<'a> {
    event: &'static str,
    bucket: &'a str,
    key: &'a str,
    upload_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    initiated: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parts: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    whose: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transfer: Option<String>,
}

pub async fn run(global: &Global, uploads: &Uploads, output: &mut Output) -> Result<Exit> {
    match uploads {
        Uploads::List(place) => list(global, place, output).await,
        Uploads::Resume(place) => resume(global, place, output).await,
        Uploads::Abort(abort) => self::abort(global, abort, output).await,
    }
}

async fn list(global: &Global, place: &UploadsPlace, output: &mut Output) -> Result<Exit> {
    let session = connect::open(global).await?;
    let opened = open_engine(global, &session, output).await?;
    let path = &place.place;
    let found = opened.engine.leftovers(&*session.store, &path.bucket, &path.key).await;
    opened.close().await?;
    for upload in found?.iter().filter(|upload| is_old(upload.initiated, place.older_than)) {
        write(place, upload, output)?;
    }
    Ok(Exit::Done)
}

/// Goes on with the transfers that have these uploads.
async fn resume(global: &Global, place: &UploadsPlace, output: &mut Output) -> Result<Exit> {
    let session = connect::open(global).await?;
    let opened = open_engine(global, &session, output).await?;
    let path = &place.place;
    let found = opened.engine.leftovers(&*session.store, &path.bucket, &path.key).await?;
    let old = found.iter().filter(|upload| is_old(upload.initiated, place.older_than));
    let mut transfers: Vec<TransferId> = old
        .filter_map(|upload| match upload.whose {
            Whose::Ours { transfer, .. } => Some(transfer),
            Whose::ProbablyOurs | Whose::Unknown => None,
        })
        .collect();
    transfers.sort_unstable();
    transfers.dedup();
    if transfers.is_empty() {
        opened.close().await?;
        let advice = "only uploads that a transfer of this computer has can go on; others can be aborted";
        return Err(failed(format!("there is no unfinished upload of ours below {path}: {advice}")));
    }
    transfers::go_on(opened, &transfers, output).await
}

async fn open_engine(global: &Global, session: &Session, output: &Output) -> Result<Opened> {
    let tuning = Tuning { concurrency: None, part_size: None, limit_up: None, limit_down: None };
    engine::open(global, Some(session), tuning, false, &Bar::new(output)).await
}

async fn abort(global: &Global, abort: &AbortUploads, output: &mut Output) -> Result<Exit> {
    let session = connect::open(global).await?;
    let place = &abort.which;
    let wanted = |upload: &MultipartUpload| abort.upload_id.as_ref().is_none_or(|id| *id == upload.upload_id.0);
    let found: Vec<MultipartUpload> = list_uploads(&*session.store, &place.place.bucket, &place.place.key)
        .try_filter(|upload| future::ready(wanted(upload) && is_old(upload.initiated, place.older_than)))
        .try_collect()
        .await?;
    if let (true, Some(id)) = (found.is_empty(), &abort.upload_id) {
        return Err(failed(format!("there is no unfinished upload {id} below {}", place.place)));
    }
    if found.is_empty() {
        if !output.json && !output.quiet {
            output.line("there is no such upload")?;
        }
        return Ok(Exit::Done);
    }
    let count = found.len();
    let what = units::count(count as u64, "unfinished upload");
    confirm(abort.yes, &format!("Abort {what} below {} and delete the parts?", shown(&place.place.to_string())))?;
    let mut aborting = futures::stream::iter(found)
        .map(async |upload| {
            (session.store.abort_multipart(&place.place.bucket, &upload.key, &upload.upload_id).await, upload)
        })
        .buffered(AT_ONCE);
    let mut failures: Vec<Failure> = Vec::new();
    while let Some((result, upload)) = aborting.next().await {
        match result.map_err(Stop::from) {
            Err(Stop::Failed(failure)) => failures.push(*failure),
            Err(unread @ Stop::Unread) => return Err(unread),
            Ok(()) if output.json => output.object(&row("aborted", place, &upload))?,
            Ok(()) if output.quiet => {}
            Ok(()) => {
                output.bytes(b"aborted ")?;
                output.name(upload.key.as_str())?;
                output.bytes(b"\n")?;
            }
        }
    }
    finish(failures, count, output.json)
}

/// An upload whose age the server doesn't tell isn't taken for an old one.
fn is_old(initiated: Option<SystemTime>, older_than: Option<Duration>) -> bool {
    older_than.is_none_or(|age| initiated.is_some_and(|initiated| clock::age_of(initiated) >= age))
}

fn row<'a>(event: &'static str, place: &'a UploadsPlace, upload: &'a MultipartUpload) -> Row<'a> {
    Row {
        event,
        bucket: place.place.bucket.as_str(),
        key: upload.key.as_str(),
        upload_id: &upload.upload_id.0,
        initiated: upload.initiated.map(clock::milliseconds),
        parts: None,
        bytes: None,
        whose: None,
        transfer: None,
    }
}

fn write(place: &UploadsPlace, upload: &Leftover, output: &mut Output) -> Result<()> {
    let (whose, transfer) = match upload.whose {
        Whose::Ours { transfer, .. } => ("ours", Some(transfer.to_string())),
        Whose::ProbablyOurs => ("probably_ours", None),
        Whose::Unknown => ("unknown", None),
    };
    if output.json {
        return output.object(&Row {
            event: "upload",
            bucket: place.place.bucket.as_str(),
            key: upload.key.as_str(),
            upload_id: &upload.upload_id.0,
            initiated: upload.initiated.map(clock::milliseconds),
            parts: Some(upload.parts.into()),
            bytes: Some(upload.bytes),
            whose: Some(whose),
            transfer,
        });
    }
    let age = upload.initiated.map_or_else(|| "?".to_owned(), |time| units::age(clock::age_of(time)));
    let (size, parts) = (units::size(upload.bytes), units::count(upload.parts.into(), "part"));
    let whose = whose.replace('_', " ");
    output.name(&format!("{age:>8}  {size:>10} in {parts:<12} {whose:<13}  {}  ", upload.upload_id.0))?;
    output.name(upload.key.as_str())?;
    output.bytes(b"\n")
}
