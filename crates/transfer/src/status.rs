//! What the engine tells of its transfers.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use satchel_objects::ObjectKey;
use serde::{Deserialize, Serialize};

use crate::{FileState, Place, TransferError, TransferKind, TransferState};

/// The ID of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TransferId(pub u64);

impl fmt::Display for TransferId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

/// A transfer as it stands.
#[derive(Clone, Debug)]
pub struct TransferStatus {
    /// Its ID.
    pub id: TransferId,
    /// What it does.
    pub kind: TransferKind,
    /// What it reads or writes at the store.
    pub place: Place,
    /// The first few names, for a title.
    pub names: Vec<String>,
    /// Where it stands.
    pub state: TransferState,
    /// Files in all.
    pub files: u32,
    /// Files that are done or were left alone.
    pub files_done: u32,
    /// Files that failed.
    pub files_failed: u32,
    /// Bytes in all.
    pub bytes: u64,
    /// Bytes that the server acknowledged, or that are on the disk.
    pub bytes_done: u64,
    /// Bytes a second, smoothed.
    pub speed: u64,
    /// Time left, where it can be said.
    pub time_left: Option<Duration>,
    /// What is being tried again, where something is.
    pub retrying: Option<Arc<TransferError>>,
    /// The first error.
    pub error: Option<Arc<TransferError>>,
    /// When it was started.
    pub started: SystemTime,
    /// When it ended.
    pub ended: Option<SystemTime>,
}

/// One file of a transfer as it stands.
#[derive(Clone, Debug)]
pub struct FileStatus {
    /// The object's key: where it goes for an upload, else where it comes from.
    pub key: ObjectKey,
    /// Its size in bytes.
    pub size: u64,
    /// Where it stands.
    pub state: FileState,
    /// Bytes acknowledged.
    pub bytes_done: u64,
    /// Why it failed.
    pub error: Option<Arc<TransferError>>,
}
