//! [`PartFile`]: a file while it arrives. The one place where a finished file gets its name.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use cap_fs_ext::{FollowSymlinks, OpenOptionsFollowExt};
use cap_std::fs::{Dir, OpenOptions};

use crate::folder::sync_folder;
use crate::{LocalAction, LocalError, LocalErrorKind, Policy, WriteCheck};

/// A file that is being written as `.NAME.satchel-part`, beside its place. Dropping it without publishing removes it.
pub struct PartFile {
    dir: Dir,
    part_name: String,
    name: String,
    path: PathBuf,
    file: Arc<File>,
    check: Option<WriteCheck>,
    published: bool,
}

impl PartFile {
    pub(crate) fn create(dir: Dir, name: &str, path: PathBuf, check: Option<WriteCheck>) -> Result<Self, LocalError> {
        let failed = |error| LocalError::new(LocalAction::Write, &path, error);
        // A part that another process or download is writing is locked, and then this one gets a number. One that
        // isn't was left by a program that was killed: it is begun anew.
        for number in 1..=1000 {
            let part_name = part_name(name, number);
            let file = match open_part(&dir, &part_name, true) {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    match open_part(&dir, &part_name, false) {
                        Ok(file) if file.metadata().is_ok_and(|metadata| metadata.is_file()) => file,
                        _ => continue,
                    }
                }
                Err(error) => return Err(failed(error)),
            };
            match file.try_lock() {
                Err(std::fs::TryLockError::WouldBlock) => continue,
                // The second is a file system without locks: the name alone has to do.
                Ok(()) | Err(std::fs::TryLockError::Error(_)) => {}
            }
            file.set_len(0).map_err(failed)?;
            let name = name.to_owned();
            return Ok(Self { dir, part_name, name, path, file: Arc::new(file), check, published: false });
        }
        Err(LocalError::of_kind(LocalErrorKind::Exists, LocalAction::Write, path))
    }

    /// The path that it will have.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A handle for writing from several threads.
    pub fn writer(&self) -> PartWriter {
        PartWriter { file: self.file.clone(), path: self.path.clone(), check: self.check.clone() }
    }

    /// The open file, for reading back what was written.
    pub fn file(&self) -> Arc<File> {
        self.file.clone()
    }

    /// Gives the file its time and its name, once its bytes are on the disk. Without `replace`, something that stands
    /// there already is left alone and is an error ([`LocalErrorKind::Exists`]).
    pub fn publish(mut self, modified: Option<SystemTime>, replace: bool) -> Result<(), LocalError> {
        self.settle(modified, replace)
    }

    /// Gives the file the first free one of the names that `next` has for it.
    pub fn publish_beside(
        mut self,
        modified: Option<SystemTime>,
        mut next: impl FnMut() -> Result<(String, PathBuf), LocalError>,
    ) -> Result<(), LocalError> {
        loop {
            (self.name, self.path) = next()?;
            match self.settle(modified, false) {
                Err(error) if error.kind == LocalErrorKind::Exists => {}
                settled => return settled,
            }
        }
    }

    fn settle(&mut self, modified: Option<SystemTime>, replace: bool) -> Result<(), LocalError> {
        let failed = |error| LocalError::new(LocalAction::Publish, &self.path, error);
        if let Some(modified) = modified {
            // Some file systems can't hold every time: the bytes matter more.
            let _ = self.file.set_modified(modified);
        }
        self.file.sync_all().map_err(failed)?;
        if replace {
            self.dir.rename(&self.part_name, &self.dir, &self.name).map_err(failed)?;
        } else {
            self.link().map_err(failed)?;
        }
        self.published = true;
        sync_folder(&self.dir).map_err(failed)
    }

    /// Gives the file its name only if nothing has it: a second name can't be made over something, a rename can.
    fn link(&self) -> io::Result<()> {
        match self.dir.hard_link(&self.part_name, &self.dir, &self.name) {
            Ok(()) => self.dir.remove_file(&self.part_name),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
            // FAT and some network file systems have no second names.
            Err(_) => match self.dir.symlink_metadata(&self.name) {
                Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
                Err(_) => self.dir.rename(&self.part_name, &self.dir, &self.name),
            },
        }
    }
}

impl Drop for PartFile {
    fn drop(&mut self) {
        if !self.published {
            let _ = self.dir.remove_file(&self.part_name);
        }
    }
}

impl std::fmt::Debug for PartFile {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("PartFile").field("path", &self.path).finish_non_exhaustive()
    }
}

/// Writes into a [`PartFile`] at any offset.
#[derive(Clone)]
pub struct PartWriter {
    file: Arc<File>,
    path: PathBuf,
    check: Option<WriteCheck>,
}

impl PartWriter {
    /// Writes all of `bytes` from `offset` on. It blocks until the system took them.
    pub fn write_at(&self, offset: u64, bytes: &[u8]) -> Result<(), LocalError> {
        let checked = self.check.as_ref().map_or(Ok(()), |check| check(&self.path, offset));
        checked
            .and_then(|()| write_all_at(&self.file, bytes, offset))
            .map_err(|error| LocalError::new(LocalAction::Write, &self.path, error))
    }
}

#[cfg(unix)]
fn write_all_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, offset)
}

#[cfg(windows)]
fn write_all_at(file: &File, mut bytes: &[u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = std::os::windows::fs::FileExt::seek_write(file, bytes, offset)?;
        if written == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        bytes = &bytes[written..];
        offset += written as u64;
    }
    Ok(())
}

fn open_part(dir: &Dir, name: &str, create: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(create).follow(FollowSymlinks::No);
    dir.open_with(name, &options).map(cap_std::fs::File::into_std)
}

fn part_name(name: &str, number: u32) -> String {
    let end = if number == 1 { ".satchel-part".to_owned() } else { format!(".{number}.satchel-part") };
    let policy = Policy::host();
    format!(".{}{end}", policy.shorten(name, policy.units(&end) + 1))
}
