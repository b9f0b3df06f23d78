//! Which rows are selected: a bit for each row ID, and the sums that a status line shows.

use crate::data::Entry;

/// A set of rows. Only rows that are shown are ever in it: what one doesn't see is never acted on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selection {
    bits: Vec<u64>,
    pub(crate) rows: usize,
    pub(crate) folders: usize,
    pub(crate) bytes: u64,
}

impl Selection {
    pub(crate) fn contains(&self, id: u32) -> bool {
        self.bits.get(id as usize / 64).is_some_and(|bits| bits & (1 << (id % 64)) != 0)
    }

    /// Takes the row in; `entry` is what stands in it.
    pub(crate) fn insert(&mut self, id: u32, entry: &Entry) {
        let word = id as usize / 64;
        if self.bits.len() <= word {
            self.bits.resize(word + 1, 0);
        }
        if !self.contains(id) {
            self.bits[word] |= 1 << (id % 64);
            self.rows += 1;
            self.folders += usize::from(entry.is_pre());
            self.bytes = self.bytes.wrapping_add(entry.size);
        }
    }

    /// Takes the row out.
    pub(crate) fn remove(&mut self, id: u32, entry: &Entry) {
        if self.contains(id) {
            self.bits[id as usize / 64] &= !(1 << (id % 64));
            self.rows -= 1;
            self.folders -= usize::from(entry.is_pre());
            self.bytes = self.bytes.wrapping_sub(entry.size);
        }
    }
}
