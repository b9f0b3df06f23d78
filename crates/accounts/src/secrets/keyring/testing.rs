//! Keyrings for tests: one in memory that can be made to fail, and one that hangs.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex};

use zeroize::Zeroizing;

use super::KeyringBackend;
use crate::SecretError;

/// A keyring in memory. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Fake {
    state: Arc<Mutex<State>>,
    largest: Option<usize>,
}

#[derive(Default)]
struct State {
    entries: BTreeMap<String, Vec<u8>>,
    failure: Option<fn() -> SecretError>,
}

impl Fake {
    /// One whose entries hold so many bytes.
    pub(crate) fn holding_at_most(largest: usize) -> Self {
        Self { largest: Some(largest), ..Self::default() }
    }

    /// Lets every call fail from now on.
    pub(crate) fn fail_with(&self, failure: fn() -> SecretError) {
        self.state.lock().unwrap().failure = Some(failure);
    }

    /// Ends that.
    pub(crate) fn work_again(&self) {
        self.state.lock().unwrap().failure = None;
    }

    /// What it has, by name.
    pub(crate) fn entries(&self) -> Vec<(String, Vec<u8>)> {
        self.state.lock().unwrap().entries.clone().into_iter().collect()
    }

    fn with<T>(&self, act: impl FnOnce(&mut BTreeMap<String, Vec<u8>>) -> T) -> Result<T, SecretError> {
        let mut state = self.state.lock().unwrap();
        match state.failure {
            Some(failure) => Err(failure()),
            None => Ok(act(&mut state.entries)),
        }
    }
}

impl KeyringBackend for Fake {
    fn set(&mut self, entry: &str, secret: &[u8]) -> Result<(), SecretError> {
        assert!(secret.len() <= self.largest(), "{} bytes in one entry", secret.len());
        self.with(|entries| entries.insert(entry.to_owned(), secret.to_vec()))?;
        Ok(())
    }

    fn get(&mut self, entry: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretError> {
        self.with(|entries| entries.get(entry).cloned().map(Zeroizing::new))
    }

    fn delete(&mut self, entry: &str) -> Result<(), SecretError> {
        self.with(|entries| entries.remove(entry))?;
        Ok(())
    }

    fn probe(&mut self) -> Result<(), SecretError> {
        self.with(|_| ())
    }

    fn largest(&self) -> usize {
        self.largest.unwrap_or(usize::MAX)
    }
}

/// A keyring whose calls hang until it is released; then it works. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Hanging {
    gate: Arc<(Mutex<Gate>, Condvar)>,
    inner: Fake,
}

#[derive(Default)]
struct Gate {
    open: bool,
    calls: usize,
    set: bool,
}

impl Hanging {
    /// Lets calls through.
    pub(crate) fn release(&self) {
        self.gate.0.lock().unwrap().open = true;
        self.gate.1.notify_all();
    }

    /// How many calls came.
    pub(crate) fn calls(&self) -> usize {
        self.gate.0.lock().unwrap().calls
    }

    /// Whether a `set` was carried out.
    pub(crate) fn was_set(&self) -> bool {
        self.gate.0.lock().unwrap().set
    }

    fn pass(&self) {
        let mut gate = self.gate.0.lock().unwrap();
        gate.calls += 1;
        while !gate.open {
            gate = self.gate.1.wait(gate).unwrap();
        }
    }
}

impl KeyringBackend for Hanging {
    fn set(&mut self, entry: &str, secret: &[u8]) -> Result<(), SecretError> {
        self.pass();
        self.inner.set(entry, secret)?;
        self.gate.0.lock().unwrap().set = true;
        Ok(())
    }

    fn get(&mut self, entry: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretError> {
        self.pass();
        self.inner.get(entry)
    }

    fn delete(&mut self, entry: &str) -> Result<(), SecretError> {
        self.pass();
        self.inner.delete(entry)
    }

    fn probe(&mut self) -> Result<(), SecretError> {
        self.pass();
        self.inner.probe()
    }

    fn largest(&self) -> usize {
        self.inner.largest()
    }
}
