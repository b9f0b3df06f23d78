//! Carries plans out.

mod command;
mod conflict;
mod control;
mod copy;
mod delete;
mod download;
mod fetch;
mod gate;
mod halt;
mod job;
mod lane;
mod leftovers;
mod meter;
mod multipart;
mod options;
mod pace;
mod queue;
mod restore;
mod resumable;
mod run;
mod start;
mod sweep;
mod ticker;
mod transfer;
mod upload;
mod watch;

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use satchel_objects::ObjectStore;
use tokio::runtime::Handle;

use crate::journal::Journal;
use crate::{JournalNotice, Place, Result, TransferError, TransferId, TransferStatus};
pub use control::FileFilter;
use lane::Lane;
pub use leftovers::{Leftover, Whose};
pub use options::{Checkpoint, EngineOptions, Stores};
use pace::Limit;
pub use restore::EDIT_COMMAND;
pub use resumable::Resumable;
use transfer::Transfer;

/// What the engine tells without being asked.
#[derive(Clone, Debug)]
pub enum Event {
    /// The transfers that changed since the last time; at most 10 times a second.
    Changed(Vec<TransferStatus>),
    /// Transfers that aren't there any more: another process took them off its list, or over.
    Gone(Vec<TransferId>),
    /// Objects below a place were written or deleted; at most once a second for each transfer.
    PlaceChanged(Place),
    /// Something about a journal that was taken over later than at the start.
    Notice(JournalNotice),
}

/// The engine: it owns every transfer of this process. Cloning gives another handle to the same engine.
#[derive(Clone)]
pub struct Engine(Arc<Shared>);

/// What the engine's tasks share.
pub(crate) struct Shared {
    options: EngineOptions,
    runtime: Handle,
    stores: Arc<dyn Stores>,
    journal: Journal,
    events: Arc<dyn Fn(Event) + Send + Sync>,
    lanes: Mutex<HashMap<String, Arc<Lane>>>,
    up: Arc<Limit>,
    down: Arc<Limit>,
    transfers: Mutex<Vec<Arc<Transfer>>>,
    ticking: Mutex<bool>,
    /// Nothing begins any more.
    ending: Mutex<bool>,
    /// Whether the journal holds what another program left, and so its history too.
    holds_others: AtomicBool,
}

impl Engine {
    /// Opens the journal and takes over what is left of programs that are gone: what was running waits again and, as
    /// the options say, goes on. Must be called within a Tokio runtime. Events are told from tasks of the engine's own.
    ///
    /// What is wrong with a journal doesn't keep the engine from opening, it is told as a notice; only a journal of
    /// our own that can't be made is an error, because nothing could be promised without it.
    pub async fn open(
        options: EngineOptions,
        stores: Arc<dyn Stores>,
        events: Arc<dyn Fn(Event) + Send + Sync>,
    ) -> Result<(Self, Vec<JournalNotice>)> {
        let runtime = Handle::try_current().map_err(|_| TransferError::Ending)?;
        let (journal, notices) = restore::open_journal(&options).await?;
        let engine = Self(Arc::new(Shared {
            options,
            runtime,
            stores,
            journal,
            events,
            lanes: Mutex::default(),
            up: Arc::default(),
            down: Arc::default(),
            transfers: Mutex::default(),
            ticking: Mutex::new(false),
            ending: Mutex::new(false),
            holds_others: AtomicBool::new(false),
        }));
        restore::load(&engine.0).await?;
        watch::begin(&engine.0);
        queue::kick(&engine.0);
        Ok((engine, notices))
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Engine").field("options", &self.0.options).finish_non_exhaustive()
    }
}

impl Shared {
    fn find(&self, id: TransferId) -> Result<Arc<Transfer>> {
        lock(&self.transfers).iter().find(|transfer| transfer.id == id).cloned().ok_or(TransferError::UnknownTransfer)
    }

    /// What is shared by all transfers to one store.
    fn lane(&self, store: &dyn ObjectStore) -> Arc<Lane> {
        let mut lanes = lock(&self.lanes);
        lanes.entry(store.identity()).or_insert_with(|| Arc::new(Lane::new(&self.options))).clone()
    }

    /// The store that a transfer was planned on, else (after a restart, or with new credentials) the account's.
    async fn store_of(&self, transfer: &Transfer) -> Result<Arc<dyn ObjectStore>> {
        if let Some(store) = transfer.given_store() {
            return Ok(store);
        }
        let store = self.stores.store(&transfer.record.place.account).await?;
        transfer.keep_store(Some(store.clone()));
        Ok(store)
    }

    fn checkpoint(&self, name: &'static str) {
        if let Some(checkpoint) = &self.options.checkpoint {
            checkpoint(name);
        }
    }
}

/// A task that panicked while it held a lock leaves numbers behind, not broken pointers: they are still good to show.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
