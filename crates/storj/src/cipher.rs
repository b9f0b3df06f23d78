//! Ciphers of path components, and the keys derived along a path.
//!
//! Source: storj.io/common/encryption (`encryption.go`, `aesgcm.go`, `secretbox.go`) and storj.io/common/storj
//! (`CipherSuite`).

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{Aead as _, KeyInit as _};
use crypto_secretbox::XSalsa20Poly1305;
use crypto_secretbox::aead::{Aead as _, KeyInit as _};
use hmac::{Hmac, Mac as _};
use sha2::Sha512;
use thiserror::Error;
use zeroize::Zeroize as _;

use crate::go::base64::CorruptInput;
use crate::secret::EncryptionKey;

const NONCE: usize = 24;
const GCM_NONCE: usize = 12;

/// How the components of a path are encrypted: the number that stands in grants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Cipher(u8);

impl Cipher {
    /// Not said. Grants written before ciphers were said mean [`Cipher::AES_GCM`].
    pub const UNSPECIFIED: Self = Self(0);
    /// Not encrypted: the satellite sees the names.
    pub const NULL: Self = Self(1);
    /// AES-256-GCM, the default.
    pub const AES_GCM: Self = Self(2);
    /// NaCl's secret box: XSalsa20 and Poly1305.
    pub const SECRET_BOX: Self = Self(3);
    /// Encrypted bytes shown as base64, for tools that work without the key.
    pub const NULL_BASE64_URL: Self = Self(4);

    /// The cipher of that number; unknown ones are kept and refused on use.
    pub fn from_number(number: u8) -> Self {
        Self(number)
    }

    /// Its number.
    pub fn number(self) -> u8 {
        self.0
    }

    /// How many bytes of nonce stand before the encrypted component.
    pub(crate) fn nonce_length(self) -> usize {
        if self == Self::AES_GCM { GCM_NONCE } else { NONCE }
    }
}

/// Why a path component couldn't be encrypted or decrypted. The sentences are those of the official library.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum CipherError {
    /// A component for the base64 cipher that isn't base64.
    #[error("encryption: invalid base64 data: {0}")]
    Base64(CorruptInput),
    /// A cipher that this library doesn't know.
    #[error("encryption: invalid encryption configuration: encryption type {0} is not supported")]
    Unsupported(u8),
    /// An encrypted component without the prefix or escapes that one has.
    #[error("encryption: decryption failed, check encryption key: {0}")]
    Segment(&'static str),
    /// Another key, or changed bytes.
    #[error("encryption: decryption failed, check encryption key: cipher: message authentication failed")]
    Authentication,
    /// Another key, or changed bytes, in a secret box.
    #[error("encryption: decryption failed, check encryption key")]
    SecretBox,
    /// Shorter than the nonce that stands before it.
    #[error("component did not contain enough nonce bytes")]
    NoNonce,
}

/// `encryption.DeriveKey`: the first half of HMAC-SHA512.
pub(crate) fn derive_key(key: &EncryptionKey, parts: &[&[u8]]) -> EncryptionKey {
    let mut derived = [0; EncryptionKey::LENGTH];
    // HMAC takes a key of any length, so this can't fail.
    if let Ok(mut mac) = Hmac::<Sha512>::new_from_slice(key.expose()) {
        for part in parts {
            mac.update(part);
        }
        let mut sum = mac.finalize().into_bytes();
        derived.copy_from_slice(&sum[..EncryptionKey::LENGTH]);
        sum.as_mut_slice().zeroize();
    }
    let answer = EncryptionKey::new(derived);
    derived.zeroize();
    answer
}

/// `derivePathKeyComponent`: the key of what lies within `component`.
pub(crate) fn derive_path_key(key: &EncryptionKey, component: &[u8]) -> EncryptionKey {
    derive_key(key, &[b"path:", component])
}

/// `encryption.Encrypt`, for the ciphers that encrypt; nothing stays nothing. `nonce` has the cipher's length.
pub(crate) fn encrypt(data: &[u8], cipher: Cipher, key: &EncryptionKey, nonce: &[u8]) -> Result<Vec<u8>, CipherError> {
    if data.is_empty() {
        return Ok(Vec::new());
    }
    match cipher {
        Cipher::AES_GCM => {
            let nonce = nonce.try_into().map_err(|_| CipherError::NoNonce)?;
            Aes256Gcm::new(key.expose().into()).encrypt(nonce, data).map_err(|_| CipherError::Authentication)
        }
        Cipher::SECRET_BOX => {
            let nonce = <[u8; NONCE]>::try_from(nonce).map_err(|_| CipherError::NoNonce)?;
            XSalsa20Poly1305::new(key.expose().into()).encrypt(&nonce.into(), data).map_err(|_| CipherError::SecretBox)
        }
        other => Err(CipherError::Unsupported(other.number())),
    }
}

/// `encryption.Decrypt`, for the ciphers that encrypt; nothing stays nothing.
pub(crate) fn decrypt(data: &[u8], cipher: Cipher, key: &EncryptionKey, nonce: &[u8]) -> Result<Vec<u8>, CipherError> {
    if data.is_empty() {
        return Ok(Vec::new());
    }
    match cipher {
        Cipher::AES_GCM => {
            let nonce = nonce.try_into().map_err(|_| CipherError::NoNonce)?;
            Aes256Gcm::new(key.expose().into()).decrypt(nonce, data).map_err(|_| CipherError::Authentication)
        }
        Cipher::SECRET_BOX => {
            let nonce = <[u8; NONCE]>::try_from(nonce).map_err(|_| CipherError::NoNonce)?;
            XSalsa20Poly1305::new(key.expose().into()).decrypt(&nonce.into(), data).map_err(|_| CipherError::SecretBox)
        }
        other => Err(CipherError::Unsupported(other.number())),
    }
}
