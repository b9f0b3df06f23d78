//! API keys: macaroons that name a project and say what may be done in it.
//!
//! Source: storj.io/common/macaroon, `apikey.go`.

use std::fmt;

use thiserror::Error;
use zeroize::Zeroizing;

use crate::base58;
use crate::caveat::Caveat;
use crate::macaroon::{Macaroon, MacaroonError};
use crate::secret::Secret;
use crate::wire::WireError;

/// Why a text is no API key. The sentences are those of the official library.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum ApiKeyError {
    /// Not base58check, or of another version.
    #[error("api key format: invalid api key format")]
    Text,
    /// The text is whole, but what it holds isn't a key.
    #[error("api key format: {0}")]
    Macaroon(#[from] MacaroonError),
}

/// An API key. It is a secret: it has no `Display`, and its `Debug` says nothing.
#[derive(Clone)]
pub struct ApiKey(Macaroon);

impl ApiKey {
    /// `ParseAPIKey`. Whether the satellite knows the key can't be seen from it.
    pub fn parse(text: &str) -> Result<Self, ApiKeyError> {
        let decoded = base58::decode(text).map_err(|_| ApiKeyError::Text)?;
        if decoded.version != 0 {
            return Err(ApiKeyError::Text);
        }
        Self::parse_bytes(&decoded.payload)
    }

    /// `ParseRawAPIKey`.
    pub fn parse_bytes(bytes: &[u8]) -> Result<Self, ApiKeyError> {
        Ok(Self(Macaroon::parse(bytes)?))
    }

    /// `FromParts`: the unrestricted key with that head, signed by that secret. Satellites make keys; this is for tests.
    pub fn from_parts(head: &[u8], secret: &[u8]) -> Self {
        Self(Macaroon::from_parts(head, secret))
    }

    /// `APIKey.Restrict`: a key that may do what this one may, within the caveat.
    #[must_use]
    pub fn restrict(&self, caveat: &Caveat) -> Self {
        Self(self.0.with_caveat(caveat.serialize()))
    }

    /// `APIKey.Serialize`.
    pub fn serialize(&self) -> Secret<String> {
        Secret::new(base58::encode(&self.serialize_bytes(), 0))
    }

    /// `APIKey.SerializeRaw`.
    pub fn serialize_bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.0.serialize())
    }

    /// The head: the same for every key that was made from one root key. It isn't secret.
    pub fn head(&self) -> &[u8] {
        &self.0.head
    }

    /// The tail: the signature, which is what makes it a key. A revocation names it.
    pub fn tail(&self) -> Secret<[u8; 32]> {
        Secret::new(self.0.tail)
    }

    /// The caveats as they are in the key, the first restriction first.
    pub fn caveat_bytes(&self) -> &[Vec<u8>] {
        &self.0.caveats
    }

    /// The caveats. A key with one that can't be read is refused by the satellite.
    pub fn caveats(&self) -> Result<Vec<Caveat>, WireError> {
        self.0.caveats.iter().map(|bytes| Caveat::parse(bytes)).collect()
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ApiKey(•••)")
    }
}
