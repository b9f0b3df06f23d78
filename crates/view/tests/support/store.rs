//! A store in memory that lists and does nothing else.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use satchel_objects::{
    Body, BucketInfo, BucketName, Capabilities, Checksum, CompletedPart, CopyRequest, DeleteOutcome, ErrorKind,
    GetOptions, GetResult, ListEntry, ListPage, ListRequest, MultipartUploadPage, ObjectInfo, ObjectKey, ObjectStore,
    ObjectSummary, Operation, PartPage, Preconditions, PresignedUrl, PutOptions, PutResult, Result, StoreError, Tag,
    UploadId,
};
use tokio::sync::Semaphore;

/// Gives the page that starts at a place, and where the next one starts.
pub type Lists = dyn Fn(&str, usize) -> (Vec<ListEntry>, Option<usize>) + Send + Sync;

pub struct FakeStore {
    lists: Box<Lists>,
    /// Every request, as prefix and place.
    pub calls: Mutex<Vec<(String, usize)>>,
    /// Prefixes whose listing fails, and at which place; each entry counts once.
    pub failures: Mutex<VecDeque<(String, usize)>>,
    /// Where there is one, each page of a prefix waits for a permit.
    pub gates: Mutex<BTreeMap<String, Arc<Semaphore>>>,
    /// Prefixes whose request was dropped before it was answered.
    pub cancelled: Arc<Mutex<Vec<String>>>,
}

/// Notes that a request was dropped.
struct Dropped(String, Arc<Mutex<Vec<String>>>, bool);

impl Drop for Dropped {
    fn drop(&mut self) {
        if !self.2 {
            self.1.lock().unwrap().push(self.0.clone());
        }
    }
}

/// The objects of a store that can change: sizes and times by key.
pub type Content = Arc<Mutex<BTreeMap<String, (u64, Option<u64>)>>>;

/// A store over `content` with pages of `page` entries; `shuffled` lists in an order of its own.
pub fn over(content: Content, page: usize, shuffled: bool) -> FakeStore {
    FakeStore::new(move |prefix, from| {
        let content = content.lock().unwrap();
        let mut entries = children(&content, prefix);
        if shuffled {
            entries.reverse();
            let middle = entries.len() / 2;
            entries.rotate_left(middle);
        }
        let next = (from + page < entries.len()).then_some(from + page);
        (entries.into_iter().skip(from).take(page).collect(), next)
    })
}

/// What a delimited listing of `prefix` shows, by the definition.
pub fn children(content: &BTreeMap<String, (u64, Option<u64>)>, prefix: &str) -> Vec<ListEntry> {
    let mut folders = BTreeSet::new();
    let mut objects = Vec::new();
    for (key, &(size, modified)) in content {
        let Some(rest) = key.strip_prefix(prefix) else { continue };
        if let Some(slash) = rest.find('/') {
            folders.insert(format!("{prefix}{}", &rest[..=slash]));
        } else {
            objects.push(ListEntry::Object(ObjectSummary {
                key: ObjectKey::new(key.as_str()).unwrap(),
                size,
                last_modified: modified.map(|ms| SystemTime::UNIX_EPOCH + Duration::from_millis(ms)),
                etag: None,
            }));
        }
    }
    folders.into_iter().map(ListEntry::Prefix).chain(objects).collect()
}

impl FakeStore {
    pub fn new(lists: impl Fn(&str, usize) -> (Vec<ListEntry>, Option<usize>) + Send + Sync + 'static) -> Self {
        Self {
            lists: Box::new(lists),
            calls: Mutex::default(),
            failures: Mutex::default(),
            gates: Mutex::default(),
            cancelled: Arc::default(),
        }
    }

    /// Lets pages of `prefix` through only by permits of the answer.
    pub fn gate(&self, prefix: &str) -> Arc<Semaphore> {
        let gate = Arc::new(Semaphore::new(0));
        self.gates.lock().unwrap().insert(prefix.to_owned(), gate.clone());
        gate
    }

    /// Fails the page of `prefix` that starts at `place`, once.
    pub fn fail(&self, prefix: &str, place: usize) {
        self.failures.lock().unwrap().push_back((prefix.to_owned(), place));
    }
}

impl fmt::Debug for FakeStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("FakeStore")
    }
}

#[allow(clippy::result_large_err, reason = "the error is that of the trait")]
fn unsupported<T>(operation: Operation) -> Result<T> {
    Err(StoreError::new(ErrorKind::Unsupported, operation))
}

#[async_trait]
impl ObjectStore for FakeStore {
    fn capabilities(&self) -> Capabilities {
        Capabilities::default()
    }

