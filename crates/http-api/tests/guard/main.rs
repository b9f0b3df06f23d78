//! What stands before the API, over real sockets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod attack;
mod ending;
mod limits;
mod observe;
mod outgoing;
mod queue;
mod renewal;
mod support;
