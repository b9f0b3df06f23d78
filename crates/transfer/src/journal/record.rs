//! What the journal holds, and what can change in it.

use std::path::PathBuf;
use std::time::SystemTime;

use satchel_localpath::FileIdentity;
use satchel_objects::{BucketName, ETag, ObjectKey, UploadId};
use serde::{Deserialize, Serialize};

use super::RecordedError;
use crate::hash::{Hash, HashKind};
use crate::state::{FileNote, PauseReason};
use crate::{Destination, FileState, OnConflict, Place, PlanItem, Program, TransferId, TransferKind, TransferState};

/// A transfer as the journal has it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TransferRecord {
    pub(crate) id: TransferId,
    pub(crate) kind: TransferKind,
    /// What it reads or writes at the store.
    pub(crate) place: Place,
    /// Where it goes.
    pub(crate) destination: Destination,
    /// The first few names, for a title.
    pub(crate) names: Vec<String>,
    /// How many folders are in it.
    pub(crate) folders: u64,
    pub(crate) on_conflict: OnConflict,
    /// Which store it is, see `ObjectStore::identity`.
    pub(crate) store: String,
    /// Which command line began it, so that the same command goes on with it.
    pub(crate) command: Option<String>,
    pub(crate) state: TransferState,
    pub(crate) pause: Option<PauseReason>,
    /// The first error.
    pub(crate) error: Option<RecordedError>,
    /// Its place in the queue: the lowest is the first.
    pub(crate) order: i64,
    pub(crate) started: SystemTime,
    pub(crate) ended: Option<SystemTime>,
    /// Counted from the items when the record is loaded; ignored when it is added.
    pub(crate) counts: Counts,
}

/// How far a transfer is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Items that count as files: all, where there are only folders' markers, else all but those.
    pub(crate) files: u32,
    /// Files that are done or were left alone.
    pub(crate) files_done: u32,
    /// Items that failed.
    pub(crate) files_failed: u32,
    /// Bytes of all items that weren't left alone.
    pub(crate) bytes: u64,
    /// Bytes of the items that are done, and of the parts and ranges that are there of the others.
    pub(crate) bytes_done: u64,
}

/// One item of a transfer as the journal has it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ItemRecord {
    /// Its number in the plan, from 0.
    pub(crate) index: u32,
    pub(crate) item: PlanItem,
    pub(crate) state: FileState,
    /// Its size in bytes, by the last look at it.
    pub(crate) size: u64,
    /// All of it where it is done, else the bytes of the parts or ranges that are there.
    pub(crate) bytes_done: u64,
    pub(crate) error: Option<RecordedError>,
    pub(crate) note: Option<FileNote>,
    /// It was copied and compared, and only its source is left to be deleted (a move).
    pub(crate) copied: bool,
}

/// A multipart upload that was begun, or is about to be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct UploadRecord {
    pub(crate) bucket: BucketName,
    pub(crate) key: ObjectKey,
    /// The server's time just before it was begun.
    pub(crate) intended: SystemTime,
    /// `None` while nothing is known of the server's answer.
    pub(crate) upload_id: Option<UploadId>,
    /// In bytes; fixed for the whole upload.
    pub(crate) part_size: u64,
    pub(crate) hash: HashKind,
    /// The source's state when it was begun.
    pub(crate) identity: FileIdentity,
    /// Whether nothing may stand at the key when it is completed.
    pub(crate) if_absent: bool,
    /// The acknowledged parts, by number. Empty where only the upload was asked for.
    pub(crate) parts: Vec<PartRecord>,
}

/// An acknowledged part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PartRecord {
    /// From 1.
    pub(crate) number: u16,
    /// In bytes.
    pub(crate) size: u64,
    pub(crate) etag: ETag,
    pub(crate) hash: Hash,
}

/// A download into a partial file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DownloadRecord {
    /// The object's tag when it was begun.
    pub(crate) etag: Option<ETag>,
    /// The object's size in bytes when it was begun.
    pub(crate) size: u64,
    /// The name of the partial file, in the folder of the target.
    pub(crate) part_name: String,
    /// What is written and synced, by offset.
    pub(crate) ranges: Vec<RangeRecord>,
}

/// Bytes of a download that are on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RangeRecord {
    pub(crate) offset: u64,
    /// In bytes.
    pub(crate) length: u64,
    pub(crate) crc32c: u32,
    /// `None` where an earlier version recorded it.
    pub(crate) crc64nvme: Option<u64>,
}

/// Which items are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Filter {
    All,
    Failed,
    State(FileState),
}

