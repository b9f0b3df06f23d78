//! Deletes, in batches.

use std::sync::Arc;

use futures::StreamExt;
use satchel_objects::{ErrorKind, ObjectKey, Operation, StoreError};

use super::job::{Job, Outcome, Stop, Weight};
use super::run::end;
use crate::FileStep;

/// The most that one DeleteObjects takes. Source: Amazon S3 API Reference.
const BATCH: usize = 1000;
/// Batches at once.
const BATCHES: usize = 4;

/// Deletes the objects of these items; each has an outcome of its own.
pub(super) async fn run(waiting: &[usize], job: &impl Fn(usize) -> Job) {
    futures::stream::iter(waiting.chunks(BATCH))
        .for_each_concurrent(BATCHES, |batch| delete_batch(batch.iter().map(|index| job(*index)).collect()))
        .await;
}

async fn delete_batch(mut jobs: Vec<Job>) {
    jobs.retain(|job| !job.cancel.is_cancelled() && job.transfer.file_step(job.index, FileStep::Begin, None));
    let mut number = 0;
    while let Some(first) = jobs.first().cloned() {
        let keys: Vec<ObjectKey> = jobs
            .iter()
            .filter_map(|job| job.transfer.plan.items.get(job.index))
            .map(|item| item.key().clone())
            .collect();
        let request = async {
            let _turn = first.turn(Weight::Light).await?;
            Ok(first.store().delete_many(first.bucket(), &keys).await?)
        };
        match first.unless_cancelled(request).await {
            Ok(outcomes) => {
                let mut results = outcomes.into_iter().map(|outcome| outcome.result);
                let mut again = Vec::new();
                let mut last = None;
                for job in jobs {
                    // A server that says nothing of a key leaves it open whether the object is there.
                    let unknown = || Err(StoreError::new(ErrorKind::NotS3, Operation::DeleteObjects));
                    match results.next().unwrap_or_else(unknown) {
                        Ok(()) => end(&job, Ok(Outcome::Done)),
                        Err(error) if error.is_retryable() && number + 1 < job.shared.options.tries => {
                            last = Some(error);
                            again.push(job);
                        }
                        Err(error) => end(&job, Err(error.into())),
                    }
                }
                jobs = again;
                if let Some(error) = last
                    && let Err(stop) = first.pause(number, error.into()).await
                {
                    return end_all(jobs, stop);
                }
            }
            Err(Stop::Failed(error)) if error.is_transient() => {
                if let Err(stop) = first.pause(number, error).await {
                    return end_all(jobs, stop);
                }
            }
            Err(stop) => return end_all(jobs, stop),
        }
        number += 1;
    }
}

/// Ends all of them for one reason.
fn end_all(jobs: Vec<Job>, stop: Stop) {
    match stop {
        Stop::Cancelled => jobs.iter().for_each(|job| end(job, Err(Stop::Cancelled))),
        Stop::Failed(error) => {
            let error = Arc::new(error);
            for job in jobs {
                job.transfer.file_step(job.index, FileStep::Fail, Some(error.clone()));
            }
        }
    }
}
