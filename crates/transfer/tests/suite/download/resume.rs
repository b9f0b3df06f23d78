//! Downloads that end at any instant and go on: what was written and recorded is never fetched again.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use satchel_localpath::TargetFolder;
use satchel_objects::{Body, ListEntry, ListRequest, ObjectStore, Operation, PutOptions};
use satchel_testkit::FaultyStore;
use satchel_testkit::faulty::{Fault, When};
use satchel_testkit::memory::MemoryStore;
use satchel_transfer::{
    Engine, EngineOptions, FileFilter, FileNote, OnConflict, Plan, Progress, TransferError, TransferId, TransferState,
    TransferStatus, plan_download,
};

use super::super::support::{MEBIBYTE, OneStore, bucket, capabilities, key, noise, options, place, tree};

const SIZE: u64 = 6 * MEBIBYTE + 5;

/// A store and folders that outlive the engines that are opened on them.
struct Ground {
    store: Arc<FaultyStore>,
    home: tempfile::TempDir,
}

impl Ground {
    async fn new() -> Self {
        let store = Arc::new(FaultyStore::new(Arc::new(MemoryStore::new(capabilities(), 3))));
        store.create_bucket(&bucket()).await.unwrap();
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir(home.path().join("target")).unwrap();
        Self { store, home }
    }

    fn options(&self) -> EngineOptions {
        EngineOptions { journals: Some(self.home.path().join("journals")), parts: 2, ..options() }
    }

    async fn engine(&self, options: EngineOptions) -> Engine {
        Engine::open(options, Arc::new(OneStore(self.store.clone())), Arc::new(|_| ())).await.unwrap().0
    }

    /// An engine that goes on with what the one before left; its journal is free a moment after it ended.
    async fn next_engine(&self) -> (Engine, TransferId) {
        loop {
            let engine = self.engine(self.options()).await;
            if let Some(status) = engine.list().first() {
                return (engine, status.id);
            }
            engine.close(true).await.unwrap();
        }
    }

    async fn put(&self, name: &str, bytes: Vec<u8>) {
        // The store knows the checksum, so that the whole is verified.
        let crc = crc_fast::checksum(crc_fast::CrcAlgorithm::Crc32Iscsi, &bytes);
        let checksum = Some(satchel_objects::Checksum::Crc32c(u32::try_from(crc).unwrap()));
        let options = PutOptions { checksum, ..PutOptions::default() };
        self.store.put(&bucket(), &key(name), Body::Bytes(bytes.into()), &options).await.unwrap();
    }

    async fn plan(&self) -> Plan {
        let request = ListRequest {
            bucket: bucket(),
            prefix: String::new(),
            delimiter: Some("/".into()),
            max_keys: 1000,
            continuation: None,
            start_after: None,
        };
        let selection: Vec<ListEntry> = self.store.list_page(&request).await.unwrap().entries;
        let target = self.home.path().join("target");
        plan_download(self.store.clone(), place(""), selection, target, &Progress::silent()).await.unwrap()
    }

    async fn start(&self, engine: &Engine, on_conflict: OnConflict) -> TransferId {
        engine.start(self.store.clone(), self.plan().await, on_conflict).await.unwrap()
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.home.path().join("target").join(name)
    }

    fn names(&self) -> Vec<String> {
        tree(&self.home.path().join("target")).into_keys().collect()
    }

    /// What GETs asked for since the last call, in bytes, and where.
    fn reads(&self) -> (u64, Vec<(u64, u64)>) {
        let reads = self.store.take_reads();
        let ranges: Vec<(u64, u64)> = reads.into_iter().map(|(_, range)| range.unwrap_or((0, u64::MAX))).collect();
        (ranges.iter().fold(0, |sum, (_, length)| sum.saturating_add(*length)), ranges)
    }

