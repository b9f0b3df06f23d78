//! One transfer while the engine has it. Its state changes here and nowhere else, by named steps, and every step is
//! handed to the journal. The items themselves stay in the journal: in memory are counts and what is running.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant, SystemTime};

use satchel_objects::{ETag, ObjectStore};
use tokio::sync::watch;

use super::download::TargetSlot;
use super::halt::{Halt, HaltReason};
use super::lock;
use super::meter::Meter;
use crate::journal::{Change, Counts, ItemRecord, Journal, TransferRecord, Written};
use crate::{
    Destination, FileNote, FileState, FileStatus, FileStep, Owner, PauseReason, Result, TransferError, TransferId,
    TransferState, TransferStatus, TransferStep,
};

pub(crate) struct Transfer {
    pub(super) id: TransferId,
    /// What it is, as it was started. What changes of a record is in `live`.
    pub(super) record: TransferRecord,
    pub(super) journal: Journal,
    /// Told by whoever started it; else asked for when it runs.
    store: Mutex<Option<Arc<dyn ObjectStore>>>,
    /// The folder that a download writes to, opened once.
    pub(super) target: TargetSlot,
    live: Mutex<Live>,
    /// When its destination was looked at, where that is known.
    planned: Option<Instant>,
    /// Whether this is its first run.
    fresh: AtomicBool,
    /// Whether it has nothing but folders' markers: then they count as files.
    only_folders: AtomicBool,
    /// Whether somebody waits to look whether it can go on.
    looking: AtomicBool,
    /// `true` while nothing of it is under way.
    settled: watch::Sender<bool>,
}

/// For how long a look at the destination is trusted. Looking at each key again just before it is written narrows the
/// time in which somebody else's object could be met, it doesn't end it: only a server that refuses by itself does.
const TRUSTED: Duration = Duration::from_secs(5);

/// What changes.
struct Live {
    state: TransferState,
    pause: Option<PauseReason>,
    order: i64,
    counts: Counts,
    running: BTreeMap<u32, Running>,
    /// The tags of the known objects that got a new content.
    written: BTreeMap<u32, ETag>,
    meter: Meter,
    error: Option<Arc<TransferError>>,
    ended: Option<SystemTime>,
    halt: Halt,
    /// How often in a row it was held without anything having arrived in between.
    holds: u32,
    /// Something is to be told.
    dirty: bool,
    /// Objects were written or deleted since that was last told.
    wrote: bool,
}

/// A file that is being done.
struct Running {
    counted: bool,
    size: u64,
    bytes_done: u64,
    retrying: Option<Arc<TransferError>>,
}

impl Transfer {
    /// One that was just planned, with the store that it was planned on.
    pub(super) fn new(
        record: TransferRecord,
        journal: Journal,
        store: Arc<dyn ObjectStore>,
        planned: Option<Instant>,
    ) -> Self {
        let transfer = Self { planned, ..Self::restored(record, journal) };
        *lock(&transfer.store) = Some(store);
        transfer.fresh.store(true, Ordering::Relaxed);
        transfer
    }

    /// One that the journal remembers.
    pub(super) fn restored(record: TransferRecord, journal: Journal) -> Self {
        let live = Live {
            state: record.state,
            pause: record.pause,
            order: record.order,
            counts: record.counts,
            running: BTreeMap::new(),
            written: BTreeMap::new(),
            meter: Meter::new(Instant::now()),
            error: record.error.clone().map(|error| Arc::new(error.into_error())),
            ended: record.ended,
            halt: Halt::default(),
            holds: 0,
            dirty: true,
            wrote: false,
        };
        Self {
            id: record.id,
            record,
            journal,
            store: Mutex::new(None),
            target: TargetSlot::default(),
            live: Mutex::new(live),
            planned: None,
            fresh: AtomicBool::new(false),
            only_folders: AtomicBool::new(false),
            looking: AtomicBool::new(false),
            settled: watch::Sender::new(true),
        }
    }

