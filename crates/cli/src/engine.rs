//! The transfer engine, opened for one command.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use satchel_accounts::{AccountId, Accounts};
use satchel_objects::ObjectStore;
use satchel_transfer::{
    Engine, EngineOptions, Event, JournalNotice, PauseReason, Program, Stores, TransferError, TransferId,
    TransferState, TransferStatus,
};
use tokio::sync::OnceCell;

use crate::arguments::{Global, Tuning};
use crate::connect::{self, Session};
use crate::failure::{Failure, Result, Stop, failed};
use crate::interrupt::Interrupts;
use crate::progress::Bar;
use crate::words;

/// How long a transfer may wait for the network before the command gives up. The journal keeps it.
const PATIENCE: Duration = Duration::from_mins(2);

/// An engine over the journals that the desktop app shares.
pub struct Opened {
    /// The engine.
    pub engine: Engine,
    shown: Arc<AtomicU64>,
    bar: Bar,
}

/// Opens the engine. With `adopt`, what programs that are gone left unfinished is ours from now on; it stays paused
/// until somebody wants it. Where no journal can be kept, the command works all the same and says so.
pub async fn open(
    global: &Global,
    session: Option<&Session>,
    tuning: Tuning,
    adopt: bool,
    bar: &Bar,
) -> Result<Opened> {
    let journals = match connect::data_directory() {
        Ok(directory) => Some(directory.join("journals")),
        Err(_) => None,
    };
    let mut options =
        EngineOptions { journals, program: Program::CommandLine, adopt, go_on: false, ..EngineOptions::default() };
    if let Some(concurrency) = tuning.concurrency {
        options.concurrency = concurrency;
        options.parts = concurrency;
    }
    if let Some(part_size) = tuning.part_size {
        options.part_size = part_size;
    }
    let stores =
        Arc::new(AccountStores { session: session.cloned(), global: global.clone(), accounts: OnceCell::new() });
    let shown = Arc::new(AtomicU64::new(0));
    let tell = events(bar.clone(), shown.clone());
    let (engine, notices) = match Engine::open(options.clone(), stores.clone(), tell.clone()).await {
        Ok(opened) => opened,
        Err(TransferError::Journal(error)) => {
            bar.say(&format!("satchel: {error}. This command can't be gone on with if it is interrupted."));
            Engine::open(EngineOptions { journals: None, ..options }, stores, tell).await?
        }
        Err(error) => return Err(error.into()),
    };
    for notice in &notices {
        bar.say(&format!("satchel: {}", in_words(notice)));
    }
    engine.set_limits(tuning.limit_up, tuning.limit_down);
    Ok(Opened { engine, shown, bar: bar.clone() })
}

fn events(bar: Bar, shown: Arc<AtomicU64>) -> Arc<dyn Fn(Event) + Send + Sync> {
    Arc::new(move |event| match event {
        Event::Changed(changed) => {
            let wanted = shown.load(Ordering::Relaxed);
            for status in changed.iter().filter(|status| status.id.0 == wanted) {
                bar.show(status);
            }
        }
        Event::Notice(notice) => bar.say(&format!("satchel: {}", in_words(&notice))),
        Event::Gone(_) | Event::PlaceChanged(_) => {}
    })
}

impl Opened {
    /// Waits until a transfer has ended or can't go on by itself. The first Ctrl-C pauses it, the second ends at once.
    pub async fn wait(&self, id: TransferId, interrupts: &mut Interrupts) -> Result<TransferStatus> {
        self.shown.store(id.0, Ordering::Relaxed);
        let since = Mutex::new(None::<Instant>);
        loop {
            tokio::select! {
                status = self.engine.wait(id) => {
                    let status = status?;
                    if !self.waits_on(&status, &since) {
                        return Ok(status);
                    }
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
                () = interrupts.wait(1) => break,
            }
        }
        self.bar.say("satchel: stopping; once more stops at once");
        self.engine.pause(id).await?;
        tokio::select! {
            status = self.engine.wait(id) => Ok(status?),
            () = interrupts.wait(2) => {
                self.bar.clear();
                Err(failed("stopped at once; the same command again goes on"))
            }
        }
    }

    /// Whether a paused transfer is worth waiting for: the network may come back.
    fn waits_on(&self, status: &TransferStatus, since: &Mutex<Option<Instant>>) -> bool {
        if status.state != TransferState::Paused || status.pause != Some(PauseReason::Offline) {
            return false;
        }
        let mut since = since.lock().unwrap_or_else(PoisonError::into_inner);
        let begun = *since.get_or_insert_with(|| {
            self.bar.say("satchel: the store can't be reached; waiting for it (Ctrl-C stops)");
            Instant::now()
        });
        begun.elapsed() < PATIENCE
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        self.bar.clear();
    }

    /// Writes the journal out. Nothing is left of it where everything has ended.
    pub async fn close(self) -> Result<()> {
        Ok(self.engine.close(true).await?)
    }
}

/// Stores by account: the one that the command uses, and saved ones for transfers that others began.
struct AccountStores {
    session: Option<Session>,
    global: Global,
    accounts: OnceCell<Accounts>,
}

#[async_trait]
impl Stores for AccountStores {
    async fn store(&self, account: &str) -> Result<Arc<dyn ObjectStore>, TransferError> {
        if let Some(session) = self.session.as_ref().filter(|session| session.account == account) {
            return Ok(session.store.clone());
        }
        if let Some(store) = account.strip_prefix(connect::ENVIRONMENT) {
            let reason = format!("it was begun with other AWS settings: set the environment of {store}");
            return Err(TransferError::NoStore { reason });
        }
        let opened = self.accounts.get_or_try_init(|| connect::accounts(&self.global)).await;
        let accounts = opened.map_err(no_store)?;
        accounts.store(&AccountId::new(account)).await.map_err(|error| no_store(error.into()))
    }
}

fn no_store(stop: Stop) -> TransferError {
    let reason = match stop {
        Stop::Failed(failure) => {
            let Failure { info, .. } = *failure;
            words::sentence(&info)
        }
        Stop::Unread => String::new(),
    };
    TransferError::NoStore { reason }
}

fn in_words(notice: &JournalNotice) -> String {
    match notice {
        JournalNotice::Newer { path } => {
            format!("{} was written by a newer Satchel and is left alone", path.display())
        }
        JournalNotice::Corrupt { path, detail } => {
            format!("a journal of transfers was damaged ({detail}) and lies as {} now", path.display())
        }
        JournalNotice::Quarantined { reason, .. } => {
            format!("an entry of a journal couldn't be read ({reason}) and was put aside")
        }
        JournalNotice::NotAdopted { path, detail } => {
            format!("{} can't be taken over now: {detail}", path.display())
        }
    }
}

/// Says that a transfer stands still, and how it goes on.
pub fn paused(status: &TransferStatus) -> Stop {
    let why = match status.pause {
        Some(PauseReason::Person) | None => "stopped".to_owned(),
        Some(PauseReason::Restart) => "paused".to_owned(),
        Some(reason @ (PauseReason::NeedsCredentials | PauseReason::DiskFull | PauseReason::Offline)) => {
            let info = status.error.as_deref().map(satchel_operations::errors::transfer);
            info.map_or_else(|| format!("paused ({reason:?})"), |info| words::sentence(&info))
        }
    };
    let why = why.trim_end_matches('.');
    let so_far = format!("{} of {} done", status.files_done, status.files);
    failed(format!("{why}. {so_far}; the same command again goes on, or `satchel transfers resume {}`", status.id))
}
