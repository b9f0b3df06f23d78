//! An S3 server that fails on plan: a front before any real one. It forwards requests byte for byte, so that what the
//! client signed stays valid, knows which S3 operation each is, does what a [`Rule`] says, and records what came and
//! went ([`Exchange`]).
//!
//! ```no_run
//! # async fn example(url: &str) -> std::io::Result<()> {
//! use satchel_objects::Operation;
//! use satchel_testkit::faulty_server::{Answer, Fault, FaultyServer, Place, Rule, When};
//!
//! let server = FaultyServer::start(url, 42).await?;
//! server.plan(Rule::new(&[Operation::UploadPart], When::Share(0.1), Fault::Answer(Answer::slow_down())));
//! server.plan(Rule::new(&[Operation::CompleteMultipartUpload], When::Call(1), Fault::LoseAnswer));
//! server.plan(Rule::new(&[Operation::GetObject], When::Call(2), Fault::CutAnswer(Place::Random)));
//! // … use server.url() as the endpoint …
//! server.idle().await;
//! assert!(server.log().parts_sent_again().is_empty(), "{}", server.log());
//! # Ok(()) }
//! ```

mod answer;
mod classify;
mod clock;
mod log;
mod outlet;
mod rule;
mod serve;
mod wire;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::random::Random;

pub use answer::Answer;
pub use log::{Exchange, Log};
pub use rule::{Fault, Place, Rule, When};

/// What every connection shares.
#[derive(Debug)]
struct Shared {
    /// The server behind.
    to: Mutex<SocketAddr>,
    rules: Mutex<rule::Rules>,
    log: Mutex<Log>,
    /// How many exchanges are under way.
    busy: watch::Sender<usize>,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A server that fails on plan and counts, on a port of 127.0.0.1. It ends when dropped.
#[derive(Debug)]
pub struct FaultyServer {
    address: SocketAddr,
    seed: u64,
    shared: Arc<Shared>,
    running: Option<(CancellationToken, JoinHandle<()>)>,
}

impl FaultyServer {
    /// Fronts the server at this address (`http://HOST:PORT`). The seed repeats what chance decides.
    ///
    /// # Errors
    /// Where the port can't be had, and `InvalidInput` for an address that is none.
    pub async fn start(url: &str, seed: u64) -> io::Result<Self> {
        Ok(Self::listen(seed).await?.before(resolve(url).await?))
    }

    /// Takes a port before the server behind is known: one that checks the port it is reached by has to be told first.
    ///
    /// # Errors
    /// Where the port can't be had.
    pub async fn listen(seed: u64) -> io::Result<Listening> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        Ok(Listening { address: listener.local_addr()?, listener, seed })
    }

    fn run(&mut self, listener: TcpListener) {
        let cut = CancellationToken::new();
        self.running = Some((cut.clone(), tokio::spawn(accept(listener, self.shared.clone(), cut))));
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What the chances come from; say it where a test fails.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Plans a fault. Of several rules that meet a request, the one planned first strikes.
    pub fn plan(&self, rule: Rule) -> &Self {
        lock(&self.shared.rules).add(rule);
        self
    }

    /// Forgets every rule. Requests under way end as planned.
    pub fn heal(&self) {
        lock(&self.shared.rules).clear();
    }

    /// How often each rule has struck, in the order they were planned.
    pub fn strikes(&self) -> Vec<u64> {
        lock(&self.shared.rules).strikes()
    }

    /// What came and went so far.
    pub fn log(&self) -> Log {
        lock(&self.shared.log).clone()
    }

    /// Empties the log.
    pub fn forget(&self) {
        lock(&self.shared.log).clear();
    }

    /// Waits until no request is under way: the client is done, or gone.
    pub async fn idle(&self) {
        // The sender lives in `shared`, so this can't fail.
        let _ = self.shared.busy.subscribe().wait_for(|busy| *busy == 0).await;
    }

    /// Waits until the log is as asked for; true where that was so within the time.
    pub async fn until(&self, patience: Duration, reached: impl Fn(&Log) -> bool) -> bool {
        let watch = async {
            while !reached(&lock(&self.shared.log)) {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::time::timeout(patience, watch).await.is_ok()
    }

    /// Goes on before another server: the one behind was started anew.
    ///
    /// # Errors
    /// `InvalidInput` for an address that is none.
    pub async fn lead_to(&self, url: &str) -> io::Result<()> {
        let to = resolve(url).await?;
        *lock(&self.shared.to) = to;
        Ok(())
    }

    /// Goes down: every connection is reset, new ones are refused.
    pub async fn go_down(&mut self) {
        if let Some((cut, task)) = self.running.take() {
            cut.cancel();
            // It ends by itself and can't fail otherwise than by a panic, which has been printed then.
            let _ended = task.await;
        }
    }

    /// Comes back, on the same port.
    ///
    /// # Errors
    /// Where somebody else has taken the port meanwhile.
    pub async fn come_back(&mut self) -> io::Result<()> {
        if self.running.is_none() {
            let listener = TcpListener::bind(self.address).await?;
            self.run(listener);
        }
        Ok(())
    }
}

impl Drop for FaultyServer {
    fn drop(&mut self) {
        if let Some((cut, _)) = &self.running {
            cut.cancel();
        }
    }
}

/// A front whose port is known and that leads nowhere yet.
#[derive(Debug)]
pub struct Listening {
    address: SocketAddr,
    listener: TcpListener,
    seed: u64,
}

impl Listening {
    /// The port that clients will use.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Fronts the server at this address.
    pub fn before(self, to: SocketAddr) -> FaultyServer {
        let shared = Arc::new(Shared {
            to: Mutex::new(to),
            rules: Mutex::new(rule::Rules::new(Random::new(self.seed))),
            log: Mutex::default(),
            busy: watch::Sender::new(0),
        });
        let mut server = FaultyServer { address: self.address, seed: self.seed, shared, running: None };
        server.run(self.listener);
        server
    }
}

async fn resolve(url: &str) -> io::Result<SocketAddr> {
    let invalid = || io::Error::new(io::ErrorKind::InvalidInput, format!("not the address of a server: {url}"));
    let parsed = Url::parse(url).map_err(|_| invalid())?;
    let (host, port) = (parsed.host_str().ok_or_else(invalid)?, parsed.port_or_known_default().ok_or_else(invalid)?);
    tokio::net::lookup_host((host, port)).await?.next().ok_or_else(invalid)
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
            Ok((client, _)) => drop(connections.spawn(serve::serve(client, shared.clone(), cut.clone()))),
            // Out of file descriptors, most likely: some come back when connections end.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}
