//! [`KeyringSecrets`]: the system's keyring on a thread of its own, because its calls block and may hang.

mod split;
mod system;
#[cfg(test)]
pub(crate) mod testing;

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::oneshot;
use zeroize::Zeroizing;

pub use system::SystemKeyring;

use super::{CALL_TIMEOUT, SecretError, SecretPlace, SecretStore};

/// A keyring, call by call. Calls block, come from one thread, and take their time where a person is asked.
pub trait KeyringBackend: Send {
    /// Keeps bytes under an entry's name, replacing what it had. They are at most [`KeyringBackend::largest`].
    fn set(&mut self, entry: &str, secret: &[u8]) -> Result<(), SecretError>;
    /// Gives bytes back; `None` only where an unlocked keyring has no such entry.
    fn get(&mut self, entry: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretError>;
    /// Deletes an entry. A missing one is no error.
    fn delete(&mut self, entry: &str) -> Result<(), SecretError>;
    /// Shows that the keyring works, without asking the person for anything. Locked is as good as working.
    fn probe(&mut self) -> Result<(), SecretError>;
    /// How many bytes one entry holds.
    fn largest(&self) -> usize;
}

type Job = Box<dyn FnOnce(&mut dyn KeyringBackend) + Send>;

/// Secrets in a keyring. Each call has a timeout; while one hangs, further calls fail at once.
///
/// A `set` whose caller gave up is undone when the keyring comes round: its handle is then empty.
pub struct KeyringSecrets {
    queue: Mutex<Queue>,
    progress: Arc<Progress>,
    timeout: Duration,
}

struct Queue {
    jobs: Sender<Job>,
    sent: u64,
}

/// Jobs are numbered from 1 in the order they are sent. The keyring hangs while a job that was given up isn't done.
#[derive(Default)]
struct Progress {
    done: AtomicU64,
    given_up: AtomicU64,
}

impl Progress {
    fn hangs(&self) -> bool {
        self.given_up.load(Ordering::SeqCst) > self.done.load(Ordering::SeqCst)
    }
}

impl KeyringSecrets {
    /// Starts the keyring's thread. Nothing is asked of the keyring yet.
    ///
    /// # Errors
    /// [`SecretError::Failed`] where the system gives no thread.
    pub fn new(backend: Box<dyn KeyringBackend>) -> Result<Self, SecretError> {
        let (jobs, queue) = channel();
        let progress = Arc::new(Progress::default());
        let thread_progress = Arc::clone(&progress);
        std::thread::Builder::new()
            .name("keyring".to_owned())
            .spawn(move || work(&queue, backend, &thread_progress))
            .map_err(|error| SecretError::Failed { detail: error.to_string() })?;
        Ok(Self { queue: Mutex::new(Queue { jobs, sent: 0 }), progress, timeout: CALL_TIMEOUT })
    }

    /// Gives every call another timeout than [`CALL_TIMEOUT`].
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Shows that the keyring works, within `timeout` and without asking the person for anything.
    ///
    /// # Errors
    /// [`SecretError::NoKeyring`], [`SecretError::Hangs`], [`SecretError::Failed`].
    pub async fn probe(&self, timeout: Duration) -> Result<(), SecretError> {
        self.call(timeout, |backend| backend.probe(), |_| ()).await
    }

    /// Runs `work` on the keyring's thread. `undo` runs there if `work` succeeded after its caller had given up.
    async fn call<T: Send + 'static>(
        &self,
        timeout: Duration,
        work: impl FnOnce(&mut dyn KeyringBackend) -> Result<T, SecretError> + Send + 'static,
        undo: impl FnOnce(&mut dyn KeyringBackend) + Send + 'static,
    ) -> Result<T, SecretError> {
        if self.progress.hangs() {
            return Err(SecretError::Hangs);
        }
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |backend| {
            if reply.is_closed() {
                return;
            }
            if let Err(Ok(_)) = reply.send(work(backend)) {
                undo(backend);
            }
        });
        let number = self.send(job)?;
        match tokio::time::timeout(timeout, answer).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(SecretError::Failed { detail: "its thread has ended".to_owned() }),
            Err(_) => {
                self.progress.given_up.fetch_max(number, Ordering::SeqCst);
                Err(SecretError::Hangs)
            }
        }
    }

    fn send(&self, job: Job) -> Result<u64, SecretError> {
        // The number and the place in the queue belong together.
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        queue.jobs.send(job).map_err(|_| SecretError::Failed { detail: "its thread has ended".to_owned() })?;
        queue.sent += 1;
        Ok(queue.sent)
    }
}

