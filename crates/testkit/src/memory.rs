//! A store in memory: quick, exact, and as able or unable as a test wants.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use bytes::Bytes;
use futures::StreamExt;
use satchel_objects::{
    Body, BucketInfo, BucketName, Capabilities, Checksum, CompletedPart, CopyRequest, DeleteOutcome, ETag, ErrorKind,
    GetOptions, GetResult, ListEntry, ListPage, ListRequest, MultipartUpload, MultipartUploadPage, ObjectInfo,
    ObjectKey, ObjectStore, ObjectSummary, Operation, PartInfo, PartPage, Preconditions, PresignedUrl, PutOptions,
    PutResult, Result, StoreError, Tag, UploadId,
};

mod inner;

use inner::{Inner, Object, Upload, info, read, same};

/// How many bytes a GET gives at once.
const CHUNK: usize = 64 << 10;

/// A store in memory. Buckets are made by `create_bucket`. No two writes have the same ETag; where checksums are checked
/// the tags look like an MD5 and are none, as those of objects encrypted with KMS, else they don't look like one.
#[derive(Debug)]
pub struct MemoryStore {
    capabilities: Capabilities,
    /// How many entries a page has at most.
    page: usize,
    inner: Mutex<Inner>,
}

impl MemoryStore {
    /// An empty store with these capabilities, whose listings have at most `page` entries a page.
    pub fn new(capabilities: Capabilities, page: usize) -> Self {
        Self { capabilities, page, inner: Mutex::default() }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn checked(&self, operation: Operation, bytes: &Bytes, checksum: Option<Checksum>) -> Result<Option<Checksum>> {
        let Some(checksum) = checksum.filter(|_| self.capabilities.checksums) else { return Ok(None) };
        if same(checksum, bytes) { Ok(Some(checksum)) } else { Err(StoreError::new(ErrorKind::Integrity, operation)) }
    }
}

#[async_trait]
impl ObjectStore for MemoryStore {
    fn capabilities(&self) -> Capabilities {
        self.capabilities
    }

    async fn list_buckets(&self) -> Result<Vec<BucketInfo>> {
        let info = |name: &BucketName| BucketInfo { name: name.clone(), created: None };
        Ok(self.inner().buckets.keys().map(info).collect())
    }

    async fn create_bucket(&self, bucket: &BucketName) -> Result<()> {
        self.inner().buckets.entry(bucket.clone()).or_default();
        Ok(())
    }

    async fn delete_bucket(&self, bucket: &BucketName) -> Result<()> {
        let mut inner = self.inner();
        if !inner.bucket(Operation::DeleteBucket, bucket)?.is_empty() {
            return Err(StoreError::new(ErrorKind::BucketNotEmpty, Operation::DeleteBucket).bucket(bucket));
        }
        inner.buckets.remove(bucket);
        Ok(())
    }

    async fn head_bucket(&self, bucket: &BucketName) -> Result<()> {
        self.inner().bucket(Operation::HeadBucket, bucket).map(drop)
    }

    async fn list_page(&self, request: &ListRequest) -> Result<ListPage> {
        let mut inner = self.inner();
        let objects = inner.bucket(Operation::ListObjectsV2, &request.bucket)?;
        let after = request.continuation.as_ref().or(request.start_after.as_ref());
        let mut rows: BTreeMap<String, ListEntry> = BTreeMap::new();
        for (key, object) in objects.iter() {
            let Some(rest) = key.as_str().strip_prefix(&*request.prefix) else { continue };
            let folded = request.delimiter.as_ref().and_then(|d| rest.find(&**d).map(|at| at + d.len()));
            let (name, entry) = match folded {
                Some(end) => {
                    let prefix = format!("{}{}", request.prefix, &rest[..end]);
                    (prefix.clone(), ListEntry::Prefix(prefix))
                }
                None => (
                    key.as_str().to_owned(),
                    ListEntry::Object(ObjectSummary {
                        key: key.clone(),
                        size: object.bytes.len() as u64,
                        last_modified: Some(object.written),
                        etag: Some(object.etag.clone()),
                    }),
                ),
            };
            if after.is_none_or(|after| name > *after) {
                rows.insert(name, entry);
            }
        }
        let limit = self.page.min(request.max_keys.into());
        let continuation = (rows.len() > limit).then(|| rows.keys().nth(limit - 1).cloned()).flatten();
        let mut entries: Vec<ListEntry> = rows.into_values().take(limit).collect();
        entries.sort_by_key(|entry| matches!(entry, ListEntry::Object(_)));
        Ok(ListPage { entries, continuation })
    }

