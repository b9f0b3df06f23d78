//! Deletes, in batches.

use std::sync::Arc;

use futures::stream::{self, StreamExt};
use satchel_objects::{ErrorKind, ObjectKey, Operation, StoreError};

use super::copy::head;
use super::halt::Halt;
use super::job::{Job, Outcome, Stop, Weight};
use super::run::{begin, end, waiting};
use super::transfer::Transfer;
use crate::journal::ItemRecord;
use crate::{Action, FileNote, Result, TransferError};

/// The most that one DeleteObjects takes. Source: Amazon S3 API Reference.
const BATCH: usize = 1000;
/// Batches at once.
const BATCHES: usize = 4;
/// Objects that are looked at at once before they are deleted in a later run.
const LOOKS: usize = 64;

/// One object of a batch.
struct Doomed {
    job: Job,
    item: ItemRecord,
}

/// Deletes the objects of the items that wait; each has an outcome of its own.
pub(super) async fn run(transfer: &Arc<Transfer>, halt: &Halt, job: &(impl Fn(u32) -> Job + Sync)) -> Result<()> {
    let mut failed = None;
    waiting(transfer, |_| ())
        .chunks(BATCH)
        .take_until(Box::pin(halt.stopped()))
        .for_each_concurrent(BATCHES, |batch| {
            let mut doomed = Vec::with_capacity(batch.len());
            for item in batch {
                match item {
                    Ok(item) => doomed.push(Doomed { job: job(item.index), item }),
                    Err(error) => failed = Some(error),
                }
            }
            delete_batch(doomed)
        })
        .await;
    failed.map_or(Ok(()), Err)
}

async fn delete_batch(mut batch: Vec<Doomed>) {
    batch.retain(|doomed| doomed.job.halt.reason().is_none());
    for doomed in &batch {
        begin(&doomed.job, &doomed.item);
    }
    let mut batch = unchanged(batch).await;
    let mut number = 0;
    while let Some(first) = batch.first().map(|doomed| doomed.job.clone()) {
        let keys: Vec<ObjectKey> = batch.iter().map(|doomed| doomed.item.item.key().clone()).collect();
        let request = first.request(Weight::Light, async {
            Ok::<_, TransferError>(first.store().delete_many(first.bucket(), &keys).await?)
        });
        let answer = tokio::select! {
            biased;
            () = first.halt.stopped() => return end_all(batch, || first.unless_stopped().err().unwrap_or(Stop::Paused)),
            answer = request => answer,
        };
        let retry = match answer {
            Ok(outcomes) => {
                let mut results = outcomes.into_iter().map(|outcome| outcome.result);
                let mut again = Vec::new();
                let mut last = None;
                for doomed in batch {
                    // A server that says nothing of a key leaves it open whether the object is there.
                    let unknown = || Err(StoreError::new(ErrorKind::NotS3, Operation::DeleteObjects));
                    match results.next().unwrap_or_else(unknown) {
                        Ok(()) => end(&doomed.job, Ok(Outcome::Done)),
                        Err(error) if error.is_retryable() && number + 1 < first.shared.options.tries => {
                            last = Some(error.into());
                            again.push(doomed);
                        }
                        Err(error) => end(&doomed.job, Err(error.into())),
                    }
                }
                first.checkpoint("delete.batch");
                batch = again;
                last
            }
            Err(error) if error.is_transient() => Some(error),
            Err(error) => return end_all_failed(batch, &error),
        };
        if let Some(error) = retry
            && let Err(stop) = first.pause(number, error).await
        {
            return match stop {
                Stop::Failed(error) => end_all_failed(batch, &error),
                Stop::Held(reason, error) => {
                    first.transfer.hold(reason, error);
                    end_all(batch, || Stop::Paused);
                }
                Stop::Cancelled => end_all(batch, || Stop::Cancelled),
                Stop::Paused => end_all(batch, || Stop::Paused),
            };
        }
        number += 1;
    }
}

/// In a later run than the first, somebody may have written to a key that an earlier run deleted, or was about to: what
/// isn't the planned object any more is left alone.
async fn unchanged(batch: Vec<Doomed>) -> Vec<Doomed> {
    if batch.first().is_none_or(|doomed| doomed.job.transfer.is_fresh()) {
        return batch;
    }
    stream::iter(batch)
        .map(|doomed| async move {
            let Action::Delete { key, etag } = &doomed.item.item.action else { return None };
            let job = &doomed.job;
            match head(job, job.bucket(), key).await {
                Ok(Some(there)) if etag.is_none() || there.etag == *etag => return Some(doomed),
                Ok(Some(_)) => end(job, Ok(Outcome::SkippedWith(FileNote::ChangedSince))),
                Ok(None) => end(job, Ok(Outcome::Done)),
                Err(stop) => end(job, Err(stop)),
            }
            None
        })
        .buffered(LOOKS)
        .filter_map(|doomed| async { doomed })
        .collect()
        .await
}

fn end_all(batch: Vec<Doomed>, stop: impl Fn() -> Stop) {
    for doomed in batch {
        end(&doomed.job, Err(stop()));
    }
}

/// Ends all of them for one reason; each keeps it for itself.
fn end_all_failed(batch: Vec<Doomed>, error: &TransferError) {
    let recorded = crate::journal::RecordedError::from(error);
    for doomed in batch {
        end(&doomed.job, Err(recorded.clone().into_error().into()));
    }
}
