//! A bad line between a client and a server: latency, bandwidth, loss, resets, stalls, and no line at all. It forwards
//! TCP as it is, so that it serves any protocol, TLS included, and any server.
//!
//! What it is and isn't:
//! - **Latency** delays each piece by the same time in a queue, so that a longer line carries as much as a short one.
//!   A new connection costs one round trip before its first byte arrives, as the handshake would.
//! - **Loss** can't be had on a stream that has already been put together. It is computed: each connection and
//!   direction has a congestion window as TCP (Reno) has one, and each segment of 1,448 bytes is lost with the given
//!   chance. A loss halves the window and holds everything behind it back by a round trip, or by the retransmission
//!   timeout (200 ms) where too little follows to notice it earlier. So a lossy line costs time, as it does in truth,
//!   and never bytes. A line that runs CUBIC or BBR would do better on large transfers.
//! - **Resets** (RST, both ways) come by exchange: a request and its answer, told apart by the line's turning round.
//!   The chance is for each exchange, the byte at which it happens is chosen evenly over orders of magnitude.

mod carry;
mod flow;

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::random::Random;
use flow::Link;

/// How the line is.
#[derive(Clone, Debug)]
pub struct Conditions {
    /// How long a byte is under way to the server.
    pub latency_up: Duration,
    /// How long a byte is under way from the server.
    pub latency_down: Duration,
    /// Added to the latency of each piece: a random time up to this. The order is kept.
    pub jitter: Duration,
    /// What the line carries in each direction, in bytes a second, all connections together; `None` for no limit.
    pub bandwidth: Option<u64>,
    /// The share (0 to 1) of segments that get lost.
    pub loss: f64,
    /// Whether connections start slowly and are held by a congestion window also where nothing gets lost.
    pub congestion: bool,
    /// The share (0 to 1) of exchanges in which the connection is reset.
    pub resets: f64,
    /// The share (0 to 1) of exchanges in which the connection stops carrying.
    pub stalls: f64,
    /// How long it does so; `None` for ever.
    pub stall: Option<Duration>,
    /// The most bytes that are under way on a connection, in each direction.
    pub window: usize,
}

impl Default for Conditions {
    fn default() -> Self {
        Self {
            latency_up: Duration::ZERO,
            latency_down: Duration::ZERO,
            jitter: Duration::ZERO,
            bandwidth: None,
            loss: 0.0,
            congestion: false,
            resets: 0.0,
            stalls: 0.0,
            stall: None,
            window: 16 << 20,
        }
    }
}

/// What went over the line so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Connections that were accepted.
    pub connections: u64,
    /// Bytes handed to the server.
    pub up: u64,
    /// Bytes handed to the client.
    pub down: u64,
    /// Exchanges: how often a client began to send after the server had.
    pub exchanges: u64,
    /// Segments counted as lost.
    pub losses: u64,
    /// Connections reset on purpose.
    pub resets: u64,
    /// Connections that stopped carrying, for a while or for ever.
    pub stalls: u64,
}

#[derive(Debug, Default)]
struct Counters {
    connections: AtomicU64,
    up: AtomicU64,
    down: AtomicU64,
    exchanges: AtomicU64,
    losses: AtomicU64,
    resets: AtomicU64,
    stalls: AtomicU64,
}

/// What every connection shares.
#[derive(Debug)]
struct Shared {
    to: Mutex<SocketAddr>,
    conditions: Mutex<Arc<Conditions>>,
    random: Mutex<Random>,
    counters: Counters,
    link_up: Link,
    link_down: Link,
}

impl Shared {
    fn conditions(&self) -> Arc<Conditions> {
        lock(&self.conditions).clone()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A line on a port of its own. It ends when dropped.
#[derive(Debug)]
pub struct Network {
    address: SocketAddr,
    shared: Arc<Shared>,
    running: Option<(CancellationToken, JoinHandle<()>)>,
}

impl Network {
    /// Listens on `listen` (port 0 for a free one) and forwards to `to`.
    ///
    /// # Errors
    /// Where the port can't be had.
    pub async fn start(listen: SocketAddr, to: SocketAddr, conditions: Conditions, seed: u64) -> io::Result<Self> {
        let listener = TcpListener::bind(listen).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            to: Mutex::new(to),
            conditions: Mutex::new(Arc::new(conditions)),
            random: Mutex::new(Random::new(seed)),
            counters: Counters::default(),
            link_up: Link::default(),
            link_down: Link::default(),
        });
        let mut network = Self { address, shared, running: None };
        network.run(listener);
        Ok(network)
    }

    fn run(&mut self, listener: TcpListener) {
        let cut = CancellationToken::new();
        self.running = Some((cut.clone(), tokio::spawn(accept(listener, self.shared.clone(), cut))));
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Changes the line. It counts for the next bytes, also of connections that are open.
    pub fn set(&self, conditions: Conditions) {
        *lock(&self.shared.conditions) = Arc::new(conditions);
    }

    /// Leads elsewhere from the next connection on.
    pub fn redirect(&self, to: SocketAddr) {
        *lock(&self.shared.to) = to;
    }

    /// Cuts the line: every connection is reset, and new ones are refused.
    pub async fn cut(&mut self) {
        if let Some((cut, task)) = self.running.take() {
            cut.cancel();
            // It ends by itself and can't fail otherwise than by a panic, which has been printed then.
            let _ended = task.await;
        }
    }

    /// Mends the line, on the same port.
    ///
    /// # Errors
    /// Where somebody else has taken the port meanwhile.
    pub async fn mend(&mut self) -> io::Result<()> {
        if self.running.is_none() {
            let listener = TcpListener::bind(self.address).await?;
            self.run(listener);
        }
        Ok(())
    }

    /// What went over it so far.
    pub fn traffic(&self) -> Traffic {
        let counters = &self.shared.counters;
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Traffic {
            connections: read(&counters.connections),
            up: read(&counters.up),
            down: read(&counters.down),
            exchanges: read(&counters.exchanges),
            losses: read(&counters.losses),
            resets: read(&counters.resets),
            stalls: read(&counters.stalls),
        }
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        if let Some((cut, _)) = &self.running {
            cut.cancel();
        }
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>, cut: CancellationToken) {
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            () = cut.cancelled() => break,
            Some(_) = connections.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((client, _)) => {
                shared.counters.connections.fetch_add(1, Ordering::Relaxed);
                connections.spawn(carry::carry(client, shared.clone(), cut.clone()));
            }
            // Out of file descriptors, most likely: some come back when connections end.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}
