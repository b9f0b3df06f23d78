//! How slow the other side may be.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

/// The time that may still be spent on waiting for one client. Waiting uses it up, and each byte that moves gives some of
/// it back, never more than there was at first: who stands still is given up after that time, and who trickles a little
/// later, however much moved before.
pub(crate) struct Pace {
    patience: Duration,
    /// Bytes a second.
    rate: u64,
    left: Duration,
    waiting: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Pace {
    pub(crate) fn new(patience: Duration, rate: u64) -> Self {
        Self { patience, rate: rate.max(1), left: patience, waiting: None, timer: None }
    }

    /// So many bytes moved.
    pub(crate) fn moved(&mut self, bytes: usize) {
        if let Some(since) = self.waiting.take() {
            self.left = self.left.saturating_sub(since.elapsed());
        }
        if self.left < self.patience {
            let earned = Duration::from_nanos((bytes as u64).saturating_mul(1_000_000_000) / self.rate);
            self.left = self.left.saturating_add(earned).min(self.patience);
        }
    }

    /// Nothing moves. Ready where that has been so for too long.
    pub(crate) fn poll_too_slow(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if self.waiting.is_none() {
            let now = Instant::now();
            self.waiting = Some(now);
            let until = now + self.left;
            match &mut self.timer {
                Some(timer) => timer.as_mut().reset(until),
                None => self.timer = Some(Box::pin(sleep_until(until))),
            }
        }
        self.timer.as_mut().map_or(Poll::Pending, |timer| timer.as_mut().poll(context))
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;

    const PATIENCE: Duration = Duration::from_mins(1);

    /// Lets `bytes` move at the end of each `pause`; after how many pauses it was too slow, of at most 10,000.
    async fn gives_up_after(pace: &mut Pace, pause: Duration, bytes: usize) -> Option<u32> {
        for number in 1..=10_000 {
            if tokio::time::timeout(pause, poll_fn(|context| pace.poll_too_slow(context))).await.is_ok() {
                return Some(number);
            }
            pace.moved(bytes);
        }
        None
    }

    #[tokio::test(start_paused = true)]
    async fn who_stands_still_or_trickles_is_too_slow_and_who_is_steady_is_not() {
        let new = || Pace::new(PATIENCE, 1000);
        assert_eq!(gives_up_after(&mut new(), PATIENCE * 2, 0).await, Some(1));
        assert_eq!(gives_up_after(&mut new(), Duration::from_secs(59), 1).await, Some(2));
        assert_eq!(gives_up_after(&mut new(), Duration::from_secs(1), 499).await, Some(119));
        assert_eq!(gives_up_after(&mut new(), Duration::from_secs(1), 1001).await, None);
        assert_eq!(gives_up_after(&mut new(), Duration::from_millis(1), 2).await, None);
        // In pieces, with pauses that are nearly too long.
        assert_eq!(gives_up_after(&mut new(), Duration::from_secs(50), 50_001).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn what_moved_before_does_not_pay_for_a_trickle() {
        let mut pace = Pace::new(PATIENCE, 1000);
        pace.moved(1 << 40);
        assert_eq!(gives_up_after(&mut pace, Duration::from_secs(59), 1).await, Some(2));
    }
}
