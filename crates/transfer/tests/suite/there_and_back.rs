//! Hostile keys become files, and the files the same keys again.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use satchel_localpath::{Found, open_source};
use satchel_objects::{ListEntry, ObjectKey, ObjectStore};
use satchel_transfer::{
    EngineOptions, Naming, OnConflict, Progress, TransferState, plan_download_named, plan_upload_named,
};

use super::support::{World, options, place};

/// Every file below a folder, by the names on the way: some ways are too long for the system to take at once.
fn files(root: &Path) -> BTreeMap<Vec<String>, Vec<u8>> {
    let mut found = BTreeMap::new();
    satchel_localpath::walk(root, &mut |what| {
        match what {
            Found::File(file) => {
                let mut bytes = Vec::new();
                open_source(&file.folder, &file.path).unwrap().read_to_end(&mut bytes).unwrap();
                found.insert(file.names[1..].to_vec(), bytes);
            }
            Found::Folder { .. } => {}
            Found::Problem { name, problem } => panic!("{name}: {problem:?}"),
        }
        true
    })
    .unwrap();
    found
}

/// Puts hostile keys into a bucket, fetches them all, sends what arrived into another prefix and compares.
pub async fn there_and_back(store: Arc<dyn ObjectStore>, keys: Vec<ObjectKey>) {
    // A key that is a marker when it is empty is one; and where it is sent back, something stands before it.
    let back = "b/";
    let keys: Vec<ObjectKey> = keys.into_iter().filter(|key| key.as_str().len() + back.len() <= 1024).collect();
    assert!(keys.len() >= 400, "{}", keys.len());
    let world = World::on(store, EngineOptions { part_size: 16 << 20, ..options() }).await;
    world.files(&[("around/untouched", vec![])]);
    let content = |key: &str| format!("the object {key}").into_bytes();
    for key in &keys {
        world.put(&format!("a/{}", key.as_str()), content(key.as_str())).await;
    }
    std::fs::create_dir_all(world.path("around/target")).unwrap();
    let selection = vec![(ListEntry::Prefix("a/".into()), Naming::Contents)];
    let target = world.path("around/target");
    let store: Arc<dyn ObjectStore> = world.store.clone();
    let silent = Progress::silent();
    let plan = plan_download_named(store.clone(), place(""), selection, target.clone(), &silent).await.unwrap();
    let status = world.run(plan, OnConflict::Skip).await;
    assert_eq!((status.state, status.files_failed), (TransferState::Done, 0), "{:?}", status.error);
    let around = std::fs::read_dir(world.path("around")).unwrap().count();
    assert_eq!(around, 2);
    let mut found: Vec<Vec<u8>> = files(&target).into_values().collect();
    found.sort_unstable();
    let mut expected: Vec<Vec<u8>> = keys.iter().map(|key| content(key.as_str())).collect();
    expected.sort_unstable();
    assert_eq!(found, expected);

    let sources = vec![(target, Naming::Contents)];
    let plan = plan_upload_named(store, place(back), sources, &silent).await.unwrap();
    assert_eq!(plan.problems, []);
    let status = world.run(plan, OnConflict::Skip).await;
    assert_eq!((status.state, status.files_failed), (TransferState::Done, 0), "{:?}", status.error);
    let sent = world.objects().await;
    for key in &keys {
        let bytes = sent.get(&format!("{back}{}", key.as_str()));
        assert!(
            bytes == Some(&content(key.as_str())),
            "{key}: {:?}",
            bytes.map(|bytes| String::from_utf8_lossy(bytes))
        );
    }
    assert_eq!(sent.len(), 2 * keys.len());
}
