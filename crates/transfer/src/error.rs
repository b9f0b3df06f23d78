//! The one error of this crate.

use std::path::PathBuf;

use satchel_localpath::LocalError;
use satchel_objects::{KeyError, ObjectKey, StoreError};

/// What this crate's calls give.
pub type Result<T, E = TransferError> = std::result::Result<T, E>;

/// A plan or a transfer, or one file of it, that failed.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// The store refused or couldn't be reached.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A local file or folder failed; its kind says whether it is gone, denied, read-only or on a full disk.
    #[error(transparent)]
    Local(#[from] LocalError),
    /// The local file changed while it was being sent. Nothing of it was kept at the store.
    #[error("{} changed while it was being sent", path.display())]
    SourceChanged {
        /// The file.
        path: PathBuf,
    },
    /// The object isn't the one any more that was listed.
    #[error("the object {key} changed since it was listed")]
    ObjectChanged {
        /// Its key.
        key: ObjectKey,
    },
    /// Something stands at the key that wasn't there when it was planned. It was left alone.
    #[error("something stands at {key} by now, and it was left alone")]
    Taken {
        /// The key.
        key: ObjectKey,
    },
    /// The bytes that arrived aren't those that were sent.
    #[error("the bytes of {key} didn't arrive as they were sent")]
    Integrity {
        /// The object.
        key: ObjectKey,
    },
    /// Source and destination are the same object or folder.
    #[error("{name} would be copied onto itself")]
    SameObject {
        /// The key or prefix.
        name: String,
    },
    /// A folder was to be copied or moved into itself.
    #[error("the folder {prefix} can't be put into itself")]
    IntoItself {
        /// The folder's prefix.
        prefix: String,
    },
    /// A new name is empty or has a slash.
    #[error("a name can't be empty or have a slash")]
    InvalidName {
        /// The name.
        name: String,
    },
    /// The key that would be needed can't exist.
    #[error("{name}: {source}")]
    ImpossibleKey {
        /// The text that would be the key.
        name: String,
        /// Why it can't be one.
        source: KeyError,
    },
    /// Source and destination are in two accounts.
    #[error("copying from one account to another isn't possible yet")]
    TwoAccounts,
    /// No transfer of that ID.
    #[error("that transfer isn't known any more")]
    UnknownTransfer,
    /// The transfer isn't over yet, so it can't be tried again.
    #[error("that transfer is still running")]
    StillRunning,
    /// The program is ending.
    #[error("the program is ending")]
    Ending,
}

impl TransferError {
    /// Whether the same may succeed if it is tried again. A local file may be back, a disk emptied: those can be tried
    /// again by the person, but not by the engine on its own (see [`TransferError::is_transient`]).
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Store(error) => error.is_retryable(),
            Self::Local(_) | Self::SourceChanged { .. } | Self::ObjectChanged { .. } | Self::Integrity { .. } => true,
            _ => false,
        }
    }

    /// Whether the engine tries again by itself after a pause.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Store(error) => error.is_retryable(),
            Self::Integrity { .. } => true,
            _ => false,
        }
    }
}
