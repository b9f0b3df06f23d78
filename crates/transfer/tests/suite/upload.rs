use std::time::Duration;

use satchel_localpath::LocalErrorKind;
use satchel_objects::{Capabilities, ErrorKind, ObjectStore, Operation};
use satchel_testkit::faulty::{Fault, When};
use satchel_transfer::{Event, FileFilter, FileState, Finding, OnConflict, ProblemKind, TransferError, TransferState};

use super::support::{MEBIBYTE, World, bucket, capabilities, key, noise, options, place};

#[tokio::test]
async fn a_folder_arrives_whole_with_empty_folders_types_and_times() {
    let world = World::new().await;
    let large = noise(3 * MEBIBYTE + 5, 1);
    world.files(&[
        ("根 🎞/a.txt", b"a".to_vec()),
        ("根 🎞/b/leer/", vec![]),
        ("根 🎞/b/c/large.mp4", large.clone()),
        ("根 🎞/b/empty", vec![]),
    ]);
    let plan = world.plan_upload("in/", &["根 🎞"]).await.unwrap();
    assert!(!plan.asks());
    let summary = plan.summary();
    assert_eq!((summary.files, summary.new_files, summary.folders, summary.empty_folders), (3, 3, 4, 1));
    assert_eq!(summary.bytes, large.len() as u64 + 1);
    assert_eq!(summary.names, ["根 🎞"]);

    let status = world.run(plan, OnConflict::Skip).await;
    assert_eq!(
        (status.state, status.files, status.files_done, status.bytes_done),
        (TransferState::Done, 3, 3, summary.bytes)
    );
    let objects = world.objects().await;
    let keys: Vec<&str> = objects.keys().map(String::as_str).collect();
    assert_eq!(keys, ["in/根 🎞/a.txt", "in/根 🎞/b/c/large.mp4", "in/根 🎞/b/empty", "in/根 🎞/b/leer/"]);
    assert_eq!(objects["in/根 🎞/b/c/large.mp4"], large);
    let info = world.store.head(&bucket(), &key("in/根 🎞/b/c/large.mp4")).await.unwrap();
    assert_eq!(info.content_type.as_deref(), Some("video/mp4"));
    assert_eq!(info.metadata[0].0, "mtime");
    // One listing of the destination, and no request per file.
    assert_eq!(world.store.calls(Operation::ListObjectsV2) - 2, 1);
    assert_eq!(world.store.calls(Operation::UploadPart), 4);
    assert_eq!(world.open_uploads().await, 0);
}

#[tokio::test]
async fn the_same_is_left_alone_and_what_differs_is_asked_about() {
    for (choice, state, keys) in [
        (OnConflict::Skip, "old", vec!["f/a.txt", "f/new", "f/same"]),
        (OnConflict::Replace, "newer", vec!["f/a.txt", "f/new", "f/same"]),
        (OnConflict::KeepBoth, "old", vec!["f/a (2).txt", "f/a (3).txt", "f/a.txt", "f/new", "f/same"]),
        (OnConflict::Newer, "newer", vec!["f/a.txt", "f/new", "f/same"]),
    ] {
        let world = World::with(Capabilities { checksums: false, ..capabilities() }, options()).await;
        world.files(&[("f/a.txt", b"newer".to_vec()), ("f/same", b"same".to_vec()), ("f/new", b"new".to_vec())]);
        world.put("f/a.txt", "old").await;
        world.put("f/same", "same").await;
        if choice == OnConflict::KeepBoth {
            world.put("f/a (2).txt", "taken").await;
        }
        let soon = std::time::SystemTime::now() + Duration::from_mins(1);
        std::fs::File::options().write(true).open(world.path("f/a.txt")).unwrap().set_modified(soon).unwrap();
        let plan = world.plan_upload("", &["f"]).await.unwrap();
        assert!(plan.asks());
        let summary = plan.summary();
        assert_eq!((summary.new_files, summary.same_files, summary.differing_files), (1, 1, 1), "{choice:?}");

        let status = world.run(plan, choice).await;
        assert_eq!((status.state, status.files_done), (TransferState::Done, 3));
        let objects = world.objects().await;
        assert_eq!(objects.keys().collect::<Vec<_>>(), keys);
        assert_eq!(objects["f/a.txt"], state.as_bytes());
        if choice == OnConflict::KeepBoth {
            assert_eq!(objects["f/a (3).txt"], b"newer");
        }
    }
}

#[tokio::test]
async fn an_older_file_does_not_replace_a_newer_object() {
    let world = World::new().await;
    world.files(&[("a", b"older".to_vec())]);
    world.put("a", "newer one").await;
    let plan = world.plan_upload("", &["a"]).await.unwrap();
    assert_eq!(plan.items[0].finding, Finding::Differs { newer: false });
    world.run(plan, OnConflict::Newer).await;
    assert_eq!(world.bytes("a").await, b"newer one");
}

