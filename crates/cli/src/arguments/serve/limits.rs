//! How much of a server its clients may use.
//!
//! What has an option here depends on who the clients are and what the computer has. How long a head may be and may take
//! has none: whoever needs more is no client of this API.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueHint, value_parser};
use satchel_http_api::{Limits, SpoolLimits};

use crate::units::{parse_rate, parse_size, parse_wait};

/// The options.
#[derive(Args, Debug)]
#[command(next_help_heading = "Limits")]
pub struct ServeLimits {
    /// So many operations run at once, each until the last byte of its answer
    #[arg(long, value_name = "COUNT", default_value_t = 128, value_parser = value_parser!(u32).range(1..))]
    pub max_requests: u32,
    /// So many more wait for their turn; further ones get 429
    #[arg(long, value_name = "COUNT", default_value_t = 1024)]
    pub max_waiting: u32,
    /// How long an operation waits for its turn before it gets 429
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = parse_wait)]
    pub max_wait: Duration,
    /// So many connections; further ones aren't taken until one ends
    #[arg(long, value_name = "COUNT", default_value_t = 2048, value_parser = value_parser!(u32).range(1..))]
    pub max_connections: u32,
    /// Of these so many for each client address (IPv6: each /64); further ones get 429. A proxy is one client
    /// [default: three quarters of all]
    #[arg(long, value_name = "COUNT", value_parser = value_parser!(u32).range(1..))]
    pub max_connections_each: Option<u32>,
    /// How long a connection may stand idle between requests: longer than a load balancer keeps it
    #[arg(long, value_name = "TIME", default_value = "75s", value_parser = parse_wait)]
    pub keep_alive: Duration,
    /// How long a client may send nothing of a body, or take nothing of an answer
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = parse_wait)]
    pub max_stall: Duration,
    /// The least that a client sends of a body or takes of an answer, a second that it is waited for
    #[arg(long, value_name = "RATE", default_value = "1KiB", value_parser = parse_rate)]
    pub min_rate: u64,
    /// The longest body that isn't a file; a list of keys for deleteObjects may be 32 times as long
    #[arg(long, value_name = "SIZE", default_value = "4MiB", value_parser = parse_size)]
    pub max_body: u64,
    /// For so many credentials connections and what was learnt are kept, with the keys, in memory
    #[arg(long, value_name = "COUNT", default_value_t = 256, value_parser = value_parser!(u32).range(1..))]
    pub max_stores: u32,
    /// So much waits on disk, for all requests together: parts, and files that stand before their key
    #[arg(long, value_name = "SIZE", default_value = "64GiB", value_parser = parse_size)]
    pub spool_size: u64,
    /// The folder where it waits, in files without a name [default: the system's for temporary files]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub spool_dir: Option<PathBuf>,
}

impl ServeLimits {
    /// As the server takes them; an error where one contradicts another.
    pub fn limits(&self) -> Result<Limits, String> {
        let of_each = self.max_connections_each.unwrap_or_else(|| three_quarters(self.max_connections));
        if of_each > self.max_connections {
            return Err(format!(
                "--max-connections-each is {of_each}, more than the {} of --max-connections",
                self.max_connections
            ));
        }
        let defaults = Limits::default();
        Ok(Limits {
            connections: count(self.max_connections),
            connections_each: count(of_each),
            idle_time: self.keep_alive,
            stall: self.max_stall,
            rate: self.min_rate,
            running: count(self.max_requests),
            queued: count(self.max_waiting),
            queue_time: self.max_wait,
            field_bytes: usize::try_from(self.max_body).unwrap_or(usize::MAX),
            stores: count(self.max_stores),
            spools: SpoolLimits { disk: self.spool_size, folder: self.spool_dir.clone(), ..defaults.spools },
            ..defaults
        })
    }
}

/// At least one.
fn three_quarters(all: u32) -> u32 {
    (all - all / 4).max(1)
}

fn count(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Program {
        #[command(flatten)]
        limits: ServeLimits,
    }

    fn limits(arguments: &[&str]) -> Result<Limits, String> {
        Program::try_parse_from([&["satchel"], arguments].concat()).map_err(|wrong| wrong.to_string())?.limits.limits()
    }

    #[test]
    fn without_options_the_limits_are_the_server_s_own() {
        assert_eq!(format!("{:?}", limits(&[]).unwrap()), format!("{:?}", Limits::default()));
    }

    #[test]
    fn each_option_sets_its_limit() {
        let Limits { connections, connections_each, idle_time, stall, rate, running, queued, queue_time, .. } =
            limits(&[
                "--max-connections=100",
                "--keep-alive=2m",
                "--max-stall=10s",
                "--min-rate=4KiB/s",
                "--max-requests=7",
                "--max-waiting=0",
                "--max-wait=1s",
            ])
            .unwrap();
        assert_eq!((connections, connections_each, running, queued, rate), (100, 75, 7, 0, 4096));
        let seconds = [idle_time, stall, queue_time].map(|time| time.as_secs());
        assert_eq!(seconds, [120, 10, 1]);
        let Limits { connections_each, field_bytes, stores, spools, .. } = limits(&[
            "--max-connections-each=9",
            "--max-body=1MiB",
            "--max-stores=3",
            "--spool-size=1GiB",
            "--spool-dir=/spool",
        ])
        .unwrap();
        assert_eq!((connections_each, field_bytes, stores, spools.disk), (9, 1 << 20, 3, 1 << 30));
        assert_eq!(spools.folder.as_deref(), Some(std::path::Path::new("/spool")));
    }

    #[test]
    fn what_can_t_be_is_refused() {
        for wrong in ["--max-requests=0", "--max-connections=0", "--max-stall=0s", "--min-rate=0", "--max-body=much"] {
            assert!(limits(&[wrong]).is_err(), "{wrong}");
        }
        let more = limits(&["--max-connections=10", "--max-connections-each=11"]).unwrap_err();
        assert!(more.contains("more than the 10"), "{more}");
    }
}
