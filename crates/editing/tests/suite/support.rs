//! A desk on the embedded store, an exchange without an engine, and a person with a text editor.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use bytes::Bytes;
use futures::TryStreamExt;
use satchel_editing::{
    Condition, Desk, DeskError, DeskOptions, Edit, EditId, Exchange, ExchangeError, Failure, Leftover, LocalCopy,
    Opened, Outside, Phase, Remote, Target, Version,
};
use satchel_localpath::{FileIdentity, IfTaken, LocalPath, TargetFolder};
use satchel_objects::{
    Body, BucketName, ErrorKind, GetOptions, ObjectInfo, ObjectKey, ObjectStore, Preconditions, PutOptions, StoreError,
};
use satchel_testkit::FaultyStore;
use satchel_testkit::servers::Demo;
use tokio::sync::{RwLock, watch};
use tokio_util::sync::CancellationToken;

/// No test waits longer than this for what has to come.
const LONGEST: Duration = Duration::from_mins(1);

pub fn bucket() -> BucketName {
    BucketName::new("editing").unwrap()
}

pub fn target(key: &str) -> Target {
    Target { account: "demo".into(), bucket: bucket(), key: ObjectKey::new(key).unwrap() }
}

/// Reads and writes objects in one request each.
pub struct Direct {
    pub store: Arc<FaultyStore>,
    /// Whoever holds it for writing holds every upload back, right before it is sent.
    pub gate: RwLock<()>,
    pub at_gate: watch::Sender<u32>,
}

fn failure(error: StoreError) -> Failure {
    Failure::new(error.is_retryable(), error)
}

fn described(info: &ObjectInfo) -> Remote {
    let modified = info.metadata.iter().find(|(name, _)| name == "mtime").map(|(_, text)| {
        let (seconds, nanos) = text.split_once('.').unwrap();
        UNIX_EPOCH + Duration::new(seconds.parse().unwrap(), nanos.parse().unwrap())
    });
    let version = Version::Tag(info.etag.clone().unwrap());
    Remote { version, size: info.size, written: info.last_modified, modified }
}

#[async_trait]
impl Exchange for Direct {
    async fn look(&self, target: &Target) -> Result<Option<Remote>, Failure> {
        match self.store.head(&target.bucket, &target.key).await {
            Ok(info) => Ok(Some(described(&info))),
            Err(error) if error.kind == ErrorKind::NoSuchObject => Ok(None),
            Err(error) => Err(failure(error)),
        }
    }

    async fn fetch(
        &self,
        target: &Target,
        remote: &Remote,
        into: &LocalCopy,
        _stop: CancellationToken,
    ) -> Result<(), ExchangeError> {
        let Version::Tag(tag) = &remote.version else { panic!("no tag") };
        let options = GetOptions { range: None, if_match: Some(tag.clone()) };
        let got = self.store.get(&target.bucket, &target.key, &options).await;
        let got = got.map_err(|error| match error.kind {
            ErrorKind::PreconditionFailed => ExchangeError::Refused,
            _ => failure(error).into(),
        })?;
        let chunks: Vec<Bytes> = got.stream.try_collect().await.map_err(failure)?;
        let folder = TargetFolder::open(&into.folder).unwrap();
        let part = folder.begin(&LocalPath::new(vec![into.name.clone()]).unwrap()).unwrap();
        part.writer().write_at(0, &chunks.concat()).unwrap();
        part.publish(Some(SystemTime::now() - Duration::from_hours(1)), IfTaken::Replace).unwrap();
        Ok(())
    }

