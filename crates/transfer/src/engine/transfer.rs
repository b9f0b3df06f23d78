//! One transfer while the engine has it. Its state changes here and nowhere else, by named steps.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Instant, SystemTime};

use satchel_objects::ObjectStore;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::conflict::decide;
use super::lock;
use super::meter::Meter;
use crate::{
    FileState, FileStatus, FileStep, OnConflict, Plan, PlanItem, Result, TransferError, TransferId, TransferState,
    TransferStatus, TransferStep,
};

pub(crate) struct Transfer {
    pub(super) id: TransferId,
    pub(super) store: Arc<dyn ObjectStore>,
    pub(super) plan: Plan,
    pub(super) on_conflict: OnConflict,
    started: SystemTime,
    live: Mutex<Live>,
    /// How many items count as files. People count files: a folder's marker is one only where there is nothing else.
    files: u32,
    /// Whether there is nothing else.
    only_folders: bool,
    /// `true` while nothing of it is under way.
    settled: watch::Sender<bool>,
}

/// What changes.
struct Live {
    state: TransferState,
    files: Vec<LiveFile>,
    /// How many of those that count as files are done or were left alone.
    files_done: u32,
    files_failed: u32,
    bytes: u64,
    bytes_done: u64,
    meter: Meter,
    retrying: BTreeMap<usize, Arc<TransferError>>,
    error: Option<Arc<TransferError>>,
    ended: Option<SystemTime>,
    cancel: CancellationToken,
    /// Something is to be told.
    dirty: bool,
    /// Objects were written or deleted since that was last told.
    wrote: bool,
}

struct LiveFile {
    state: FileState,
    size: u64,
    bytes_done: u64,
    error: Option<Arc<TransferError>>,
}

impl Transfer {
    pub(super) fn new(id: TransferId, store: Arc<dyn ObjectStore>, plan: Plan, on_conflict: OnConflict) -> Self {
        let files: Vec<LiveFile> = plan
            .items
            .iter()
            .map(|item| {
                let left_alone = decide(plan.kind, item, on_conflict).is_none();
                let state = if left_alone { FileState::Skipped } else { FileState::Waiting };
                LiveFile { state, size: item.size, bytes_done: 0, error: None }
            })
            .collect();
        let only_folders = plan.items.iter().all(PlanItem::is_folder);
        let left_alone = |(file, item): &(&LiveFile, &PlanItem)| {
            file.state == FileState::Skipped && (only_folders || !item.is_folder())
        };
        let skipped = files.iter().zip(&plan.items).filter(left_alone).count();
        let waiting = files.iter().filter(|file| file.state == FileState::Waiting);
        let live = Live {
            state: TransferState::Waiting,
            files_done: count(skipped),
            files_failed: 0,
            bytes: waiting.map(|file| file.size).sum(),
            bytes_done: 0,
            meter: Meter::new(Instant::now()),
            retrying: BTreeMap::new(),
            error: None,
            ended: None,
            cancel: CancellationToken::new(),
            dirty: true,
            wrote: false,
            files,
        };
        let settled = watch::Sender::new(false);
        let folders = plan.items.iter().filter(|item| !only_folders && item.is_folder()).count();
        let files = count(plan.items.len() - folders);
        let started = SystemTime::now();
        Self { id, store, plan, on_conflict, started, live: Mutex::new(live), files, only_folders, settled }
    }