    /// Pauses a download of `a` in ranges of a mebibyte once three of them are there.
    async fn paused(&self, engine: &Engine) -> (TransferId, TransferStatus) {
        self.store.plan(Operation::GetObject, When::From(4), Fault::Hang);
        let id = self.start(engine, OnConflict::Skip).await;
        while self.store.calls(Operation::GetObject) < 5 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        engine.pause(id).await.unwrap();
        let status = engine.wait(id).await.unwrap();
        assert_eq!((status.state, status.bytes_done), (TransferState::Paused, 3 * MEBIBYTE));
        self.store.heal();
        self.store.take_reads();
        (id, status)
    }
}

async fn done(engine: &Engine, id: TransferId) -> Option<FileNote> {
    let status = engine.wait(id).await.unwrap();
    assert_eq!((status.state, status.bytes_done), (TransferState::Done, status.bytes), "{:?}", status.error);
    engine.files(id, FileFilter::All, 0, 1).await.unwrap().1.remove(0).note
}

/// Runs a download in a runtime of its own until a transition has happened so many times, and ends it right there.
fn run_until(ground: &Ground, on_conflict: OnConflict, transition: &'static str, times: u32) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (told, ended) = std::sync::mpsc::channel();
    let seen = AtomicU32::new(0);
    let checkpoint = move |name: &'static str| {
        if name == transition && seen.fetch_add(1, Ordering::SeqCst) + 1 == times {
            told.send(()).unwrap();
            std::panic::panic_any("ended by the test");
        }
    };
    let options = EngineOptions { checkpoint: Some(Arc::new(checkpoint)), ..ground.options() };
    let engine = runtime.block_on(async {
        let engine = ground.engine(options).await;
        ground.start(&engine, on_conflict).await;
        engine
    });
    ended.recv_timeout(Duration::from_mins(1)).unwrap();
    drop(engine);
    runtime.shutdown_timeout(Duration::from_mins(1));
}

#[test]
fn ended_at_any_transition_a_download_goes_on_and_fetches_nothing_twice() {
    let bytes = noise(SIZE, 1);
    for (transition, times, recorded) in [
        ("download.begun", 1, 0),
        ("range.written", 1, 1),
        ("range.written", 4, 4),
        ("range.written", 7, 7),
        ("download.published", 1, 7),
        ("file.done", 1, 7),
    ] {
        for (choice, before, after) in [
            (OnConflict::Skip, None, vec!["a"]),
            (OnConflict::Replace, Some(b"old"), vec!["a"]),
            (OnConflict::KeepBoth, Some(b"old"), vec!["a", "a (2)"]),
        ] {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
            let ground = runtime.block_on(async {
                let ground = Ground::new().await;
                ground.put("a", bytes.clone()).await;
                ground
            });
            if let Some(before) = before {
                std::fs::write(ground.path("a"), before).unwrap();
            }
            run_until(&ground, choice, transition, times);
            ground.store.take_reads();
            let case = format!("{transition} {times} {choice:?}");
            runtime.block_on(async {
                let (engine, id) = ground.next_engine().await;
                let note = done(&engine, id).await;
                assert_eq!(note, None, "{case}");
                // All ranges are whole ones; what one of them wrote before it was recorded may come again.
                let (read, ranges) = ground.reads();
                assert!(read <= SIZE - (recorded * MEBIBYTE).min(SIZE), "{case}: {ranges:?}");
                engine.close(true).await.unwrap();
            });
            assert_eq!(ground.names(), after, "{case}");
            assert_eq!(std::fs::read(ground.path(after.last().unwrap())).unwrap(), bytes, "{case}");
        }
    }
}

