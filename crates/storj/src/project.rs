//! Project IDs and the salts that go with them.
//!
//! Sources: storj.io/common/uuid (`FromString`), and storj.io/storj, `satellite/console/consolewasm/access.go`.

use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::go::base64::{CorruptInput, decode_standard};

/// Why a text is no project ID. The sentences are those of the official library.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum ProjectIdError {
    /// Neither 32 nor 36 bytes long.
    #[error("uuid: invalid string length {0} expected 32 or 36 depending if it's formatted with dashes")]
    Length(usize),
    /// Another character than a hexadecimal digit, or a dash in another place.
    #[error("uuid: invalid string")]
    Digits,
}

/// A project's ID: a UUID of any version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ProjectId([u8; 16]);

impl ProjectId {
    /// `uuid.FromString`: 32 hexadecimal digits, or 36 characters with the four dashes.
    pub fn parse(text: &str) -> Result<Self, ProjectIdError> {
        const DASHES: [usize; 4] = [8, 13, 18, 23];
        let bytes = text.as_bytes();
        let digits: Vec<u8> = match bytes.len() {
            32 => bytes.to_vec(),
            36 if DASHES.iter().all(|at| bytes[*at] == b'-') => {
                bytes.iter().enumerate().filter(|(at, _)| !DASHES.contains(at)).map(|(_, byte)| *byte).collect()
            }
            36 => return Err(ProjectIdError::Digits),
            length => return Err(ProjectIdError::Length(length)),
        };
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let mut id = [0; 16];
        for (target, pair) in id.iter_mut().zip(digits.chunks_exact(2)) {
            let (high, low) = digit(pair[0]).zip(digit(pair[1])).ok_or(ProjectIdError::Digits)?;
            *target = high << 4 | low;
        }
        Ok(Self(id))
    }

    /// The 16 bytes.
    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// Why a text is no salt.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum SaltError {
    /// Not base64.
    #[error(transparent)]
    Base64(#[from] CorruptInput),
    /// Another length than a satellite's salts have.
    #[error("salt: 16 or 32 bytes are needed, not {0}")]
    Length(usize),
}

/// A project's salt, which keeps one passphrase from giving one key everywhere. It isn't secret.
///
/// Projects made in recent years have a random one, which only the satellite knows. A grant from another salt is
/// accepted everywhere, shows an empty project, and writes objects that nobody else sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Salt(Vec<u8>);

impl Salt {
    /// The documented derivation, right for old projects alone: SHA-256 of the project ID.
    pub fn of_project(project: ProjectId) -> Self {
        Self(Sha256::digest(project.bytes()).to_vec())
    }

    /// A salt as the console's API gives it: base64 of any length.
    pub fn from_base64(text: &str) -> Result<Self, CorruptInput> {
        decode_standard(text.as_bytes()).map(Self)
    }

    /// A salt as our operations take it: base64 of 16 or 32 bytes.
    pub fn parse(text: &str) -> Result<Self, SaltError> {
        let salt = Self::from_base64(text)?;
        match salt.0.len() {
            16 | 32 => Ok(salt),
            length => Err(SaltError::Length(length)),
        }
    }

    /// A salt as a satellite answers it.
    pub fn from_bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}
