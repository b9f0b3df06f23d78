//! What the work on one file needs: its turn, its tries, and its end when the transfer is stopped.

use std::collections::hash_map::RandomState;
use std::future::Future;
use std::hash::BuildHasher;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use satchel_objects::{BucketName, ErrorKind, ObjectStore, Pace};

use super::Shared;
use super::gate::Turn;
use super::halt::{Halt, HaltReason};
use super::lane::Lane;
use super::transfer::Transfer;
use crate::hash::HashKind;
use crate::journal::{Change, Journal, Written};
use crate::{FileNote, PauseReason, Result, TransferError};

/// One item of a transfer that is being done.
#[derive(Clone)]
pub(super) struct Job {
    pub(super) shared: Arc<Shared>,
    pub(super) transfer: Arc<Transfer>,
    pub(super) store: Arc<dyn ObjectStore>,
    pub(super) lane: Arc<Lane>,
    pub(super) index: u32,
    pub(super) halt: Halt,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Done,
    /// Done, and something is to be said of it.
    DoneWith(FileNote),
    Skipped,
    /// Left alone, and this is why.
    SkippedWith(FileNote),
}

/// Why it stopped.
#[derive(Debug)]
pub(super) enum Stop {
    /// The transfer was cancelled: what is half done has to go.
    Cancelled,
    /// The transfer was paused: what is half done is kept.
    Paused,
    /// It can't be done.
    Failed(TransferError),
    /// Nothing of this transfer can be done until something else changes.
    Held(PauseReason, TransferError),
}

impl<E: Into<TransferError>> From<E> for Stop {
    fn from(error: E) -> Self {
        let error = error.into();
        match error.holds() {
            Some(reason) => Self::Held(reason, error),
            None => Self::Failed(error),
        }
    }
}

impl From<HaltReason> for Stop {
    fn from(reason: HaltReason) -> Self {
        match reason {
            HaltReason::Pause => Self::Paused,
            HaltReason::Cancel => Self::Cancelled,
        }
    }
}

/// How heavy a request is: small ones and large parts have gates of their own.
#[derive(Clone, Copy, Debug)]
pub(super) enum Weight {
    Light,
    /// A large body of so many bytes.
    Heavy(u64),
}

impl Weight {
    fn bytes(self) -> u64 {
        match self {
            Self::Light => 0,
            Self::Heavy(bytes) => bytes,
        }
    }
}

impl Job {
    pub(super) fn store(&self) -> &dyn ObjectStore {
        &*self.store
    }

    pub(super) fn journal(&self) -> &Journal {
        &self.transfer.journal
    }

    /// Hands a change of this transfer to its journal.
    pub(super) fn write(&self, change: Change) -> Written {
        self.transfer.journal.write(change)
    }

    /// Tells that a transition happened; tests end the process there.
    pub(super) fn checkpoint(&self, name: &'static str) {
        self.shared.checkpoint(name);
    }

    /// The bucket that is read, deleted from, or uploaded to.
    pub(super) fn bucket(&self) -> &BucketName {
        &self.transfer.record.place.bucket
    }

    /// The hash that the server can check, or that its ETag may be.
    pub(super) fn hash_kind(&self) -> HashKind {
        if self.store().capabilities().checksums { HashKind::Crc32c } else { HashKind::Md5 }
    }

    pub(super) fn tags_may_be_md5(&self) -> bool {
        !self.lane.tags_are_no_md5.load(Ordering::Relaxed)
    }

    /// A turn to send a request.
    pub(super) async fn turn(&self, weight: Weight) -> Result<Turn> {
        self.lane.gate(weight).turn(weight.bytes()).await.ok_or(TransferError::Ending)
    }

    /// Waits as the download limit asks for these bytes.
    pub(super) async fn pace_down(&self, bytes: u64) {
        if let Some(wait) = self.shared.down.take(bytes) {
            wait.await;
        }
    }

    /// Waits as the upload limit asks for these bytes.
    pub(super) async fn pace_up(&self, bytes: u64) {
        if let Some(wait) = self.shared.up.take(bytes) {
            wait.await;
        }
    }

    /// Stops here if the transfer was stopped.
    pub(super) fn unless_stopped(&self) -> Result<(), Stop> {
        self.halt.reason().map_or(Ok(()), |reason| Err(reason.into()))
    }

    /// Runs something that stopping the transfer drops.
    pub(super) async fn unless_cancelled<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T, Stop> {
        tokio::select! {
            biased;
            () = self.halt.stopped() => Err(self.halt.reason().unwrap_or(HaltReason::Pause).into()),
            result = work => result.map_err(Stop::from),
        }
    }

    /// One request, in its turn; the gate learns from the answer.
    pub(super) async fn request<T>(&self, weight: Weight, work: impl Future<Output = Result<T>>) -> Result<T> {
        let turn = self.turn(weight).await?;
        let result = work.await;
        learn(&turn, result.as_ref().err());
        result
    }

    /// Tries something until it works, it can't, or it was tried often enough. `work` gets the number of the try, from
    /// 0 on, and takes its turn by itself, so that nobody waits for a pause.
    pub(super) async fn attempt<T, F: Future<Output = Result<T>>>(
        &self,
        mut work: impl FnMut(u32) -> F,
    ) -> Result<T, Stop> {
        let mut number = 0;
        loop {
            let error = tokio::select! {
                biased;
                () = self.halt.stopped() => return Err(self.halt.reason().unwrap_or(HaltReason::Pause).into()),
                result = work(number) => match result {
                    Ok(value) => {
                        if number > 0 {
                            self.transfer.retrying(self.index, None);
                        }
                        return Ok(value);
                    }
                    Err(error) => error,
                },
            };
            if !error.is_transient() {
                return Err(error.into());
            }
            self.pause(number, error).await?;
            number += 1;
        }
    }

    /// Waits before the try after `number`, or gives the error back if that was the last.
    pub(super) async fn pause(&self, number: u32, error: TransferError) -> Result<(), Stop> {
        if number + 1 >= self.shared.options.tries {
            return Err(error.into());
        }
        tracing::info!(transfer = %self.transfer.id, attempt = number + 1, %error, "tries again");
        let pause = backoff(self.shared.options.pause, number).max(error.retry_after().unwrap_or_default());
        self.transfer.retrying(self.index, Some(error));
        self.unless_cancelled(async {
            tokio::time::sleep(pause).await;
            Ok(())
        })
        .await
    }
}

/// Lets a gate learn from an answer.
pub(super) fn learn(turn: &Turn, error: Option<&TransferError>) {
    match error {
        None => turn.went_well(),
        Some(TransferError::Store(error))
            if matches!(error.kind, ErrorKind::Throttled | ErrorKind::ServerFailed | ErrorKind::Timeout) =>
        {
            turn.was_too_much();
        }
        Some(_) => {}
    }
}

/// Twice as long each time, and up to half as long again: many files that failed together don't all come back at once.
pub(super) fn backoff(first: Duration, number: u32) -> Duration {
    let pause = first * 2_u32.pow(number.min(6));
    let chance = RandomState::new().hash_one(number) % 500;
    pause + pause * u32::try_from(chance).unwrap_or(0) / 1000
}