    async fn head(&self, bucket: &BucketName, key: &ObjectKey) -> Result<ObjectInfo> {
        self.inner().object(Operation::HeadObject, bucket, key).map(|object| info(object))
    }

    async fn get(&self, bucket: &BucketName, key: &ObjectKey, options: &GetOptions) -> Result<GetResult> {
        let object = self.inner().object(Operation::GetObject, bucket, key)?.clone();
        let failed = |kind| Err(StoreError::new(kind, Operation::GetObject).bucket(bucket).key(key));
        if options.if_match.as_ref().is_some_and(|tag| *tag != object.etag) {
            return failed(ErrorKind::PreconditionFailed);
        }
        let size = object.bytes.len();
        let (from, length) = options.range.unwrap_or((0, size as u64));
        let from = usize::try_from(from).unwrap_or(usize::MAX);
        if options.range.is_some() && from >= size {
            return failed(ErrorKind::InvalidRange);
        }
        let end = from.saturating_add(usize::try_from(length).unwrap_or(usize::MAX)).min(size);
        let bytes = object.bytes.slice(from..end);
        let chunks: Vec<_> =
            (0..bytes.len()).step_by(CHUNK).map(|at| Ok(bytes.slice(at..bytes.len().min(at + CHUNK)))).collect();
        Ok(GetResult { info: info(&object), length: bytes.len() as u64, stream: futures::stream::iter(chunks).boxed() })
    }

    async fn put(&self, bucket: &BucketName, key: &ObjectKey, body: Body, options: &PutOptions) -> Result<PutResult> {
        let bytes = read(Operation::PutObject, &body)?;
        let checksum = self.checked(Operation::PutObject, &bytes, options.checksum)?;
        let mut inner = self.inner();
        let object = Object {
            bytes,
            etag: inner.tag(&self.capabilities),
            written: SystemTime::now(),
            content_type: options.content_type.clone(),
            metadata: options.metadata.clone(),
            checksum,
            tags: Vec::new(),
        };
        inner.write(Operation::PutObject, bucket, key, object, &options.preconditions)
    }

    async fn copy(&self, request: &CopyRequest) -> Result<PutResult> {
        let mut inner = self.inner();
        let (bucket, key) = &request.source;
        let mut object = inner.object(Operation::CopyObject, bucket, key)?.clone();
        if request.if_source_matches.as_ref().is_some_and(|tag| *tag != object.etag) {
            return Err(StoreError::new(ErrorKind::PreconditionFailed, Operation::CopyObject).bucket(bucket).key(key));
        }
        object.written = SystemTime::now();
        let (bucket, key) = &request.destination;
        inner.write(Operation::CopyObject, bucket, key, object, &Preconditions::default())
    }

    async fn delete(&self, bucket: &BucketName, key: &ObjectKey) -> Result<()> {
        self.inner().bucket(Operation::DeleteObject, bucket)?.remove(key);
        Ok(())
    }

    async fn delete_many(&self, bucket: &BucketName, keys: &[ObjectKey]) -> Result<Vec<DeleteOutcome>> {
        let mut inner = self.inner();
        let objects = inner.bucket(Operation::DeleteObjects, bucket)?;
        let delete = |key: &ObjectKey| {
            objects.remove(key);
            DeleteOutcome { key: key.clone(), result: Ok(()) }
        };
        Ok(keys.iter().map(delete).collect())
    }

    async fn tags(&self, bucket: &BucketName, key: &ObjectKey) -> Result<Vec<Tag>> {
        self.inner().object(Operation::GetObjectTagging, bucket, key).map(|object| object.tags.clone())
    }

    async fn put_tags(&self, bucket: &BucketName, key: &ObjectKey, tags: &[Tag]) -> Result<()> {
        self.inner().object(Operation::PutObjectTagging, bucket, key)?.tags = tags.to_vec();
        Ok(())
    }

    async fn delete_tags(&self, bucket: &BucketName, key: &ObjectKey) -> Result<()> {
        self.put_tags(bucket, key, &[]).await
    }

    async fn create_multipart(&self, bucket: &BucketName, key: &ObjectKey, options: &PutOptions) -> Result<UploadId> {
        let mut inner = self.inner();
        inner.bucket(Operation::CreateMultipartUpload, bucket)?;
        inner.writes += 1;
        let id = format!("upload-{}", inner.writes);
        let (bucket, key, options) = (bucket.clone(), key.clone(), options.clone());
        let upload = Upload { bucket, key, options, begun: SystemTime::now(), parts: BTreeMap::new() };
        inner.uploads.insert(id.clone(), upload);
        Ok(UploadId(id))
    }

