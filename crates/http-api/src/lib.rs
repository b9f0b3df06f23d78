//! The documented HTTP API: the 25 operations of the list over HTTP, and the guard that stands before them.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod adapters;
mod answers;
mod api;
mod credentials;
mod docs;
pub mod envelope;
pub mod fields;
pub mod input;
pub mod openapi;
pub mod outgoing;
mod request;
mod routes;
mod spool;
mod streamed;

pub use adapters::{HttpOperation, OPERATIONS};
pub use answers::Data;
pub use api::{Api, Caller, Reply};
pub use request::SlowClient;
pub use routes::router;
pub use spool::SpoolLimits;
pub use streamed::Download;
