//! The engine through its one dispatcher, with a host that is nothing but the trait.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod access;
mod auth_service;
mod bad_input;
mod documented;
mod edits;
mod links;
mod local_api;
mod main_job;
mod passphrases;
mod secrets;
mod storj_accounts;
mod support;
mod transfers;

/// Each flow as a test on the embedded store.
macro_rules! on_the_embedded_store {
    ($($flow:ident),* $(,)?) => { $(
        #[tokio::test]
        async fn $flow() {
            documented::$flow(&support::Bench::new().await).await;
        }
    )* };
}

on_the_embedded_store! {
    buckets_are_made_listed_seen_and_deleted,
    listings_give_prefixes_first_and_go_on_where_they_ended,
    objects_are_copied_moved_tagged_and_deleted,
    a_multipart_upload_goes_step_by_step,
    an_object_comes_back_as_it_went,
}
