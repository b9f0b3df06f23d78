//! The server: a listener, its connections, and how it ends.

mod answer;
mod connection;
mod unread;

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use http::HeaderValue;
use hyper::server::conn::http1;
use hyper_util::rt::TokioTimer;
use satchel_objects::StoreError;
use satchel_operations::Satellites;
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::broadcast;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use crate::api::Api;
use crate::guard::Guard;
use crate::limits::{Limits, Places, Queue};
use crate::observe::{Observer, ServedRequest};
use crate::outgoing::{Outgoing, OutgoingConfig};
use crate::routes::router;
use crate::token::{ApiToken, TokenAccess};

/// How long to wait where the system has no more file handles.
const OUT_OF_HANDLES: Duration = Duration::from_millis(100);
/// When to come again, in seconds: another replica is there at once, and a queue moves on.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("2");

/// How a server is set up.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Who may use it.
    pub access: TokenAccess,
    /// How much of it they may use.
    pub limits: Limits,
}

/// A server that doesn't start.
#[derive(Debug, Error)]
pub enum ServeError {
    /// Others could reach it, and there is no token.
    #[error("{address} can be reached by other computers: a token is needed there")]
    OpenBeyondLoopback {
        /// Where it was to listen.
        address: SocketAddr,
    },
    /// What it calls can't be trusted: `AWS_CA_BUNDLE` names a file that isn't a certificate bundle.
    #[error(transparent)]
    Trust(#[from] StoreError),
    /// The folder for what waits can't be written.
    #[error("the folder {} can't be written: {source}", folder.display())]
    Spool {
        /// The folder.
        folder: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The address can't be listened on.
    #[error("can't listen on {address}: {}", if source.kind() == io::ErrorKind::AddrInUse {
        "another program listens there; port 0 takes a free port".to_owned()
    } else {
        source.to_string()
    })]
    Listen {
        /// Where it was to listen.
        address: SocketAddr,
        /// The system's error.
        source: io::Error,
    },
}

/// Starts a server of the documented operations, which calls what `outgoing` says on behalf of its clients.
///
/// # Errors
/// [`ServeError`].
pub async fn serve(
    config: Config,
    outgoing: &OutgoingConfig,
    satellites: Arc<dyn Satellites>,
) -> Result<Running, ServeError> {
    let spools = &config.limits.spools;
    spools
        .check()
        .await
        .map_err(|source| ServeError::Spool { folder: spools.folder.clone().unwrap_or_default(), source })?;
    let outgoing = Outgoing::new(outgoing, config.listen.ip()).await?;
    let api = Api::new(outgoing, satellites, &config.limits);
    start(config, router(Arc::new(api))).await
}

/// Starts a server: what the guard lets through goes to `router`.
///
/// # Errors
/// [`ServeError`].
pub async fn start(config: Config, router: Router) -> Result<Running, ServeError> {
    let Config { listen, access, limits } = config;
    if matches!(access, TokenAccess::Open) && !listen.ip().is_loopback() {
        return Err(ServeError::OpenBeyondLoopback { address: listen });
    }
    let failed = |source| ServeError::Listen { address: listen, source };
    let listener = TcpListener::bind(listen).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let observer = Observer::new();
    let shared = Arc::new(Shared {
        guard: Guard::new(&access, address),
        queue: Queue::new(limits.running, limits.queued, limits.queue_time),
        router,
        limits,
        observer: observer.clone(),
        leaving: AtomicBool::new(false),
        stopping: AtomicBool::new(false),
        ending: CancellationToken::new(),
        cut: CancellationToken::new(),
        connections: TaskTracker::new(),
    });
    tracing::debug!(%address, "the server listens");
    let accepting = tokio::spawn(accept(listener, shared.clone()));
    Ok(Running { address, accepting, cut: shared.cut.clone().drop_guard(), shared })
}

/// What the connections of a server share.
struct Shared {
    guard: Guard,
    queue: Queue,
    router: Router,
    limits: Limits,
    observer: Observer,
    /// It will stop: whoever looks whether it is ready is told so.
    leaving: AtomicBool,
    /// Nothing new is begun any more.
    stopping: AtomicBool,
    /// Connections end after what they work on.
    ending: CancellationToken,
    /// Everything ends now.
    cut: CancellationToken,
    /// Those that were there when the server was told to stop.
    connections: TaskTracker,
}

