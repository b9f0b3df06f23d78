use std::io;
use std::sync::Arc;
use std::time::Duration;

use satchel_localpath::LocalErrorKind;
use satchel_objects::{Body, Capabilities, ErrorKind, ObjectStore, Operation, PutOptions};
use satchel_testkit::faulty::{Fault, When};
use satchel_transfer::{EngineOptions, FileState, OnConflict, TransferError, TransferState, TransferStatus};

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
async fn an_object_that_is_gone_or_changed_since_the_listing_is_told_apart() {
    let world = World::new().await;
    world.put("gone", "x").await;
    world.put("other", "x").await;
    world.put("stays", "x").await;
    let plan = world.plan_download(world.top().await, "target").await.unwrap();
    world.store.delete(&bucket(), &key("gone")).await.unwrap();
    world.put("other", "y").await;
    let status = world.run(plan, OnConflict::Skip).await;
    assert_eq!((status.state, status.files_done, status.files_failed), (TransferState::PartlyFailed, 1, 2));
    let (_, files) = world.engine.files(status.id, 0, 10, false).unwrap();
    let of = |name: &str| files.iter().find(|file| file.key == key(name)).unwrap();
    assert!(
        matches!(&**of("gone").error.as_ref().unwrap(), TransferError::Store(e) if e.kind == ErrorKind::NoSuchObject)
    );
    assert!(matches!(**of("other").error.as_ref().unwrap(), TransferError::ObjectChanged { .. }));
    assert_eq!(of("stays").state, FileState::Done);
    assert_eq!(tree(&world.path("target")).len(), 1);
}

#[tokio::test]
async fn a_full_disk_is_told_and_leaves_nothing_half() {
    let full =
        |_: &std::path::Path, offset| if offset < MEBIBYTE { Ok(()) } else { Err(io::ErrorKind::StorageFull.into()) };
    let world = World::with(capabilities(), EngineOptions { write_check: Some(Arc::new(full)), ..options() }).await;
    world.put("large", noise(4 * MEBIBYTE, 1)).await;
    world.put("small", "fits").await;
    let plan = world.plan_download(world.top().await, "target").await.unwrap();
    let status = world.run(plan, OnConflict::Skip).await;
    assert_eq!(status.state, TransferState::PartlyFailed);
    assert_eq!(local_kind(&status), Some(LocalErrorKind::DiskFull));
    assert_eq!(tree(&world.path("target")).into_keys().collect::<Vec<_>>(), ["small"]);
}

#[tokio::test]
async fn a_target_that_is_gone_a_file_or_read_only_is_told() {
    let world = World::new().await;
    world.put("d/a", "x").await;
    world.files(&[("target/d", b"a file".to_vec())]);
    let plan = world.plan_download(world.top().await, "target").await.unwrap();
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
    let id = world.engine.start(world.store.clone(), plan, OnConflict::Skip).unwrap();
    while world.store.calls(Operation::GetObject) < 3 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert!(world.path("target/.a.satchel-part").exists());
    world.engine.cancel(id).unwrap();
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
