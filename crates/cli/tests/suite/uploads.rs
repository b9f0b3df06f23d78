//! `uploads`.

use bytes::Bytes;
use satchel_objects::{Body, ObjectKey, ObjectStore, PutOptions};
use serde_json::json;

use super::support::{World, bucket};

#[tokio::test(flavor = "multi_thread")]
async fn unfinished_uploads_are_listed_and_given_up() {
    let world = World::new().await;
    let mut ids = Vec::new();
    for name in ["a/one", "a/two", "b"] {
        let key = ObjectKey::new(name).unwrap();
        let id = world.store.create_multipart(&bucket(), &key, &PutOptions::default()).await.unwrap();
        let body = Body::Bytes(Bytes::from_static(b"12345"));
        world.store.upload_part(&bucket(), &key, &id, 1, body, None).await.unwrap();
        ids.push(id.0);
    }
    let rows = world.done(&["uploads", "list", "--json", "s3://bucket"]).await.rows();
    assert_eq!(rows.len(), 3);
    let row = &rows[0];
    assert_eq!((&row["event"], &row["key"], &row["upload_id"]), (&json!("upload"), &json!("a/one"), &json!(ids[0])));
    assert_eq!((&row["parts"], &row["bytes"], &row["whose"]), (&json!(1), &json!(5), &json!("unknown")));
    let nobodys = world.run(&["uploads", "resume", "s3://bucket"]).await;
    assert_eq!(nobodys.code, Some(1));
    assert!(nobodys.err.contains("no unfinished upload of ours"), "{}", nobodys.err);
    assert!(row["initiated"].as_i64().unwrap() > 1_700_000_000_000);
    assert_eq!(world.done(&["uploads", "list", "s3://bucket/a/"]).await.out.lines().count(), 2);
    assert_eq!(world.done(&["uploads", "list", "--older-than", "1h", "s3://bucket"]).await.out, "");

    assert_eq!(world.run(&["uploads", "abort", "s3://bucket"]).await.code, Some(2), "nobody was asked");
    world.done(&["uploads", "abort", "--yes", "--older-than", "1h", "s3://bucket"]).await;
    assert_eq!(world.done(&["uploads", "list", "s3://bucket"]).await.out.lines().count(), 3);
    let one = world.done(&["uploads", "abort", "--yes", "--upload-id", &ids[0], "s3://bucket/a/one"]).await;
    assert_eq!(one.out, "aborted a/one\n");
    let unknown = world.run(&["uploads", "abort", "--yes", "--upload-id", "none", "s3://bucket"]).await;
    assert_eq!(unknown.code, Some(1));
    let rows = world.done(&["uploads", "abort", "--yes", "--json", "s3://bucket"]).await.rows();
    assert_eq!(rows.len(), 2);
    assert!(world.store.multipart_page(&bucket(), "", None).await.unwrap().uploads.is_empty());
    assert_eq!(world.run(&["uploads", "list", "s3://nothere"]).await.code, Some(1));
}
