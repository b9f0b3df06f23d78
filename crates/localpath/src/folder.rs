//! [`TargetFolder`]: the folder that a person chose for a download. Nothing outside of it is ever opened.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use cap_fs_ext::DirExt;
use cap_std::ambient_authority;
use cap_std::fs::Dir;

use crate::{LocalAction, LocalError, LocalErrorKind, LocalPath, PartFile, Policy};

/// Asked before every write with the file's path and the offset: a refusal fails the write as the disk would. Quotas
/// and tests of a full disk use it.
pub type WriteCheck = Arc<dyn Fn(&Path, u64) -> io::Result<()> + Send + Sync>;

/// A folder that is open. Everything in it is reached from its handle, one component at a time, and symbolic links are
/// refused: neither a key nor a link that somebody planted meanwhile leads out of it.
#[derive(Clone)]
pub struct TargetFolder {
    dir: Arc<Dir>,
    path: PathBuf,
    check: Option<WriteCheck>,
}

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalMetadata {
    /// A file, a folder or something else.
    pub kind: LocalKind,
    /// Its size in bytes.
    pub size: u64,
    /// When it was last changed, where the system says so.
    pub modified: Option<SystemTime>,
}

/// What kind of thing stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalKind {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, a device or the like.
    Other,
}

impl TargetFolder {
    /// Opens a folder that exists.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, LocalError> {
        let path = path.as_ref();
        let dir = Dir::open_ambient_dir(path, ambient_authority())
            .map_err(|error| LocalError::new(LocalAction::Read, path, error))?;
        Ok(Self { dir: Arc::new(dir), path: path.to_owned(), check: None })
    }

    /// Has every write checked.
    #[must_use]
    pub fn with_write_check(mut self, check: Option<WriteCheck>) -> Self {
        self.check = check;
        self
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes a folder and those above it. One that is there already is no error.
    pub fn create_folder(&self, path: &LocalPath) -> Result<(), LocalError> {
        self.descend(path.components(), true).map(drop)
    }

    /// What stands at a path, symbolic links not followed; `None` where nothing does.
    pub fn metadata(&self, path: &LocalPath) -> Result<Option<LocalMetadata>, LocalError> {
        let dir = match self.descend(path.folders(), false) {
            Ok(dir) => dir,
            Err(error) if error.kind == LocalErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        match dir.symlink_metadata(path.name()) {
            Ok(metadata) => Ok(Some(LocalMetadata {
                kind: match metadata.file_type() {
                    kind if kind.is_file() => LocalKind::File,
                    kind if kind.is_dir() => LocalKind::Folder,
                    _ => LocalKind::Other,
                },
                size: metadata.len(),
                modified: metadata.modified().ok().map(cap_std::time::SystemTime::into_std),
            })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(LocalError::new(LocalAction::Read, path.below(&self.path), error)),
        }
    }

    /// Opens a file for reading.
    pub fn read(&self, path: &LocalPath) -> Result<std::fs::File, LocalError> {
        let dir = self.descend(path.folders(), false)?;
        open_nofollow(&dir, Path::new(path.name()))
            .map_err(|error| LocalError::new(LocalAction::Read, path.below(&self.path), error))
    }

    /// Begins a file: it is written beside its place under a name of our own, until [`PartFile::publish`].
    pub fn begin(&self, path: &LocalPath) -> Result<PartFile, LocalError> {
        let dir = self.descend(path.folders(), true)?;
        PartFile::create(dir, path.name(), path.below(&self.path), self.check.clone())
    }

    /// A path in the same folder where nothing stands: `name (2).ext`, `name (3).ext`, …
    pub fn free_beside(&self, path: &LocalPath) -> Result<LocalPath, LocalError> {
        let mut number = 2_u32;
        loop {
            let impossible =
                || LocalError::of_kind(LocalErrorKind::Impossible, LocalAction::Write, path.below(&self.path));
            let beside = path.with_name(numbered(path.name(), number, Policy::host())).map_err(|_| impossible())?;
            if self.metadata(&beside)?.is_none() {
                return Ok(beside);
            }
            number = number.checked_add(1).ok_or_else(impossible)?;
        }
    }

    fn descend(&self, folders: &[String], create: bool) -> Result<Dir, LocalError> {
        let action = if create { LocalAction::Write } else { LocalAction::Read };
        let mut path = self.path.clone();
        let mut dir = self.dir.try_clone().map_err(|error| LocalError::new(action, &path, error))?;
        for folder in folders {
            path.push(folder);
            let next = match dir.open_dir_nofollow(folder) {
                Err(error) if create && error.kind() == io::ErrorKind::NotFound => match dir.create_dir(folder) {
                    Ok(()) => sync_folder(&dir).and_then(|()| dir.open_dir_nofollow(folder)),
                    // Another download made it first.
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => dir.open_dir_nofollow(folder),
                    Err(error) => Err(error),
                },
                opened => opened,
            };
            dir = next.map_err(|error| match dir.symlink_metadata(folder) {
                Ok(metadata) if metadata.is_symlink() => LocalError::of_kind(LocalErrorKind::Symlink, action, &path),
                Ok(metadata) if !metadata.is_dir() => LocalError::of_kind(LocalErrorKind::WrongKind, action, &path),
                _ => LocalError::new(action, &path, error),
            })?;
        }
        Ok(dir)
    }
}

impl fmt::Debug for TargetFolder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("TargetFolder").field("path", &self.path).finish_non_exhaustive()
    }
}

/// `name (2).ext`, shortened where it would be too long.
pub(crate) fn numbered(name: &str, number: u32, policy: Policy) -> String {
    let at = name.rfind('.').filter(|at| *at > 0).unwrap_or(name.len());
    // A very long extension is no extension.
    let (stem, extension) = if name.len() - at <= 32 { name.split_at(at) } else { (name, "") };
    let end = format!(" ({number}){extension}");
    format!("{}{end}", policy.shorten(stem, policy.units(&end)))
}

/// Makes what was done to a folder's entries last through a power cut. Windows has no such call: NTFS journals them.
pub(crate) fn sync_folder(dir: &Dir) -> io::Result<()> {
    if cfg!(unix) {
        // The handle itself may be one that only serves to open others.
        dir.open(".")?.sync_all()?;
    }
    Ok(())
}

pub(crate) fn open_nofollow(dir: &Dir, path: &Path) -> io::Result<std::fs::File> {
    use cap_fs_ext::{FollowSymlinks, OpenOptionsFollowExt};
    let mut options = cap_std::fs::OpenOptions::new();
    options.read(true).follow(FollowSymlinks::No);
    dir.open_with(path, &options).map(cap_std::fs::File::into_std)
}

#[cfg(test)]
mod tests;
