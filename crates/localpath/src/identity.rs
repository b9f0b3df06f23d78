//! What tells one state of a local file from another.

use std::fs::{File, Metadata};
use std::io;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

/// The state of a file: two equal identities mean that its content wasn't changed in between, as far as the system
/// tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileIdentity {
    /// Its size in bytes.
    pub size: u64,
    /// When it was last changed, where the system says so.
    pub modified: Option<SystemTime>,
    /// The numbers of its device and of the file on it; on Windows its time of creation.
    pub file: (u64, u64),
}

impl FileIdentity {
    /// The state of an open file, now.
    pub fn of(file: &File) -> io::Result<Self> {
        Ok(Self::from_metadata(&file.metadata()?))
    }

    fn from_metadata(metadata: &Metadata) -> Self {
        Self { size: metadata.len(), modified: metadata.modified().ok(), file: numbers(metadata) }
    }
}

#[cfg(unix)]
fn numbers(metadata: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.dev(), metadata.ino())
}

#[cfg(windows)]
fn numbers(metadata: &Metadata) -> (u64, u64) {
    use std::os::windows::fs::MetadataExt;
    (metadata.creation_time(), 0)
}
