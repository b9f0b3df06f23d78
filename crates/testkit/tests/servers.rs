//! The suite on real servers of independent make, each with what it is known to do and not to do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use satchel_objects::{Capabilities, ObjectKey};
use satchel_testkit::conformance;
use satchel_testkit::servers::{RealServer, moto, seaweedfs, versitygw};

async fn passes(server: RealServer, can: Capabilities, excused: &[(&'static str, &'static str)]) {
    passes_with_keys(server, can, excused, |_| true).await;
}

async fn passes_with_keys(
    server: RealServer,
    can: Capabilities,
    excused: &[(&'static str, &'static str)],
    fits: fn(&ObjectKey) -> bool,
) {
    let store = server.store().await.unwrap();
    let report = conformance::run_with_keys(&store, can, excused, fits).await;
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
    let can = Capabilities { free_keys: false, ordered_listing: false, ..Default::default() };
    let excused = [
        ("multipart: a part sent again replaces the first", "ListParts shows both until Complete"),
        ("multipart: checksums of parts are kept", "ListParts names no checksums"),
    ];
    passes(server, can, &excused).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn moto_passes() {
    let server = moto().await.unwrap_or_else(|error| panic!("{error}"));
    let can = Capabilities { checksums: false, ..Default::default() };
    let parts = "ListParts answers a ListPartsResponse, which no client reads";
    let excused = [
        ("bucket: made twice is refused", "as in Amazon's oldest region, it succeeds"),
        ("bucket: a name not allowed is refused", "capital letters are taken"),
        ("copy: only if the source is unchanged", "the condition is ignored"),
        ("multipart: parts make the object", parts),
        ("multipart: a part sent again replaces the first", parts),
        ("multipart: 1,010 parts are listed over pages", parts),
        ("multipart: completed only if unchanged", "the condition is ignored"),
        ("multipart: given up, its parts are gone", "it fails with 500"),
        ("multipart: an unknown upload is said to be unknown", "it fails with 500"),
        ("link: of a changed object or key", "it checks no signatures"),
        (
            "hostile keys: uploaded in parts",
            "ListMultipartUploads isn't encoded, and so no XML with a control character",
        ),
    ];
    // Its router takes a path for a line, and no key goes on behind its end.
    passes_with_keys(server, can, &excused, |key| !key.as_str().contains(['\n', '\r'])).await;
}