    async fn list_page(&self, request: &ListRequest) -> Result<ListPage> {
        assert_eq!(request.delimiter.as_deref(), Some("/"));
        assert_eq!(request.max_keys, 1000);
        let place = request.continuation.as_ref().map_or(0, |place| place.parse().unwrap());
        self.calls.lock().unwrap().push((request.prefix.clone(), place));
        let mut dropped = Dropped(request.prefix.clone(), self.cancelled.clone(), false);
        let gate = self.gates.lock().unwrap().get(&request.prefix).cloned();
        if let Some(gate) = gate {
            gate.acquire().await.unwrap().forget();
        }
        // Pages that come one by one are merged one by one.
        for _ in 0..3 {
            tokio::task::yield_now().await;
        }
        dropped.2 = true;
        let mut failures = self.failures.lock().unwrap();
        if let Some(at) = failures.iter().position(|(prefix, at)| *prefix == request.prefix && *at == place) {
            failures.remove(at);
            return Err(StoreError::new(ErrorKind::ServerFailed, Operation::ListObjectsV2).bucket(&request.bucket));
        }
        let (entries, next) = (self.lists)(&request.prefix, place);
        Ok(ListPage { entries, continuation: next.map(|next| next.to_string()) })
    }

    async fn list_buckets(&self) -> Result<Vec<BucketInfo>> {
        unsupported(Operation::ListBuckets)
    }
    async fn create_bucket(&self, _: &BucketName) -> Result<()> {
        unsupported(Operation::CreateBucket)
    }
    async fn delete_bucket(&self, _: &BucketName) -> Result<()> {
        unsupported(Operation::DeleteBucket)
    }
    async fn head_bucket(&self, _: &BucketName) -> Result<()> {
        unsupported(Operation::HeadBucket)
    }
    async fn head(&self, _: &BucketName, _: &ObjectKey) -> Result<ObjectInfo> {
        unsupported(Operation::HeadObject)
    }
    async fn get(&self, _: &BucketName, _: &ObjectKey, _: &GetOptions) -> Result<GetResult> {
        unsupported(Operation::GetObject)
    }
    async fn put(&self, _: &BucketName, _: &ObjectKey, _: Body, _: &PutOptions) -> Result<PutResult> {
        unsupported(Operation::PutObject)
    }
    async fn copy(&self, _: &CopyRequest) -> Result<PutResult> {
        unsupported(Operation::CopyObject)
    }
    async fn delete(&self, _: &BucketName, _: &ObjectKey) -> Result<()> {
        unsupported(Operation::DeleteObject)
    }
    async fn delete_many(&self, _: &BucketName, _: &[ObjectKey]) -> Result<Vec<DeleteOutcome>> {
        unsupported(Operation::DeleteObjects)
    }
    async fn tags(&self, _: &BucketName, _: &ObjectKey) -> Result<Vec<Tag>> {
        unsupported(Operation::GetObjectTagging)
    }
    async fn put_tags(&self, _: &BucketName, _: &ObjectKey, _: &[Tag]) -> Result<()> {
        unsupported(Operation::PutObjectTagging)
    }
    async fn delete_tags(&self, _: &BucketName, _: &ObjectKey) -> Result<()> {
        unsupported(Operation::DeleteObjectTagging)
    }
    async fn create_multipart(&self, _: &BucketName, _: &ObjectKey, _: &PutOptions) -> Result<UploadId> {
        unsupported(Operation::CreateMultipartUpload)
    }
    async fn upload_part(
        &self,
        _: &BucketName,
        _: &ObjectKey,
        _: &UploadId,
        _: u16,
        _: Body,
        _: Option<Checksum>,
    ) -> Result<PutResult> {
        unsupported(Operation::UploadPart)
    }
    async fn complete_multipart(
        &self,
        _: &BucketName,
        _: &ObjectKey,
        _: &UploadId,
        _: &[CompletedPart],
        _: &Preconditions,
    ) -> Result<PutResult> {
        unsupported(Operation::CompleteMultipartUpload)
    }
    async fn abort_multipart(&self, _: &BucketName, _: &ObjectKey, _: &UploadId) -> Result<()> {
        unsupported(Operation::AbortMultipartUpload)
    }
    async fn multipart_page(
        &self,
        _: &BucketName,
        _: &str,
        _: Option<&(String, String)>,
    ) -> Result<MultipartUploadPage> {
        unsupported(Operation::ListMultipartUploads)
    }
    async fn part_page(&self, _: &BucketName, _: &ObjectKey, _: &UploadId, _: Option<u16>) -> Result<PartPage> {
        unsupported(Operation::ListParts)
    }
    async fn presign_get(&self, _: &BucketName, _: &ObjectKey, _: Duration, _: Option<&str>) -> Result<PresignedUrl> {
        unsupported(Operation::PresignGetObject)
    }
}
