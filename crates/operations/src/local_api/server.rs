//! What a server of the local API must do. The engine decides when it runs and with which token; the program around the
//! engine brings the server, so that the engine knows no HTTP.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use futures::stream::BoxStream;
use satchel_secret::Secret;

/// Starts servers of the documented operations over HTTP.
#[async_trait]
pub trait LocalApiServer: Send + Sync + 'static {
    /// Listens at this address and answers who brings the token. When this answers, it listens.
    async fn start(&self, at: SocketAddr, token: Secret<String>) -> Result<Box<dyn RunningLocalApi>, LocalApiFailure>;
}

/// A server that listens.
#[async_trait]
pub trait RunningLocalApi: Send + Sync + 'static {
    /// The requests it answers from now on, until it has stopped.
    fn served(&self) -> BoxStream<'static, Served>;
    /// Takes this token from now on. When this answers, the one before is refused.
    async fn renew(&self, token: Secret<String>) -> Result<(), LocalApiFailure>;
    /// Begins nothing new, and answers when what was under way has ended or was cut off and nothing listens any more.
    async fn stop(self: Box<Self>);
}

/// What is heard of a server.
#[derive(Clone, Debug)]
pub enum Served {
    /// It answered a request.
    Request(ServedRequest),
    /// It answered so many requests faster than they were listened to.
    Missed(u64),
}

/// A request that was answered: what the log shows of it. No header and no query of it is here.
#[derive(Clone, Debug)]
pub struct ServedRequest {
    /// The ID that the answer carries, too.
    pub id: String,
    /// When it came.
    pub at: SystemTime,
    /// Its method.
    pub method: String,
    /// Its path, as it was asked for.
    pub path: String,
    /// The answer's status.
    pub status: u16,
    /// The `code` of the answer's envelope, where it is one.
    pub code: Option<i32>,
    /// How long it took.
    pub took: Duration,
    /// Bytes of its body.
    pub received: u64,
    /// Bytes of the answer's body.
    pub sent: u64,
}

/// Why a server couldn't be started or changed. No text of it holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum LocalApiFailure {
    /// Another program listens there.
    #[error("port {port} is used by another program")]
    PortTaken {
        /// The port.
        port: u16,
    },
    /// The system doesn't let this program listen there.
    #[error("the system doesn't let Satchel listen on port {port}")]
    PortDenied {
        /// The port.
        port: u16,
    },
    /// Something else.
    #[error("{0}")]
    Other(String),
}

impl LocalApiFailure {
    /// Why nothing can listen at an address.
    pub fn listening(at: SocketAddr, failure: &io::Error) -> Self {
        match failure.kind() {
            io::ErrorKind::AddrInUse => Self::PortTaken { port: at.port() },
            io::ErrorKind::PermissionDenied => Self::PortDenied { port: at.port() },
            _ => Self::Other(format!("nothing can listen at {at}: {failure}")),
        }
    }
}
