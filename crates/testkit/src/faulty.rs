//! A store that fails on plan, around any other.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use futures::StreamExt;
use satchel_objects::{
    Body, BucketInfo, BucketName, Capabilities, Checksum, CompletedPart, CopyRequest, DeleteOutcome, ErrorKind,
    GetOptions, GetResult, ListPage, ListRequest, MultipartUploadPage, ObjectInfo, ObjectKey, ObjectStore, Operation,
    PartPage, Preconditions, PresignedUrl, PutOptions, PutResult, Result, StoreError, Tag, UploadId,
};

/// What goes wrong with a call.
#[derive(Clone, Debug)]
pub enum Fault {
    /// It fails at once and has no effect.
    Fail(ErrorKind),
    /// It has its effect, and the answer is lost: the caller sees this error.
    LoseReply(ErrorKind),
    /// It comes later, and then as it should.
    Delay(Duration),
    /// It never answers.
    Hang,
    /// The body ends after so many bytes with a lost connection: that of a GET while it is read, that of a PUT or a
    /// part (which then has no effect) while it is sent.
    CutBody(u64),
}

/// Which calls of an operation a fault meets. The first is call 1.
#[derive(Clone, Copy, Debug)]
pub enum When {
    /// This one.
    Call(u64),
    /// This one and every later one.
    From(u64),
    /// Every one.
    Always,
}

impl When {
    fn meets(self, call: u64) -> bool {
        match self {
            Self::Call(one) => call == one,
            Self::From(first) => call >= first,
            Self::Always => true,
        }
    }
}

/// What a GET asked for: the object, and the range where it was one.
pub type Read = (ObjectKey, Option<(u64, u64)>);

/// A store that fails on plan and counts the calls that it got.
pub struct FaultyStore {
    store: Arc<dyn ObjectStore>,
    plan: Mutex<Vec<(Operation, When, Fault)>>,
    calls: Mutex<HashMap<Operation, u64>>,
    reads: Mutex<Vec<Read>>,
}

impl FaultyStore {
    /// Around a store, without a fault yet.
    pub fn new(store: Arc<dyn ObjectStore>) -> Self {
        Self { store, plan: Mutex::default(), calls: Mutex::default(), reads: Mutex::default() }
    }

    /// Plans a fault. Of several that meet a call, the one planned first counts.
    pub fn plan(&self, operation: Operation, when: When, fault: Fault) -> &Self {
        lock(&self.plan).push((operation, when, fault));
        self
    }

    /// Forgets the plan; counts go on.
    pub fn heal(&self) {
        lock(&self.plan).clear();
    }

    /// How many calls of an operation came so far.
    pub fn calls(&self, operation: Operation) -> u64 {
        lock(&self.calls).get(&operation).copied().unwrap_or_default()
    }

    /// What was asked for by GETs since this was last asked: of which object, and which range (offset and length).
    pub fn take_reads(&self) -> Vec<Read> {
        std::mem::take(&mut *lock(&self.reads))
    }

    fn next(&self, operation: Operation) -> Option<Fault> {
        let call = {
            let mut calls = lock(&self.calls);
            let call = calls.entry(operation).or_default();
            *call += 1;
            *call
        };
        lock(&self.plan)
            .iter()
            .find(|(planned, when, _)| *planned == operation && when.meets(call))
            .map(|(_, _, fault)| fault.clone())
    }

    /// Runs a call with what is planned for it. `CutBody` fails calls with a body before they have an effect.
    async fn run<T>(&self, operation: Operation, call: impl Future<Output = Result<T>>) -> Result<T> {
        match self.next(operation) {
            Some(fault) => strike(operation, fault, call).await,
            None => call.await,
        }
    }
}