    async fn send(
        &self,
        target: &Target,
        from: &LocalCopy,
        identity: FileIdentity,
        condition: Condition,
        _stop: CancellationToken,
    ) -> Result<Option<Version>, ExchangeError> {
        self.at_gate.send_modify(|count| *count += 1);
        let _held_back = self.gate.read().await;
        let file = File::open(from.path()).map_err(|_| ExchangeError::SourceChanged)?;
        if FileIdentity::of(&file).unwrap() != identity {
            return Err(ExchangeError::SourceChanged);
        }
        let bytes = fs::read(from.path()).unwrap();
        let since = identity.modified.unwrap().duration_since(UNIX_EPOCH).unwrap();
        let mtime = format!("{}.{:09}", since.as_secs(), since.subsec_nanos());
        let preconditions = match condition {
            Condition::Is(Version::Tag(tag)) => Preconditions { if_match: Some(tag), if_absent: false },
            Condition::Is(version) => panic!("{version:?}"),
            Condition::Absent => Preconditions { if_match: None, if_absent: true },
        };
        let metadata = vec![("mtime".to_owned(), mtime)];
        let options = PutOptions { metadata, preconditions, ..PutOptions::default() };
        match self.store.put(&target.bucket, &target.key, Body::Bytes(bytes.into()), &options).await {
            Ok(put) => Ok(put.etag.map(Version::Tag)),
            Err(error) if matches!(error.kind, ErrorKind::PreconditionFailed | ErrorKind::NoSuchObject) => {
                Err(ExchangeError::Refused)
            }
            Err(error) => Err(failure(error).into()),
        }
    }
}

/// The program around: it remembers what it was asked to open.
pub struct Screen {
    pub opened: Mutex<Vec<PathBuf>>,
    pub shown: Mutex<Vec<PathBuf>>,
    pub changes: watch::Sender<u64>,
}

impl Outside for Screen {
    fn open(&self, file: &Path) -> Result<(), Failure> {
        assert!(file.is_file());
        self.opened.lock().unwrap().push(file.to_owned());
        Ok(())
    }

    fn show(&self, file: &Path) -> Result<(), Failure> {
        self.shown.lock().unwrap().push(file.to_owned());
        Ok(())
    }

    fn changed(&self, _: &[Edit]) {
        self.changes.send_modify(|count| *count += 1);
    }
}

pub struct Bench {
    /// Held as long as the test lasts.
    _demo: Demo,
    pub exchange: Arc<Direct>,
    pub screen: Arc<Screen>,
    pub folder: tempfile::TempDir,
    pub options: DeskOptions,
}

impl Bench {
    pub async fn new() -> Self {
        let demo = Demo::start().await.unwrap();
        let store = Arc::new(FaultyStore::new(Arc::new(demo.store().await.unwrap())));
        store.create_bucket(&bucket()).await.unwrap();
        let exchange = Arc::new(Direct { store, gate: RwLock::default(), at_gate: watch::Sender::new(0) });
        let screen = Screen { opened: Mutex::default(), shown: Mutex::default(), changes: watch::Sender::new(0) };
        let options = DeskOptions {
            quiet: Duration::from_millis(60),
            retry: Duration::from_millis(100),
            poll: Duration::from_millis(40),
            ..DeskOptions::default()
        };
        Self { _demo: demo, exchange, screen: Arc::new(screen), folder: tempfile::tempdir().unwrap(), options }
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().join("editing")
    }

    pub fn store(&self) -> &FaultyStore {
        &self.exchange.store
    }

    pub async fn desk(&self) -> Desk {
        self.desk_and_leftovers().await.0
    }

    /// A desk. The one before may be about to let go of its lock.
    pub async fn desk_and_leftovers(&self) -> (Desk, Vec<Leftover>) {
        let begun = std::time::Instant::now();
        loop {
            let (exchange, screen) = (self.exchange.clone(), self.screen.clone());
            match Desk::open(self.root(), self.options.clone(), exchange, screen).await {
                Ok(opened) => return opened,
                Err(DeskError::Busy) if begun.elapsed() < LONGEST => tokio::task::yield_now().await,
                Err(error) => panic!("{error}"),
            }
        }
    }

    /// Does something once a desk has let go of its files.
    pub async fn after_the_end_of(&self, desk: Desk, something: impl FnOnce()) {
        drop(desk);
        let lock = File::open(self.root().join("lock")).unwrap();
        tokio::task::spawn_blocking(move || lock.lock().map(|()| lock)).await.unwrap().unwrap();
        something();
    }

    pub async fn put(&self, key: &str, bytes: &'static [u8]) {
        let (key, body) = (ObjectKey::new(key).unwrap(), Body::Bytes(bytes.into()));
        self.store().put(&bucket(), &key, body, &PutOptions::default()).await.unwrap();
    }

    pub async fn delete(&self, key: &str) {
        self.store().delete(&bucket(), &ObjectKey::new(key).unwrap()).await.unwrap();
    }

