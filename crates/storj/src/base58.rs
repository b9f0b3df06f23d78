//! Base58 with version and checksum, the text form of API keys, access grants and node IDs.
//!
//! Source: `base58.CheckEncode` and `CheckDecode` of storj.io/common, after Bitcoin's: version byte, payload, and the
//! first four bytes of SHA-256 taken twice, with Bitcoin's alphabet.

mod digits;

use sha2::{Digest, Sha256};
use thiserror::Error;
use zeroize::Zeroizing;

/// The longest text that is decoded, in characters. It holds a grant for some two hundred buckets with the longest
/// names; decoding takes time in the square of the length, which at this one is still well under a second.
pub const MAXIMUM_TEXT: usize = 64 * 1024;

const CHECKSUM: usize = 4;

/// Why a text isn't base58check. The first two sentences are those of the official library.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Base58Error {
    /// Other characters than base58's, or too few of them.
    #[error("invalid format: version and/or checksum bytes missing")]
    Format,
    /// A character is wrong, missing or too many.
    #[error("checksum error")]
    Checksum,
    /// Longer than [`MAXIMUM_TEXT`].
    #[error("longer than {MAXIMUM_TEXT} characters")]
    TooLong,
}

/// A decoded text. What it holds is often secret, so it is wiped.
#[derive(Clone)]
pub struct Decoded {
    /// The version byte. Keys, grants and node IDs have 0.
    pub version: u8,
    /// What stands between version and checksum.
    pub payload: Zeroizing<Vec<u8>>,
}

/// `base58.CheckEncode`.
pub fn encode(payload: &[u8], version: u8) -> String {
    let mut bytes = Zeroizing::new(Vec::with_capacity(1 + payload.len() + CHECKSUM));
    bytes.push(version);
    bytes.extend_from_slice(payload);
    let checksum = checksum(&bytes);
    bytes.extend_from_slice(&checksum);
    digits::encode(&bytes)
}

/// `base58.CheckDecode`.
pub fn decode(text: &str) -> Result<Decoded, Base58Error> {
    if text.len() > MAXIMUM_TEXT {
        return Err(Base58Error::TooLong);
    }
    let bytes = digits::decode(text.as_bytes()).ok_or(Base58Error::Format)?;
    let split = bytes.len().checked_sub(CHECKSUM).filter(|rest| *rest > 0).ok_or(Base58Error::Format)?;
    if checksum(&bytes[..split]) != bytes[split..] {
        return Err(Base58Error::Checksum);
    }
    Ok(Decoded { version: bytes[0], payload: Zeroizing::new(bytes[1..split].to_vec()) })
}

fn checksum(bytes: &[u8]) -> [u8; CHECKSUM] {
    let twice = Sha256::digest(Sha256::digest(bytes));
    [twice[0], twice[1], twice[2], twice[3]]
}
