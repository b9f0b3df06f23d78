//! Plans and the engine, on a store in memory, on the embedded store, and with faults.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod demo;
mod download;
mod hostile;
mod naming;
mod remote;
mod resume;
mod support;
mod there_and_back;
mod upload;