    fn live(&self) -> MutexGuard<'_, Live> {
        lock(&self.live)
    }

    pub(super) fn given_store(&self) -> Option<Arc<dyn ObjectStore>> {
        lock(&self.store).clone()
    }

    /// Keeps a store for the next run, or forgets the one that was kept.
    pub(super) fn keep_store(&self, store: Option<Arc<dyn ObjectStore>>) {
        *lock(&self.store) = store;
    }

    /// Whether this is its first run: nothing of it was done, or half done, before.
    pub(super) fn is_fresh(&self) -> bool {
        self.fresh.load(Ordering::Relaxed)
    }

    /// Whether the destination was looked at just now, so that what was found there can be trusted.
    pub(super) fn trusts_plan(&self) -> bool {
        self.is_fresh() && self.planned.is_some_and(|planned| planned.elapsed() < TRUSTED)
    }

    pub(super) fn is_no_longer_fresh(&self) {
        self.fresh.store(false, Ordering::Relaxed);
    }

    pub(super) fn has_only_folders(&self) -> bool {
        self.only_folders.load(Ordering::Relaxed)
    }

    pub(super) fn set_only_folders(&self, only_folders: bool) {
        self.only_folders.store(only_folders, Ordering::Relaxed);
    }

    /// Whether nobody waits yet to look whether it can go on. From now on somebody does.
    pub(super) fn takes_a_look(&self) -> bool {
        !self.looking.swap(true, Ordering::Relaxed)
    }

    pub(super) fn has_looked(&self) {
        self.looking.store(false, Ordering::Relaxed);
    }

    pub(super) fn state(&self) -> TransferState {
        self.live().state
    }

    pub(super) fn pause_reason(&self) -> Option<PauseReason> {
        let live = self.live();
        live.pause.filter(|_| live.state == TransferState::Paused)
    }

    pub(super) fn order(&self) -> i64 {
        self.live().order
    }

    pub(super) fn set_order(&self, order: i64) {
        let mut live = self.live();
        if live.order != order {
            live.order = order;
            live.dirty = true;
            let _ = self.journal.write(Change::Order { id: self.id, order });
        }
    }

    pub(super) fn status(&self) -> TransferStatus {
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
    pub(super) fn described(record: TransferRecord) -> TransferStatus {
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
    pub(super) fn file(&self, record: ItemRecord) -> FileStatus {
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

    /// Takes a step as a whole; says whether it could be taken.
    pub(super) fn step(
        &self,
        step: TransferStep,
        pause: Option<PauseReason>,
        error: Option<Arc<TransferError>>,
    ) -> bool {
        let mut live = self.live();
        let Some(state) = live.state.after(step) else { return false };
        live.state = state;
        live.pause = pause;
        live.ended = state.has_ended().then(SystemTime::now);
        match step {
            TransferStep::Pause => live.error = error,
            TransferStep::Resume | TransferStep::Retry => live.error = None,
            _ => {}
        }
        live.dirty = true;
        let error = live.error.as_deref().map(Into::into);
        let _ = self.journal.write(Change::Transfer { id: self.id, state, pause, error, ended: live.ended });
        drop(live);
        self.settled.send_modify(|_| ());
        true
    }

    /// Begins a run: says what stops it.
    pub(super) fn begin(&self) -> Option<Halt> {
        if !self.step(TransferStep::Begin, None, None) {
            return None;
        }
        let mut live = self.live();
        live.meter = Meter::new(Instant::now());
        Some(live.halt.clone())
    }

    /// A file's turn came.
    pub(super) fn file_begins(&self, index: u32, size: u64, bytes_done: u64, counted: bool) {
        let mut live = self.live();
        live.running.insert(index, Running { counted, size, bytes_done, retrying: None });
        live.dirty = true;
    }

    /// Takes a step with one running file. What it gives can be waited for where an order depends on it.
    pub(super) fn file_step(
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
            live.error = Some(Arc::new(crate::journal::RecordedError::from(error).into_error()));
        }
        if step == FileStep::Interrupt {
            return None;
        }
        let error = error.map(Into::into);
        Some(self.journal.write(Change::File { id: self.id, index, state, error, note }))
    }

    /// Many items that weren't running go from one state to another, as the journal will have it.
    pub(super) fn recount(&self, counts: Counts) {
        let mut live = self.live();
        live.counts = counts;
        live.dirty = true;
    }

    /// A known object got a new content, which has this tag.
    pub(super) fn has_written(&self, index: u32, etag: Option<ETag>) {
        if let Some(etag) = etag {
            self.live().written.insert(index, etag);
        }
    }

    pub(super) fn written(&self, index: u32) -> Option<ETag> {
        self.live().written.get(&index).cloned()
    }

    /// Bytes of a file were acknowledged.
    pub(super) fn acknowledged(&self, index: u32, bytes: u64) {
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
    pub(super) fn begins_from(&self, index: u32, bytes: u64) {
        let mut live = self.live();
        let live = &mut *live;
        if let Some(file) = live.running.get_mut(&index) {
            let before = std::mem::replace(&mut file.bytes_done, bytes);
            live.counts.bytes_done = (live.counts.bytes_done + bytes).saturating_sub(before);
            live.dirty = true;
        }
    }

    /// A file has another size by now than when it was planned.
    pub(super) fn has_size(&self, index: u32, size: u64) {
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
    pub(super) fn retrying(&self, index: u32, error: Option<TransferError>) {
        let mut live = self.live();
        let live = &mut *live;
        if let Some(file) = live.running.get_mut(&index) {
            live.dirty |= file.retrying.is_some() != error.is_some();
            file.retrying = error.map(Arc::new);
        }
    }

    /// Stops the run, if there is one, for this reason.
    pub(super) fn stop(&self, reason: HaltReason) {
        self.live().halt.stop(reason);
    }

    /// Held because something is missing; says how often in a row that was.
    pub(super) fn hold(&self, reason: PauseReason, error: TransferError) {
        if self.step(TransferStep::Pause, Some(reason), Some(Arc::new(error))) {
            let mut live = self.live();
            live.holds += 1;
            live.halt.stop(HaltReason::Pause);
        }
    }

    /// How often in a row it was held without progress in between.
    pub(super) fn holds(&self) -> u32 {
        self.live().holds
    }

    /// Makes ready for another try of what failed or was cancelled.
    pub(super) fn reopen(&self) -> Result<bool> {
        if !self.is_settled() {
            return Err(TransferError::StillRunning);
        }
        self.is_no_longer_fresh();
        Ok(self.step(TransferStep::Retry, None, None))
    }

    /// Ends a run that came to its end by itself.
    pub(super) fn finish(&self) {
        let (done, failed) = {
            let live = self.live();
            (live.counts.files_done > 0, live.counts.files_failed > 0)
        };
        let step = match (done, failed) {
            (_, false) => TransferStep::FinishWhole,
            (true, true) => TransferStep::FinishPartly,
            (false, true) => TransferStep::FinishFailed,
        };
        self.step(step, None, None);
    }

    /// Its run is about to begin. What stops it from now on stops this run, also before it began.
    pub(super) fn is_taken(&self) {
        self.live().halt = Halt::default();
        self.settled.send_replace(false);
    }

    /// Nothing of it is under way any more.
    pub(super) fn settle(&self) {
        self.is_no_longer_fresh();
        self.settled.send_replace(true);
    }

    /// Told whenever it takes a step, and whether nothing of it is under way.
    pub(super) fn changes(&self) -> watch::Receiver<bool> {
        self.settled.subscribe()
    }

    /// Waits for something else than before.
    pub(super) fn set_pause(&self, reason: PauseReason) {
        let mut live = self.live();
        if live.state == TransferState::Paused && live.pause != Some(reason) {
            live.pause = Some(reason);
            live.dirty = true;
            let error = live.error.as_deref().map(Into::into);
            let pause = Some(reason);
            let _ = self.journal.write(Change::Transfer { id: self.id, state: live.state, pause, error, ended: None });
        }
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
    pub(super) fn take_wrote(&self) -> bool {
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
