//! What can go wrong: at the start ([`DemoError`]), and inside a request ([`Fault`]).

use std::io;
use std::path::PathBuf;

use s3s::{S3Error, S3ErrorCode};

/// Why the store can't be started or stopped.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// Another process (or another server of this one) owns the folder. Trying again helps once it has ended.
    #[error("the demo store in {directory} is already running")]
    AlreadyRunning {
        /// The folder.
        directory: PathBuf,
    },
    /// A file or folder of the store can't be made, read or locked.
    #[error("the demo store can't use {path}")]
    Folder {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The index can't be opened. It was left as it is.
    #[error("the demo store's index {path} can't be opened")]
    Index {
        /// The index.
        path: PathBuf,
        /// Why.
        source: rusqlite::Error,
    },
    /// The index was written by a newer version of this program. It was left as it is.
    #[error("the demo store's index {path} was written by a newer version of this program")]
    NewerIndex {
        /// The index.
        path: PathBuf,
    },
    /// No port of the loopback address can be listened on.
    #[error("the demo store can't listen on 127.0.0.1")]
    Listen(#[source] io::Error),
    /// Work in the background was cut off by the end of the program.
    #[error("the demo store was stopped while it started")]
    Stopped,
}

/// Why a request failed inside the store.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// An answer that S3 documents.
    #[error("{}: {message}", .code.as_str())]
    Answer {
        /// The S3 error code, which fixes the status.
        code: S3ErrorCode,
        /// The sentence that goes with it.
        message: &'static str,
    },
    /// The index failed.
    #[error("the index failed")]
    Index(#[from] rusqlite::Error),
    /// A blob failed.
    #[error("a blob failed")]
    Blob(#[from] io::Error),
    /// A row of the index doesn't read.
    #[error("a row of the index doesn't read")]
    Row(#[from] serde_json::Error),
    /// The client's body broke off.
    #[error("the request's body broke off")]
    Body(#[source] s3s::StdError),
    /// The program is ending.
    #[error("the store is stopping")]
    Stopping,
}

/// What work inside the store gives.
pub(crate) type Result<T, E = Fault> = std::result::Result<T, E>;

impl Fault {
    /// An answer that S3 documents.
    pub(crate) fn answer(code: S3ErrorCode, message: &'static str) -> Self {
        Self::Answer { code, message }
    }

    fn is_disk_full(&self) -> bool {
        match self {
            Self::Blob(error) => error.kind() == io::ErrorKind::StorageFull,
            Self::Index(error) => error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull),
            _ => false,
        }
    }
}

impl From<tokio::task::JoinError> for Fault {
    fn from(_: tokio::task::JoinError) -> Self {
        Self::Stopping
    }
}

impl From<Fault> for S3Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Answer { code, message } => Self::with_message(code, message),
            Fault::Body(source) => match source.downcast::<S3Error>() {
                // s3s checks chunk signatures and the payload's hash inside the stream, with an answer of its own.
                Ok(error) => *error,
                Err(source) => {
                    let mut error = Self::with_message(S3ErrorCode::IncompleteBody, "The request's body broke off.");
                    error.set_source(source);
                    error
                }
            },
            fault if fault.is_disk_full() => {
                // 507, which clients don't take for a passing failure.
                let mut error = Self::with_message(S3ErrorCode::Custom("StorageFull".into()), "The disk is full.");
                error.set_status_code(http::StatusCode::INSUFFICIENT_STORAGE);
                error
            }
            Fault::Stopping => Self::with_message(S3ErrorCode::ServiceUnavailable, "The store is stopping."),
            fault => {
                let mut error = Self::with_message(S3ErrorCode::InternalError, "The store failed inside.");
                error.set_source(Box::new(fault));
                error
            }
        }
    }
}

/// Shorthands for the answers that many requests give.
pub(crate) mod answers {
    use super::{Fault, S3ErrorCode};

    /// 404 NoSuchBucket.
    pub(crate) fn no_such_bucket() -> Fault {
        Fault::answer(S3ErrorCode::NoSuchBucket, "The specified bucket does not exist")
    }

    /// 404 NoSuchKey.
    pub(crate) fn no_such_key() -> Fault {
        Fault::answer(S3ErrorCode::NoSuchKey, "The specified key does not exist.")
    }

    /// 404 NoSuchUpload.
    pub(crate) fn no_such_upload() -> Fault {
        Fault::answer(
            S3ErrorCode::NoSuchUpload,
            "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
        )
    }

    /// 412 PreconditionFailed.
    pub(crate) fn precondition_failed() -> Fault {
        Fault::answer(S3ErrorCode::PreconditionFailed, "At least one of the pre-conditions you specified did not hold")
    }

    /// 400 InvalidArgument.
    pub(crate) fn invalid_argument(message: &'static str) -> Fault {
        Fault::answer(S3ErrorCode::InvalidArgument, message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_apart_from_other_failures() {
        let full = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_FULL), None);
        for fault in [Fault::Blob(io::ErrorKind::StorageFull.into()), Fault::Index(full)] {
            let error = S3Error::from(fault);
            assert_eq!((error.code().as_str(), error.status_code().unwrap().as_u16()), ("StorageFull", 507));
        }
        let other = S3Error::from(Fault::Blob(io::ErrorKind::PermissionDenied.into()));
        assert_eq!((other.code().as_str(), other.status_code().unwrap().as_u16()), ("InternalError", 500));
    }
}
