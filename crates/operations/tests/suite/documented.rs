//! The 21 documented S3 operations through the one dispatcher, on whatever store a bench has.

use crate::support::Bench;
use serde_json::{Value, json};

async fn put(bench: &Bench, bucket: &str, key: &str, bytes: &[u8]) {
    let file = bench.drop_file("source.bin", bytes);
    let started = bench.done("upload_object", json!({ "bucket": bucket, "key": key, "file": file })).await;
    let ended = bench.transfer_end(started["transfer"].as_str().unwrap()).await;
    assert_eq!(ended["state"], "done", "{ended}");
}

pub async fn buckets_are_made_listed_seen_and_deleted(bench: &Bench) {
    bench.bucket("photos").await;
    bench.done("head_bucket", json!({ "bucket": "photos" })).await;
    let buckets = bench.done("list_buckets", json!({})).await;
    assert_eq!(buckets[0]["bucket"], "photos");
    assert!(buckets[0]["created"].as_u64().unwrap() > 1_600_000_000_000);
    let again = bench.call("create_bucket", json!({ "bucket": "photos" })).await.unwrap_err();
    // Some servers say only that the name is taken, also to its owner.
    assert!(["bucket_already_owned", "bucket_taken"].contains(&again.code.wire_name()), "{again:?}");
    put(bench, "photos", "a", b"x").await;
    let full = bench.call("delete_bucket", json!({ "bucket": "photos" })).await.unwrap_err();
    assert_eq!(full.code.wire_name(), "bucket_not_empty");
    assert!(full.message.starts_with("operation error S3: DeleteBucket, https response error StatusCode: 409"));
    bench.done("delete_object", json!({ "bucket": "photos", "key": "a" })).await;
    bench.done("delete_bucket", json!({ "bucket": "photos" })).await;
    let gone = bench.call("head_bucket", json!({ "bucket": "photos" })).await.unwrap_err();
    assert_eq!(gone.code.wire_name(), "no_such_bucket");
}

pub async fn listings_give_prefixes_first_and_go_on_where_they_ended(bench: &Bench) {
    bench.bucket("listed").await;
    for key in ["b", "a/1", "a/2", "新/x", "c"] {
        put(bench, "listed", key, b"12345").await;
    }
    let page = bench.done("list_objects", json!({ "bucket": "listed", "delimiter": "/", "max_keys": 3 })).await;
    assert_eq!(page["is_truncated"], true);
    let token = page["next_continuation_token"].clone();
    let rest = json!({ "bucket": "listed", "delimiter": "/", "continuation_token": token });
    let rest = bench.done("list_objects", rest).await;
    let rows: Vec<Value> = [&page, &rest].iter().flat_map(|p| p["rows"].as_array().unwrap().clone()).collect();
    let seen: Vec<_> = rows.iter().map(|row| (row["kind"].as_str().unwrap(), row["key"].as_str().unwrap())).collect();
    assert_eq!(seen, [("PRE", "a/"), ("OBJ", "b"), ("OBJ", "c"), ("PRE", "新/")]);
    let zero = bench.call("list_objects", json!({ "bucket": "listed", "max_keys": 0 })).await.unwrap_err();
    assert_eq!(zero.params["field"], "max_keys");
}

pub async fn objects_are_copied_moved_tagged_and_deleted(bench: &Bench) {
    bench.bucket("from-here").await;
    bench.bucket("to-there").await;
    let odd = if bench.free_keys { "a b+c%d#e?f\"'新郎🎞/../x" } else { "a b+c%d#e?f'新郎🎞/x" };
    put(bench, "from-here", odd, b"bytes").await;
    let tags = json!([{ "key": "client", "value": "Lind" }, { "key": "状态", "value": "已选" }]);
    bench.done("put_object_tagging", json!({ "bucket": "from-here", "key": odd, "tags": tags })).await;
    let there = json!({
        "source_bucket": "from-here", "source_key": odd, "destination_bucket": "to-there", "destination_key": "copy/é",
    });
    bench.done("copy_object", there.clone()).await;
    let copied = bench.done("head_object", json!({ "bucket": "to-there", "key": "copy/é" })).await;
    assert_eq!(copied["content_length"], 5);
    assert!(copied["etag"].as_str().unwrap().starts_with('"'));
    let kept = bench.done("get_object_tagging", json!({ "bucket": "to-there", "key": "copy/é" })).await;
    assert_eq!(kept.as_array().unwrap().len(), 2);

    bench.done("move_object", there).await;
    let gone = bench.call("head_object", json!({ "bucket": "from-here", "key": odd })).await.unwrap_err();
    assert_eq!(gone.code.wire_name(), "no_such_object");

    let same = json!({
        "source_bucket": "to-there", "source_key": "copy/é", "destination_bucket": "to-there",
        "destination_key": "copy/é",
    });
    for command in ["copy_object", "move_object"] {
        let refused = bench.call(command, same.clone()).await.unwrap_err();
        assert_eq!(refused.code.wire_name(), "same_object");
    }
    bench.done("delete_object_tagging", json!({ "bucket": "to-there", "key": "copy/é" })).await;
    let none = bench.done("get_object_tagging", json!({ "bucket": "to-there", "key": "copy/é" })).await;
    assert_eq!(none, json!([]));
    bench.done("delete_objects", json!({ "bucket": "to-there", "keys": ["copy/é", "never-was"] })).await;
    assert_eq!(bench.done("list_objects", json!({ "bucket": "to-there" })).await["rows"], json!([]));
}