async fn strike<T>(operation: Operation, fault: Fault, call: impl Future<Output = Result<T>>) -> Result<T> {
    let error = |kind| StoreError::new(kind, operation).detail("planned by the test");
    match fault {
        Fault::Fail(kind) => Err(error(kind)),
        Fault::LoseReply(kind) => {
            call.await?;
            Err(error(kind))
        }
        Fault::Delay(time) => {
            tokio::time::sleep(time).await;
            call.await
        }
        Fault::Hang => std::future::pending().await,
        Fault::CutBody(_) => Err(error(ErrorKind::ConnectionLost)),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends the stream with a lost connection after so many bytes.
fn cut(mut result: GetResult, after: u64) -> GetResult {
    let (length, stream) = (result.length, result.stream);
    let state = (stream, after, false);
    result.stream = Box::pin(futures::stream::unfold(state, move |(mut stream, left, ended)| async move {
        if ended {
            return None;
        }
        let lost = || {
            let detail = format!("{after} of {length} bytes came");
            Err(StoreError::new(ErrorKind::ConnectionLost, Operation::GetObject).detail(detail))
        };
        if left == 0 {
            return Some((lost(), (stream, 0, true)));
        }
        let item = stream.next().await?.map(|mut bytes| {
            bytes.truncate(usize::try_from(left).unwrap_or(usize::MAX));
            bytes
        });
        let left = left - item.as_ref().map_or(0, |bytes| bytes.len() as u64);
        Some((item, (stream, left, false)))
    }));
    result
}

impl fmt::Debug for FaultyStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("FaultyStore")
            .field("store", &self.store)
            .field("plan", &self.plan)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl ObjectStore for FaultyStore {
    fn capabilities(&self) -> Capabilities {
        self.store.capabilities()
    }

    fn identity(&self) -> String {
        self.store.identity()
    }

    fn clock_skew(&self) -> Option<(bool, Duration)> {
        self.store.clock_skew()
    }

    fn learn_unordered(&self) {
        self.store.learn_unordered();
    }

    async fn list_buckets(&self) -> Result<Vec<BucketInfo>> {
        self.run(Operation::ListBuckets, self.store.list_buckets()).await
    }

    async fn create_bucket(&self, bucket: &BucketName) -> Result<()> {
        self.run(Operation::CreateBucket, self.store.create_bucket(bucket)).await
    }

    async fn delete_bucket(&self, bucket: &BucketName) -> Result<()> {
        self.run(Operation::DeleteBucket, self.store.delete_bucket(bucket)).await
    }

    async fn head_bucket(&self, bucket: &BucketName) -> Result<()> {
        self.run(Operation::HeadBucket, self.store.head_bucket(bucket)).await
    }

    async fn list_page(&self, request: &ListRequest) -> Result<ListPage> {
        self.run(Operation::ListObjectsV2, self.store.list_page(request)).await
    }

    async fn head(&self, bucket: &BucketName, key: &ObjectKey) -> Result<ObjectInfo> {
        self.run(Operation::HeadObject, self.store.head(bucket, key)).await
    }

    async fn get(&self, bucket: &BucketName, key: &ObjectKey, options: &GetOptions) -> Result<GetResult> {
        lock(&self.reads).push((key.clone(), options.range));
        let call = self.store.get(bucket, key, options);
        match self.next(Operation::GetObject) {
            Some(Fault::CutBody(after)) => Ok(cut(call.await?, after)),
            Some(fault) => strike(Operation::GetObject, fault, call).await,
            None => call.await,
        }
    }

    async fn put(&self, bucket: &BucketName, key: &ObjectKey, body: Body, options: &PutOptions) -> Result<PutResult> {
        self.run(Operation::PutObject, self.store.put(bucket, key, body, options)).await
    }

    async fn copy(&self, request: &CopyRequest) -> Result<PutResult> {
        self.run(Operation::CopyObject, self.store.copy(request)).await
    }

    async fn delete(&self, bucket: &BucketName, key: &ObjectKey) -> Result<()> {
        self.run(Operation::DeleteObject, self.store.delete(bucket, key)).await
    }

    async fn delete_many(&self, bucket: &BucketName, keys: &[ObjectKey]) -> Result<Vec<DeleteOutcome>> {
        self.run(Operation::DeleteObjects, self.store.delete_many(bucket, keys)).await
    }

    async fn tags(&self, bucket: &BucketName, key: &ObjectKey) -> Result<Vec<Tag>> {
        self.run(Operation::GetObjectTagging, self.store.tags(bucket, key)).await
    }

    async fn put_tags(&self, bucket: &BucketName, key: &ObjectKey, tags: &[Tag]) -> Result<()> {
        self.run(Operation::PutObjectTagging, self.store.put_tags(bucket, key, tags)).await
    }

    async fn delete_tags(&self, bucket: &BucketName, key: &ObjectKey) -> Result<()> {
        self.run(Operation::DeleteObjectTagging, self.store.delete_tags(bucket, key)).await
    }

    async fn create_multipart(&self, bucket: &BucketName, key: &ObjectKey, options: &PutOptions) -> Result<UploadId> {
        self.run(Operation::CreateMultipartUpload, self.store.create_multipart(bucket, key, options)).await
    }

    async fn upload_part(
        &self,
        bucket: &BucketName,
        key: &ObjectKey,
        upload_id: &UploadId,
        part_number: u16,
        body: Body,
        checksum: Option<Checksum>,
    ) -> Result<PutResult> {
        let call = self.store.upload_part(bucket, key, upload_id, part_number, body, checksum);
        self.run(Operation::UploadPart, call).await
    }

    async fn complete_multipart(
        &self,
        bucket: &BucketName,
        key: &ObjectKey,
        upload_id: &UploadId,
        parts: &[CompletedPart],
        preconditions: &Preconditions,
    ) -> Result<PutResult> {
        let call = self.store.complete_multipart(bucket, key, upload_id, parts, preconditions);
        self.run(Operation::CompleteMultipartUpload, call).await
    }

    async fn abort_multipart(&self, bucket: &BucketName, key: &ObjectKey, upload_id: &UploadId) -> Result<()> {
        self.run(Operation::AbortMultipartUpload, self.store.abort_multipart(bucket, key, upload_id)).await
    }

    async fn multipart_page(
        &self,
        bucket: &BucketName,
        prefix: &str,
        after: Option<&(String, String)>,
    ) -> Result<MultipartUploadPage> {
        self.run(Operation::ListMultipartUploads, self.store.multipart_page(bucket, prefix, after)).await
    }

    async fn part_page(
        &self,
        bucket: &BucketName,
        key: &ObjectKey,
        upload_id: &UploadId,
        after: Option<u16>,
    ) -> Result<PartPage> {
        self.run(Operation::ListParts, self.store.part_page(bucket, key, upload_id, after)).await
    }

    async fn presign_get(
        &self,
        bucket: &BucketName,
        key: &ObjectKey,
        lifetime: Duration,
        file_name: Option<&str>,
    ) -> Result<PresignedUrl> {
        let call = self.store.presign_get(bucket, key, lifetime, file_name);
        self.run(Operation::PresignGetObject, call).await
    }
}
