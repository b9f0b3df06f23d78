//! Bandwidth limits, one for each direction, that can be changed while bytes flow.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures::FutureExt;
use futures::future::BoxFuture;
use satchel_objects::Pace;
use tokio::sync::Notify;

/// How far ahead of the limit a burst may be.
const BURST: Duration = Duration::from_millis(200);

/// The limit of one direction, in bytes a second over all transfers.
#[derive(Debug, Default)]
pub(super) struct Limit {
    state: Mutex<State>,
    changed: Arc<Notify>,
}

#[derive(Debug, Default)]
struct State {
    rate: Option<u64>,
    /// When everything that was taken so far has flowed at this rate.
    paid: Option<Instant>,
}

impl Limit {
    /// Sets the limit; `None` (or 0) lifts it. Bytes that already wait go at once and count by the new one from then on.
    pub(super) fn set(&self, rate: Option<u64>) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) =
            State { rate: rate.filter(|rate| *rate > 0), paid: None };
        self.changed.notify_waiters();
    }

    /// The limit.
    pub(super) fn get(&self) -> Option<u64> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).rate
    }

    /// How long these bytes have to wait from `now` on.
    fn wait(&self, bytes: u64, now: Instant) -> Option<Duration> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let rate = state.rate?;
        let earliest = now.checked_sub(BURST).unwrap_or(now);
        let begin = state.paid.unwrap_or(earliest).max(earliest);
        #[allow(clippy::cast_precision_loss, reason = "a bandwidth needs no more than 52 bits")]
        let paid = begin + Duration::from_secs_f64(bytes as f64 / rate as f64);
        state.paid = Some(paid);
        paid.checked_duration_since(now).filter(|wait| !wait.is_zero())
    }
}

impl Pace for Limit {
    fn take(&self, bytes: u64) -> Option<BoxFuture<'static, ()>> {
        let changed = self.changed.clone();
        let wait = self.wait(bytes, Instant::now())?;
        Some(
            async move {
                tokio::select! {
                    () = tokio::time::sleep(wait) => {}
                    () = changed.notified() => {}
                }
            }
            .boxed(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_wait_as_long_as_the_rate_says() {
        let limit = Limit::default();
        let start = Instant::now();
        assert_eq!(limit.wait(1 << 30, start), None);
        limit.set(Some(1000));
        let waits: Duration = (0..10).filter_map(|_| limit.wait(500, start)).max().unwrap();
        assert_eq!(waits + BURST, Duration::from_secs(5));
        limit.set(Some(0));
        assert_eq!(limit.wait(1 << 30, start), None);
    }

    #[tokio::test]
    async fn lifting_the_limit_lets_waiting_bytes_go() {
        let limit = Limit::default();
        limit.set(Some(1));
        let waiting = tokio::spawn(limit.take(1 << 20).unwrap());
        tokio::task::yield_now().await;
        limit.set(None);
        tokio::time::timeout(Duration::from_mins(1), waiting).await.unwrap().unwrap();
    }
}
