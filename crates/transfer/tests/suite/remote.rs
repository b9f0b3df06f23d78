use satchel_objects::{ErrorKind, ListEntry, ObjectStore, Operation};
use satchel_testkit::faulty::{Fault, When};
use satchel_transfer::{
    FileFilter, FileState, OnConflict, Place, Plan, Progress, TransferError, TransferState, plan_copy, plan_delete,
    plan_rename,
};

use super::support::{World, bucket, key, place};

async fn filled(keys: &[&str]) -> World {
    let world = World::new().await;
    for key in keys {
        world.put(key, if key.ends_with('/') { String::new() } else { (*key).to_owned() }).await;
    }
    world
}

async fn keys(world: &World) -> Vec<String> {
    world.objects().await.into_keys().collect()
}

async fn copy(world: &World, names: &[&str], to: Place, remove: bool) -> satchel_transfer::Result<Plan> {
    let mut selection: Vec<ListEntry> = Vec::new();
    for name in names {
        selection.push(world.entry(name).await);
    }
    plan_copy(world.store.clone(), place(""), selection, to, remove, &Progress::silent()).await
}

async fn rename(world: &World, name: &str, new: &str) -> satchel_transfer::Result<Plan> {
    plan_rename(world.store.clone(), place(""), world.entry(name).await, new, &Progress::silent()).await
}

#[tokio::test]
async fn a_folder_is_deleted_with_all_that_is_in_it_and_counted_before() {
    let world = filled(&["d/", "d/a", "d/e/b", "d//c", "da", "z"]).await;
    let selection = vec![world.entry("d/").await, world.entry("z").await, world.entry("d/a").await];
    let plan = plan_delete(world.store.clone(), place(""), selection, &Progress::silent()).await.unwrap();
    assert!(plan.asks());
    let summary = plan.summary();
    assert_eq!((summary.files, summary.folders, summary.bytes), (4, 3, 13));
    let status = world.run(plan, OnConflict::Skip).await;
    assert_eq!((status.state, status.files, status.files_done), (TransferState::Done, 4, 4));
    assert_eq!(keys(&world).await, ["da"]);
    assert_eq!(world.store.calls(Operation::DeleteObjects), 1);
}

#[tokio::test]
async fn a_delete_that_fails_says_so_for_each_object_and_can_be_tried_again() {
    let world = filled(&["a", "b"]).await;
    world.store.plan(Operation::DeleteObjects, When::Call(1), Fault::Fail(ErrorKind::Throttled));
    world.store.plan(Operation::DeleteObjects, When::Call(2), Fault::Fail(ErrorKind::AccessDenied));
    let plan = plan_delete(world.store.clone(), place(""), world.top().await, &Progress::silent()).await.unwrap();
    let status = world.run(plan, OnConflict::Skip).await;
    assert_eq!((status.state, status.files_failed), (TransferState::Failed, 2));
    let (_, files) = world.engine.files(status.id, FileFilter::State(FileState::Failed), 0, 10).await.unwrap();
    assert!(files.iter().all(|file| file.state == FileState::Failed && file.error.is_some()));
    world.engine.retry(status.id).await.unwrap();
    assert_eq!(world.engine.wait(status.id).await.unwrap().state, TransferState::Done);
    assert!(keys(&world).await.is_empty());
}

#[tokio::test]
async fn a_folder_is_copied_whole_and_the_source_stays() {
    let world = filled(&["d/", "d/a", "d/e/b", "x"]).await;
    let plan = copy(&world, &["d/", "x"], place("to/"), false).await.unwrap();
    assert!(!plan.asks());
    assert_eq!(plan.summary().folders, 2);
    assert_eq!(world.run(plan, OnConflict::Skip).await.state, TransferState::Done);
    assert_eq!(keys(&world).await, ["d/", "d/a", "d/e/b", "to/d/", "to/d/a", "to/d/e/b", "to/x", "x"]);
    assert_eq!(world.bytes("to/d/e/b").await, b"d/e/b");
}

#[tokio::test]
async fn a_move_removes_each_source_once_its_copy_is_verified() {
    let world = filled(&["d/a", "d/b", "to/d/a"]).await;
    let plan = copy(&world, &["d/"], place("to/"), true).await.unwrap();
    assert!(plan.asks());
    assert_eq!(plan.summary().differing_files, 1);
    // What is skipped isn't removed.
    let status = world.run(plan.clone(), OnConflict::Skip).await;
    assert_eq!(status.state, TransferState::Done);
    assert_eq!(keys(&world).await, ["d/a", "to/d/a", "to/d/b"]);

    let plan = copy(&world, &["d/"], place("to/"), true).await.unwrap();
    world.run(plan, OnConflict::KeepBoth).await;
    assert_eq!(keys(&world).await, ["to/d/a", "to/d/a (2)", "to/d/b"]);
    assert_eq!(world.bytes("to/d/a (2)").await, b"d/a");
}

