//! Carries plans out.

mod conflict;
mod copy;
mod delete;
mod download;
mod fetch;
mod job;
mod meter;
mod multipart;
mod run;
mod ticker;
mod transfer;
mod upload;

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use satchel_localpath::WriteCheck;
use satchel_objects::ObjectStore;
use tokio::sync::Semaphore;

use crate::{FileStatus, OnConflict, Place, Plan, Result, TransferError, TransferId, TransferStatus};
use transfer::Transfer;

/// How much the engine does at once, and how patient it is.
#[derive(Clone)]
pub struct EngineOptions {
    /// Requests at once, over all transfers. A request of a large part counts as four.
    pub concurrency: u32,
    /// The smallest part of a multipart upload and the range of a parallel download, in bytes. Files below it go in
    /// one request.
    pub part_size: u64,
    /// How often something is tried before it counts as failed.
    pub tries: u32,
    /// The pause before the second try; each later one is twice as long, with some chance in it.
    pub pause: Duration,
    /// Asked before every local write; see [`WriteCheck`].
    pub write_check: Option<WriteCheck>,
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self { concurrency: 32, part_size: 16 << 20, tries: 5, pause: Duration::from_millis(500), write_check: None }
    }
}

impl fmt::Debug for EngineOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = formatter.debug_struct("EngineOptions");
        fields.field("concurrency", &self.concurrency).field("part_size", &self.part_size);
        fields.field("tries", &self.tries).field("pause", &self.pause).finish_non_exhaustive()
    }
}

/// What the engine tells without being asked.
#[derive(Clone, Debug)]
pub enum Event {
    /// The transfers that changed since the last time; at most 10 times a second.
    Changed(Vec<TransferStatus>),
    /// Objects below a place were written or deleted; at most once a second for each transfer.
    PlaceChanged(Place),
}

/// The engine: it owns every transfer of this process. Cloning gives another handle to the same engine.
#[derive(Clone)]
pub struct Engine(Arc<Shared>);

/// What the engine's tasks share.
pub(crate) struct Shared {
    options: EngineOptions,
    events: Arc<dyn Fn(Event) + Send + Sync>,
    /// One for each request under way: the one bound on how much happens at once.
    requests: Semaphore,
    transfers: Mutex<Vec<Arc<Transfer>>>,
    next_id: AtomicU64,
    ticking: Mutex<bool>,
    /// Some servers' ETags look like an MD5 and are none. Once seen, they aren't compared any more.
    tags_are_no_md5: AtomicBool,
}

impl Engine {
    /// An engine that tells its events to `events`, from tasks of its own.
    pub fn new(options: EngineOptions, events: Arc<dyn Fn(Event) + Send + Sync>) -> Self {
        let permits = usize::try_from(options.concurrency.max(4)).unwrap_or(32);
        Self(Arc::new(Shared {
            options,
            events,
            requests: Semaphore::new(permits),
            transfers: Mutex::new(Vec::new()),
            next_id: AtomicU64::new(1),
            ticking: Mutex::new(false),
            tags_are_no_md5: AtomicBool::new(false),
        }))
    }

    /// Starts a plan. Must be called within a Tokio runtime.
    pub fn start(&self, store: Arc<dyn ObjectStore>, plan: Plan, on_conflict: OnConflict) -> Result<TransferId> {
        let runtime = tokio::runtime::Handle::try_current().map_err(|_| TransferError::Ending)?;
        let id = TransferId(self.0.next_id.fetch_add(1, Ordering::Relaxed));
        let transfer = Arc::new(Transfer::new(id, store, plan, on_conflict));
        lock(&self.0.transfers).push(transfer.clone());
        runtime.spawn(run::run(self.0.clone(), transfer));
        ticker::ensure(&self.0, &runtime);
        Ok(id)
    }

    /// Every transfer, the oldest first.
    pub fn list(&self) -> Vec<TransferStatus> {
        lock(&self.0.transfers).iter().map(|transfer| transfer.status()).collect()
    }

    /// A window of a transfer's files, and how many there are in all (or, with `failed_only`, how many failed).
    pub fn files(&self, id: TransferId, offset: u32, limit: u32, failed_only: bool) -> Result<(u32, Vec<FileStatus>)> {
        Ok(self.0.find(id)?.files(offset, limit, failed_only))
    }

    /// Cancels a transfer. What is done stays; nothing half-done is left behind. One that has ended stays as it is.
    pub fn cancel(&self, id: TransferId) -> Result<()> {
        self.0.find(id)?.cancel();
        Ok(())
    }

    /// Tries again what failed or was cancelled. Must be called within a Tokio runtime.
    pub fn retry(&self, id: TransferId) -> Result<()> {
        let runtime = tokio::runtime::Handle::try_current().map_err(|_| TransferError::Ending)?;
        let transfer = self.0.find(id)?;
        transfer.reopen()?;
        runtime.spawn(run::run(self.0.clone(), transfer));
        ticker::ensure(&self.0, &runtime);
        Ok(())
    }

    /// Forgets the transfers that have ended.
    pub fn clear_ended(&self) {
        lock(&self.0.transfers).retain(|transfer| !transfer.is_settled());
    }

    /// Waits until a transfer has ended and nothing of it is under way any more, and gives how it ended.
    pub async fn wait(&self, id: TransferId) -> Result<TransferStatus> {
        let transfer = self.0.find(id)?;
        transfer.settled().await;
        Ok(transfer.status())
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Engine").field("options", &self.0.options).finish_non_exhaustive()
    }
}

impl Shared {
    fn find(&self, id: TransferId) -> Result<Arc<Transfer>> {
        lock(&self.transfers).iter().find(|transfer| transfer.id == id).cloned().ok_or(TransferError::UnknownTransfer)
    }
}

/// A task that panicked while it held a lock leaves numbers behind, not broken pointers: they are still good to show.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
