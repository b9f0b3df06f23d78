//! The suite on the embedded store, plainly and through a faulty store without a fault.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use std::sync::Arc;

use satchel_objects::{Capabilities, ObjectStore, Operation};
use satchel_testkit::servers::Demo;
use satchel_testkit::{FaultyStore, conformance};

#[tokio::test(flavor = "multi_thread")]
async fn the_embedded_store_passes_the_whole_suite() {
    let demo = Demo::start().await.unwrap();
    let store = demo.store().await.unwrap();
    let report = conformance::run(&store, Capabilities::default()).await;
    println!("{report}");
    assert!(report.failed.is_empty(), "{report}");
    assert!(report.off.is_empty() && report.excused.is_empty(), "{report}");
    assert!(report.passed.len() > 45, "{report}");
    demo.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_faulty_store_without_a_fault_changes_nothing() {
    let demo = Demo::start().await.unwrap();
    let store = FaultyStore::new(Arc::new(demo.store().await.unwrap()));
    let report = conformance::run_with_keys(&store, store.capabilities(), &[], |key| key.as_str().len() < 4).await;
    assert!(report.failed.is_empty(), "{report}");
    for operation in [Operation::ListBuckets, Operation::GetObject, Operation::UploadPart, Operation::PresignGetObject]
    {
        assert!(store.calls(operation) > 0, "{operation:?}");
    }
    demo.shutdown().await;
}
