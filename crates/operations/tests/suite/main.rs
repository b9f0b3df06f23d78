//! The engine through its one dispatcher, with a host that is nothing but the trait.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod bad_input;
mod documented;
mod main_job;
mod support;
