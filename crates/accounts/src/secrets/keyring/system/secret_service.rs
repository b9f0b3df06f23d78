//! The Secret Service of Linux desktops (GNOME Keyring, KWallet, KeePassXC), over D-Bus.

use keyring::Error;
use secret_service::EncryptionType;
use secret_service::blocking::SecretService;
use zbus_secret_service_keyring_store::Store;

use super::State;
use crate::SecretError;

/// The service has no limit that matters.
pub(super) const LARGEST_ENTRY: usize = 1 << 20;

/// Connects anew: the service may have been started, or started again, since.
pub(super) fn reconnect() -> Result<(), Error> {
    keyring_core::set_default_store(Store::new()?);
    Ok(())
}

/// Whether the collection that secrets go to is unlocked. Nobody is asked for anything.
pub(super) fn state() -> Result<State, SecretError> {
    let service = connect()?;
    let collection = service.get_default_collection().map_err(|error| missing(&error))?;
    let locked = collection.is_locked().map_err(|error| missing(&error))?;
    Ok(if locked { State::Locked } else { State::Unlocked })
}

/// Lets the system ask the person for the keyring's password.
pub(super) fn unlock() -> Result<(), SecretError> {
    let service = connect()?;
    let collection = service.get_default_collection().map_err(|error| missing(&error))?;
    collection.unlock().map_err(|_| SecretError::Locked)?;
    match collection.is_locked() {
        Ok(false) => Ok(()),
        _ => Err(SecretError::Locked),
    }
}

/// What "no access" means: locked, unless there is no collection at all.
pub(super) fn no_access() -> SecretError {
    match state() {
        Err(error) => error,
        Ok(_) => SecretError::Locked,
    }
}

/// Only states are asked for over this connection, so that it needs no encryption.
fn connect() -> Result<SecretService<'static>, SecretError> {
    SecretService::connect(EncryptionType::Plain).map_err(|error| missing(&error))
}

fn missing(error: &secret_service::Error) -> SecretError {
    let detail = match error {
        secret_service::Error::NoResult => "the Secret Service has no keyring yet".to_owned(),
        other => other.to_string(),
    };
    SecretError::NoKeyring { detail }
}
