//! The bytes of a sealed file: what it is and its version in the clear, a random nonce, and JSON under
//! XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha), which authenticates all of them and what the file is for.

use std::io;

use chacha20poly1305::aead::{AeadInOut as _, KeyInit as _};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::secrets::data_key::Key;

const MAGIC: &[u8; 15] = b"satchel sealed\n";
const HEADER: usize = MAGIC.len() + 4;
const NONCE: usize = 24;
const TAG: usize = 16;

/// Why there is no content.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unopened {
    /// It is of a version that isn't known here.
    Newer(u32),
    /// It isn't what was written, or another key's.
    Damaged(String),
}

/// What is authenticated besides the content.
fn associated(header: &[u8], purpose: &str) -> Vec<u8> {
    [header, purpose.as_bytes()].concat()
}

/// The file's bytes for this content.
pub(super) fn seal<T: Serialize>(content: &T, key: &Key, purpose: &str, version: u32) -> io::Result<Vec<u8>> {
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce).map_err(io::Error::other)?;
    let mut plain = Plain::default();
    serde_json::to_writer(&mut plain, content)?;
    let mut sealed = [MAGIC.as_slice(), &version.to_be_bytes()].concat();
    let associated = associated(&sealed, purpose);
    sealed.extend_from_slice(&nonce);
    // Encrypted where it is wiped afterwards, should that fail.
    let mut text = plain.0;
    let tag = XChaCha20Poly1305::new(key.expose().into())
        .encrypt_inout_detached(&XNonce::from(nonce), &associated, text.as_mut_slice().into())
        .map_err(|_| io::Error::other("it is too long to be sealed"))?;
    sealed.extend_from_slice(&text);
    sealed.extend_from_slice(&tag);
    Ok(sealed)
}

/// The content of a file's bytes.
pub(super) fn open<T: DeserializeOwned>(bytes: &[u8], key: &Key, purpose: &str, known: u32) -> Result<T, Unopened> {
    let damaged = |detail: &str| Unopened::Damaged(detail.to_owned());
    let Some((header, rest)) = bytes.split_at_checked(HEADER) else { return Err(damaged("it is too short")) };
    let Some(version) = header.strip_prefix(MAGIC).and_then(|version| version.try_into().ok()) else {
        return Err(damaged("it isn't a sealed file"));
    };
    let version = u32::from_be_bytes(version);
    if version > known {
        return Err(Unopened::Newer(version));
    }
    let Some((nonce, sealed)) = rest.split_first_chunk::<NONCE>() else { return Err(damaged("it is too short")) };
    let Some((text, tag)) = sealed.split_last_chunk::<TAG>() else { return Err(damaged("it is too short")) };
    let mut plain = Zeroizing::new(text.to_vec());
    XChaCha20Poly1305::new(key.expose().into())
        .decrypt_inout_detached(
            &XNonce::from(*nonce),
            &associated(header, purpose),
            plain.as_mut_slice().into(),
            tag.into(),
        )
        .map_err(|_| damaged("it isn't as it was written, or was sealed with another key"))?;
    if version == 0 {
        return Err(damaged("version 0 never existed"));
    }
    // serde's own text may quote the content; its place and kind can't.
    serde_json::from_slice(&plain).map_err(|error| {
        Unopened::Damaged(format!("{:?} error at line {}, column {}", error.classify(), error.line(), error.column()))
    })
}

/// Text that is wiped, also what was too small for it on the way.
#[derive(Default)]
struct Plain(Zeroizing<Vec<u8>>);

impl io::Write for Plain {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.capacity() - self.0.len() < bytes.len() {
            let mut larger = Vec::with_capacity((self.0.len() + bytes.len()).max(4 * 1024) * 2);
            larger.extend_from_slice(&self.0);
            self.0 = Zeroizing::new(larger);
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
