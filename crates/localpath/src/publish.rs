//! The one place where a finished file gets its name, and where several get theirs at once.

use std::fs::File;
use std::io;
use std::time::{Duration, Instant};

use cap_std::fs::Dir;

use crate::Policy;
use crate::folder::numbered;

/// What to do where something stands at a file's path when the file is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IfTaken {
    /// Leave it alone and fail ([`LocalErrorKind::Exists`](crate::LocalErrorKind::Exists)).
    Fail,
    /// Put the new file in its place.
    Replace,
    /// Keep both: the new one becomes `name (2).ext`, `name (3).ext`, …
    Beside,
}

/// Above this, the first of several files shows that the drive is slow to confirm.
const SLOW: Duration = Duration::from_micros(400);

/// Threads that wait for a slow drive together, so that one turn of its cache serves several files.
const THREADS: usize = 8;

/// Gives a file its name, and says which one it was.
pub(crate) fn give_name(dir: &Dir, part_name: &str, name: &str, if_taken: IfTaken) -> io::Result<String> {
    match if_taken {
        IfTaken::Replace => dir.rename(part_name, dir, name)?,
        IfTaken::Fail => rename_new(dir, part_name, name)?,
        IfTaken::Beside => {
            for number in 2..u32::MAX {
                let beside = numbered(name, number, Policy::host());
                match rename_new(dir, part_name, &beside) {
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                    renamed => return renamed.map(|()| beside),
                }
            }
            return Err(io::ErrorKind::AlreadyExists.into());
        }
    }
    Ok(name.to_owned())
}

/// Renames only if nothing has the new name.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn rename_new(dir: &Dir, from: &str, to: &str) -> io::Result<()> {
    use rustix::fs::{RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(dir, from, dir, to, RenameFlags::NOREPLACE) {
        Ok(()) => Ok(()),
        // Some network file systems can't.
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => link_new(dir, from, to),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn rename_new(dir: &Dir, from: &str, to: &str) -> io::Result<()> {
    link_new(dir, from, to)
}

/// A second name can't be made over something, where a rename can.
fn link_new(dir: &Dir, from: &str, to: &str) -> io::Result<()> {
    match dir.hard_link(from, dir, to) {
        Ok(()) => dir.remove_file(from),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        // FAT and some network file systems have no second names.
        Err(_) => match dir.symlink_metadata(to) {
            Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
            Err(_) => dir.rename(from, dir, to),
        },
    }
}

/// Makes what was done to a folder's entries last through a power cut. Windows has no such call: NTFS journals them.
pub(crate) fn settle(dir: &Dir) -> io::Result<()> {
    if cfg!(unix) {
        // The handle itself may be one that only serves to open others.
        dir.open(".")?.sync_all()?;
    }
    Ok(())
}

/// Has the bytes of all of these on the disk when it returns, and says for each whether they are.
pub(crate) fn sync_together(files: &[&File]) -> Vec<io::Result<()>> {
    let Some((first, rest)) = files.split_first() else { return Vec::new() };
    let begun = Instant::now();
    let mut synced = vec![sync_one(first, rest.is_empty())];
    if rest.len() < 2 || begun.elapsed() < SLOW {
        let last = rest.len().saturating_sub(1);
        synced.extend(rest.iter().enumerate().map(|(index, file)| sync_one(file, index == last)));
        return synced;
    }
    let chunks: Vec<&[&File]> = rest.chunks(rest.len().div_ceil(THREADS)).collect();
    let results = std::thread::scope(|scope| {
        let sync = |chunk: &[&File]| chunk.iter().map(|file| sync_one(file, false)).collect::<Vec<_>>();
        let threads: Vec<_> = chunks
            .iter()
            .map(|&chunk| (std::thread::Builder::new().spawn_scoped(scope, move || sync(chunk)), chunk))
            .collect();
        let join = |(thread, chunk): (io::Result<std::thread::ScopedJoinHandle<'_, Vec<io::Result<()>>>>, _)| {
            // No more threads are to be had: then here. One that panicked has confirmed nothing.
            thread.map_or_else(|_| sync(chunk), |thread| thread.join().unwrap_or_else(|_| unconfirmed(chunk.len())))
        };
        threads.into_iter().flat_map(join).collect::<Vec<_>>()
    });
    synced.extend(results);
    if cfg!(target_os = "macos")
        && let Some(last) = files.last()
        && let Err(error) = sync_one(last, true)
    {
        return (0..files.len()).map(|_| Err(io::Error::new(error.kind(), error.to_string()))).collect();
    }
    synced
}

fn unconfirmed(count: usize) -> Vec<io::Result<()>> {
    (0..count).map(|_| Err(io::ErrorKind::Other.into())).collect()
}

/// On macOS only `F_FULLFSYNC` reaches through the drive's own cache, for all that was handed to it before: the last of
/// several does it for all.
#[cfg(target_os = "macos")]
fn sync_one(file: &File, through_the_cache: bool) -> io::Result<()> {
    if through_the_cache { file.sync_all() } else { rustix::fs::fsync(file).map_err(Into::into) }
}

#[cfg(not(target_os = "macos"))]
fn sync_one(file: &File, _through_the_cache: bool) -> io::Result<()> {
    file.sync_all()
}
