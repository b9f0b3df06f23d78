//! Pausing, going on after the program ended, and what is sent again: nothing that was acknowledged.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use satchel_objects::{ErrorKind, ObjectStore, Operation};
use satchel_testkit::FaultyStore;
use satchel_testkit::faulty::{Fault, When};
use satchel_testkit::memory::MemoryStore;
use satchel_transfer::{
    Engine, EngineOptions, FileFilter, FileNote, OnConflict, PauseReason, Place, Plan, Program, Progress,
    TransferError, TransferId, TransferState, TransferStatus, Whose, plan_upload,
};

use super::support::{MEBIBYTE, OneStore, bucket, capabilities, key, noise, options, place};

/// A store and a home that outlive the engines that are opened on them.
struct Ground {
    store: Arc<FaultyStore>,
    home: tempfile::TempDir,
}

impl Ground {
    async fn new() -> Self {
        let store = Arc::new(FaultyStore::new(Arc::new(MemoryStore::new(capabilities(), 3))));
        store.create_bucket(&bucket()).await.unwrap();
        Self { store, home: tempfile::tempdir().unwrap() }
    }

    fn options(&self) -> EngineOptions {
        EngineOptions { journals: Some(self.home.path().join("journals")), parts: 2, ..options() }
    }

    async fn engine(&self, options: EngineOptions) -> Engine {
        Engine::open(options, Arc::new(OneStore(self.store.clone())), Arc::new(|_| ())).await.unwrap().0
    }

