//! A real Storj network for tests: a satellite, storage nodes, the auth service and link sharing, all official code.
//!
//! [`Network`] runs the program that `cargo xtask test storj` builds from `tests/storj-network`, and asks the official
//! library behind it ([`Network::share`], [`Network::download`], …) for what Satchel's own is compared with.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a library of tests")]
#![allow(clippy::missing_panics_doc, reason = "where it panics, the test has failed")]

mod commands;
mod network;

pub use commands::{Contents, Credentials, Entry, Listed, Permission, Prefix, Refused};
pub use network::{Auth, Network, Project};
