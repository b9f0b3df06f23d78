//! Handles: short names for things that stay in the engine (views, plans, selections, dropped files).

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use satchel_operations_schema::types::ErrorInfo;

use crate::errors;

/// Things by handle. At most `most` are kept: the oldest goes first, so that forgetting to close one can't fill the
/// memory.
pub struct Handles<T> {
    what: &'static str,
    most: usize,
    kept: Mutex<Kept<T>>,
}

struct Kept<T> {
    next: u64,
    by_number: HashMap<u64, T>,
}

impl<T> Handles<T> {
    /// An empty set of `what`.
    pub fn new(what: &'static str, most: usize) -> Self {
        Self { what, most, kept: Mutex::new(Kept { next: 1, by_number: HashMap::new() }) }
    }

    fn kept(&self) -> MutexGuard<'_, Kept<T>> {
        // A panic elsewhere leaves the map whole: every change is a single insert or remove.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps what `make` makes of its new handle.
    pub fn keep_with(&self, make: impl FnOnce(&str) -> T) -> String {
        let number = {
            let mut kept = self.kept();
            kept.next += 1;
            kept.next - 1
        };
        let handle = format!("{}-{number}", self.what);
        // Outside the lock: making a view may call back.
        let thing = make(&handle);
        let mut kept = self.kept();
        kept.by_number.insert(number, thing);
        if kept.by_number.len() > self.most
            && let Some(oldest) = kept.by_number.keys().min().copied()
        {
            kept.by_number.remove(&oldest);
        }
        handle
    }

    /// Keeps a thing.
    pub fn keep(&self, thing: T) -> String {
        self.keep_with(|_| thing)
    }

    /// Takes a thing out.
    pub fn take(&self, handle: &str) -> Result<T, ErrorInfo> {
        let number = self.number(handle)?;
        self.kept().by_number.remove(&number).ok_or_else(|| errors::stale(self.what))
    }

    fn number(&self, handle: &str) -> Result<u64, ErrorInfo> {
        let number = handle.strip_prefix(self.what).and_then(|rest| rest.strip_prefix('-')?.parse().ok());
        number.ok_or_else(|| errors::stale(self.what))
    }
}

impl<T: Clone> Handles<T> {
    /// A thing that stays.
    pub fn get(&self, handle: &str) -> Result<T, ErrorInfo> {
        let number = self.number(handle)?;
        self.kept().by_number.get(&number).cloned().ok_or_else(|| errors::stale(self.what))
    }
}

#[cfg(test)]
mod tests {
    use satchel_operations_schema::types::ErrorCode;

    use super::*;

    #[test]
    fn a_handle_names_its_thing_until_it_is_taken() {
        let handles = Handles::new("plan", 10);
        let handle = handles.keep("a");
        assert_eq!(handles.get(&handle).unwrap(), "a");
        assert_eq!(handles.take(&handle).unwrap(), "a");
        for unknown in [handle.as_str(), "plan-99", "view-1", "plan-", ""] {
            assert_eq!(handles.get(unknown).unwrap_err().code, ErrorCode::StaleHandle, "{unknown}");
        }
    }

    #[test]
    fn the_oldest_goes_when_there_are_too_many() {
        let handles = Handles::new("files", 2);
        let first = handles.keep(1);
        let (second, third) = (handles.keep(2), handles.keep(3));
        assert!(handles.get(&first).is_err());
        assert_eq!((handles.get(&second).unwrap(), handles.get(&third).unwrap()), (2, 3));
    }
}
