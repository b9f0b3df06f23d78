//! `rm` and `mv`.

use serde_json::json;

use super::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn exactly_what_was_named_is_deleted() {
    let world = World::new().await;
    for key in ["a", "a/", "a/b", "a/c/d", "ab", "*"] {
        world.put(key, b"").await;
    }
    world.done(&["rm", "s3://bucket/a"]).await;
    assert_eq!(world.keys().await, ["*", "a/", "a/b", "a/c/d", "ab"]);
    // No wildcard is one.
    world.done(&["rm", "s3://bucket/*"]).await;
    assert_eq!(world.keys().await, ["a/", "a/b", "a/c/d", "ab"]);
    // A folder's marker is an object too.
    world.done(&["rm", "s3://bucket/a/"]).await;
    assert_eq!(world.keys().await, ["a/b", "a/c/d", "ab"]);
    let folder = world.run(&["rm", "s3://bucket/a/"]).await;
    assert_eq!(folder.code, Some(2));
    assert!(folder.err.contains("add -r"), "{}", folder.err);
    let unasked = world.run(&["rm", "-r", "s3://bucket/a/"]).await;
    assert_eq!(unasked.code, Some(2));
    assert!(unasked.err.contains("--yes"), "{}", unasked.err);
    assert_eq!(world.keys().await.len(), 3, "nothing is deleted unasked");
    let rows = world.done(&["rm", "-r", "--yes", "--json", "s3://bucket/a"]).await.rows();
    let last = rows.last().unwrap();
    assert_eq!((&last["event"], &last["state"], &last["files_done"]), (&json!("finished"), &json!("done"), &json!(2)));
    assert_eq!(world.keys().await, ["ab"]);
    world.done(&["rm", "s3://bucket/none"]).await;
    world.done(&["rm", "-r", "--yes", "s3://bucket/none/"]).await;
    assert_eq!(world.run(&["rm", "-r", "--yes", "s3://nothere"]).await.code, Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_is_emptied_beyond_one_batch() {
    let world = World::new().await;
    let keys: Vec<String> = (0..1_201).map(|number| format!("{}/{number}", number % 7)).collect();
    futures::future::join_all(keys.iter().map(|key| world.put(key, b""))).await;
    let said = world.done(&["rm", "-r", "--yes", "s3://bucket"]).await;
    assert_eq!(said.out, "deleted 1201 objects\n");
    assert_eq!(world.keys().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_takes_the_source_away_once_the_copy_is_there() {
    let world = World::new().await;
    for key in ["d/a", "d/e/b", "x"] {
        world.put(key, key.as_bytes()).await;
    }
    world.done(&["mv", "s3://bucket/x", "s3://bucket/y"]).await;
    world.done(&["mv", "-r", "s3://bucket/d/", "s3://bucket/new/"]).await;
    assert_eq!(world.keys().await, ["new/a", "new/e/b", "y"]);
    assert_eq!(world.bytes("new/e/b").await, b"d/e/b");
    world.done(&["mv", "-r", "s3://bucket/new", "s3://bucket/old"]).await;
    assert_eq!(world.keys().await, ["old/a", "old/e/b", "y"]);
    let itself = world.run(&["mv", "--json", "s3://bucket/y", "s3://bucket/y"]).await;
    assert_eq!((itself.code, itself.error()["code"].clone()), (Some(1), json!("same_object")));
    assert_eq!(world.bytes("y").await, b"x");
    let local = world.run(&["mv", "y", "s3://bucket/y"]).await;
    assert_eq!(local.code, Some(2));
    assert!(local.err.contains("use cp"), "{}", local.err);
}
