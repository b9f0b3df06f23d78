//! The one error of this crate: what failed on which path.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
    /// Another download is writing the same file.
    Busy,
    /// The unfinished file was taken away, or another one stands in its place.
    PartGone,
    /// The drive or the network folder isn't there any more, or can't be read and written.
    DeviceGone,
    /// Anything else, see `source`.
    Failed,
}

/// What was being done to a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
            io::ErrorKind::StaleNetworkFileHandle
            | io::ErrorKind::NetworkDown
            | io::ErrorKind::NetworkUnreachable
            | io::ErrorKind::HostUnreachable
            | io::ErrorKind::NotConnected => Self::DeviceGone,
            _ => error.raw_os_error().and_then(of_code).unwrap_or(Self::Failed),
        }
    }
}

/// What the standard library has no word for: EIO, ENXIO, ENODEV.
#[cfg(unix)]
fn of_code(code: i32) -> Option<LocalErrorKind> {
    matches!(code, 5 | 6 | 19).then_some(LocalErrorKind::DeviceGone)
}

/// What the standard library may have no word for. Source: Microsoft, "System Error Codes".
#[cfg(windows)]
fn of_code(code: i32) -> Option<LocalErrorKind> {
    match code {
        // ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL, ERROR_DISK_QUOTA_EXCEEDED.
        39 | 112 | 1295 => Some(LocalErrorKind::DiskFull),
        // ERROR_BAD_UNIT, NOT_READY, GEN_FAILURE, BAD_NETPATH, DEV_NOT_EXIST, UNEXP_NET_ERR, NETNAME_DELETED,
        // NO_SUCH_DEVICE, DEVICE_NOT_CONNECTED.
        20 | 21 | 31 | 53 | 55 | 59 | 64 | 433 | 1167 => Some(LocalErrorKind::DeviceGone),
        // ERROR_INVALID_NAME.
        123 => Some(LocalErrorKind::Impossible),
        _ => None,
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
            Self::Busy => "another download is writing it",
            Self::PartGone => "the unfinished file was taken away",
            Self::DeviceGone => "the drive isn't there any more",
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

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// The numbers are those of Linux and macOS, where they agree.
    #[test]
    fn a_full_disk_and_a_drive_that_is_gone_are_told_apart() {
        let kind = |code| LocalErrorKind::of(&io::Error::from_raw_os_error(code));
        assert_eq!(kind(28), LocalErrorKind::DiskFull);
        let quota = if cfg!(target_os = "linux") { 122 } else { 69 };
        assert_eq!(kind(quota), LocalErrorKind::DiskFull);
        assert_eq!([kind(5), kind(6), kind(19)], [LocalErrorKind::DeviceGone; 3]);
        assert_eq!(kind(2), LocalErrorKind::NotFound);
        assert_eq!(kind(30), LocalErrorKind::ReadOnly);
    }
}
