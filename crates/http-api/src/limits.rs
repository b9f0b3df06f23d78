//! How much of this server one client, and all of them, may use.

mod body;
mod queue;
mod socket;

use std::time::Duration;

pub(crate) use body::{Late, Watched};
pub(crate) use queue::{Client, Permit, Queue, QueueRefusal};
pub(crate) use socket::{Phase, Socket};

/// The numbers. The defaults fit a server of its own with hundreds of connections; each can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Connections at once; further ones wait in the system's backlog until one ends. 1,024.
    pub connections: usize,
    /// Bytes of a request's line and headers; more is 431. 64 KiB.
    pub header_bytes: usize,
    /// Headers of a request; more is 431. 100.
    pub headers: usize,
    /// How long a request's line and headers may take from their first byte on. 15 s.
    pub header_time: Duration,
    /// How long a connection may stand idle between requests: longer than what load balancers keep them for, so that
    /// it is they who close it. 75 s.
    pub idle_time: Duration,
    /// How long a client may send nothing of a body that is waited for: then 408. 30 s.
    pub body_idle: Duration,
    /// The least that a client sends of a body, in bytes a second, over all the time that it is waited for, behind the
    /// first [`body_idle`](Self::body_idle): then 408. 512 B/s.
    pub body_rate: u32,
    /// How long a client may take nothing of an answer: then the connection is cut. 60 s.
    pub write_stall: Duration,
    /// Operations that run at once, to the last byte of their answers. 128.
    pub running: usize,
    /// Operations that wait for their turn; more are 429. 1,024.
    pub queued: usize,
    /// How long an operation may wait for its turn: then 429. 30 s.
    pub queue_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            header_bytes: 64 << 10,
            headers: 100,
            header_time: Duration::from_secs(15),
            idle_time: Duration::from_secs(75),
            body_idle: Duration::from_secs(30),
            body_rate: 512,
            write_stall: Duration::from_mins(1),
            running: 128,
            queued: 1024,
            queue_time: Duration::from_secs(30),
        }
    }
}
