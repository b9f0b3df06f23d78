//! Transfers on a real server of independent make.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[allow(dead_code, reason = "what other tests need of it")]
#[path = "suite/support.rs"]
mod support;
#[path = "suite/there_and_back.rs"]
mod there_and_back;

use std::sync::Arc;

use satchel_testkit::servers::moto;

/// moto's keys are no paths.
#[tokio::test(flavor = "multi_thread")]
async fn hostile_keys_come_down_and_go_back_on_a_server_of_independent_make() {
    let server = moto().await.unwrap_or_else(|error| panic!("{error}"));
    // Its router takes a path for a line, and no key goes on behind its end.
    let fits = |key: &satchel_objects::ObjectKey| !key.as_str().contains(['\n', '\r']);
    let keys = satchel_testkit::keys::hostile().into_iter().filter(fits).collect();
    there_and_back::there_and_back(Arc::new(server.store().await.unwrap()), keys).await;
}