    pub async fn bytes(&self, key: &str) -> Option<Vec<u8>> {
        let key = ObjectKey::new(key).unwrap();
        match self.store().get(&bucket(), &key, &GetOptions::default()).await {
            Ok(got) => Some(got.stream.try_collect::<Vec<Bytes>>().await.unwrap().concat()),
            Err(error) if error.kind == ErrorKind::NoSuchObject => None,
            Err(error) => panic!("{error}"),
        }
    }

    /// Opens an object and answers where its copy is.
    pub async fn edit(&self, desk: &Desk, key: &str) -> (Opened, PathBuf) {
        let opened = desk.edit(target(key)).await.unwrap();
        let name = list_one(desk, &opened.id).name;
        let path = desk.folder(&opened.id).unwrap().join(name);
        (opened, path)
    }

    /// Waits until the list of edits is as wanted.
    pub async fn until(&self, desk: &Desk, what: &str, wanted: impl Fn(&[Edit]) -> bool) {
        let mut changes = self.screen.changes.subscribe();
        let wait = async {
            while !wanted(&desk.list()) {
                // Not every step is told as a change.
                let _ = tokio::time::timeout(Duration::from_millis(100), changes.changed()).await;
            }
        };
        let came = tokio::time::timeout(LONGEST, wait).await;
        assert!(came.is_ok(), "it never came to: {what}; it is {:#?}", desk.list());
    }

    /// Waits until what a copy holds is at the store, and the edit is at rest.
    pub async fn until_saved(&self, desk: &Desk, id: &EditId, key: &str, bytes: &[u8]) {
        let mut changes = self.screen.changes.subscribe();
        let wait = async {
            loop {
                let rests = matches!(list_one(desk, id).phase, Phase::Watching);
                if rests && self.bytes(key).await.as_deref() == Some(bytes) {
                    break;
                }
                // The store is looked at again also where the list didn't change meanwhile.
                let _ = tokio::time::timeout(Duration::from_millis(100), changes.changed()).await;
            }
        };
        let saved = tokio::time::timeout(LONGEST, wait).await;
        assert!(saved.is_ok(), "{key} was never saved: {:#?}, it holds {:?}", desk.list(), self.bytes(key).await);
    }

    /// Waits until so many uploads have come to the gate.
    pub async fn until_at_gate(&self, count: u32) {
        let mut at_gate = self.exchange.at_gate.subscribe();
        tokio::time::timeout(LONGEST, at_gate.wait_for(|there| *there >= count)).await.unwrap().unwrap();
    }
}

pub fn list_one(desk: &Desk, id: &EditId) -> Edit {
    desk.list().into_iter().find(|edit| edit.id == *id).unwrap_or_else(|| panic!("{id} isn't on the list"))
}

/// Writes another file and renames it over: GNOME Text Editor, VS Code's atomic saves, most office programs.
pub fn save_by_rename(path: &Path, bytes: &[u8]) {
    let beside = path.with_file_name(".goutputstream-A1B2C3");
    fs::write(&beside, bytes).unwrap();
    fs::rename(&beside, path).unwrap();
}

/// Writes the file in place.
pub fn save_in_place(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).unwrap();
}

/// Empties the file first and writes it piece by piece.
pub fn save_by_pieces(path: &Path, bytes: &[u8]) {
    let mut file = File::options().write(true).truncate(true).open(path).unwrap();
    for piece in bytes.chunks(3) {
        file.write_all(piece).unwrap();
        file.flush().unwrap();
    }
}

/// Moves the old file aside and writes a new one, with a swap file and a test file beside: Vim.
pub fn save_as_vim(path: &Path, bytes: &[u8]) {
    let name = path.file_name().unwrap().to_str().unwrap();
    let (swap, backup) = (path.with_file_name(format!(".{name}.swp")), path.with_file_name(format!("{name}~")));
    fs::write(&swap, "swap").unwrap();
    fs::write(path.with_file_name("4913"), "").unwrap();
    fs::remove_file(path.with_file_name("4913")).unwrap();
    fs::rename(path, &backup).unwrap();
    fs::write(path, bytes).unwrap();
    fs::remove_file(&backup).unwrap();
    fs::write(&swap, "swap again").unwrap();
}
