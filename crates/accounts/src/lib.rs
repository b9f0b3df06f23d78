//! Saved accounts and where their secrets live.
//!
//! [`Accounts`] keeps a list of accounts in `accounts.json`, which never holds a secret: those are in a
//! [`SecretStore`], which is the system's keyring ([`KeyringSecrets`]) or memory ([`SessionSecrets`]). The crate also
//! tries accounts out ([`test_connection`]) and has the safe handling of small files that the settings share
//! ([`VersionedFile`]), and of what is many and secret ([`SealedFile`]).

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod account;
mod accounts;
mod connection;
mod draft;
mod error;
pub mod files;
mod profiles;
mod random;
mod secrets;

pub use account::{Account, AccountId, AccountKind, Addressing, StorjAccess};
pub use accounts::{Accounts, AccountsNotice, DEMO_NAME, DemoCredentials};
pub use connection::{ConnectionReport, draft_profile_store, draft_store, draft_storj_store, test_connection};
pub use draft::{DraftError, DraftField, DraftProblem, Endpoint, ProfileDraft, S3Draft, StorjDraft, parse_endpoint};
pub use error::AccountsError;
pub use files::{FileError, FileNotice, SealedError, SealedFile, VersionedFile};
pub use profiles::{AwsProfileInfo, ProfilesError, list_aws_profiles, profile_endpoint};
pub use secrets::{
    CALL_TIMEOUT, CHOICE_VARIABLE, KeyringBackend, KeyringSecrets, PROBE_TIMEOUT, SERVICE, SecretError, SecretPlace,
    SecretStore, SecretsChoice, SecretsChoiceError, SecretsNotice, SessionSecrets, SystemKeyring, open_secrets,
};
