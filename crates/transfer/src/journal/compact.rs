//! Items as they lie in the journal: there may be 100,000, so that each is a short JSON text. What all have in common,
//! the folder their sources are below, is kept once, with the transfer.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use satchel_localpath::{FileIdentity, LocalPath};
use satchel_objects::{ETag, ObjectKey};
use serde::{Deserialize, Serialize};

use crate::{Action, Finding, LocalSource, OnConflict, PlanItem, Replacement};

/// What there is of an item besides its columns.
#[derive(Serialize, Deserialize)]
struct Stored(StoredFinding, u64, StoredAction);

#[derive(Serialize, Deserialize)]
enum StoredFinding {
    #[serde(rename = "n")]
    New,
    #[serde(rename = "s")]
    Same,
    #[serde(rename = "o")]
    Older,
    #[serde(rename = "w")]
    Newer,
}

#[derive(Serialize, Deserialize)]
enum StoredAction {
    #[serde(rename = "u")]
    Upload(usize, StoredPath, StoredIdentity, ObjectKey, Option<ObjectKey>, Option<Box<Replacement>>),
    #[serde(rename = "m")]
    Marker(ObjectKey),
    #[serde(rename = "d")]
    Download(ObjectKey, Option<ETag>, Option<Instant>, LocalPath),
    #[serde(rename = "f")]
    Folder(ObjectKey, LocalPath),
    #[serde(rename = "x")]
    Delete(ObjectKey, Option<ETag>),
    #[serde(rename = "c")]
    Copy(ObjectKey, Option<ETag>, ObjectKey, Option<ObjectKey>),
}

/// A path as text where it is text, else as the system has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum StoredPath {
    Text(String),
    Raw(OsString),
}

/// Whole seconds since 1970 and the nanoseconds on top.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Instant(i64, u32);

/// A file's size, its time, and its two numbers.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredIdentity(u64, Option<Instant>, u64, u64);

impl From<&Path> for StoredPath {
    fn from(path: &Path) -> Self {
        match path.to_str() {
            Some(text) => Self::Text(text.to_owned()),
            None => Self::Raw(path.as_os_str().to_owned()),
        }
    }
}

impl From<StoredPath> for PathBuf {
    fn from(path: StoredPath) -> Self {
        match path {
            StoredPath::Text(text) => text.into(),
            StoredPath::Raw(raw) => raw.into(),
        }
    }
}

impl From<SystemTime> for Instant {
    fn from(time: SystemTime) -> Self {
        match time.duration_since(UNIX_EPOCH) {
            Ok(since) => Self(since.as_secs().try_into().unwrap_or(i64::MAX), since.subsec_nanos()),
            Err(before) => {
                let before = before.duration();
                let whole = i64::try_from(before.as_secs()).unwrap_or(i64::MAX);
                match before.subsec_nanos() {
                    0 => Self(-whole, 0),
                    rest => Self(-whole - 1, 1_000_000_000 - rest),
                }
            }
        }
    }
}

impl Instant {
    fn time(self) -> Result<SystemTime, String> {
        let whole = Duration::from_secs(self.0.unsigned_abs());
        let time = if self.0 < 0 { UNIX_EPOCH.checked_sub(whole) } else { UNIX_EPOCH.checked_add(whole) };
        let rest = (self.1 < 1_000_000_000).then(|| Duration::from_nanos(self.1.into()));
        time.zip(rest).and_then(|(time, rest)| time.checked_add(rest)).ok_or_else(|| "an impossible time".to_owned())
    }
}

impl From<&FileIdentity> for StoredIdentity {
    fn from(identity: &FileIdentity) -> Self {
        Self(identity.size, identity.modified.map(Instant::from), identity.file.0, identity.file.1)
    }
}

impl StoredIdentity {
    pub(super) fn identity(self) -> Result<FileIdentity, String> {
        let modified = self.1.map(Instant::time).transpose()?;
        Ok(FileIdentity { size: self.0, modified, file: (self.2, self.3) })
    }
}

/// The folders that the sources of a transfer's items are below, each kept once.
#[derive(Default)]
pub(super) struct Sources(Vec<StoredPath>);

