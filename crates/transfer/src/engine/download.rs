//! Fetches objects into files that get their names only once they are whole and verified.

mod large;
mod ranges;
mod small;
mod target;

use std::sync::atomic::Ordering;

use satchel_localpath::{IfTaken, LocalErrorKind, LocalPath, TargetFolder};
use satchel_objects::{Checksum, ETag, ErrorKind, ObjectInfo, ObjectKey, StoreError};

use super::Shared;
use super::conflict::Write;
use super::job::{Job, Outcome, Stop, Weight};
use super::transfer::Transfer;
use crate::hash::{Hash, HashKind, md5_of_tag};
use crate::journal::{Change, DownloadRecord};
use crate::{Action, FileNote, PlanItem, Result, TransferError};
pub(super) use target::TargetSlot;
use target::{Target, target};

/// Up to this size an object comes in one request, into memory, and is written together with others.
const SMALL: u64 = 128 << 10;

/// An object that changes so often while it is fetched isn't fetched.
const CHANGES: u32 = 3;

/// One object and where it goes.
struct Object<'a> {
    job: &'a Job,
    key: &'a ObjectKey,
    path: &'a LocalPath,
    write: Write,
    /// When it was last written, by the listing.
    listed: Option<std::time::SystemTime>,
    /// Its state that is wanted, and no other one.
    etag: Option<ETag>,
    /// In bytes.
    size: u64,
}

/// Fetches an object. One that isn't the object any more that was listed is fetched as it is now, from the start.
pub(super) async fn file(job: &Job, item: &PlanItem, write: Write) -> Result<Outcome, Stop> {
    let Action::Download { key, etag, modified, path } = &item.action else { return Ok(Outcome::Skipped) };
    let target = target(job).await?;
    let mut object = Object { job, key, path, write, listed: *modified, etag: etag.clone(), size: item.size };
    let mut recorded = None;
    if item.size > SMALL && !job.transfer.is_fresh() {
        recorded = job.journal().download(job.transfer.id, job.index).await?;
    }
    if let Some(record) = &recorded {
        // The object may have changed before: then this is the state that is being fetched.
        object.etag.clone_from(&record.etag);
        object.size = record.size;
        job.transfer.has_size(job.index, record.size);
    }
    let mut changes = 0;
    let mut anew = false;
    loop {
        let fetched = if object.size <= SMALL {
            object.small(&target).await.map(|()| false)
        } else {
            object.large(&target, recorded.take()).await
        };
        let stop = match fetched {
            Ok(began_anew) if began_anew || anew => return Ok(Outcome::DoneWith(FileNote::BegunAnew)),
            Ok(_) => return Ok(Outcome::Done),
            Err(stop) => stop,
        };
        changes += 1;
        match stop {
            Stop::Failed(TransferError::ObjectChanged { .. }) if changes <= CHANGES => {
                let info = job.attempt(|_| object.head()).await?;
                object.etag = info.etag;
                object.size = info.size;
                job.transfer.has_size(job.index, info.size);
            }
            Stop::Failed(TransferError::Local(error))
                if error.kind == LocalErrorKind::PartGone && changes <= CHANGES => {}
            Stop::Failed(TransferError::Local(error)) => {
                // The folder may have been another one by now, or on a drive that is back.
                job.transfer.target.forget(&target);
                return Err(match error.kind {
                    LocalErrorKind::Busy => TransferError::Busy { name: error.path.display().to_string() }.into(),
                    _ => error.into(),
                });
            }
            stop => return Err(stop),
        }
        anew = true;
        job.transfer.begins_from(job.index, 0);
    }
}

/// Makes a folder.
pub(super) async fn folder(job: &Job, path: &LocalPath) -> Result<Outcome, Stop> {
    let (target, path) = (target(job).await?, path.clone());
    target.blocking(move |folder| folder.create_folder(&path)).await?;
    Ok(Outcome::Done)
}

