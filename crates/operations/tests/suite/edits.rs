//! Edit in place through the engine's doors, on the practice store and the real transfer engine.

use std::path::PathBuf;
use std::time::Duration;

use satchel_operations_schema::types::EngineEvent;
use serde_json::{Value, json};

use crate::support::Bench;

/// Waits until the only edit stands so.
async fn until(bench: &Bench, state: &str) -> Value {
    let mut seen = Value::Null;
    for _ in 0..3000 {
        seen = bench.done("list_edits", json!({})).await;
        if seen.as_array().unwrap().iter().any(|edit| edit["state"] == state) {
            return seen[0].clone();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the edit never came to {state}: {seen}");
}

/// Waits until the object has that size and the edit is at rest.
async fn until_saved(bench: &Bench, key: &str, size: u64) -> Value {
    for _ in 0..3000 {
        let details = bench.done("head_object", json!({ "bucket": "edited", "key": key })).await;
        if details["content_length"] == size && until(bench, "saved").await["unsaved"] == false {
            return details;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{key} never got {size} bytes");
}

async fn put(bench: &Bench, key: &str, bytes: &[u8]) {
    let (folder, name) = key.rsplit_once('/').map_or(("", key), |(folder, name)| (folder, name));
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let file = bench.drop_file(name, bytes);
    let plan = bench.done("plan_upload", json!({ "bucket": "edited", "prefix": prefix, "files": file })).await;
    assert_eq!(bench.run_plan(&plan, "replace").await["state"], "done");
}

/// Opens an object and answers its edit and where its copy is.
async fn open(bench: &Bench, key: &str) -> (String, PathBuf) {
    let opened = bench.done("edit_object", json!({ "bucket": "edited", "key": key })).await;
    assert_eq!((&opened["already"], &opened["shown"]), (&json!(false), &json!(false)));
    let path = bench.host.opened.lock().unwrap().last().cloned().unwrap();
    (opened["edit"].as_str().unwrap().to_owned(), path)
}

fn save_by_rename(path: &std::path::Path, bytes: &[u8]) {
    let beside = path.with_file_name("saving.tmp");
    std::fs::write(&beside, bytes).unwrap();
    std::fs::rename(&beside, path).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_save_goes_up_through_the_engine_and_keeps_type_and_tags() {
    let bench = Bench::new().await;
    bench.bucket("edited").await;
    put(&bench, "folder/notes.txt", b"one").await;
    let object = json!({ "bucket": "edited", "key": "folder/notes.txt" });
    let tagging = json!({ "bucket": "edited", "key": "folder/notes.txt", "tags": [{ "key": "a", "value": "b" }] });
    bench.done("put_object_tagging", tagging).await;
    let before = bench.done("head_object", object.clone()).await;

    let (edit, path) = open(&bench, "folder/notes.txt").await;
    assert_eq!(std::fs::read(&path).unwrap(), b"one");
    assert!(path.starts_with(bench.folder.path().join("data/editing")));
    for size in [10_u8, 20] {
        save_by_rename(&path, &vec![size; usize::from(size)]);
        let details = until_saved(&bench, "folder/notes.txt", u64::from(size)).await;
        assert_eq!(details["content_type"], before["content_type"]);
    }
    assert_eq!(bench.done("get_object_tagging", object).await[0]["value"], "b");
    assert!(bench.host.events.lock().unwrap().iter().any(|event| matches!(event, EngineEvent::EditsChanged(_))));

    bench.done("finish_edit", json!({ "edit": edit, "discard": false })).await;
    while bench.done("list_edits", json!({})).await != json!([]) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(!path.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_is_asked_about_at_the_door_and_answered() {
    let bench = Bench::new().await;
    bench.bucket("edited").await;
    put(&bench, "a.txt", b"one").await;
    let (edit, path) = open(&bench, "a.txt").await;
    put(&bench, "a.txt", b"theirs!").await;
    save_by_rename(&path, b"mine, which is longer");
    let asked = until(&bench, "conflict").await;
    assert_eq!((&asked["conflict"]["conflict"], &asked["conflict"]["size"]), (&json!("changed"), &json!(7)), "{asked}");
    assert_eq!(asked["unsaved"], true);
    let answer = json!({ "edit": edit, "answer": "keep_both" });
    bench.done("resolve_edit_conflict", answer).await;
    until_saved(&bench, "a.txt", 7).await;
    until_saved(&bench, "a (2).txt", 21).await;
    let listed = bench.done("list_edits", json!({})).await;
    assert_eq!(listed[0]["key"], "a (2).txt");
    // What didn't go up isn't left on the list of transfers.
    let transfers = bench.done("list_transfers", json!({})).await;
    assert!(transfers.as_array().unwrap().iter().all(|transfer| transfer["state"] == "done"), "{transfers}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_or_a_folder_cannot_be_edited() {
    let bench = Bench::new().await;
    bench.bucket("edited").await;
    let refused = bench.call("edit_object", json!({ "bucket": "edited", "key": "nothing" })).await.unwrap_err();
    assert_eq!(refused.code.wire_name(), "no_such_object");
    let refused = bench.call("edit_object", json!({ "bucket": "edited", "key": "folder/" })).await.unwrap_err();
    assert_eq!(refused.code.wire_name(), "invalid_parameter");
    let refused = bench.call("finish_edit", json!({ "edit": "x", "discard": true })).await.unwrap_err();
    assert_eq!(refused.code.wire_name(), "stale_handle");
}
