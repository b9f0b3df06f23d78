//! The embedded S3 store behind "Try it now": an S3 server on this computer's loopback address, over an ordered SQLite
//! index and blobs by ID.
//!
//! A key is never a path: any legal key works, `..`, `//`, control characters and `a` beside `a/b` among them. Every
//! request is signed (Signature Version 4, in the header or the query) and names this computer in its `Host`.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod blobs;
mod digest;
mod errors;
mod guard;
mod index;
mod server;
mod service;
mod store;

use std::fmt;
use std::path::PathBuf;

use zeroize::Zeroizing;

pub use errors::DemoError;
pub use server::DemoServer;

/// Where the store lies and who may use it.
pub struct DemoConfig {
    /// The store's own folder; it is made where it is missing. One process owns it at a time.
    pub directory: PathBuf,
    /// The port to listen on, if it is free. `None` prefers the port that was used last. Where the port is busy, a free
    /// one is taken.
    pub preferred_port: Option<u16>,
    /// The one access key ID that is known.
    pub access_key_id: String,
    /// Its secret key.
    pub secret_key: Zeroizing<String>,
}

impl fmt::Debug for DemoConfig {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DemoConfig")
            .field("directory", &self.directory)
            .field("preferred_port", &self.preferred_port)
            .field("access_key_id", &self.access_key_id)
            .finish_non_exhaustive()
    }
}
