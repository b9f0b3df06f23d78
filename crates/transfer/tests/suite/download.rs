mod resume;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use satchel_localpath::LocalErrorKind;
use satchel_objects::{Body, Capabilities, ErrorKind, ObjectStore, Operation, PutOptions};
use satchel_testkit::faulty::{Fault, When};
use satchel_transfer::{
    EngineOptions, FileFilter, FileNote, FileState, OnConflict, PauseReason, TransferError, TransferState,
    TransferStatus,
};

use super::support::{MEBIBYTE, World, bucket, capabilities, key, noise, options, tree};

fn local_kind(status: &TransferStatus) -> Option<LocalErrorKind> {
    match &**status.error.as_ref()? {
        TransferError::Local(error) => Some(error.kind),
        _ => None,
    }
}

#[tokio::test]
async fn what_was_sent_comes_back_byte_for_byte_with_its_time() {
    let world = World::new().await;
    world.files(&[
        ("根 🎞/a.txt", b"a".to_vec()),
        ("根 🎞/b/leer/", vec![]),
        ("根 🎞/b/large", noise(5 * MEBIBYTE + 3, 1)),
        ("根 🎞/b/cafe\u{301}/empty", vec![]),
    ]);
    let time = std::time::UNIX_EPOCH + Duration::from_millis(1_000_000_000_123);
    std::fs::File::options().write(true).open(world.path("根 🎞/a.txt")).unwrap().set_modified(time).unwrap();
    let plan = world.plan_upload("", &["根 🎞"]).await.unwrap();
    world.run(plan, OnConflict::Skip).await;

    let plan = world.plan_download(world.top().await, "target").await.unwrap();
    let summary = plan.summary();
    assert_eq!((summary.files, summary.new_files, summary.folders, summary.empty_folders), (3, 3, 4, 1));
    let status = world.run(plan, OnConflict::Skip).await;
    assert_eq!((status.state, status.bytes_done), (TransferState::Done, summary.bytes));
    assert_eq!(tree(&world.path("target/根 🎞")), tree(&world.path("根 🎞")));
    assert_eq!(world.path("target/根 🎞/a.txt").metadata().unwrap().modified().unwrap(), time);
}

#[tokio::test]
async fn a_second_download_finds_the_same_and_asks_about_what_differs() {
    for (choice, a, others) in [
        (OnConflict::Skip, "mine", vec![]),
        (OnConflict::Replace, "theirs", vec![]),
        (OnConflict::KeepBoth, "mine", vec!["a (2).txt"]),
        (OnConflict::Newer, "theirs", vec![]),
    ] {
        let world = World::new().await;
        world.put("empty", "").await;
        world.put("a.txt", "theirs").await;
        world.files(&[("target/a.txt", b"mine".to_vec()), ("target/empty", vec![])]);
        let past = std::time::SystemTime::now() - Duration::from_hours(1);
        std::fs::File::options().write(true).open(world.path("target/a.txt")).unwrap().set_modified(past).unwrap();
        let plan = world.plan_download(world.top().await, "target").await.unwrap();
        assert!(plan.asks());
        assert_eq!((plan.summary().same_files, plan.summary().differing_files), (1, 1));
        let status = world.run(plan, choice).await;
        assert_eq!(status.state, TransferState::Done, "{choice:?}");
        let found = tree(&world.path("target"));
        assert_eq!(found["a.txt"], a.as_bytes(), "{choice:?}");
        assert_eq!(found.len(), 2 + others.len());
        assert!(others.iter().all(|name| found[*name] == b"theirs"));
    }
}

#[tokio::test]
async fn a_file_that_appeared_since_the_plan_stays() {
    let world = World::new().await;
    world.put("a", "theirs").await;
    let plan = world.plan_download(world.top().await, "target").await.unwrap();
    std::fs::write(world.path("target/a"), b"mine").unwrap();
    let status = world.run(plan, OnConflict::Replace).await;
    assert_eq!(local_kind(&status), Some(LocalErrorKind::Exists));
    assert_eq!(tree(&world.path("target")).into_iter().collect::<Vec<_>>(), [("a".to_owned(), b"mine".to_vec())]);
}

