//! Counts, as Prometheus reads them. No label has more values than there are routes, statuses and rules.

use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use super::ServedRequest;
use crate::guard::Refusal;
use crate::limits::QueueRefusal;

/// The content type of what [`Metrics::text`] writes.
pub(crate) const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Upper ends of the histogram's buckets, in seconds: a small call to a transfer of minutes.
const SECONDS: &[f64] =
    &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    operation: String,
    status: u16,
    code: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Of {
    operation: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Because {
    reason: &'static str,
}

type OnTime = Family<Of, Histogram, fn() -> Histogram>;

/// The counts of one server.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    durations: OnTime,
    received: Family<Of, Counter>,
    sent: Family<Of, Counter>,
    guard: Family<Because, Counter>,
    queue: Family<Because, Counter>,
    pub(crate) in_flight: Gauge,
    pub(crate) connections: Gauge,
    running: Gauge,
    waiting: Gauge,
    memory: Gauge<u64, AtomicU64>,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut metrics = Self {
            registry: Registry::default(),
            requests: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(SECONDS.iter().copied())),
            received: Family::default(),
            sent: Family::default(),
            guard: Family::default(),
            queue: Family::default(),
            in_flight: Gauge::default(),
            connections: Gauge::default(),
            running: Gauge::default(),
            waiting: Gauge::default(),
            memory: Gauge::default(),
        };
        metrics.register();
        metrics
    }

    fn register(&mut self) {
        let build = Info::new(vec![("version", env!("CARGO_PKG_VERSION"))]);
        self.registry.register_with_unit(
            "process_resident_memory",
            "Memory of the process that is in use",
            Unit::Bytes,
            self.memory.clone(),
        );
        let ours = self.registry.sub_registry_with_prefix("satchel");
        ours.register("build", "What this server was built from", build);
        let http = ours.sub_registry_with_prefix("http");
        http.register("requests", "Requests by operation, status and the envelope's code", self.requests.clone());
        let durations = "From a request's head to the last byte of its answer";
        http.register_with_unit("request_duration", durations, Unit::Seconds, self.durations.clone());
        http.register_with_unit("received", "Bytes of requests' bodies", Unit::Bytes, self.received.clone());
        http.register_with_unit("sent", "Bytes of answers' bodies", Unit::Bytes, self.sent.clone());
        http.register("in_flight", "Requests that are worked on or wait", self.in_flight.clone());
        http.register("connections", "Open connections", self.connections.clone());
        http.register("operations_running", "Operations that have their turn", self.running.clone());
        http.register("queue_length", "Operations that wait for their turn", self.waiting.clone());
        http.register("queue_refusals", "Operations that got no turn, by reason", self.queue.clone());
        http.register("guard_refusals", "Requests that the guard refused, by rule", self.guard.clone());
    }

    /// Counts an answer.
    pub(super) fn count(&self, served: &ServedRequest) {
        let operation = served.path.trim_start_matches('/').to_owned();
        let code = match served.code {
            Some(0) => "0",
            Some(_) => "-1",
            None => "",
        };
        let answered = Answered { operation: operation.clone(), status: served.status, code };
        self.requests.get_or_create(&answered).inc();
        let of = Of { operation };
        self.durations.get_or_create(&of).observe(served.took.as_secs_f64());
        self.received.get_or_create(&of).inc_by(served.received);
        self.sent.get_or_create(&of).inc_by(served.sent);
    }

    /// Counts what the guard refused.
    pub(crate) fn refused(&self, refusal: Refusal) {
        self.guard.get_or_create(&Because { reason: refusal.label() }).inc();
    }

    /// Counts who got no turn.
    pub(crate) fn no_turn(&self, refusal: QueueRefusal) {
        let reason = match refusal {
            QueueRefusal::Full => "full",
            QueueRefusal::Waited => "waited",
            QueueRefusal::Stopping => "stopping",
        };
        self.queue.get_or_create(&Because { reason }).inc();
    }

    /// Everything, written out. `running` and `waiting` are the queue's.
    pub(crate) fn text(&self, running: usize, waiting: usize) -> String {
        self.running.set(i64::try_from(running).unwrap_or(i64::MAX));
        self.waiting.set(i64::try_from(waiting).unwrap_or(i64::MAX));
        self.memory.set(resident_memory().unwrap_or(0));
        let mut text = String::new();
        // A String takes everything.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

/// The memory of this process that is in use, where the system tells it cheaply.
fn resident_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
