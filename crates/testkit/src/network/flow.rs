//! When each byte arrives, and which don't: the arithmetic of the line, without a socket.

use std::sync::Mutex;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::{Conditions, Counters, lock};
use crate::random::Random;

/// What a segment carries over Ethernet with TCP's time stamps.
const SEGMENT: u64 = 1_448;
/// What a connection may send at first (RFC 6928).
const FIRST_WINDOW: f64 = 10.0;
/// The least retransmission timeout (Linux).
const TIMEOUT: Duration = Duration::from_millis(200);
/// No line is shorter, also on one machine.
const LEAST_ROUND_TRIP: Duration = Duration::from_micros(200);
/// Resets and stalls strike within the first 2²² bytes (4 MiB) of a request or an answer.
const STRIKE_BITS: u32 = 22;

/// A direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// To the server.
    Up = 0,
    /// To the client.
    Down = 1,
}

/// What becomes of the next bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// So many arrive at that time.
    Arrive(usize, Instant),
    /// So many arrive at that time, and then the connection is reset.
    Reset(usize, Instant),
    /// Nothing arrives any more.
    Never,
}

/// The line's capacity in one direction, shared by all connections.
#[derive(Debug, Default)]
pub(super) struct Link(Mutex<Option<Instant>>);

impl Link {
    /// When the last of these bytes has been put on the line.
    fn pass(&self, bytes: usize, bandwidth: Option<u64>, now: Instant) -> Instant {
        let Some(bandwidth) = bandwidth else { return now };
        let mut free = lock(&self.0);
        let start = free.map_or(now, |free| free.max(now));
        let nanoseconds = (bytes as u128 * 1_000_000_000) / u128::from(bandwidth.max(1));
        let end = start + Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX >> 8));
        *free = Some(end);
        end
    }
}

/// What is going to go wrong in the exchange under way.
#[derive(Clone, Copy, Debug)]
struct Strike {
    way: Way,
    /// After so many bytes that way.
    at: u64,
    reset: bool,
}

/// One direction's congestion window, counted in rounds: each lasts a round trip and carries a window.
#[derive(Clone, Debug)]
struct Window {
    segments: f64,
    threshold: f64,
    /// Bytes that the round may still carry.
    left: u64,
    /// Whether this round has lost a segment.
    lost: bool,
    /// When the next round may begin.
    next: Instant,
}

impl Window {
    fn new(now: Instant) -> Self {
        Self { segments: FIRST_WINDOW, threshold: f64::INFINITY, left: 0, lost: false, next: now }
    }

    /// How many of the bytes leave together, and when.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small")]
    fn send(&mut self, bytes: u64, now: Instant, round_trip: Duration, most: usize) -> (u64, Instant) {
        if now > self.next + TIMEOUT.max(round_trip) {
            // What was learnt of the line is old (RFC 2861).
            (self.segments, self.left, self.lost) = (self.segments.min(FIRST_WINDOW), 0, false);
        }
        if self.left == 0 {
            if self.next > now || self.lost {
                // The window was used up, else it has no reason to grow.
                if self.lost {
                    self.segments = (self.segments / 2.0).max(2.0);
                    self.threshold = self.segments;
                } else if self.segments < self.threshold {
                    self.segments *= 2.0;
                } else {
                    self.segments += 1.0;
                }
            }
            self.segments = self.segments.min((most as f64 / SEGMENT as f64).max(2.0));
            self.lost = false;
            self.left = self.segments as u64 * SEGMENT;
            self.next = self.next.max(now) + round_trip;
        }
        let count = bytes.min(self.left);
        self.left -= count;
        (count, self.next.checked_sub(round_trip).unwrap_or(now).max(now))
    }

    /// How long the bytes behind lost segments wait.
    fn lose(&mut self, behind: u64, round_trip: Duration) -> Duration {
        self.lost = true;
        // Three segments behind the lost one make the sender notice.
        let wait = if behind >= 3 * SEGMENT { round_trip } else { TIMEOUT.max(2 * round_trip) };
        self.next += wait;
        wait
    }
}

/// A connection's way through time.
#[derive(Debug)]
pub(super) struct Flow {
    random: Random,
    accepted: Instant,
    last: Option<Way>,
    /// Bytes of the exchange, each way.
    carried: [u64; 2],
    strike: Option<Strike>,
    windows: [Window; 2],
    /// When the last piece arrives, each way: none overtakes it.
    arrived: [Instant; 2],
}