#[tokio::test]
async fn what_was_put_there_since_the_plan_stays() {
    for put_if_absent in [true, false] {
        let world = World::with(Capabilities { put_if_absent, ..capabilities() }, options()).await;
        world.files(&[("small", b"mine".to_vec()), ("large", noise(2 * MEBIBYTE, 1))]);
        let mut plan = world.plan_upload("", &["small", "large"]).await.unwrap();
        plan.made = None;
        world.put("small", "theirs").await;
        world.put("large", "theirs").await;
        let status = world.run(plan, OnConflict::Replace).await;
        assert_eq!((status.state, status.files_failed), (TransferState::Failed, 2));
        assert!(matches!(**status.error.as_ref().unwrap(), TransferError::Taken { .. }));
        assert!(world.objects().await.values().all(|bytes| bytes == b"theirs"));
        assert_eq!(world.open_uploads().await, 0);
    }
}

#[tokio::test]
async fn what_cannot_be_sent_is_told_before() {
    let world = World::new().await;
    let long = "n".repeat(250);
    let deep = format!("f/{long}/{long}/{long}/{long}/x");
    world.files(&[(&deep, vec![]), ("f/ok", vec![])]);
    #[cfg(unix)]
    std::os::unix::fs::symlink("ok", world.path("f/link")).unwrap();
    let plan = world.plan_upload(&format!("{}/", "p".repeat(30)), &["f"]).await.unwrap();
    assert!(plan.asks());
    let kinds: Vec<ProblemKind> = plan.problems.iter().map(|problem| problem.kind).collect();
    let expected = [ProblemKind::Symlink, ProblemKind::ImpossibleKey];
    assert_eq!(kinds, if cfg!(unix) { &expected[..] } else { &expected[1..] });
    assert_eq!(plan.summary().files, 1);
}

#[tokio::test]
async fn two_sources_of_one_name_get_two() {
    let world = World::new().await;
    world.files(&[("x/f.txt", b"1".to_vec()), ("y/f.txt", b"2".to_vec()), ("x/d/a", vec![]), ("y/d/b", vec![])]);
    let plan = world.plan_upload("", &["x/f.txt", "y/f.txt", "x/d", "y/d"]).await.unwrap();
    world.run(plan, OnConflict::Skip).await;
    assert_eq!(world.objects().await.into_keys().collect::<Vec<_>>(), ["d (2)/b", "d/a", "f (2).txt", "f.txt"]);
}

#[tokio::test]
async fn a_missing_source_is_an_error_of_the_plan() {
    let world = World::new().await;
    let error = world.plan_upload("", &["gone"]).await.unwrap_err();
    let TransferError::Local(error) = error else { panic!("{error}") };
    assert_eq!((error.kind, error.path), (LocalErrorKind::NotFound, world.path("gone")));
}

#[tokio::test]
async fn a_file_and_a_folder_that_vanish_fail_alone_and_can_be_tried_again() {
    let world = World::new().await;
    world.files(&[("f/a", b"a".to_vec()), ("f/d/b", b"b".to_vec()), ("f/c", b"c".to_vec())]);
    let plan = world.plan_upload("", &["f"]).await.unwrap();
    std::fs::remove_file(world.path("f/a")).unwrap();
    std::fs::remove_dir_all(world.path("f/d")).unwrap();
    let status = world.run(plan, OnConflict::Skip).await;
    assert_eq!((status.state, status.files_done, status.files_failed), (TransferState::PartlyFailed, 1, 2));
    let (total, failed) = world.engine.files(status.id, FileFilter::State(FileState::Failed), 0, 10).await.unwrap();
    assert_eq!(total, 2);
    for file in failed {
        let error = file.error.unwrap();
        assert!(matches!(&*error, TransferError::Local(error) if error.kind == LocalErrorKind::NotFound));
        assert!(error.is_retryable() && !error.is_transient());
    }
    world.files(&[("f/a", b"again".to_vec()), ("f/d/b", b"b".to_vec())]);
    world.engine.retry(status.id).await.unwrap();
    let status = world.engine.wait(status.id).await.unwrap();
    assert_eq!((status.state, status.files_done, status.files_failed), (TransferState::Done, 3, 0));
    assert_eq!(status.bytes_done, status.bytes);
    assert_eq!(world.bytes("f/a").await, b"again");
    assert!(status.error.is_none());
}

