//! The suite on real servers of independent make, each with what it is known to do and not to do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use satchel_objects::Capabilities;
use satchel_testkit::conformance;
use satchel_testkit::servers::{RealServer, moto, seaweedfs, versitygw};

async fn passes(server: RealServer, can: Capabilities, excused: &[(&'static str, &'static str)]) {
    let store = server.store().await.unwrap();
    let report = conformance::run_except(&store, can, excused).await;
    println!("{report}");
    assert!(report.failed.is_empty(), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn versitygw_passes() {
    let server = versitygw().await.unwrap_or_else(|error| panic!("{error}"));
    let can = Capabilities { free_keys: false, ..Default::default() };
    passes(server, can, &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn seaweedfs_passes() {
    let server = seaweedfs().await.unwrap_or_else(|error| panic!("{error}"));
    let can = Capabilities { free_keys: false, ..Default::default() };
    passes(server, can, &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn moto_passes() {
    let server = moto().await.unwrap_or_else(|error| panic!("{error}"));
    passes(server, Capabilities::default(), &[]).await;
}
