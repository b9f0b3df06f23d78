//! Paths, encrypted component by component, so that a prefix of a path encrypts to a prefix.
//!
//! Source: storj.io/common/encryption, `path.go`, and storj.io/common/paths. A component is what stands between two
//! slashes; it may be empty. The key of a component comes from the key of what holds it, and its nonce from itself: the
//! same path always encrypts to the same bytes, which is what makes listing by prefix possible.

mod segment;

use thiserror::Error;

use crate::cipher::{Cipher, CipherError, decrypt, derive_key, derive_path_key, encrypt};
use crate::go::base64::{decode_url_safe, encode_url_safe};
use crate::go::quote::quote;
use crate::secret::EncryptionKey;
use crate::store::{Base, EncryptionStore};

/// Why a path couldn't be encrypted or decrypted. The sentences are those of the official library.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PathError {
    /// There is no key for that place.
    #[error("missing encryption base: {}/{}", quote(bucket), quote(path))]
    NoEncryptionKey {
        /// The bucket.
        bucket: Vec<u8>,
        /// The path that was to be encrypted.
        path: Vec<u8>,
    },
    /// There is no key for that encrypted place.
    #[error("missing decryption base: {}/{}", quote(bucket), quote(path))]
    NoDecryptionKey {
        /// The bucket.
        bucket: Vec<u8>,
        /// The encrypted path.
        path: Vec<u8>,
    },
    /// A component couldn't be encrypted or decrypted.
    #[error(transparent)]
    Component(#[from] CipherError),
}

/// The components of a path. The empty path has none; every other has one more than slashes.
pub(crate) fn components(path: &[u8]) -> Vec<&[u8]> {
    if path.is_empty() { Vec::new() } else { path.split(|byte| *byte == b'/').collect() }
}

/// `EncryptPathWithStoreCipher`.
pub fn encrypt_path(bucket: &[u8], path: &[u8], store: &EncryptionStore) -> Result<Vec<u8>, PathError> {
    if path.is_empty() {
        return Ok(Vec::new());
    }
    let missing = || PathError::NoEncryptionKey { bucket: bucket.to_vec(), path: path.to_vec() };
    let (base, rest) = store.look_up(bucket, path).ok_or_else(missing)?;
    let mut key = base.key_in(bucket);
    let mut encrypted = Vec::new();
    for component in rest {
        encrypted.push(encrypt_component(component, base.cipher, &key)?);
        key = derive_path_key(&key, component);
    }
    Ok(join(base.encrypted, &encrypted))
}

/// `EncryptPrefixWithStoreCipher`: a slash at the end stays a slash, so that it is a prefix of what lies within.
pub fn encrypt_prefix(bucket: &[u8], prefix: &[u8], store: &EncryptionStore) -> Result<Vec<u8>, PathError> {
    let Some(folder) = prefix.strip_suffix(b"/") else { return encrypt_path(bucket, prefix, store) };
    let mut encrypted = encrypt_path(bucket, folder, store)?;
    encrypted.push(b'/');
    Ok(encrypted)
}

/// `DecryptPathWithStoreCipher`.
pub fn decrypt_path(bucket: &[u8], encrypted: &[u8], store: &EncryptionStore) -> Result<Vec<u8>, PathError> {
    if encrypted.is_empty() {
        return Ok(Vec::new());
    }
    let missing = || PathError::NoDecryptionKey { bucket: bucket.to_vec(), path: encrypted.to_vec() };
    let (base, rest) = store.look_up_encrypted(bucket, encrypted).ok_or_else(missing)?;
    let mut key = base.key_in(bucket);
    let mut path = Vec::new();
    for component in rest {
        let component = decrypt_component(component, base.cipher, &key)?;
        key = derive_path_key(&key, &component);
        path.push(component);
    }
    Ok(join(base.unencrypted, &path))
}

/// `DerivePathKey`: the key of what lies at and within a path; of the whole bucket where it is empty.
pub fn derive_key_of_path(bucket: &[u8], path: &[u8], store: &EncryptionStore) -> Result<EncryptionKey, PathError> {
    let missing = || PathError::NoEncryptionKey { bucket: bucket.to_vec(), path: path.to_vec() };
    let (base, rest) = store.look_up(bucket, path).ok_or_else(missing)?;
    Ok(rest.into_iter().fold(base.key_in(bucket), |key, component| derive_path_key(&key, component)))
}

/// `DeriveContentKey`: the key that an object's content key is encrypted with.
pub fn derive_content_key(bucket: &[u8], path: &[u8], store: &EncryptionStore) -> Result<EncryptionKey, PathError> {
    Ok(derive_key(&derive_key_of_path(bucket, path, store)?, &[b"content"]))
}

impl Base<'_> {
    /// The key to go on with in that bucket: the default key is the whole project's, the others are of a place in it.
    pub(crate) fn key_in(&self, bucket: &[u8]) -> EncryptionKey {
        if self.is_default { derive_path_key(self.key, bucket) } else { self.key.clone() }
    }
}

fn join(base: &[u8], rest: &[Vec<u8>]) -> Vec<u8> {
    let rest_joined = rest.join(&b'/');
    match (base.is_empty(), rest.is_empty()) {
        (true, _) => rest_joined,
        (false, true) => base.to_vec(),
        (false, false) => [base, b"/", &rest_joined].concat(),
    }
}

fn encrypt_component(component: &[u8], cipher: Cipher, key: &EncryptionKey) -> Result<Vec<u8>, CipherError> {
    match cipher {
        Cipher::NULL => return Ok(component.to_vec()),
        Cipher::NULL_BASE64_URL => return decode_url_safe(component).map_err(CipherError::Base64),
        _ => {}
    }
    let derived = derive_key(&derive_path_key(key, component), &[b"nonce"]);
    let nonce = &derived.expose()[..cipher.nonce_length()];
    let encrypted = encrypt(component, cipher, key, nonce)?;
    Ok(segment::encode(&[nonce, &encrypted].concat()))
}

fn decrypt_component(component: &[u8], cipher: Cipher, key: &EncryptionKey) -> Result<Vec<u8>, CipherError> {
    if component.is_empty() {
        return Ok(Vec::new());
    }
    match cipher {
        Cipher::NULL => return Ok(component.to_vec()),
        Cipher::NULL_BASE64_URL => return Ok(encode_url_safe(component)),
        _ => {}
    }
    let data = segment::decode(component)?;
    let (nonce, encrypted) = data.split_at_checked(cipher.nonce_length()).ok_or(CipherError::NoNonce)?;
    decrypt(encrypted, cipher, key, nonce)
}