    fn live(&self) -> MutexGuard<'_, Live> {
        lock(&self.live)
    }

    pub(super) fn status(&self) -> TransferStatus {
        let live = self.live();
        let running = live.state == TransferState::Running;
        TransferStatus {
            id: self.id,
            kind: self.plan.kind,
            place: self.plan.place.clone(),
            names: self.plan.names.clone(),
            state: live.state,
            files: self.files,
            files_done: live.files_done,
            files_failed: live.files_failed,
            bytes: live.bytes,
            bytes_done: live.bytes_done,
            speed: if running { live.meter.speed() } else { 0 },
            time_left: if running { live.meter.time_left(live.bytes.saturating_sub(live.bytes_done)) } else { None },
            retrying: live.retrying.values().next().cloned(),
            error: live.error.clone(),
            started: self.started,
            ended: live.ended,
        }
    }

    pub(super) fn files(&self, offset: u32, limit: u32, failed_only: bool) -> (u32, Vec<FileStatus>) {
        let live = self.live();
        let total = if failed_only { live.files_failed } else { count(live.files.len()) };
        let rows = live.files.iter().zip(&self.plan.items);
        let wanted = rows.filter(|(file, _)| !failed_only || file.state == FileState::Failed);
        let window = wanted.skip(offset as usize).take(limit as usize).map(|(file, item)| FileStatus {
            key: item.key().clone(),
            size: file.size,
            state: file.state,
            bytes_done: file.bytes_done,
            error: file.error.clone(),
        });
        (total, window.collect())
    }

    /// The items whose turn has not come yet.
    pub(super) fn waiting(&self) -> Vec<usize> {
        let live = self.live();
        let waiting = live.files.iter().enumerate().filter(|(_, file)| file.state == FileState::Waiting);
        waiting.map(|(index, _)| index).collect()
    }

    pub(super) fn cancel_token(&self) -> CancellationToken {
        self.live().cancel.clone()
    }

    /// Takes a step as a whole; says whether it could be taken.
    pub(super) fn step(&self, step: TransferStep) -> bool {
        let mut live = self.live();
        let Some(state) = live.state.after(step) else { return false };
        live.state = state;
        live.ended = state.has_ended().then(SystemTime::now);
        live.dirty = true;
        true
    }

    /// Takes a step with one file; says whether it could be taken.
    pub(super) fn file_step(&self, index: usize, step: FileStep, error: Option<Arc<TransferError>>) -> bool {
        let mut live = self.live();
        let live = &mut *live;
        let Some(file) = live.files.get_mut(index) else { return false };
        let Some(state) = file.state.after(step) else { return false };
        file.state = state;
        live.retrying.remove(&index);
        match step {
            FileStep::Finish => {
                live.bytes_done += file.size.saturating_sub(file.bytes_done);
                file.bytes_done = file.size;
            }
            FileStep::Skip => {
                live.bytes = live.bytes.saturating_sub(file.size);
                live.bytes_done = live.bytes_done.saturating_sub(std::mem::take(&mut file.bytes_done));
            }
            FileStep::Fail | FileStep::Cancel | FileStep::Retry => {
                live.bytes_done = live.bytes_done.saturating_sub(std::mem::take(&mut file.bytes_done));
            }
            FileStep::Begin => {}
        }
        let counted = self.plan.items.get(index).is_some_and(|item| self.only_folders || !item.is_folder());
        live.files_done += u32::from(counted && matches!(step, FileStep::Finish | FileStep::Skip));
        live.files_failed += u32::from(step == FileStep::Fail);
        file.error = error;
        if live.error.is_none() {
            live.error.clone_from(&file.error);
        }
        live.wrote |= step == FileStep::Finish;
        live.dirty = true;
        true
    }

    /// Bytes of a file were acknowledged.
    pub(super) fn acknowledged(&self, index: usize, bytes: u64) {
        let mut live = self.live();
        let live = &mut *live;
        if let Some(file) = live.files.get_mut(index) {
            file.bytes_done += bytes;
            live.bytes_done += bytes;
            live.dirty = true;
        }
    }

    /// A file begins anew.
    pub(super) fn begins_anew(&self, index: usize) {
        let mut live = self.live();
        let live = &mut *live;
        if let Some(file) = live.files.get_mut(index) {
            live.bytes_done = live.bytes_done.saturating_sub(std::mem::take(&mut file.bytes_done));
            live.dirty = true;
        }
    }

    /// A file has another size by now than when it was planned.
    pub(super) fn has_size(&self, index: usize, size: u64) {
        let mut live = self.live();
        let live = &mut *live;
        if let Some(file) = live.files.get_mut(index) {
            live.bytes = live.bytes.saturating_sub(file.size) + size;
            file.size = size;
        }
    }

    /// A file is tried again because of an error, or (`None`) no more.
    pub(super) fn retrying(&self, index: usize, error: Option<TransferError>) {
        let mut live = self.live();
        let changed = match error {
            Some(error) => live.retrying.insert(index, Arc::new(error)).is_none(),
            None => live.retrying.remove(&index).is_some(),
        };
        live.dirty |= changed;
    }

    pub(super) fn cancel(&self) {
        if self.step(TransferStep::Cancel) {
            self.live().cancel.cancel();
        }
    }

    /// Makes ready for another try.
    pub(super) fn reopen(&self) -> Result<()> {
        if !self.is_settled() {
            return Err(TransferError::StillRunning);
        }
        if !self.step(TransferStep::Retry) {
            return Ok(());
        }
        self.settled.send_replace(false);
        let again: Vec<usize> = {
            let mut live = self.live();
            live.cancel = CancellationToken::new();
            live.error = None;
            live.files_failed = 0;
            live.meter = Meter::new(Instant::now());
            (0..live.files.len()).collect()
        };
        for index in again {
            self.file_step(index, FileStep::Retry, None);
        }
        Ok(())
    }

    /// Ends the run: what is still waiting was cancelled, and the outcome is what became of the files.
    pub(super) fn settle(&self) {
        for index in self.waiting() {
            self.file_step(index, FileStep::Cancel, None);
        }
        let (done, failed) = {
            let live = self.live();
            let done = live.files.iter().any(|file| file.state == FileState::Done);
            (done, live.files_failed > 0)
        };
        // A cancelled transfer has taken its last step already.
        self.step(match (done, failed) {
            (_, false) => TransferStep::FinishWhole,
            (true, true) => TransferStep::FinishPartly,
            (false, true) => TransferStep::FinishFailed,
        });
        self.settled.send_replace(true);
    }

    pub(super) fn is_settled(&self) -> bool {
        *self.settled.borrow()
    }

    pub(super) async fn settled(&self) {
        // The sender lives as long as the transfer.
        let _ = self.settled.subscribe().wait_for(|settled| *settled).await;
    }

    /// What is to be told, if something is. Called by the ticker.
    pub(super) fn news(&self, now: Instant) -> Option<TransferStatus> {
        {
            let mut live = self.live();
            let bytes_done = live.bytes_done;
            live.meter.look(now, bytes_done);
            let running = live.state == TransferState::Running;
            if !std::mem::take(&mut live.dirty) && !running {
                return None;
            }
        }
        Some(self.status())
    }

    /// Whether objects were written or deleted since this was last asked.
    pub(super) fn take_wrote(&self) -> bool {
        std::mem::take(&mut self.live().wrote)
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
