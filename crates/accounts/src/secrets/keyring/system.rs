//! [`SystemKeyring`]: Keychain, Credential Manager or Secret Service, through the `keyring` crate.

use keyring::{Entry, Error};
use zeroize::Zeroizing;

use super::KeyringBackend;
use crate::secrets::SERVICE;
use crate::{SecretError, random};

#[cfg(any(windows, target_os = "macos"))]
#[path = "system/native.rs"]
mod platform;
#[cfg(not(any(windows, target_os = "macos")))]
#[path = "system/secret_service.rs"]
mod platform;

/// What the keyring's state means for secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// What it doesn't have, it doesn't have.
    Unlocked,
    /// Secrets may be there that can't be seen now.
    #[cfg_attr(any(windows, target_os = "macos"), allow(dead_code, reason = "these systems say it in each call"))]
    Locked,
}

/// The keyring of the system that we run on.
#[derive(Debug, Default)]
pub struct SystemKeyring {
    _private: (),
}

impl SystemKeyring {
    /// Does something with an entry; once more over a new connection where the service went away in between.
    fn with<T>(name: &str, act: impl Fn(&Entry) -> Result<T, Error>) -> Result<T, Error> {
        match act(&open(name)?) {
            Err(Error::PlatformFailure(_)) if platform::reconnect().is_ok() => act(&open(name)?),
            other => other,
        }
    }

    fn get_once(name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretError> {
        match Self::with(name, Entry::get_secret) {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(failure(&error)),
        }
    }
}

impl KeyringBackend for SystemKeyring {
    fn set(&mut self, entry: &str, secret: &[u8]) -> Result<(), SecretError> {
        Self::with(entry, |entry| entry.set_secret(secret)).map_err(|error| failure(&error))
    }

    fn get(&mut self, entry: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretError> {
        let found = Self::get_once(entry)?;
        // A locked Secret Service says "no such entry" of a secret that it has: only an unlocked one is believed.
        if found.is_some() || platform::state()? == State::Unlocked {
            return Ok(found);
        }
        platform::unlock()?;
        Self::get_once(entry)
    }

    fn delete(&mut self, entry: &str) -> Result<(), SecretError> {
        match Self::with(entry, Entry::delete_credential) {
            Ok(()) => Ok(()),
            // As with get: a locked keyring hides what it has, and the secret would stay.
            Err(Error::NoEntry) if platform::state()? == State::Unlocked => Ok(()),
            Err(Error::NoEntry) => {
                platform::unlock()?;
                match Self::with(entry, Entry::delete_credential) {
                    Ok(()) | Err(Error::NoEntry) => Ok(()),
                    Err(error) => Err(failure(&error)),
                }
            }
            Err(error) => Err(failure(&error)),
        }
    }

    fn probe(&mut self) -> Result<(), SecretError> {
        open("probe").map_err(|error| failure(&error))?;
        if platform::state()? == State::Locked {
            return Ok(());
        }
        let name = format!("probe-{}", random::hex(8)?);
        let written = Self::with(&name, |entry| entry.set_secret(name.as_bytes()));
        let read = written.and_then(|()| Self::with(&name, Entry::get_secret));
        let deleted = Self::with(&name, Entry::delete_credential);
        match read.and_then(|bytes| deleted.map(|()| bytes)) {
            Ok(bytes) if bytes == name.as_bytes() => Ok(()),
            Ok(_) => Err(SecretError::Failed { detail: "it gives back other bytes than it was given".to_owned() }),
            Err(Error::NoStorageAccess(_)) => Ok(()),
            Err(error) => Err(failure(&error)),
        }
    }

    fn largest(&self) -> usize {
        platform::LARGEST_ENTRY
    }
}

/// Opens an entry. `keyring` sets its store up once in a process and stays broken if the Secret Service wasn't there
/// at that moment; then we set the store up, so that a service which was started later is found.
fn open(name: &str) -> Result<Entry, Error> {
    if Entry::store_status().is_err() && keyring_core::get_default_store().is_none() {
        platform::reconnect()?;
    }
    if Entry::store_status().is_ok() {
        return Entry::new(SERVICE, name);
    }
    Ok(Entry { inner: keyring_core::Entry::new(SERVICE, name)? })
}

fn failure(error: &Error) -> SecretError {
    match error {
        Error::NoStorageAccess(_) => platform::no_access(),
        Error::NoDefaultStore => SecretError::NoKeyring { detail: error.to_string() },
        // The rest of these errors' texts never has the secret, but these two carry its bytes.
        Error::BadEncoding(_) | Error::BadDataFormat(..) => SecretError::Damaged,
        Error::PlatformFailure(cause) if keyring_core::get_default_store().is_none() => {
            SecretError::NoKeyring { detail: cause.to_string() }
        }
        _ => SecretError::Failed { detail: error.to_string() },
    }
}
