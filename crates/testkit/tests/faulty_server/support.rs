//! What these tests share.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use futures::TryStreamExt;
use satchel_objects::{Body, FileSection};
use satchel_testkit::http;

pub use bytes::Bytes;
pub use satchel_objects::s3::S3Store;
pub use satchel_objects::{
    BucketName, Capabilities, ErrorKind, GetOptions, ObjectKey, ObjectStore, Operation, PutOptions,
};
pub use satchel_testkit::conformance;
pub use satchel_testkit::faulty_server::{Answer, Fault, FaultyServer, Place, Rule, When};
pub use satchel_testkit::servers::{self, Demo};

/// The embedded store behind a server that fails on plan, with a bucket in it.
pub struct Ground {
    pub front: FaultyServer,
    pub demo: Demo,
    pub store: S3Store,
}

impl Ground {
    pub async fn start() -> Self {
        let (front, demo) = Demo::start_faulty(42).await.unwrap();
        let store = S3Store::new(servers::config(&front.url())).await.unwrap();
        store.create_bucket(&bucket()).await.unwrap();
        front.forget();
        Self { front, demo, store }
    }
}

pub fn bucket() -> BucketName {
    BucketName::new("bucket").unwrap()
}

pub fn key() -> ObjectKey {
    ObjectKey::new("key").unwrap()
}

pub fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|index| u8::try_from(index * 7 % 251).unwrap()).collect()
}

pub async fn put(store: &S3Store, whole: &[u8]) -> Result<(), ErrorKind> {
    let body = Bytes::copy_from_slice(whole).into();
    store.put(&bucket(), &key(), body, &PutOptions::default()).await.map(drop).map_err(|error| error.kind)
}

pub async fn head(store: &S3Store) -> Result<u64, ErrorKind> {
    store.head(&bucket(), &key()).await.map(|info| info.size).map_err(|error| error.kind)
}

pub async fn get(store: &S3Store) -> Result<Vec<u8>, ErrorKind> {
    let got = store.get(&bucket(), &key(), &GetOptions::default()).await.map_err(|error| error.kind)?;
    let pieces: Vec<Bytes> = got.stream.try_collect().await.map_err(|error| error.kind)?;
    Ok(pieces.concat())
}

/// Sends it as files are sent: streamed, and so without a signature over the bytes.
pub async fn put_file(store: &S3Store, whole: &[u8]) -> Result<(), ErrorKind> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(whole).unwrap();
    let body = Body::File(FileSection::new(Arc::new(file), 0, whole.len() as u64));
    store.put(&bucket(), &key(), body, &PutOptions::default()).await.map(drop).map_err(|error| error.kind)
}

/// Fetches it through a link, once, whatever comes.
pub async fn fetch(store: &S3Store) -> http::Answer {
    let link = store.presign_get(&bucket(), &key(), Duration::from_mins(10), None).await.unwrap();
    http::get(&link.url).await.unwrap()
}
