//! A download that goes on where its store broke off.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::StreamExt;
use futures::stream::BoxStream;
use satchel_objects::{BucketName, ETag, GetOptions, GetResult, ObjectKey, ObjectStore, StoreError};

/// How often in a row the rest is asked for, where little comes in between.
const TRIES: u32 = 3;
/// So many bytes are more than a little.
const PROGRESS: u64 = 1 << 20;
/// How long the first pause is; each later one is twice as long.
const PAUSE: Duration = Duration::from_millis(250);

/// The same object, whose bytes go on from where they were when the store's answer broke off: with a further request for
/// the rest of the same object, by its tag. Where that doesn't help, or another object has its place by now, the stream
/// ends with the error.
pub(super) fn resumed(
    store: Arc<dyn ObjectStore>,
    bucket: BucketName,
    key: ObjectKey,
    from: u64,
    object: GetResult,
) -> GetResult {
    let GetResult { info, length, stream } = object;
    let Some(etag) = info.etag.clone() else { return GetResult { info, length, stream } };
    let source = Source { store, bucket, key, etag, size: info.size, end: from.saturating_add(length) };
    let reading = Reading { source, at: from, begun_at: from, tries: 0, stream };
    let stream = futures::stream::unfold(Some(reading), async |reading| {
        let mut reading = reading?;
        match reading.next().await? {
            Ok(piece) => Some((Ok(piece), Some(reading))),
            Err(failure) => Some((Err(failure), None)),
        }
    });
    GetResult { info, length, stream: stream.boxed() }
}

struct Source {
    store: Arc<dyn ObjectStore>,
    bucket: BucketName,
    key: ObjectKey,
    etag: ETag,
    size: u64,
    /// Behind the last byte that is wanted.
    end: u64,
}

struct Reading {
    source: Source,
    at: u64,
    /// Where the answer began that is being read.
    begun_at: u64,
    tries: u32,
    stream: BoxStream<'static, Result<Bytes, StoreError>>,
}

impl Reading {
    async fn next(&mut self) -> Option<Result<Bytes, StoreError>> {
        loop {
            match self.stream.next().await? {
                Ok(piece) => {
                    self.at = self.at.saturating_add(piece.len() as u64);
                    return Some(Ok(piece));
                }
                Err(failure) => match self.go_on(failure).await {
                    Ok(stream) => self.stream = stream,
                    Err(failure) => return Some(Err(failure)),
                },
            }
        }
    }

    /// The rest, from a further request.
    async fn go_on(
        &mut self,
        mut failure: StoreError,
    ) -> Result<BoxStream<'static, Result<Bytes, StoreError>>, StoreError> {
        if self.at - self.begun_at >= PROGRESS {
            self.tries = 0;
        }
        let Source { store, bucket, key, etag, size, end } = &self.source;
        let wanted = end.saturating_sub(self.at);
        while failure.is_retryable() && wanted > 0 && self.tries < TRIES {
            tokio::time::sleep(PAUSE * 2_u32.saturating_pow(self.tries)).await;
            self.tries += 1;
            let options = GetOptions { range: Some((self.at, wanted)), if_match: Some(etag.clone()) };
            match store.get(bucket, key, &options).await {
                // A server may know neither tags nor ranges.
                Ok(rest)
                    if rest.info.etag.as_ref() == Some(etag) && rest.info.size == *size && rest.length == wanted =>
                {
                    tracing::debug!(at = self.at, "a download goes on where it broke off");
                    self.begun_at = self.at;
                    return Ok(rest.stream);
                }
                Ok(_) => return Err(failure),
                Err(again) => failure = again,
            }
        }
        Err(failure)
    }
}

#[cfg(test)]
mod tests {
    use futures::TryStreamExt;
    use satchel_objects::{Body, Capabilities, ErrorKind, Operation, PutOptions};
    use satchel_testkit::memory::MemoryStore;

    use super::*;

    /// An object of ten bytes whose first answer breaks off after four.
    async fn broken(kind: ErrorKind) -> (Arc<MemoryStore>, BucketName, ObjectKey, GetResult) {
        let store = Arc::new(MemoryStore::new(Capabilities::default(), 1000));
        let (bucket, key) = (BucketName::new("photos").unwrap(), ObjectKey::new("k").unwrap());
        store.create_bucket(&bucket).await.unwrap();
        put(&store, &bucket, &key, "0123456789").await;
        let mut object = store.get(&bucket, &key, &GetOptions::default()).await.unwrap();
        let failure = StoreError::new(kind, Operation::GetObject);
        let pieces = [Ok(Bytes::from("0123")), Err(failure)];
        object.stream = futures::stream::iter(pieces).boxed();
        (store, bucket, key, object)
    }

    async fn put(store: &Arc<MemoryStore>, bucket: &BucketName, key: &ObjectKey, text: &'static str) {
        store.put(bucket, key, Body::Bytes(text.into()), &PutOptions::default()).await.unwrap();
    }

    async fn read(object: GetResult) -> (Vec<u8>, Option<ErrorKind>) {
        let mut read = Vec::new();
        let mut stream = object.stream;
        loop {
            match stream.try_next().await {
                Ok(Some(piece)) => read.extend_from_slice(&piece),
                Ok(None) => return (read, None),
                Err(failure) => return (read, Some(failure.kind)),
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_rest_comes_of_the_same_object_and_of_no_other() {
        let (store, bucket, key, object) = broken(ErrorKind::ConnectionLost).await;
        let whole = read(resumed(store.clone(), bucket.clone(), key.clone(), 0, object)).await;
        assert_eq!(whole, (b"0123456789".to_vec(), None));
        // Another one took its place, just as long.
        let (store, bucket, key, object) = broken(ErrorKind::ConnectionLost).await;
        put(&store, &bucket, &key, "abcdefghij").await;
        let (begun, failure) = read(resumed(store, bucket, key, 0, object)).await;
        assert_eq!((begun, failure), (b"0123".to_vec(), Some(ErrorKind::PreconditionFailed)));
    }

    #[tokio::test(start_paused = true)]
    async fn what_no_further_request_helps_is_the_end() {
        for (kind, tag) in [(ErrorKind::AccessDenied, true), (ErrorKind::ConnectionLost, false)] {
            let (store, bucket, key, mut object) = broken(kind).await;
            object.info.etag = object.info.etag.filter(|_| tag);
            let (begun, failure) = read(resumed(store, bucket, key, 0, object)).await;
            assert_eq!((begun, failure), (b"0123".to_vec(), Some(kind)));
        }
    }
}
