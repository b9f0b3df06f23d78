//! The whole way, through HTTP, on the embedded store.

use std::sync::Arc;
use std::time::Duration;

use satchel_objects::{ObjectStore, Operation};
use satchel_testkit::faulty::{Fault, When};
use satchel_testkit::servers::Demo;
use satchel_transfer::{EngineOptions, OnConflict, Progress, TransferState, plan_delete, plan_rename};

use super::support::{MEBIBYTE, World, bucket, key, noise, place, tree};

async fn world(demo: &Demo) -> World {
    let options =
        EngineOptions { pause: Duration::from_millis(10), part_size: 5 * MEBIBYTE, ..EngineOptions::default() };
    World::on(Arc::new(demo.store().await.unwrap()), options).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_goes_up_and_comes_back_and_is_renamed_and_deleted() {
    let demo = Demo::start().await.unwrap();
    let world = world(&demo).await;
    let mut files = vec![
        ("根 🎞/large.bin".to_owned(), noise(23 * MEBIBYTE + 77, 1)),
        ("根 🎞/empty".to_owned(), vec![]),
        ("根 🎞/leer/".to_owned(), vec![]),
        ("根 🎞/a/b/c/d/e + %20 #?.txt".to_owned(), b"deep".to_vec()),
    ];
    files.extend((0..100).map(|n| (format!("根 🎞/many/{n:03} 新.txt"), noise(n * 37, n))));
    let files: Vec<(&str, Vec<u8>)> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    world.files(&files);

    let plan = world.plan_upload("in/", &["根 🎞"]).await.unwrap();
    let status = world.run(plan, OnConflict::Skip).await;
    assert_eq!((status.state, status.files_done), (TransferState::Done, 103), "{:?}", status.error);
    assert_eq!(world.open_uploads().await, 0);

    // Everything is there and the same now.
    let plan = world.plan_upload("in/", &["根 🎞"]).await.unwrap();
    assert_eq!((plan.summary().same_files, plan.asks()), (103, false));

    let plan = world.plan_download(vec![world.entry("in/").await], "back").await.unwrap();
    let status = world.run(plan, OnConflict::Skip).await;
    assert_eq!(status.state, TransferState::Done, "{:?}", status.error);
    assert_eq!(tree(&world.path("back/in/根 🎞")), tree(&world.path("根 🎞")));
    let modified = |name: &str| world.path(name).metadata().unwrap().modified().unwrap();
    assert_eq!(modified("back/in/根 🎞/large.bin"), modified("根 🎞/large.bin"));

    let silent = Progress::silent();
    let plan = plan_rename(world.store.clone(), place(""), world.entry("in/").await, "out", &silent).await.unwrap();
    let status = world.run(plan, OnConflict::Skip).await;
    assert_eq!(status.state, TransferState::Done, "{:?}", status.error);
    assert_eq!(world.bytes("out/根 🎞/a/b/c/d/e + %20 #?.txt").await, b"deep");

    let plan = plan_delete(world.store.clone(), place(""), world.top().await, &silent).await.unwrap();
    assert_eq!(plan.summary().files, 103);
    assert_eq!(world.run(plan, OnConflict::Skip).await.state, TransferState::Done);
    assert!(world.objects().await.is_empty());
    demo.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_upload_leaves_nothing_at_the_server() {
    let demo = Demo::start().await.unwrap();
    let world = world(&demo).await;
    world.files(&[("large", noise(40 * MEBIBYTE, 1))]);
    world.store.plan(Operation::UploadPart, When::From(4), Fault::Hang);
    let plan = world.plan_upload("", &["large"]).await.unwrap();
    let id = world.engine.start(world.store.clone(), plan, OnConflict::Skip).await.unwrap();
    while world.engine.list()[0].bytes_done == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    world.engine.cancel(id).await.unwrap();
    assert_eq!(world.engine.wait(id).await.unwrap().state, TransferState::Cancelled);
    assert_eq!(world.open_uploads().await, 0);
    assert!(world.store.head(&bucket(), &key("large")).await.is_err());
    demo.shutdown().await;
}
