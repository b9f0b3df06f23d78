//! The 25 documented operations over HTTP, on independent S3 servers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests say what they expect")]
#![allow(dead_code, reason = "the support is shared with the suite")]

#[path = "../suite/every_operation.rs"]
mod every_operation;
#[path = "../suite/support.rs"]
mod support;

use satchel_testkit::servers::{seaweedfs, versitygw};

#[tokio::test]
async fn all_25_operations_work_over_http_on_versitygw() {
    every_operation::all(&support::Bench::on(versitygw().await.unwrap().url()).await).await;
}

#[tokio::test]
async fn all_25_operations_work_over_http_on_seaweedfs() {
    every_operation::all(&support::Bench::on(seaweedfs().await.unwrap().url()).await).await;
}
