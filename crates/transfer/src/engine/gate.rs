//! How many requests go to one store at once: more while it answers well, half as many when it asks to slow down.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// No store is asked less than this at once.
const FEWEST: u32 = 4;
/// Answers that fail together are one sign, not many.
const ONE_SIGN: Duration = Duration::from_secs(1);
/// An answer that takes so many times the quickest, for as many bytes, is a sign that there is too much at once…
const SLOW: u32 = 12;
/// …where it also takes this long.
const SLOW_FROM: Duration = Duration::from_secs(2);

/// Additive increase, multiplicative decrease, as TCP does it: the limit grows by one an answer until the first sign
/// of trouble, and from then on by one a round.
#[derive(Clone, Debug)]
pub(super) struct Gate(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    permits: Arc<Semaphore>,
    most: u32,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    limit: u32,
    /// Permits that were handed out and won't come back when their holders end.
    debt: u32,
    /// Once there was trouble the limit grows slowly.
    careful: bool,
    /// Answers since the limit last grew.
    answers: u32,
    last_sign: Option<Instant>,
    /// The least time that an answer took, for each MiB of a large body.
    quickest: Option<Duration>,
}

/// A request's turn. Dropping it lets the next one go.
#[derive(Debug)]
pub(super) struct Turn {
    gate: Gate,
    bytes: u64,
    permit: Option<OwnedSemaphorePermit>,
    began: Instant,
}

impl Gate {
    /// Begins with `first` at once and never lets more than `most` go.
    pub(super) fn new(first: u32, most: u32) -> Self {
        let most = most.max(1);
        let limit = first.clamp(1, most);
        let state = State { limit, debt: 0, careful: false, answers: 0, last_sign: None, quickest: None };
        let permits = Arc::new(Semaphore::new(limit as usize));
        Self(Arc::new(Inner { permits, most, state: Mutex::new(state) }))
    }

    /// Waits for the turn of a request with so many bytes; `None` when the engine is ending.
    pub(super) async fn turn(&self, bytes: u64) -> Option<Turn> {
        let permit = self.0.permits.clone().acquire_owned().await.ok()?;
        Some(Turn { gate: self.clone(), bytes, permit: Some(permit), began: Instant::now() })
    }

    /// How many may go at once now.
    #[cfg(test)]
    fn limit(&self) -> u32 {
        self.state().limit
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answered(&self, took: Duration, bytes: u64) {
        let mut state = self.state();
        // A body of 16 MiB isn't slow because it takes longer than one of 1 MiB.
        let share = took / u32::try_from(bytes >> 20).unwrap_or(u32::MAX).max(1);
        let quickest = state.quickest.map_or(share, |quickest| quickest.min(share));
        state.quickest = Some(quickest);
        if took > SLOW_FROM && share > quickest * SLOW {
            return self.shrink(&mut state);
        }
        // Growing helps only where somebody waits.
        if self.0.permits.available_permits() > 0 || state.limit >= self.0.most {
            return;
        }
        state.answers += 1;
        if !state.careful || state.answers >= state.limit {
            state.answers = 0;
            state.limit += 1;
            if state.debt > 0 {
                state.debt -= 1;
            } else {
                self.0.permits.add_permits(1);
            }
        }
    }

    fn shrink(&self, state: &mut State) {
        let now = Instant::now();
        if state.last_sign.is_some_and(|last| now.duration_since(last) < ONE_SIGN) {
            return;
        }
        state.last_sign = Some(now);
        state.careful = true;
        state.answers = 0;
        let limit = (state.limit / 2).max(FEWEST.min(self.0.most));
        let fewer = state.limit.saturating_sub(limit);
        state.limit = limit;
        let forgotten = u32::try_from(self.0.permits.forget_permits(fewer as usize)).unwrap_or(fewer);
        state.debt += fewer - forgotten;
    }
}

impl Turn {
    /// The answer came and was no complaint.
    pub(super) fn went_well(&self) {
        self.gate.answered(self.began.elapsed(), self.bytes);
    }

    /// The store asked to slow down, or didn't keep up.
    pub(super) fn was_too_much(&self) {
        self.gate.shrink(&mut self.gate.state());
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut state = self.gate.state();
        if state.debt > 0
            && let Some(permit) = self.permit.take()
        {
            state.debt -= 1;
            permit.forget();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn all(gate: &Gate, count: u32) -> Vec<Turn> {
        let mut turns = Vec::new();
        for _ in 0..count {
            turns.push(gate.turn(0).await.unwrap());
        }
        turns
    }

    #[tokio::test]
    async fn grows_while_answers_come_and_stops_at_the_most() {
        let gate = Gate::new(4, 10);
        for _ in 0..20 {
            let turns = all(&gate, gate.limit()).await;
            turns.iter().for_each(Turn::went_well);
        }
        assert_eq!(gate.limit(), 10);
        let turns = all(&gate, 10).await;
        assert_eq!(gate.0.permits.available_permits(), 0);
        drop(turns);
        assert_eq!(gate.0.permits.available_permits(), 10);
    }

    #[tokio::test]
    async fn a_complaint_halves_it_once_and_later_it_grows_by_rounds() {
        let gate = Gate::new(32, 64);
        let turns = all(&gate, 32).await;
        turns.iter().for_each(Turn::was_too_much);
        assert_eq!(gate.limit(), 16);
        drop(turns);
        assert_eq!(gate.0.permits.available_permits(), 16);
        let turns = all(&gate, 16).await;
        turns.iter().for_each(Turn::went_well);
        assert_eq!(gate.limit(), 17);
        drop(turns);
        assert_eq!(gate.0.permits.available_permits(), 17);
    }

    #[test]
    fn a_body_is_slow_for_its_size_alone() {
        let gate = Gate::new(8, 8);
        gate.answered(Duration::from_millis(200), 1 << 20);
        gate.answered(Duration::from_secs(5), 16 << 20);
        assert_eq!(gate.limit(), 8);
        gate.answered(Duration::from_secs(5), 1 << 20);
        assert_eq!(gate.limit(), 4);
    }

    #[tokio::test]
    async fn doesnt_grow_where_nobody_waits() {
        let gate = Gate::new(8, 64);
        for _ in 0..50 {
            gate.turn(0).await.unwrap().went_well();
        }
        assert_eq!(gate.limit(), 8);
    }
}
