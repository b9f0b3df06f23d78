//! What goes wrong between a store and its server, each with the kind that it must have.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(clippy::wildcard_imports, reason = "each part needs most of what they share")]

mod answers;
mod clocks;
mod learning;
mod reaching;
mod regions;
mod support;
