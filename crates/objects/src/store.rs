//! The trait that every store implements.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use crate::{
    Body, BucketInfo, BucketName, CompletedPart, CopyRequest, DeleteOutcome, GetOptions, GetResult, ListPage,
    ListRequest, MultipartUploadPage, ObjectInfo, ObjectKey, PartPage, Preconditions, PresignedUrl, PutOptions,
    PutResult, Result, Tag, UploadId,
};

/// What a server can do. A store starts with what its kind of server is known for and learns from answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "a table of independent yes-or-no facts about a server")]
pub struct Capabilities {
    /// Objects can have tags.
    pub tagging: bool,
    /// DeleteObjects exists.
    pub batch_delete: bool,
    /// `If-None-Match: *` on PUT and Complete is honoured.
    pub put_if_absent: bool,
    /// `If-Match` on PUT and Complete is honoured.
    pub put_if_match: bool,
    /// UploadPartCopy exists.
    pub part_copy: bool,
    /// `x-amz-checksum-…` headers are checked and kept.
    pub checksums: bool,
    /// Listings come in the order of UTF-8 bytes.
    pub ordered_listing: bool,
    /// Keys are no paths: `//`, `..` and `a` beside `a/b` work.
    pub free_keys: bool,
    /// The smallest part, except the last, in bytes.
    pub smallest_part: u64,
    /// The part size that the store's makers advise, in bytes; 0 where they advise none.
    pub advised_part: u64,
}

impl Default for Capabilities {
    fn default() -> Self {
        Self {
            tagging: true,
            batch_delete: true,
            put_if_absent: true,
            put_if_match: true,
            part_copy: true,
            checksums: true,
            ordered_listing: true,
            free_keys: true,
            smallest_part: 5 << 20,
            advised_part: 0,
        }
    }
}

/// A store of objects. Every method is one request (retries of a store's own aside) and can be cancelled by dropping
/// its future. Listings are pages: whoever wants all of them asks again with the continuation.
#[async_trait]
pub trait ObjectStore: Send + Sync + fmt::Debug {
    /// What this store can do, as far as is known now.
    fn capabilities(&self) -> Capabilities;

    /// Which store this is, the same for every handle on it and free of secrets, so that two processes can tell that
    /// they write to the same place; empty where that isn't known. Where all of Amazon shares one name space of
    /// buckets, it is one store.
    fn identity(&self) -> String {
        String::new()
    }

    /// The same store without retries of its own, for callers that retry by themselves and have to see every failure;
    /// `None` where it has none to leave out.
    fn sent_once(&self) -> Option<Arc<dyn ObjectStore>> {
        None
    }

    /// By how much the server's clock is ahead of ours (`true`) or behind it, where it matters (over 5 minutes) and
    /// requests are being corrected for it.
    fn clock_skew(&self) -> Option<(bool, Duration)> {
        None
    }

    /// Tells the store that its listings turned out not to be in the order of UTF-8 bytes, so that its capabilities
    /// say so from now on.
    fn learn_unordered(&self) {}

    /// Every bucket that the credentials may list.
    async fn list_buckets(&self) -> Result<Vec<BucketInfo>>;
    /// Makes a bucket, in the store's region where the server wants one.
    async fn create_bucket(&self, bucket: &BucketName) -> Result<()>;
    /// Deletes an empty bucket.
    async fn delete_bucket(&self, bucket: &BucketName) -> Result<()>;
    /// Whether the bucket exists and may be used.
    async fn head_bucket(&self, bucket: &BucketName) -> Result<()>;

    /// One page of a listing.
    async fn list_page(&self, request: &ListRequest) -> Result<ListPage>;
    /// An object's size, type, time and metadata.
    async fn head(&self, bucket: &BucketName, key: &ObjectKey) -> Result<ObjectInfo>;
    /// Reads an object or a range of it. Each byte is asked for once: resuming a broken stream is the caller's.
    async fn get(&self, bucket: &BucketName, key: &ObjectKey, options: &GetOptions) -> Result<GetResult>;
    /// Writes an object in one request.
    async fn put(&self, bucket: &BucketName, key: &ObjectKey, body: Body, options: &PutOptions) -> Result<PutResult>;
    /// Copies an object at the server. Above 5 GiB it goes in parts.
    async fn copy(&self, request: &CopyRequest) -> Result<PutResult>;
    /// Deletes an object. A missing one is no error, as S3 has it.
    async fn delete(&self, bucket: &BucketName, key: &ObjectKey) -> Result<()>;
    /// Deletes any number of objects, in batches of 1,000 where the server can. The outer error means that nothing
    /// is known of any key; else every key has an outcome, in the order asked.
    async fn delete_many(&self, bucket: &BucketName, keys: &[ObjectKey]) -> Result<Vec<DeleteOutcome>>;

    /// An object's tags, in the server's order.
    async fn tags(&self, bucket: &BucketName, key: &ObjectKey) -> Result<Vec<Tag>>;
    /// Replaces an object's tags.
    async fn put_tags(&self, bucket: &BucketName, key: &ObjectKey, tags: &[Tag]) -> Result<()>;
    /// Removes an object's tags.
    async fn delete_tags(&self, bucket: &BucketName, key: &ObjectKey) -> Result<()>;

    /// Begins a multipart upload. `options.preconditions` and `options.checksum` count at Complete, not here.
    async fn create_multipart(&self, bucket: &BucketName, key: &ObjectKey, options: &PutOptions) -> Result<UploadId>;
    /// Sends one part.
    async fn upload_part(
        &self,
        bucket: &BucketName,
        key: &ObjectKey,
        upload_id: &UploadId,
        part_number: u16,
        body: Body,
        checksum: Option<crate::Checksum>,
    ) -> Result<PutResult>;
    /// Makes the object of its parts. An answer of 200 with an error in its body is an error.
    async fn complete_multipart(
        &self,
        bucket: &BucketName,
        key: &ObjectKey,
        upload_id: &UploadId,
        parts: &[CompletedPart],
        preconditions: &Preconditions,
    ) -> Result<PutResult>;
    /// Gives an upload up; its parts go.
    async fn abort_multipart(&self, bucket: &BucketName, key: &ObjectKey, upload_id: &UploadId) -> Result<()>;
    /// One page of the uploads that were begun and not ended. `prefix` may be empty; `after` is what the page before
    /// said.
    async fn multipart_page(
        &self,
        bucket: &BucketName,
        prefix: &str,
        after: Option<&(String, String)>,
    ) -> Result<MultipartUploadPage>;
    /// One page of the parts of an upload.
    async fn part_page(
        &self,
        bucket: &BucketName,
        key: &ObjectKey,
        upload_id: &UploadId,
        after: Option<u16>,
    ) -> Result<PartPage>;

    /// A link that downloads the object as a file of that name, or, without a name, shows it as it is; for `lifetime`
    /// (at most [`PresignedUrl::LONGEST`]) or until the credentials end. Nothing is sent.
    async fn presign_get(
        &self,
        bucket: &BucketName,
        key: &ObjectKey,
        lifetime: Duration,
        file_name: Option<&str>,
    ) -> Result<PresignedUrl>;
}
