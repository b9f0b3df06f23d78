//! A store, an engine and folders for one test.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use satchel_objects::{
    Body, BucketName, Capabilities, GetOptions, ListEntry, ListRequest, ObjectKey, ObjectStore, ObjectSummary,
    PutOptions,
};
use satchel_testkit::FaultyStore;
use satchel_testkit::memory::MemoryStore;
use satchel_transfer::{
    Engine, EngineOptions, Event, OnConflict, Place, Plan, Progress, Stores, TransferStatus, plan_download, plan_upload,
};

pub const MEBIBYTE: u64 = 1 << 20;

pub struct World {
    pub store: Arc<FaultyStore>,
    pub engine: Engine,
    pub events: Arc<Mutex<Vec<Event>>>,
    pub home: tempfile::TempDir,
}

/// Small parts, so that small files are large.
pub fn options() -> EngineOptions {
    EngineOptions { part_size: MEBIBYTE, pause: Duration::from_millis(1), ..EngineOptions::default() }
}

pub fn capabilities() -> Capabilities {
    Capabilities { smallest_part: MEBIBYTE, ..Capabilities::default() }
}

pub fn bucket() -> BucketName {
    BucketName::new("bucket").unwrap()
}

pub fn place(prefix: &str) -> Place {
    Place { account: "account".into(), bucket: bucket(), prefix: prefix.into() }
}

pub fn key(text: &str) -> ObjectKey {
    ObjectKey::new(text).unwrap()
}

/// Bytes that differ from place to place.
pub fn noise(length: u64, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    (0..length.div_ceil(8)).flat_map(|_| next()).take(usize::try_from(length).unwrap()).collect()
}

/// The same store for every account.
pub struct OneStore(pub Arc<FaultyStore>);

#[async_trait::async_trait]
impl Stores for OneStore {
    async fn store(&self, _: &str) -> satchel_transfer::Result<Arc<dyn ObjectStore>> {
        Ok(self.0.clone())
    }
}

impl World {
    pub async fn new() -> Self {
        Self::with(capabilities(), options()).await
    }

    pub async fn with(capabilities: Capabilities, options: EngineOptions) -> Self {
        Self::on(Arc::new(MemoryStore::new(capabilities, 3)), options).await
    }

    pub async fn on(store: Arc<dyn ObjectStore>, options: EngineOptions) -> Self {
        store.create_bucket(&bucket()).await.unwrap();
        let events = Arc::new(Mutex::new(Vec::new()));
        let told = events.clone();
        let store = Arc::new(FaultyStore::new(store));
        let tell = Arc::new(move |event| told.lock().unwrap().push(event));
        let (engine, notices) = Engine::open(options, Arc::new(OneStore(store.clone())), tell).await.unwrap();
        assert_eq!(notices, []);
        Self { store, engine, events, home: tempfile::tempdir().unwrap() }
    }

    /// Makes files below the home folder; names that end in `/` are folders.
    pub fn files(&self, files: &[(&str, Vec<u8>)]) {
        for (name, bytes) in files {
            let path = self.home.path().join(name);
            if name.ends_with('/') {
                std::fs::create_dir_all(path).unwrap();
            } else {
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, bytes).unwrap();
            }
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub async fn put(&self, name: &str, bytes: impl Into<Bytes>) {
        let body = Body::Bytes(bytes.into());
        self.store.put(&bucket(), &key(name), body, &PutOptions::default()).await.unwrap();
    }

    pub async fn plan_upload(&self, prefix: &str, names: &[&str]) -> satchel_transfer::Result<Plan> {
        let sources = names.iter().map(|name| self.path(name)).collect();
        plan_upload(self.store.clone(), place(prefix), sources, &Progress::silent()).await
    }

    pub async fn plan_download(&self, selection: Vec<ListEntry>, target: &str) -> satchel_transfer::Result<Plan> {
        std::fs::create_dir_all(self.path(target)).unwrap();
        plan_download(self.store.clone(), place(""), selection, self.path(target), &Progress::silent()).await
    }

    pub async fn run(&self, plan: Plan, on_conflict: OnConflict) -> TransferStatus {
        let id = self.engine.start(self.store.clone(), plan, on_conflict).await.unwrap();
        self.engine.wait(id).await.unwrap()
    }

    /// What a listing shows at the top.
    pub async fn top(&self) -> Vec<ListEntry> {
        self.list(Some("/")).await
    }

    pub async fn entry(&self, text: &str) -> ListEntry {
        if text.ends_with('/') {
            return ListEntry::Prefix(text.into());
        }
        ListEntry::Object(self.object(text).await)
    }

    pub async fn object(&self, text: &str) -> ObjectSummary {
        let all = self.list(None).await;
        let objects = all.into_iter().filter_map(|entry| match entry {
            ListEntry::Object(object) => Some(object),
            ListEntry::Prefix(_) => None,
        });
        objects.into_iter().find(|object| object.key.as_str() == text).unwrap()
    }

    async fn list(&self, delimiter: Option<&str>) -> Vec<ListEntry> {
        let mut request = ListRequest {
            bucket: bucket(),
            prefix: String::new(),
            delimiter: delimiter.map(Into::into),
            max_keys: 1000,
            continuation: None,
            start_after: None,
        };
        let mut entries = Vec::new();
        loop {
            let page = self.store.list_page(&request).await.unwrap();
            entries.extend(page.entries);
            match page.continuation {
                Some(next) => request.continuation = Some(next),
                None => return entries,
            }
        }
    }

    /// Every object with its bytes.
    pub async fn objects(&self) -> BTreeMap<String, Vec<u8>> {
        let mut objects = BTreeMap::new();
        for entry in self.list(None).await {
            if let ListEntry::Object(object) = entry {
                objects.insert(object.key.as_str().to_owned(), self.bytes(object.key.as_str()).await);
            }
        }
        objects
    }

    pub async fn bytes(&self, name: &str) -> Vec<u8> {
        use futures::TryStreamExt;
        let got = self.store.get(&bucket(), &key(name), &GetOptions::default()).await.unwrap();
        let chunks: Vec<Bytes> = got.stream.try_collect().await.unwrap();
        chunks.concat()
    }

    pub async fn open_uploads(&self) -> usize {
        self.store.multipart_page(&bucket(), "", None).await.unwrap().uploads.len()
    }
}

/// Every file and folder below a folder; folders end in `/`.
pub fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            if path.symlink_metadata().unwrap().is_dir() {
                found.insert(format!("{name}/"), Vec::new());
                folders.push(path);
            } else {
                found.insert(name, std::fs::read(path).unwrap());
            }
        }
    }
    found
}
