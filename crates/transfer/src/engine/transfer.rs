//! One transfer while the engine has it. Its state changes here and nowhere else, by named steps, and every step is
//! handed to the journal. The items themselves stay in the journal: in memory are counts and what is running.

mod files;
mod shown;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant, SystemTime};

use satchel_objects::{ETag, ObjectStore};
use tokio::sync::watch;

use super::download::TargetSlot;
use super::halt::{Halt, HaltReason};
use super::lock;
use super::meter::Meter;
use crate::journal::{Change, Counts, Journal, TransferRecord};
use crate::{PauseReason, Result, TransferError, TransferId, TransferState, TransferStep};

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
}
