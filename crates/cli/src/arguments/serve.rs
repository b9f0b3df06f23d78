//! What `serve` takes.

mod limits;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueHint};
use satchel_http_api::outgoing::Origin;

use self::limits::ServeLimits;
use crate::units::parse_age;

/// Shown below the help.
pub const EXAMPLES: &str = "Examples:
  satchel serve
  satchel serve --listen 127.0.0.1:0 --json
  satchel serve --listen 0.0.0.0:8080 --token-file /run/secrets/satchel --allow-endpoint https://gateway.storjshare.io
  satchel serve --no-token
  satchel serve --max-requests 32 --spool-dir /var/tmp/satchel --spool-size 8GiB

The token is kept in a file and never shown; requests send it as `Authorization: Bearer TOKEN`. Where others reach the
server, put a proxy with TLS before it. Each request is a line on standard error, JSON with --json, none with --quiet.
Ctrl-C (or SIGTERM) lets what runs end; a second one doesn't wait for it. Behind a load balancer, give it the time to
notice: --drain 5s, where it asks /readyz each second.";

/// The HTTP API.
#[derive(Args, Debug)]
pub struct Serve {
    /// Listen here; port 0 takes a free one. An address that other computers reach needs a token
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080", value_hint = ValueHint::Other)]
    pub listen: SocketAddr,
    /// The file with the token, made where there is none [default: api-token in Satchel's own folder]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub token_file: Option<PathBuf>,
    /// Let every program of this computer in; web pages still aren't
    #[arg(long, conflicts_with = "token_file")]
    pub no_token: bool,
    /// Call only this endpoint or auth service (scheme, host and port) on behalf of clients; may be repeated
    #[arg(long = "allow-endpoint", value_name = "URL", value_hint = ValueHint::Url)]
    pub allowed: Vec<Origin>,
    /// How long, when it is told to stop, it serves on and only /readyz says so: for load balancers to look away
    #[arg(long, value_name = "TIME", default_value = "0s", value_parser = parse_age)]
    pub drain: Duration,
    /// How long what runs may go on when the server is told to stop
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = parse_age)]
    pub grace: Duration,
    /// How much of it clients may use.
    #[command(flatten)]
    pub limits: ServeLimits,
}
