//! Begins an upload, and finds the one that a killed process may have begun without learning its ID.

use std::time::{Duration, SystemTime};

use futures::{TryStreamExt, future};
use satchel_objects::{Checksum, ErrorKind, MultipartUpload, Operation, PutOptions, StoreError, list_uploads};

use super::{Upload, part_size_of};
use crate::engine::job::{Job, Stop, Weight, learn};
use crate::engine::upload::Source;
use crate::hash::HashKind;
use crate::journal::{Change, UploadRecord};
use crate::{Result, TransferError};

/// A request whose answer has to be waited for ends after this.
pub(super) const LONGEST: Duration = Duration::from_mins(1);
/// How far the server's clock and ours may be apart without anybody noticing.
const CLOCKS: Duration = Duration::from_secs(2);

/// Begins the upload: intent, request, ID, each in the journal before the next.
pub(super) async fn begin(job: &Job, source: &Source) -> Result<Upload, Stop> {
    let mut number = 0;
    loop {
        job.unless_stopped()?;
        let record = intend(job, source).await?;
        // Stopping waits for the answer: an upload whose ID nobody knows can't be given up.
        match create(job, source).await {
            Ok(id) => {
                job.checkpoint("upload.created");
                let begun = Change::UploadBegun { id: job.transfer.id, index: job.index, upload_id: id.clone() };
                job.write(begun).durable().await?;
                job.checkpoint("upload.begun");
                job.transfer.retrying(job.index, None);
                let record = UploadRecord { upload_id: Some(id.clone()), ..record };
                return Ok(Upload { id, record, resumed: false });
            }
            Err(error) if error.is_transient() => {
                job.pause(number, error).await?;
                abort_lost(job, &record).await?;
            }
            Err(error) => {
                let forgotten = Change::UploadForgotten { id: job.transfer.id, index: job.index };
                let _ = job.write(forgotten);
                return Err(error.into());
            }
        }
        number += 1;
    }
}

async fn intend(job: &Job, source: &Source) -> Result<UploadRecord> {
    let record = UploadRecord {
        bucket: job.bucket().clone(),
        key: source.key.clone(),
        intended: server_time(job),
        upload_id: None,
        part_size: part_size_of(job, source.identity.size),
        hash: job.hash_kind(),
        identity: source.identity,
        if_absent: source.options.preconditions.if_absent,
        parts: Vec::new(),
    };
    let record_copy = Box::new(record.clone());
    let intended = Change::UploadIntended { id: job.transfer.id, index: job.index, record: record_copy };
    job.write(intended).durable().await?;
    job.checkpoint("upload.intended");
    Ok(record)
}

async fn create(job: &Job, source: &Source) -> Result<satchel_objects::UploadId> {
    let turn = job.turn(Weight::Light).await?;
    // Servers want to know beforehand which checksum the parts will have; its value doesn't count here.
    let checksum = (job.hash_kind() == HashKind::Crc32c).then_some(Checksum::Crc32c(0));
    let options = PutOptions { checksum, ..source.options.clone() };
    let creating = job.store().create_multipart(job.bucket(), &source.key, &options);
    let result = match tokio::time::timeout(LONGEST, creating).await {
        Ok(result) => result.map_err(TransferError::from),
        Err(_) => Err(StoreError::new(ErrorKind::Timeout, Operation::CreateMultipartUpload).into()),
    };
    learn(&turn, result.as_ref().err());
    result
}

/// The time at the server, as far as it is known.
fn server_time(job: &Job) -> SystemTime {
    let now = SystemTime::now();
    match job.store().clock_skew() {
        Some((true, ahead)) => now + ahead,
        Some((false, behind)) => now.checked_sub(behind).unwrap_or(now),
        None => now,
    }
}

/// Gives up the upload that an intent without an ID may have begun: S3 lists uploads without their metadata, so it is
/// taken for ours only if it is at exactly this key, was begun in the time in question, isn't in any journal, and has no
/// part, at two looks. Whatever else stands there stays and is shown under leftovers.
pub(super) async fn abort_lost(job: &Job, record: &UploadRecord) -> Result<(), Stop> {
    let first = candidates(job, record).await?;
    if first.is_empty() {
        return Ok(());
    }
    let known = job.journal().unfinished_uploads().await?;
    for upload in first {
        let ours = known.iter().any(|known| known.upload.upload_id.as_ref() == Some(&upload.upload_id));
        if ours || has_parts(job, record, &upload).await? || has_parts(job, record, &upload).await? {
            continue;
        }
        job.attempt(|_| {
            job.request(Weight::Light, async {
                match job.store().abort_multipart(&record.bucket, &record.key, &upload.upload_id).await {
                    Err(error) if error.kind != ErrorKind::NoSuchUpload => Err(error.into()),
                    _ => Ok(()),
                }
            })
        })
        .await?;
    }
    Ok(())
}

/// Whether an upload was begun between an intent and the end of its request.
pub(in crate::engine) fn is_in_window(intended: SystemTime, initiated: Option<SystemTime>) -> bool {
    let from = intended.checked_sub(CLOCKS).unwrap_or(intended);
    let until = intended + LONGEST + CLOCKS;
    initiated.is_some_and(|initiated| from <= initiated && initiated <= until)
}

async fn candidates(job: &Job, record: &UploadRecord) -> Result<Vec<MultipartUpload>, Stop> {
    let may_be_it =
        |upload: &MultipartUpload| upload.key == record.key && is_in_window(record.intended, upload.initiated);
    job.attempt(|_| {
        job.request(Weight::Light, async {
            let uploads = list_uploads(job.store(), &record.bucket, record.key.as_str());
            match uploads.try_filter(|upload| future::ready(may_be_it(upload))).try_collect().await {
                // Without such a listing nothing can be told, and nothing is touched.
                Err(error) if error.kind == ErrorKind::Unsupported => Ok(Vec::new()),
                found => Ok(found?),
            }
        })
    })
    .await
}

async fn has_parts(job: &Job, record: &UploadRecord, upload: &MultipartUpload) -> Result<bool, Stop> {
    job.attempt(|_| {
        job.request(Weight::Light, async {
            match job.store().part_page(&record.bucket, &record.key, &upload.upload_id, None).await {
                Ok(page) => Ok(!page.parts.is_empty()),
                // Gone by itself: nothing to give up, and nothing to fear.
                Err(error) if error.kind == ErrorKind::NoSuchUpload => Ok(true),
                Err(error) => Err(error.into()),
            }
        })
    })
    .await
}
