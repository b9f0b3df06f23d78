//! Keys that break programs which take them for paths, patterns or rows.

use std::collections::BTreeSet;

use satchel_objects::ObjectKey;
use satchel_testkit::keys::hostile;

use super::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn hostile_keys_are_taken_as_they_are() {
    let world = World::new().await;
    world.files(&[("f", b"content")]);
    let keys: Vec<ObjectKey> = hostile().into_iter().filter(|key| !key.as_str().ends_with('/')).step_by(61).collect();
    assert!(keys.len() > 10);
    for key in keys.iter().map(ObjectKey::as_str).filter(|key| !key.contains('\0')) {
        let place = format!("s3://bucket/{key}");
        world.done(&["cp", "f", &place]).await;
        assert_eq!(world.done(&["cat", &place]).await.bytes, b"content", "{key:?}");
        world.done(&["stat", &place]).await;
        let rows = world.done(&["ls", "-r", "--json", "s3://bucket"]).await.rows();
        assert_eq!(rows.len(), 1, "{key:?}");
        assert_eq!(rows[0]["key"].as_str(), Some(key));
        world.done(&["rm", &place]).await;
        assert_eq!(world.keys().await, Vec::<String>::new(), "{key:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_keys_come_down_and_go_up_again_the_same() {
    let world = World::new().await;
    let keys = hostile();
    futures::future::join_all(keys.iter().map(|key| world.put(key.as_str(), key.as_str().as_bytes()))).await;
    world.done(&["cp", "-r", "s3://bucket", "down/"]).await;
    // Nothing is anywhere but in the folder.
    let around: BTreeSet<_> =
        std::fs::read_dir(world.work()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(around, BTreeSet::from(["down".into()]));
    world.done(&["mb", "s3://second"]).await;
    world.done(&["cp", "-r", "down/", "s3://second"]).await;
    let listed = async |bucket: &str| {
        let rows = world.done(&["ls", "-r", "--json", bucket]).await.rows();
        let row = |row: &serde_json::Value| (row["key"].clone(), row["size"].clone());
        rows.iter().map(row).map(|(key, size)| format!("{key} {size}")).collect::<Vec<_>>()
    };
    let (first, second) = (listed("s3://bucket").await, listed("s3://second").await);
    assert_eq!(first.len(), keys.len());
    assert_eq!(first, second);
}
