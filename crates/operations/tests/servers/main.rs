//! The 21 documented operations through the one dispatcher, on independent S3 servers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]
#![allow(dead_code, reason = "the flows' support is shared with the suite")]

#[path = "../suite/documented.rs"]
mod documented;
#[path = "../suite/support.rs"]
mod support;

use satchel_testkit::servers::{ACCESS_KEY, RealServer, SECRET_KEY, seaweedfs, versitygw};

async fn all_21_operations_work_on(server: &RealServer) {
    // Both keep objects as files: keys that are no paths are the business of the embedded store's tests.
    documented::all(&support::Bench::on(server.url(), ACCESS_KEY, SECRET_KEY, false).await).await;
}

#[tokio::test]
async fn all_21_operations_work_on_versitygw() {
    all_21_operations_work_on(&versitygw().await.unwrap()).await;
}

#[tokio::test]
async fn all_21_operations_work_on_seaweedfs() {
    all_21_operations_work_on(&seaweedfs().await.unwrap()).await;
}
