//! Keys of Satchel's own: what they seal or mark lies in files, and they lie where secrets are kept, as hexadecimal
//! digits.

use satchel_secret::Secret;
use zeroize::Zeroizing;

use super::{SecretError, SecretStore};
use crate::random;

/// A key of 256 bits.
pub(crate) type Key = Secret<[u8; LENGTH]>;

const LENGTH: usize = 32;

/// The key that is kept under a handle, where there is one.
///
/// # Errors
/// [`SecretError`]; [`SecretError::Damaged`] where what is kept isn't a key.
pub(crate) async fn read(secrets: &dyn SecretStore, handle: &str) -> Result<Option<Key>, SecretError> {
    let Some(text) = secrets.get(handle).await? else { return Ok(None) };
    let mut bytes = Zeroizing::new([0; LENGTH]);
    hex::decode_to_slice(text.as_bytes(), &mut *bytes).map_err(|_| SecretError::Damaged)?;
    Ok(Some(Secret::new(*bytes)))
}

/// A key made by chance, which is kept under the handle when this answers. The caller has looked whether there is one,
/// and keeps other programs from doing the same.
///
/// # Errors
/// [`SecretError`]
pub(crate) async fn make(secrets: &dyn SecretStore, handle: &str) -> Result<Key, SecretError> {
    secrets.set(handle, &Zeroizing::new(random::hex(LENGTH)?)).await?;
    // What is sealed with a key that wasn't kept is lost.
    let forgets = || SecretError::Failed { detail: "it keeps nothing".to_owned() };
    read(secrets, handle).await?.ok_or_else(forgets)
}
