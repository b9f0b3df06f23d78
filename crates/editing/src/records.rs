//! What is written down of each edit, so that no crash loses a copy. It blocks.
#![allow(clippy::disallowed_methods, reason = "the one place of this crate that touches its records")]

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use satchel_accounts::files::{FileError, FileNotice, VersionedFile};
use satchel_localpath::{LocalAction, LocalError};

use crate::files::make_private;
use crate::{Edit, EditId};

/// The version of the records that this Satchel writes.
const VERSION: u32 = 1;

/// The folder of all edits: `ID.json` is the record of an edit, `ID/` holds its copy.
#[derive(Debug)]
pub(crate) struct Records {
    pub root: PathBuf,
    /// Held as long as the program runs: two that watch the same copies would send each save twice.
    _lock: File,
}

/// A record of one edit.
pub(crate) type Record = VersionedFile<Edit>;

/// An edit of an earlier session.
pub(crate) type Found = (Edit, Record);

/// Something of an earlier session that can't be taken up. It stays where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leftover {
    /// The folder that may hold an edited copy.
    pub folder: PathBuf,
    /// Whether a newer Satchel wrote it.
    pub newer: bool,
}

impl Records {
    /// Opens the folder. `None` where another program has it.
    pub fn open(root: &Path) -> Result<Option<Self>, LocalError> {
        make_private(root)?;
        let path = root.join("lock");
        let failed = |error| LocalError::new(LocalAction::Write, &path, error);
        let lock = File::options().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) => Ok(None),
            // A file system without locks: single instances are the shell's care, too.
            Ok(()) | Err(TryLockError::Error(_)) => Ok(Some(Self { root: root.to_owned(), _lock: lock })),
        }
    }

    /// Everything that was written down, and what can't be read any more.
    pub fn load(&self) -> Result<(Vec<Found>, Vec<Leftover>), LocalError> {
        let failed = |error| LocalError::new(LocalAction::Read, &self.root, error);
        let (mut edits, mut leftovers, mut folders) = (Vec::new(), Vec::new(), Vec::new());
        for entry in fs::read_dir(&self.root).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            if EditId::is_one(name) {
                folders.push(EditId(name.to_owned()));
            }
            let Some(id) = name.strip_suffix(".json").filter(|id| EditId::is_one(id)) else { continue };
            let (record, edit, notice) = self.record(&EditId(id.to_owned()));
            if let Some(edit) = edit.filter(|edit| edit.id.0 == id) {
                edits.push((edit, record));
            } else {
                let newer = matches!(notice, Some(FileNotice::Newer { .. }));
                leftovers.push(Leftover { folder: self.root.join(id), newer });
            }
        }
        for id in folders {
            let folder = self.root.join(&id.0);
            let known = edits.iter().any(|(edit, _)| edit.id == id) || leftovers.iter().any(|l| l.folder == folder);
            // An empty folder is one whose edit ended in between; one with something in it is never ours to remove.
            if !known && fs::remove_dir(&folder).is_err() {
                leftovers.push(Leftover { folder, newer: false });
            }
        }
        edits.sort_by_key(|(edit, _)| edit.since);
        Ok((edits, leftovers))
    }

    /// A record that may not be there yet.
    pub fn new_record(&self, id: &EditId) -> Record {
        self.record(id).0
    }

    fn record(&self, id: &EditId) -> (Record, Option<Edit>, Option<FileNotice>) {
        VersionedFile::open(self.root.join(format!("{id}.json")), VERSION, true)
    }
}

/// Removes the record of an edit that is over.
pub(crate) fn remove(record: &Record) -> Result<(), FileError> {
    match fs::remove_file(record.path()) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(FileError::Write { path: record.path().to_owned(), source })
        }
        _ => Ok(()),
    }
}