#[tokio::test]
async fn a_file_that_changes_while_it_is_sent_never_becomes_a_mixed_object() {
    let world = World::new().await;
    world.files(&[("a", noise(4 * MEBIBYTE, 1))]);
    world.store.plan(Operation::UploadPart, When::Always, Fault::Delay(Duration::from_millis(200)));
    let plan = world.plan_upload("", &["a"]).await.unwrap();
    let id = world.engine.start(world.store.clone(), plan, OnConflict::Skip).await.unwrap();
    while world.store.calls(Operation::UploadPart) == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    // Changed in place: the open file is the changed one.
    let file = std::fs::File::options().write(true).open(world.path("a")).unwrap();
    std::io::Write::write_all(&mut &file, b"changed").unwrap();
    file.set_modified(std::time::SystemTime::now() + Duration::from_secs(5)).unwrap();
    let status = world.engine.wait(id).await.unwrap();
    assert_eq!(status.state, TransferState::Failed);
    assert!(
        matches!(&**status.error.as_ref().unwrap(), TransferError::SourceChanged { path } if *path == world.path("a"))
    );
    assert!(world.objects().await.is_empty());
    assert_eq!(world.open_uploads().await, 0);
}

#[tokio::test]
async fn a_short_trouble_is_ridden_out_and_a_lasting_one_is_told() {
    let world = World::new().await;
    world.files(&[("small", b"s".to_vec()), ("large", noise(3 * MEBIBYTE, 1))]);
    world.store.plan(Operation::PutObject, When::Call(1), Fault::Fail(ErrorKind::Throttled));
    world.store.plan(Operation::PutObject, When::Call(2), Fault::CutBody(0));
    world.store.plan(Operation::CreateMultipartUpload, When::Call(1), Fault::Fail(ErrorKind::ServerFailed));
    world.store.plan(Operation::UploadPart, When::Call(2), Fault::LoseReply(ErrorKind::ConnectionLost));
    let plan = world.plan_upload("", &["small", "large"]).await.unwrap();
    let status = world.run(plan, OnConflict::Skip).await;
    assert_eq!((status.state, status.retrying.is_none()), (TransferState::Done, true));
    assert_eq!(world.bytes("large").await, noise(3 * MEBIBYTE, 1));

    world.store.plan(Operation::PutObject, When::Always, Fault::Fail(ErrorKind::ServerFailed));
    world.files(&[("other", b"o".to_vec())]);
    let before = world.store.calls(Operation::PutObject);
    let plan = world.plan_upload("", &["other"]).await.unwrap();
    let status = world.run(plan, OnConflict::Skip).await;
    assert_eq!(status.state, TransferState::Failed);
    assert_eq!(world.store.calls(Operation::PutObject) - before, u64::from(options().tries));
    assert!(status.error.unwrap().is_retryable());
}

#[tokio::test]
async fn an_answer_that_was_lost_is_no_failure() {
    let world = World::new().await;
    world.files(&[("small", b"s".to_vec()), ("large", noise(3 * MEBIBYTE, 1))]);
    world.store.plan(Operation::PutObject, When::Call(1), Fault::LoseReply(ErrorKind::ConnectionLost));
    world.store.plan(Operation::CompleteMultipartUpload, When::Call(1), Fault::LoseReply(ErrorKind::Timeout));
    let plan = world.plan_upload("", &["small", "large"]).await.unwrap();
    let status = world.run(plan, OnConflict::Skip).await;
    assert_eq!((status.state, status.error.is_none()), (TransferState::Done, true));
    assert_eq!(world.objects().await.len(), 2);
}