#[test]
fn small_files_that_got_their_names_before_the_end_are_not_taken_for_somebody_elses() {
    for choice in [OnConflict::Skip, OnConflict::KeepBoth] {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let ground = runtime.block_on(async {
            let ground = Ground::new().await;
            for name in ["a", "b", "c"] {
                ground.put(name, name.into()).await;
            }
            ground
        });
        if choice == OnConflict::KeepBoth {
            std::fs::write(ground.path("b"), b"mine").unwrap();
        }
        run_until(&ground, choice, "small.written", 2);
        runtime.block_on(async {
            let (engine, id) = ground.next_engine().await;
            assert_eq!(done(&engine, id).await, None);
            engine.close(true).await.unwrap();
        });
        let expected: &[&str] =
            if choice == OnConflict::KeepBoth { &["a", "b", "b (2)", "c"] } else { &["a", "b", "c"] };
        assert_eq!(ground.names(), expected);
    }
}

#[tokio::test]
async fn a_pause_keeps_what_was_written_and_cancelling_removes_it() {
    let ground = Ground::new().await;
    ground.put("a", noise(SIZE, 1)).await;
    let engine = ground.engine(ground.options()).await;
    let (id, _) = ground.paused(&engine).await;
    assert_eq!(ground.names(), [".a.satchel-part"]);
    engine.resume(id).await.unwrap();
    assert_eq!(done(&engine, id).await, None);
    assert_eq!(ground.reads().0, SIZE - 3 * MEBIBYTE);
    assert_eq!(std::fs::read(ground.path("a")).unwrap(), noise(SIZE, 1));

    std::fs::remove_file(ground.path("a")).unwrap();
    let calls = ground.store.calls(Operation::GetObject);
    ground.store.plan(Operation::GetObject, When::From(calls + 3), Fault::Hang);
    let id = ground.start(&engine, OnConflict::Skip).await;
    while ground.store.calls(Operation::GetObject) < calls + 3 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    engine.pause(id).await.unwrap();
    engine.wait(id).await.unwrap();
    assert_eq!(ground.names(), [".a.satchel-part"]);
    engine.cancel(id).await.unwrap();
    assert_eq!(engine.wait(id).await.unwrap().state, TransferState::Cancelled);
    assert!(ground.names().is_empty());
}

#[tokio::test]
async fn what_was_written_of_a_range_when_it_was_paused_counts_too() {
    let ground = Ground::new().await;
    ground.put("a", noise(MEBIBYTE, 1)).await;
    let engine = ground.engine(ground.options()).await;
    ground.store.plan(Operation::GetObject, When::Call(1), Fault::CutBody(300_000));
    ground.store.plan(Operation::GetObject, When::From(2), Fault::Hang);
    let id = ground.start(&engine, OnConflict::Skip).await;
    while ground.store.calls(Operation::GetObject) < 2 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    engine.close(false).await.unwrap();
    drop(engine);
    ground.store.heal();
    ground.reads();
    let engine = ground.engine(ground.options()).await;
    assert_eq!(done(&engine, id).await, None);
    assert_eq!(ground.reads().1, [(300_000, MEBIBYTE - 300_000)]);
    assert_eq!(std::fs::read(ground.path("a")).unwrap(), noise(MEBIBYTE, 1));
}

#[tokio::test]
async fn recorded_bytes_that_are_not_there_any_more_are_fetched_again() {
    for whole in [false, true] {
        let ground = Ground::new().await;
        ground.put("a", noise(SIZE, 1)).await;
        let engine = ground.engine(ground.options()).await;
        let (id, _) = ground.paused(&engine).await;
        let part = std::fs::File::options().write(true).open(ground.path(".a.satchel-part")).unwrap();
        if whole {
            // As after a power cut that took everything but the name.
            part.set_len(0).unwrap();
        } else {
            std::os::unix::fs::FileExt::write_all_at(&part, b"other", MEBIBYTE + 7).unwrap();
        }
        drop(part);
        engine.resume(id).await.unwrap();
        assert_eq!(done(&engine, id).await, None);
        let lost = if whole { 3 } else { 1 };
        assert_eq!(ground.reads().0, SIZE - (3 - lost) * MEBIBYTE);
        assert_eq!(std::fs::read(ground.path("a")).unwrap(), noise(SIZE, 1));
    }
}

