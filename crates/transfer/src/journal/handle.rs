//! One open journal: the way to its writer, and its readers.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::adopt::{self, Adoption, Orphan};
use super::files::{self, Home};
use super::quarantine::set_aside;
use super::read::Reading;
use super::writer::{Message, Shared, Writer};
use super::{Closing, JournalError, JournalNotice, schema};
use crate::blocking::blocking;
use crate::{Program, Result, TransferError, TransferId};

pub(super) struct Handle {
    sender: Sender<Message>,
    pub(super) shared: Arc<Shared>,
    /// `None` for one in memory.
    pub(super) home: Option<Home>,
    /// Connections that nobody reads with now; `None` once the journal is closed.
    readers: Mutex<Option<Vec<Connection>>>,
}

type Opened = (Handle, Vec<TransferId>, Vec<JournalNotice>);

impl Handle {
    pub(super) fn open(folder: &Path, program: Program, adopt: bool) -> Result<Opened, JournalError> {
        let folder = std::path::absolute(folder).map_err(|error| JournalError::io(folder, &error))?;
        files::make_folder(&folder).map_err(|error| JournalError::io(&folder, &error))?;
        let shared = Arc::new(Shared::default());
        let mut adoption = Adoption::default();
        let mut orphans =
            if adopt { adopt::orphans(&folder, Some(program), &mut adoption.notices)? } else { Vec::new() };
        // The largest is gone on with as it is, so that a long history isn't copied at every start.
        orphans.sort_by_key(|orphan| std::fs::metadata(orphan.home.journal()).map_or(0, |metadata| metadata.len()));
        let Orphan { home, lock, connection } = match orphans.pop() {
            Some(orphan) => {
                let ids = Reading::new(&orphan.connection).ids();
                let path = orphan.home.journal();
                adoption.transfers = ids.map_err(|error| JournalError::sqlite(path, &error))?;
                orphan
            }
            None => fresh(&folder, program)?,
        };
        let path = home.journal();
        home.set_owner(program).map_err(|error| JournalError::io(&path, &error))?;
        let mut writer = Writer::new(connection, path.clone(), Some((home.clone(), lock)), shared.clone());
        adopt::copy_all(&mut writer.connection, &home, orphans, &mut writer.locks, &mut adoption);
        let failed = |error: rusqlite::Error| JournalError::sqlite(&path, &error);
        adopt::forget_marks(&writer.connection, &folder).map_err(failed)?;
        if adopt {
            adoption.notices.extend(tidy(&mut writer.connection).map_err(failed)?);
            let there = Reading::new(&writer.connection).ids().map_err(failed)?;
            adoption.transfers.retain(|id| there.contains(id));
        }
        let handle = Self::start(writer, Some(home), shared)?;
        Ok((handle, adoption.transfers, adoption.notices))
    }

    pub(super) fn in_memory() -> Result<Self, JournalError> {
        let path = PathBuf::from(":memory:");
        let connection = schema::open_in_memory().map_err(|error| JournalError::sqlite(&path, &error))?;
        let shared = Arc::new(Shared::default());
        Self::start(Writer::new(connection, path, None, shared.clone()), None, shared)
    }

    fn start(writer: Writer, home: Option<Home>, shared: Arc<Shared>) -> Result<Self, JournalError> {
        Ok(Self { sender: writer.start()?, shared, home, readers: Mutex::new(Some(Vec::new())) })
    }

    pub(super) fn send(&self, message: Message) -> Result<()> {
        self.shared.pending.fetch_add(1, Ordering::SeqCst);
        self.sender.send(message).map_err(|_| {
            self.shared.pending.fetch_sub(1, Ordering::SeqCst);
            TransferError::Ending
        })
    }

    pub(super) async fn flush(&self) -> Result<()> {
        if self.shared.pending.load(Ordering::SeqCst) == 0 {
            return Ok(());
        }
        let (sender, receiver) = oneshot::channel();
        self.send(Message::Flush(sender))?;
        receiver.await.map_err(|_| TransferError::Ending)
    }