#[tokio::test]
async fn an_object_that_is_gone_is_told_and_one_that_changed_is_fetched_as_it_is_now() {
    let world = World::new().await;
    for (name, size) in [("gone", 1), ("stays", 1), ("other", 1), ("grown", 1), ("shrunk", 3 * MEBIBYTE)] {
        world.put(name, noise(size, 1)).await;
    }
    let plan = world.plan_download(world.top().await, "target").await.unwrap();
    world.store.delete(&bucket(), &key("gone")).await.unwrap();
    for (name, size) in [("other", 1), ("grown", 3 * MEBIBYTE), ("shrunk", 1)] {
        world.put(name, noise(size, 2)).await;
    }
    let status = world.run(plan, OnConflict::Skip).await;
    assert_eq!((status.state, status.files_done, status.files_failed), (TransferState::PartlyFailed, 4, 1));
    let (_, files) = world.engine.files(status.id, FileFilter::All, 0, 10).await.unwrap();
    let of = |name: &str| files.iter().find(|file| file.key == key(name)).unwrap();
    assert!(
        matches!(&**of("gone").error.as_ref().unwrap(), TransferError::Store(e) if e.kind == ErrorKind::NoSuchObject)
    );
    assert_eq!((of("stays").state, of("stays").note), (FileState::Done, None));
    for (name, size) in [("other", 1), ("grown", 3 * MEBIBYTE), ("shrunk", 1)] {
        let file = of(name);
        assert_eq!((file.state, file.note, file.size), (FileState::Done, Some(FileNote::BegunAnew), size), "{name}");
        assert_eq!(std::fs::read(world.path("target").join(name)).unwrap(), noise(size, 2));
    }
    assert_eq!(tree(&world.path("target")).len(), 4);
}

#[tokio::test]
async fn an_object_that_never_stays_the_same_is_told() {
    let world = World::new().await;
    world.put("a", "1").await;
    let plan = world.plan_download(world.top().await, "target").await.unwrap();
    world.store.plan(Operation::GetObject, When::Always, Fault::Fail(ErrorKind::PreconditionFailed));
    let status = world.run(plan, OnConflict::Skip).await;
    assert_eq!(status.state, TransferState::Failed);
    assert!(matches!(status.error.as_deref(), Some(TransferError::ObjectChanged { .. })), "{:?}", status.error);
    assert!(tree(&world.path("target")).is_empty());
}

