//! What is stopped or killed goes on, and sends nothing twice.
#![cfg(unix)]

use std::process::Stdio;

use satchel_objects::ObjectStore;
use serde_json::json;
use tokio::process::{Child, Command};

use super::support::{World, bucket, noise};

/// Starts a slow upload of 40 MiB in parts of 5 MiB, and waits until the store has a part of it.
async fn begin(world: &World) -> Child {
    world.files(&[("big", &noise(40 << 20))]);
    let mut command = world.command(&ARGUMENTS);
    let child = command.args(["--limit-up", "10MiB"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    loop {
        let uploads = world.store.multipart_page(&bucket(), "", None).await.unwrap().uploads;
        if let Some(upload) = uploads.first() {
            let page = world.store.part_page(&bucket(), &upload.key, &upload.upload_id, None).await.unwrap();
            if !page.parts.is_empty() {
                return child;
            }
        }
    }
}

const ARGUMENTS: [&str; 6] = ["cp", "--json", "--part-size", "5MiB", "big", "s3://bucket/"];

/// Bytes of finished parts that the store has now.
async fn kept(world: &World) -> u64 {
    let uploads = world.store.multipart_page(&bucket(), "", None).await.unwrap().uploads;
    let [upload] = &*uploads else { panic!("one unfinished upload, not {}", uploads.len()) };
    let page = world.store.part_page(&bucket(), &upload.key, &upload.upload_id, None).await.unwrap();
    page.parts.iter().map(|part| part.size).sum()
}

async fn signal(child: &Child, name: &str) {
    let id = child.id().unwrap().to_string();
    assert!(Command::new("kill").args([name, &id]).status().await.unwrap().success());
}

async fn is_whole(world: &World) {
    assert!(world.bytes("big").await == noise(40 << 20));
    assert!(world.store.multipart_page(&bucket(), "", None).await.unwrap().uploads.is_empty());
    assert_eq!(world.done(&["transfers", "list"]).await.out, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_interrupted_is_paused_and_the_same_command_goes_on() {
    let world = World::new().await;
    let child = begin(&world).await;
    signal(&child, "-INT").await;
    let output = child.wait_with_output().await.unwrap();
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{err}");
    assert!(err.contains("the same command again goes on"), "{err}");
    let before = kept(&world).await;
    assert!(before > 0);
    let rows = world.done(&["transfers", "list", "--json"]).await.rows();
    assert_eq!((rows.len(), &rows[0]["state"], &rows[0]["alive"]), (1, &json!("paused"), &json!(false)));
    let listed = world.done(&["uploads", "list", "--json", "s3://bucket"]).await.rows();
    assert_eq!((&listed[0]["whose"], &listed[0]["transfer"]), (&json!("ours"), &rows[0]["id"]));
    let counter = super::support::Counter::new(&world).await;
    let mut again = world.command(&ARGUMENTS);
    again.env("HTTP_PROXY", &counter.address).env("http_proxy", &counter.address);
    assert!(again.output().await.unwrap().status.success());
    let parts = usize::try_from((40 << 20) / (5 << 20) - before / (5 << 20)).unwrap();
    assert_eq!(counter.count("PUT"), parts, "only the parts that were missing");
    is_whole(&world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_killed_is_resumed_by_its_id_or_cancelled() {
    let world = World::new().await;
    for cancels in [true, false] {
        let mut child = begin(&world).await;
        child.kill().await.unwrap();
        assert!(kept(&world).await > 0);
        let rows = world.done(&["transfers", "list", "--json"]).await.rows();
        let id = rows[0]["id"].as_str().unwrap().to_owned();
        let human = world.done(&["transfers", "list"]).await.out;
        assert!(human.starts_with(&format!("{id}  interrupted")), "{human}");
        if cancels {
            assert_eq!(world.done(&["transfers", "cancel", &id]).await.out, format!("cancelled {id}\n"));
            assert!(world.store.multipart_page(&bucket(), "", None).await.unwrap().uploads.is_empty());
            world.done(&["transfers", "clear"]).await;
        } else {
            world.done(&["transfers", "resume", &id]).await;
        }
    }
    is_whole(&world).await;
    assert_eq!(world.run(&["transfers", "resume", "1"]).await.code, Some(1));
    world.done(&["transfers", "resume"]).await;
    world.done(&["transfers", "pause"]).await;
}
