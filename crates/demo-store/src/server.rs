//! The server on the loopback address.

mod port;

use std::convert::Infallible;
use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use s3s::auth::{S3Auth, SecretKey};
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{S3Result, s3_error};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};

use crate::store::Store;
use crate::{DemoConfig, DemoError, guard, service};

/// How long requests may go on after [`DemoServer::shutdown`], before they are cut off.
const GRACE: Duration = Duration::from_secs(5);

/// How long a client may take for its request's headers.
const HEADERS_WITHIN: Duration = Duration::from_secs(30);

/// The store, serving. It stops when this is dropped; [`DemoServer::shutdown`] also lets requests end.
pub struct DemoServer {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    task: Option<JoinHandle<()>>,
    is_owned: Box<dyn Fn() -> bool + Send + Sync>,
}

impl DemoServer {
    /// Opens the folder and serves it on 127.0.0.1.
    pub async fn start(config: DemoConfig) -> Result<Self, DemoError> {
        Self::serve(config, None).await
    }

    /// The same, for clients that reach it through something on another port of this computer: requests may name that
    /// port in their `Host` as well.
    pub async fn start_behind(config: DemoConfig, front: u16) -> Result<Self, DemoError> {
        Self::serve(config, Some(front)).await
    }

    async fn serve(config: DemoConfig, front: Option<u16>) -> Result<Self, DemoError> {
        let directory = config.directory.clone();
        let store =
            tokio::task::spawn_blocking(move || Store::open(&directory)).await.map_err(|_| DemoError::Stopped)??;
        let wanted = config.preferred_port.or_else(|| port::recall(&config.directory));
        let listener = port::listen(wanted).await.map_err(DemoError::Listen)?;
        let address = listener.local_addr().map_err(DemoError::Listen)?;
        port::remember(&config.directory, address.port())?;
        let is_owned = Box::new(store.watch());
        let mut builder = S3ServiceBuilder::new(service::Service::new(store));
        builder.set_auth(OneUser {
            access_key_id: config.access_key_id,
            secret_key: SecretKey::from(config.secret_key.as_str()),
        });
        let (stop, stopped) = oneshot::channel();
        let task =
            tokio::spawn(serve(listener, [address.port(), front.unwrap_or(address.port())], builder.build(), stopped));
        Ok(Self { address, stop: Some(stop), task: Some(task), is_owned })
    }

    /// The address that is listened on: 127.0.0.1 and the port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops: no new requests, up to 5 seconds for those under way, and then the folder is free for another process.
    pub async fn shutdown(mut self) {
        drop(self.stop.take());
        if let Some(task) = self.task.take() {
            // An error means that the task was cut off, which is what is wanted.
            let _ended = task.await;
        }
        // A write that was under way when its request was cut off still ends by itself.
        let ended = async {
            while (self.is_owned)() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        if tokio::time::timeout(GRACE, ended).await.is_err() {
            tracing::warn!("the demo store's last write takes long; its folder stays locked until then");
        }
    }
}

impl Drop for DemoServer {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

impl fmt::Debug for DemoServer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("DemoServer").field("address", &self.address).finish_non_exhaustive()
    }
}

/// Accepts connections until it is told to stop (or its caller is gone), then lets them end.
async fn serve(listener: TcpListener, ports: guard::Ports, service: S3Service, mut stopped: oneshot::Receiver<()>) {
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = connections.join_next() => continue,
            _ = &mut stopped => break,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                // Out of file descriptors, most likely: some come back when connections end.
                tracing::warn!(%error, "a connection can't be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        // Small answers shouldn't wait for more to send.
        let _ = stream.set_nodelay(true);
        let service = service.clone();
        let handler = hyper::service::service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
            let service = service.clone();
            async move { guard::answer(&service, ports, request).await }
        });
        let mut builder = http1::Builder::new();
        builder.timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN);
        let connection = graceful.watch(builder.serve_connection(TokioIo::new(stream), handler));
        connections.spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke off");
            }
            Ok::<(), Infallible>(())
        });
    }
    drop(listener);
    if tokio::time::timeout(GRACE, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests were cut off at the end");
    }
    connections.shutdown().await;
}

/// The one user there is.
struct OneUser {
    access_key_id: String,
    secret_key: SecretKey,
}

#[async_trait::async_trait]
impl S3Auth for OneUser {
    async fn get_secret_key(&self, access_key: &str) -> S3Result<SecretKey> {
        if access_key == self.access_key_id {
            return Ok(self.secret_key.clone());
        }
        Err(s3_error!(InvalidAccessKeyId, "The AWS Access Key Id you provided does not exist in our records."))
    }
}