#[tokio::test]
async fn retrying_is_shown_while_it_lasts() {
    let slow = satchel_transfer::EngineOptions { pause: Duration::from_mins(10), ..options() };
    let world = World::with(capabilities(), slow).await;
    world.files(&[("a", b"a".to_vec())]);
    world.store.plan(Operation::PutObject, When::Always, Fault::Fail(ErrorKind::NameLookup));
    let plan = world.plan_upload("", &["a"]).await.unwrap();
    let id = world.engine.start(world.store.clone(), plan, OnConflict::Skip).await.unwrap();
    let retrying = loop {
        if let Some(error) = world.engine.list()[0].retrying.clone() {
            break error;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    };
    assert!(matches!(&*retrying, TransferError::Store(error) if error.kind == ErrorKind::NameLookup));
    world.engine.cancel(id).await.unwrap();
    let status = world.engine.wait(id).await.unwrap();
    assert_eq!((status.state, status.retrying.is_none()), (TransferState::Cancelled, true));
}

#[tokio::test]
async fn cancelling_leaves_no_unfinished_upload() {
    let world = World::new().await;
    world.files(&[("f/large", noise(6 * MEBIBYTE, 1)), ("f/hung", b"x".to_vec())]);
    world.store.plan(Operation::UploadPart, When::From(3), Fault::Hang);
    world.store.plan(Operation::PutObject, When::Always, Fault::Hang);
    // The first abort is lost on its way.
    world.store.plan(Operation::AbortMultipartUpload, When::Call(1), Fault::Fail(ErrorKind::ConnectionLost));
    let plan = world.plan_upload("", &["f"]).await.unwrap();
    let id = world.engine.start(world.store.clone(), plan, OnConflict::Skip).await.unwrap();
    while world.store.calls(Operation::UploadPart) < 3 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    world.engine.cancel(id).await.unwrap();
    assert_eq!(world.engine.list()[0].state, TransferState::Cancelled);
    let status = world.engine.wait(id).await.unwrap();
    assert_eq!((status.state, status.files_failed, status.bytes_done), (TransferState::Cancelled, 0, 0));
    assert_eq!(world.open_uploads().await, 0);
    assert!(world.objects().await.is_empty());
    let (_, files) = world.engine.files(id, FileFilter::All, 0, 10).await.unwrap();
    assert!(files.iter().all(|file| file.state == FileState::Cancelled));

    world.store.heal();
    world.engine.retry(id).await.unwrap();
    assert_eq!(world.engine.wait(id).await.unwrap().state, TransferState::Done);
    assert_eq!(world.bytes("f/large").await, noise(6 * MEBIBYTE, 1));
}

#[tokio::test]
async fn a_failed_part_is_all_that_another_try_sends_and_clearing_gives_the_upload_up() {
    let world = World::new().await;
    world.files(&[("large", noise(6 * MEBIBYTE, 1))]);
    world.store.plan(Operation::UploadPart, When::From(4), Fault::Fail(ErrorKind::AccessDenied));
    let plan = world.plan_upload("", &["large"]).await.unwrap();
    let status = world.run(plan, OnConflict::Skip).await;
    assert_eq!(status.state, TransferState::Failed);
    assert_eq!(world.open_uploads().await, 1);
    let acknowledged = status.bytes_done / MEBIBYTE;
    assert!((1..=3).contains(&acknowledged), "{acknowledged}");
    let before = world.store.calls(Operation::UploadPart);
    world.engine.retry(status.id).await.unwrap();
    assert_eq!(world.engine.wait(status.id).await.unwrap().state, TransferState::Failed);
    world.store.heal();
    world.engine.retry(status.id).await.unwrap();
    assert_eq!(world.engine.wait(status.id).await.unwrap().state, TransferState::Done);
    assert!(world.store.calls(Operation::UploadPart) > before);
    assert_eq!(world.store.calls(Operation::CreateMultipartUpload), 1);

    world.files(&[("other", noise(6 * MEBIBYTE, 2))]);
    world.store.plan(Operation::UploadPart, When::Always, Fault::Fail(ErrorKind::AccessDenied));
    let plan = world.plan_upload("", &["other"]).await.unwrap();
    assert_eq!(world.run(plan, OnConflict::Skip).await.state, TransferState::Failed);
    assert_eq!(world.open_uploads().await, 1);
    world.engine.clear_ended().await;
    assert_eq!(world.open_uploads().await, 0);
}

#[tokio::test]
async fn changes_are_told_and_the_place_too() {
    let world = World::new().await;
    world.files(&[("a", b"a".to_vec())]);
    let plan = world.plan_upload("p/", &["a"]).await.unwrap();
    let status = world.run(plan, OnConflict::Skip).await;
    let told = |wanted: &dyn Fn(&Event) -> bool| world.events.lock().unwrap().iter().any(wanted);
    let ended = |event: &Event| matches!(event, Event::Changed(list) if list.iter().any(|t| t.id == status.id && t.state == TransferState::Done));
    let placed = |event: &Event| matches!(event, Event::PlaceChanged(changed) if *changed == place("p/"));
    while !(told(&ended) && told(&placed)) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    world.engine.clear_ended().await;
    assert!(world.engine.list().is_empty());
    assert!(matches!(world.engine.cancel(status.id).await, Err(TransferError::UnknownTransfer)));
}

#[tokio::test]
async fn a_plan_survives_being_written_down() {
    let world = World::new().await;
    world.files(&[("f/a 新", b"a".to_vec()), ("f/leer/", vec![])]);
    let plan = world.plan_upload("p/", &["f"]).await.unwrap();
    let text = serde_json::to_string(&plan).unwrap();
    let read: satchel_transfer::Plan = serde_json::from_str(&text).unwrap();
    assert_eq!(read.items, plan.items);
    assert_eq!(world.run(read, OnConflict::Skip).await.state, TransferState::Done);
    assert_eq!(world.objects().await.len(), 2);
}
