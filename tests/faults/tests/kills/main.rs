//! The engine is killed; the next process goes on. Nothing is lost, and nothing acknowledged is sent again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod elsewhere;
mod named;
mod random;

use std::path::Path;

/// The child.
fn worker() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_satchel-fault-worker"))
}
