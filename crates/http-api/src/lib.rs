//! The documented HTTP API: the 25 operations of the list over HTTP, and the guard that stands before them.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod envelope;
pub mod outgoing;
