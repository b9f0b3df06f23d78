//! Keychain and Credential Manager: always there, and they say themselves when they are locked.

use keyring::Error;

use super::State;
use crate::SecretError;

/// Windows: `CRED_MAX_CREDENTIAL_BLOB_SIZE`, 5 * 512 bytes. Keychain has no limit that matters.
pub(super) const LARGEST_ENTRY: usize = if cfg!(windows) { 2_560 } else { 1 << 20 };

/// There is no connection to renew.
pub(super) fn reconnect() -> Result<(), Error> {
    Err(Error::NoDefaultStore)
}

pub(super) fn state() -> Result<State, SecretError> {
    Ok(State::Unlocked)
}

pub(super) fn unlock() -> Result<(), SecretError> {
    Ok(())
}

pub(super) fn no_access() -> SecretError {
    SecretError::Locked
}
