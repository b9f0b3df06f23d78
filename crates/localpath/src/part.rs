//! [`PartFile`]: a file while it arrives, beside its place.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use cap_fs_ext::{FollowSymlinks, OpenOptionsFollowExt};
use cap_std::fs::{Dir, OpenOptions};

use crate::identity::is_entry;
use crate::policy::is_part_name;
use crate::publish::{IfTaken, give_name, settle};
use crate::{LocalAction, LocalError, LocalErrorKind, LocalPath, Policy, WriteCheck, mark};

/// How many names are tried where things that aren't ours stand at them.
const NAMES: u32 = 100;

/// A file that is being written as `.NAME.satchel-part`, beside its place. It is locked while it is open, so that no
/// other download writes it. Dropping it removes it, unless it was told to stay ([`PartFile::keep`]).
pub struct PartFile {
    pub(crate) dir: Arc<Dir>,
    part_name: String,
    name: String,
    path: PathBuf,
    file: Arc<File>,
    check: Option<WriteCheck>,
    stays: bool,
}

impl PartFile {
    /// Begins one. What a program that was killed left at its name is removed, and never written to: it could be
    /// anything.
    pub(crate) fn begin(
        dir: Arc<Dir>,
        name: &str,
        path: PathBuf,
        check: Option<WriteCheck>,
    ) -> Result<Self, LocalError> {
        let failed = |error| LocalError::new(LocalAction::Write, &path, error);
        let busy = || LocalError::of_kind(LocalErrorKind::Busy, LocalAction::Write, &path);
        let mut number = 1;
        while number <= NAMES {
            let part_name = part_name(name, number);
            match open_part(&dir, &part_name, true) {
                Ok(file) => {
                    if !locked(&file).map_err(failed)? || !is_entry(&dir, &part_name, &file) {
                        // Another download took it for a leftover in the moment before it was locked.
                        return Err(busy());
                    }
                    let (name, file) = (name.to_owned(), Arc::new(file));
                    return Ok(Self { dir, part_name, name, path, file, check, stays: false });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(failed(error)),
            }
            match leftover(&dir, &part_name) {
                Leftover::Gone => {}
                Leftover::Busy => return Err(busy()),
                Leftover::NotOurs => number += 1,
                Leftover::Ours(file) => {
                    dir.remove_file(&part_name).map_err(failed)?;
                    drop(file);
                }
            }
        }
        Err(LocalError::of_kind(LocalErrorKind::Exists, LocalAction::Write, path))
    }

    /// Opens one that was left, to go on with it; `None` where it is gone or something else stands there.
    pub(crate) fn reopen(
        dir: Arc<Dir>,
        part_name: &str,
        name: &str,
        path: PathBuf,
        check: Option<WriteCheck>,
    ) -> Result<Option<Self>, LocalError> {
        match part_at(&dir, part_name) {
            Leftover::Ours(file) => {
                let (part_name, name) = (part_name.to_owned(), name.to_owned());
                Ok(Some(Self { dir, part_name, name, path, file: Arc::new(file), check, stays: true }))
            }
            Leftover::Busy => Err(LocalError::of_kind(LocalErrorKind::Busy, LocalAction::Write, path)),
            Leftover::Gone | Leftover::NotOurs => Ok(None),
        }
    }

    /// The name that it has until it is whole, to be recorded.
    pub fn part_name(&self) -> &str {
        &self.part_name
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

    /// Makes it stay when it is dropped, so that it can be gone on with.
    pub fn keep(&mut self) {
        self.stays = true;
    }

    /// Removes it.
    pub fn discard(mut self) {
        self.stays = false;
    }

    /// Gives it its size, with nothing in it where nothing was written. Where the disk plainly hasn't the room, it is
    /// said now and not after hours.
    pub fn reserve(&self, size: u64) -> Result<(), LocalError> {
        let failed = |error| LocalError::new(LocalAction::Write, &self.path, error);
        let metadata = self.file.metadata().map_err(failed)?;
        let missing = size.saturating_sub(on_disk(&metadata));
        if free_bytes(&self.file).is_some_and(|free| free < missing) {
            return Err(LocalError::of_kind(LocalErrorKind::DiskFull, LocalAction::Write, &self.path));
        }
        if metadata.len() == size { Ok(()) } else { self.file.set_len(size).map_err(failed) }
    }

    /// Has the bytes written so far on the disk when it returns.
    pub fn sync(&self) -> Result<(), LocalError> {
        self.file.sync_all().map_err(|error| LocalError::new(LocalAction::Write, &self.path, error))
    }

    /// Whether it still stands at its name: somebody may have removed or replaced it.
    pub fn is_there(&self) -> bool {
        is_entry(&self.dir, &self.part_name, &self.file)
    }

    /// Gives the file its time and its name, once its bytes are on the disk, and makes both last through a power cut.
    /// Gives the path that it has then. Where this fails, the part stays or goes as it was told.
    pub fn publish(mut self, modified: Option<SystemTime>, if_taken: IfTaken) -> Result<PathBuf, LocalError> {
        self.complete(modified);
        self.file.sync_all().map_err(|error| self.unpublished(error))?;
        self.name_it(if_taken)?;
        settle(&self.dir).map_err(|error| self.unpublished(error))?;
        Ok(std::mem::take(&mut self.path))
    }

    /// The first step: what belongs to the file besides its bytes.
    pub(crate) fn complete(&self, modified: Option<SystemTime>) {
        // Some file systems can't hold a mark or every time: the bytes matter more.
        let _ = mark::came_from_elsewhere(&self.dir, &self.part_name, &self.file);
        if let Some(modified) = modified {
            let _ = self.file.set_modified(modified);
        }
    }

    /// The last step, once the bytes are on the disk; the folder isn't yet.
    pub(crate) fn name_it(&mut self, if_taken: IfTaken) -> Result<(), LocalError> {
        if !self.is_there() {
            return Err(LocalError::of_kind(LocalErrorKind::PartGone, LocalAction::Publish, &self.path));
        }
        let named = give_name(&self.dir, &self.part_name, &self.name, if_taken);
        let named = named.map_err(|error| self.unpublished(error))?;
        // From here on it isn't a part any more, and nothing removes it.
        self.stays = true;
        if named != self.name {
            self.path.set_file_name(&named);
        }
        Ok(())
    }

    fn unpublished(&self, error: io::Error) -> LocalError {
        LocalError::new(LocalAction::Publish, &self.path, error)
    }
}

impl Drop for PartFile {
    fn drop(&mut self) {
        if !self.stays {
            let _ = self.dir.remove_file(&self.part_name);
        }
    }
}

impl std::fmt::Debug for PartFile {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("PartFile").field("path", &self.path).finish_non_exhaustive()
    }
}

/// Removes a part that nobody writes; says whether one was there.
pub(crate) fn remove(dir: &Dir, part_name: &str) -> io::Result<bool> {
    match part_at(dir, part_name) {
        Leftover::Ours(_file) => dir.remove_file(part_name).map(|()| true),
        Leftover::Gone | Leftover::Busy | Leftover::NotOurs => Ok(false),
    }
}

/// The name of the part of a file: `.NAME.satchel-part`. An over-long one is shortened and told from others by a hash.
pub(crate) fn part_name(name: &str, number: u32) -> String {
    let policy = Policy::host();
    let mut end = if number == 1 { ".satchel-part".to_owned() } else { format!(".{number}.satchel-part") };
    if policy.units(name) + policy.units(&end) + 1 > crate::policy::LONGEST {
        end = format!("~{:08x}{end}", fnv(name));
    }
    format!(".{}{end}", policy.shorten(name, policy.units(&end) + 1))
}

/// FNV-1a: always the same, in every build.
fn fnv(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// What stands at the name of a part.
enum Leftover {
    Gone,
    /// Locked: a download is writing it.
    Busy,
    /// A link, a folder, or a file with a second name: whose it is, nobody knows.
    NotOurs,
    /// A part that nobody writes. It is locked now.
    Ours(File),
}

/// As [`part_at`], for a leftover that is to be removed: without locks nobody can tell whether it is one.
fn leftover(dir: &Dir, part_name: &str) -> Leftover {
    match part_at(dir, part_name) {
        Leftover::Ours(file) if matches!(file.try_lock(), Err(TryLockError::Error(_))) => Leftover::NotOurs,
        other => other,
    }
}

fn part_at(dir: &Dir, part_name: &str) -> Leftover {
    let is_name = LocalPath::new(vec![part_name.to_owned()]).is_ok();
    if !is_name || !is_part_name(part_name) {
        return Leftover::NotOurs;
    }
    match dir.symlink_metadata(part_name) {
        Ok(metadata) if metadata.is_file() => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Leftover::Gone,
        _ => return Leftover::NotOurs,
    }
    let file = match open_part(dir, part_name, false) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Leftover::Gone,
        Err(_) => return Leftover::NotOurs,
    };
    match locked(&file) {
        Ok(true) => {}
        Ok(false) => return Leftover::Busy,
        Err(_) => return Leftover::NotOurs,
    }
    // It may have got its name, or been removed, while the lock was taken.
    if !is_entry(dir, part_name, &file) {
        return Leftover::Gone;
    }
    let alone = file.metadata().is_ok_and(|metadata| metadata.is_file() && names_of(&metadata) == 1);
    if alone { Leftover::Ours(file) } else { Leftover::NotOurs }
}

/// Whether it is locked for us. Some network file systems have no locks: there the name alone has to do.
fn locked(file: &File) -> io::Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => match error.kind() {
            io::ErrorKind::Unsupported => Ok(true),
            // ENOLCK.
            _ if error.raw_os_error() == Some(if cfg!(target_os = "linux") { 37 } else { 77 }) => Ok(true),
            _ => Err(error),
        },
    }
}