#[tokio::test]
async fn a_source_that_changed_is_neither_copied_nor_deleted() {
    let world = filled(&["a"]).await;
    let plan = copy(&world, &["a"], place("to/"), true).await.unwrap();
    world.put("a", "something else").await;
    let status = world.run(plan, OnConflict::Skip).await;
    assert!(matches!(**status.error.as_ref().unwrap(), TransferError::ObjectChanged { .. }));
    assert_eq!(keys(&world).await, ["a"]);
}

#[tokio::test]
async fn a_move_whose_delete_fails_is_finished_by_another_try() {
    let world = filled(&["a"]).await;
    world.store.plan(Operation::DeleteObject, When::Call(1), Fault::Fail(ErrorKind::AccessDenied));
    let plan = copy(&world, &["a"], place("to/"), true).await.unwrap();
    let status = world.run(plan, OnConflict::Skip).await;
    assert_eq!(status.state, TransferState::Failed);
    assert_eq!(keys(&world).await, ["a", "to/a"]);
    // The memory store gives a copy its source's tag: that is how the finished half is recognised.
    world.engine.retry(status.id).await.unwrap();
    assert_eq!(world.engine.wait(status.id).await.unwrap().state, TransferState::Done);
    assert_eq!(keys(&world).await, ["to/a"]);
    assert_eq!(world.store.calls(Operation::CopyObject), 1);
}

#[tokio::test]
async fn what_was_put_at_the_destination_since_the_plan_stays() {
    let world = filled(&["a"]).await;
    let mut plan = copy(&world, &["a"], place("to/"), true).await.unwrap();
    plan.made = None;
    world.put("to/a", "theirs").await;
    let status = world.run(plan, OnConflict::Replace).await;
    assert!(matches!(**status.error.as_ref().unwrap(), TransferError::Taken { .. }));
    assert_eq!(world.bytes("to/a").await, b"theirs");
    assert_eq!(world.bytes("a").await, b"a");
}

#[tokio::test]
async fn nothing_goes_onto_or_into_itself() {
    let world = filled(&["d/a", "a"]).await;
    assert!(matches!(copy(&world, &["a"], place(""), false).await, Err(TransferError::SameObject { .. })));
    assert!(matches!(copy(&world, &["d/"], place(""), true).await, Err(TransferError::SameObject { .. })));
    assert!(matches!(copy(&world, &["d/"], place("d/"), true).await, Err(TransferError::IntoItself { .. })));
    assert!(matches!(copy(&world, &["d/"], place("d/e/"), false).await, Err(TransferError::IntoItself { .. })));
    let elsewhere = Place { account: "other".into(), ..place("") };
    assert!(matches!(copy(&world, &["a"], elsewhere, false).await, Err(TransferError::TwoAccounts)));
    assert_eq!(keys(&world).await, ["a", "d/a"]);
}

#[tokio::test]
async fn a_new_name_takes_the_whole_folder_along() {
    let world = filled(&["p/d/", "p/d/a", "p/d/e/b", "p/dx"]).await;
    let plan = rename(&world, "p/d/", "新 名").await.unwrap();
    assert!(!plan.asks());
    assert_eq!(world.run(plan, OnConflict::Skip).await.state, TransferState::Done);
    assert_eq!(keys(&world).await, ["p/dx", "p/新 名/", "p/新 名/a", "p/新 名/e/b"]);

    let plan = rename(&world, "p/dx", "d.txt").await.unwrap();
    world.run(plan, OnConflict::Skip).await;
    assert_eq!(world.bytes("p/d.txt").await, b"p/dx");
}

#[tokio::test]
async fn a_name_that_is_taken_is_asked_about_and_one_that_cannot_be_is_refused() {
    let world = filled(&["a", "b", "d/x"]).await;
    let plan = rename(&world, "a", "b").await.unwrap();
    assert!(plan.asks());
    world.run(plan, OnConflict::Skip).await;
    assert_eq!(keys(&world).await, ["a", "b", "d/x"]);
    for wrong in ["", "x/y", "/"] {
        assert!(matches!(rename(&world, "a", wrong).await, Err(TransferError::InvalidName { .. })));
    }
    assert!(matches!(rename(&world, "a", "a").await, Err(TransferError::SameObject { .. })));
    assert!(rename(&world, "d/", "d").await.is_err());
    assert!(matches!(rename(&world, "a", &"n".repeat(1025)).await, Err(TransferError::ImpossibleKey { .. })));
    world.store.head(&bucket(), &key("a")).await.unwrap();
}
