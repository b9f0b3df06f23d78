//! What the work on one file needs: its turn, its tries, and its end when the person cancels.

use std::collections::hash_map::RandomState;
use std::future::Future;
use std::hash::BuildHasher;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use satchel_objects::{BucketName, ObjectStore};
use tokio::sync::SemaphorePermit;
use tokio_util::sync::CancellationToken;

use super::Shared;
use super::transfer::Transfer;
use crate::hash::HashKind;
use crate::{Result, TransferError};

/// One item of a transfer that is being done.
#[derive(Clone)]
pub(super) struct Job {
    pub(super) shared: Arc<Shared>,
    pub(super) transfer: Arc<Transfer>,
    pub(super) index: usize,
    pub(super) cancel: CancellationToken,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Done,
    Skipped,
}

/// Why it stopped.
#[derive(Debug)]
pub(super) enum Stop {
    Cancelled,
    Failed(TransferError),
}

impl<E: Into<TransferError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// How heavy a request is: the engine's permits are shared by weight.
#[derive(Clone, Copy, Debug)]
pub(super) enum Weight {
    Light = 1,
    /// A large part.
    Heavy = 4,
}

impl Job {
    pub(super) fn store(&self) -> &dyn ObjectStore {
        &*self.transfer.store
    }

    /// The bucket that is read, deleted from, or uploaded to.
    pub(super) fn bucket(&self) -> &BucketName {
        &self.transfer.plan.place.bucket
    }

    /// The hash that the server can check, or that its ETag may be.
    pub(super) fn hash_kind(&self) -> HashKind {
        if self.store().capabilities().checksums { HashKind::Crc32c } else { HashKind::Md5 }
    }

    pub(super) fn tags_may_be_md5(&self) -> bool {
        !self.shared.tags_are_no_md5.load(Ordering::Relaxed)
    }

    /// A turn to send a request.
    pub(super) async fn turn(&self, weight: Weight) -> Result<SemaphorePermit<'_>> {
        self.shared.requests.acquire_many(weight as u32).await.map_err(|_| TransferError::Ending)
    }

    /// Runs something that the person's cancelling drops.
    pub(super) async fn unless_cancelled<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T, Stop> {
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(Stop::Cancelled),
            result = work => result.map_err(Stop::Failed),
        }
    }

    /// Tries something until it works, it can't, or it was tried often enough. `work` gets the number of the try, from
    /// 0 on, and takes its turn by itself, so that nobody waits for a pause.
    pub(super) async fn attempt<T, F: Future<Output = Result<T>>>(
        &self,
        mut work: impl FnMut(u32) -> F,
    ) -> Result<T, Stop> {
        let mut number = 0;
        loop {
            match self.unless_cancelled(work(number)).await {
                Ok(value) => {
                    self.transfer.retrying(self.index, None);
                    return Ok(value);
                }
                Err(Stop::Failed(error)) if error.is_transient() => self.pause(number, error).await?,
                stopped => return stopped,
            }
            number += 1;
        }
    }

    /// Waits before the try after `number`, or gives the error back if that was the last.
    pub(super) async fn pause(&self, number: u32, error: TransferError) -> Result<(), Stop> {
        if number + 1 >= self.shared.options.tries {
            return Err(Stop::Failed(error));
        }
        tracing::info!(transfer = %self.transfer.id, attempt = number + 1, %error, "tries again");
        self.transfer.retrying(self.index, Some(error));
        let pause = backoff(self.shared.options.pause, number);
        self.unless_cancelled(async {
            tokio::time::sleep(pause).await;
            Ok(())
        })
        .await
    }
}

/// Twice as long each time, and up to half as long again: many files that failed together don't all come back at once.
pub(super) fn backoff(first: Duration, number: u32) -> Duration {
    let pause = first * 2_u32.pow(number.min(6));
    let chance = RandomState::new().hash_one(number) % 500;
    pause + pause * u32::try_from(chance).unwrap_or(0) / 1000
}
