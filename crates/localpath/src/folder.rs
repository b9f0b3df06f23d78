//! [`TargetFolder`]: the folder that a person chose for a download. Nothing outside of it is ever opened.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use cap_fs_ext::DirExt;
use cap_std::ambient_authority;
use cap_std::fs::Dir;

use crate::{LocalAction, LocalError, LocalErrorKind, LocalPath, PartFile, Policy, part, publish};

/// Asked before every write with the file's path and the offset: a refusal fails the write as the disk would. Quotas
/// and tests of a full disk use it.
pub type WriteCheck = Arc<dyn Fn(&Path, u64) -> io::Result<()> + Send + Sync>;

/// A folder that is open. Everything in it is reached from its handle, one component at a time, and symbolic links are
/// refused: neither a key nor a link that somebody planted meanwhile leads out of it.
#[derive(Clone)]
pub struct TargetFolder {
    dir: Arc<Dir>,
    path: PathBuf,
    pub(crate) check: Option<WriteCheck>,
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

/// What stands in a folder, by name. A name that is no text can't be a key's, and is left out.
pub(crate) type Entries = Vec<(String, LocalKind)>;

/// What was learnt of a folder.
pub(crate) enum Listed {
    NoFolder,
    TooMany,
    Entries(Entries),
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

    /// Which names its file system can hold.
    pub fn policy(&self) -> Policy {
        Policy::of(&self.dir)
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
                kind: LocalKind::of(metadata.file_type()),
                size: metadata.len(),
                modified: metadata.modified().ok().map(cap_std::time::SystemTime::into_std),
            })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(LocalError::new(LocalAction::Read, path.below(&self.path), error)),
        }
    }

    /// What stands in a folder of it, unless that is more than `limit`.
    pub(crate) fn entries(&self, folders: &[String], limit: usize) -> Result<Listed, LocalError> {
        let dir = match self.descend(folders, false) {
            Ok(dir) => dir,
            Err(error) if error.kind == LocalErrorKind::NotFound => return Ok(Listed::NoFolder),
            Err(error) => return Err(error),
        };
        let failed = |error| LocalError::new(LocalAction::Read, self.path.join(folders.join("/")), error);
        let mut entries = Entries::new();
        for entry in dir.entries().map_err(failed)? {
            if entries.len() == limit {
                return Ok(Listed::TooMany);
            }
            let entry = entry.map_err(failed)?;
            if let Ok(name) = entry.file_name().into_string() {
                entries.push((name, entry.file_type().map_or(LocalKind::Other, LocalKind::of)));
            }
        }
        Ok(Listed::Entries(entries))
    }

    /// Opens a file for reading.
    pub fn read(&self, path: &LocalPath) -> Result<std::fs::File, LocalError> {
        let dir = self.descend(path.folders(), false)?;
        open_nofollow(&dir, Path::new(path.name()))
            .map_err(|error| LocalError::new(LocalAction::Read, path.below(&self.path), error))
    }

    /// Begins a file: it is written beside its place under a name of our own, until [`PartFile::publish`]. A file that
    /// another download is writing at this moment is an error ([`LocalErrorKind::Busy`]).
    pub fn begin(&self, path: &LocalPath) -> Result<PartFile, LocalError> {
        let dir = self.descend(path.folders(), true)?;
        PartFile::begin(dir, path.name(), path.below(&self.path), self.check.clone())
    }

    /// Opens a file that was begun before, by the name that was recorded ([`PartFile::part_name`]), to go on with it.
    /// `None` where it is gone, or where something stands there that can't be ours. It stays when it is dropped.
    pub fn reopen(&self, path: &LocalPath, part_name: &str) -> Result<Option<PartFile>, LocalError> {
        match self.descend(path.folders(), false) {
            Ok(dir) => PartFile::reopen(dir, part_name, path.name(), path.below(&self.path), self.check.clone()),
            Err(error) if error.kind == LocalErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Removes what an ended download left of a file: the part of that name or, where none was recorded, the one that
    /// it would have had. One that somebody is writing is left alone. Says whether something was removed.
    pub fn remove_part(&self, path: &LocalPath, part_name: Option<&str>) -> Result<bool, LocalError> {
        let own = part::part_name(path.name(), 1);
        match self.descend(path.folders(), false) {
            Ok(dir) => part::remove(&dir, part_name.unwrap_or(&own))
                .map_err(|error| LocalError::new(LocalAction::Write, path.below(&self.path), error)),
            Err(error) if error.kind == LocalErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    pub(crate) fn descend(&self, folders: &[String], create: bool) -> Result<Arc<Dir>, LocalError> {
        let action = if create { LocalAction::Write } else { LocalAction::Read };
        let mut dir = self.dir.clone();
        for (depth, folder) in folders.iter().enumerate() {
            let next = match dir.open_dir_nofollow(folder) {
                Err(error) if create && error.kind() == io::ErrorKind::NotFound => match dir.create_dir(folder) {
                    Ok(()) => publish::settle(&dir).and_then(|()| dir.open_dir_nofollow(folder)),
                    // Another download made it first.
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => dir.open_dir_nofollow(folder),
                    Err(error) => Err(error),
                },
                opened => opened,
            };
            let next = next.map_err(|error| {
                let path = folders[..=depth].iter().fold(self.path.clone(), |path, folder| path.join(folder));
                match dir.symlink_metadata(folder) {
                    Ok(metadata) if metadata.is_symlink() => LocalError::of_kind(LocalErrorKind::Symlink, action, path),
                    Ok(metadata) if !metadata.is_dir() => LocalError::of_kind(LocalErrorKind::WrongKind, action, path),
                    _ => LocalError::new(action, path, error),
                }
            })?;
            dir = Arc::new(next);
        }
        Ok(dir)
    }
}

impl LocalKind {
    fn of(kind: cap_std::fs::FileType) -> Self {
        match kind {
            kind if kind.is_file() => Self::File,
            kind if kind.is_dir() => Self::Folder,
            _ => Self::Other,
        }
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

pub(crate) fn open_nofollow(dir: &Dir, path: &Path) -> io::Result<std::fs::File> {
    use cap_fs_ext::{FollowSymlinks, OpenOptionsFollowExt};
    let mut options = cap_std::fs::OpenOptions::new();
    options.read(true).follow(FollowSymlinks::No);
    dir.open_with(path, &options).map(cap_std::fs::File::into_std)
}

#[cfg(test)]
mod tests;
