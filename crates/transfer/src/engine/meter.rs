//! Speed and time left, smoothed.

use std::time::{Duration, Instant};

/// After this long a change of speed is shown by two thirds.
const SMOOTHING: f64 = 3.0;

/// No time left is shown before this much was seen.
const WARM_UP: Duration = Duration::from_secs(1);

/// Looks at the acknowledged bytes from time to time.
#[derive(Debug)]
pub(super) struct Meter {
    began: Instant,
    last: Instant,
    bytes: u64,
    speed: f64,
}

impl Meter {
    pub(super) fn new(now: Instant) -> Self {
        Self { began: now, last: now, bytes: 0, speed: 0.0 }
    }

    /// Takes note of how many bytes are acknowledged by now.
    #[allow(clippy::cast_precision_loss, reason = "a speed is an estimate")]
    pub(super) fn look(&mut self, now: Instant, bytes: u64) {
        let seconds = now.duration_since(self.last).as_secs_f64();
        if seconds < 0.05 {
            return;
        }
        // A file that is sent anew takes its bytes back: that is no negative speed.
        let speed = bytes.saturating_sub(self.bytes) as f64 / seconds;
        // Weighs the first seconds as what they are: all that is known.
        let age = now.duration_since(self.began).as_secs_f64();
        let weight = 1.0 - (-seconds / SMOOTHING.min(age.max(seconds))).exp();
        self.speed += (speed - self.speed) * weight;
        self.last = now;
        self.bytes = bytes;
    }

    /// Bytes a second.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the estimate is never negative")]
    pub(super) fn speed(&self) -> u64 {
        self.speed as u64
    }

    pub(super) fn time_left(&self, bytes_left: u64) -> Option<Duration> {
        let warm = self.last.duration_since(self.began) >= WARM_UP;
        (warm && self.speed() > 0).then(|| Duration::from_secs(bytes_left / self.speed()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speed_settles_and_follows() {
        let start = Instant::now();
        let mut meter = Meter::new(start);
        for tick in 1..=100_u64 {
            meter.look(start + Duration::from_millis(tick * 100), tick * 1000);
        }
        assert!((9_900..=10_100).contains(&meter.speed()), "{}", meter.speed());
        assert_eq!(meter.time_left(meter.speed() * 7), Some(Duration::from_secs(7)));
        for tick in 101..=300_u64 {
            meter.look(start + Duration::from_millis(tick * 100), 100_000);
        }
        assert!(meter.speed() < 50, "{}", meter.speed());
    }

    #[test]
    fn nothing_is_foretold_before_anything_was_seen() {
        let meter = Meter::new(Instant::now());
        assert_eq!(meter.time_left(1000), None);
    }
}
