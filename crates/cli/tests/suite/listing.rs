//! `ls`, `stat`, `cat`, `mb`, `rb`.

use std::process::Stdio;

use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader};

use super::support::{World, noise};

#[tokio::test(flavor = "multi_thread")]
async fn buckets_are_made_listed_and_removed() {
    let world = World::new().await;
    assert_eq!(world.done(&["mb", "s3://second"]).await.out, "made s3://second\n");
    let rows = world.done(&["ls", "--json"]).await.rows();
    let names: Vec<_> =
        rows.iter().map(|row| (row["kind"].as_str().unwrap(), row["bucket"].as_str().unwrap())).collect();
    assert_eq!(names, [("BUCKET", "bucket"), ("BUCKET", "second")]);
    assert!(rows[0]["created"].as_i64().unwrap() > 1_700_000_000_000);
    let again = world.run(&["mb", "s3://second", "--json"]).await;
    assert_eq!((again.code, again.error()["code"].clone()), (Some(1), json!("bucket_already_owned")));
    assert_eq!(world.run(&["rb", "s3://second"]).await.code, Some(2), "without a terminal, --yes is needed");
    assert_eq!(world.done(&["rb", "--yes", "s3://second"]).await.out, "removed s3://second\n");
    world.put("a", b"1").await;
    let full = world.run(&["rb", "--yes", "s3://bucket"]).await;
    assert_eq!(full.code, Some(1));
    assert!(full.err.contains("isn't empty") && full.err.contains("rm -r"), "{}", full.err);
    // One that fails doesn't keep the others from being made.
    let partly = world.run(&["mb", "s3://bucket", "s3://third"]).await;
    assert_eq!((partly.code, &*partly.out), (Some(3), "made s3://third\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_is_listed_with_its_folders_and_a_prefix_with_all_that_begins_with_it() {
    let world = World::new().await;
    for key in ["a/b/c", "a/d", "ab", "z"] {
        world.put(key, b"12").await;
    }
    let keys = async |arguments: &[&str]| {
        let rows = world.done(&[&["ls", "--json"], arguments].concat()).await.rows();
        let text =
            |row: &serde_json::Value| format!("{} {}", row["kind"].as_str().unwrap(), row["key"].as_str().unwrap());
        rows.iter().map(text).collect::<Vec<_>>()
    };
    assert_eq!(keys(&["s3://bucket"]).await, ["PRE a/", "OBJ ab", "OBJ z"]);
    assert_eq!(keys(&["s3://bucket/a/"]).await, ["PRE a/b/", "OBJ a/d"]);
    assert_eq!(keys(&["s3://bucket/a"]).await, ["PRE a/", "OBJ ab"]);
    assert_eq!(keys(&["-r", "s3://bucket/a"]).await, ["OBJ a/b/c", "OBJ a/d", "OBJ ab"]);
    assert_eq!(keys(&["s3://bucket/none/"]).await, Vec::<String>::new());
    let row = &world.done(&["ls", "--json", "s3://bucket/z"]).await.rows()[0];
    assert_eq!((&row["bucket"], &row["size"]), (&json!("bucket"), &json!(2)));
    assert!(row["modified"].as_i64().unwrap() > 1_700_000_000_000);
    assert_eq!(row["etag"], json!("\"c20ad4d76fe97759aa27a0c99bff6710\""));
    let human = world.done(&["ls", "s3://bucket"]).await.out;
    let lines: Vec<&str> = human.lines().collect();
    assert!(lines[0].ends_with("  PRE  a/") && lines[1].ends_with("              2  OBJ  ab"), "{human}");
    assert!(world.done(&["ls", "--human", "s3://bucket/z"]).await.out.contains("  2 B  OBJ  z"));
    let two = world.done(&["ls", "s3://bucket/z", "s3://bucket/ab"]).await.out;
    assert!(two.starts_with("s3://bucket/z:\n"), "{two}");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_a_page_comes_whole_and_in_order() {
    let world = World::new().await;
    let mut keys: Vec<String> = (0..2_345).map(|number| format!("n{number}")).collect();
    futures::future::join_all(keys.iter().map(|key| world.put(key, b""))).await;
    keys.sort();
    let rows = world.done(&["ls", "-r", "--json", "s3://bucket"]).await.rows();
    let listed: Vec<_> = rows.iter().map(|row| row["key"].as_str().unwrap()).collect();
    assert_eq!(listed, keys);

    // Somebody reads a line and leaves: the program ends, and quietly.
    let mut command = world.command(&["ls", "-r", "--json", "s3://bucket"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut reader = BufReader::with_capacity(64, child.stdout.take().unwrap());
    let mut line = String::new();
    reader.read_line(&mut line).await.unwrap();
    drop(reader);
    let output = child.wait_with_output().await.unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr)), (Some(0), "".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_cannot_forge_a_row() {
    let world = World::new().await;
    world.put("a\n                                     PRE  forged\u{1b}[2J", b"").await;
    let human = world.done(&["ls", "s3://bucket"]).await.out;
    assert_eq!(human.lines().count(), 1, "{human}");
    assert!(human.contains("\\n") && human.contains("\\u{1b}[2J"), "{human}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_object_is_described_and_written_out() {
    let world = World::new().await;
    let bytes = noise(3_000_000);
    world.files(&[("x.txt", &bytes)]);
    world.done(&["cp", "x.txt", "s3://bucket/d/y.txt"]).await;
    let row = &world.done(&["stat", "--json", "s3://bucket/d/y.txt"]).await.rows()[0];
    assert_eq!((&row["kind"], &row["size"]), (&json!("OBJ"), &json!(3_000_000)));
    assert_eq!(row["content_type"], json!("text/plain"));
    assert!(row["metadata"]["mtime"].is_string() && row["etag"].is_string(), "{row}");
    let human = world.done(&["stat", "s3://bucket/d/y.txt", "s3://bucket"]).await.out;
    assert!(human.contains("size          3000000 (2.9 MiB)") && human.contains("a bucket"), "{human}");
    world.put("tail", b"tail").await;
    let written = world.done(&["cat", "s3://bucket/d/y.txt", "s3://bucket/tail"]).await.bytes;
    assert!(written == [&bytes[..], b"tail"].concat());
    let missing = world.run(&["stat", "s3://bucket/none", "s3://bucket/tail"]).await;
    assert_eq!(missing.code, Some(3));
    assert!(missing.err.contains("there is no object s3://bucket/none"), "{}", missing.err);
    let missing = world.run(&["cat", "--json", "s3://bucket/none"]).await;
    assert_eq!((missing.code, missing.error()["code"].clone()), (Some(1), json!("no_such_object")));
}
