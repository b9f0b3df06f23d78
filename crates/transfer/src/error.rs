//! The one error of this crate.

use std::path::PathBuf;
use std::time::Duration;

use satchel_localpath::{LocalError, LocalErrorKind};
use satchel_objects::{ErrorKind, KeyError, ObjectKey, StoreError};

use crate::PauseReason;
use crate::journal::JournalError;

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
    /// The store forgot the unfinished upload of this file again and again.
    #[error("the store forgot the unfinished upload of {key} several times")]
    UploadGone {
        /// The key.
        key: ObjectKey,
    },
    /// An unfinished upload couldn't be given up now. It stays in the list of leftovers.
    #[error("the unfinished upload of {key} couldn't be given up now")]
    UploadLeft {
        /// The key.
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
    /// Another program is writing there now.
    #[error("{name} is being written by another program of Satchel")]
    Busy {
        /// The key or the local path.
        name: String,
    },
    /// The store of an account can't be had now: the account is gone, or its secret can't be read.
    #[error("the account's store can't be opened: {reason}")]
    NoStore {
        /// Why, in plain words without a secret.
        reason: String,
    },
    /// The journal couldn't be read or written. Nothing that isn't in it was begun.
    #[error(transparent)]
    Journal(#[from] JournalError),
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
            Self::Journal(_)
            | Self::Local(_)
            | Self::SourceChanged { .. }
            | Self::ObjectChanged { .. }
            | Self::Integrity { .. } => true,
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

    /// Why the whole transfer has to wait, where it has to: no file of it would fare better.
    pub fn holds(&self) -> Option<PauseReason> {
        match self {
            Self::Store(error) => match error.kind {
                ErrorKind::UnknownAccessKey
                | ErrorKind::WrongSecret
                | ErrorKind::CredentialsExpired
                | ErrorKind::NoCredentials => Some(PauseReason::NeedsCredentials),
                ErrorKind::NameLookup
                | ErrorKind::ConnectionRefused
                | ErrorKind::ConnectionLost
                | ErrorKind::Timeout => Some(PauseReason::Offline),
                _ => None,
            },
            Self::Local(error) if error.kind == LocalErrorKind::DiskFull => Some(PauseReason::DiskFull),
            Self::NoStore { .. } => Some(PauseReason::NeedsCredentials),
            _ => None,
        }
    }

    /// How long the store asked to wait, where it did.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Store(error) => error.retry_after,
            _ => None,
        }
    }
}