impl Shared {
    fn is_leaving(&self) -> bool {
        self.leaving.load(Ordering::Relaxed)
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// How HTTP is spoken.
    fn protocol(&self) -> http1::Builder {
        let mut protocol = http1::Builder::new();
        protocol
            .timer(TokioTimer::new())
            // It covers the time between requests, too; how long a head takes is watched by the socket.
            .header_read_timeout(self.limits.idle_time.max(self.limits.header_time))
            .max_headers(self.limits.headers)
            .max_header_size(self.limits.header_bytes)
            .max_buf_size(self.limits.header_bytes.max(64 << 10) + (64 << 10));
        protocol
    }
}

/// Takes connections until everything ends: while the server stops, too, so that those who come are told so.
async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let places = Places::new(shared.limits.connections, shared.limits.connections_each);
    let protocol = shared.protocol();
    let taking = async {
        while let Some(room) = places.room().await {
            let (stream, peer) = match listener.accept().await {
                Ok(taken) => taken,
                Err(error) if is_of_one_connection(&error) => continue,
                Err(error) => {
                    tracing::warn!(%error, "no connection can be taken now");
                    tokio::time::sleep(OUT_OF_HANDLES).await;
                    continue;
                }
            };
            let client = peer.ip().to_canonical();
            let place = places.take(client, room);
            let (protocol, shared_too) = (protocol.clone(), shared.clone());
            let serving = async move {
                match &place {
                    Ok(_place) => connection::serve(stream, client, protocol, shared_too).await,
                    Err(_room) => connection::refuse(stream, client, shared_too).await,
                }
            };
            let cut = shared.cut.clone();
            let whole = async move {
                tokio::select! {
                    () = serving => {}
                    () = cut.cancelled() => {}
                }
            };
            if shared.is_stopping() {
                tokio::spawn(whole);
            } else {
                shared.connections.spawn(whole);
            }
        }
    };
    tokio::select! {
        () = taking => {}
        () = shared.cut.cancelled() => {}
    }
}

/// Whether a connection broke before it was taken, which says nothing about the next.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind as E;
    matches!(error.kind(), E::ConnectionAborted | E::ConnectionReset | E::ConnectionRefused | E::Interrupted)
}

/// A server that runs. Dropped, it ends at once.
pub struct Running {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
    #[allow(dead_code, reason = "ends everything when it is dropped")]
    cut: DropGuard,
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The requests that are served from now on, each when its answer has gone out. Who reads slowly misses some and is
    /// told how many.
    pub fn requests(&self) -> broadcast::Receiver<ServedRequest> {
        self.shared.observer.served.subscribe()
    }

    /// Takes this token from now on: requests with the one before are refused, what runs goes on. Nothing changes where
    /// there is no token.
    pub fn replace_token(&self, token: ApiToken) {
        self.shared.guard.replace_token(token);
    }

    /// Says at `/readyz` that it will stop, and serves on: a load balancer looks away before anybody is turned away.
    pub fn announce_stop(&self) {
        self.shared.leaving.store(true, Ordering::Relaxed);
    }

    /// Ends it: nothing new is begun (503, and `/readyz` says so), what runs may go on for `grace`, then it is cut. It
    /// ends as soon as nothing runs any more.
    pub async fn stop(self, grace: Duration) {
        self.announce_stop();
        let shared = &self.shared;
        shared.stopping.store(true, Ordering::Relaxed);
        shared.queue.close();
        shared.ending.cancel();
        shared.connections.close();
        let ended = tokio::time::timeout(grace, shared.connections.wait()).await;
        if ended.is_err() {
            tracing::warn!(connections = shared.connections.len(), "requests that still ran were cut");
        }
        shared.cut.cancel();
        shared.connections.wait().await;
        // The port is free when this answers.
        if let Err(error) = self.accepting.await {
            tracing::warn!(%error, "the listener ended early");
        }
    }
}

impl fmt::Debug for Running {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Running").field("address", &self.address).finish_non_exhaustive()
    }
}

/// Sends at once what is small: waiting for more would cost every answer the other side's delayed acknowledgement.
fn set_up(stream: &TcpStream) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY can't be set");
    }
}
