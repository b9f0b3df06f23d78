use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use satchel_localpath::Policy;
use satchel_testkit::memory::MemoryStore;
use satchel_testkit::servers::Demo;
use satchel_transfer::{OnConflict, ProblemKind, TransferState};

use super::support::{World, capabilities, tree};
use super::there_and_back::there_and_back;

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
