//! How a transfer and its files are shown.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use super::Transfer;
use crate::journal::{ItemRecord, TransferRecord};
use crate::{Destination, FileState, FileStatus, Owner, TransferState, TransferStatus};

impl Transfer {
    pub(in crate::engine) fn status(&self) -> TransferStatus {
        let live = self.live();
        let running = live.state == TransferState::Running;
        let record = &self.record;
        TransferStatus {
            id: self.id,
            kind: record.kind,
            place: record.place.clone(),
            names: record.names.clone(),
            state: live.state,
            pause: live.pause.filter(|_| live.state == TransferState::Paused),
            owner: Owner::Us,
            order: live.order,
            files: live.counts.files,
            files_done: live.counts.files_done,
            files_failed: live.counts.files_failed,
            bytes: live.counts.bytes,
            bytes_done: live.counts.bytes_done.min(live.counts.bytes),
            speed: if running { live.meter.speed() } else { 0 },
            time_left: running
                .then(|| live.meter.time_left(live.counts.bytes.saturating_sub(live.counts.bytes_done)))
                .flatten(),
            retrying: live.running.values().find_map(|file| file.retrying.clone()),
            error: live.error.clone(),
            started: record.started,
            ended: live.ended,
            target: target(&record.destination),
        }
    }

    /// A transfer of another process, as its journal has it.
    pub(in crate::engine) fn described(record: TransferRecord) -> TransferStatus {
        TransferStatus {
            id: record.id,
            kind: record.kind,
            state: record.state,
            pause: record.pause.filter(|_| record.state == TransferState::Paused),
            owner: Owner::Us,
            order: record.order,
            files: record.counts.files,
            files_done: record.counts.files_done,
            files_failed: record.counts.files_failed,
            bytes: record.counts.bytes,
            bytes_done: record.counts.bytes_done,
            speed: 0,
            time_left: None,
            retrying: None,
            error: record.error.map(|error| Arc::new(error.into_error())),
            started: record.started,
            ended: record.ended,
            target: target(&record.destination),
            place: record.place,
            names: record.names,
        }
    }

    /// A file as the journal has it, with what is going on with it now.
    pub(in crate::engine) fn file(&self, record: ItemRecord) -> FileStatus {
        let live = self.live();
        let running = live.running.get(&record.index);
        FileStatus {
            index: record.index,
            key: record.item.key().clone(),
            size: running.map_or(record.size, |file| file.size),
            state: if running.is_some() { FileState::Running } else { record.state },
            bytes_done: running.map_or(record.bytes_done, |file| file.bytes_done),
            retrying: running.and_then(|file| file.retrying.clone()),
            error: record.error.map(|error| Arc::new(error.into_error())),
            note: record.note,
        }
    }

    /// What is to be told, if something is. Called by the ticker.
    pub(in crate::engine) fn news(&self, now: Instant) -> Option<TransferStatus> {
        {
            let mut live = self.live();
            let bytes_done = live.counts.bytes_done;
            live.meter.look(now, bytes_done);
            let running = live.state == TransferState::Running;
            if !std::mem::take(&mut live.dirty) && !running {
                return None;
            }
        }
        Some(self.status())
    }

    /// Whether objects were written or deleted since this was last asked.
    pub(in crate::engine) fn take_wrote(&self) -> bool {
        std::mem::take(&mut self.live().wrote)
    }
}

/// Where a download goes.
fn target(destination: &Destination) -> Option<PathBuf> {
    match destination {
        Destination::Folder(folder) => Some(folder.clone()),
        Destination::Place(_) | Destination::None => None,
    }
}
