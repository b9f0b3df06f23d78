//! How Satchel keeps its small files: replaced whole or not at all, and never thrown away unread.
#![allow(clippy::disallowed_methods, reason = "the one place of this crate that touches files")]

mod lock;
mod sealed;
mod versioned;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub use lock::FileLock;
pub use sealed::{SealedError, SealedFile};
pub use versioned::{FileNotice, VersionedFile};

/// A small file of ours that couldn't be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file was written by a newer Satchel. It is left untouched.
    #[error("{} was written by a newer Satchel (its version is {found}, this one knows {known})", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// The version in it.
        found: u64,
        /// The newest version that this Satchel knows.
        known: u32,
    },
    /// The file couldn't be read when it was opened, nor set aside, so that writing would destroy it.
    #[error("{} is left as it is, because it couldn't be read: {detail}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why, in the system's words.
        detail: String,
    },
    /// The file couldn't be written. What was there before still is.
    #[error("couldn't write {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
}

/// Replaces the file at `path` by `bytes`: whoever reads it, also after a power cut, finds the old content or the new,
/// never a part. Missing folders are made. A `private` file can be read by its owner only (0600; on Windows the
/// profile folder's own access rules do that).
///
/// # Errors
/// [`FileError::Write`]; the old file is then still there.
pub fn write_atomically(path: &Path, bytes: &[u8], private: bool) -> Result<(), FileError> {
    let failed = |source| FileError::Write { path: path.to_owned(), source };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    make_folder(folder).map_err(failed)?;
    let mut temporary = temporary_in(folder, private).map_err(failed)?;
    temporary.write_all(bytes).map_err(failed)?;
    // The bytes must be on the disk before the name is: the other way round, a power cut leaves an empty file.
    temporary.as_file().sync_all().map_err(failed)?;
    temporary.persist(path).map_err(|error| failed(error.error))?;
    sync_folder(folder).map_err(failed)
}

/// Makes a folder, and those above it, for its owner only.
pub(crate) fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn temporary_in(folder: &Path, private: bool) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".satchel-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // What isn't private gets what the person's umask leaves of it.
        builder.permissions(fs::Permissions::from_mode(if private { 0o600 } else { 0o666 }));
    }
    #[cfg(not(unix))]
    let _ = private;
    builder.tempfile_in(folder)
}

/// Makes a rename last. Windows can't open a folder for that, and its file systems journal the rename themselves.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_whole_and_leaves_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b/file.json");
        write_atomically(&path, b"one, which is longer", true).unwrap();
        write_atomically(&path, b"two", true).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_private_file_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file.json");
        fs::write(&path, "was open to all").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        write_atomically(&path, b"x", true).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_failed_write_leaves_the_old_content_and_no_temporary() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file.json");
        // A folder with something in it can't be replaced by a file, also not by root.
        fs::create_dir(&path).unwrap();
        fs::write(path.join("kept"), "kept").unwrap();
        let error = write_atomically(&path, b"x", true).unwrap_err();
        assert!(matches!(error, FileError::Write { .. }), "{error}");
        assert_eq!(fs::read(path.join("kept")).unwrap(), b"kept");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
