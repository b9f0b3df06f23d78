//! Killed at every named transition.

use std::collections::BTreeMap;

use satchel_faults::{Kind, Scenario, World};

use super::worker;

/// Runs it once untouched, and then once for the first, the second and the last of each transition that came, killed
/// there.
pub(super) async fn at_every_transition(world: &World, kind: Kind, most: u32) {
    let untouched = Scenario::new(world, worker(), kind, 1).await.finish().await;
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for name in &untouched.transitions {
        *counts.entry(name).or_default() += 1;
    }
    for name in kind.transitions() {
        assert!(counts.contains_key(name), "{kind:?} has no {name}: {counts:?}");
    }
    let mut deaths = 0;
    for (name, count) in counts {
        let mut occurrences = vec![1, 2, count];
        occurrences.retain(|occurrence| *occurrence <= count.min(most));
        occurrences.dedup();
        for occurrence in occurrences {
            let mut scenario = Scenario::new(world, worker(), kind, u64::from(occurrence)).await;
            let died = scenario.die_at(name, occurrence).await;
            assert!(died || occurrence > 1, "{kind:?} didn't die at {name}");
            deaths += u32::from(died);
            scenario.finish().await;
        }
    }
    eprintln!("{kind:?}: killed {deaths} times");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_upload_killed_at_every_transition_goes_on() {
    at_every_transition(&World::start(1).await, Kind::UploadSmall, u32::MAX).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_multipart_upload_killed_at_every_transition_goes_on() {
    at_every_transition(&World::start(1).await, Kind::UploadLarge, u32::MAX).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_killed_at_every_transition_goes_on() {
    at_every_transition(&World::start(1).await, Kind::Download, u32::MAX).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delete_killed_at_every_transition_goes_on() {
    at_every_transition(&World::start(1).await, Kind::Delete, u32::MAX).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_killed_at_every_transition_goes_on() {
    at_every_transition(&World::start(1).await, Kind::Copy, u32::MAX).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_killed_at_every_transition_goes_on() {
    at_every_transition(&World::start(1).await, Kind::Move, u32::MAX).await;
}
