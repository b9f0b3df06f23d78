//! From a passphrase to the key that everything else is derived from.
//!
//! Source: storj.io/common/encryption, `password.go` (`DeriveRootKey`): Argon2id, one pass over 64 MiB, with a salt that
//! is HMAC-SHA256 keyed by HMAC-SHA256(passphrase, salt).

use std::sync::{Mutex, PoisonError};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use thiserror::Error;
use zeroize::Zeroize;

use crate::macaroon::hmac_sha256;
use crate::secret::{EncryptionKey, Secret};

/// The lanes that access grants are derived with, by every official tool.
pub const GRANT_LANES: u8 = 8;

const MEMORY_KIB: u32 = 64 * 1024;

/// Why no key could be derived.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum RootKeyError {
    /// No lanes, or a passphrase of more than 4 GiB.
    #[error("these parameters derive no key")]
    Parameters,
    /// 64 MiB couldn't be had.
    #[error("not enough memory to derive the key")]
    Memory,
}

/// Derives the root key of `path`, which is empty for a project.
///
/// **It blocks**: about a third of a second of one processor and 64 MiB, which is what makes guessing expensive. Calls
/// wait for each other, so that ten of them don't take 640 MiB; keep it off the thread that draws or serves.
///
/// The passphrase is taken byte for byte. It isn't Unicode-normalised, because no other tool does so: an `é` typed as
/// two code points is another passphrase.
pub fn derive_root_key(
    passphrase: &Secret<Vec<u8>>,
    salt: &[u8],
    path: &[u8],
    lanes: u8,
) -> Result<EncryptionKey, RootKeyError> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let password = passphrase.expose();
    let mut mixed = hmac_sha256(password, &[salt]);
    let path_salt = hmac_sha256(&mixed, &[path]);
    mixed.zeroize();
    let parameters = Params::new(MEMORY_KIB, 1, u32::from(lanes), Some(EncryptionKey::LENGTH))
        .map_err(|_| RootKeyError::Parameters)?;

    // Nothing is left half done by a panic in there, so a poisoned lock is as good as a whole one.
    let turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let mut memory = Vec::new();
    let blocks = parameters.block_count();
    memory.try_reserve_exact(blocks).map_err(|_| RootKeyError::Memory)?;
    memory.resize(blocks, Block::default());
    let mut key = [0; EncryptionKey::LENGTH];
    let derived = Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters).hash_password_into_with_memory(
        password,
        &path_salt,
        &mut key,
        &mut memory,
    );
    memory.iter_mut().for_each(Zeroize::zeroize);
    drop(turn);
    derived.map_err(|_| RootKeyError::Parameters)?;
    let answer = EncryptionKey::new(key);
    key.zeroize();
    Ok(answer)
}
