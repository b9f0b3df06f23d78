//! What the engine tells of its transfers.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use satchel_objects::ObjectKey;
use serde::{Deserialize, Serialize};

use crate::{FileNote, FileState, PauseReason, Place, TransferError, TransferKind, TransferState};

/// The ID of a transfer, unique over every journal of this person: milliseconds since 1970, and 20 bits of chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TransferId(pub u64);

impl TransferId {
    /// A new one, greater than every one that this process made before.
    pub(crate) fn new() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let now = u64::try_from(since.as_millis()).unwrap_or(0) & 0x7ff_ffff_ffff;
        let chance = getrandom::u32().unwrap_or_else(|_| std::process::id()) & 0xf_ffff;
        let made = now << 20 | u64::from(chance);
        let before = LAST.fetch_max(made, Ordering::Relaxed);
        if made > before { Self(made) } else { Self(LAST.fetch_add(1, Ordering::Relaxed) + 1) }
    }
}

impl fmt::Display for TransferId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

impl FromStr for TransferId {
    type Err = TransferError;

    fn from_str(text: &str) -> Result<Self, TransferError> {
        text.parse().map(Self).map_err(|_| TransferError::UnknownTransfer)
    }
}

/// A program that runs transfers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Program {
    /// The desktop app.
    App,
    /// The command line.
    CommandLine,
}

/// Who runs a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// This process.
    Us,
    /// Another process.
    Other {
        /// Which program.
        program: Program,
        /// Its process ID; 0 where it can't be told.
        process_id: u32,
        /// Whether it still runs. If not, the transfer waits for somebody to take it over.
        alive: bool,
    },
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
    /// Why it is paused, where it is.
    pub pause: Option<PauseReason>,
    /// Who runs it.
    pub owner: Owner,
    /// Its place in the queue: a lower one has its turn first.
    pub order: i64,
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
    /// The first error; for a paused one, why.
    pub error: Option<Arc<TransferError>>,
    /// When it was started.
    pub started: SystemTime,
    /// When it ended.
    pub ended: Option<SystemTime>,
    /// Where a download goes.
    pub target: Option<std::path::PathBuf>,
}

/// One file of a transfer as it stands.
#[derive(Clone, Debug)]
pub struct FileStatus {
    /// Its place in the transfer, from 0.
    pub index: u32,
    /// The object's key: where it goes for an upload, else where it comes from.
    pub key: ObjectKey,
    /// Its size in bytes.
    pub size: u64,
    /// Where it stands.
    pub state: FileState,
    /// Bytes acknowledged.
    pub bytes_done: u64,
    /// What is being tried again, while it is.
    pub retrying: Option<Arc<TransferError>>,
    /// Why it failed.
    pub error: Option<Arc<TransferError>>,
    /// What else is worth saying of it.
    pub note: Option<FileNote>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_and_can_be_read_back() {
        let ids: Vec<TransferId> = (0..10_000).map(|_| TransferId::new()).collect();
        assert!(ids.is_sorted_by(|a, b| a < b));
        assert!(ids.iter().all(|id| id.to_string().parse::<TransferId>().is_ok_and(|read| read == *id)));
        assert!(i64::try_from(ids[0].0).is_ok());
    }
}
