//! Watching a view: what it lists is noted down, and where it lists nothing, its passphrase is judged.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use satchel_objects::{BucketName, ObjectStore};
use satchel_operations_schema::types::{PassphraseVerdict, ViewPassphrase};
use satchel_view::{Load, State, View};
use tokio::sync::Notify;
use tokio::task::AbortHandle;

use super::{Passphrases, Spot};

/// How long an empty place is held back until it is judged.
const PATIENCE: Duration = Duration::from_secs(15);

/// What a view has shown last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Seen {
    #[default]
    Nothing,
    Rows,
    Empty,
    Failed,
}

#[derive(Debug)]
struct Shared {
    /// With the generation of the view that it was seen in.
    seen: Mutex<(u64, Seen)>,
    answer: Mutex<ViewPassphrase>,
    guarded: bool,
    wake: Notify,
}

/// The watch over one view. It ends when it is dropped.
#[derive(Clone, Debug)]
pub struct Watch(Arc<Shared>);

/// Ends the watch with the view that it is kept beside.
#[derive(Debug)]
pub struct Watching(AbortHandle);

impl Drop for Watching {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Watch {
    /// The watch over a view that is about to be opened. For an account that the guard has nothing to say of, it knows
    /// its answer at once.
    pub fn new(passphrases: &Passphrases, account: &str) -> Self {
        let guarded = passphrases.guards(account);
        let verdict = if guarded { PassphraseVerdict::Checking } else { PassphraseVerdict::Unknown };
        Self(Arc::new(Shared { seen: Mutex::default(), answer: Mutex::new(of(verdict)), guarded, wake: Notify::new() }))
    }

    /// Takes note of a view's state, and answers what is known of the passphrase that is to be shown with it.
    pub fn see(&self, state: &State) -> ViewPassphrase {
        let seen = match (&state.load, state.known) {
            (_, 1..) => Seen::Rows,
            (Load::Complete, 0) => Seen::Empty,
            (Load::Failed(_), 0) => Seen::Failed,
            (Load::Loading | Load::More, 0) => Seen::Nothing,
        };
        let mut last = lock(&self.0.seen);
        if last.0 <= state.generation {
            let (_, before) = std::mem::replace(&mut *last, (state.generation, seen));
            if seen != before {
                if seen == Seen::Empty && self.0.guarded {
                    *lock(&self.0.answer) = of(PassphraseVerdict::Checking);
                }
                self.0.wake.notify_one();
            }
        }
        drop(last);
        lock(&self.0.answer).clone()
    }

    /// Looks again: the place is listed anew.
    pub fn again(&self) {
        self.0.wake.notify_one();
    }

    /// Watches a view as long as the answer lives. What becomes known is announced through the view.
    pub fn start(
        &self,
        passphrases: Arc<Passphrases>,
        view: View,
        store: Arc<dyn ObjectStore>,
        (account, bucket, prefix): (String, BucketName, String),
    ) -> Option<Watching> {
        if !self.0.guarded {
            return None;
        }
        let this = self.clone();
        let watching = async move {
            let spot = Spot { store: &store, account: &account, bucket: &bucket, prefix: &prefix };
            let mut last = Looked::default();
            loop {
                this.0.wake.notified().await;
                let (_, seen) = *lock(&this.0.seen);
                let looking = look(&passphrases, &spot, seen, &mut last);
                let found = tokio::time::timeout(PATIENCE, looking).await;
                let found = found.unwrap_or_else(|_| Some(of(PassphraseVerdict::Unknown)));
                if let Some(found) = found
                    && this.replace(found)
                {
                    view.announce();
                }
            }
        };
        Some(Watching(tokio::spawn(watching).abort_handle()))
    }

    fn replace(&self, found: ViewPassphrase) -> bool {
        let mut answer = lock(&self.0.answer);
        let is_new = answer.verdict != found.verdict || answer.accounts != found.accounts;
        *answer = found;
        is_new
    }
}

/// What was looked at last.
#[derive(Default)]
struct Looked {
    seen: Seen,
    noted: bool,
}

/// Notes down or judges what a view shows. `None` where nothing new can come of it.
async fn look(passphrases: &Passphrases, spot: &Spot<'_>, seen: Seen, last: &mut Looked) -> Option<ViewPassphrase> {
    let is_new = std::mem::replace(&mut last.seen, seen) != seen;
    match seen {
        Seen::Nothing => None,
        Seen::Failed => Some(of(PassphraseVerdict::Unknown)),
        Seen::Rows if last.noted && !is_new => None,
        Seen::Rows => {
            last.noted = passphrases.showed(spot).await;
            Some(of(if last.noted { PassphraseVerdict::Matches } else { PassphraseVerdict::Unknown }))
        }
        Seen::Empty => {
            // What is listed anew may have rows again: then nothing was emptied.
            if is_new {
                passphrases.emptied(spot).await;
            }
            Some(passphrases.judge(spot).await.shown())
        }
    }
}

fn of(verdict: PassphraseVerdict) -> ViewPassphrase {
    ViewPassphrase { verdict, accounts: Vec::new() }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Every change is a single replacement.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