pub async fn a_multipart_upload_goes_step_by_step(bench: &Bench) {
    bench.bucket("parts").await;
    let on = |extra: Value| {
        let mut base = json!({ "bucket": "parts", "key": "big" });
        base.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        base
    };
    let made = bench.done("create_multipart_upload", on(json!({}))).await;
    let id = made["upload_id"].clone();
    let mut parts = Vec::new();
    for (number, bytes) in [(1, vec![1_u8; 5 << 20]), (2, b"end".to_vec())] {
        let file = bench.drop_file("part.bin", &bytes);
        let part = on(json!({ "upload_id": id, "part_number": number, "file": file }));
        let etag = bench.done("upload_part", part).await["etag"].clone();
        parts.push(json!({ "part_number": number, "etag": etag }));
    }
    let listed = bench.done("list_parts", on(json!({ "upload_id": id }))).await;
    assert_eq!(listed[0]["size"], 5 << 20);
    assert_eq!(listed[1]["part_number"], 2);
    let uploads = bench.done("list_multipart_uploads", json!({ "bucket": "parts" })).await;
    assert_eq!(uploads[0]["upload_id"], id);
    bench.done("complete_multipart_upload", on(json!({ "upload_id": id, "parts": parts }))).await;
    let whole = bench.done("head_object", on(json!({}))).await;
    assert_eq!(whole["content_length"], (5 << 20) + 3);

    let second = bench.done("create_multipart_upload", on(json!({}))).await["upload_id"].clone();
    bench.done("abort_multipart_upload", on(json!({ "upload_id": second }))).await;
    assert_eq!(bench.done("list_multipart_uploads", json!({ "bucket": "parts" })).await, json!([]));
    let file = bench.drop_file("part.bin", b"x");
    let out_of_range = on(json!({ "upload_id": id, "part_number": 10_001, "file": file }));
    assert_eq!(bench.call("upload_part", out_of_range).await.unwrap_err().params["field"], "part_number");
}

pub async fn an_object_comes_back_as_it_went(bench: &Bench) {
    bench.bucket("round-trip").await;
    let bytes: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
    put(bench, "round-trip", "深/folder/data.bin", &bytes).await;
    let target = bench.folder.path().join("target");
    std::fs::create_dir(&target).unwrap();
    let handle = bench.engine.take_files(vec![target.clone()]).files;
    let key = "深/folder/data.bin";
    let started = bench.done("download_object", json!({ "bucket": "round-trip", "key": key, "target": handle })).await;
    let ended = bench.transfer_end(started["transfer"].as_str().unwrap()).await;
    assert_eq!(ended["state"], "done", "{ended}");
    assert_eq!(std::fs::read(target.join("data.bin")).unwrap(), bytes);
}

/// All of them, one after the other: for servers that take a while to start.
#[allow(dead_code, reason = "only the independent servers need it")]
pub async fn all(bench: &Bench) {
    buckets_are_made_listed_seen_and_deleted(bench).await;
    listings_give_prefixes_first_and_go_on_where_they_ended(bench).await;
    objects_are_copied_moved_tagged_and_deleted(bench).await;
    a_multipart_upload_goes_step_by_step(bench).await;
    an_object_comes_back_as_it_went(bench).await;
}
