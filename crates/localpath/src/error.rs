//! The one error of this crate: what failed on which path.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// A local file or folder that couldn't be used. It names its path, and never its content.
#[derive(Debug, thiserror::Error)]
#[error("can't {action} {}: {kind}", path.display())]
pub struct LocalError {
    /// What failed, as a closed list that callers act on.
    pub kind: LocalErrorKind,
    /// What was being done.
    pub action: LocalAction,
    /// On which path.
    pub path: PathBuf,
    /// The system's error, where there is one.
    pub source: Option<io::Error>,
}

/// Every kind of local failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LocalErrorKind {
    /// Nothing is there (any more).
    NotFound,
    /// It may not be read or written.
    Denied,
    /// The file system is mounted for reading only.
    ReadOnly,
    /// The disk, or the person's quota on it, is full.
    DiskFull,
    /// Something is there already.
    Exists,
    /// A symbolic link stands where a file or folder of ours belongs; it isn't followed.
    Symlink,
    /// A file stands where a folder is needed, or the other way round.
    WrongKind,
    /// The system can't hold a file of that name or size.
    Impossible,
    /// Anything else, see `source`.
    Failed,
}

/// What was being done to a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LocalAction {
    /// Opening or reading.
    Read,
    /// Making or writing.
    Write,
    /// Giving a finished file its name.
    Publish,
}

impl LocalError {
    /// Names the path of a system error and sorts it into a kind.
    pub fn new(action: LocalAction, path: impl AsRef<Path>, source: io::Error) -> Self {
        Self { kind: LocalErrorKind::of(&source), action, path: path.as_ref().to_owned(), source: Some(source) }
    }

    /// An error that we found by ourselves.
    pub fn of_kind(kind: LocalErrorKind, action: LocalAction, path: impl AsRef<Path>) -> Self {
        Self { kind, action, path: path.as_ref().to_owned(), source: None }
    }
}

impl LocalErrorKind {
    /// The kind of a system error.
    pub fn of(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::PermissionDenied => Self::Denied,
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            io::ErrorKind::AlreadyExists => Self::Exists,
            io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory => Self::WrongKind,
            io::ErrorKind::InvalidFilename | io::ErrorKind::FileTooLarge => Self::Impossible,
            _ => Self::Failed,
        }
    }
}

impl fmt::Display for LocalErrorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NotFound => "it isn't there",
            Self::Denied => "permission is missing",
            Self::ReadOnly => "the disk is read-only",
            Self::DiskFull => "the disk is full",
            Self::Exists => "something is there already",
            Self::Symlink => "a symbolic link is in the way",
            Self::WrongKind => "a file is where a folder is needed, or the other way round",
            Self::Impossible => "the system can't hold it",
            Self::Failed => "the system refused",
        })
    }
}

impl fmt::Display for LocalAction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Publish => "finish",
        })
    }
}