/// Removes a partial file that won't be gone on with, and forgets it. One that can't be removed now stays recorded.
pub(super) async fn discard(shared: &Shared, transfer: &Transfer, index: u32, partial: DownloadRecord) {
    if let Err(error) = remove(shared, transfer, index, partial.part_name).await {
        // The folder being gone, so is the file.
        let gone = matches!(&error, TransferError::Local(error) if error.kind == LocalErrorKind::NotFound);
        if !gone {
            tracing::warn!(transfer = %transfer.id, %error, "a partial file is left for now");
            return;
        }
    }
    let _ = transfer.journal.write(Change::DownloadForgotten { id: transfer.id, index });
}

async fn remove(shared: &Shared, transfer: &Transfer, index: u32, part_name: String) -> Result<()> {
    let item = transfer.journal.item(transfer.id, index).await?;
    let Some(Action::Download { path, .. }) = item.map(|item| item.item.action) else { return Ok(()) };
    let target = transfer.target.get(shared, transfer).await?;
    target.blocking(move |folder| folder.remove_part(&path, Some(&part_name))).await?;
    Ok(())
}

impl Object<'_> {
    fn if_taken(&self) -> IfTaken {
        match self.write {
            Write::Replace => IfTaken::Replace,
            Write::New | Write::AlreadyThere => IfTaken::Fail,
            Write::Beside => IfTaken::Beside,
        }
    }

    async fn head(&self) -> Result<ObjectInfo> {
        self.job.request(Weight::Light, async { Ok(self.job.store().head(self.job.bucket(), self.key).await?) }).await
    }

    /// Whether an earlier run may have given the file its name without having been able to say so.
    fn may_be_there(&self) -> bool {
        !self.job.transfer.is_fresh()
    }

    /// Whether it did: `is_it` compares what stands at a path, and says `None` where nothing does.
    async fn is_there(
        &self,
        target: &Target,
        is_it: impl Fn(&TargetFolder, &LocalPath) -> Option<bool> + Send + 'static,
    ) -> Result<bool> {
        let path = self.path.clone();
        let mut numbers = if self.write == Write::Beside { 2..=u32::from(u16::MAX) } else { 1..=1 };
        target
            .blocking(move |folder| {
                let path_of = |number| if number == 1 { Some(path.clone()) } else { path.numbered(number) };
                let found = numbers.find_map(|number| match path_of(number).and_then(|path| is_it(folder, &path)) {
                    Some(false) => None,
                    nothing_or_it => Some(nothing_or_it.is_some()),
                });
                Ok(found == Some(true))
            })
            .await
    }

    /// What the bytes are to be compared with: the object's checksum, else its tag where that can be an MD5.
    fn expected(&self, info: &ObjectInfo) -> Option<Hash> {
        match (info.checksum, md5_of_tag(info.etag.as_ref())) {
            (Some(checksum), _) => Some(Hash::Checksum(checksum)),
            (None, Some(md5)) if self.job.tags_may_be_md5() => Some(Hash::Md5(md5)),
            _ => None,
        }
    }

    /// Compares. A tag that differs while two downloads agree is no MD5.
    fn compare(&self, expected: Hash, hash: Hash, seen: &mut Option<Hash>) -> Result<()> {
        if hash == expected {
            return Ok(());
        }
        if matches!(hash, Hash::Md5(_)) && *seen == Some(hash) {
            self.job.lane.tags_are_no_md5.store(true, Ordering::Relaxed);
            return Ok(());
        }
        *seen = Some(hash);
        Err(TransferError::Integrity { key: self.key.clone() })
    }

    fn changed(&self) -> TransferError {
        TransferError::ObjectChanged { key: self.key.clone() }
    }
}

/// What a failed GET means: the condition and the range only fail where the object is another one.
pub(super) fn changed_or(key: &ObjectKey, error: StoreError) -> TransferError {
    match error.kind {
        ErrorKind::PreconditionFailed | ErrorKind::InvalidRange => TransferError::ObjectChanged { key: key.clone() },
        _ => error.into(),
    }
}

fn kind_of(hash: Hash) -> HashKind {
    match hash {
        Hash::Checksum(Checksum::Crc32c(_)) => HashKind::Crc32c,
        Hash::Checksum(Checksum::Crc64Nvme(_)) => HashKind::Crc64Nvme,
        Hash::Md5(_) => HashKind::Md5,
    }
}
