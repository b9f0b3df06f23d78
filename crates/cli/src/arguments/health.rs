//! What `health` takes.

use std::net::SocketAddr;

use clap::{Args, ValueHint};

/// Shown below the help.
pub const EXAMPLES: &str = "Examples:
  satchel health
  satchel health 127.0.0.1:9090

The exit code is 0 where the server takes requests, and 1 where nothing answers or it is about to stop. It is what the
health checks of containers run, in which there is no other program.";

/// Whether a server is ready.
#[derive(Args, Debug)]
pub struct Health {
    /// Where the server listens: what its --listen says
    #[arg(value_name = "ADDR", default_value = "127.0.0.1:8080", value_hint = ValueHint::Other)]
    pub address: SocketAddr,
}
