//! The folder of an edit. It blocks.
#![allow(clippy::disallowed_methods, reason = "the one place of this crate that touches files")]

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use satchel_localpath::{FileIdentity, LocalAction, LocalError, LocalErrorKind, open_source};
use sha2::{Digest, Sha256};

use crate::names::mine_name;
use crate::{Content, Edit, LocalCopy, is_companion};

/// The name that a copy has for the moment between the last look at it and its end.
const CLOSING: &str = ".satchel-closing";

/// Where an edit has its files.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    pub path: PathBuf,
    staging: PathBuf,
    name: String,
}

/// What a look at the copy found.
#[derive(Debug)]
pub(crate) enum Looked {
    Rests(Content, FileIdentity),
    Moves,
    Missing,
}

/// How the removal of a folder ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Removal {
    Gone,
    /// So many files aren't ours.
    Strays(u32),
    /// The copy holds something new.
    Touched,
}

impl Folder {
    pub fn of(root: &Path, edit: &Edit) -> Self {
        let id = &edit.id.0;
        Self { path: root.join(id), staging: root.join(format!("{id}.new")), name: edit.name.clone() }
    }

    /// The copy itself.
    pub fn copy(&self) -> LocalCopy {
        LocalCopy { folder: self.path.clone(), name: self.name.clone() }
    }

    /// Where theirs arrives before it takes the copy's place.
    pub fn staged(&self) -> LocalCopy {
        LocalCopy { folder: self.staging.clone(), name: self.name.clone() }
    }

    pub fn create(&self) -> Result<(), LocalError> {
        make_private(&self.path)
    }

    pub fn create_staging(&self) -> Result<(), LocalError> {
        self.remove_staging()?;
        make_private(&self.staging)
    }

    pub fn remove_staging(&self) -> Result<(), LocalError> {
        remove_whole(&self.staging)
    }

    /// A name that is free, for the copy to be kept under.
    pub fn free_aside(&self) -> String {
        let names = (1..).map(|number| mine_name(&self.name, number));
        names.into_iter().find(|name| fs::symlink_metadata(self.path.join(name)).is_err()).unwrap_or_default()
    }

    /// Puts the copy aside, and what was staged (where `staged`) in its place.
    pub fn swap(&self, aside: &str, staged: bool) -> Result<(), LocalError> {
        let (copy, kept) = (self.path.join(&self.name), self.path.join(aside));
        match fs::rename(&copy, &kept) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(failed(LocalAction::Write, &copy, error));
            }
            _ => {}
        }
        if staged {
            fs::rename(self.staging.join(&self.name), &copy)
                .map_err(|error| failed(LocalAction::Publish, &copy, error))?;
        }
        sync(&self.path)?;
        self.remove_staging()
    }

    /// After a crash: a copy that was on its way aside, or to its end, comes back under its name.
    pub fn recover(&self, aside: Option<&str>) -> Result<(), LocalError> {
        let copy = self.path.join(&self.name);
        for name in [aside, Some(CLOSING)].into_iter().flatten() {
            let kept = self.path.join(name);
            if fs::symlink_metadata(&copy).is_err() && fs::symlink_metadata(&kept).is_ok() {
                fs::rename(&kept, &copy).map_err(|error| failed(LocalAction::Write, &kept, error))?;
            }
        }
        self.remove_staging()
    }

    /// Removes the folder, if the copy is still the one of `identity` and only editors' files lie beside it.
    pub fn remove(&self, identity: Option<FileIdentity>) -> Result<Removal, LocalError> {
        let strays = self.strays()?;
        if strays > 0 {
            return Ok(Removal::Strays(strays));
        }
        let (copy, closing) = (self.path.join(&self.name), self.path.join(CLOSING));
        match fs::rename(&copy, &closing) {
            Ok(()) => {
                if open_source(&self.path, Path::new(CLOSING)).ok().and_then(|file| FileIdentity::of(&file).ok())
                    != identity
                {
                    self.recover(None)?;
                    return Ok(Removal::Touched);
                }
                fs::remove_file(&closing).map_err(|error| failed(LocalAction::Write, &copy, error))?;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(failed(LocalAction::Write, &copy, error)),
        }
        for companion in self.names()?.into_iter().filter(|name| name.to_str().is_some_and(is_companion)) {
            let _ = fs::remove_file(self.path.join(companion));
        }
        match fs::remove_dir(&self.path) {
            Ok(()) => Ok(Removal::Gone),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Removal::Gone),
            Err(error) if fs::symlink_metadata(&copy).is_ok() => {
                tracing::info!(%error, "a save came while its folder was being removed");
                Ok(Removal::Touched)
            }
            Err(error) => match self.strays()? {
                0 => Err(failed(LocalAction::Write, &self.path, error)),
                strays => Ok(Removal::Strays(strays)),
            },
        }
    }

    /// Removes the folder with all that is in it.
    pub fn remove_all(&self) -> Result<(), LocalError> {
        self.remove_staging()?;
        remove_whole(&self.path)
    }

    /// The copy's identity; `None` where there is no file.
    pub fn identity(&self) -> Result<Option<FileIdentity>, LocalError> {
        identity(&self.copy())
    }

    fn strays(&self) -> Result<u32, LocalError> {
        let ours =
            |name: &OsStr| name == OsStr::new(&self.name) || name == CLOSING || name.to_str().is_some_and(is_companion);
        let strays = self.names()?.into_iter().filter(|name| !ours(name)).count();
        Ok(u32::try_from(strays).unwrap_or(u32::MAX))
    }

    fn names(&self) -> Result<Vec<std::ffi::OsString>, LocalError> {
        let entries = match fs::read_dir(&self.path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(LocalAction::Read, &self.path, error)),
        };
        let names = entries.map(|entry| entry.map(|entry| entry.file_name()));
        names.collect::<Result<_, _>>().map_err(|error| failed(LocalAction::Read, &self.path, error))
    }
}