fn open_part(dir: &Dir, name: &str, create: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(create).follow(FollowSymlinks::No);
    dir.open_with(name, &options).map(cap_std::fs::File::into_std)
}

/// How many names a file has.
#[cfg(unix)]
fn names_of(metadata: &std::fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(metadata)
}

/// The standard library can't tell it yet. A second name of somebody else's file needs the right to write to it.
#[cfg(windows)]
fn names_of(_metadata: &std::fs::Metadata) -> u64 {
    1
}

/// How many bytes it takes up by now.
#[cfg(unix)]
fn on_disk(metadata: &std::fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::blocks(metadata).saturating_mul(512)
}

#[cfg(windows)]
fn on_disk(metadata: &std::fs::Metadata) -> u64 {
    metadata.len()
}

/// How many bytes may still be written to its file system, where the system says so.
#[cfg(unix)]
fn free_bytes(file: &File) -> Option<u64> {
    let system = rustix::fs::fstatvfs(file).ok()?;
    // Some network and pseudo file systems say nothing: all zero.
    (system.f_blocks > 0).then(|| system.f_bavail.saturating_mul(system.f_frsize))
}

/// The standard library can't ask: there, writing tells.
#[cfg(windows)]
fn free_bytes(_file: &File) -> Option<u64> {
    None
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
        self.write_all_at(offset, &[bytes])
    }

    /// Writes pieces one behind the other from `offset` on, without copying them together first.
    pub fn write_all_at(&self, offset: u64, pieces: &[impl AsRef<[u8]>]) -> Result<(), LocalError> {
        let checked = self.check.as_ref().map_or(Ok(()), |check| check(&self.path, offset));
        checked
            .and_then(|()| write_pieces(&self.file, offset, pieces))
            .map_err(|error| LocalError::new(LocalAction::Write, &self.path, error))
    }
}

#[cfg(unix)]
fn write_pieces(file: &File, mut offset: u64, pieces: &[impl AsRef<[u8]>]) -> io::Result<()> {
    // POSIX systems take at least so many at once, and ours take 1,024.
    const AT_ONCE: usize = 256;
    for pieces in pieces.chunks(AT_ONCE) {
        let mut slices: Vec<io::IoSlice<'_>> = pieces.iter().map(|piece| io::IoSlice::new(piece.as_ref())).collect();
        let mut rest = &mut slices[..];
        // An empty one at the front would look as if nothing could be written.
        io::IoSlice::advance_slices(&mut rest, 0);
        while !rest.is_empty() {
            match rustix::io::pwritev(file, rest, offset) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => {
                    offset += written as u64;
                    io::IoSlice::advance_slices(&mut rest, written);
                }
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(())
}

#[cfg(windows)]
fn write_pieces(file: &File, mut offset: u64, pieces: &[impl AsRef<[u8]>]) -> io::Result<()> {
    for mut bytes in pieces.iter().map(AsRef::as_ref) {
        while !bytes.is_empty() {
            let written = std::os::windows::fs::FileExt::seek_write(file, bytes, offset)?;
            if written == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            bytes = &bytes[written..];
            offset += written as u64;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
