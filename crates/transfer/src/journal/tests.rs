//! The journal by what its callers see, and by what is on the disk.

mod adoption;
mod basics;
mod child;
mod crash;
mod damage;
mod errors;
mod group;
mod model;
mod neighbours;
mod versions;

use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use satchel_localpath::{FileIdentity, LocalPath};
use satchel_objects::{BucketName, Checksum, ETag, ObjectKey, UploadId};

use super::*;
use crate::hash::{Hash, HashKind};
use crate::{
    Action, Destination, FileState, Finding, LocalSource, OnConflict, Place, PlanItem, Program, TransferId,
    TransferKind, TransferState,
};

const STORE: &str = "s3 https://example.invalid";

fn bucket() -> BucketName {
    BucketName::new("photos").unwrap()
}

fn key(text: &str) -> ObjectKey {
    ObjectKey::new(text).unwrap()
}

fn place() -> Place {
    Place { account: "one".into(), bucket: bucket(), prefix: "2026/".into() }
}

/// An upload of that ID, which waits.
fn transfer(id: u64) -> TransferRecord {
    TransferRecord {
        id: TransferId(id),
        kind: TransferKind::Upload,
        place: place(),
        destination: Destination::Place(place()),
        names: vec!["sommer".into(), "新娘".into()],
        folders: 3,
        on_conflict: OnConflict::KeepBoth,
        store: STORE.into(),
        command: Some("cp -r".into()),
        state: TransferState::Waiting,
        pause: None,
        error: None,
        order: i64::try_from(id).unwrap(),
        started: UNIX_EPOCH + Duration::new(1_790_000_000, 123_456_789),
        ended: None,
        counts: Counts::default(),
    }
}

fn identity(size: u64) -> FileIdentity {
    let modified = Some(UNIX_EPOCH + Duration::new(1_700_000_000, 987_654_321));
    FileIdentity { size, modified, file: (2049, u64::MAX) }
}

/// An item that sends `size` bytes to the key `2026/NAME`.
fn sent(name: &str, size: u64) -> PlanItem {
    let source = LocalSource { folder: "/home/zoë/sommer".into(), path: name.into() };
    let action = Action::Upload {
        source,
        identity: identity(size),
        key: key(&format!("2026/{name}")),
        key_beside: None,
        replaces: None,
    };
    PlanItem { action, size, finding: Finding::New }
}

fn fetched(name: &str, size: u64) -> PlanItem {
    let path = LocalPath::new(vec!["deep".into(), name.into()]).unwrap();
    let action = Action::Download { key: key(name), etag: Some(ETag("\"a\"".into())), modified: None, path };
    PlanItem { action, size, finding: Finding::Differs { newer: true } }
}

/// `number` items that wait, of 10 bytes each.
fn waiting(number: u32) -> Vec<NewItem> {
    (0..number).map(|number| (sent(&format!("{number:06}.jpg"), 10), FileState::Waiting)).collect()
}

fn upload(name: &str) -> UploadRecord {
    UploadRecord {
        bucket: bucket(),
        key: key(&format!("2026/{name}")),
        intended: UNIX_EPOCH + Duration::new(1_790_000_001, 1),
        upload_id: None,
        part_size: 16 << 20,
        hash: HashKind::Crc32c,
        identity: identity(10),
        if_absent: true,
        parts: Vec::new(),
    }
}

fn part(number: u16) -> PartRecord {
    let hash = Hash::Checksum(Checksum::Crc64Nvme(u64::MAX - u64::from(number)));
    PartRecord { number, size: u64::from(number), etag: ETag(format!("\"{number}\"")), hash }
}

fn file(id: u64, index: u32, state: FileState) -> Change {
    Change::File { id: TransferId(id), index, state, error: None, note: None }
}

fn begun(id: u64, index: u32, name: &str) -> [Change; 2] {
    let id = TransferId(id);
    [
        Change::UploadIntended { id, index, record: Box::new(upload(name)) },
        Change::UploadBegun { id, index, upload_id: UploadId(format!("upload-{id}-{index}")) },
    ]
}

fn open(folder: &Path, adopt: bool) -> OpenedJournal {
    Journal::open(folder, Program::App, adopt).unwrap()
}

async fn done(journal: &Journal, change: Change) {
    journal.write(change).durable().await.unwrap();
}

/// The names of the files in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn with_ending(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let names = names(folder).into_iter();
    names.filter(|name| name.ends_with(ending)).map(|name| folder.join(name)).collect()
}
