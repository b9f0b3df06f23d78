//! Storj's access formats, offline: API keys, access grants, encrypted paths, node URLs, share links, and what the
//! documented operations make of them.
//!
//! Nothing here reaches the network or the disk. What can be wrong with a text is an error with the sentence that the
//! official tools say, and no text can make this crate panic, run for long or fill the memory: everything that is
//! decoded has a size limit first.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod api_key;
pub mod auth_service;
pub mod base58;
pub mod caveat;
pub mod cipher;
pub mod credentials;
pub mod doctor;
mod go;
pub mod grant;
mod macaroon;
pub mod node_url;
pub mod operations;
pub mod passphrase;
pub mod path;
pub mod permission;
pub mod project;
pub mod root_key;
mod secret;
pub mod share_url;
pub mod store;
mod wire;
pub mod words;

pub use api_key::{ApiKey, ApiKeyError};
pub use caveat::{Caveat, CaveatPath, Timestamp};
pub use cipher::Cipher;
pub use go::base64::CorruptInput;
pub use grant::{AccessGrant, GrantError, ShareError, SharePrefix};
pub use macaroon::MacaroonError;
pub use node_url::{NodeId, NodeUrl, NodeUrlError, SatelliteError};
pub use permission::{Permission, PermissionError};
pub use project::{ProjectId, Salt};
pub use secret::{EncryptionKey, Secret};
pub use store::{EncryptionStore, StoreEntry};
pub use wire::WireError;
