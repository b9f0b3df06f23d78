//! Sends a large file in parts. Its order is the promise: the intent is in the journal before the upload exists, its ID
//! before a part is sent, and it ends only when the object was seen whole. Whatever ends the process, the next one goes
//! on from there, and no upload is left that nobody knows.

mod abort;
mod begin;
mod complete;
mod parts;
mod review;

use satchel_objects::UploadId;

pub(super) use abort::abort;
pub(super) use begin::is_in_window;
use review::Reviewed;

use super::job::{Job, Outcome, Stop};
use super::upload::{Source, part_size};
use crate::journal::{Change, UploadRecord};
use crate::{FileNote, Result, TransferError};

/// The most parts that an upload can have. Source: Amazon S3 User Guide, "Amazon S3 multipart upload limits".
const MOST_PARTS: u64 = 10_000;
const MEBIBYTE: u64 = 1 << 20;
/// How often a file is begun anew because its upload was gone.
const BEGINNINGS: u32 = 3;
/// How often the server's list of parts may differ from what it acknowledged.
const REVIEWS: u32 = 3;

/// An upload that parts can be sent to.
struct Upload {
    id: UploadId,
    record: UploadRecord,
    /// Whether it was begun before this run, so that the server is asked what it has.
    resumed: bool,
}

/// What became of one beginning.
enum Ended {
    Complete,
    /// The server doesn't know the upload (any more), and no object of ours stands there.
    Gone,
}

/// The size of each part but the last: never more than 10,000 of them.
fn size_of_parts(size: u64, smallest: u64) -> u64 {
    smallest.max(size.div_ceil(MOST_PARTS).next_multiple_of(MEBIBYTE))
}

/// Sends the file, going on from an upload that the journal knows.
pub(super) async fn send(job: &Job, source: &Source) -> Result<Outcome, Stop> {
    let mut known = job.journal().upload(job.transfer.id, job.index).await?;
    if let Some(record) = &known
        && (record.identity != source.identity || record.key != source.key)
    {
        // A mixed object must never come of two states of a file.
        return Err(TransferError::SourceChanged { path: source.path.clone() }.into());
    }
    let mut note = None;
    for _ in 0..BEGINNINGS {
        let upload = match known.take() {
            Some(record) => {
                if let Some(id) = record.upload_id.clone() {
                    Upload { id, record, resumed: true }
                } else {
                    begin::abort_lost(job, &record).await?;
                    begin::begin(job, source).await?
                }
            }
            None => begin::begin(job, source).await?,
        };
        match one_beginning(job, source, &upload).await {
            Ok(Ended::Complete) => {
                job.checkpoint("upload.verified");
                return Ok(note.map_or(Outcome::Done, Outcome::DoneWith));
            }
            Ok(Ended::Gone) => {
                note = Some(FileNote::BegunAnew);
                job.transfer.begins_from(job.index, 0);
                let forgotten = Change::UploadForgotten { id: job.transfer.id, index: job.index };
                job.write(forgotten).durable().await?;
            }
            Err(stop) => return Err(stop),
        }
    }
    Err(TransferError::UploadGone { key: source.key.clone() }.into())
}

async fn one_beginning(job: &Job, source: &Source, upload: &Upload) -> Result<Ended, Stop> {
    for again in 0..REVIEWS {
        let present = if upload.resumed || again > 0 {
            match review::present(job, source, upload).await? {
                Some(present) => present,
                None => return complete::is_there_already(job, source).await,
            }
        } else {
            Vec::new()
        };
        let Some(sent) = parts::send(job, source, upload, present).await? else {
            return complete::is_there_already(job, source).await;
        };
        match review::all_there(job, upload, &sent).await? {
            Reviewed::Whole => {
                job.checkpoint("upload.reviewed");
                return complete::complete(job, source, upload, &sent).await;
            }
            Reviewed::Gone => return complete::is_there_already(job, source).await,
            // What the server acknowledged and doesn't have is sent again.
            Reviewed::Differs => tracing::warn!(key = %source.key, "the store lacks a part that it acknowledged"),
        }
    }
    Err(TransferError::Integrity { key: source.key.clone() }.into())
}

/// Gives up what the journal knows of the file's upload, by its ID or by its intent, and forgets it, or leaves it there
/// to be given up later.
pub(super) async fn give_up(job: &Job) {
    let Ok(Some(record)) = job.journal().upload(job.transfer.id, job.index).await else { return };
    let gone = if record.upload_id.is_some() {
        abort(&job.shared, job.store(), &record).await
    } else {
        begin::abort_lost(job, &record).await.is_ok()
    };
    if gone {
        let _ = job.write(Change::UploadForgotten { id: job.transfer.id, index: job.index });
    }
}

/// From which size on a file goes in parts, and how large they are.
fn part_size_of(job: &Job, size: u64) -> u64 {
    size_of_parts(size, part_size(job))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_large_enough_and_never_too_many() {
        let smallest = 16 * MEBIBYTE;
        assert_eq!(size_of_parts(70 * MEBIBYTE, smallest), smallest);
        assert_eq!(size_of_parts(160_000 * MEBIBYTE, smallest), smallest);
        assert_eq!(size_of_parts(160_000 * MEBIBYTE + 1, smallest), 17 * MEBIBYTE);
        let largest = 5_u64 << 40;
        assert!(largest.div_ceil(size_of_parts(largest, smallest)) <= MOST_PARTS);
    }
}
