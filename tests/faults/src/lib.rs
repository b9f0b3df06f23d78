//! The engine as a child process that is killed, on servers that fail.
//!
//! [`Job`] is what the child (`satchel-fault-worker`) is told, [`World`] a server with a front that counts, and
//! [`Scenario`] a transfer with what must be true when it is over, however often it was killed on the way.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a library of tests")]
#![allow(clippy::missing_panics_doc, reason = "where it panics, the test has failed")]

mod job;
mod scenario;
mod worker;
mod world;

pub use job::{Death, Ended, Job, Work};
pub use scenario::{Kind, Scenario};
pub use worker::{Kill, Run, run};
pub use world::{Backing, World, bucket, noise};

/// A mebibyte.
pub const MEBIBYTE: u64 = 1 << 20;
/// How many parts or ranges the child has under way at once.
pub const IN_FLIGHT: u32 = 2;
