//! Sends a file of unknown length: in one request where it fits into a part, else as a multipart upload, which is given
//! up whatever goes wrong, also where the client goes away.

use std::pin::pin;
use std::sync::Arc;

use bytes::Bytes;
use futures::stream::FuturesOrdered;
use futures::{StreamExt, TryFutureExt};
use satchel_objects::{BucketName, Checksum, CompletedPart, ErrorKind, ObjectKey, ObjectStore, PutOptions, UploadId};
use satchel_operations::errors;
use satchel_operations_schema::types::ErrorCode;

use super::failed;
use super::upload::Target;
use crate::input::{FileInput, Refused};
use crate::spool::{MEMORY_PART, Spooled, Spools};

/// How many parts go at a time, while the next one arrives.
const AT_A_TIME: usize = 2;
/// The most parts of an upload. Source: Amazon S3 User Guide, "Amazon S3 multipart upload limits".
const MOST_PARTS: u64 = 10_000;
/// How often completing is asked for again where no answer came.
const TRIES: usize = 3;

/// How long the parts are.
#[derive(Clone, Copy, Debug)]
struct PartSize {
    /// What the store's makers advise, or what fits into memory.
    base: u64,
    /// Whether the file's length is known, so that the base is enough.
    known: bool,
}

impl PartSize {
    fn new(advised: u64, at_most: Option<u64>) -> Self {
        let base = advised.max(MEMORY_PART as u64);
        let needed = at_most.unwrap_or(0).div_ceil(MOST_PARTS - 1).next_multiple_of(1 << 20);
        Self { base: base.max(needed), known: at_most.is_some() }
    }

    /// The size of a part, 1 to 10,000. Where the length isn't known, later ones grow so that 5 TiB fit.
    fn of(self, number: u64) -> u64 {
        let growth = match number {
            _ if self.known => 1,
            0..=1000 => 1,
            1001..=2000 => 2,
            2001..=4000 => 8,
            _ => 110,
        };
        (self.base * growth).min(5 << 30)
    }
}

/// Sends the file to its target. `read_rest` is awaited between the last byte and the moment when the object appears.
pub(super) async fn send(
    spools: &Spools,
    target: &Target,
    file: FileInput,
    read_rest: impl Future<Output = Result<(), Refused>>,
) -> Result<(), Refused> {
    let able = target.store.capabilities();
    let size = PartSize::new(able.advised_part, file.at_most);
    let mut pieces = Cut { file, left: Bytes::new(), spools };
    let (first, ended) = pieces.part(size.of(1)).await?;
    if ended {
        // The file has ended, so it is in nobody's way any more.
        drop(pieces);
        read_rest.await?;
        let checksum = able.checksums.then(|| first.checksum());
        let options = PutOptions { checksum, ..target.options.clone() };
        let put = target.store.put(&target.bucket, &target.key, first.body(), &options).await;
        return put.map(|_| ()).map_err(|failure| failed(&failure).into());
    }
    // Servers want to know beforehand which checksum the parts will have; its value doesn't count here.
    let checksum = able.checksums.then_some(Checksum::Crc32c(0));
    let options = PutOptions { checksum, ..target.options.clone() };
    let begun = target.store.create_multipart(&target.bucket, &target.key, &options).await;
    let mut upload = Begun::new(target, begun.map_err(|failure| failed(&failure))?);
    let (parts, length) = match send_parts(&upload, pieces, size, first, able.checksums).await {
        Ok(sent) => sent,
        Err(refused) => return Err(upload.give_up(refused).await),
    };
    if let Err(refused) = read_rest.await {
        return Err(upload.give_up(refused).await);
    }
    upload.complete(&parts, length).await
}

async fn send_parts(
    upload: &Begun,
    mut pieces: Cut<'_>,
    size: PartSize,
    first: Spooled,
    checksums: bool,
) -> Result<(Vec<CompletedPart>, u64), Refused> {
    let mut sending = FuturesOrdered::new();
    let (mut parts, mut length, mut number) = (Vec::new(), first.length(), 1);
    sending.push_back(upload.part(number, first, checksums));
    let mut ended = false;
    while !ended {
        let (part, last) = {
            // What is being sent goes on while the next part arrives.
            let mut arriving = pin!(pieces.part(size.of(u64::from(number) + 1)));
            loop {
                tokio::select! {
                    part = &mut arriving => break part?,
                    Some(sent) = sending.next(), if !sending.is_empty() => parts.push(sent?),
                }
            }
        };
        ended = last;
        if part.length() == 0 {
            continue;
        }
        if u64::from(number) == MOST_PARTS {
            let sentence = "parameter file: is larger than an object can be";
            return Err(errors::error(ErrorCode::TooLarge, &[("field", "file")], sentence, false).into());
        }
        while sending.len() >= AT_A_TIME
            && let Some(sent) = sending.next().await
        {
            parts.push(sent?);
        }
        (number, length) = (number + 1, length + part.length());
        sending.push_back(upload.part(number, part, checksums));
    }
    while let Some(sent) = sending.next().await {
        parts.push(sent?);
    }
    Ok((parts, length))
}