#[tokio::test]
async fn an_object_that_changed_while_it_was_paused_begins_anew_and_says_so() {
    for size in [SIZE, SIZE - 1, 10] {
        let ground = Ground::new().await;
        ground.put("a", noise(SIZE, 1)).await;
        let engine = ground.engine(ground.options()).await;
        let (id, _) = ground.paused(&engine).await;
        ground.put("a", noise(size, 2)).await;
        engine.resume(id).await.unwrap();
        assert_eq!(done(&engine, id).await, Some(FileNote::BegunAnew));
        assert_eq!(std::fs::read(ground.path("a")).unwrap(), noise(size, 2));
        assert_eq!(ground.names(), ["a"]);
    }
}

#[tokio::test]
async fn a_partial_file_that_is_gone_begins_anew_and_says_so() {
    for replaced in [false, true] {
        let ground = Ground::new().await;
        ground.put("a", noise(SIZE, 1)).await;
        let engine = ground.engine(ground.options()).await;
        let (id, _) = ground.paused(&engine).await;
        std::fs::remove_file(ground.path(".a.satchel-part")).unwrap();
        if replaced {
            std::fs::create_dir(ground.path(".a.satchel-part")).unwrap();
        }
        engine.resume(id).await.unwrap();
        assert_eq!(done(&engine, id).await, Some(FileNote::BegunAnew));
        assert_eq!(std::fs::read(ground.path("a")).unwrap(), noise(SIZE, 1));
    }
}

#[tokio::test]
async fn an_object_that_is_gone_while_it_was_paused_is_told_and_leaves_nothing() {
    let ground = Ground::new().await;
    ground.put("a", noise(SIZE, 1)).await;
    let engine = ground.engine(ground.options()).await;
    let (id, _) = ground.paused(&engine).await;
    ground.store.delete(&bucket(), &key("a")).await.unwrap();
    engine.resume(id).await.unwrap();
    let status = engine.wait(id).await.unwrap();
    assert_eq!(status.state, TransferState::Failed);
    assert!(matches!(status.error.as_deref(), Some(TransferError::Store(_))), "{:?}", status.error);
    assert!(ground.names().is_empty());
}

#[tokio::test]
async fn a_file_that_another_program_writes_is_told() {
    let ground = Ground::new().await;
    ground.put("a", noise(SIZE, 1)).await;
    let engine = ground.engine(ground.options()).await;
    let folder = TargetFolder::open(ground.home.path().join("target")).unwrap();
    let path = satchel_localpath::LocalPath::new(vec!["a".to_owned()]).unwrap();
    let theirs = folder.begin(&path).unwrap();
    let id = ground.start(&engine, OnConflict::Skip).await;
    let status = engine.wait(id).await.unwrap();
    assert!(matches!(status.error.as_deref(), Some(TransferError::Busy { .. })), "{:?}", status.error);
    theirs.publish(None, satchel_localpath::IfTaken::Fail).unwrap();
    assert_eq!(ground.names(), ["a"]);
    std::fs::remove_file(ground.path("a")).unwrap();
    engine.retry(id).await.unwrap();
    done(&engine, id).await;
}

#[tokio::test]
async fn the_same_download_started_again_goes_on_from_the_paused_one() {
    let ground = Ground::new().await;
    ground.put("a", noise(8 * MEBIBYTE, 1)).await;
    let engine = ground.engine(ground.options()).await;
    ground.paused(&engine).await;
    let again = ground.start(&engine, OnConflict::Replace).await;
    assert_eq!(done(&engine, again).await, None);
    assert_eq!(ground.reads().0, 5 * MEBIBYTE);
    assert_eq!(std::fs::read(ground.path("a")).unwrap(), noise(8 * MEBIBYTE, 1));
    assert_eq!(ground.names(), ["a"]);
}