    async fn upload_part(
        &self,
        _bucket: &BucketName,
        key: &ObjectKey,
        upload_id: &UploadId,
        part_number: u16,
        body: Body,
        checksum: Option<Checksum>,
    ) -> Result<PutResult> {
        let bytes = read(Operation::UploadPart, &body)?;
        let checksum = self.checked(Operation::UploadPart, &bytes, checksum)?;
        let mut inner = self.inner();
        let etag = inner.tag(&self.capabilities);
        inner.upload(Operation::UploadPart, key, upload_id)?.parts.insert(part_number, (bytes, etag.clone(), checksum));
        Ok(PutResult { etag: Some(etag), checksum })
    }

    async fn complete_multipart(
        &self,
        bucket: &BucketName,
        key: &ObjectKey,
        upload_id: &UploadId,
        parts: &[CompletedPart],
        preconditions: &Preconditions,
    ) -> Result<PutResult> {
        const OPERATION: Operation = Operation::CompleteMultipartUpload;
        let mut inner = self.inner();
        let upload = inner.upload(OPERATION, key, upload_id)?;
        let named = parts.iter().map(|part| (part.part_number, &part.etag));
        if !named.eq(upload.parts.iter().map(|(number, (_, etag, _))| (*number, etag))) {
            return Err(StoreError::new(ErrorKind::InvalidRequest, OPERATION).detail("other parts were sent"));
        }
        let small = |bytes: &Bytes| (bytes.len() as u64) < self.capabilities.smallest_part;
        if upload.parts.values().rev().skip(1).any(|(bytes, ..)| small(bytes)) {
            return Err(StoreError::new(ErrorKind::InvalidRequest, OPERATION).detail("a part is too small"));
        }
        let bytes = upload.parts.values().flat_map(|(bytes, ..)| bytes.iter().copied()).collect();
        let options = upload.options.clone();
        let ETag(tag) = inner.tag(&self.capabilities);
        let object = Object {
            bytes,
            etag: ETag(format!("{}-{}\"", tag.trim_end_matches('"'), parts.len())),
            written: SystemTime::now(),
            content_type: options.content_type,
            metadata: options.metadata,
            checksum: None,
            tags: Vec::new(),
        };
        let result = inner.write(OPERATION, bucket, key, object, preconditions)?;
        inner.uploads.remove(&upload_id.0);
        Ok(result)
    }

    async fn abort_multipart(&self, _bucket: &BucketName, key: &ObjectKey, upload_id: &UploadId) -> Result<()> {
        let mut inner = self.inner();
        inner.upload(Operation::AbortMultipartUpload, key, upload_id)?;
        inner.uploads.remove(&upload_id.0);
        Ok(())
    }

    async fn multipart_page(
        &self,
        bucket: &BucketName,
        prefix: &str,
        _after: Option<&(String, String)>,
    ) -> Result<MultipartUploadPage> {
        let inner = self.inner();
        let open = inner.uploads.iter().filter(|(_, upload)| upload.bucket == *bucket);
        let open = open.filter(|(_, upload)| upload.key.as_str().starts_with(prefix));
        let uploads = open.map(|(id, upload)| MultipartUpload {
            key: upload.key.clone(),
            upload_id: UploadId(id.clone()),
            initiated: Some(upload.begun),
        });
        Ok(MultipartUploadPage { uploads: uploads.collect(), next: None })
    }

    async fn part_page(
        &self,
        _bucket: &BucketName,
        key: &ObjectKey,
        upload_id: &UploadId,
        _after: Option<u16>,
    ) -> Result<PartPage> {
        let mut inner = self.inner();
        let upload = inner.upload(Operation::ListParts, key, upload_id)?;
        let parts = upload.parts.iter().map(|(number, (bytes, etag, checksum))| PartInfo {
            part_number: *number,
            size: bytes.len() as u64,
            etag: Some(etag.clone()),
            checksum: *checksum,
        });
        Ok(PartPage { parts: parts.collect(), next: None })
    }

    async fn presign_get(
        &self,
        _bucket: &BucketName,
        _key: &ObjectKey,
        _lifetime: Duration,
        _file_name: Option<&str>,
    ) -> Result<PresignedUrl> {
        Err(StoreError::new(ErrorKind::Unsupported, Operation::PresignGetObject))
    }
}