    fn file(&self, name: &str, bytes: &[u8]) -> std::path::PathBuf {
        let path = self.home.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    async fn plan(&self, path: &Path) -> Plan {
        let sources = vec![path.to_owned()];
        plan_upload(self.store.clone(), place(""), sources, &Progress::silent()).await.unwrap()
    }

    async fn start(&self, engine: &Engine, path: &Path) -> TransferId {
        let plan = self.plan(path).await;
        engine.start(self.store.clone(), plan, OnConflict::Replace).await.unwrap()
    }

    async fn bytes(&self, name: &str) -> Vec<u8> {
        use futures::TryStreamExt;
        let got = self.store.get(&bucket(), &key(name), &satchel_objects::GetOptions::default()).await.unwrap();
        let chunks: Vec<bytes::Bytes> = got.stream.try_collect().await.unwrap();
        chunks.concat()
    }

    async fn open_uploads(&self) -> usize {
        self.store.multipart_page(&bucket(), "", None).await.unwrap().uploads.len()
    }
}

/// Waits until so many bytes of a transfer are acknowledged.
async fn acknowledged(engine: &Engine, id: TransferId, bytes: u64) {
    for _ in 0..2000 {
        if engine.list().iter().any(|status| status.id == id && status.bytes_done >= bytes) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("{bytes} bytes were never acknowledged: {:?}", engine.list());
}

async fn done(engine: &Engine, id: TransferId) -> TransferStatus {
    let status = engine.wait(id).await.unwrap();
    assert_eq!(status.state, TransferState::Done, "{status:?}");
    status
}

#[tokio::test]
async fn a_paused_upload_goes_on_and_sends_nothing_twice() {
    let ground = Ground::new().await;
    let engine = ground.engine(ground.options()).await;
    let content = noise(8 * MEBIBYTE, 1);
    let path = ground.file("large", &content);
    ground.store.plan(Operation::UploadPart, When::From(4), Fault::Hang);
    let id = ground.start(&engine, &path).await;
    acknowledged(&engine, id, 3 * MEBIBYTE).await;
    engine.pause(id).await.unwrap();
    let paused = engine.wait(id).await.unwrap();
    assert_eq!((paused.state, paused.pause), (TransferState::Paused, Some(PauseReason::Person)));
    assert_eq!(paused.bytes_done, 3 * MEBIBYTE);
    assert_eq!(ground.open_uploads().await, 1);

    ground.store.heal();
    let before = ground.store.calls(Operation::UploadPart);
    engine.resume(id).await.unwrap();
    done(&engine, id).await;
    assert_eq!(ground.store.calls(Operation::UploadPart) - before, 5);
    assert_eq!(ground.bytes("large").await, content);
    assert_eq!(ground.open_uploads().await, 0);
}

#[tokio::test]
async fn another_program_goes_on_with_what_was_acknowledged() {
    let ground = Ground::new().await;
    let first = ground.engine(ground.options()).await;
    let content = noise(8 * MEBIBYTE, 2);
    let path = ground.file("large", &content);
    ground.store.plan(Operation::UploadPart, When::From(4), Fault::Hang);
    let id = ground.start(&first, &path).await;
    acknowledged(&first, id, 3 * MEBIBYTE).await;
    first.close(true).await.unwrap();
    drop(first);

    ground.store.heal();
    let before = ground.store.calls(Operation::UploadPart);
    let second = ground.engine(ground.options()).await;
    let status = done(&second, id).await;
    assert_eq!(status.files_done, 1);
    assert_eq!(ground.store.calls(Operation::UploadPart) - before, 5);
    assert_eq!(ground.store.calls(Operation::CreateMultipartUpload), 1);
    assert_eq!(ground.bytes("large").await, content);
    assert_eq!(ground.open_uploads().await, 0);
}

#[tokio::test]
async fn what_was_unfinished_waits_where_it_is_not_to_go_on() {
    let ground = Ground::new().await;
    let first = ground.engine(ground.options()).await;
    ground.store.plan(Operation::PutObject, When::Always, Fault::Hang);
    let id = ground.start(&first, &ground.file("small", b"small")).await;
    first.close(true).await.unwrap();
    ground.store.heal();
    let second = ground.engine(EngineOptions { go_on: false, ..ground.options() }).await;
    let status = second.list().into_iter().find(|status| status.id == id).unwrap();
    assert_eq!((status.state, status.pause), (TransferState::Paused, Some(PauseReason::Restart)));
    second.resume(id).await.unwrap();
    done(&second, id).await;
    assert_eq!(ground.bytes("small").await, b"small");
}

#[tokio::test]
async fn an_upload_that_is_gone_at_the_server_begins_anew_and_says_so() {
    let ground = Ground::new().await;
    let engine = ground.engine(ground.options()).await;
    let content = noise(5 * MEBIBYTE, 3);
    let path = ground.file("large", &content);
    ground.store.plan(Operation::UploadPart, When::From(3), Fault::Hang);
    let id = ground.start(&engine, &path).await;
    acknowledged(&engine, id, 2 * MEBIBYTE).await;
    engine.pause(id).await.unwrap();
    engine.wait(id).await.unwrap();
    let upload = ground.store.multipart_page(&bucket(), "", None).await.unwrap().uploads.remove(0);
    ground.store.abort_multipart(&bucket(), &upload.key, &upload.upload_id).await.unwrap();
    ground.store.heal();
    engine.resume(id).await.unwrap();
    done(&engine, id).await;
    let (_, files) = engine.files(id, FileFilter::All, 0, 1).await.unwrap();
    assert_eq!(files[0].note, Some(FileNote::BegunAnew));
    assert_eq!(ground.bytes("large").await, content);
}

#[tokio::test]
async fn a_source_that_changed_is_refused_and_never_mixed() {
    let ground = Ground::new().await;
    let engine = ground.engine(ground.options()).await;
    let path = ground.file("large", &noise(5 * MEBIBYTE, 4));
    ground.store.plan(Operation::UploadPart, When::From(3), Fault::Hang);
    let id = ground.start(&engine, &path).await;
    acknowledged(&engine, id, 2 * MEBIBYTE).await;
    engine.pause(id).await.unwrap();
    engine.wait(id).await.unwrap();
    let other = noise(5 * MEBIBYTE, 5);
    ground.file("large", &other);
    std::fs::File::open(&path).unwrap().set_modified(SystemTime::now() + Duration::from_secs(5)).unwrap();
    ground.store.heal();
    engine.resume(id).await.unwrap();
    let status = engine.wait(id).await.unwrap();
    assert_eq!(status.state, TransferState::Failed);
    assert!(matches!(status.error.as_deref(), Some(TransferError::SourceChanged { .. })), "{:?}", status.error);
    assert_eq!(ground.open_uploads().await, 0);
    // Tried again by the person, it is the file as it is now.
    engine.retry(id).await.unwrap();
    done(&engine, id).await;
    assert_eq!(ground.bytes("large").await, other);
}

#[tokio::test]
async fn cancelling_what_is_paused_leaves_nothing_at_the_store() {
    let ground = Ground::new().await;
    let engine = ground.engine(ground.options()).await;
    let path = ground.file("large", &noise(5 * MEBIBYTE, 6));
    ground.store.plan(Operation::UploadPart, When::From(3), Fault::Hang);
    let id = ground.start(&engine, &path).await;
    acknowledged(&engine, id, 2 * MEBIBYTE).await;
    engine.pause(id).await.unwrap();
    engine.wait(id).await.unwrap();
    engine.cancel(id).await.unwrap();
    let status = engine.wait(id).await.unwrap();
    assert_eq!(status.state, TransferState::Cancelled);
    assert_eq!(ground.open_uploads().await, 0);
}

#[tokio::test]
async fn an_offline_store_pauses_the_transfer_and_it_goes_on_by_itself() {
    let ground = Ground::new().await;
    let options = EngineOptions { look_again: Duration::from_millis(20), tries: 2, ..ground.options() };
    let engine = ground.engine(options).await;
    ground.store.plan(Operation::PutObject, When::Always, Fault::Fail(ErrorKind::ConnectionRefused));
    let id = ground.start(&engine, &ground.file("small", b"small")).await;
    let status = engine.wait(id).await.unwrap();
    assert_eq!((status.state, status.pause), (TransferState::Paused, Some(PauseReason::Offline)));
    assert!(matches!(status.error.as_deref(), Some(TransferError::Store(_))));
    ground.store.heal();
    while engine.wait(id).await.unwrap().state == TransferState::Paused {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    done(&engine, id).await;
    assert_eq!(ground.bytes("small").await, b"small");
}

#[tokio::test]
async fn refused_credentials_pause_until_there_are_others() {
    let ground = Ground::new().await;
    let engine = ground.engine(ground.options()).await;
    ground.store.plan(Operation::PutObject, When::Always, Fault::Fail(ErrorKind::CredentialsExpired));
    let id = ground.start(&engine, &ground.file("small", b"small")).await;
    let status = engine.wait(id).await.unwrap();
    assert_eq!((status.state, status.pause), (TransferState::Paused, Some(PauseReason::NeedsCredentials)));
    ground.store.heal();
    engine.credentials_changed("another").await;
    assert_eq!(engine.list()[0].state, TransferState::Paused);
    engine.credentials_changed("account").await;
    done(&engine, id).await;
}

#[tokio::test]
async fn the_same_file_started_again_goes_on_from_the_paused_one() {
    let ground = Ground::new().await;
    let engine = ground.engine(ground.options()).await;
    let content = noise(6 * MEBIBYTE, 7);
    let path = ground.file("large", &content);
    ground.store.plan(Operation::UploadPart, When::From(4), Fault::Hang);
    let first = ground.start(&engine, &path).await;
    acknowledged(&engine, first, 3 * MEBIBYTE).await;
    engine.pause(first).await.unwrap();
    engine.wait(first).await.unwrap();
    ground.store.heal();
    let before = ground.store.calls(Operation::UploadPart);
    let second = ground.start(&engine, &path).await;
    done(&engine, second).await;
    assert_eq!(ground.store.calls(Operation::UploadPart) - before, 3);
    assert_eq!(ground.store.calls(Operation::CreateMultipartUpload), 1);
    assert_eq!(ground.bytes("large").await, content);
}

#[tokio::test]
async fn a_killed_small_upload_that_arrived_is_not_taken_for_somebody_elses() {
    let ground = Ground::new().await;
    let first = ground.engine(ground.options()).await;
    let path = ground.file("small", b"small");
    // It arrives, and the process ends before it learns so.
    ground.store.plan(Operation::PutObject, When::Call(1), Fault::LoseReply(ErrorKind::ConnectionLost));
    ground.store.plan(Operation::PutObject, When::Always, Fault::Hang);
    let id = ground.start(&first, &path).await;
    while ground.store.calls(Operation::PutObject) < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    first.close(true).await.unwrap();
    ground.store.heal();
    let second = ground.engine(ground.options()).await;
    done(&second, id).await;
}

#[tokio::test]
async fn leftovers_say_whose_they_are() {
    let ground = Ground::new().await;
    let engine = ground.engine(ground.options()).await;
    let path = ground.file("large", &noise(5 * MEBIBYTE, 8));
    ground.store.plan(Operation::UploadPart, When::From(3), Fault::Hang);
    let id = ground.start(&engine, &path).await;
    acknowledged(&engine, id, 2 * MEBIBYTE).await;
    let foreign = key("somebody/else");
    let options = satchel_objects::PutOptions::default();
    let foreign_id = ground.store.create_multipart(&bucket(), &foreign, &options).await.unwrap();
    let mut leftovers = engine.leftovers(&*ground.store, &bucket(), "").await.unwrap();
    leftovers.sort_by(|a, b| a.key.as_str().cmp(b.key.as_str()));
    let [ours, other] = &leftovers[..] else { panic!("{leftovers:?}") };
    assert_eq!(ours.whose, Whose::Ours { transfer: id, here: true });
    assert_eq!((ours.parts, ours.bytes), (2, 2 * MEBIBYTE));
    assert_eq!((&other.upload_id, other.whose, other.parts), (&foreign_id, Whose::Unknown, 0));
    engine.abort_leftover(&*ground.store, &bucket(), &foreign, &foreign_id).await.unwrap();
    engine.cancel(id).await.unwrap();
    engine.wait(id).await.unwrap();
    assert_eq!(ground.open_uploads().await, 0);
}

#[tokio::test]
async fn the_same_target_from_two_programs_is_told_to_the_second() {
    let ground = Ground::new().await;
    let app = ground.engine(ground.options()).await;
    let command_line =
        ground.engine(EngineOptions { program: Program::CommandLine, adopt: false, ..ground.options() }).await;
    let path = ground.file("large", &noise(5 * MEBIBYTE, 9));
    ground.store.plan(Operation::UploadPart, When::From(3), Fault::Hang);
    let id = ground.start(&app, &path).await;
    acknowledged(&app, id, MEBIBYTE).await;
    let others = command_line.others().await.unwrap();
    assert_eq!(others.iter().map(|other| other.id).collect::<Vec<_>>(), [id]);
    let plan = ground.plan(&path).await;
    let refused = command_line.start(ground.store.clone(), plan, OnConflict::Replace).await;
    assert!(matches!(&refused, Err(TransferError::Busy { name }) if name == "large"), "{refused:?}");
    let elsewhere = Place { prefix: "elsewhere/".into(), ..place("") };
    let plan = plan_upload(ground.store.clone(), elsewhere, vec![path], &Progress::silent()).await.unwrap();
    ground.store.heal();
    let second = command_line.start(ground.store.clone(), plan, OnConflict::Replace).await.unwrap();
    done(&command_line, second).await;
}

#[tokio::test]
async fn a_program_asks_another_to_pause_and_to_cancel() {
    let ground = Ground::new().await;
    let app = ground.engine(ground.options()).await;
    let command_line =
        ground.engine(EngineOptions { program: Program::CommandLine, adopt: false, ..ground.options() }).await;
    ground.store.plan(Operation::PutObject, When::Always, Fault::Hang);
    let id = ground.start(&app, &ground.file("small", b"small")).await;
    command_line.pause(id).await.unwrap();
    assert_eq!(app.wait(id).await.unwrap().pause, Some(PauseReason::Person));
    command_line.cancel(id).await.unwrap();
    while app.wait(id).await.unwrap().state != TransferState::Cancelled {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
