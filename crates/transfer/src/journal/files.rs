//! The files of a journal, and who owns them.
//!
//! `<ID>.lock` is locked by the owner for as long as it lives; it is locked before `<ID>.journal` gets its name, and
//! the journal's file is gone before the lock is given back by whoever removes it. So whoever has the lock and then
//! still finds the file owns the journal, even if the lock's file was removed and made again in between: an ID is
//! never used twice.

use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::JournalError;
use crate::Program;

/// The lock that is held while owners are looked for, so that two who look aren't taken for owners by each other.
const LOOKING: &str = "looking.lock";
/// How long somebody may look. It takes microseconds; a process that was stopped meanwhile must not stop us.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(5);

/// Where the files of one journal are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Home {
    pub(super) folder: PathBuf,
    pub(super) id: String,
}

/// Who has a journal open, beside it, because on Windows a locked file can't be read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Owner {
    pub(super) program: Program,
    pub(super) process_id: u32,
    /// The version of its tables.
    pub(super) schema: u32,
}

/// The proof of ownership: an OS lock, given back when it is dropped or the process ends.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Home {
    /// One that nobody has.
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        let mut random = [0; 8];
        getrandom::fill(&mut random).map_err(io::Error::other)?;
        Ok(Self { folder: folder.to_owned(), id: hex::encode(random) })
    }

    fn file(&self, ending: &str) -> PathBuf {
        self.folder.join(format!("{}.{ending}", self.id))
    }

    pub(super) fn journal(&self) -> PathBuf {
        self.file("journal")
    }

    pub(super) fn inbox(&self) -> PathBuf {
        self.file("inbox")
    }

    fn owner_file(&self) -> PathBuf {
        self.file("owner")
    }

    /// Takes the lock, if nobody has it.
    pub(super) fn lock(&self) -> io::Result<Option<Lock>> {
        take(&self.file("lock"))
    }

    /// Whether somebody has the lock. While another process looks too, the answer is yes: it is asked again soon.
    pub(super) fn is_owned(&self) -> io::Result<bool> {
        let looking = open_lock(&self.folder.join(LOOKING))?;
        if !locked(looking.try_lock_shared())? {
            return Ok(true);
        }
        match File::open(self.file("lock")) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            other => Ok(!locked(other?.try_lock_shared())?),
        }
    }

    pub(super) fn set_owner(&self, program: Program) -> io::Result<()> {
        let owner = Owner { program, process_id: std::process::id(), schema: super::schema::VERSION };
        let fresh = self.file("owner-new");
        std::fs::write(&fresh, serde_json::to_vec(&owner)?)?;
        std::fs::rename(&fresh, self.owner_file())
    }

    /// Who had it open last. `None` where that can't be told: the owner has it only just, or its file is damaged.
    pub(super) fn owner(&self) -> Option<Owner> {
        serde_json::from_slice(&std::fs::read(self.owner_file()).ok()?).ok()
    }

    /// Removes a journal whose lock we have: the journal itself first, for whatever is there without it is nothing.
    pub(super) fn remove(&self) -> io::Result<()> {
        let journal = self.journal();
        for file in [journal.clone(), beside(&journal, "-wal"), beside(&journal, "-shm"), self.owner_file()] {
            gone(std::fs::remove_file(file))?;
        }
        gone(std::fs::remove_dir_all(self.inbox()))?;
        gone(std::fs::remove_file(self.file("lock")))?;
        sync_folder(Some(&self.folder))
    }

    /// Gives a damaged journal, whose lock we have, another name. Its log goes with it: a tool may still read them.
    pub(super) fn set_aside(&self) -> io::Result<PathBuf> {
        let journal = self.journal();
        let mut number = 1;
        let aside = loop {
            let aside = self.file(&format!("journal.corrupt-{number}"));
            if !aside.try_exists()? {
                break aside;
            }
            number += 1;
        };
        std::fs::rename(&journal, &aside)?;
        gone(std::fs::rename(beside(&journal, "-wal"), beside(&aside, "-wal")))?;
        gone(std::fs::remove_file(beside(&journal, "-shm")))?;
        gone(std::fs::remove_file(self.owner_file()))?;
        gone(std::fs::remove_file(self.file("lock")))?;
        sync_folder(Some(&self.folder))?;
        Ok(aside)
    }
}

/// Every journal in a folder, in a fixed order.
pub(super) fn journals(folder: &Path) -> Result<Vec<Home>, JournalError> {
    let failed = |error: io::Error| JournalError::io(folder, &error);
    let mut homes = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        if let Some(id) = name.to_str().and_then(|name| name.strip_suffix(".journal")) {
            homes.push(Home { folder: folder.to_owned(), id: id.to_owned() });
        }
    }
    homes.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(homes)
}

/// Makes the folder, for this person alone.
pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Runs `work` while nobody else looks for owners; `None` if somebody does and doesn't come to an end.
pub(super) fn while_looking<T>(folder: &Path, work: impl FnOnce() -> T) -> io::Result<Option<T>> {
    let looking = open_lock(&folder.join(LOOKING))?;
    let start = Instant::now();
    while !locked(looking.try_lock())? {
        if start.elapsed() > PATIENCE {
            return Ok(None);
        }
        std::thread::park_timeout(PAUSE);
    }
    Ok(Some(work()))
}

/// A file beside another one: SQLite's `-wal` and `-shm`.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}

/// Makes names in a folder durable, where the system has a way to.
pub(super) fn sync_folder(folder: Option<&Path>) -> io::Result<()> {
    match folder {
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

/// What is gone already needn't be removed.
pub(super) fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

fn open_lock(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
}

fn take(path: &Path) -> io::Result<Option<Lock>> {
    let file = open_lock(path)?;
    Ok(locked(file.try_lock())?.then_some(Lock { _file: file }))
}

fn locked(tried: Result<(), TryLockError>) -> io::Result<bool> {
    match tried {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}