/// A file, cut into parts.
struct Cut<'a> {
    file: FileInput,
    left: Bytes,
    spools: &'a Spools,
}

impl Cut<'_> {
    /// The next part, of at most `size` bytes, and whether the file ends with it.
    async fn part(&mut self, size: u64) -> Result<(Spooled, bool), Refused> {
        let expected = self.file.at_most.map_or(size, |at_most| at_most.min(size));
        let mut spool = self.spools.begin(Some(expected));
        loop {
            let room = usize::try_from(size - spool.length()).unwrap_or(usize::MAX);
            let piece = self.left.split_to(self.left.len().min(room));
            spool.write(&piece).await?;
            if spool.length() == size {
                return Ok((spool.finish().await?, false));
            }
            match self.file.pieces.next().await {
                Some(piece) => self.left = piece?,
                None => return Ok((spool.finish().await?, true)),
            }
        }
    }
}

/// An upload that was begun: dropped before it ended, it is given up.
struct Begun {
    store: Arc<dyn ObjectStore>,
    bucket: BucketName,
    key: ObjectKey,
    id: Option<UploadId>,
}

impl Begun {
    fn new(target: &Target, id: UploadId) -> Self {
        let Target { store, bucket, key, .. } = target;
        Self { store: store.clone(), bucket: bucket.clone(), key: key.clone(), id: Some(id) }
    }

    async fn part(&self, number: u16, part: Spooled, checksums: bool) -> Result<CompletedPart, Refused> {
        let id = self.id.as_ref().ok_or_else(|| errors::other("the upload has ended"))?;
        let checksum = checksums.then(|| part.checksum());
        let sent = self.store.upload_part(&self.bucket, &self.key, id, number, part.body(), checksum).await;
        let sent = sent.map_err(|failure| failed(&failure))?;
        let etag = sent.etag.ok_or_else(|| errors::other("the server answered no ETag for a part"))?;
        Ok(CompletedPart { part_number: number, etag, checksum: sent.checksum.or(checksum) })
    }

    /// Makes the object. Where no answer comes it may be there all the same: an upload that is gone was completed.
    async fn complete(&mut self, parts: &[CompletedPart], length: u64) -> Result<(), Refused> {
        let Some(id) = self.id.clone() else { return Ok(()) };
        let mut unanswered = false;
        for attempt in 1.. {
            let done = self.store.complete_multipart(&self.bucket, &self.key, &id, parts, &Default::default()).await;
            let Err(failure) = done else {
                self.id = None;
                return Ok(());
            };
            let lost = matches!(failure.kind, ErrorKind::ConnectionLost | ErrorKind::Timeout | ErrorKind::ServerFailed);
            if unanswered && failure.kind == ErrorKind::NoSuchUpload {
                let there = self.store.head(&self.bucket, &self.key).await;
                if there.is_ok_and(|object| object.size == length) {
                    self.id = None;
                    return Ok(());
                }
            }
            if !lost || attempt == TRIES {
                return Err(self.give_up(failed(&failure).into()).await);
            }
            unanswered = true;
        }
        Ok(())
    }

    /// Gives the upload up and hands the reason on.
    async fn give_up(&mut self, why: Refused) -> Refused {
        if let Some(id) = self.id.take()
            && let Err(failure) = self.store.abort_multipart(&self.bucket, &self.key, &id).await
            && failure.kind != ErrorKind::NoSuchUpload
        {
            tracing::warn!(%failure, "an upload that failed couldn't be given up");
        }
        why
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        let (Some(id), Ok(runtime)) = (self.id.take(), tokio::runtime::Handle::try_current()) else { return };
        let (store, bucket, key) = (self.store.clone(), self.bucket.clone(), self.key.clone());
        runtime.spawn(async move {
            let gone = store.abort_multipart(&bucket, &key, &id);
            gone.unwrap_or_else(
                |failure| tracing::warn!(%failure, "an upload whose client went away couldn't be given up"),
            )
            .await;
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_large_enough_for_every_object() {
        let known = PartSize::new(0, Some(5 << 30));
        assert_eq!((known.of(1), known.of(9_999)), (8 << 20, 8 << 20));
        let huge = PartSize::new(0, Some(5 << 40));
        assert!(huge.of(1) * (MOST_PARTS - 1) >= 5 << 40);
        assert_eq!(PartSize::new(64 << 20, None).of(1), 64 << 20);
        let unknown = PartSize::new(0, None);
        assert!((1..=MOST_PARTS).map(|number| unknown.of(number)).sum::<u64>() >= 5 << 40);
    }
}