#[tokio::test]
async fn a_full_disk_pauses_the_transfer_and_it_goes_on_where_it_was() {
    let full = Arc::new(AtomicBool::new(true));
    let is_full = full.clone();
    let check = move |_: &std::path::Path, offset| {
        let fails = is_full.load(Ordering::Relaxed) && offset >= 2 * MEBIBYTE;
        if fails { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    };
    let options =
        EngineOptions { write_check: Some(Arc::new(check)), look_again: Duration::from_hours(1), ..options() };
    // Without checksums the tags of the memory store don't look like an MD5, so nothing is fetched twice.
    let world = World::with(Capabilities { checksums: false, ..capabilities() }, options).await;
    let bytes = noise(5 * MEBIBYTE, 1);
    world.put("large", bytes.clone()).await;
    let plan = world.plan_download(world.top().await, "target").await.unwrap();
    let id = world.engine.start(world.store.clone(), plan, OnConflict::Skip).await.unwrap();
    let status = world.engine.wait(id).await.unwrap();
    assert_eq!((status.state, status.pause), (TransferState::Paused, Some(PauseReason::DiskFull)));
    assert_eq!(local_kind(&status), Some(LocalErrorKind::DiskFull));
    assert!(!world.path("target/large").exists() && world.path("target/.large.satchel-part").exists());

    full.store(false, Ordering::Relaxed);
    let (done, _) = (status.bytes_done, world.store.take_reads());
    world.engine.resume(id).await.unwrap();
    assert_eq!(world.engine.wait(id).await.unwrap().state, TransferState::Done);
    let again: u64 = world.store.take_reads().into_iter().map(|(_, range)| range.unwrap().1).sum();
    assert_eq!(again, 5 * MEBIBYTE - done);
    assert_eq!(tree(&world.path("target")).into_iter().collect::<Vec<_>>(), [("large".to_owned(), bytes)]);
}

#[tokio::test]
async fn a_small_file_on_a_full_disk_pauses_the_transfer_too() {
    let full = Arc::new(AtomicBool::new(true));
    let is_full = full.clone();
    let check = move |_: &std::path::Path, _| {
        if is_full.load(Ordering::Relaxed) { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    };
    let options =
        EngineOptions { write_check: Some(Arc::new(check)), look_again: Duration::from_millis(5), ..options() };
    let world = World::with(capabilities(), options).await;
    world.put("small", "fits later").await;
    let plan = world.plan_download(world.top().await, "target").await.unwrap();
    let id = world.engine.start(world.store.clone(), plan, OnConflict::Skip).await.unwrap();
    let status = world.engine.wait(id).await.unwrap();
    assert_eq!((status.state, status.pause), (TransferState::Paused, Some(PauseReason::DiskFull)));
    assert!(tree(&world.path("target")).is_empty());
    // It looks by itself whether there is room.
    full.store(false, Ordering::Relaxed);
    while world.engine.wait(id).await.unwrap().state == TransferState::Paused {
        tokio::task::yield_now().await;
    }
    assert_eq!(world.engine.wait(id).await.unwrap().state, TransferState::Done);
    assert_eq!(std::fs::read(world.path("target/small")).unwrap(), b"fits later");
}

#[tokio::test]
async fn a_file_where_a_folder_goes_and_the_other_way_round_get_another_name_or_are_told() {
    let world = World::new().await;
    for name in ["d/a", "f", "e/a", "g"] {
        world.put(name, name.to_owned()).await;
    }
    world.files(&[("target/d", b"a file".to_vec()), ("target/f/mine", b"in a folder".to_vec())]);
    let plan = world.plan_download(world.top().await, "target").await.unwrap();
    let becomes: Vec<_> = plan.problems.iter().map(|problem| problem.becomes.clone().unwrap()).collect();
    let nested = ["d‰~2", "a"].join(std::path::MAIN_SEPARATOR_STR);
    assert_eq!(becomes, [nested, "f‰~2".to_owned()]);
    // What appears after the plan is told.
    world.files(&[("target/e", b"a file".to_vec()), ("target/g/mine", b"in a folder".to_vec())]);
    let status = world.run(plan, OnConflict::Replace).await;
    assert_eq!((status.state, status.files_done, status.files_failed), (TransferState::PartlyFailed, 2, 2));
    let found = tree(&world.path("target"));
    assert_eq!([&found["d"], &found["e"]], [b"a file"; 2]);
    assert_eq!([&found["d‰~2/a"][..], &found["f‰~2"][..]], [&b"d/a"[..], b"f"]);
    assert_eq!([&found["f/mine"], &found["g/mine"]], [b"in a folder"; 2]);
    assert!(!found.keys().any(|name| name.ends_with(".satchel-part")));
}

#[tokio::test]
async fn an_empty_object_becomes_an_empty_file_whatever_its_size_was() {
    let world = World::new().await;
    world.put("empty", "").await;
    world.put("was large", noise(3 * MEBIBYTE, 1)).await;
    let plan = world.plan_download(world.top().await, "target").await.unwrap();
    world.put("was large", "").await;
    assert_eq!(world.run(plan, OnConflict::Skip).await.state, TransferState::Done);
    let found = tree(&world.path("target"));
    assert_eq!(found.into_values().collect::<Vec<_>>(), [b"", b""]);
}

#[tokio::test]
async fn a_target_that_is_gone_a_file_or_read_only_is_told() {
    let world = World::new().await;
    world.put("d/a", "x").await;
    let plan = world.plan_download(world.top().await, "target").await.unwrap();
    world.files(&[("target/d", b"a file".to_vec())]);
    let status = world.run(plan.clone(), OnConflict::Skip).await;
    assert_eq!(local_kind(&status), Some(LocalErrorKind::WrongKind));
    std::fs::remove_dir_all(world.path("target")).unwrap();
    let status = world.run(plan, OnConflict::Skip).await;
    assert_eq!(local_kind(&status), Some(LocalErrorKind::NotFound));

    let read_only = |_: &std::path::Path, _| Err(io::ErrorKind::ReadOnlyFilesystem.into());
    let world =
        World::with(capabilities(), EngineOptions { write_check: Some(Arc::new(read_only)), ..options() }).await;
    world.put("a", "x").await;
    let plan = world.plan_download(world.top().await, "target").await.unwrap();
    assert_eq!(local_kind(&world.run(plan, OnConflict::Skip).await), Some(LocalErrorKind::ReadOnly));
}

/// Only Linux has a folder that nobody can write to, the administrator included.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_folder_that_refuses_files_is_told() {
    let world = World::new().await;
    world.put("satchel-test", "x").await;
    let selection = world.top().await;
    let target = std::path::PathBuf::from("/proc/self");
    let silent = satchel_transfer::Progress::silent();
    let plan =
        satchel_transfer::plan_download(world.store.clone(), super::support::place(""), selection, target, &silent);
    let status = world.run(plan.await.unwrap(), OnConflict::Skip).await;
    assert_eq!(status.state, TransferState::Failed);
    assert!(local_kind(&status).is_some(), "{:?}", status.error);
}

#[tokio::test]
async fn a_broken_stream_goes_on_where_it_broke() {
    let world = World::new().await;
    let bytes = noise(MEBIBYTE + 700_000, 1);
    world.put("a", bytes.clone()).await;
    for call in 1..=8 {
        world.store.plan(Operation::GetObject, When::Call(call), Fault::CutBody(200_000));
    }
    let plan = world.plan_download(world.top().await, "target").await.unwrap();
    let status = world.run(plan, OnConflict::Skip).await;
    assert_eq!((status.state, status.bytes_done), (TransferState::Done, bytes.len() as u64));
    assert_eq!(std::fs::read(world.path("target/a")).unwrap(), bytes);
}

#[tokio::test]
async fn ranges_of_a_large_object_come_side_by_side() {
    // Without checksums the tags of the memory store don't look like an MD5, so nothing is fetched twice.
    let world = World::with(Capabilities { checksums: false, ..capabilities() }, options()).await;
    let bytes = noise(7 * MEBIBYTE + 1, 1);
    world.put("a", bytes.clone()).await;
    world.store.plan(Operation::GetObject, When::Call(3), Fault::CutBody(100));
    world.store.plan(Operation::GetObject, When::Call(5), Fault::Fail(ErrorKind::ServerFailed));
    let plan = world.plan_download(world.top().await, "target").await.unwrap();
    assert_eq!(world.run(plan, OnConflict::Skip).await.state, TransferState::Done);
    assert_eq!(std::fs::read(world.path("target/a")).unwrap(), bytes);
    assert_eq!(world.store.calls(Operation::GetObject), 10);
}

#[tokio::test]
async fn tags_that_are_no_md5_cost_one_more_download_once() {
    let world = World::new().await;
    // Without a checksum there is only the tag, which only looks like an MD5.
    for name in ["a", "b", "c"] {
        world.store.put(&bucket(), &key(name), Body::Bytes(name.into()), &PutOptions::default()).await.unwrap();
        let plan = world.plan_download(vec![world.entry(name).await], "target").await.unwrap();
        assert_eq!(world.run(plan, OnConflict::Skip).await.state, TransferState::Done);
    }
    assert_eq!(world.store.calls(Operation::GetObject), 4);
    assert_eq!(tree(&world.path("target")).len(), 3);
}

#[tokio::test]
async fn cancelling_leaves_no_part_file() {
    let world = World::new().await;
    world.put("a", noise(4 * MEBIBYTE, 1)).await;
    world.put("b", "b").await;
    world.store.plan(Operation::GetObject, When::From(2), Fault::Hang);
    let plan = world.plan_download(world.top().await, "target").await.unwrap();
    let id = world.engine.start(world.store.clone(), plan, OnConflict::Skip).await.unwrap();
    while world.store.calls(Operation::GetObject) < 3 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert!(world.path("target/.a.satchel-part").exists());
    world.engine.cancel(id).await.unwrap();
    assert_eq!(world.engine.wait(id).await.unwrap().state, TransferState::Cancelled);
    assert!(tree(&world.path("target")).keys().all(|name| name == "b"));
}

#[tokio::test]
async fn the_store_being_away_is_told_by_the_plan() {
    let world = World::new().await;
    world.put("d/a", "x").await;
    world.store.plan(Operation::ListObjectsV2, When::Always, Fault::Fail(ErrorKind::AccessDenied));
    let error = world.plan_download(vec![world.entry("d/").await], "target").await.unwrap_err();
    assert!(matches!(error, TransferError::Store(error) if error.kind == ErrorKind::AccessDenied));
}
