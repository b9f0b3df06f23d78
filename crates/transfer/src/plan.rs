//! What will happen, before anything happens.

mod compare;
mod download;
mod existing;
mod names;
mod naming;
mod remote;
mod replace;
mod roots;
mod summary;
mod upload;

use std::path::PathBuf;
use std::time::{Instant, SystemTime};

use satchel_localpath::{FileIdentity, LocalPath};
use satchel_objects::{ETag, ObjectKey};
use serde::{Deserialize, Serialize};

use crate::{Place, TransferKind};
pub use download::{plan_download, plan_download_named};
pub use naming::Naming;
pub use remote::{plan_copy, plan_copy_named, plan_delete, plan_rename};
pub use replace::{Replacement, WriteCondition, plan_replace};
pub use summary::PlanSummary;
pub use upload::{plan_upload, plan_upload_named};

/// What a transfer will do, item by item. Nothing has been changed yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Plan {
    /// What it does.
    pub kind: TransferKind,
    /// What it reads (download, delete, copy, move) or writes (upload) at the store.
    pub place: Place,
    /// Where it goes.
    pub destination: Destination,
    /// The first few names, for a title.
    pub names: Vec<String>,
    /// How many folders are in it, those included that need no item of their own.
    pub folders: u64,
    /// What is to be done, in order.
    pub items: Vec<PlanItem>,
    /// What can't be done as it stands.
    pub problems: Vec<PlanProblem>,
    /// When the destination was looked at. For a few seconds that look is trusted; what is older (or `None`: unknown)
    /// is looked at again, key by key, before something is written there.
    #[serde(skip)]
    pub made: Option<Instant>,
}

/// Where a plan's items go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Destination {
    /// To a folder of a bucket (upload, copy, move).
    Place(Place),
    /// To a local folder (download).
    Folder(#[serde(with = "os_path")] PathBuf),
    /// Nowhere (delete).
    None,
}

/// One thing to be done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanItem {
    /// What.
    pub action: Action,
    /// How many bytes are to be moved (or deleted).
    pub size: u64,
    /// What stands at its destination.
    pub finding: Finding,
}

/// What is to be done with one object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Action {
    /// Send a file.
    Upload {
        /// The file.
        source: LocalSource,
        /// Its state when it was found.
        identity: FileIdentity,
        /// Where it goes.
        key: ObjectKey,
        /// Where it goes if what stands there is to be kept.
        key_beside: Option<ObjectKey>,
        /// Set where a known object gets a new content ([`plan_replace`]).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replaces: Option<Box<Replacement>>,
    },
    /// Write the marker of an empty folder: an empty object whose key ends in `/`.
    Marker {
        /// Its key.
        key: ObjectKey,
    },
    /// Fetch an object.
    Download {
        /// The object.
        key: ObjectKey,
        /// Its tag, where the listing has one: another one at the click means that it changed.
        etag: Option<ETag>,
        /// When it was last written.
        modified: Option<SystemTime>,
        /// Its path below the target folder.
        path: LocalPath,
    },
    /// Make a local folder.
    Folder {
        /// The marker.
        key: ObjectKey,
        /// Its path below the target folder.
        path: LocalPath,
    },
    /// Delete an object.
    Delete {
        /// The object.
        key: ObjectKey,
        /// Its tag, where the listing has one: an object that replaced it after an interruption is left alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        etag: Option<ETag>,
    },
    /// Copy an object; a move deletes it afterwards.
    Copy {
        /// The object.
        key: ObjectKey,
        /// Its tag, where the listing has one.
        etag: Option<ETag>,
        /// Where it goes.
        to: ObjectKey,
        /// Where it goes if what stands there is to be kept.
        to_beside: Option<ObjectKey>,
    },
}

/// A local file, by the folder that was chosen and the way below it: nothing outside the folder is ever opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalSource {
    /// The folder that holds what was chosen.
    #[serde(with = "os_path")]
    pub folder: PathBuf,
    /// The path below it.
    #[serde(with = "os_path")]
    pub path: PathBuf,
}

impl PlanItem {
    /// The object's key: where it goes for an upload, else where it comes from.
    pub fn key(&self) -> &ObjectKey {
        match &self.action {
            Action::Upload { key, .. }
            | Action::Marker { key }
            | Action::Download { key, .. }
            | Action::Folder { key, .. }
            | Action::Delete { key, .. }
            | Action::Copy { key, .. } => key,
        }
    }

    /// Whether it is the marker of a folder and nothing more.
    pub fn is_folder(&self) -> bool {
        match &self.action {
            Action::Marker { .. } | Action::Folder { .. } => true,
            Action::Delete { key, .. } | Action::Copy { key, .. } => self.size == 0 && key.as_str().ends_with('/'),
            _ => false,
        }
    }
}

/// What stands at an item's destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Finding {
    /// Nothing (a delete has no destination, so all of it counts as new).
    New,
    /// The same already, so it is left alone. What counts as the same: see `docs/SEMANTICS.md`.
    Same,
    /// Something else.
    Differs {
        /// Whether what would be written is newer than what is there.
        newer: bool,
    },
}

/// Something that can't be done as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanProblem {
    /// Why.
    pub kind: ProblemKind,
    /// A path below what was dropped, or a key.
    pub name: String,
    /// The local name that it gets instead ([`ProblemKind::Renamed`]).
    pub becomes: Option<String>,
}

/// Why an item can't be done as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// It can't be read.
    Unreadable,
    /// A symbolic link, which isn't followed.
    Symlink,
    /// Neither a file nor a folder.
    Special,
    /// Its key would be too long or otherwise impossible.
    ImpossibleKey,
    /// Its key can't be a local name; it gets another one.
    Renamed,
}

/// Paths as the system has them: on Unix they needn't be text.
mod os_path {
    use std::ffi::OsString;
    use std::path::{Path, PathBuf};

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
        path.as_os_str().serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PathBuf, D::Error> {
        OsString::deserialize(deserializer).map(PathBuf::from)
    }
}