fn work(queue: &Receiver<Job>, mut backend: Box<dyn KeyringBackend>, progress: &Progress) {
    for job in queue {
        job(backend.as_mut());
        progress.done.fetch_add(1, Ordering::SeqCst);
    }
}

impl fmt::Debug for KeyringSecrets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("KeyringSecrets").field("hangs", &self.progress.hangs()).finish_non_exhaustive()
    }
}

#[async_trait]
impl SecretStore for KeyringSecrets {
    async fn set(&self, handle: &str, secret: &Zeroizing<String>) -> Result<(), SecretError> {
        let (handle, secret) = (handle.to_owned(), secret.clone());
        let undone = handle.clone();
        let undo = move |backend: &mut dyn KeyringBackend| {
            if let Err(error) = split::delete(backend, &undone) {
                tracing::warn!(%error, "a secret that nobody waits for any more stays in the keyring");
            }
        };
        self.call(self.timeout, move |backend| split::set(backend, &handle, secret.as_bytes()), undo).await
    }

    async fn get(&self, handle: &str) -> Result<Option<Zeroizing<String>>, SecretError> {
        let handle = handle.to_owned();
        self.call(self.timeout, move |backend| split::get(backend, &handle), |_| ()).await
    }

    async fn delete(&self, handle: &str) -> Result<(), SecretError> {
        let handle = handle.to_owned();
        self.call(self.timeout, move |backend| split::delete(backend, &handle), |_| ()).await
    }

    fn place(&self) -> SecretPlace {
        SecretPlace::Keyring
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{Fake, Hanging};
    use super::*;

    fn secret() -> Zeroizing<String> {
        Zeroizing::new("sesame".into())
    }

    #[tokio::test]
    async fn a_locked_keyring_is_not_a_missing_secret() {
        let fake = Fake::default();
        let store = KeyringSecrets::new(Box::new(fake.clone())).unwrap();
        store.set("a", &secret()).await.unwrap();
        fake.fail_with(|| SecretError::Locked);
        assert!(matches!(store.get("a").await, Err(SecretError::Locked)));
        fake.work_again();
        assert_eq!(store.get("a").await.unwrap().unwrap().as_str(), "sesame");
        assert!(store.get("b").await.unwrap().is_none());
    }

    #[tokio::test]
    async fn while_a_call_hangs_others_fail_and_afterwards_all_is_well() {
        let hanging = Hanging::default();
        let short = Duration::from_millis(50);
        let store = KeyringSecrets::new(Box::new(hanging.clone())).unwrap().with_timeout(short);
        assert!(matches!(store.set("late", &secret()).await, Err(SecretError::Hangs)));
        assert!(matches!(store.get("late").await, Err(SecretError::Hangs)));
        assert_eq!(hanging.calls(), 1, "the second call never reached the keyring");

        hanging.release();
        let store = store.with_timeout(CALL_TIMEOUT);
        let found = loop {
            match store.get("late").await {
                Err(SecretError::Hangs) => tokio::task::yield_now().await,
                other => break other.unwrap(),
            }
        };
        assert!(found.is_none(), "a set that its caller gave up was undone");
        assert!(hanging.was_set(), "it did run to its end before");
        store.set("a", &secret()).await.unwrap();
        assert_eq!(store.get("a").await.unwrap().unwrap().as_str(), "sesame");
    }

    #[tokio::test]
    async fn debug_shows_no_secret() {
        let store = KeyringSecrets::new(Box::<Fake>::default()).unwrap();
        store.set("a", &secret()).await.unwrap();
        assert!(!format!("{store:?}").contains("sesame"));
    }
}
