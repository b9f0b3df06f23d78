//! The store: the index and the blobs together, for the async side.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;

use crate::blobs::{Blobs, NewBlob};
use crate::errors::{DemoError, Result};
use crate::index::{Change, schema, segments};

/// The store of one folder, owned by this process as long as a clone lives.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    /// The one connection that writes, and that reads what has to be held at once (see [`Store::held`]).
    writer: Mutex<Connection>,
    /// Listings and other reads, which don't wait for writes.
    reader: Mutex<Connection>,
    blobs: Blobs,
    /// Released by the operating system when it is closed, after a crash as well. The last field is dropped last.
    _lock: File,
}

impl Store {
    /// Opens the folder and sweeps what a crash left. It blocks.
    pub(crate) fn open(directory: &Path) -> Result<Self, DemoError> {
        let folder = |path: &Path| {
            let path = path.to_owned();
            move |source| DemoError::Folder { path, source }
        };
        fs::create_dir_all(directory).map_err(folder(directory))?;
        let lock = lock(directory)?;
        let path = directory.join("index.sqlite");
        let writer = schema::open(&path)?;
        let reader = schema::open_to_read(&path)?;
        let shelves = directory.join("blobs");
        let blobs = Blobs::open(shelves.clone()).map_err(folder(&shelves))?;
        let swept = blobs.sweep(|blob| segments::is_used(&writer, blob)).map_err(|fault| match fault {
            crate::errors::Fault::Index(source) => DemoError::Index { path: path.clone(), source },
            other => DemoError::Folder { path: shelves.clone(), source: std::io::Error::other(other) },
        })?;
        if swept > 0 {
            tracing::info!(swept, "removed blobs of interrupted writes");
        }
        let shared = Shared { writer: Mutex::new(writer), reader: Mutex::new(reader), blobs, _lock: lock };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// The blobs.
    pub(crate) fn blobs(&self) -> &Blobs {
        &self.shared.blobs
    }

    /// How many clones live.
    pub(crate) fn watch(&self) -> impl Fn() -> bool + Send + use<> {
        let shared = Arc::downgrade(&self.shared);
        move || shared.strong_count() > 0
    }

    /// Reads the index as it was at some moment since the call.
    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T> + Send + 'static,
    {
        let store = self.clone();
        tokio::task::spawn_blocking(move || {
            let reader = store.shared.reader.lock().unwrap_or_else(PoisonError::into_inner);
            work(&reader)
        })
        .await?
    }

    /// Reads the index while no write can come between, so that `work` can hold the blobs it finds.
    pub(crate) async fn held<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection, &Blobs) -> Result<T> + Send + 'static,
    {
        let store = self.clone();
        tokio::task::spawn_blocking(move || {
            let writer = store.shared.writer.lock().unwrap_or_else(PoisonError::into_inner);
            work(&writer, &store.shared.blobs)
        })
        .await?
    }

    /// Changes the index, and takes over `new`, a blob that the change refers to. It is over when it survives a power
    /// cut. It isn't undone when the caller stops waiting.
    pub(crate) async fn change<T, F>(&self, new: Option<NewBlob>, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Change<'_>) -> Result<T> + Send + 'static,
    {
        let store = self.clone();
        tokio::task::spawn_blocking(move || {
            let mut writer = store.shared.writer.lock().unwrap_or_else(PoisonError::into_inner);
            let mut change = Change::begin(&mut writer)?;
            let done = work(&mut change)?;
            // Kept before the commit: if that fails in an unclear way, an orphan is swept later, and nothing is lost.
            if let Some(new) = new {
                new.keep();
            }
            let garbage = change.commit()?;
            drop(writer);
            store.shared.blobs.remove(&garbage);
            Ok(done)
        })
        .await?
    }
}

/// Takes the folder for this process.
fn lock(directory: &Path) -> Result<File, DemoError> {
    let path: PathBuf = directory.join("lock");
    let failed = |source| DemoError::Folder { path: path.clone(), source };
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(DemoError::AlreadyRunning { directory: directory.to_owned() }),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}
