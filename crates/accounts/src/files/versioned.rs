//! [`VersionedFile`]: a JSON file that says which version of Satchel can read it.

use std::fs;
use std::io;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{FileError, write_atomically};

/// A JSON file with a `version`, read once when it is opened and replaced whole by each save.
///
/// A file that can't be understood is kept aside and said; a newer one is left untouched, and saves are refused.
#[derive(Debug)]
pub struct VersionedFile<T> {
    path: PathBuf,
    version: u32,
    private: bool,
    refusal: Option<FileNotice>,
    content: PhantomData<fn() -> T>,
}

/// What happened to a file that couldn't be used as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileNotice {
    /// It couldn't be understood. It was renamed to `kept`; we start without it.
    SetAside {
        /// Where the file was.
        path: PathBuf,
        /// Where it is now: `NAME.corrupt-MILLISECONDS.EXTENSION` beside it.
        kept: PathBuf,
        /// What is wrong with it. Never a part of its content.
        detail: String,
    },
    /// It was written by a newer Satchel. It is left untouched, and saves fail with [`FileError::Newer`].
    Newer {
        /// The file.
        path: PathBuf,
        /// The version in it.
        found: u64,
        /// The newest version that this Satchel knows.
        known: u32,
    },
    /// It couldn't be read, or not be set aside. It is left untouched, and saves fail with [`FileError::Unreadable`].
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why, in the system's words.
        detail: String,
    },
}

#[derive(Serialize, Deserialize)]
struct Envelope<T> {
    version: u32,
    #[serde(flatten)]
    content: T,
}

#[derive(Deserialize)]
struct VersionOnly {
    version: u64,
}

enum Unusable {
    Newer(u64),
    Damaged(String),
}

impl<T: Serialize + DeserializeOwned> VersionedFile<T> {
    /// Opens the file at `path`, which need not exist. `T` must be a struct or a map: its fields stand beside
    /// `version`. Answers the content, `None` where there is none that can be used, and what there is to say of it.
    pub fn open(path: impl Into<PathBuf>, version: u32, private: bool) -> (Self, Option<T>, Option<FileNotice>) {
        let mut file = Self { path: path.into(), version, private, refusal: None, content: PhantomData };
        let bytes = match fs::read(&file.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return (file, None, None),
            Err(error) => {
                let notice = FileNotice::Unreadable { path: file.path.clone(), detail: error.to_string() };
                file.refusal = Some(notice.clone());
                return (file, None, Some(notice));
            }
        };
        let notice = match parse(&bytes, version) {
            Ok(content) => return (file, Some(content), None),
            Err(Unusable::Newer(found)) => FileNotice::Newer { path: file.path.clone(), found, known: version },
            Err(Unusable::Damaged(detail)) => set_aside(&file.path, detail),
        };
        if !matches!(notice, FileNotice::SetAside { .. }) {
            file.refusal = Some(notice.clone());
        }
        (file, None, Some(notice))
    }

    /// Replaces the file's content, durably.
    ///
    /// # Errors
    /// [`FileError::Newer`] and [`FileError::Unreadable`] where the file that was found is to be left alone,
    /// [`FileError::Write`] where the system refuses; the old file is then still there.
    pub fn save(&self, content: &T) -> Result<(), FileError> {
        self.check_writable()?;
        let failed = |error: serde_json::Error| FileError::Write { path: self.path.clone(), source: error.into() };
        let envelope = Envelope { version: self.version, content };
        let mut bytes = serde_json::to_vec_pretty(&envelope).map_err(failed)?;
        bytes.push(b'\n');
        write_atomically(&self.path, &bytes, self.private)
    }
}

