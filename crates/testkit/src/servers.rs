//! S3 servers to test against: the embedded store, and real ones of independent make.

mod launch;
mod programs;

pub use launch::{NotStarted, RealServer};
pub use programs::{moto, seaweedfs, versitygw};

use satchel_demo_store::{DemoConfig, DemoError, DemoServer};
use satchel_objects::s3::{Addressing, Credentials, S3Config, S3Store};
use tempfile::TempDir;
use url::Url;
use zeroize::Zeroizing;

use crate::FaultyServer;

/// The access key of every server here.
pub const ACCESS_KEY: &str = "SATCHELTESTKEY";
/// The secret key of every server here. It protects nothing.
pub const SECRET_KEY: &str = "satchel-test-secret-0123456789";

/// How to reach a server at this address with the right keys.
pub fn config(url: &str) -> S3Config {
    S3Config {
        endpoint: Url::parse(url).ok(),
        region: Some("us-east-1".to_owned()),
        addressing: Addressing::Path,
        credentials: Credentials::Keys {
            access_key_id: ACCESS_KEY.to_owned(),
            secret_key: Zeroizing::new(SECRET_KEY.to_owned()),
            session_token: None,
            expires: None,
        },
        storj: false,
    }
}

/// The embedded store, serving from a folder of its own.
#[derive(Debug)]
pub struct Demo {
    server: DemoServer,
    folder: TempDir,
}

fn demo_config(folder: &TempDir) -> DemoConfig {
    DemoConfig {
        directory: folder.path().to_owned(),
        preferred_port: None,
        access_key_id: ACCESS_KEY.to_owned(),
        secret_key: Zeroizing::new(SECRET_KEY.to_owned()),
    }
}

#[allow(clippy::needless_pass_by_value, reason = "it is what `map_err` hands over")]
fn demo_failed(error: DemoError) -> NotStarted {
    NotStarted::Failed(format!("the embedded store: {error}"))
}

impl Demo {
    /// Starts it.
    ///
    /// # Errors
    /// Where the folder or the port can't be had.
    pub async fn start() -> Result<Self, NotStarted> {
        let folder = tempfile::tempdir()?;
        let server = DemoServer::start(demo_config(&folder)).await.map_err(demo_failed)?;
        Ok(Self { server, folder })
    }

    /// Starts it behind a server that fails on plan. Clients use the address of that one.
    ///
    /// # Errors
    /// Where the folder or a port can't be had.
    pub async fn start_faulty(seed: u64) -> Result<(FaultyServer, Self), NotStarted> {
        let (front, folder) = (FaultyServer::listen(seed).await?, tempfile::tempdir()?);
        let server = DemoServer::start_behind(demo_config(&folder), front.port()).await.map_err(demo_failed)?;
        Ok((front.before(server.address()), Self { server, folder }))
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.server.address())
    }

    /// A store that reaches it.
    ///
    /// # Errors
    /// As [`S3Store::new`].
    pub async fn store(&self) -> satchel_objects::Result<S3Store> {
        S3Store::new(config(&self.url())).await
    }

    /// Stops it and removes what it kept.
    pub async fn shutdown(self) {
        self.server.shutdown().await;
        drop(self.folder);
    }
}
