//! What is told of the requests: an ID on every answer, a line in the log, counts.
//!
//! Nothing of it holds a secret: no query string, no header, no body, and of a path only that it is one of ours, because
//! a path that isn't may hold anything. Each request is told once, when the last byte of its answer has gone out or its
//! connection has ended.

mod metrics;
mod record;
mod request_id;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use satchel_operations_schema::{Door, OPERATIONS};
use tokio::sync::broadcast;

pub(crate) use metrics::{CONTENT_TYPE as METRICS_CONTENT_TYPE, Metrics};
pub(crate) use record::{Record, Recorded};
pub(crate) use request_id::HEADER as REQUEST_ID;
pub use request_id::RequestId;

/// The target of the access log.
pub const ACCESS_LOG: &str = "satchel::access";

/// How many requests somebody who reads slowly may lag behind.
const LAG: usize = 1024;

/// What is there besides the operations.
const OTHER_ROUTES: &[&str] = &["/healthz", "/readyz", "/metrics", "/openapi.json", "/docs"];

/// A line of the access log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServedRequest {
    /// Its ID, as in the answer's `X-Request-Id`.
    pub id: String,
    /// When its head had arrived.
    pub at: SystemTime,
    /// Who asked: the other end of the connection.
    pub client: IpAddr,
    /// The method; `-` where it is none that HTTP knows.
    pub method: String,
    /// The path of a route; `-` where there is none.
    pub path: String,
    /// The status of the answer; 499 where the client went away before there was one.
    pub status: u16,
    /// The `code` of the envelope; none where the answer was an object's bytes.
    pub code: Option<i32>,
    /// From the head's arrival to the answer's last byte.
    pub took: Duration,
    /// Bytes of the request's body.
    pub received: u64,
    /// Bytes of the answer's body.
    pub sent: u64,
    /// Whether the answer went out to its last byte.
    pub whole: bool,
}

/// Where requests are told.
#[derive(Clone)]
pub(crate) struct Observer {
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) served: broadcast::Sender<ServedRequest>,
}

impl Observer {
    pub(crate) fn new() -> Self {
        Self { metrics: Arc::new(Metrics::new()), served: broadcast::Sender::new(LAG) }
    }
}

/// A path, where it is one of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    /// The path itself, or `-`.
    pub(crate) path: &'static str,
    /// Whether it is an operation's.
    pub(crate) is_operation: bool,
}

impl Route {
    /// None of ours.
    pub(crate) const UNKNOWN: Self = Self { path: "-", is_operation: false };

    pub(crate) fn of(path: &str) -> Self {
        if let Some(other) = OTHER_ROUTES.iter().find(|other| **other == path) {
            return Self { path: other, is_operation: false };
        }
        let paths = &OPERATION_PATHS;
        match paths.binary_search(&path) {
            Ok(at) => Self { path: paths[at], is_operation: true },
            Err(_) => Self::UNKNOWN,
        }
    }
}

/// The paths of the operations, in order.
static OPERATION_PATHS: std::sync::LazyLock<Vec<&'static str>> = std::sync::LazyLock::new(|| {
    let names = OPERATIONS.iter().filter_map(|operation| match operation.door {
        Door::Documented { name, .. } => Some(name),
        Door::App => None,
    });
    let mut paths: Vec<&'static str> = names.map(|name| &*format!("/{name}").leak()).collect();
    paths.sort_unstable();
    paths
});

#[cfg(test)]
mod tests;
