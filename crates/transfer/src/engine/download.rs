//! Fetches one object into a file that gets its name only once it is whole and verified.

use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::SystemTime;

use futures::{StreamExt, TryStreamExt};
use satchel_localpath::{IfTaken, LocalAction, LocalError, LocalPath, PartFile, TargetFolder};
use satchel_objects::{Checksum, ETag, ObjectInfo, ObjectKey};

use super::Shared;
use super::conflict::Write;
use super::fetch::Fetch;
use super::job::{Job, Outcome, Stop, Weight};
use super::transfer::Transfer;
use crate::blocking::blocking;
use crate::hash::{Hash, HashKind, md5_of_tag, of_section};
use crate::journal::{Change, DownloadRecord};
use crate::{Action, Destination, PlanItem, Result, TransferError, mtime};

/// Ranges of one object that are fetched at once, as far as the engine's permits go.
const RANGES: usize = 8;

/// Fetches an object.
pub(super) async fn file(job: &Job, item: &PlanItem, write: Write) -> Result<Outcome, Stop> {
    let Action::Download { key, etag, modified, path } = &item.action else { return Ok(Outcome::Skipped) };
    let folder = target(job).await?;
    let begun = {
        let (folder, path) = (folder.clone(), path.clone());
        blocking(move || folder.begin(&path)).await?
    };
    let object = Object { job, key, etag: etag.as_ref(), size: item.size };
    let info = object.fetch(&begun).await?;
    let modified = mtime::read(&info.metadata).or(info.last_modified).or(*modified);
    job.unless_cancelled(async { Ok(()) }).await?;
    publish(begun, modified, write).await?;
    Ok(Outcome::Done)
}

/// Removes a partial file that won't be gone on with, and forgets it.
pub(super) async fn discard(shared: &Shared, transfer: &Transfer, index: u32, partial: DownloadRecord) {
    let _ = (shared, partial);
    let _ = transfer.journal.write(Change::DownloadForgotten { id: transfer.id, index });
}

/// Makes a folder.
pub(super) async fn folder(job: &Job, path: &LocalPath) -> Result<Outcome, Stop> {
    let (folder, path) = (target(job).await?, path.clone());
    blocking(move || folder.create_folder(&path)).await?;
    Ok(Outcome::Done)
}

async fn target(job: &Job) -> Result<TargetFolder> {
    let Destination::Folder(path) = job.transfer.record.destination.clone() else { return Err(TransferError::Ending) };
    let check = job.shared.options.write_check.clone();
    blocking(move || TargetFolder::open(path).map(|folder| folder.with_write_check(check))).await
}

async fn publish(part: PartFile, modified: Option<SystemTime>, write: Write) -> Result<()> {
    let if_taken = match write {
        Write::Replace => IfTaken::Replace,
        Write::New | Write::AlreadyThere => IfTaken::Fail,
        Write::Beside => IfTaken::Beside,
    };
    blocking(move || part.publish(modified, if_taken).map(drop)).await
}

struct Object<'a> {
    job: &'a Job,
    key: &'a ObjectKey,
    etag: Option<&'a ETag>,
    size: u64,
}

impl Object<'_> {
    /// Fetches until the bytes are verified.
    async fn fetch(&self, part: &PartFile) -> Result<ObjectInfo, Stop> {
        let mut number = 0;
        let mut seen = None;
        loop {
            let info = self.fetch_once(part).await?;
            match self.verify(part.file(), &info, &mut seen).await {
                Ok(()) => return Ok(info),
                Err(error) if error.is_transient() => {
                    self.job.pause(number, error).await?;
                    self.job.transfer.begins_from(self.job.index, 0);
                }
                Err(error) => return Err(error.into()),
            }
            number += 1;
        }
    }

    async fn fetch_once(&self, part: &PartFile) -> Result<ObjectInfo, Stop> {
        let range = self.job.shared.options.part_size;
        let mut fetch = Fetch { job: self.job, key: self.key, etag: self.etag, size: self.size, writer: part.writer() };
        if self.size < 2 * range {
            return fetch.range(0, self.size, Weight::Light).await;
        }
        // Where the listing gave no tag, the first answer's holds the others to the same object.
        let first = fetch.range(0, range, Weight::Heavy).await?;
        if fetch.etag.is_none() {
            fetch.etag = first.etag.as_ref();
        }
        let fetch = &fetch;
        futures::stream::iter(1..self.size.div_ceil(range))
            .map(|index| {
                let offset = index * range;
                fetch.range(offset, range.min(self.size - offset), Weight::Heavy)
            })
            .buffer_unordered(RANGES)
            .try_for_each(|_| async { Ok(()) })
            .await?;
        Ok(first)
    }

    /// Compares what is on the disk with the object's checksum, or with its ETag where that can be an MD5. An ETag that
    /// differs while two downloads agree is none.
    async fn verify(&self, file: Arc<File>, info: &ObjectInfo, seen: &mut Option<Hash>) -> Result<()> {
        let expected = match (info.checksum, md5_of_tag(info.etag.as_ref())) {
            (Some(checksum), _) => Hash::Checksum(checksum),
            (None, Some(md5)) if self.job.tags_may_be_md5() => Hash::Md5(md5),
            _ => return Ok(()),
        };
        let kind = match expected {
            Hash::Checksum(Checksum::Crc32c(_)) => HashKind::Crc32c,
            Hash::Checksum(Checksum::Crc64Nvme(_)) => HashKind::Crc64Nvme,
            Hash::Md5(_) => HashKind::Md5,
        };
        let size = self.size;
        let hash = blocking(move || {
            of_section(kind, &file, 0, size).map_err(|error| LocalError::new(LocalAction::Read, "", error))
        })
        .await?;
        if hash == expected {
            return Ok(());
        }
        if kind == HashKind::Md5 && *seen == Some(hash) {
            self.job.lane.tags_are_no_md5.store(true, Ordering::Relaxed);
            return Ok(());
        }
        *seen = Some(hash);
        Err(TransferError::Integrity { key: self.key.clone() })
    }
}
