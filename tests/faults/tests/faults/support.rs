//! An engine before a server that fails, and what must be true afterwards.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

pub use satchel_faults::{MEBIBYTE, World, bucket, noise};
use satchel_objects::s3::S3Store;
pub use satchel_objects::{ErrorKind, ListEntry, ObjectStore, Operation};
pub use satchel_testkit::faulty_server::{Answer, Fault, Place, Rule, When};
use satchel_testkit::servers;
pub use satchel_transfer::{
    Engine, EngineOptions, FileFilter, FileState, OnConflict, PauseReason, Plan, Progress, TransferError, TransferId,
    TransferState, TransferStatus,
};
use satchel_transfer::{Stores, plan_copy, plan_delete, plan_download, plan_upload};

/// What the tests' chances come from, unless `SATCHEL_FAULT_SEED` says otherwise.
pub fn seed() -> u64 {
    satchel_testkit::random::seed("SATCHEL_FAULT_SEED")
}

struct OneStore(Arc<S3Store>);

#[async_trait::async_trait]
impl Stores for OneStore {
    async fn store(&self, _: &str) -> Result<Arc<dyn ObjectStore>, TransferError> {
        Ok(self.0.clone())
    }
}

/// A world with an engine in it.
pub struct Ground {
    pub world: World,
    pub engine: Engine,
    pub store: Arc<S3Store>,
    folder: PathBuf,
}

/// What is sent and fetched: a file of three parts, and small ones.
pub fn content() -> BTreeMap<String, Vec<u8>> {
    let sizes = [("large.bin", 11 * MEBIBYTE + 5), ("a", 0), ("b/c", 100), ("b/d", 70_000), ("新", 5_000)];
    sizes.into_iter().zip(1..).map(|((name, size), seed)| (name.to_owned(), noise(size, seed))).collect()
}

impl Ground {
    pub async fn start() -> Self {
        let seed = seed();
        eprintln!("SATCHEL_FAULT_SEED={seed}");
        let world = World::start(seed).await;
        let (home, _) = world.ground();
        let store = Arc::new(S3Store::new(servers::config(&world.front.url())).await.unwrap());
        let options = EngineOptions {
            journals: Some(home.join("journals")),
            part_size: 5 * MEBIBYTE,
            parts: 2,
            pause: Duration::from_millis(5),
            look_again: Duration::from_millis(50),
            ..EngineOptions::default()
        };
        let opened = Engine::open(options, Arc::new(OneStore(store.clone())), Arc::new(drop)).await;
        let (engine, notices) = opened.unwrap();
        assert_eq!(notices, []);
        Self { world, engine, store, folder: home.join("files") }
    }

    /// A rule for the front.
    pub fn plan(&self, operations: &[Operation], when: When, fault: Fault) {
        self.world.front.plan(Rule::new(operations, when, fault));
    }

