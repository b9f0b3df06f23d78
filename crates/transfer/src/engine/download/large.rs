//! Large objects: ranges side by side into a partial file that outlives the program. Each range that is written is
//! recorded with its checksum; going on, what was recorded is read and compared before it is trusted.

use std::fs::File;
use std::sync::Arc;

use futures::StreamExt;
use satchel_localpath::{LocalAction, LocalError, LocalPath, PartFile, TargetFolder};
use satchel_objects::{Checksum, ErrorKind, ObjectInfo};

use super::super::fetch::{Fetch, Sums};
use super::super::job::Stop;
use super::ranges::Ranges;
use super::target::Target;
use super::{Object, kind_of};
use crate::blocking::blocking;
use crate::hash::{Hash, HashKind, md5_of_tag, of_section};
use crate::journal::{Change, DownloadRecord, RangeRecord};
use crate::{Result, TransferError, mtime};

/// Ranges of one object that are fetched at once, as far as the store's gate lets them.
const RANGES: usize = 8;

/// A file that has begun, and what is there of it.
struct Begun {
    part: PartFile,
    ranges: Ranges,
}

/// What a partial file that was recorded turned out to be.
enum Found {
    Part(Begun),
    /// The file has its name already.
    Whole,
    Gone,
}

/// What was learnt while the missing ranges came.
struct Learnt {
    info: Option<ObjectInfo>,
    /// The MD5 of the whole, where it came in one.
    md5: Option<[u8; 16]>,
}