/// What a file holds, if it is one state of it from its first byte to its last.
pub(crate) fn look(copy: &LocalCopy) -> Result<Looked, LocalError> {
    let mut file = match open_source(&copy.folder, Path::new(&copy.name)) {
        Ok(file) => file,
        Err(error) if error.kind == LocalErrorKind::NotFound => return Ok(Looked::Missing),
        Err(error) => return Err(error),
    };
    let read = |error| failed(LocalAction::Read, &copy.path(), error);
    let before = FileIdentity::of(&file).map_err(read)?;
    let (mut hash, mut size, mut buffer) = (Sha256::new(), 0_u64, vec![0; 1 << 18]);
    loop {
        match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(length) => {
                hash.update(&buffer[..length]);
                size += length as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(read(error)),
        }
    }
    let after = FileIdentity::of(&file).map_err(read)?;
    // The name may lead to another file by now: then this one isn't the copy any more.
    if before != after || size != after.size || identity(copy)? != Some(after) {
        return Ok(Looked::Moves);
    }
    Ok(Looked::Rests(Content { sha256: hex::encode(hash.finalize()), size }, after))
}

/// A file's identity; `None` where there is no file.
pub(crate) fn identity(copy: &LocalCopy) -> Result<Option<FileIdentity>, LocalError> {
    match open_source(&copy.folder, Path::new(&copy.name)) {
        Ok(file) => FileIdentity::of(&file).map(Some).map_err(|error| failed(LocalAction::Read, &copy.path(), error)),
        Err(error) if error.kind == LocalErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Makes a folder, and those above it, for its owner only.
pub(crate) fn make_private(folder: &Path) -> Result<(), LocalError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| failed(LocalAction::Write, folder, error))
}

fn remove_whole(folder: &Path) -> Result<(), LocalError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(LocalAction::Write, folder, error)),
        _ => Ok(()),
    }
}

/// Makes renames last. Windows can't open a folder for that, and its file systems journal them.
fn sync(folder: &Path) -> Result<(), LocalError> {
    if cfg!(unix) {
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(|error| failed(LocalAction::Write, folder, error))?;
    }
    Ok(())
}

fn failed(action: LocalAction, path: &Path, error: io::Error) -> LocalError {
    LocalError::new(action, path, error)
}
