//! The library's calls block, so each has a thread of its own.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit, oneshot};
use tokio::time::timeout;

use super::library::{Closer, OpenProject};
use crate::error::NativeError;
use crate::timeouts::{MAXIMUM_CALLS, Timeouts};

/// The calls that somebody waits for.
static TURNS: Semaphore = Semaphore::const_new(MAXIMUM_CALLS);
/// The calls that nobody waits for any more, so that silent satellites can't take the others' turns. When there are too
/// many of these too, they keep their turns until they end.
static LEFT_BEHIND: Semaphore = Semaphore::const_new(MAXIMUM_LEFT_BEHIND);
const MAXIMUM_LEFT_BEHIND: usize = 32;

/// How many calls run, those that nobody waits for included.
pub(crate) fn running() -> usize {
    let taken = |most: usize, turns: &Semaphore| most.saturating_sub(turns.available_permits());
    taken(MAXIMUM_CALLS, &TURNS) + taken(MAXIMUM_LEFT_BEHIND, &LEFT_BEHIND)
}

/// What a call and the one who waits for it know of each other.
#[derive(Debug, Default)]
pub(super) struct Watch {
    steps: AtomicU64,
    /// Milliseconds that the present step may take if that is more than usual.
    patience: AtomicU64,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    ended: bool,
    project: Option<Closer>,
    /// What the thread counts as, while it runs.
    place: Option<SemaphorePermit<'static>>,
}

impl Watch {
    /// Says that something was heard.
    pub fn step(&self) {
        self.steps.fetch_add(1, Ordering::Relaxed);
    }

    /// Says that the next step may take that long.
    pub fn long_step(&self, patience: Duration) {
        self.patience.store(u64::try_from(patience.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
        self.step();
    }

    /// Works with a project that is closed as soon as the call is to end.
    pub fn with<T>(
        &self,
        project: &OpenProject,
        work: impl FnOnce() -> Result<T, NativeError>,
    ) -> Result<T, NativeError> {
        {
            let mut state = self.state();
            if state.ended {
                return Err(NativeError::Canceled);
            }
            state.project = Some(project.closer());
        }
        let outcome = work();
        self.state().project = None;
        outcome
    }

    /// Whether the call was told to end, in which case its project is closed or about to be.
    pub fn has_ended(&self) -> bool {
        self.state().ended
    }

    /// Tells the call to end. It doesn't wait.
    fn end(&self) {
        let closer = {
            let mut state = self.state();
            state.ended = true;
            if state.place.is_some()
                && let Ok(place) = LEFT_BEHIND.try_acquire()
            {
                state.place = Some(place);
            }
            state.project.take()
        };
        if let Some(closer) = closer {
            aside(move || closer.close());
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Each change is one assignment: a panic leaves nothing half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends the call when nobody waits for it any more.
pub(super) struct EndsWithMe(pub Arc<Watch>);

impl Drop for EndsWithMe {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Does something small that may block for some milliseconds, elsewhere.
pub(super) fn aside(work: impl FnOnce() + Send + 'static) {
    // Where no thread can be had, nothing is lost but a handle until the process ends.
    let _thread = thread::Builder::new().name("storj aside".into()).spawn(work);
}

/// Runs one call on a thread of its own and waits for it. `what` is what it does, for its errors.
pub(super) async fn run<T: Send + 'static>(
    what: &'static str,
    timeouts: Timeouts,
    work: impl FnOnce(&Watch) -> Result<T, NativeError> + Send + 'static,
) -> Result<T, NativeError> {
    let watch = Arc::new(Watch::default());
    let (sender, receiver) = oneshot::channel();
    start(timeouts, Arc::clone(&watch), move |watch| {
        // Nobody may be waiting any more.
        let _unheard = sender.send(work(watch));
    })
    .await?;
    let watch = EndsWithMe(watch);
    patiently(what, timeouts, &watch.0, async { receiver.await.unwrap_or_else(|_| Err(broken())) }).await
}

/// Starts a thread when there is a turn for it. What panics in the library ends there.
pub(super) async fn start(
    timeouts: Timeouts,
    watch: Arc<Watch>,
    work: impl FnOnce(&Watch) + Send + 'static,
) -> Result<(), NativeError> {
    let Ok(Ok(turn)) = timeout(timeouts.quiet, TURNS.acquire()).await else { return Err(NativeError::Busy) };
    watch.state().place = Some(turn);
    let on_thread = Arc::clone(&watch);
    let thread = thread::Builder::new().name("storj call".into()).spawn(move || {
        let _panic = catch_unwind(AssertUnwindSafe(|| work(&on_thread)));
        on_thread.state().place = None;
    });
    thread.map(drop).map_err(|error| {
        watch.state().place = None;
        NativeError::Library { said: error.to_string() }
    })
}

/// Waits as long as the call makes steps.
pub(super) async fn patiently<T>(
    what: &'static str,
    timeouts: Timeouts,
    watch: &Watch,
    answer: impl Future<Output = Result<T, NativeError>>,
) -> Result<T, NativeError> {
    let mut answer = pin!(answer);
    loop {
        let seen = watch.steps.load(Ordering::Relaxed);
        let after = timeouts.quiet.max(Duration::from_millis(watch.patience.load(Ordering::Relaxed)));
        match timeout(after, answer.as_mut()).await {
            Ok(outcome) => return outcome,
            Err(_) if watch.steps.load(Ordering::Relaxed) != seen => {}
            Err(_) => return Err(NativeError::TimedOut { what, after }),
        }
    }
}

/// The call's thread ended without an answer.
pub(super) fn broken() -> NativeError {
    NativeError::Library { said: "the call broke off".into() }
}