impl Sources {
    /// Those of the items that are about to be written.
    pub(super) fn of<'a>(items: impl Iterator<Item = &'a PlanItem>) -> Self {
        let mut folders: Vec<&Path> = Vec::new();
        for item in items {
            if let Action::Upload { source, .. } = &item.action
                && folders.last().is_none_or(|last| *last != source.folder)
                && !folders.contains(&source.folder.as_path())
            {
                folders.push(&source.folder);
            }
        }
        Self(folders.into_iter().map(StoredPath::from).collect())
    }

    pub(super) fn from_json(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map(Self).map_err(|error| error.to_string())
    }

    pub(super) fn to_json(&self) -> Result<String, String> {
        serde_json::to_string(&self.0).map_err(|error| error.to_string())
    }

    /// An item's text.
    pub(super) fn encode(&self, item: &PlanItem) -> Result<String, String> {
        let finding = match item.finding {
            Finding::New => StoredFinding::New,
            Finding::Same => StoredFinding::Same,
            Finding::Differs { newer: false } => StoredFinding::Older,
            Finding::Differs { newer: true } => StoredFinding::Newer,
        };
        let action = match item.action.clone() {
            Action::Upload { source, identity, key, key_beside, replaces } => {
                let folder = StoredPath::from(source.folder.as_path());
                let folder = self.0.iter().position(|known| *known == folder).ok_or("a folder that isn't known")?;
                let path = source.path.as_path().into();
                StoredAction::Upload(folder, path, (&identity).into(), key, key_beside, replaces)
            }
            Action::Marker { key } => StoredAction::Marker(key),
            Action::Download { key, etag, modified, path } => {
                StoredAction::Download(key, etag, modified.map(Instant::from), path)
            }
            Action::Folder { key, path } => StoredAction::Folder(key, path),
            Action::Delete { key, etag } => StoredAction::Delete(key, etag),
            Action::Copy { key, etag, to, to_beside } => StoredAction::Copy(key, etag, to, to_beside),
        };
        serde_json::to_string(&Stored(finding, item.size, action)).map_err(|error| error.to_string())
    }

    /// The item again.
    pub(super) fn decode(&self, text: &str) -> Result<PlanItem, String> {
        let Stored(finding, size, action) = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let finding = match finding {
            StoredFinding::New => Finding::New,
            StoredFinding::Same => Finding::Same,
            StoredFinding::Older => Finding::Differs { newer: false },
            StoredFinding::Newer => Finding::Differs { newer: true },
        };
        let action = match action {
            StoredAction::Upload(folder, path, identity, key, key_beside, replaces) => {
                let folder = self.0.get(folder).cloned().ok_or("a folder that isn't known")?.into();
                let source = LocalSource { folder, path: path.into() };
                Action::Upload { source, identity: identity.identity()?, key, key_beside, replaces }
            }
            StoredAction::Marker(key) => Action::Marker { key },
            StoredAction::Download(key, etag, modified, path) => {
                Action::Download { key, etag, modified: modified.map(Instant::time).transpose()?, path }
            }
            StoredAction::Folder(key, path) => Action::Folder { key, path },
            StoredAction::Delete(key, etag) => Action::Delete { key, etag },
            StoredAction::Copy(key, etag, to, to_beside) => Action::Copy { key, etag, to, to_beside },
        };
        Ok(PlanItem { action, size, finding })
    }
}

/// What an item writes or deletes.
pub(super) enum Target<'a> {
    Key(&'a ObjectKey),
    File(&'a LocalPath),
}

impl<'a> Target<'a> {
    pub(super) fn of(item: &'a PlanItem, on_conflict: OnConflict) -> Self {
        let beside = on_conflict == OnConflict::KeepBoth && matches!(item.finding, Finding::Differs { .. });
        match &item.action {
            Action::Upload { key, key_beside: other, .. } | Action::Copy { to: key, to_beside: other, .. } => {
                Self::Key(other.as_ref().filter(|_| beside).unwrap_or(key))
            }
            Action::Marker { key } | Action::Delete { key, .. } => Self::Key(key),
            Action::Download { path, .. } | Action::Folder { path, .. } => Self::File(path),
        }
    }

    /// What it is looked up by: a checksum that is the same in every version of this program. Whoever looks something
    /// up compares what is found.
    pub(super) fn checksum(&self) -> i64 {
        let mut digest = crc_fast::Digest::new(crc_fast::CrcAlgorithm::Crc64Nvme);
        match self {
            Self::Key(key) => digest.update(key.as_str().as_bytes()),
            Self::File(path) => {
                for component in path.components() {
                    digest.update(b"/");
                    digest.update(component.as_bytes());
                }
            }
        }
        digest.finalize().cast_signed()
    }
}