impl Flow {
    pub(super) fn new(random: Random, now: Instant) -> Self {
        Self {
            random,
            accepted: now,
            last: None,
            carried: [0; 2],
            strike: None,
            windows: [Window::new(now), Window::new(now)],
            arrived: [now; 2],
        }
    }

    /// What becomes of bytes that come in now. Ask again for those that the answer leaves out.
    pub(super) fn fate(
        &mut self,
        way: Way,
        bytes: usize,
        now: Instant,
        conditions: &Conditions,
        link: &Link,
        counters: &Counters,
    ) -> Fate {
        if way == Way::Up && self.last != Some(Way::Up) {
            if let Some(Strike { reset: true, .. }) = self.strike {
                // The exchange was over before its fault: the connection breaks while it waits for the next.
                return self.reset(0, now, counters);
            }
            self.begin(conditions, counters);
        }
        self.last = Some(way);
        // The client was told that it is connected before a handshake over this line could have ended.
        let now = now.max(self.accepted + conditions.latency_up + conditions.latency_down);
        if let Some(strike) = self.strike {
            // A request that was shorter than its fault's place: the answer gets lost instead.
            let at = if strike.way == way { strike.at } else { 0 };
            let before = at.saturating_sub(self.carried[way as usize]);
            let is_here = strike.way == way || (strike.way == Way::Up && way == Way::Down);
            if is_here && before < bytes as u64 {
                self.strike = None;
                if strike.reset {
                    let count = usize::try_from(before).unwrap_or(bytes);
                    let arrival = self.arrival(way, now, conditions);
                    return self.reset(count, arrival, counters);
                }
                counters.stalls.fetch_add(1, Ordering::Relaxed);
                match conditions.stall {
                    Some(stall) => self.arrived[way as usize] = self.arrived[way as usize].max(now) + stall,
                    None => return Fate::Never,
                }
            }
        }
        let (count, left) = self.leave(way, bytes, now, conditions, counters);
        let through = link.pass(count, conditions.bandwidth, left);
        self.carried[way as usize] += count as u64;
        Fate::Arrive(count, self.arrival(way, through, conditions))
    }

    /// When the sender's end of this direction arrives.
    pub(super) fn end(&mut self, way: Way, now: Instant, conditions: &Conditions) -> Instant {
        self.arrival(way, now.max(self.accepted + conditions.latency_up + conditions.latency_down), conditions)
    }

    fn begin(&mut self, conditions: &Conditions, counters: &Counters) {
        counters.exchanges.fetch_add(1, Ordering::Relaxed);
        self.carried = [0; 2];
        let (resets, stalls) = (self.random.happens(conditions.resets), self.random.happens(conditions.stalls));
        self.strike = (resets || stalls).then(|| Strike {
            way: if self.random.happens(0.5) { Way::Up } else { Way::Down },
            at: self.random.magnitude(STRIKE_BITS) - 1,
            reset: resets,
        });
    }

    fn reset(&mut self, count: usize, at: Instant, counters: &Counters) -> Fate {
        self.strike = None;
        counters.resets.fetch_add(1, Ordering::Relaxed);
        Fate::Reset(count, at)
    }

    /// How many bytes the congestion window lets go together, and when.
    fn leave(
        &mut self,
        way: Way,
        bytes: usize,
        now: Instant,
        conditions: &Conditions,
        counters: &Counters,
    ) -> (usize, Instant) {
        if conditions.loss <= 0.0 && !conditions.congestion {
            return (bytes, now);
        }
        let round_trip = (conditions.latency_up + conditions.latency_down).max(LEAST_ROUND_TRIP);
        let window = &mut self.windows[way as usize];
        let (count, mut left) = window.send(bytes as u64, now, round_trip, conditions.window);
        let segments = count.div_ceil(SEGMENT);
        let lost: Vec<u64> = (0..segments).filter(|_| self.random.happens(conditions.loss)).collect();
        if let Some(first) = lost.first() {
            counters.losses.fetch_add(lost.len() as u64, Ordering::Relaxed);
            let behind = (count + window.left).saturating_sub((first + 1) * SEGMENT);
            left += window.lose(behind, round_trip);
        }
        (usize::try_from(count).unwrap_or(bytes), left)
    }

    /// When something arrives that leaves at this time.
    fn arrival(&mut self, way: Way, left: Instant, conditions: &Conditions) -> Instant {
        let latency = if way == Way::Up { conditions.latency_up } else { conditions.latency_down };
        let jitter = conditions.jitter.mul_f64(self.random.share());
        let arrived = &mut self.arrived[way as usize];
        *arrived = (*arrived).max(left + latency + jitter);
        *arrived
    }
}

#[cfg(test)]
mod tests;
