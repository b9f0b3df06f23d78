//! The journal: what every transfer is, and how far it has come, so that a process that ends at any instant loses
//! nothing that was acknowledged.
//!
//! Each process has one file of its own, `<ID>.journal` (SQLite, WAL, `synchronous=FULL`), and proves that it lives by
//! an OS lock on `<ID>.lock`. One thread writes: changes that arrive while it commits share the next commit. Readers
//! have connections of their own. What another process left behind is adopted by exactly one.

mod adopt;
mod apply;
mod compact;
mod count;
mod error;
mod fault;
mod files;
mod foreign;
mod handle;
mod header;
mod inbox;
mod others;
mod quarantine;
mod read;
mod record;
mod rows;
mod schema;
#[cfg(test)]
mod tests;
mod writer;

use std::path::Path;
use std::sync::{Arc, PoisonError};

pub use error::{JournalError, JournalErrorKind};
pub(crate) use fault::RecordedError;
pub use record::JournalNotice;
pub(crate) use record::*;
use satchel_localpath::LocalPath;
use satchel_objects::{BucketName, ObjectKey};
use tokio::sync::oneshot;

use crate::{Program, Result, TransferError, TransferId};
use handle::Handle;
use writer::Message;

/// The journal of this process. Cloning gives another handle to the same one. When the last one is dropped, what was
/// handed over is still written.
#[derive(Clone, Debug)]
pub(crate) struct Journal(Arc<Handle>);

/// A journal that was just opened.
#[derive(Debug)]
pub(crate) struct OpenedJournal {
    pub(crate) journal: Journal,
    /// The transfers of processes that are gone, now ours. Their states are as they were left.
    pub(crate) adopted: Vec<TransferId>,
    pub(crate) notices: Vec<JournalNotice>,
}

/// A change that was handed to the writer. Dropping it takes nothing back.
#[derive(Debug)]
#[must_use = "a change is durable only once `durable` says so; `drop` says that nobody needs to know"]
pub(crate) struct Written(oneshot::Receiver<Result<(), JournalError>>);

impl Written {
    /// Waits until the change is on the disk, or says why it never will be.
    pub(crate) async fn durable(self) -> Result<()> {
        Ok(self.0.await.map_err(|_| TransferError::Ending)??)
    }
}

#[allow(
    clippy::redundant_closure_for_method_calls,
    reason = "the method's path is for one lifetime, and the closure for every one"
)]
impl Journal {
    /// A journal of our own in `folder`, which is made where it is missing. With `adopt` it takes over every journal
    /// there that the same program left and whose owner is gone. It blocks.
    pub(crate) fn open(folder: &Path, program: Program, adopt: bool) -> Result<OpenedJournal> {
        let (handle, adopted, notices) = Handle::open(folder, program, adopt)?;
        Ok(OpenedJournal { journal: Self(Arc::new(handle)), adopted, notices })
    }

    /// A journal that ends with the process.
    pub(crate) fn in_memory() -> Result<Self> {
        Ok(Self(Arc::new(Handle::in_memory()?)))
    }

    /// Takes over the journals whose owner is gone by now. Exactly one of several processes gets each.
    pub(crate) async fn adopt(&self, only: Option<Program>) -> Result<(Vec<TransferId>, Vec<JournalNotice>)> {
        let adoption = self.0.clone().adopt(only).await?;
        Ok((adoption.transfers, adoption.notices))
    }

