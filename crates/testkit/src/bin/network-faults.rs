//! A bad line in front of a server, for benchmarks and for trying things by hand. The first line of its output is the
//! port it listens on; what went over the line is said when it ends (Ctrl-C).

use std::env;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use satchel_demo_store::{DemoConfig, DemoServer};
use satchel_testkit::network::{Conditions, Network};
use satchel_testkit::random;
use tokio::net::TcpListener;

/// Puts a bad line in front of a TCP server.
#[derive(Parser)]
#[command(name = "network-faults")]
struct Arguments {
    /// Where to listen; port 0 for a free one, which is printed as the first line.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// The server: HOST:PORT.
    #[arg(long, required_unless_present = "store")]
    to: Option<String>,
    /// Instead of a server: the practice store over this folder, with the keys of the AWS environment variables.
    #[arg(long, conflicts_with = "to")]
    store: Option<PathBuf>,
    /// Milliseconds added to the round trip, half of them each way.
    #[arg(long, default_value_t = 0.0)]
    latency_ms: f64,
    /// Milliseconds on the way to the server, instead of half the round trip.
    #[arg(long)]
    latency_up_ms: Option<f64>,
    /// Milliseconds on the way from the server, instead of half the round trip.
    #[arg(long)]
    latency_down_ms: Option<f64>,
    /// Up to so many milliseconds more for each piece, by chance.
    #[arg(long, default_value_t = 0.0)]
    jitter_ms: f64,
    /// What the line carries each way, in 1,000 bytes a second.
    #[arg(long)]
    bandwidth_kb: Option<u64>,
    /// Percent of segments (1,448 bytes) that get lost. Computed, since a proxy can't lose any: each connection has
    /// Reno's congestion window, and what is behind a lost segment waits for its repetition.
    #[arg(long, default_value_t = 0.0)]
    loss_percent: f64,
    /// Slow start and a congestion window also without loss.
    #[arg(long)]
    congestion: bool,
    /// Percent of exchanges (a request and its answer) in which the connection is reset at a random byte.
    #[arg(long, default_value_t = 0.0)]
    reset_percent: f64,
    /// Percent of exchanges in which the connection stops carrying.
    #[arg(long, default_value_t = 0.0)]
    stall_percent: f64,
    /// For how many milliseconds it does so; for ever where this is missing.
    #[arg(long)]
    stall_ms: Option<f64>,
    /// Every so many seconds the line is cut: connections are reset and new ones refused.
    #[arg(long)]
    down_every_s: Option<f64>,
    /// How many seconds it stays cut.
    #[arg(long, default_value_t = 2.0)]
    down_for_s: f64,
    /// The most KiB under way on a connection each way.
    #[arg(long, default_value_t = 16 << 10)]
    window_kib: usize,
    /// Repeats the chances of another run.
    #[arg(long)]
    seed: Option<u64>,
}

fn milliseconds(number: f64) -> Duration {
    Duration::try_from_secs_f64(number / 1_000.0).unwrap_or_default()
}

impl Arguments {
    fn conditions(&self) -> Conditions {
        let half = milliseconds(self.latency_ms) / 2;
        Conditions {
            latency_up: self.latency_up_ms.map_or(half, milliseconds),
            latency_down: self.latency_down_ms.map_or(half, milliseconds),
            jitter: milliseconds(self.jitter_ms),
            bandwidth: self.bandwidth_kb.map(|thousands| thousands.saturating_mul(1_000)),
            loss: self.loss_percent / 100.0,
            congestion: self.congestion,
            resets: self.reset_percent / 100.0,
            stalls: self.stall_percent / 100.0,
            stall: self.stall_ms.map(milliseconds),
            window: self.window_kib.saturating_mul(1_024),
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where even that can't be written, the exit code says it.
            let _ = writeln!(io::stderr(), "network-faults: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> io::Result<()> {
    let (listen, to, _store) = behind(&arguments).await?;
    let seed = arguments.seed.unwrap_or_else(|| random::seed("SATCHEL_FAULT_SEED"));
    let conditions = arguments.conditions();
    writeln!(io::stderr(), "seed {seed}, {conditions:?}")?;
    let mut network = Network::start(listen, to, conditions, seed).await?;
    let mut output = io::stdout();
    writeln!(output, "{}", network.address().port())?;
    output.flush()?;
    let ended = {
        let outages = outages(&mut network, arguments.down_every_s, arguments.down_for_s);
        tokio::select! {
            ended = stopped() => ended,
            ended = outages => ended,
        }
    };
    writeln!(io::stderr(), "{:?}", network.traffic())?;
    ended
}

/// Where to listen, and what is at the other end; the store ends with the value.
async fn behind(arguments: &Arguments) -> io::Result<(SocketAddr, SocketAddr, Option<DemoServer>)> {
    if let Some(folder) = &arguments.store {
        // The store answers only those who name the port that they reach it by, so that one is chosen first.
        let listen = TcpListener::bind(arguments.listen).await?.local_addr()?;
        let key = |name: &str| env::var(name).map_err(|error| io::Error::other(format!("{name}: {error}")));
        let config = DemoConfig {
            directory: folder.clone(),
            preferred_port: None,
            access_key_id: key("AWS_ACCESS_KEY_ID")?,
            secret_key: key("AWS_SECRET_ACCESS_KEY")?.into(),
        };
        let store = DemoServer::start_behind(config, listen.port()).await.map_err(io::Error::other)?;
        return Ok((listen, store.address(), Some(store)));
    }
    let to = arguments.to.as_deref().unwrap_or_default();
    let missing = || io::Error::new(io::ErrorKind::NotFound, format!("no address for {to}"));
    let to = tokio::net::lookup_host(to).await?.next().ok_or_else(missing)?;
    Ok((arguments.listen, to, None))
}

/// Cuts and mends the line for ever.
async fn outages(network: &mut Network, every: Option<f64>, lasting: f64) -> io::Result<()> {
    let Some(every) = every else { return std::future::pending().await };
    loop {
        tokio::time::sleep(milliseconds(every * 1_000.0)).await;
        network.cut().await;
        tokio::time::sleep(milliseconds(lasting * 1_000.0)).await;
        network.mend().await?;
    }
}

/// Until somebody asks for the end.
async fn stopped() -> io::Result<()> {
    #[cfg(unix)]
    {
        let mut ended = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            asked = tokio::signal::ctrl_c() => asked,
            _ = ended.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
