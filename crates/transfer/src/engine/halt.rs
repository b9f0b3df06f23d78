//! What stops a run: every request under way is dropped, and why is known.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use tokio_util::sync::CancellationToken;

/// Why a run stops before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HaltReason {
    /// It goes on later: what was sent and fetched is kept.
    Pause,
    /// It was cancelled: what is half done goes.
    Cancel,
}

/// Stops one run, once. Cloning gives another handle to the same.
#[derive(Clone, Debug, Default)]
pub(super) struct Halt {
    token: CancellationToken,
    reason: Arc<AtomicU8>,
}

impl Halt {
    /// Stops the run. A pause can become a cancel, never the other way round.
    pub(super) fn stop(&self, reason: HaltReason) {
        self.reason.fetch_max(if reason == HaltReason::Cancel { 2 } else { 1 }, Ordering::SeqCst);
        self.token.cancel();
    }

    /// Why it was stopped, if it was.
    pub(super) fn reason(&self) -> Option<HaltReason> {
        match self.reason.load(Ordering::SeqCst) {
            0 => None,
            1 => Some(HaltReason::Pause),
            _ => Some(HaltReason::Cancel),
        }
    }

    /// Waits until it is stopped.
    pub(super) async fn stopped(&self) {
        self.token.cancelled().await;
    }
}
