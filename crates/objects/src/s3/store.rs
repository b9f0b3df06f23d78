//! The trait, call by call.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use super::{S3Store, identity};
use crate::{
    Body, BucketInfo, BucketName, Capabilities, Checksum, CompletedPart, CopyRequest, DeleteOutcome, GetOptions,
    GetResult, ListPage, ListRequest, MultipartUploadPage, ObjectInfo, ObjectKey, ObjectStore, PartPage, Preconditions,
    PresignedUrl, PutOptions, PutResult, Result, Tag, UploadId,
};

#[async_trait]
impl ObjectStore for S3Store {
    fn capabilities(&self) -> Capabilities {
        self.inner.able.get()
    }

    fn identity(&self) -> String {
        identity::of(self.config().endpoint.as_ref(), &self.inner.region)
    }

    fn sent_once(&self) -> Option<Arc<dyn ObjectStore>> {
        Some(Arc::new(Self { once: true, ..self.clone() }))
    }

    fn clock_skew(&self) -> Option<(bool, Duration)> {
        self.inner.observer.skew()
    }

    fn learn_unordered(&self) {
        self.inner.able.lose(|able| &mut able.ordered_listing);
    }

    async fn list_buckets(&self) -> Result<Vec<BucketInfo>> {
        self.list_all_buckets().await
    }

    async fn create_bucket(&self, bucket: &BucketName) -> Result<()> {
        self.make_bucket(bucket).await
    }

    async fn delete_bucket(&self, bucket: &BucketName) -> Result<()> {
        self.remove_bucket(bucket).await
    }

    async fn head_bucket(&self, bucket: &BucketName) -> Result<()> {
        self.check_bucket(bucket).await
    }

    async fn list_page(&self, request: &ListRequest) -> Result<ListPage> {
        self.list(request).await
    }

    async fn head(&self, bucket: &BucketName, key: &ObjectKey) -> Result<ObjectInfo> {
        self.head_object(bucket, key).await
    }

    async fn get(&self, bucket: &BucketName, key: &ObjectKey, options: &GetOptions) -> Result<GetResult> {
        self.get_object(bucket, key, options).await
    }

    async fn put(&self, bucket: &BucketName, key: &ObjectKey, body: Body, options: &PutOptions) -> Result<PutResult> {
        self.put_object(bucket, key, body, options).await
    }

    async fn copy(&self, request: &CopyRequest) -> Result<PutResult> {
        self.copy_object(request).await
    }

    async fn delete(&self, bucket: &BucketName, key: &ObjectKey) -> Result<()> {
        self.delete_object(bucket, key).await
    }

    async fn delete_many(&self, bucket: &BucketName, keys: &[ObjectKey]) -> Result<Vec<DeleteOutcome>> {
        self.delete_objects(bucket, keys).await
    }

    async fn tags(&self, bucket: &BucketName, key: &ObjectKey) -> Result<Vec<Tag>> {
        self.get_tags(bucket, key).await
    }

    async fn put_tags(&self, bucket: &BucketName, key: &ObjectKey, tags: &[Tag]) -> Result<()> {
        self.set_tags(bucket, key, tags).await
    }

    async fn delete_tags(&self, bucket: &BucketName, key: &ObjectKey) -> Result<()> {
        self.clear_tags(bucket, key).await
    }

    async fn create_multipart(&self, bucket: &BucketName, key: &ObjectKey, options: &PutOptions) -> Result<UploadId> {
        self.begin_upload(bucket, key, options, None).await
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
        self.send_part(bucket, key, upload_id, part_number, body, checksum).await
    }

    async fn complete_multipart(
        &self,
        bucket: &BucketName,
        key: &ObjectKey,
        upload_id: &UploadId,
        parts: &[CompletedPart],
        preconditions: &Preconditions,
    ) -> Result<PutResult> {
        self.finish_upload(bucket, key, upload_id, parts, preconditions).await
    }

    async fn abort_multipart(&self, bucket: &BucketName, key: &ObjectKey, upload_id: &UploadId) -> Result<()> {
        self.give_up_upload(bucket, key, upload_id).await
    }

    async fn multipart_page(
        &self,
        bucket: &BucketName,
        prefix: &str,
        after: Option<&(String, String)>,
    ) -> Result<MultipartUploadPage> {
        self.list_uploads(bucket, prefix, after).await
    }

    async fn part_page(
        &self,
        bucket: &BucketName,
        key: &ObjectKey,
        upload_id: &UploadId,
        after: Option<u16>,
    ) -> Result<PartPage> {
        self.list_parts(bucket, key, upload_id, after).await
    }

    async fn presign_get(
        &self,
        bucket: &BucketName,
        key: &ObjectKey,
        lifetime: Duration,
        file_name: Option<&str>,
    ) -> Result<PresignedUrl> {
        self.presign(bucket, key, lifetime, file_name).await
    }
}
