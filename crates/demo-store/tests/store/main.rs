//! The embedded store over its own socket, through the AWS SDK and, where that wouldn't send it, by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod access;
mod buckets;
mod copying;
mod durability;
mod keys;
mod killed;
mod listing;
mod multipart;
mod objects;
mod support;
mod tagging;
