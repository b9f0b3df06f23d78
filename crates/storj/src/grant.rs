//! Access grants: a satellite, an API key and encryption keys in one text.
//!
//! Source: storj.io/common/grant (`access.go`, `restrict.go`) and its protobuf messages `Scope`, `EncryptionAccess` and
//! `EncryptionAccess.StoreEntry`, base58check with version 0.

mod limit;
mod message;

use std::fmt;

use thiserror::Error;

use crate::api_key::{ApiKey, ApiKeyError};
use crate::base58;
use crate::caveat::CaveatPath;
use crate::node_url::{NodeUrl, SatelliteError};
use crate::path::{PathError, encrypt_path};
use crate::permission::{Permission, PermissionError, Vocabulary};
use crate::secret::Secret;
use crate::store::{EncryptionStore, StoreError};
use crate::wire::WireError;

pub(crate) use limit::limited_places;

/// Why a text is no access grant. The sentences are those of the official library.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum GrantError {
    /// Not base58check, or of another version.
    #[error("invalid access grant format")]
    Text,
    /// The text is whole, but what it holds isn't a grant.
    #[error("unable to unmarshal access grant: {0}")]
    Message(#[from] WireError),
    /// No satellite to go to.
    #[error("access grant is missing satellite address")]
    NoSatellite,
    /// Its API key is none.
    #[error("access grant has malformed api key: {0}")]
    ApiKey(ApiKeyError),
    /// No encryption keys, not even an empty set of them.
    #[error("access grant is missing encryption access")]
    NoEncryptionAccess,
    /// A default key that isn't 32 bytes long.
    #[error("access grant has malformed encryption access: invalid default key in encryption access")]
    DefaultKey,
    /// A key that isn't 32 bytes long.
    #[error("access grant has malformed encryption access: invalid key in encryption access entry")]
    EntryKey,
    /// Keys that contradict each other.
    #[error("access grant has malformed encryption access: invalid encryption access entry: {0}")]
    Entry(StoreError),
}

/// Why a grant couldn't be shared. The sentences are those of the official library.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ShareError {
    /// The permission makes no sense.
    #[error(transparent)]
    Permission(#[from] PermissionError),
    /// The grant has no key for a place that was to be shared.
    #[error(transparent)]
    Path(#[from] PathError),
}

/// What is shared: a bucket, or what begins with a prefix in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharePrefix {
    /// The bucket.
    pub bucket: Vec<u8>,
    /// The prefix; empty for the whole bucket. One slash at its end says nothing: keys go by components.
    pub prefix: Vec<u8>,
}

impl SharePrefix {
    /// The whole bucket, or what begins with `prefix` in it.
    pub fn new(bucket: impl Into<Vec<u8>>, prefix: impl Into<Vec<u8>>) -> Self {
        Self { bucket: bucket.into(), prefix: prefix.into() }
    }

    /// `bucket` or `bucket/prefix`, as the console writes it (`RestrictGrant`): split at the first slash.
    pub fn parse(path: &str) -> Self {
        let (bucket, prefix) = path.split_once('/').unwrap_or((path, ""));
        Self::new(bucket, prefix)
    }
}

/// An access grant. It is a secret: it has no `Display`, and its `Debug` says nothing.
#[derive(Clone)]
pub struct AccessGrant {
    satellite: Vec<u8>,
    api_key: ApiKey,
    store: EncryptionStore,
}

impl AccessGrant {
    /// A grant from its parts, with the keys that the API key has no use for left out (`LimitTo`).
    pub fn new(satellite: impl Into<Vec<u8>>, api_key: ApiKey, store: EncryptionStore) -> Result<Self, GrantError> {
        let satellite = satellite.into();
        if satellite.is_empty() {
            return Err(GrantError::NoSatellite);
        }
        let store = limit::limit(store, &api_key);
        Ok(Self { satellite, api_key, store })
    }

    /// `grant.ParseAccess`. The satellite's address isn't looked at: see [`AccessGrant::with_satellite_checked`].
    pub fn parse(text: &str) -> Result<Self, GrantError> {
        let decoded = base58::decode(text).map_err(|_| GrantError::Text)?;
        if decoded.version != 0 {
            return Err(GrantError::Text);
        }
        Self::parse_bytes(&decoded.payload)
    }

    /// The same from the protobuf that the text holds.
    pub fn parse_bytes(bytes: &[u8]) -> Result<Self, GrantError> {
        let scope = message::Scope::parse(bytes)?;
        if scope.satellite.is_empty() {
            return Err(GrantError::NoSatellite);
        }
        let api_key = ApiKey::parse_bytes(scope.api_key).map_err(GrantError::ApiKey)?;
        let store = scope.access.ok_or(GrantError::NoEncryptionAccess)?.into_store()?;
        Self::new(scope.satellite, api_key, store)
    }

    /// What `uplink.ParseAccess` does on top: the satellite's address must be one, and is written in the usual way,
    /// with the node ID put before the few addresses that are known without.
    pub fn with_satellite_checked(mut self) -> Result<Self, SatelliteError> {
        self.satellite = NodeUrl::parse_satellite(&self.satellite)?.to_string().into_bytes();
        Ok(self)
    }

    /// `Access.Serialize`. Keys of places go by bucket and path; official tools write them in no fixed order.
    pub fn serialize(&self) -> Secret<String> {
        Secret::new(base58::encode(self.serialize_bytes().expose(), 0))
    }

    /// The protobuf that the text holds.
    pub fn serialize_bytes(&self) -> Secret<Vec<u8>> {
        Secret::new(message::serialize(&self.satellite, &self.api_key, &self.store))
    }

    /// `Access.Restrict`: a grant for less. It can be given away; what it leaves out can't be got back from it.
    ///
    /// Without prefixes it is for every place that this one is for. A `nonce` is for tests; others give
    /// [`random_nonce`](crate::permission::random_nonce).
    pub fn restrict(
        &self,
        permission: &Permission,
        prefixes: &[SharePrefix],
        nonce: [u8; 4],
    ) -> Result<Self, ShareError> {
        permission.check()?;
        let mut caveat = permission.caveat(Vocabulary::Grant, &nonce);
        for SharePrefix { bucket, prefix } in prefixes {
            // With its last slash it would mean the one object whose name is empty within that folder.
            let place = prefix.strip_suffix(b"/").unwrap_or(prefix);
            let encrypted_prefix = encrypt_path(bucket, place, &self.store)?;
            caveat.allowed_paths.push(CaveatPath { bucket: bucket.clone(), encrypted_prefix });
        }
        let api_key = self.api_key.restrict(&caveat);
        let store = limit::limit(self.store.clone(), &api_key);
        Ok(Self { satellite: self.satellite.clone(), api_key, store })
    }

    /// The satellite's address as it stands in the grant.
    pub fn satellite(&self) -> &[u8] {
        &self.satellite
    }

    /// The API key.
    pub fn api_key(&self) -> &ApiKey {
        &self.api_key
    }

    /// The encryption keys.
    pub fn store(&self) -> &EncryptionStore {
        &self.store
    }
}

impl fmt::Debug for AccessGrant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AccessGrant(•••)")
    }
}
