//! Carries plans out.

use std::sync::Arc;

use satchel_objects::ObjectStore;

use crate::{FileStatus, OnConflict, Place, Plan, Result, TransferError, TransferId, TransferStatus};

/// How much the engine does at once.
#[derive(Clone, Debug)]
pub struct EngineOptions {
    /// Requests at once, over all transfers. A request of a large part counts as four.
    pub concurrency: u32,
    /// The smallest part of a multipart upload and the range of a parallel download, in bytes. Files below it go in
    /// one request.
    pub part_size: u64,
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self { concurrency: 32, part_size: 16 << 20 }
    }
}

/// What the engine tells without being asked.
#[derive(Clone, Debug)]
pub enum Event {
    /// The transfers that changed since the last time; at most 10 times a second.
    Changed(Vec<TransferStatus>),
    /// Objects below a place were written or deleted.
    PlaceChanged(Place),
}

/// The engine: it owns every transfer of this process. Cloning gives another handle to the same engine.
#[derive(Clone)]
pub struct Engine {}

impl Engine {
    /// An engine that tells its events to `events`, from a task of its own.
    pub fn new(_options: EngineOptions, _events: Arc<dyn Fn(Event) + Send + Sync>) -> Self {
        Self {}
    }

    /// Starts a plan. Must be called within a Tokio runtime.
    pub fn start(&self, _store: Arc<dyn ObjectStore>, _plan: Plan, _on_conflict: OnConflict) -> Result<TransferId> {
        Err(TransferError::Ending)
    }

    /// Every transfer, the oldest first.
    pub fn list(&self) -> Vec<TransferStatus> {
        Vec::new()
    }

    /// A window of a transfer's files, and how many there are in all.
    pub fn files(
        &self,
        _id: TransferId,
        _offset: u32,
        _limit: u32,
        _failed_only: bool,
    ) -> Result<(u32, Vec<FileStatus>)> {
        Err(TransferError::UnknownTransfer)
    }

    /// Cancels a transfer. What is done stays; nothing half-done is left behind.
    pub fn cancel(&self, _id: TransferId) -> Result<()> {
        Err(TransferError::UnknownTransfer)
    }

    /// Tries again what failed or was cancelled. Must be called within a Tokio runtime.
    pub fn retry(&self, _id: TransferId) -> Result<()> {
        Err(TransferError::UnknownTransfer)
    }

    /// Forgets the transfers that have ended.
    pub fn clear_ended(&self) {}

    /// Waits for a transfer's end and gives how it ended.
    pub async fn wait(&self, _id: TransferId) -> Result<TransferStatus> {
        Err(TransferError::UnknownTransfer)
    }
}
