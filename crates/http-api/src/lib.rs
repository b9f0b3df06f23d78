//! The documented HTTP API: the 25 operations of the list over HTTP, and the guard that stands before them.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod adapters;
mod answers;
mod api;
mod credentials;
mod docs;
pub mod envelope;
pub mod fields;
mod guard;
mod health;
pub mod input;
mod limits;
mod observe;
pub mod openapi;
pub mod outgoing;
mod request;
mod routes;
mod server;
mod streamed;
mod times;
mod token;

pub use adapters::{HttpOperation, OPERATIONS};
pub use answers::Data;
pub use api::{Api, Caller, Reply};
pub use health::{NotReady, ask_whether_ready};
pub use limits::Limits;
pub use observe::{ACCESS_LOG, RequestId, ServedRequest};
pub use outgoing::{Outgoing, OutgoingConfig};
pub use request::SlowClient;
pub use routes::router;
pub use satchel_transfer::streamed::SpoolLimits;
pub use server::{Config, Running, ServeError, serve, start};
pub use streamed::Download;
pub use token::{ApiToken, TokenAccess, TokenError};
