//! Sends a large file in parts. Whatever happens, no unfinished upload stays behind.

use std::time::Duration;

use futures::{StreamExt, TryStreamExt};
use satchel_objects::{CompletedPart, ErrorKind, UploadId};

use super::job::{Job, Stop, Weight, backoff};
use super::upload::{Source, changed, is_ours, prepare, taken};
use crate::hash::{Hash, contradicts};
use crate::{Result, TransferError};

/// Parts of one file that are sent at once, as far as the engine's permits go.
const PARTS: usize = 8;
/// The most parts that an upload can have. Source: Amazon S3 User Guide, "Amazon S3 multipart upload limits".
const MOST_PARTS: u64 = 10_000;
const MEBIBYTE: u64 = 1 << 20;
/// A request that isn't dropped when the person cancels ends after this.
const LONGEST: Duration = Duration::from_mins(1);
const ABORTS: u32 = 5;

/// The size of each part but the last: never more than 10,000 of them.
fn part_size(size: u64, smallest: u64) -> u64 {
    smallest.max(size.div_ceil(MOST_PARTS).next_multiple_of(MEBIBYTE))
}

pub(super) async fn send(job: &Job, source: &Source) -> Result<(), Stop> {
    let upload = begin(job, source).await?;
    let result = send_parts(job, source, &upload).await;
    if result.is_err() {
        abort(job, source, &upload).await;
    }
    result
}

/// Begins the upload. Cancelling waits for the answer: an upload whose ID nobody knows couldn't be aborted.
async fn begin(job: &Job, source: &Source) -> Result<UploadId, Stop> {
    let mut number = 0;
    loop {
        if job.cancel.is_cancelled() {
            return Err(Stop::Cancelled);
        }
        let request = async {
            let _turn = job.turn(Weight::Light).await?;
            let created = job.store().create_multipart(job.bucket(), &source.key, &source.options);
            match tokio::time::timeout(LONGEST, created).await {
                Ok(result) => Ok(result?),
                Err(_) => Err(TransferError::Store(satchel_objects::StoreError::new(
                    ErrorKind::Timeout,
                    satchel_objects::Operation::CreateMultipartUpload,
                ))),
            }
        };
        match request.await {
            Ok(upload) => {
                job.transfer.retrying(job.index, None);
                return Ok(upload);
            }
            Err(error) if error.is_transient() => job.pause(number, error).await?,
            Err(error) => return Err(error.into()),
        }
        number += 1;
    }
}

async fn send_parts(job: &Job, source: &Source, upload: &UploadId) -> Result<(), Stop> {
    let size = source.identity.size;
    let smallest = job.shared.options.part_size.max(job.store().capabilities().smallest_part);
    let part_size = part_size(size, smallest);
    let count = u16::try_from(size.div_ceil(part_size)).unwrap_or(u16::MAX);
    let mut parts: Vec<CompletedPart> = futures::stream::iter(1..=count)
        .map(|number| {
            let offset = u64::from(number - 1) * part_size;
            send_part(job, source, upload, number, offset, part_size.min(size - offset))
        })
        .buffer_unordered(PARTS)
        .try_collect()
        .await?;
    parts.sort_by_key(|part| part.part_number);
    changed(source)?;
    complete(job, source, upload, &parts).await
}

async fn send_part(
    job: &Job,
    source: &Source,
    upload: &UploadId,
    number: u16,
    offset: u64,
    length: u64,
) -> Result<CompletedPart, Stop> {
    job.unless_cancelled(async { Ok(()) }).await?;
    let (body, sent) = prepare(job, source, offset, length).await?;
    let checksum = match sent {
        Hash::Checksum(checksum) => Some(checksum),
        Hash::Md5(_) => None,
    };
    let body = &body;
    let part = job
        .attempt(|_| async move {
            let _turn = job.turn(Weight::Heavy).await?;
            let store = job.store();
            let result = store.upload_part(job.bucket(), &source.key, upload, number, body.clone(), checksum).await?;
            let broken = || TransferError::Integrity { key: source.key.clone() };
            if contradicts(sent, result.etag.as_ref(), result.checksum) {
                changed(source)?;
                return Err(broken());
            }
            let etag = result.etag.ok_or_else(broken)?;
            Ok(CompletedPart { part_number: number, etag, checksum: result.checksum })
        })
        .await?;
    job.transfer.acknowledged(job.index, length);
    Ok(part)
}

/// Makes the object of its parts. An answer that was lost leaves open whether it exists: then HEAD decides.
async fn complete(job: &Job, source: &Source, upload: &UploadId, parts: &[CompletedPart]) -> Result<(), Stop> {
    let completed = job
        .attempt(|number| async move {
            let _turn = job.turn(Weight::Light).await?;
            let conditions = &source.options.preconditions;
            match job.store().complete_multipart(job.bucket(), &source.key, upload, parts, conditions).await {
                Ok(_) => Ok(()),
                Err(error)
                    if number > 0 && matches!(error.kind, ErrorKind::NoSuchUpload | ErrorKind::PreconditionFailed) =>
                {
                    if is_ours(job, source).await? {
                        Ok(())
                    } else {
                        Err(taken(source, error))
                    }
                }
                Err(error) => Err(taken(source, error)),
            }
        })
        .await;
    match completed {
        Ok(()) => verify(job, source).await,
        // Every answer was lost, the last one too.
        Err(Stop::Failed(error)) if error.is_transient() => {
            if is_ours(job, source).await? {
                Ok(())
            } else {
                Err(Stop::Failed(error))
            }
        }
        Err(stop) => Err(stop),
    }
}

/// One look at the object: every part was acknowledged, so its size tells whether all are in it.
async fn verify(job: &Job, source: &Source) -> Result<(), Stop> {
    job.attempt(|_| async move {
        let _turn = job.turn(Weight::Light).await?;
        let info = job.store().head(job.bucket(), &source.key).await?;
        if info.size == source.identity.size {
            Ok(())
        } else {
            Err(TransferError::ObjectChanged { key: source.key.clone() })
        }
    })
    .await
}

/// Gives the upload up. A part that was still on its way can arrive after the first abort, so the server is asked
/// whether anything is left. Source: Amazon S3 API Reference, "AbortMultipartUpload".
async fn abort(job: &Job, source: &Source, upload: &UploadId) {
    for number in 0..ABORTS {
        let store = job.store();
        let aborting = async {
            let aborted = store.abort_multipart(job.bucket(), &source.key, upload).await;
            if let Err(error) = aborted
                && error.kind != ErrorKind::NoSuchUpload
            {
                return false;
            }
            let left = store.part_page(job.bucket(), &source.key, upload, None).await;
            left.is_err_and(|error| !error.is_retryable())
        };
        if tokio::time::timeout(LONGEST, aborting).await.unwrap_or(false) {
            return;
        }
        tokio::time::sleep(backoff(job.shared.options.pause, number)).await;
    }
    tracing::warn!(transfer = %job.transfer.id, key = %source.key, "an unfinished upload may be left at the store");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_large_enough_and_never_too_many() {
        let smallest = 16 * MEBIBYTE;
        assert_eq!(part_size(70 * MEBIBYTE, smallest), smallest);
        assert_eq!(part_size(160_000 * MEBIBYTE, smallest), smallest);
        assert_eq!(part_size(160_000 * MEBIBYTE + 1, smallest), 17 * MEBIBYTE);
        let largest = 5_u64 << 40;
        assert!(largest.div_ceil(part_size(largest, smallest)) <= MOST_PARTS);
    }
}
