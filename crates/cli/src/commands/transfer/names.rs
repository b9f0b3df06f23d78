//! What a source is called at its destination.

use std::path::{Path, PathBuf};

use satchel_operations_schema::types::ErrorCode;
use satchel_transfer::Naming;

use crate::failure::{Result, failed, usage};
use crate::location::{RemotePath, typed_as_folder};

/// Where sources go.
#[derive(Debug)]
pub enum Target {
    /// Into a folder, by their own names.
    Into(String),
    /// Into a folder, and the one source gets this name.
    As(String, String),
}

impl Target {
    /// The folder's prefix; empty for a local target, whose folder is a path.
    pub fn folder(&self) -> &str {
        match self {
            Self::Into(folder) | Self::As(folder, _) => folder,
        }
    }

    /// What a source is called. A folder that was typed with a `/` at its end means what is in it.
    pub fn naming(&self, contents: bool) -> Naming {
        match self {
            Self::As(_, name) => Naming::As(name.clone()),
            Self::Into(_) if contents => Naming::Contents,
            Self::Into(_) => Naming::Own,
        }
    }
}

/// A remote destination is a folder if it ends in `/` or is a whole bucket.
pub fn remote_target(to: &RemotePath, sources: usize) -> Result<Target> {
    let (folder, name) = to.split();
    if name.is_empty() {
        return Ok(Target::Into(folder.to_owned()));
    }
    if sources > 1 {
        return Err(usage(format!("several sources go into a folder: write {to}/")));
    }
    Ok(Target::As(folder.to_owned(), name.to_owned()))
}

/// A local destination is a folder if one is there or if it ends in a separator; else it is the one source's new name.
/// Gives the folder too.
pub fn local_target(to: &Path, sources: usize) -> Result<(Target, PathBuf)> {
    let path = absolute(to)?;
    if typed_as_folder(to) || path.is_dir() {
        return Ok((Target::Into(String::new()), path));
    }
    if sources > 1 {
        return Err(usage(format!("several sources go into a folder, and {} is none: end it with a /", to.display())));
    }
    let name = path.file_name().and_then(|name| name.to_str());
    let name = name.ok_or_else(|| usage(format!("{} can't be a file's name", to.display())))?.to_owned();
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    Ok((Target::As(String::new(), name), folder))
}

/// What a local source is called, once it is known to be there.
pub fn naming_of_local(source: &Path, target: &Target, recursive: bool) -> Result<Naming> {
    // What the path leads to counts; a link itself is told by the plan.
    let metadata = std::fs::metadata(source).or_else(|_| std::fs::symlink_metadata(source));
    let metadata = metadata.map_err(|error| {
        let (path, detail) = (source.display().to_string(), error.to_string());
        let code = match error.kind() {
            std::io::ErrorKind::NotFound => ErrorCode::LocalNotFound,
            std::io::ErrorKind::PermissionDenied => ErrorCode::LocalDenied,
            _ => ErrorCode::LocalFailed,
        };
        let message = format!("{path}: {detail}");
        satchel_operations::errors::error(code, &[("path", &path), ("detail", &detail)], message, false)
    })?;
    if metadata.is_dir() && !recursive {
        return Err(usage(format!("{} is a folder: add -r to take what is in it", source.display())));
    }
    if absolute(source)?.file_name().is_none() {
        return Err(usage(format!("{} has no name of its own: name the folder itself", source.display())));
    }
    Ok(target.naming(metadata.is_dir() && typed_as_folder(source)))
}

/// The path from the root on, so that the same command is known again from another folder.
pub fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path).map_err(|error| failed(format!("{}: {error}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_is_a_folder_or_a_new_name() {
        let target = |to: &str, sources| remote_target(&to.parse().unwrap(), sources);
        for (to, folder, naming) in [
            ("s3://b", "", Naming::Own),
            ("s3://b/a/", "a/", Naming::Own),
            ("s3://b/a", "", Naming::As("a".into())),
            ("s3://b/a//b", "a//", Naming::As("b".into())),
        ] {
            let target = target(to, 1).unwrap();
            assert_eq!((target.folder(), target.naming(false)), (folder, naming), "{to}");
        }
        assert_eq!(target("s3://b/a/", 1).unwrap().naming(true), Naming::Contents);
        assert_eq!(target("s3://b/a", 1).unwrap().naming(true), Naming::As("a".into()));
        assert!(target("s3://b/a", 2).is_err());
        assert!(target("s3://b/a/", 2).is_ok());
    }

    #[test]
    fn a_local_destination_is_a_folder_where_one_is() {
        let home = tempfile::tempdir().unwrap();
        let (target, folder) = local_target(home.path(), 2).unwrap();
        assert_eq!((target.naming(false), &*folder), (Naming::Own, home.path()));
        let (target, folder) = local_target(&home.path().join("new"), 1).unwrap();
        assert_eq!((target.naming(true), &*folder), (Naming::As("new".into()), home.path()));
        assert!(local_target(&home.path().join("new"), 2).is_err());
        let (target, _) = local_target(&home.path().join("new/"), 2).unwrap();
        assert_eq!(target.naming(true), Naming::Contents);
    }
}