    /// Writes the files and plans to send them below `up/`. Plan faults after this: planning asks the server, too.
    pub async fn upload(&self) -> Plan {
        for (name, bytes) in content() {
            let path = self.folder.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        let entries = std::fs::read_dir(&self.folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        plan_upload(self.store.clone(), place("up/"), entries, &Progress::silent()).await.unwrap()
    }

    /// Puts the objects below `up/` past the front and plans to fetch them.
    pub async fn download(&self) -> Plan {
        self.world.put_all("up/", &content()).await;
        let target = self.folder.with_file_name("back");
        std::fs::create_dir_all(&target).unwrap();
        plan_download(self.store.clone(), place(""), below("up/"), target, &Progress::silent()).await.unwrap()
    }

    /// Puts the objects below `up/` past the front and plans to copy or move them below `to/`.
    pub async fn copy(&self, moves: bool) -> Plan {
        self.world.put_all("up/", &content()).await;
        let (silent, store) = (Progress::silent(), self.store.clone());
        plan_copy(store, place(""), below("up/"), place("to/"), moves, &silent).await.unwrap()
    }

    /// Puts the objects below `up/` past the front and plans to delete them.
    pub async fn delete(&self) -> Plan {
        self.world.put_all("up/", &content()).await;
        plan_delete(self.store.clone(), place(""), below("up/"), &Progress::silent()).await.unwrap()
    }

    /// Begins a plan.
    pub async fn begin(&self, plan: Plan) -> TransferId {
        self.world.front.forget();
        self.engine.start(self.store.clone(), plan, OnConflict::Replace).await.unwrap()
    }

    /// Waits until a transfer has ended or waits for somebody.
    pub async fn settled(&self, id: TransferId) -> TransferStatus {
        let settle = async {
            loop {
                let status = self.engine.wait(id).await.unwrap();
                if status.state.has_ended() || status.pause.is_some_and(|pause| !pause.goes_on_by_itself()) {
                    return status;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let patience = Duration::from_mins(4);
        let Ok(status) = tokio::time::timeout(patience, settle).await else {
            panic!("no end in {patience:?}: {:?}\n{}", self.engine.list(), self.world.front.log());
        };
        self.world.front.idle().await;
        status
    }

    /// Why each file that failed did.
    pub async fn failures(&self, id: TransferId) -> Vec<(String, Arc<TransferError>)> {
        let failed = FileFilter::State(FileState::Failed);
        let (_, files) = self.engine.files(id, failed, 0, u32::MAX).await.unwrap();
        files
            .into_iter()
            .map(|file| (file.key.as_str().to_owned(), file.error.expect("a failure has an error")))
            .collect()
    }

    /// Runs a plan through what has been planned to go wrong. It may fail, in plain words; with the server healed, the
    /// same transfer is tried again and ends well. Says how it ended at first.
    pub async fn weather(&self, plan: Plan) -> TransferStatus {
        let id = self.begin(plan).await;
        let first = self.settled(id).await;
        if first.state != TransferState::Done {
            for (key, error) in self.failures(id).await {
                assert!(is_clear(&error), "{key}: {error:?}\n{}", self.world.front.log());
            }
            self.world.front.heal();
            self.engine.retry(id).await.unwrap();
            let second = self.settled(id).await;
            assert_eq!(second.state, TransferState::Done, "{:?}\n{}", second.error, self.world.front.log());
        }
        let again = self.world.front.log();
        assert!(again.parts_sent_again().is_empty(), "{again}");
        first
    }

    /// As [`Ground::weather`], and it has to end well at once.
    pub async fn through(&self, plan: Plan) {
        let first = self.weather(plan).await;
        let log = self.world.front.log();
        assert_eq!(first.state, TransferState::Done, "{:?}\n{log}", first.error);
    }

    /// Every object below a prefix is what it should be, and nothing unfinished is left at the server.
    pub async fn holds(&self, prefix: &str) {
        self.world.front.heal();
        let (found, wanted) = (self.world.objects(prefix).await, content());
        let names: Vec<&String> = found.keys().collect();
        assert!(found == wanted, "below {prefix}: {names:?}\n{}", self.world.front.log());
        self.nothing_is_left().await;
    }

    /// Every file of a download is what it should be, and no other is there.
    pub fn has_files(&self) {
        let target = self.folder.with_file_name("back");
        let mut found = BTreeMap::new();
        let mut folders = vec![target.join("up")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(target.join("up")).unwrap().to_str().unwrap().to_owned();
                    found.insert(name, std::fs::read(path).unwrap());
                }
            }
        }
        let names: Vec<&String> = found.keys().collect();
        assert!(found == content(), "{names:?}\n{}", self.world.front.log());
    }

    pub async fn nothing_is_left(&self) {
        let open = self.world.open_uploads("").await;
        assert!(open.is_empty(), "unfinished uploads: {open:?}\n{}", self.world.front.log());
    }
}

fn place(prefix: &str) -> satchel_transfer::Place {
    satchel_transfer::Place { account: "account".into(), bucket: bucket(), prefix: prefix.to_owned() }
}

fn below(prefix: &str) -> Vec<ListEntry> {
    vec![ListEntry::Prefix(prefix.to_owned())]
}

/// Whether an error says what failed, of what kind.
fn is_clear(error: &TransferError) -> bool {
    match error {
        TransferError::Store(error) => error.kind != ErrorKind::Other,
        TransferError::Integrity { .. } | TransferError::UploadGone { .. } | TransferError::UploadLeft { .. } => true,
        _ => false,
    }
}
