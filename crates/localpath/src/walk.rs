//! Reads what a person dropped: files and folders of any depth, symbolic links not followed.

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use cap_fs_ext::DirExt;
use cap_std::ambient_authority;
use cap_std::fs::{Dir, FileType};

use crate::folder::open_nofollow;
use crate::{FileIdentity, LocalAction, LocalError, LocalErrorKind};

/// Something found below a source. Names are as the system gave them, not normalised; the first is the source's own.
#[derive(Debug)]
pub enum Found {
    /// A file that can be opened.
    File(FoundFile),
    /// A folder, told before what is in it.
    Folder {
        /// The names on the way to it.
        names: Vec<String>,
        /// Whether nothing at all is in it.
        empty: bool,
    },
    /// Something that can't be sent.
    Problem {
        /// The path from the source on, to be shown.
        name: String,
        /// Why.
        problem: WalkProblem,
    },
}

/// A file that was found.
#[derive(Debug)]
pub struct FoundFile {
    /// The folder that holds the source: with `path`, what [`open_source`] wants.
    pub folder: PathBuf,
    /// The way below it.
    pub path: PathBuf,
    /// The names on the way.
    pub names: Vec<String>,
    /// Its state.
    pub identity: FileIdentity,
}

/// Why something that was found can't be sent.
#[derive(Debug)]
pub enum WalkProblem {
    /// It can't be read.
    Unreadable(LocalError),
    /// A symbolic link.
    Symlink,
    /// Neither a file nor a folder.
    Special,
    /// Its name is no text, so no key can hold it.
    NotText,
}

struct Level {
    dir: Dir,
    path: PathBuf,
    names: Vec<String>,
    entries: std::vec::IntoIter<(OsString, FileType)>,
}

/// Walks `source` and tells `each` what is there, in the order of names, until it answers `false`. It blocks. The error
/// is about the source itself: it is gone, or the folder that holds it can't be opened.
pub fn walk(source: &Path, each: &mut dyn FnMut(Found) -> bool) -> Result<(), LocalError> {
    let failed = |error| LocalError::new(LocalAction::Read, source, error);
    let (Some(folder), Some(name)) = (source.parent(), source.file_name()) else {
        return Err(LocalError::of_kind(LocalErrorKind::Impossible, LocalAction::Read, source));
    };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let dir = Dir::open_ambient_dir(folder, ambient_authority()).map_err(failed)?;
    let kind = dir.symlink_metadata(name).map_err(failed)?.file_type();

    let top =
        Level { dir, path: PathBuf::new(), names: Vec::new(), entries: vec![(name.to_owned(), kind)].into_iter() };
    let mut levels = vec![top];
    while let Some(level) = levels.last_mut() {
        let Some((name, kind)) = level.entries.next() else {
            levels.pop();
            continue;
        };
        let (found, below) = look(folder, level, &name, kind);
        if !each(found) {
            break;
        }
        levels.extend(below);
    }
    Ok(())
}

/// Opens a file that [`walk`] found. The way to it is followed below `folder` only.
pub fn open_source(folder: &Path, path: &Path) -> Result<File, LocalError> {
    let open = || {
        let dir = Dir::open_ambient_dir(folder, ambient_authority())?;
        let file = if path.as_os_str().len() < AT_ONCE { open_nofollow(&dir, path) } else { open_far(dir, path) }?;
        if file.metadata()?.is_file() { Ok(file) } else { Err(io::ErrorKind::IsADirectory.into()) }
    };
    open().map_err(|error| LocalError::new(LocalAction::Read, folder.join(path), error))
}

/// The longest way that every system takes at once: macOS takes 1,024 bytes. A key's may be much longer.
const AT_ONCE: usize = 1000;

/// Opens a file at the end of a long way, one folder after the other.
fn open_far(mut dir: Dir, path: &Path) -> io::Result<File> {
    for folder in path.parent().into_iter().flat_map(Path::components) {
        dir = dir.open_dir_nofollow(folder)?;
    }
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    open_nofollow(&dir, Path::new(name))
}

fn look(folder: &Path, level: &Level, name: &OsString, kind: FileType) -> (Found, Option<Level>) {
    let path = level.path.join(name);
    let shown = path.to_string_lossy().into_owned();
    let problem = |problem| (Found::Problem { name: shown.clone(), problem }, None);
    let unreadable =
        |error| problem(WalkProblem::Unreadable(LocalError::new(LocalAction::Read, folder.join(&path), error)));
    let Some(text) = name.to_str() else { return problem(WalkProblem::NotText) };
    let names = [&level.names[..], &[text.to_owned()]].concat();

    if kind.is_symlink() {
        problem(WalkProblem::Symlink)
    } else if kind.is_dir() {
        match open_folder(&level.dir, name) {
            Ok((dir, entries)) => {
                let found = Found::Folder { names: names.clone(), empty: entries.is_empty() };
                (found, Some(Level { dir, path, names, entries: entries.into_iter() }))
            }
            Err(error) => unreadable(error),
        }
    } else if kind.is_file() {
        match open_nofollow(&level.dir, Path::new(name)).and_then(|file| FileIdentity::of(&file)) {
            Ok(identity) => (Found::File(FoundFile { folder: folder.to_owned(), path, names, identity }), None),
            Err(error) => unreadable(error),
        }
    } else {
        problem(WalkProblem::Special)
    }
}

fn open_folder(parent: &Dir, name: &OsString) -> io::Result<(Dir, Vec<(OsString, FileType)>)> {
    let dir = parent.open_dir_nofollow(name)?;
    let mut entries = Vec::new();
    for entry in dir.entries()? {
        let entry = entry?;
        entries.push((entry.file_name(), entry.file_type()?));
    }
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    Ok((dir, entries))
}

#[cfg(test)]
mod tests;
