//! The S3 store, on aws-sdk-s3.

mod config;

pub use config::{Addressing, Credentials, S3Config};

use crate::Result;

/// A store behind an S3 endpoint. Cloning is cheap; clones share connections and what was learnt.
#[derive(Clone, Debug)]
pub struct S3Store {
    config: std::sync::Arc<S3Config>,
}

impl S3Store {
    /// Makes a store. Nothing is sent yet.
    ///
    /// # Errors
    /// `NoCredentials` where a profile can't be loaded, `Tls` where `AWS_CA_BUNDLE` names a file that can't be read.
    pub async fn new(config: S3Config) -> Result<Self> {
        Ok(Self { config: std::sync::Arc::new(config) })
    }

    /// What the store was made with.
    pub fn config(&self) -> &S3Config {
        &self.config
    }
}
