//! The server behind the local API: the documented operations over HTTP, behind their guard.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::StreamExt as _;
use futures::stream::{self, BoxStream};
use satchel_http_api::{ApiToken, Config, Limits, OutgoingConfig, Running, ServeError, TokenAccess};
use satchel_operations::{LocalApiFailure, LocalApiServer, NativeSatellites, RunningLocalApi, Served, ServedRequest};
use satchel_secret::Secret;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// How long what is under way may go on when the local API is switched off.
const GRACE: Duration = Duration::from_secs(3);

/// Serves the documented operations.
pub struct HttpServer;

#[async_trait]
impl LocalApiServer for HttpServer {
    async fn start(&self, at: SocketAddr, token: Secret<String>) -> Result<Box<dyn RunningLocalApi>, LocalApiFailure> {
        // Stores on this computer may be called: it is this person's, and who calls is one of their programs.
        let outgoing = OutgoingConfig::default();
        let access = TokenAccess::Token(parsed(&token)?);
        let config = Config { listen: at, access, limits: Limits::default() };
        let started = satchel_http_api::serve(config, &outgoing, Arc::new(NativeSatellites)).await;
        let running = started.map_err(|failure| match failure {
            ServeError::Listen { address, source } => LocalApiFailure::listening(address, &source),
            other @ (ServeError::OpenBeyondLoopback { .. } | ServeError::Trust(_) | ServeError::Spool { .. }) => {
                LocalApiFailure::Other(other.to_string())
            }
        })?;
        Ok(Box::new(HttpApi { running }))
    }
}

fn parsed(token: &Secret<String>) -> Result<ApiToken, LocalApiFailure> {
    ApiToken::parse(token.expose()).map_err(|failure| LocalApiFailure::Other(failure.to_string()))
}

struct HttpApi {
    running: Running,
}

#[async_trait]
impl RunningLocalApi for HttpApi {
    fn served(&self) -> BoxStream<'static, Served> {
        let next = async |mut heard: Receiver<satchel_http_api::ServedRequest>| match heard.recv().await {
            Ok(request) => Some((Served::Request(described(request)), heard)),
            Err(RecvError::Lagged(missed)) => Some((Served::Missed(missed), heard)),
            Err(RecvError::Closed) => None,
        };
        stream::unfold(self.running.requests(), next).boxed()
    }

    async fn renew(&self, token: Secret<String>) -> Result<(), LocalApiFailure> {
        self.running.replace_token(parsed(&token)?);
        Ok(())
    }

    async fn stop(self: Box<Self>) {
        self.running.stop(GRACE).await;
    }
}

fn described(request: satchel_http_api::ServedRequest) -> ServedRequest {
    let satchel_http_api::ServedRequest {
        id,
        at,
        client: _,
        method,
        path,
        status,
        code,
        took,
        received,
        sent,
        whole: _,
    } = request;
    ServedRequest { id, at, method, path, status, code, took, received, sent }
}
