//! Uploads of what has no known length, from a stream: in one request where it fits into a part, else as a multipart
//! upload, which is given up whatever goes wrong, also where whoever waits for it goes away. Nothing of it is in a journal:
//! a stream can't be read again.

mod spool;

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::stream::FuturesOrdered;
use futures::{Stream, StreamExt, TryFutureExt};
use satchel_objects::{
    BucketName, Checksum, CompletedPart, ErrorKind, ObjectKey, ObjectStore, Preconditions, PutOptions, StoreError,
    UploadId,
};

pub use spool::{MEMORY_PART, Spool, SpoolError, SpoolLimits, Spooled, Spools};

/// How many parts go at a time, while the next one arrives.
const AT_A_TIME: usize = 2;
/// The most parts of an upload. Source: Amazon S3 User Guide, "Amazon S3 multipart upload limits".
const MOST_PARTS: u64 = 10_000;
/// How long the first pause before another try is; each later one is twice as long.
const PAUSE: Duration = Duration::from_millis(500);

/// Why a stream didn't become an object.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What waits to be sent has no room.
    #[error(transparent)]
    Spool(#[from] SpoolError),
    /// It is more than an object can hold.
    #[error("it is more than an object can hold")]
    TooLarge,
    /// The server acknowledged a part without its tag, without which the object can't be made.
    #[error("the server acknowledged a part without its tag")]
    NoTag,
}

/// An upload of a stream.
#[derive(Debug)]
pub struct StreamedUpload<'a> {
    /// Where it goes.
    pub store: &'a Arc<dyn ObjectStore>,
    /// The bucket.
    pub bucket: &'a BucketName,
    /// The key.
    pub key: &'a ObjectKey,
    /// How the object is to be written.
    pub options: PutOptions,
    /// The size of its parts, in bytes; the store's own where there is none.
    pub part_size: Option<u64>,
    /// How many bytes it has at most, where that is known.
    pub at_most: Option<u64>,
    /// How often a request is sent that fails in a way that may pass, at least once.
    pub tries: u32,
    /// Where bytes wait.
    pub spools: &'a Spools,
}

/// How long the parts are.
#[derive(Clone, Copy, Debug)]
struct PartSize {
    /// What the store's makers advise, or what fits into memory.
    base: u64,
    /// Whether the file's length is known, so that the base is enough.
    known: bool,
}

impl PartSize {
    fn new(advised: u64, asked: Option<u64>, at_most: Option<u64>) -> Self {
        let base = asked.unwrap_or_else(|| advised.max(MEMORY_PART as u64));
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

impl StreamedUpload<'_> {
    /// Sends the stream and answers how many bytes it had. `before_end` is awaited between the last byte and the moment
    /// when the object appears; where `stop` is done first, its error is the answer and nothing stays behind.
    ///
    /// # Errors
    /// Those of the stream, of `before_end` and `stop`, and [`StreamError`]. Whatever fails, no upload is left open.
    pub async fn send<E: From<StreamError>>(
        &self,
        pieces: impl Stream<Item = Result<Bytes, E>> + Unpin,
        before_end: impl Future<Output = Result<(), E>>,
        stop: impl Future<Output = E>,
    ) -> Result<u64, E> {
        let mut stop = pin!(stop);
        let able = self.store.capabilities();
        let size = PartSize::new(able.advised_part, self.part_size, self.at_most);
        let mut pieces = Cut { pieces, left: Bytes::new(), at_most: self.at_most, spools: self.spools };
        let (first, ended) = tokio::select! {
            first = pieces.part(size.of(1)) => first?,
            error = &mut stop => return Err(error),
        };
        if ended {
            // The stream has ended, so it is in nobody's way any more.
            drop(pieces);
            before_end.await?;
            let checksum = able.checksums.then(|| first.checksum());
            let options = PutOptions { checksum, ..self.options.clone() };
            let put = || self.store.put(self.bucket, self.key, first.body(), &options);
            return match retried(self.tries, put).await {
                Ok(_) => Ok(first.length()),
                Err(failure) => Err(StreamError::from(failure).into()),
            };
        }
        let mut upload = self.begin(able.checksums).await?;
        let sending = async {
            let sent = send_parts(&upload, pieces, size, first, able.checksums).await?;
            before_end.await?;
            Ok(sent)
        };
        let sent = tokio::select! {
            sent = sending => sent,
            error = stop => Err(error),
        };
        let (parts, length) = match sent {
            Ok(sent) => sent,
            Err(error) => {
                upload.give_up().await;
                return Err(error);
            }
        };
        match upload.complete(&parts, length).await {
            Ok(()) => Ok(length),
            Err(failure) => Err(StreamError::from(failure).into()),
        }
    }

    async fn begin(&self, checksums: bool) -> Result<Begun, StreamError> {
        // Servers want to know beforehand which checksum the parts will have; its value doesn't count here.
        let checksum = checksums.then_some(Checksum::Crc32c(0));
        let options = PutOptions { checksum, ..self.options.clone() };
        let id = retried(self.tries, || self.store.create_multipart(self.bucket, self.key, &options)).await?;
        let (store, bucket, key) = (self.store.clone(), self.bucket.clone(), self.key.clone());
        Ok(Begun { store, bucket, key, id: Some(id), tries: self.tries })
    }
}

/// Sends a request again where that may help.
async fn retried<T, F: Future<Output = Result<T, StoreError>>>(
    tries: u32,
    mut request: impl FnMut() -> F,
) -> Result<T, StoreError> {
    let mut attempt = 1;
    loop {
        match request().await {
            Err(failure) if failure.is_retryable() && attempt < tries => {
                tokio::time::sleep(PAUSE * 2_u32.saturating_pow(attempt - 1)).await;
                attempt += 1;
            }
            answer => return answer,
        }
    }
}

async fn send_parts<E: From<StreamError>>(
    upload: &Begun,
    mut pieces: Cut<'_, impl Stream<Item = Result<Bytes, E>> + Unpin>,
    size: PartSize,
    first: Spooled,
    checksums: bool,
) -> Result<(Vec<CompletedPart>, u64), E> {
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
            return Err(StreamError::TooLarge.into());
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

/// A stream, cut into parts.
struct Cut<'a, S> {
    pieces: S,
    left: Bytes,
    at_most: Option<u64>,
    spools: &'a Spools,
}

impl<S: Stream<Item = Result<Bytes, E>> + Unpin, E: From<StreamError>> Cut<'_, S> {
    /// The next part, of at most `size` bytes, and whether the stream ends with it.
    async fn part(&mut self, size: u64) -> Result<(Spooled, bool), E> {
        let expected = self.at_most.map_or(size, |at_most| at_most.min(size));
        let mut spool = self.spools.begin(Some(expected));
        loop {
            let room = usize::try_from(size - spool.length()).unwrap_or(usize::MAX);
            let piece = self.left.split_to(self.left.len().min(room));
            spool.write(&piece).await.map_err(StreamError::from)?;
            let ended = if spool.length() == size {
                false
            } else if let Some(piece) = self.pieces.next().await {
                self.left = piece?;
                continue;
            } else {
                true
            };
            return Ok((spool.finish().await.map_err(StreamError::from)?, ended));
        }
    }
}

