//! The documented API over real sockets, on the embedded store and a fake auth service.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests say what they expect")]

mod bad_input;
mod documented;
mod download;
mod encodings;
mod every_operation;
mod hostile_keys;
mod replicas;
mod support;
mod upload;