/// One change. What it names must be there: a change of what isn't known is an error, and changes nothing.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// Where a transfer stands as a whole. All four replace what was there.
    Transfer {
        id: TransferId,
        state: TransferState,
        pause: Option<PauseReason>,
        error: Option<RecordedError>,
        ended: Option<SystemTime>,
    },
    /// Its place in the queue.
    Order { id: TransferId, order: i64 },
    /// Where an item stands. The error replaces what was there; a note stays until there is another. An item that is
    /// [`FileState::Done`] needs its upload or download no more: they are forgotten with it.
    File { id: TransferId, index: u32, state: FileState, error: Option<RecordedError>, note: Option<FileNote> },
    /// An item has another size by now.
    FileSize { id: TransferId, index: u32, size: u64 },
    /// Every item of a transfer in one of the states `from` is in state `to` now, without an error.
    FilesState { id: TransferId, from: Vec<FileState>, to: FileState },
    /// An upload will be begun. It replaces an earlier one of the same item, with its parts.
    UploadIntended { id: TransferId, index: u32, record: Box<UploadRecord> },
    /// The server gave it an ID.
    UploadBegun { id: TransferId, index: u32, upload_id: UploadId },
    /// The server acknowledged a part. It replaces an earlier one of the same number.
    PartSent { id: TransferId, index: u32, part: PartRecord },
    /// The upload is gone, and its parts with it. No error where there was none.
    UploadForgotten { id: TransferId, index: u32 },
    /// Another item, which must have none, goes on with the upload.
    UploadMoved { from: (TransferId, u32), to: (TransferId, u32) },
    /// A download will be begun. It replaces an earlier one of the same item, with its ranges.
    DownloadBegun { id: TransferId, index: u32, record: DownloadRecord },
    /// A range is written and synced. It replaces an earlier one at the same offset.
    RangeWritten { id: TransferId, index: u32, range: RangeRecord },
    /// The partial file is gone, and its ranges with it. No error where there was none.
    DownloadForgotten { id: TransferId, index: u32 },
    /// Another item, which must have none, goes on with the download.
    DownloadMoved { from: (TransferId, u32), to: (TransferId, u32) },
    /// The copy of a moved object is there and was compared; its source may be deleted.
    Copied { id: TransferId, index: u32 },
    /// The transfer and all that belongs to it. No error where there was none.
    Forgotten { id: TransferId },
}

/// What one process asks the owner of another journal to do with a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Request {
    Pause,
    Resume,
    Cancel,
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Requested {
    /// It is in the owner's inbox, durably.
    Handed,
    /// The owner is gone: nobody would read it, and [`super::Journal::adopt`] can have the transfer.
    OwnerGone,
}

/// A transfer in the journal of another process.
#[derive(Clone, Debug)]
pub(crate) struct OtherTransfer {
    pub(crate) record: TransferRecord,
    pub(crate) program: Program,
    pub(crate) process_id: u32,
    /// Whether that process still runs (or another one is just taking over).
    pub(crate) alive: bool,
}

/// What is left of a journal that is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closing {
    /// All of it: the next process adopts it.
    #[cfg(test)]
    Keep,
    /// Nothing, if it holds no transfer.
    RemoveIfEmpty,
    /// Nothing, if every transfer in it has ended and no upload is unfinished.
    RemoveIfEnded,
}

/// Something about journals that the person should know.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum JournalNotice {
    /// A journal was written by a newer version. It was left as it is.
    Newer {
        /// The journal.
        path: PathBuf,
    },
    /// A journal couldn't be read any more, and was set aside.
    Corrupt {
        /// Where it lies now.
        path: PathBuf,
        /// What is damaged, in the words of the system or of SQLite.
        detail: String,
    },
    /// Something in a journal couldn't be read, and was set aside in the table `quarantine`.
    Quarantined {
        /// The table it was in.
        table: &'static str,
        /// The transfer that it is, or that it belongs to, where that is known.
        transfer: Option<TransferId>,
        /// The item's number, where it was one or belonged to one.
        index: Option<u32>,
        /// Why it couldn't be read.
        reason: String,
    },
    /// A journal whose owner is gone couldn't be taken over now.
    NotAdopted {
        /// The journal, or the folder where none could be.
        path: PathBuf,
        /// Why, in the words of the system or of SQLite.
        detail: String,
    },
}

/// An upload that isn't over, and whose it is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct UnfinishedUpload {
    pub(crate) item: ItemId,
    /// Which store, see `ObjectStore::identity`.
    pub(crate) store: String,
    /// Without its parts.
    pub(crate) upload: UploadRecord,
    /// Whether the journal is ours.
    pub(crate) own: bool,
}

/// An item of a transfer.
pub(crate) type ItemId = (TransferId, u32);

/// What to add: an item and the state it begins in ([`FileState::Waiting`] or [`FileState::Skipped`]).
pub(crate) type NewItem = (PlanItem, FileState);
