//! What every check stands on: a bucket of its own and the usual moves.

use std::fmt;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt};
use satchel_objects::{
    Body, BucketName, Capabilities, ErrorKind, FileSection, GetOptions, ListEntry, ListRequest, ObjectKey, ObjectStore,
    ObjectSummary, PutOptions, Result as StoreResult, StoreError,
};

/// How a check failed.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    pub(super) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let key = error.key.as_ref().map(|key| format!(" on {key:?}")).unwrap_or_default();
        let cause = error.source.as_ref().map(|source| format!(" because {source}")).unwrap_or_default();
        Self(format!("{error} ({:?}){key}{cause}", error.kind))
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

/// A store and the buckets of one check.
pub(super) struct Ground<'a> {
    pub(super) store: &'a dyn ObjectStore,
    pub(super) can: Capabilities,
    fits: fn(&ObjectKey) -> bool,
    pub(super) bucket: BucketName,
    /// A second bucket, made by the checks that need one.
    pub(super) other: BucketName,
}

static COUNTER: AtomicU32 = AtomicU32::new(0);

impl<'a> Ground<'a> {
    pub(super) fn new(store: &'a dyn ObjectStore, can: Capabilities, fits: fn(&ObjectKey) -> bool) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_micros() % 1_000_000_000_000);
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let name = |which: &str| {
            // Letters, digits and hyphens only: never refused.
            BucketName::new(format!("conformance-{now}-{number}-{which}")).unwrap_or_else(|_| unreachable!())
        };
        Self { store, can, fits, bucket: name("a"), other: name("b") }
    }

    /// The hostile keys that this server takes.
    pub(super) fn hostile(&self) -> Vec<ObjectKey> {
        crate::keys::hostile().into_iter().filter(|key| (self.fits)(key)).collect()
    }

    pub(super) async fn prepare(&self) -> Result<(), Failure> {
        Ok(self.store.create_bucket(&self.bucket).await?)
    }

    /// Empties and removes both buckets, as far as they are there.
    pub(super) async fn clean(&self) -> Result<(), Failure> {
        for bucket in [&self.bucket, &self.other] {
            match self.store.head_bucket(bucket).await {
                Err(error) if error.kind == ErrorKind::NoSuchBucket => continue,
                other => other?,
            }
            let mut after = None;
            loop {
                let page = self.store.multipart_page(bucket, "", after.as_ref()).await?;
                for upload in page.uploads {
                    self.store.abort_multipart(bucket, &upload.key, &upload.upload_id).await?;
                }
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            let keys: Vec<ObjectKey> = self.list_all(bucket, "").await?.into_iter().map(|object| object.key).collect();
            if !keys.is_empty() {
                for outcome in self.store.delete_many(bucket, &keys).await? {
                    outcome.result?;
                }
            }
            self.store.delete_bucket(bucket).await?;
        }
        Ok(())
    }

    pub(super) async fn put(&self, name: &str, content: &[u8]) -> Result<ObjectKey, Failure> {
        self.put_with(name, content, &PutOptions::default()).await
    }

    pub(super) async fn put_with(
        &self,
        name: &str,
        content: &[u8],
        options: &PutOptions,
    ) -> Result<ObjectKey, Failure> {
        let key = key(name)?;
        self.store.put(&self.bucket, &key, bytes(content), options).await?;
        Ok(key)
    }

    /// Puts many small objects, a few at a time.
    pub(super) async fn put_many(&self, keys: &[ObjectKey]) -> Result<(), Failure> {
        let puts = futures::stream::iter(keys.to_vec()).map(|key| async move {
            let body = bytes(key.as_str().as_bytes());
            self.store.put(&self.bucket, &key, body, &PutOptions::default()).await
        });
        puts.buffer_unordered(16).try_collect::<Vec<_>>().await?;
        Ok(())
    }

    pub(super) async fn read(&self, bucket: &BucketName, key: &ObjectKey) -> Result<Vec<u8>, Failure> {
        self.read_with(bucket, key, &GetOptions::default()).await
    }

    pub(super) async fn read_with(
        &self,
        bucket: &BucketName,
        key: &ObjectKey,
        options: &GetOptions,
    ) -> Result<Vec<u8>, Failure> {
        let result = self.store.get(bucket, key, options).await?;
        let length = result.length;
        let content = result.stream.try_fold(Vec::new(), |mut all, piece| async move {
            all.extend_from_slice(&piece);
            Ok(all)
        });
        let content = content.await?;
        if content.len() as u64 == length {
            Ok(content)
        } else {
            Err(Failure::new(format!("{} bytes came of {length} promised", content.len())))
        }
    }

    /// Every entry of a listing, over all its pages.
    pub(super) async fn entries(&self, mut request: ListRequest) -> Result<Vec<ListEntry>, Failure> {
        let mut entries = Vec::new();
        loop {
            let page = self.store.list_page(&request).await?;
            if page.entries.len() > usize::from(request.max_keys) {
                return Err(Failure::new("a page has more entries than were asked for"));
            }
            entries.extend(page.entries);
            if page.continuation.is_none() {
                return Ok(entries);
            }
            if page.continuation == request.continuation {
                return Err(Failure::new("the listing goes round in a circle"));
            }
            request.continuation = page.continuation;
        }
    }

    pub(super) async fn list_all(&self, bucket: &BucketName, prefix: &str) -> Result<Vec<ObjectSummary>, Failure> {
        let mut request = self.request(prefix, None);
        request.bucket = bucket.clone();
        let objects = self.entries(request).await?.into_iter().filter_map(|entry| match entry {
            ListEntry::Object(object) => Some(object),
            ListEntry::Prefix(_) => None,
        });
        Ok(objects.collect())
    }

    pub(super) fn request(&self, prefix: &str, delimiter: Option<&str>) -> ListRequest {
        ListRequest {
            bucket: self.bucket.clone(),
            prefix: prefix.to_owned(),
            delimiter: delimiter.map(str::to_owned),
            max_keys: 1000,
            continuation: None,
            start_after: None,
        }
    }
}

pub(super) fn key(text: &str) -> Result<ObjectKey, Failure> {
    ObjectKey::new(text).map_err(|error| Failure::new(error.to_string()))
}

pub(super) fn bytes(content: &[u8]) -> Body {
    Body::Bytes(Bytes::copy_from_slice(content))
}

/// A section of a file that has other bytes around it.
pub(super) fn section(content: &[u8]) -> Result<Body, Failure> {
    let mut file = tempfile::tempfile()?;
    file.write_all(b"before")?;
    file.write_all(content)?;
    file.write_all(b"behind")?;
    Ok(Body::File(FileSection::new(Arc::new(file), 6, content.len() as u64)))
}

/// Bytes that don't repeat soon.
pub(super) fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    let mut content = Vec::with_capacity(length + 8);
    while content.len() < length {
        content.extend_from_slice(&next());
    }
    content.truncate(length);
    content
}

/// Wants a failure of one of these kinds.
pub(super) fn refused<T>(result: StoreResult<T>, kinds: &[ErrorKind], what: &str) -> Result<StoreError, Failure> {
    match result {
        Ok(_) => Err(Failure::new(format!("{what} succeeded, and should be one of {kinds:?}"))),
        Err(error) if kinds.contains(&error.kind) => Ok(error),
        Err(error) => {
            let Failure(said) = error.into();
            Err(Failure::new(format!("{what} should be one of {kinds:?}, and is: {said}")))
        }
    }
}
