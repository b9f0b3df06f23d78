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

/// Whether the entry `name` of a folder is this open file, and not another one that was put in its place.
#[cfg(unix)]
pub(crate) fn is_entry(dir: &cap_std::fs::Dir, name: &str, file: &File) -> bool {
    use cap_fs_ext::MetadataExt;
    let entry = dir.symlink_metadata(name).map(|metadata| (metadata.dev(), metadata.ino()));
    let open = file.metadata().map(|metadata| numbers(&metadata));
    entry.ok().zip(open.ok()).is_some_and(|(entry, open)| entry == open)
}

/// The standard library can't tell a file's number yet; its time of creation and its size have to do.
#[cfg(windows)]
pub(crate) fn is_entry(dir: &cap_std::fs::Dir, name: &str, file: &File) -> bool {
    let entry = dir.symlink_metadata(name).ok().filter(|metadata| metadata.is_file());
    let entry = entry.and_then(|metadata| Some((metadata.created().ok()?.into_std(), metadata.len())));
    let open = file.metadata().ok().and_then(|metadata| Some((metadata.created().ok()?, metadata.len())));
    entry.zip(open).is_some_and(|(entry, open)| entry == open)
}
