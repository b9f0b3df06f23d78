//! The files of a transfer that are being done: how far each is, and its steps.

use std::sync::Arc;

use satchel_objects::ETag;

use super::{Running, Transfer};
use crate::journal::{Change, Counts, RecordedError, Written};
use crate::{FileNote, FileState, FileStep, TransferError};

impl Transfer {
    /// A file's turn came.
    pub(in crate::engine) fn file_begins(&self, index: u32, size: u64, bytes_done: u64, counted: bool) {
        let mut live = self.live();
        live.running.insert(index, Running { counted, size, bytes_done, retrying: None });
        live.dirty = true;
    }

    /// Takes a step with one running file. What it gives can be waited for where an order depends on it.
    pub(in crate::engine) fn file_step(
        &self,
        index: u32,
        step: FileStep,
        error: Option<&TransferError>,
        note: Option<FileNote>,
    ) -> Option<Written> {
        let state = FileState::Running.after(step)?;
        let mut live = self.live();
        let live = &mut *live;
        let file = live.running.remove(&index)?;
        let counts = &mut live.counts;
        match step {
            FileStep::Finish => counts.bytes_done += file.size.saturating_sub(file.bytes_done),
            FileStep::Skip => {
                counts.bytes = counts.bytes.saturating_sub(file.size);
                counts.bytes_done = counts.bytes_done.saturating_sub(file.bytes_done);
            }
            // What was acknowledged of it stays acknowledged: the next try goes on from there.
            FileStep::Begin | FileStep::Interrupt | FileStep::Fail | FileStep::Cancel | FileStep::Retry => {}
        }
        counts.files_done += u32::from(file.counted && matches!(step, FileStep::Finish | FileStep::Skip));
        counts.files_failed += u32::from(step == FileStep::Fail);
        live.wrote |= step == FileStep::Finish;
        live.dirty = true;
        if step == FileStep::Finish {
            live.holds = 0;
        }
        if live.error.is_none()
            && let Some(error) = error
        {
            live.error = Some(Arc::new(RecordedError::from(error).into_error()));
        }
        if step == FileStep::Interrupt {
            return None;
        }
        let error = error.map(Into::into);
        Some(self.journal.write(Change::File { id: self.id, index, state, error, note }))
    }

    /// A known object got a new content, which has this tag.
    pub(in crate::engine) fn has_written(&self, index: u32, etag: Option<ETag>) {
        if let Some(etag) = etag {
            self.live().written.insert(index, etag);
        }
    }

    pub(in crate::engine) fn written(&self, index: u32) -> Option<ETag> {
        self.live().written.get(&index).cloned()
    }

    /// Bytes of a file were acknowledged.
    pub(in crate::engine) fn acknowledged(&self, index: u32, bytes: u64) {
        let mut live = self.live();
        let live = &mut *live;
        if let Some(file) = live.running.get_mut(&index) {
            file.bytes_done += bytes;
            live.counts.bytes_done += bytes;
            live.holds = 0;
            live.dirty = true;
        }
    }

    /// A file has so many of its bytes acknowledged and no others: it begins anew, or goes on from there.
    pub(in crate::engine) fn begins_from(&self, index: u32, bytes: u64) {
        let mut live = self.live();
        let live = &mut *live;
        if let Some(file) = live.running.get_mut(&index) {
            let before = std::mem::replace(&mut file.bytes_done, bytes);
            live.counts.bytes_done = (live.counts.bytes_done + bytes).saturating_sub(before);
            live.dirty = true;
        }
    }

    /// A file has another size by now than when it was planned.
    pub(in crate::engine) fn has_size(&self, index: u32, size: u64) {
        let mut live = self.live();
        let live = &mut *live;
        if let Some(file) = live.running.get_mut(&index)
            && file.size != size
        {
            live.counts.bytes = live.counts.bytes.saturating_sub(file.size) + size;
            file.size = size;
            let _ = self.journal.write(Change::FileSize { id: self.id, index, size });
        }
    }

    /// A file is tried again because of an error, or (`None`) no more.
    pub(in crate::engine) fn retrying(&self, index: u32, error: Option<TransferError>) {
        let mut live = self.live();
        let live = &mut *live;
        if let Some(file) = live.running.get_mut(&index) {
            live.dirty |= file.retrying.is_some() != error.is_some();
            file.retrying = error.map(Arc::new);
        }
    }

    /// Many items that weren't running go from one state to another, as the journal will have it.
    pub(in crate::engine) fn recount(&self, counts: Counts) {
        let mut live = self.live();
        live.counts = counts;
        live.dirty = true;
    }
}
