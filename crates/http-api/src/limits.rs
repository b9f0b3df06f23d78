//! How much of this server one client, and all of them, may use.

mod body;
mod pace;
mod places;
mod queue;
mod socket;

use std::time::Duration;

use satchel_transfer::streamed::SpoolLimits;

pub(crate) use body::{Late, Watched};
pub(crate) use pace::Pace;
pub(crate) use places::{Places, client_of};
pub(crate) use queue::{Client, Permit, Queue, QueueRefusal};
pub(crate) use socket::{Phase, Socket};

/// The numbers. The defaults fit a server of its own with hundreds of connections; each can be set.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Connections at once; further ones wait in the system's backlog until one ends. 2,048.
    pub connections: usize,
    /// Connections of each client (an IPv4 address, an IPv6 /64); further ones are 429. Three quarters of all, which is
    /// more than can run and wait: a proxy, whose address is every client's, meets the queue's limits first. 1,536.
    pub connections_each: usize,
    /// Bytes of a request's line and headers; more is 431. 64 KiB.
    pub header_bytes: usize,
    /// Headers of a request; more is 431. 100.
    pub headers: usize,
    /// How long a request's line and headers may take from their first byte on. 15 s.
    pub header_time: Duration,
    /// How long a connection may stand idle between requests: longer than what load balancers keep them for, so that
    /// it is they who close it. 75 s.
    pub idle_time: Duration,
    /// How long a client may send nothing of a body that is waited for: then 408. And how long it may take nothing of an
    /// answer: then the connection is cut. 60 s.
    pub stall: Duration,
    /// The least that a client sends of a body or takes of an answer, in bytes a second of the time that it is waited
    /// for, on the average of the last [`stall`](Self::stall) or so. 1 KiB/s.
    pub rate: u64,
    /// Operations that run at once, to the last byte of their answers. 128.
    pub running: usize,
    /// Operations that wait for their turn; more are 429. 1,024.
    pub queued: usize,
    /// How long an operation may wait for its turn: then 429. 30 s.
    pub queue_time: Duration,
    /// Bytes of a request's fields, all that isn't a file; more are 413. The list of deleteObjects may have 32 times as
    /// many. 4 MiB.
    pub field_bytes: usize,
    /// Stores that are kept open, each with its connections and what was learnt of it. 256.
    pub stores: usize,
    /// What waits until its length or its key is known.
    pub spools: SpoolLimits,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 2048,
            connections_each: 1536,
            header_bytes: 64 << 10,
            headers: 100,
            header_time: Duration::from_secs(15),
            idle_time: Duration::from_secs(75),
            stall: Duration::from_mins(1),
            rate: 1 << 10,
            running: 128,
            queued: 1024,
            queue_time: Duration::from_secs(30),
            field_bytes: 4 << 20,
            stores: 256,
            spools: SpoolLimits::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_may_have_more_connections_than_can_run_and_wait() {
        let limits = Limits::default();
        assert!(limits.connections_each > limits.running + limits.queued);
        assert!(limits.connections_each < limits.connections);
    }
}
