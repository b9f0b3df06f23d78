//! The one error of accounts.

use satchel_objects::StoreError;

use crate::{AccountId, DraftError, FileError, SecretError};

/// Something about accounts that failed. No text of it holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum AccountsError {
    /// No account of that ID.
    #[error("there is no account {0}")]
    NoSuchAccount(AccountId),
    /// What the person filled in can't be an account; it names the field.
    #[error(transparent)]
    Draft(#[from] DraftError),
    /// `accounts.json` was written by a newer Satchel; it is left alone and nothing is saved.
    #[error(transparent)]
    NewerFile(FileError),
    /// `accounts.json` can't be written. What was there still is.
    #[error(transparent)]
    File(FileError),
    /// The place where secrets live can't be used now. The secret may well be there.
    #[error("{name}: {source}")]
    Secrets {
        /// The account's name.
        name: String,
        /// What failed.
        source: SecretError,
    },
    /// The account's secret is in the keyring, which can't be used in this session.
    #[error("the secret of {name} is in the keyring, which can't be used now")]
    SecretOutOfReach {
        /// The account's name.
        name: String,
    },
    /// The account's secret is gone: deleted from the keyring, or kept only for an earlier session. It has to be typed
    /// again.
    #[error("the secret of {name} is gone")]
    SecretMissing {
        /// The account's name.
        name: String,
    },
    /// What is kept as the account's secret isn't one of ours.
    #[error("what is kept as the secret of {name} can't be read")]
    SecretDamaged {
        /// The account's name.
        name: String,
    },
    /// The account is the embedded store's, which hasn't been started.
    #[error("the embedded store isn't running")]
    DemoNotRunning,
    /// The account's store couldn't be made.
    #[error(transparent)]
    Store(Box<StoreError>),
}

impl From<StoreError> for AccountsError {
    fn from(error: StoreError) -> Self {
        Self::Store(Box::new(error))
    }
}

impl From<FileError> for AccountsError {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Newer { .. } => Self::NewerFile(error),
            FileError::Unreadable { .. } | FileError::Write { .. } => Self::File(error),
        }
    }
}
