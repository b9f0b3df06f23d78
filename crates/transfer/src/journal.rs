//! The journal: what every transfer is, and how far it has come, so that a process that ends at any instant loses
//! nothing that was acknowledged.
//!
//! Each process has one file of its own, `<ID>.journal` (SQLite, WAL, `synchronous=FULL`), and proves that it lives by
//! an OS lock on `<ID>.lock`. One thread writes: changes that arrive while it commits share the next commit. Readers
//! have connections of their own. What another process left behind is adopted by exactly one.

mod error;
mod fault;
mod record;

use std::path::Path;

pub use error::{JournalError, JournalErrorKind};
pub(crate) use fault::RecordedError;
pub use record::JournalNotice;
pub(crate) use record::*;
use satchel_localpath::LocalPath;
use satchel_objects::{BucketName, ObjectKey};

use crate::{Program, Result, TransferId};

/// The journal of this process. Cloning gives another handle to the same one.
#[derive(Clone)]
pub(crate) struct Journal;

/// A journal that was just opened.
pub(crate) struct OpenedJournal {
    pub(crate) journal: Journal,
    /// The transfers of processes that are gone, now ours. Their states are as they were left.
    pub(crate) adopted: Vec<TransferId>,
    pub(crate) notices: Vec<JournalNotice>,
}

/// A change that was handed to the writer. Dropping it takes nothing back.
#[must_use = "a change is durable only once `durable` says so; `let _ =` says that nobody needs to know"]
pub(crate) struct Written;

impl Written {
    /// Waits until the change is on the disk, or says why it never will be.
    pub(crate) async fn durable(self) -> Result<()> {
        todo!()
    }
}

impl Journal {
    /// A journal of our own in `folder`, which is made where it is missing. With `adopt` it takes over every journal
    /// there whose owner is gone. It blocks.
    pub(crate) fn open(folder: &Path, program: Program, adopt: bool) -> Result<OpenedJournal> {
        let _ = (folder, program, adopt);
        todo!()
    }

    /// A journal that ends with the process.
    pub(crate) fn in_memory() -> Result<Self> {
        todo!()
    }

    /// Takes over the journals whose owner is gone by now. Exactly one of several processes gets each.
    pub(crate) async fn adopt(&self) -> Result<(Vec<TransferId>, Vec<JournalNotice>)> {
        todo!()
    }

    /// What was found since the last call: rows that couldn't be read and were set aside.
    pub(crate) fn take_notices(&self) -> Vec<JournalNotice> {
        todo!()
    }

    /// Adds a transfer and its items in one transaction, which is durable on return.
    pub(crate) async fn add(&self, record: TransferRecord, items: Vec<NewItem>) -> Result<()> {
        let _ = (record, items);
        todo!()
    }

    /// Hands a change to the writer and returns at once. Changes take effect in the order in which they were handed
    /// over; those of one call after another are never reordered.
    pub(crate) fn write(&self, change: Change) -> Written {
        let _ = change;
        todo!()
    }

    /// Waits until every change that was handed over before is durable, or has failed.
    pub(crate) async fn flush(&self) -> Result<()> {
        todo!()
    }

    /// Every transfer, in the order of the queue. Like every reading call, it sees all changes that were handed over
    /// before it.
    pub(crate) async fn transfers(&self) -> Result<Vec<TransferRecord>> {
        todo!()
    }

    /// One transfer, if it is ours.
    pub(crate) async fn transfer(&self, id: TransferId) -> Result<Option<TransferRecord>> {
        let _ = id;
        todo!()
    }

    /// The next items that wait, in order, behind `after`.
    pub(crate) async fn waiting(&self, id: TransferId, after: Option<u32>, limit: u32) -> Result<Vec<ItemRecord>> {
        let _ = (id, after, limit);
        todo!()
    }

    /// One item.
    pub(crate) async fn item(&self, id: TransferId, index: u32) -> Result<Option<ItemRecord>> {
        let _ = (id, index);
        todo!()
    }

    /// A window of a transfer's items, and how many pass the filter in all.
    pub(crate) async fn items(
        &self,
        id: TransferId,
        filter: Filter,
        offset: u32,
        limit: u32,
    ) -> Result<(u32, Vec<ItemRecord>)> {
        let _ = (id, filter, offset, limit);
        todo!()
    }

    /// An item's upload with its parts.
    pub(crate) async fn upload(&self, id: TransferId, index: u32) -> Result<Option<UploadRecord>> {
        let _ = (id, index);
        todo!()
    }

    /// An item's download with its ranges.
    pub(crate) async fn download(&self, id: TransferId, index: u32) -> Result<Option<DownloadRecord>> {
        let _ = (id, index);
        todo!()
    }

    /// Every upload of a transfer that was begun or intended and isn't over, with its item's number.
    pub(crate) async fn uploads_of(&self, id: TransferId) -> Result<Vec<(u32, UploadRecord)>> {
        let _ = id;
        todo!()
    }

    /// Every partial file of a transfer, with its item's number.
    pub(crate) async fn downloads_of(&self, id: TransferId) -> Result<Vec<(u32, DownloadRecord)>> {
        let _ = id;
        todo!()
    }

    /// Every upload that was begun or intended and isn't over, without its parts: over all journals of the folder, so
    /// that the unfinished uploads at a server can be told apart.
    pub(crate) async fn unfinished_uploads(&self) -> Result<Vec<UnfinishedUpload>> {
        todo!()
    }

    /// An upload to that key that was begun and could be gone on with: of a transfer of ours that isn't running.
    pub(crate) async fn find_upload(
        &self,
        store: &str,
        bucket: &BucketName,
        key: &ObjectKey,
    ) -> Result<Option<ItemId>> {
        let _ = (store, bucket, key);
        todo!()
    }

    /// A download to that file that was begun and could be gone on with: of a transfer of ours that isn't running.
    pub(crate) async fn find_download(&self, folder: &Path, path: &LocalPath) -> Result<Option<ItemId>> {
        let _ = (folder, path);
        todo!()
    }

    /// The transfers in the other journals of the folder, to be shown with ours.
    pub(crate) async fn others(&self) -> Result<Vec<OtherTransfer>> {
        todo!()
    }

    /// Those of `keys` that a transfer of another process, which runs, has yet to write or delete.
    pub(crate) async fn busy(&self, store: &str, bucket: &BucketName, keys: Vec<ObjectKey>) -> Result<Vec<ObjectKey>> {
        let _ = (store, bucket, keys);
        todo!()
    }

    /// Those of `paths` below `folder` that a transfer of another process, which runs, has yet to write.
    pub(crate) async fn busy_files(&self, folder: &Path, paths: Vec<LocalPath>) -> Result<Vec<LocalPath>> {
        let _ = (folder, paths);
        todo!()
    }

    /// Asks the owner of another journal to do something with a transfer of its own.
    pub(crate) async fn request(&self, id: TransferId, request: Request) -> Result<Requested> {
        let _ = (id, request);
        todo!()
    }

    /// What other processes ask us to do, in the order in which they asked. Each is given once.
    pub(crate) async fn take_requests(&self) -> Result<Vec<(TransferId, Request)>> {
        todo!()
    }

    /// Ends the journal: what was handed over is written, then the lock is given back. Other handles to it answer
    /// [`crate::TransferError::Ending`] from now on.
    pub(crate) async fn close(self, closing: Closing) -> Result<()> {
        let _ = closing;
        todo!()
    }
}