impl Object<'_> {
    /// Fetches it, going on with what was recorded. Says whether that couldn't be used.
    pub(super) async fn large(&self, target: &Target, recorded: Option<DownloadRecord>) -> Result<bool, Stop> {
        let went_on = recorded.is_some();
        let found = match recorded {
            Some(record) => self.find(target, record).await?,
            None => Found::Gone,
        };
        let (begun, anew) = match found {
            Found::Whole => return Ok(false),
            Found::Part(begun) => (begun, false),
            Found::Gone => (self.begin(target).await?, went_on),
        };
        self.to_end(target, begun).await.map(|()| anew)
    }

    async fn to_end(&self, target: &Target, mut begun: Begun) -> Result<(), Stop> {
        let stop = match self.fetch(&mut begun).await {
            Ok(info) => return self.publish(target, begun, &info).await,
            Err(stop) => stop,
        };
        let over = match &stop {
            Stop::Cancelled => true,
            Stop::Failed(error) => is_useless_after(error),
            Stop::Paused | Stop::Held(..) => false,
        };
        if over {
            let part = begun.part;
            blocking(move || {
                part.discard();
                Ok::<_, TransferError>(())
            })
            .await?;
            self.forget();
        }
        Err(stop)
    }

    async fn begin(&self, target: &Target) -> Result<Begun, Stop> {
        let (path, size) = (self.path.clone(), self.size);
        let part = target
            .blocking(move |folder| {
                let mut part = folder.begin(&path)?;
                part.reserve(size)?;
                part.keep();
                Ok(part)
            })
            .await?;
        let begun = Begun { part, ranges: Ranges::default() };
        self.record(&begun);
        self.job.transfer.begins_from(self.job.index, 0);
        self.job.checkpoint("download.begun");
        Ok(begun)
    }

    /// Looks for what was recorded, and at what of it is really there: a power cut may have taken some.
    async fn find(&self, target: &Target, record: DownloadRecord) -> Result<Found, Stop> {
        let (path, part_name) = (self.path.clone(), record.part_name.clone());
        let part = target.blocking(move |folder| folder.reopen(&path, &part_name)).await?;
        let recorded = Ranges::of(record.ranges, self.size);
        let Some(part) = part else {
            return Ok(match recorded.crc32c(self.size) {
                Some(crc32c) if self.is_named(target, crc32c).await? => Found::Whole,
                _ => Found::Gone,
            });
        };
        let mut ranges = Ranges::default();
        for range in recorded.as_slice() {
            self.job.unless_stopped()?;
            if self.is_written(part.file(), *range).await? {
                ranges.add(*range);
            }
        }
        let lost = ranges != recorded;
        let begun = Begun { part, ranges };
        if lost {
            tracing::warn!(transfer = %self.job.transfer.id, "recorded bytes of a partial file aren't there any more");
            self.record(&begun);
        }
        self.job.transfer.begins_from(self.job.index, begun.ranges.bytes());
        self.job.checkpoint("download.found");
        Ok(Found::Part(begun))
    }

    async fn is_written(&self, file: Arc<File>, range: RangeRecord) -> Result<bool> {
        let expected = Hash::Checksum(Checksum::Crc32c(range.crc32c));
        // A file that ends before is one that lost them.
        blocking(move || {
            let hash = of_section(HashKind::Crc32c, &file, range.offset, range.length);
            Ok::<_, TransferError>(hash.is_ok_and(|hash| hash == expected))
        })
        .await
    }

    /// Fetches what is missing until the whole is verified.
    async fn fetch(&self, begun: &mut Begun) -> Result<ObjectInfo, Stop> {
        let mut seen = None;
        let mut number = 0;
        loop {
            let learnt = self.fetch_missing(begun).await?;
            let info = match learnt.info {
                Some(info) => info,
                None => self.look().await?,
            };
            match self.verify(begun, &info, learnt.md5, &mut seen).await {
                Ok(()) => return Ok(info),
                Err(error) if error.is_transient() => self.job.pause(number, error).await?,
                Err(error) => return Err(error.into()),
            }
            number += 1;
            begun.ranges = Ranges::default();
            self.record(begun);
            self.job.transfer.begins_from(self.job.index, 0);
        }
    }

    async fn fetch_missing(&self, begun: &mut Begun) -> Result<Learnt, Stop> {
        let missing = begun.ranges.missing(self.size, self.job.shared.options.part_size);
        let in_one = missing == [(0, self.size)];
        let mut etag = self.etag.clone();
        let mut learnt = Learnt { info: None, md5: None };
        // One object in all ranges: without a tag from the listing, a look gives one. It also gives the checksum of an
        // object whose tag is no MD5.
        let checksums = self.job.store().capabilities().checksums;
        let checked = checksums && md5_of_tag(etag.as_ref()).is_none();
        if !missing.is_empty() && !in_one && (etag.is_none() || checked) {
            let info = self.look().await?;
            etag.clone_from(&info.etag);
            learnt.info = Some(info);
        }
        let sums = Sums {
            md5: in_one && self.job.tags_may_be_md5(),
            // Where nobody looked, the object may have one.
            crc64nvme: checksums
                && (learnt.info.as_ref()).is_none_or(|info| matches!(info.checksum, Some(Checksum::Crc64Nvme(_)))),
        };
        let fetch = Fetch::new(self.job, self.key, etag.as_ref(), self.size, begun.part.writer(), sums);
        let mut fetching =
            futures::stream::iter(missing).map(|(offset, length)| fetch.range(offset, length)).buffer_unordered(RANGES);
        let mut stopped = None;
        while let Some(fetched) = fetching.next().await {
            if let Some(range) = fetched.range {
                begun.ranges.add(range);
                let (id, index) = (self.job.transfer.id, self.job.index);
                let _ = self.job.write(Change::RangeWritten { id, index, range });
                self.job.checkpoint("range.written");
            }
            learnt.md5 = fetched.md5;
            learnt.info = learnt.info.or(fetched.info);
            if let Err(stop) = fetched.end {
                // The others end where they are, and what they have written counts.
                fetch.stop();
                stopped.get_or_insert(stop);
            }
        }
        stopped.map_or(Ok(learnt), Err)
    }

    /// Looks at the object, which has to be the one that is wanted.
    async fn look(&self) -> Result<ObjectInfo, Stop> {
        let info = self.job.attempt(|_| self.head()).await?;
        let same =
            |wanted: &satchel_objects::ETag| info.etag.as_ref().is_none_or(|etag| etag.unquoted() == wanted.unquoted());
        if info.size == self.size && self.etag.as_ref().is_none_or(same) {
            Ok(info)
        } else {
            Err(self.changed().into())
        }
    }

    /// Compares what is on the disk with the object. A checksum comes from those of the ranges, without reading.
    async fn verify(
        &self,
        begun: &Begun,
        info: &ObjectInfo,
        md5: Option<[u8; 16]>,
        seen: &mut Option<Hash>,
    ) -> Result<()> {
        let Some(expected) = self.expected(info) else { return Ok(()) };
        let known = match (expected, md5) {
            (Hash::Checksum(checksum), _) => begun.ranges.like(checksum, self.size).map(Hash::Checksum),
            (Hash::Md5(_), Some(md5)) => Some(Hash::Md5(md5)),
            _ => None,
        };
        let hash = if let Some(hash) = known {
            hash
        } else {
            let (file, size, kind) = (begun.part.file(), self.size, kind_of(expected));
            let path = begun.part.path().to_owned();
            let read = move || of_section(kind, &file, 0, size);
            blocking(move || read().map_err(|error| LocalError::new(LocalAction::Read, path, error))).await?
        };
        self.compare(expected, hash, seen)
    }

    async fn publish(&self, target: &Target, begun: Begun, info: &ObjectInfo) -> Result<(), Stop> {
        self.job.unless_stopped()?;
        if self.may_be_there()
            && let Some(crc32c) = begun.ranges.crc32c(self.size)
            && self.is_named(target, crc32c).await?
        {
            begun.part.discard();
            return Ok(());
        }
        let modified = mtime::read(&info.metadata).or(info.last_modified).or(self.listed);
        let (part, if_taken) = (begun.part, self.if_taken());
        blocking(move || part.publish(modified, if_taken).map(drop)).await?;
        self.job.checkpoint("download.published");
        Ok(())
    }

    /// Whether a run that was killed had given the file its name already.
    async fn is_named(&self, target: &Target, crc32c: u32) -> Result<bool> {
        let size = self.size;
        self.is_there(target, move |folder, path| is_same(folder, path, size, crc32c)).await
    }

    /// Records what is there of the file, in place of what was recorded.
    fn record(&self, begun: &Begun) {
        let record = DownloadRecord {
            etag: self.etag.clone(),
            size: self.size,
            part_name: begun.part.part_name().to_owned(),
            ranges: begun.ranges.as_slice().to_vec(),
        };
        let (id, index) = (self.job.transfer.id, self.job.index);
        let _ = self.job.write(Change::DownloadBegun { id, index, record });
    }

    fn forget(&self) {
        let (id, index) = (self.job.transfer.id, self.job.index);
        let _ = self.job.write(Change::DownloadForgotten { id, index });
        self.job.transfer.begins_from(index, 0);
    }
}

/// Whether a file has this size and checksum; `None` where nothing stands there.
fn is_same(folder: &TargetFolder, path: &LocalPath, size: u64, crc32c: u32) -> Option<bool> {
    let metadata = folder.metadata(path).ok().flatten()?;
    let expected = Hash::Checksum(Checksum::Crc32c(crc32c));
    let file = if metadata.size == size { folder.read(path).ok() } else { None };
    let hash = file.and_then(|file| of_section(HashKind::Crc32c, &file, 0, size).ok());
    Some(hash == Some(expected))
}

/// Whether what was fetched can't be gone on with after this.
fn is_useless_after(error: &TransferError) -> bool {
    match error {
        TransferError::ObjectChanged { .. } | TransferError::Integrity { .. } => true,
        TransferError::Store(error) => matches!(error.kind, ErrorKind::NoSuchObject | ErrorKind::NoSuchBucket),
        _ => false,
    }
}
