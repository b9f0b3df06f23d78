//! What these tests share.

pub use std::io::Write;
pub use std::sync::Arc;
pub use std::time::{Duration, SystemTime};

pub use bytes::Bytes;
pub use futures::TryStreamExt;
pub use satchel_objects::s3::{Credentials, S3Config, S3Store};
pub use satchel_objects::{
    Body, BucketName, CompletedPart, CopyRequest, ETag, ErrorKind, FileSection, GetOptions, ListRequest, ObjectKey,
    ObjectStore, Preconditions, PutOptions, StoreError, UploadId,
};
pub use satchel_testkit::fake::{FakeServer, Reply, Request};
pub use satchel_testkit::servers::{self, Demo};
pub use zeroize::Zeroizing;

pub const NO_BUCKETS: &str = "<?xml version=\"1.0\"?><ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>";
pub const NO_OBJECTS: &str = "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>";
pub const XML: (&str, &str) = ("Content-Type", "application/xml");

pub async fn store(url: &str) -> S3Store {
    S3Store::new(servers::config(url)).await.unwrap()
}

pub async fn fake(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> (FakeServer, S3Store) {
    let server = FakeServer::start(answer).await.unwrap();
    let store = store(&server.url()).await;
    (server, store)
}

pub fn bucket() -> BucketName {
    BucketName::new("bucket").unwrap()
}

pub fn key() -> ObjectKey {
    ObjectKey::new("key").unwrap()
}

pub fn listing() -> ListRequest {
    ListRequest {
        bucket: bucket(),
        prefix: String::new(),
        delimiter: None,
        max_keys: 1000,
        continuation: None,
        start_after: None,
    }
}

pub fn quiet(error: &StoreError) {
    for text in [format!("{error}"), format!("{error:?}")] {
        assert!(!text.contains(servers::SECRET_KEY), "{text}");
    }
}

pub async fn buckets_fail(url: &str, kind: ErrorKind) -> StoreError {
    let error = store(url).await.list_buckets().await.unwrap_err();
    assert_eq!(error.kind, kind, "{error:?}");
    quiet(&error);
    error
}