    /// What was found since the last call: rows that couldn't be read and were set aside, journals that can't be used.
    pub(crate) fn take_notices(&self) -> Vec<JournalNotice> {
        std::mem::take(&mut *self.0.shared.notices.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Adds a transfer and its items, numbered from 0, in one transaction, which is durable on return.
    pub(crate) async fn add(&self, record: TransferRecord, items: Vec<NewItem>) -> Result<()> {
        let (sender, receiver) = oneshot::channel();
        self.0.send(Message::Add(Box::new(record), items, sender))?;
        Written(receiver).durable().await
    }

    /// Hands a change to the writer and returns at once. Changes take effect in the order in which they were handed
    /// over, whoever waits for them.
    pub(crate) fn write(&self, change: Change) -> Written {
        let (sender, receiver) = oneshot::channel();
        // Where the writer has ended, the sender is dropped with the message, and whoever waits gets to know.
        let _ = self.0.send(Message::Change(Box::new(change), sender));
        Written(receiver)
    }

    /// Waits until every change that was handed over before is durable, or has failed.
    #[cfg(test)]
    pub(crate) async fn flush(&self) -> Result<()> {
        self.0.flush().await
    }

    /// Every transfer, in the order of the queue. Like every reading call, it sees all changes that were handed over
    /// before it.
    pub(crate) async fn transfers(&self) -> Result<Vec<TransferRecord>> {
        self.0.read(|reading| reading.transfers()).await
    }

    /// One transfer, if it is ours.
    pub(crate) async fn transfer(&self, id: TransferId) -> Result<Option<TransferRecord>> {
        self.0.read(move |reading| reading.transfer(id)).await
    }

    /// The next items that wait, in order, behind `after`.
    pub(crate) async fn waiting(&self, id: TransferId, after: Option<u32>, limit: u32) -> Result<Vec<ItemRecord>> {
        self.0.read(move |reading| reading.waiting(id, after, limit)).await
    }

    /// One item.
    pub(crate) async fn item(&self, id: TransferId, index: u32) -> Result<Option<ItemRecord>> {
        self.0.read(move |reading| reading.item(id, index)).await
    }

    /// A window of a transfer's items, and how many pass the filter in all.
    pub(crate) async fn items(
        &self,
        id: TransferId,
        filter: Filter,
        offset: u32,
        limit: u32,
    ) -> Result<(u32, Vec<ItemRecord>)> {
        self.0.read(move |reading| reading.items(id, filter, offset, limit)).await
    }

    /// An item's upload with its parts.
    pub(crate) async fn upload(&self, id: TransferId, index: u32) -> Result<Option<UploadRecord>> {
        self.0.read(move |reading| reading.upload(id, index)).await
    }

    /// An item's download with its ranges.
    pub(crate) async fn download(&self, id: TransferId, index: u32) -> Result<Option<DownloadRecord>> {
        self.0.read(move |reading| reading.download(id, index)).await
    }

    /// Every upload of a transfer that was begun or intended and isn't over, without its parts, with its item's number.
    pub(crate) async fn uploads_of(&self, id: TransferId) -> Result<Vec<(u32, UploadRecord)>> {
        self.0.read(move |reading| reading.uploads_of(id)).await
    }

    /// Every partial file of a transfer, without its ranges, with its item's number.
    pub(crate) async fn downloads_of(&self, id: TransferId) -> Result<Vec<(u32, DownloadRecord)>> {
        self.0.read(move |reading| reading.downloads_of(id)).await
    }

    /// Every upload that was begun or intended and isn't over, without its parts: over all journals of the folder, so
    /// that the unfinished uploads at a server can be told apart. A journal that is newer or damaged isn't in it; there
    /// is a notice of it.
    pub(crate) async fn unfinished_uploads(&self) -> Result<Vec<UnfinishedUpload>> {
        let own = self.0.read(|reading| reading.uploads()).await?;
        let own = own.into_iter().map(|(item, store, upload)| UnfinishedUpload { item, store, upload, own: true });
        let mut uploads: Vec<UnfinishedUpload> = own.collect();
        uploads.extend(self.0.clone().others_uploads().await?);
        Ok(uploads)
    }

    /// An upload to that key that was begun and could be gone on with: of a transfer of ours that isn't running.
    pub(crate) async fn find_upload(
        &self,
        store: &str,
        bucket: &BucketName,
        key: &ObjectKey,
    ) -> Result<Option<ItemId>> {
        let (store, bucket, key) = (store.to_owned(), bucket.clone(), key.clone());
        self.0.read(move |reading| reading.find_upload(&store, &bucket, &key)).await
    }

    /// A download to that file that was begun and could be gone on with: of a transfer of ours that isn't running.
    /// The folder is compared as it was given.
    pub(crate) async fn find_download(&self, folder: &Path, path: &LocalPath) -> Result<Option<ItemId>> {
        let (folder, path) = (folder.to_owned(), path.clone());
        self.0.read(move |reading| reading.find_download(&folder, &path)).await
    }

    /// The transfers in the other journals of the folder, to be shown with ours.
    pub(crate) async fn others(&self) -> Result<Vec<OtherTransfer>> {
        self.0.clone().others().await
    }

    /// Those of `keys` that a transfer of another process, which runs, has yet to write or delete.
    pub(crate) async fn busy(&self, store: &str, bucket: &BucketName, keys: Vec<ObjectKey>) -> Result<Vec<ObjectKey>> {
        let (store, bucket) = (store.to_owned(), bucket.clone());
        self.0.clone().busy(keys, move |reading, key| reading.is_key_busy(&store, &bucket, key)).await
    }

    /// Those of `paths` below `folder` that a transfer of another process, which runs, has yet to write. The folder is
    /// compared as it was given.
    pub(crate) async fn busy_files(&self, folder: &Path, paths: Vec<LocalPath>) -> Result<Vec<LocalPath>> {
        let folder = folder.to_owned();
        self.0.clone().busy(paths, move |reading, path| reading.is_file_busy(&folder, path)).await
    }

    /// Asks the owner of another journal to do something with a transfer of its own.
    pub(crate) async fn request(&self, id: TransferId, request: Request) -> Result<Requested> {
        self.0.clone().request(id, request).await
    }

    /// What other processes ask us to do, in the order in which they asked. Each is given once.
    pub(crate) async fn take_requests(&self) -> Result<Vec<(TransferId, Request)>> {
        self.0.clone().take_requests().await
    }

    /// Ends the journal: what was handed over is written, then the lock is given back. Other handles to it answer
    /// [`TransferError::Ending`] from now on.
    pub(crate) async fn close(self, closing: Closing) -> Result<()> {
        self.0.close(closing).await
    }
}
