//! The S3 protocol over the store: s3s reads and checks the requests, each module here answers some of them.
#![allow(
    clippy::wildcard_imports,
    reason = "s3s has one flat module of the protocol's types, several for each operation"
)]

mod answers;
mod body;
mod buckets;
mod conditions;
mod copy;
mod listing;
mod multipart;
mod multipart_listing;
mod objects;
mod tagging;

use s3s::dto::*;
use s3s::{S3, S3Request, S3Response, S3Result};

use crate::store::Store;

/// Answers S3 requests from the store.
#[derive(Clone, Debug)]
pub(crate) struct Service {
    store: Store,
}

impl Service {
    /// A service over a store.
    pub(crate) fn new(store: Store) -> Self {
        Self { store }
    }
}

/// Sends each operation to its module.
macro_rules! operations {
    ($($name:ident: $input:ident -> $output:ident = $module:ident;)*) => {
        #[async_trait::async_trait]
        impl S3 for Service {
            $(
                async fn $name(&self, request: S3Request<$input>) -> S3Result<S3Response<$output>> {
                    Ok($module::$name(&self.store, request).await?)
                }
            )*
        }
    };
}

operations! {
    create_bucket: CreateBucketInput -> CreateBucketOutput = buckets;
    delete_bucket: DeleteBucketInput -> DeleteBucketOutput = buckets;
    head_bucket: HeadBucketInput -> HeadBucketOutput = buckets;
    list_buckets: ListBucketsInput -> ListBucketsOutput = buckets;
    get_bucket_location: GetBucketLocationInput -> GetBucketLocationOutput = buckets;
    list_objects: ListObjectsInput -> ListObjectsOutput = listing;
    list_objects_v2: ListObjectsV2Input -> ListObjectsV2Output = listing;
    put_object: PutObjectInput -> PutObjectOutput = objects;
    get_object: GetObjectInput -> GetObjectOutput = objects;
    head_object: HeadObjectInput -> HeadObjectOutput = objects;
    delete_object: DeleteObjectInput -> DeleteObjectOutput = objects;
    delete_objects: DeleteObjectsInput -> DeleteObjectsOutput = objects;
    copy_object: CopyObjectInput -> CopyObjectOutput = copy;
    upload_part_copy: UploadPartCopyInput -> UploadPartCopyOutput = copy;
    get_object_tagging: GetObjectTaggingInput -> GetObjectTaggingOutput = tagging;
    put_object_tagging: PutObjectTaggingInput -> PutObjectTaggingOutput = tagging;
    delete_object_tagging: DeleteObjectTaggingInput -> DeleteObjectTaggingOutput = tagging;
    create_multipart_upload: CreateMultipartUploadInput -> CreateMultipartUploadOutput = multipart;
    upload_part: UploadPartInput -> UploadPartOutput = multipart;
    complete_multipart_upload: CompleteMultipartUploadInput -> CompleteMultipartUploadOutput = multipart;
    abort_multipart_upload: AbortMultipartUploadInput -> AbortMultipartUploadOutput = multipart;
    list_parts: ListPartsInput -> ListPartsOutput = multipart_listing;
    list_multipart_uploads: ListMultipartUploadsInput -> ListMultipartUploadsOutput = multipart_listing;
}
