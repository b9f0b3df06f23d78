//! The one thread that writes. Changes that arrive while it commits wait together and share the next commit, so that
//! ten thousand of them cost a few writes to the disk, and each one is told when it is durable.

use std::collections::HashSet;
use std::mem::take;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::apply::{ApplyError, Slots, Tables};
use super::files::{Home, Lock};
use super::quarantine::set_aside;
use super::rows::BadRow;
use super::{Change, JournalError, JournalErrorKind, JournalNotice, NewItem, TransferRecord};

/// How many changes go into one commit at most, so that nobody waits for too many others.
const MOST: usize = 10_000;

type Outcome = Result<(), JournalError>;

pub(super) enum Message {
    Change(Box<Change>, oneshot::Sender<Outcome>),
    Add(Box<TransferRecord>, Vec<NewItem>, oneshot::Sender<Outcome>),
    /// Rows that a reader couldn't make sense of.
    SetAside(Vec<BadRow>),
    /// Answered when everything before it is durable or has failed.
    Flush(oneshot::Sender<()>),
    /// Something else that needs the writing connection, between two commits.
    Work(Box<dyn FnOnce(&mut Writer) + Send>),
    /// The last message.
    End(Box<dyn FnOnce(Writer) + Send>),
}

/// What the writer shares with those who hand changes over.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// How many messages were sent and aren't dealt with yet.
    pub(super) pending: AtomicU64,
    /// How many transactions were committed.
    pub(super) commits: AtomicU64,
    pub(super) notices: Mutex<Vec<JournalNotice>>,
    told: Mutex<HashSet<JournalNotice>>,
}

impl Shared {
    pub(super) fn notice(&self, notice: JournalNotice) {
        tracing::warn!(?notice, "a journal of transfers");
        self.notices.lock().unwrap_or_else(PoisonError::into_inner).push(notice);
    }

    /// For what is found again at every look.
    pub(super) fn notice_once(&self, notice: JournalNotice) {
        let new = self.told.lock().unwrap_or_else(PoisonError::into_inner).insert(notice.clone());
        if new {
            self.notice(notice);
        }
    }
}

pub(super) struct Writer {
    pub(super) connection: Connection,
    /// The journal's file, for errors.
    pub(super) path: PathBuf,
    /// `None` for one in memory.
    pub(super) home: Option<Home>,
    pub(super) slots: Slots,
    pub(super) shared: Arc<Shared>,
    /// Ours, and those of adopted journals whose files couldn't be removed yet.
    pub(super) locks: Vec<Lock>,
    /// The changes of the transaction that is open, and who waits for them.
    open: Option<Vec<oneshot::Sender<Outcome>>>,
    /// Who waits for everything that came before.
    flushes: Vec<oneshot::Sender<()>>,
}

impl Writer {
    pub(super) fn new(connection: Connection, path: PathBuf, home: Option<(Home, Lock)>, shared: Arc<Shared>) -> Self {
        let (home, lock) = home.unzip();
        let locks = lock.into_iter().collect();
        Self { connection, path, home, slots: Slots::default(), shared, locks, open: None, flushes: Vec::new() }
    }

    /// Starts the thread. It ends with [`Message::End`], or when nobody can send any more and everything is written.
    pub(super) fn start(self) -> Result<Sender<Message>, JournalError> {
        let (sender, receiver) = channel();
        let path = self.path.clone();
        let thread = std::thread::Builder::new().name("journal".into());
        thread.spawn(move || self.run(&receiver)).map_err(|error| JournalError::io(path, &error))?;
        Ok(sender)
    }

