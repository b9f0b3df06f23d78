//! Each fault of a server or a line: a transfer through it ends with equal bytes, or with a failure that says what it
//! was, and nothing is left over either way.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod answers;
mod bodies;
mod connections;
mod credentials;
mod lost;
mod support;