impl<T> VersionedFile<T> {
    /// Whether a save would be refused, so that nothing is begun that couldn't be kept.
    ///
    /// # Errors
    /// [`FileError::Newer`] and [`FileError::Unreadable`], as [`VersionedFile::save`] has them.
    pub fn check_writable(&self) -> Result<(), FileError> {
        match &self.refusal {
            Some(FileNotice::Newer { path, found, known }) => {
                Err(FileError::Newer { path: path.clone(), found: *found, known: *known })
            }
            Some(FileNotice::Unreadable { path, detail }) => {
                Err(FileError::Unreadable { path: path.clone(), detail: detail.clone() })
            }
            Some(FileNotice::SetAside { .. }) | None => Ok(()),
        }
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8], known: u32) -> Result<T, Unusable> {
    // serde's own text may quote the file; its place and kind say enough and can't hold a secret.
    let damaged = |error: serde_json::Error| {
        Unusable::Damaged(format!("{:?} error at line {}, column {}", error.classify(), error.line(), error.column()))
    };
    // The version is read first: a newer file may well have another shape.
    let VersionOnly { version } = serde_json::from_slice(bytes).map_err(damaged)?;
    if version > u64::from(known) {
        return Err(Unusable::Newer(version));
    }
    if version == 0 {
        return Err(Unusable::Damaged("version 0 never existed".to_owned()));
    }
    serde_json::from_slice::<Envelope<T>>(bytes).map(|envelope| envelope.content).map_err(damaged)
}

/// Gives a file that couldn't be understood another name.
pub(super) fn set_aside(path: &Path, detail: String) -> FileNotice {
    let milliseconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().map_or(String::new(), |extension| format!(".{}", extension.to_string_lossy()));
    // An earlier file that was kept aside is never overwritten.
    let kept = (milliseconds..milliseconds + 1_000)
        .map(|number| path.with_file_name(format!("{stem}.corrupt-{number}{extension}")))
        .find(|kept| !kept.exists());
    let Some(kept) = kept else {
        return FileNotice::Unreadable { path: path.to_owned(), detail };
    };
    match fs::rename(path, &kept) {
        Ok(()) => FileNotice::SetAside { path: path.to_owned(), kept, detail },
        Err(error) => FileNotice::Unreadable { path: path.to_owned(), detail: format!("{detail}; {error}") },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Content {
        words: Vec<String>,
    }

    fn open(path: &Path) -> (VersionedFile<Content>, Option<Content>, Option<FileNotice>) {
        VersionedFile::open(path, 3, true)
    }

    #[test]
    fn what_was_saved_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("words.json");
        let (file, content, notice) = open(&path);
        assert_eq!((content, notice), (None, None));
        let content = Content { words: vec!["a".into(), "桶".into()] };
        file.save(&content).unwrap();
        assert!(fs::read_to_string(&path).unwrap().contains("\"version\": 3"));
        let (_, again, notice) = open(&path);
        assert_eq!((again, notice), (Some(content), None));
    }

    #[test]
    fn a_newer_file_is_left_untouched_and_saves_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("words.json");
        let newer = r#"{"version": 4, "sentences": 7}"#;
        fs::write(&path, newer).unwrap();
        let (file, content, notice) = open(&path);
        assert_eq!(content, None);
        assert_eq!(notice, Some(FileNotice::Newer { path: path.clone(), found: 4, known: 3 }));
        let error = file.save(&Content { words: vec![] }).unwrap_err();
        assert!(matches!(error, FileError::Newer { found: 4, known: 3, .. }), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), newer);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn two_damaged_files_are_both_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("words.json");
        for text in ["{", "no"] {
            fs::write(&path, text).unwrap();
            let (file, content, notice) = open(&path);
            assert_eq!(content, None);
            let Some(FileNotice::SetAside { kept, .. }) = notice else { panic!("{notice:?}") };
            assert_eq!(fs::read_to_string(&kept).unwrap(), text);
            assert!(!path.exists());
            file.check_writable().unwrap();
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("words.json");
        fs::create_dir(&path).unwrap();
        let (file, _, notice) = open(&path);
        assert!(matches!(notice, Some(FileNotice::Unreadable { .. })), "{notice:?}");
        let error = file.save(&Content { words: vec![] }).unwrap_err();
        assert!(matches!(error, FileError::Unreadable { .. }), "{error}");
    }

    proptest! {
        #[test]
        fn any_bytes_are_used_or_kept(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("words.json");
            fs::write(&path, &bytes).unwrap();
            let (_, content, notice) = open(&path);
            prop_assert!(content.is_some() != notice.is_some());
            let kept = fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
            prop_assert_eq!(fs::read(kept).unwrap(), bytes);
        }
    }
}
