//! How far the making of a plan is.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts what planning finds and tells it to a callback.
pub struct Progress {
    files: AtomicU64,
    bytes: AtomicU64,
    tell: Box<dyn Fn(u64, u64) + Send + Sync>,
}

impl Progress {
    /// Tells `tell(files, bytes)` what was found so far, each time that more was found. It must be quick: it is called
    /// for every file.
    pub fn new(tell: impl Fn(u64, u64) + Send + Sync + 'static) -> Self {
        Self { files: AtomicU64::new(0), bytes: AtomicU64::new(0), tell: Box::new(tell) }
    }

    /// Tells nobody.
    pub fn silent() -> Self {
        Self::new(|_, _| {})
    }

    pub(crate) fn found(&self, size: u64) {
        let files = self.files.fetch_add(1, Ordering::Relaxed) + 1;
        let bytes = self.bytes.fetch_add(size, Ordering::Relaxed) + size;
        (self.tell)(files, bytes);
    }
}

impl std::fmt::Debug for Progress {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Progress")
            .field("files", &self.files)
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}
