//! Errors as they lie in the journal.

use std::path::{Path, PathBuf};

use satchel_localpath::{LocalAction, LocalError, LocalErrorKind};
use satchel_objects::{BucketName, ErrorKind, KeyError, ObjectKey, Operation, ServiceAnswer, StoreError};
use serde::{Deserialize, Serialize};

use super::{JournalError, JournalErrorKind};
use crate::TransferError;

/// A [`TransferError`] that can be kept: all of it but the causes in the libraries below, so that the words made of
/// it are the same after a restart. A path that isn't text is kept as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RecordedError {
    Store {
        kind: ErrorKind,
        operation: Operation,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bucket: Option<BucketName>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<ObjectKey>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answer: Option<Box<ServiceAnswer>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        detail: Option<String>,
    },
    Local {
        kind: LocalErrorKind,
        action: LocalAction,
        path: String,
    },
    SourceChanged {
        path: String,
    },
    ObjectChanged {
        key: ObjectKey,
    },
    Taken {
        key: ObjectKey,
    },
    Integrity {
        key: ObjectKey,
    },
    SameObject {
        name: String,
    },
    IntoItself {
        prefix: String,
    },
    InvalidName {
        name: String,
    },
    ImpossibleKey {
        name: String,
        source: KeyError,
    },
    TwoAccounts,
    Busy {
        name: String,
    },
    NoStore {
        reason: String,
    },
    UploadGone {
        key: ObjectKey,
    },
    UploadLeft {
        key: ObjectKey,
    },
    UnknownTransfer,
    StillRunning,
    Journal {
        kind: JournalErrorKind,
        path: String,
        detail: String,
    },
    Ending,
}

impl From<&TransferError> for RecordedError {
    fn from(error: &TransferError) -> Self {
        match error {
            TransferError::Store(error) => Self::of_store(error),
            TransferError::Local(LocalError { kind, action, path, source: _ }) => {
                Self::Local { kind: *kind, action: *action, path: shown(path) }
            }
            TransferError::SourceChanged { path } => Self::SourceChanged { path: shown(path) },
            TransferError::ObjectChanged { key } => Self::ObjectChanged { key: key.clone() },
            TransferError::Taken { key } => Self::Taken { key: key.clone() },
            TransferError::Integrity { key } => Self::Integrity { key: key.clone() },
            TransferError::SameObject { name } => Self::SameObject { name: name.clone() },
            TransferError::IntoItself { prefix } => Self::IntoItself { prefix: prefix.clone() },
            TransferError::InvalidName { name } => Self::InvalidName { name: name.clone() },
            TransferError::ImpossibleKey { name, source } => {
                Self::ImpossibleKey { name: name.clone(), source: *source }
            }
            TransferError::TwoAccounts => Self::TwoAccounts,
            TransferError::Busy { name } => Self::Busy { name: name.clone() },
            TransferError::NoStore { reason } => Self::NoStore { reason: reason.clone() },
            TransferError::UploadGone { key } => Self::UploadGone { key: key.clone() },
            TransferError::UploadLeft { key } => Self::UploadLeft { key: key.clone() },
            TransferError::UnknownTransfer => Self::UnknownTransfer,
            TransferError::StillRunning => Self::StillRunning,
            TransferError::Journal(JournalError { kind, path, detail }) => {
                Self::Journal { kind: *kind, path: shown(path), detail: detail.clone() }
            }
            TransferError::Ending => Self::Ending,
        }
    }
}

impl RecordedError {
    fn of_store(error: &StoreError) -> Self {
        let StoreError { kind, operation, bucket, key, answer, detail, .. } = error;
        Self::Store {
            kind: *kind,
            operation: *operation,
            bucket: bucket.clone(),
            key: key.clone(),
            answer: answer.clone().map(Box::new),
            detail: detail.clone(),
        }
    }

    /// The error again, without the causes below it.
    pub(crate) fn into_error(self) -> TransferError {
        match self {
            Self::Store { kind, operation, bucket, key, answer, detail } => {
                let mut error = StoreError::new(kind, operation);
                (error.bucket, error.key, error.detail) = (bucket, key, detail);
                error.answer = answer.map(|answer| *answer);
                TransferError::Store(error)
            }
            Self::Local { kind, action, path } => TransferError::Local(LocalError::of_kind(kind, action, path)),
            Self::SourceChanged { path } => TransferError::SourceChanged { path: path.into() },
            Self::ObjectChanged { key } => TransferError::ObjectChanged { key },
            Self::Taken { key } => TransferError::Taken { key },
            Self::Integrity { key } => TransferError::Integrity { key },
            Self::SameObject { name } => TransferError::SameObject { name },
            Self::IntoItself { prefix } => TransferError::IntoItself { prefix },
            Self::InvalidName { name } => TransferError::InvalidName { name },
            Self::ImpossibleKey { name, source } => TransferError::ImpossibleKey { name, source },
            Self::TwoAccounts => TransferError::TwoAccounts,
            Self::Busy { name } => TransferError::Busy { name },
            Self::NoStore { reason } => TransferError::NoStore { reason },
            Self::UploadGone { key } => TransferError::UploadGone { key },
            Self::UploadLeft { key } => TransferError::UploadLeft { key },
            Self::UnknownTransfer => TransferError::UnknownTransfer,
            Self::StillRunning => TransferError::StillRunning,
            Self::Journal { kind, path, detail } => {
                TransferError::Journal(JournalError { kind, path: PathBuf::from(path), detail })
            }
            Self::Ending => TransferError::Ending,
        }
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