    /// Runs `work` with the writing connection, after everything that was handed over before.
    pub(super) async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Writer) -> T + Send + 'static,
    ) -> Result<T> {
        let (sender, receiver) = oneshot::channel();
        self.send(Message::Work(Box::new(move |writer| {
            let _ = sender.send(work(writer));
        })))?;
        receiver.await.map_err(|_| TransferError::Ending)
    }

    /// Reads one state of the journal that has everything that was handed over before.
    pub(super) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        look: impl FnOnce(&Reading<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T> {
        let Some(home) = &self.home else {
            return Ok(self.work(|writer| writer.read(look)).await??);
        };
        self.flush().await?;
        let (handle, path) = (self.clone(), home.journal());
        blocking(move || handle.read_file(&path, look)).await
    }

    fn read_file<T>(&self, path: &Path, look: impl FnOnce(&Reading<'_>) -> rusqlite::Result<T>) -> Result<T> {
        let failed = |error: rusqlite::Error| JournalError::sqlite(path, &error);
        let free = self.readers().as_mut().ok_or(TransferError::Ending)?.pop();
        let mut connection = match free {
            Some(connection) => connection,
            None => schema::open_to_read(path).map_err(failed)?,
        };
        let snapshot = connection.transaction().map_err(failed)?;
        let reading = Reading::new(&snapshot);
        let found = look(&reading).map_err(failed);
        let bad = reading.into_bad();
        drop(snapshot);
        if let Some(readers) = self.readers().as_mut() {
            readers.push(connection);
        }
        if !bad.is_empty() {
            self.send(Message::SetAside(bad))?;
        }
        Ok(found?)
    }

    fn readers(&self) -> std::sync::MutexGuard<'_, Option<Vec<Connection>>> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) async fn adopt(self: Arc<Self>, only: Option<Program>) -> Result<Adoption> {
        let Some(home) = self.home.clone() else { return Ok(Adoption::default()) };
        let folder = home.folder.clone();
        let (orphans, notices) = blocking(move || {
            let mut notices = Vec::new();
            let orphans = adopt::orphans(&folder, only, &mut notices)?;
            Ok::<_, JournalError>((orphans, notices))
        })
        .await?;
        let mut adoption = Adoption { transfers: Vec::new(), notices };
        if orphans.is_empty() {
            return Ok(adoption);
        }
        self.work(move |writer| {
            adopt::copy_all(&mut writer.connection, &home, orphans, &mut writer.locks, &mut adoption);
            match tidy(&mut writer.connection) {
                Ok(notices) => adoption.notices.extend(notices),
                Err(error) => tracing::warn!(%error, "the adopted transfers weren't looked through"),
            }
            adoption
        })
        .await
    }

    pub(super) async fn close(&self, closing: Closing) -> Result<()> {
        self.readers().take();
        let (sender, receiver) = oneshot::channel();
        self.send(Message::End(Box::new(move |writer| {
            let _ = sender.send(writer.end(closing));
        })))?;
        Ok(receiver.await.map_err(|_| TransferError::Ending)??)
    }
}

impl std::fmt::Debug for Handle {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Handle").field("home", &self.home).finish_non_exhaustive()
    }
}

/// A new journal, locked before it has its name.
fn fresh(folder: &Path, program: Program) -> Result<Orphan, JournalError> {
    let failed = |error: io::Error| JournalError::io(folder, &error);
    loop {
        let home = Home::new(folder).map_err(failed)?;
        let Some(lock) = home.lock().map_err(failed)? else { continue };
        let path = home.journal();
        home.set_owner(program).map_err(failed)?;
        schema::create(&path)?;
        let connection = schema::open(&path).map_err(|error| JournalError::sqlite(&path, &error))?;
        return Ok(Orphan { home, lock, connection });
    }
}

/// Sets aside what makes no sense of what was taken over.
fn tidy(connection: &mut Connection) -> rusqlite::Result<Vec<JournalNotice>> {
    let reading = Reading::new(connection);
    reading.check()?;
    let bad = reading.into_bad();
    if bad.is_empty() { Ok(Vec::new()) } else { set_aside(connection, &bad) }
}

impl Writer {
    /// Reads with the writing connection.
    fn read<T>(&mut self, look: impl FnOnce(&Reading<'_>) -> rusqlite::Result<T>) -> Result<T, JournalError> {
        let reading = Reading::new(&self.connection);
        let found = look(&reading).map_err(|error| self.sqlite(&error));
        let bad = reading.into_bad();
        if !bad.is_empty() {
            for notice in set_aside(&mut self.connection, &bad).map_err(|error| self.sqlite(&error))? {
                self.shared.notice(notice);
            }
        }
        found
    }

    /// Everything is written; what is asked for is removed, and the lock is given back.
    fn end(self, closing: Closing) -> Result<(), JournalError> {
        let Some(home) = &self.home else { return Ok(()) };
        let (empty, ended) =
            Reading::new(&self.connection).is_empty_and_ended().map_err(|error| self.sqlite(&error))?;
        let remove = match closing {
            #[cfg(test)]
            Closing::Keep => false,
            Closing::RemoveIfEmpty => empty,
            Closing::RemoveIfEnded => ended,
        };
        let (home, locks, path) = (home.clone(), self.locks, self.path);
        self.connection.close().map_err(|(_, error)| JournalError::sqlite(&path, &error))?;
        let removed = if remove { home.remove() } else { Ok(()) };
        drop(locks);
        removed.map_err(|error| JournalError::io(path, &error))
    }
}
