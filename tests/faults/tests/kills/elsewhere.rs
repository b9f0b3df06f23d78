//! The same on servers of independent make.

use satchel_faults::{Kind, World};
use satchel_testkit::{random, servers};

use super::named::at_every_transition;
use super::random::at_random_instants;

#[tokio::test(flavor = "multi_thread")]
async fn seaweedfs_uploads_killed_at_every_transition_go_on() {
    let world = World::before(servers::seaweedfs().await.unwrap(), 1).await;
    at_every_transition(&world, Kind::UploadLarge, 1).await;
    at_every_transition(&world, Kind::UploadSmall, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn seaweedfs_downloads_copies_and_moves_killed_at_every_transition_go_on() {
    let world = World::before(servers::seaweedfs().await.unwrap(), 1).await;
    at_every_transition(&world, Kind::Download, 1).await;
    at_every_transition(&world, Kind::Copy, 1).await;
    at_every_transition(&world, Kind::Move, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn versitygw_transfers_killed_at_random_instants_go_on() {
    let seed = random::seed("SATCHEL_FAULT_SEED");
    eprintln!("SATCHEL_FAULT_SEED={seed}");
    let world = World::before(servers::versitygw().await.unwrap(), seed).await;
    at_random_instants(&world, &Kind::ALL, 10, seed).await;
}