    fn run(mut self, receiver: &Receiver<Message>) {
        while let Ok(first) = receiver.recv() {
            let mut taken = 1;
            let mut next = Some(first);
            while let Some(message) = next {
                if let Message::End(end) = message {
                    self.commit();
                    return end(self);
                }
                // A change that makes the writer panic is an error of ours, but it must not end everybody's journal.
                if catch_unwind(AssertUnwindSafe(|| self.take(message))).is_err() {
                    self.fail(&self.error(JournalErrorKind::Failed, "the writer gave up on a change"));
                }
                next = if taken < MOST { receiver.try_recv().ok() } else { None };
                taken += 1;
            }
            self.commit();
            self.shared.pending.fetch_sub(taken as u64 - 1, Ordering::Release);
        }
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Change(change, waiter) => self.in_transaction(waiter, |tables| tables.apply(*change)),
            Message::Add(record, items, waiter) => {
                // It may be large, and fail where a small change doesn't: it has a transaction of its own.
                self.commit();
                self.in_transaction(waiter, |tables| {
                    tables.connection.execute_batch("SAVEPOINT whole")?;
                    let added = tables.add(&record, &items);
                    match &added {
                        Ok(()) => tables.connection.execute_batch("RELEASE whole")?,
                        Err(ApplyError::Inconsistent(_)) => {
                            tables.connection.execute_batch("ROLLBACK TO whole; RELEASE whole")?;
                        }
                        // The whole transaction is taken back, if SQLite hasn't done so already.
                        Err(ApplyError::Sqlite(_)) => {}
                    }
                    added
                });
                self.commit();
            }
            Message::SetAside(rows) => {
                self.commit();
                match set_aside(&mut self.connection, &rows) {
                    Ok(notices) => notices.into_iter().for_each(|notice| self.shared.notice(notice)),
                    Err(error) => tracing::warn!(%error, "damaged rows stay where they are"),
                }
            }
            Message::Flush(waiter) => self.flushes.push(waiter),
            Message::Work(work) => {
                self.commit();
                work(self);
            }
            Message::End(_) => {}
        }
    }

    fn in_transaction(
        &mut self,
        waiter: oneshot::Sender<Outcome>,
        change: impl FnOnce(&mut Tables<'_>) -> Result<(), ApplyError>,
    ) {
        if self.open.is_none() {
            if let Err(error) = self.connection.execute_batch("BEGIN IMMEDIATE") {
                let _ = waiter.send(Err(self.sqlite(&error)));
                return;
            }
            self.open = Some(Vec::new());
        }
        let mut tables = Tables { connection: &self.connection, slots: &mut self.slots };
        match change(&mut tables) {
            Ok(()) => self.open.get_or_insert_default().push(waiter),
            Err(ApplyError::Inconsistent(reason)) => {
                let error = self.error(JournalErrorKind::Inconsistent, &reason);
                tracing::debug!(%error, "a change wasn't made");
                let _ = waiter.send(Err(error));
            }
            Err(ApplyError::Sqlite(error)) => {
                let error = self.sqlite(&error);
                let _ = waiter.send(Err(error.clone()));
                self.fail(&error);
            }
        }
    }

    /// Makes what is open durable, and tells those who wait.
    fn commit(&mut self) {
        if self.open.is_some() {
            match self.connection.execute_batch("COMMIT") {
                Ok(()) => {
                    self.shared.commits.fetch_add(1, Ordering::Relaxed);
                    for waiter in self.open.take().unwrap_or_default() {
                        let _ = waiter.send(Ok(()));
                    }
                }
                Err(error) => self.fail(&self.sqlite(&error)),
            }
        }
        for waiter in take(&mut self.flushes) {
            let _ = waiter.send(());
        }
    }

    /// Takes back what is open, and tells those who wait.
    fn fail(&mut self, error: &JournalError) {
        tracing::warn!(%error, "changes weren't written");
        if !self.connection.is_autocommit()
            && let Err(error) = self.connection.execute_batch("ROLLBACK")
        {
            tracing::warn!(%error, "a transaction can't be taken back");
        }
        self.slots.forget();
        for waiter in self.open.take().unwrap_or_default() {
            let _ = waiter.send(Err(error.clone()));
        }
    }

    pub(super) fn error(&self, kind: JournalErrorKind, detail: &str) -> JournalError {
        JournalError { kind, path: self.path.clone(), detail: detail.to_owned() }
    }

    pub(super) fn sqlite(&self, error: &rusqlite::Error) -> JournalError {
        JournalError::sqlite(&self.path, error)
    }
}
