//! What is called something else at its destination, and what costs no listing.

use satchel_objects::{ListEntry, Operation};
use satchel_transfer::{
    Action, Finding, Naming, Plan, Progress, plan_copy_named, plan_download_named, plan_upload_named,
};

use super::support::{World, place};

fn keys(plan: &Plan) -> Vec<(String, Finding)> {
    let mut keys: Vec<_> = plan
        .items
        .iter()
        .map(|item| {
            let name = match &item.action {
                Action::Download { path, .. } | Action::Folder { path, .. } => path.to_string(),
                Action::Copy { to, .. } => to.to_string(),
                _ => item.key().to_string(),
            };
            (name, item.finding)
        })
        .collect();
    keys.sort_by(|one, other| one.0.cmp(&other.0));
    keys
}

fn names(plan: &Plan) -> Vec<String> {
    keys(plan).into_iter().map(|(name, _)| name).collect()
}

#[tokio::test]
async fn an_upload_is_named_as_it_is_told() {
    let world = World::new().await;
    world.files(&[("d/a", b"a".to_vec()), ("d/e/b", b"b".to_vec()), ("d/empty/", Vec::new()), ("x", b"x".to_vec())]);
    world.put("p/e/b", "b").await;
    let upload = async |source: &str, naming: Naming, prefix: &str| {
        let sources = vec![(world.home.path().join(source), naming)];
        plan_upload_named(world.store.clone(), place(prefix), sources, &Progress::silent()).await.unwrap()
    };
    let contents = upload("d", Naming::Contents, "p/").await;
    let found: Vec<_> = keys(&contents).into_iter().map(|(key, finding)| (key, finding != Finding::New)).collect();
    let expected = [("p/a", false), ("p/e/b", true), ("p/empty/", false)];
    assert_eq!(found, expected.map(|(key, is_there)| (key.to_owned(), is_there)));
    assert_eq!(names(&upload("d", Naming::As("n".into()), "").await), ["n/a", "n/e/b", "n/empty/"]);
    // A name that a download would have escaped stands for itself.
    assert_eq!(names(&upload("x", Naming::As("%2E".into()), "p/").await), ["p/%2E"]);
    assert_eq!(names(&upload("x", Naming::Contents, "p/").await), ["p/x"]);
    assert_eq!(names(&upload("d/empty", Naming::Contents, "p/").await), Vec::<String>::new());
}

#[tokio::test]
async fn a_download_and_a_copy_are_named_as_they_are_told() {
    let world = World::new().await;
    for key in ["d/", "d/a", "d/e/b", "a"] {
        world.put(key, if key.ends_with('/') { "" } else { "12" }).await;
    }
    let download = async |name: &str, naming: Naming| {
        let selection = vec![(world.entry(name).await, naming)];
        let target = world.home.path().to_owned();
        plan_download_named(world.store.clone(), place(""), selection, target, &Progress::silent()).await.unwrap()
    };
    assert_eq!(names(&download("d/", Naming::Contents).await), ["a", "e/b"]);
    assert_eq!(names(&download("d/", Naming::As("n".into())).await), ["n/a", "n/e/b"]);
    assert_eq!(names(&download("a", Naming::As("n".into())).await), ["n"]);
    // The whole bucket has no name of its own.
    let whole = vec![(ListEntry::Prefix(String::new()), Naming::Contents)];
    let target = world.home.path().to_owned();
    let plan = plan_download_named(world.store.clone(), place(""), whole, target, &Progress::silent()).await.unwrap();
    assert_eq!(names(&plan), ["a", "d/a", "d/e/b"]);
    let copy = async |name: &str, naming: Naming| {
        let selection = vec![(world.entry(name).await, naming)];
        plan_copy_named(world.store.clone(), place(""), selection, place("t/"), false, &Progress::silent()).await
    };
    assert_eq!(names(&copy("d/", Naming::Contents).await.unwrap()), ["t/a", "t/e/b"]);
    assert_eq!(names(&copy("a", Naming::As("n".into())).await.unwrap()), ["t/n"]);
}

#[tokio::test]
async fn one_file_costs_no_listing_of_the_folder_it_goes_to() {
    let world = World::new().await;
    world.files(&[("a", b"new".to_vec())]);
    for key in ["a", "a (2)", "zzz"] {
        world.put(key, "old old").await;
    }
    let sources = vec![(world.home.path().join("a"), Naming::Own)];
    let plan = plan_upload_named(world.store.clone(), place(""), sources, &Progress::silent()).await.unwrap();
    assert_eq!(world.store.calls(Operation::ListObjectsV2), 0);
    let [item] = &*plan.items else { panic!("{plan:?}") };
    assert!(matches!(item.finding, Finding::Differs { .. }));
    let Action::Upload { key_beside: Some(beside), .. } = &item.action else { panic!("{item:?}") };
    assert_eq!(beside.as_str(), "a (3)");
}
