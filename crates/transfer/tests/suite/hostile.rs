use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;

use proptest::prelude::*;
use satchel_localpath::{Found, Policy, open_source};
use satchel_objects::{ListEntry, ObjectKey, ObjectStore};
use satchel_testkit::memory::MemoryStore;
use satchel_testkit::servers::Demo;
use satchel_transfer::{
    EngineOptions, Naming, OnConflict, ProblemKind, Progress, TransferState, plan_download_named, plan_upload_named,
};

use super::support::{World, capabilities, options, place, tree};

/// Downloads these keys and gives what lies in the target afterwards.
async fn fetch(keys: &BTreeMap<String, Vec<u8>>) -> (World, BTreeMap<String, Vec<u8>>) {
    let world = World::new().await;
    world.files(&[("around/untouched", vec![])]);
    for (key, bytes) in keys {
        world.put(key, bytes.clone()).await;
    }
    let plan = world.plan_download(world.top().await, "around/target").await.unwrap();
    let status = world.run(plan, OnConflict::Skip).await;
    assert_eq!((status.state, status.files_failed), (TransferState::Done, 0), "{:?}", status.error);
    let found = tree(&world.path("around/target"));
    (world, found)
}

/// The key that a path in the target stands for, numbers of twins taken out.
fn key_of(path: &str) -> String {
    let (body, slash) = path.strip_suffix('/').map_or((path, ""), |body| (body, "/"));
    let names: Vec<String> = body.split('/').map(ToOwned::to_owned).collect();
    Policy::host().decode(&names).join("/") + slash
}

/// Every file below a folder, by the names on the way: some ways are too long for the system to take at once.
fn files(root: &std::path::Path) -> BTreeMap<Vec<String>, Vec<u8>> {
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
async fn there_and_back(store: Arc<dyn ObjectStore>, keys: Vec<ObjectKey>) {
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

#[tokio::test(flavor = "multi_thread")]
async fn hostile_keys_come_down_and_go_back_byte_for_byte() {
    let store = Arc::new(MemoryStore::new(capabilities(), 1000));
    there_and_back(store, satchel_testkit::keys::hostile()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_keys_come_down_and_go_back_on_the_embedded_store() {
    let demo = Demo::start().await.unwrap();
    there_and_back(Arc::new(demo.store().await.unwrap()), satchel_testkit::keys::hostile()).await;
    demo.shutdown().await;
}

#[tokio::test]
async fn a_name_that_cannot_be_is_shown_with_what_it_becomes() {
    let world = World::new().await;
    world.put("../evil", "x").await;
    let plan = world.plan_download(world.top().await, "target").await.unwrap();
    assert!(plan.asks());
    let problem = &plan.problems[0];
    assert_eq!((problem.kind, &*problem.name), (ProblemKind::Renamed, "../evil"));
    assert_eq!(problem.becomes.as_deref(), Some(&*["‰2E‰2E", "evil"].join(std::path::MAIN_SEPARATOR_STR)));
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_that_was_planted_after_the_plan_leads_nowhere() {
    let world = World::new().await;
    world.put("d/a", "x").await;
    world.put("b", "x").await;
    world.files(&[("outside/b", b"untouched".to_vec())]);
    let plan = world.plan_download(world.top().await, "target").await.unwrap();
    std::os::unix::fs::symlink(world.path("outside"), world.path("target/d")).unwrap();
    std::os::unix::fs::symlink(world.path("outside/b"), world.path("target/b")).unwrap();
    let status = world.run(plan, OnConflict::Replace).await;
    assert_eq!(status.files_failed, 2);
    assert_eq!(tree(&world.path("outside")).into_iter().collect::<Vec<_>>(), [("b".to_owned(), b"untouched".to_vec())]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn whatever_keys_say_they_stay_inside_and_come_back(
        keys in prop::collection::btree_set("(\\.\\.?|[a/ \\\\:~\u{1}]|‰2F|A){1,8}[b/]?", 1..10)
    ) {
        let keys: BTreeMap<String, Vec<u8>> = keys.into_iter().map(|key| (key.clone(), key.into_bytes())).collect();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let (world, found) = fetch(&keys).await;
            assert_eq!(tree(&world.path("around")).keys().filter(|name| !name.starts_with("target/")).count(), 1);
            for (path, bytes) in found.iter().filter(|(path, _)| !path.ends_with('/')) {
                assert_eq!(key_of(path).as_bytes(), &bytes[..]);
            }
            assert_eq!(found.keys().filter(|path| !path.ends_with('/')).count(), keys.len());
        });
    }
}