/// An upload that was begun: dropped before it ended, it is given up.
struct Begun {
    store: Arc<dyn ObjectStore>,
    bucket: BucketName,
    key: ObjectKey,
    id: Option<UploadId>,
    tries: u32,
}

impl Begun {
    async fn part(&self, number: u16, part: Spooled, checksums: bool) -> Result<CompletedPart, StreamError> {
        let Some(id) = &self.id else { return Err(StreamError::NoTag) };
        let checksum = checksums.then(|| part.checksum());
        let request = || self.store.upload_part(&self.bucket, &self.key, id, number, part.body(), checksum);
        let sent = retried(self.tries, request).await?;
        let etag = sent.etag.ok_or(StreamError::NoTag)?;
        Ok(CompletedPart { part_number: number, etag, checksum: sent.checksum.or(checksum) })
    }

    /// Makes the object. Where no answer comes it may be there all the same: an upload that is gone was completed, if the
    /// object says so too. What can't be completed is given up.
    async fn complete(&mut self, parts: &[CompletedPart], length: u64) -> Result<(), StoreError> {
        let Some(id) = self.id.clone() else { return Ok(()) };
        let (mut asked, conditions) = (0, Preconditions::default());
        let completing = retried(self.tries.max(3), || {
            asked += 1;
            self.store.complete_multipart(&self.bucket, &self.key, &id, parts, &conditions)
        });
        let failure = match completing.await {
            Ok(_) => None,
            Err(failure) if failure.kind == ErrorKind::NoSuchUpload && asked > 1 => {
                let there = retried(self.tries.max(3), || self.store.head(&self.bucket, &self.key)).await;
                (!there.is_ok_and(|object| object.size == length)).then_some(failure)
            }
            Err(failure) => Some(failure),
        };
        match failure {
            None => {
                self.id = None;
                Ok(())
            }
            Some(failure) => {
                self.give_up().await;
                Err(failure)
            }
        }
    }

    /// Gives the upload up.
    async fn give_up(&mut self) {
        let Some(id) = self.id.clone() else { return };
        let aborted = retried(self.tries.max(3), || self.store.abort_multipart(&self.bucket, &self.key, &id)).await;
        self.id = None;
        if let Err(failure) = aborted
            && failure.kind != ErrorKind::NoSuchUpload
        {
            tracing::warn!(%failure, "an upload that failed couldn't be given up");
        }
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        let (Some(id), Ok(runtime)) = (self.id.take(), tokio::runtime::Handle::try_current()) else { return };
        let (store, bucket, key) = (self.store.clone(), self.bucket.clone(), self.key.clone());
        runtime.spawn(async move {
            let gone = store.abort_multipart(&bucket, &key, &id);
            gone.unwrap_or_else(
                |failure| tracing::warn!(%failure, "an upload that nobody waits for any more couldn't be given up"),
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
        let known = PartSize::new(0, None, Some(5 << 30));
        assert_eq!((known.of(1), known.of(9_999)), (8 << 20, 8 << 20));
        let huge = PartSize::new(0, None, Some(5 << 40));
        assert!(huge.of(1) * (MOST_PARTS - 1) >= 5 << 40);
        assert_eq!(PartSize::new(64 << 20, None, None).of(1), 64 << 20);
        let unknown = PartSize::new(0, None, None);
        assert!((1..=MOST_PARTS).map(|number| unknown.of(number)).sum::<u64>() >= 5 << 40);
    }
}
