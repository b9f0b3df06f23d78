//! A server with a front that fails and counts, and a way to it that does neither.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt};
use satchel_objects::s3::S3Store;
use satchel_objects::{Body, BucketName, GetOptions, ListEntry, ListRequest, ObjectKey, ObjectStore, PutOptions};
use satchel_testkit::FaultyServer;
use satchel_testkit::servers::{self, Demo, RealServer};

/// The one bucket.
pub fn bucket() -> BucketName {
    BucketName::new("bucket").unwrap()
}

/// Bytes that differ from place to place, and from seed to seed.
pub fn noise(length: u64, seed: u64) -> Vec<u8> {
    let mut random = satchel_testkit::random::Random::new(seed);
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap() + 8);
    while (bytes.len() as u64) < length {
        bytes.extend_from_slice(&random.number().to_le_bytes());
    }
    bytes.truncate(usize::try_from(length).unwrap());
    bytes
}

/// The server behind.
#[derive(Debug)]
pub enum Backing {
    /// The embedded store.
    Demo(Box<Demo>),
    /// Another one.
    Real(RealServer),
}

/// A server, its front, and folders.
#[derive(Debug)]
pub struct World {
    /// What clients of the tests use.
    pub front: FaultyServer,
    /// The way past the front.
    pub direct: Arc<S3Store>,
    /// Kept alive.
    pub backing: Backing,
    home: tempfile::TempDir,
    grounds: AtomicU32,
}

impl World {
    /// The embedded store behind a front.
    pub async fn start(seed: u64) -> Self {
        let (front, demo) = Demo::start_faulty(seed).await.unwrap();
        let url = demo.url();
        Self::with(front, &url, Backing::Demo(Box::new(demo))).await
    }

    /// Another server behind a front.
    pub async fn before(server: RealServer, seed: u64) -> Self {
        let front = FaultyServer::start(server.url(), seed).await.unwrap();
        let url = server.url().to_owned();
        Self::with(front, &url, Backing::Real(server)).await
    }

    async fn with(front: FaultyServer, url: &str, backing: Backing) -> Self {
        let direct = Arc::new(S3Store::new(servers::config(url)).await.unwrap());
        direct.create_bucket(&bucket()).await.unwrap();
        Self { front, direct, backing, home: tempfile::tempdir().unwrap(), grounds: AtomicU32::new(0) }
    }

    /// A new folder and a new prefix, of which nothing exists yet.
    pub fn ground(&self) -> (PathBuf, String) {
        let number = self.grounds.fetch_add(1, Ordering::Relaxed);
        (self.home.path().join(number.to_string()), format!("ground-{number}/"))
    }

    /// Puts objects past the front.
    pub async fn put_all(&self, prefix: &str, objects: &BTreeMap<String, Vec<u8>>) {
        let put = |(name, bytes): (&String, &Vec<u8>)| {
            let (key, bytes) = (format!("{prefix}{name}"), Bytes::copy_from_slice(bytes));
            async move { self.put(&key, bytes).await }
        };
        futures::stream::iter(objects).map(put).buffer_unordered(16).collect::<()>().await;
    }

    /// Puts an object past the front.
    pub async fn put(&self, key: &str, bytes: Bytes) {
        let key = ObjectKey::new(key).unwrap();
        self.direct.put(&bucket(), &key, Body::Bytes(bytes), &PutOptions::default()).await.unwrap();
    }

    /// Every key below a prefix, without the prefix.
    pub async fn names(&self, prefix: &str) -> Vec<String> {
        let mut request = ListRequest {
            bucket: bucket(),
            prefix: prefix.to_owned(),
            delimiter: None,
            max_keys: 1_000,
            continuation: None,
            start_after: None,
        };
        let mut names = Vec::new();
        loop {
            let page = self.direct.list_page(&request).await.unwrap();
            names.extend(page.entries.iter().filter_map(|entry| match entry {
                ListEntry::Object(object) => object.key.as_str().strip_prefix(prefix).map(str::to_owned),
                ListEntry::Prefix(_) => None,
            }));
            match page.continuation {
                Some(next) => request.continuation = Some(next),
                None => return names,
            }
        }
    }

    /// Every object below a prefix: its key without the prefix, and its bytes.
    pub async fn objects(&self, prefix: &str) -> BTreeMap<String, Vec<u8>> {
        let mut objects = BTreeMap::new();
        for name in self.names(prefix).await {
            let bytes = self.bytes(&format!("{prefix}{name}")).await;
            objects.insert(name, bytes);
        }
        objects
    }

    /// An object's bytes.
    pub async fn bytes(&self, key: &str) -> Vec<u8> {
        let key = ObjectKey::new(key).unwrap();
        let got = self.direct.get(&bucket(), &key, &GetOptions::default()).await.unwrap();
        let pieces: Vec<Bytes> = got.stream.try_collect().await.unwrap();
        pieces.concat()
    }

    /// The keys of unfinished uploads below a prefix.
    pub async fn open_uploads(&self, prefix: &str) -> Vec<String> {
        let page = self.direct.multipart_page(&bucket(), prefix, None).await.unwrap();
        page.uploads.into_iter().map(|upload| upload.key.as_str().to_owned()).collect()
    }
}

/// Writes files below a folder.
pub(crate) fn write_all(folder: &Path, files: &BTreeMap<String, Vec<u8>>) {
    for (name, bytes) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

/// Every file below a folder: its path with `/`, and its bytes.
pub(crate) fn read_all(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let (mut files, mut folders) = (BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
                files.insert(name, std::fs::read(path).unwrap());
            }
        }
    }
    files
}
