//! The memory of parts, used again.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::{Bytes, BytesMut};

use super::MEMORY_PART;

/// Blocks of memory, each for a whole part, that others will want at once. Allocators keep such blocks apart and grow;
/// used again, the same few do for an upload of any length.
#[derive(Clone, Debug, Default)]
pub(super) struct Buffers(Arc<Mutex<Vec<BytesMut>>>);

impl Buffers {
    /// An empty one.
    pub(super) fn take(&self) -> BytesMut {
        self.lock().pop().unwrap_or_else(|| BytesMut::with_capacity(MEMORY_PART))
    }

    /// One that nobody needs any more.
    pub(super) fn give_back(&self, bytes: Bytes) {
        // Whoever still has it keeps it.
        let Ok(mut buffer) = bytes.try_into_mut() else { return };
        buffer.clear();
        if buffer.capacity() == MEMORY_PART {
            self.lock().push(buffer);
        }
    }

    /// Nobody wants any: all are given up.
    pub(super) fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, Vec<BytesMut>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }
}
