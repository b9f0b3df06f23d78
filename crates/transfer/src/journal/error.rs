//! Why the journal itself failed.

use std::fmt;
use std::path::PathBuf;

use satchel_localpath::LocalErrorKind;
use serde::{Deserialize, Serialize};

/// The journal of transfers couldn't be read or written. One failure may be told to many who wait, so it is cheap to
/// clone and has no source.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the journal of transfers {}: {kind}{}", path.display(), Detail(detail))]
pub struct JournalError {
    /// What failed, as a closed list.
    pub kind: JournalErrorKind,
    /// The journal's file or folder.
    pub path: PathBuf,
    /// What the system or SQLite said; empty where there is nothing to add.
    pub detail: String,
}

/// Every kind of failure of a journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum JournalErrorKind {
    /// The disk, or the person's quota on it, is full. Nothing of the change was kept; it can be written again later.
    DiskFull,
    /// The file or its folder may not be written.
    Denied,
    /// The file isn't a journal any more.
    Corrupt,
    /// What was to be changed isn't there, or would contradict what is there.
    Inconsistent,
    /// Anything else, see the detail.
    Failed,
}

impl fmt::Display for JournalErrorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::DiskFull => "the disk is full",
            Self::Denied => "it may not be written",
            Self::Corrupt => "it is damaged",
            Self::Inconsistent => "the change doesn't fit what it holds",
            Self::Failed => "it can't be used",
        })
    }
}

struct Detail<'a>(&'a str);

impl fmt::Display for Detail<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(formatter, " ({})", self.0) }
    }
}

impl JournalError {
    pub(super) fn io(path: impl Into<PathBuf>, error: &std::io::Error) -> Self {
        let kind = match LocalErrorKind::of(error) {
            LocalErrorKind::DiskFull => JournalErrorKind::DiskFull,
            LocalErrorKind::Denied | LocalErrorKind::ReadOnly => JournalErrorKind::Denied,
            _ => JournalErrorKind::Failed,
        };
        Self { kind, path: path.into(), detail: error.to_string() }
    }

    pub(super) fn sqlite(path: impl Into<PathBuf>, error: &rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let kind = match error.sqlite_error_code() {
            Some(Code::DiskFull) => JournalErrorKind::DiskFull,
            Some(Code::PermissionDenied | Code::ReadOnly | Code::CannotOpen) => JournalErrorKind::Denied,
            Some(Code::DatabaseCorrupt | Code::NotADatabase) => JournalErrorKind::Corrupt,
            Some(Code::ConstraintViolation) => JournalErrorKind::Inconsistent,
            _ => JournalErrorKind::Failed,
        };
        Self { kind, path: path.into(), detail: error.to_string() }
    }
}
