//! The documented HTTP API: the 25 operations of the list over HTTP, and the guard that stands before them.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod envelope;
mod guard;
mod health;
mod limits;
mod observe;
pub mod outgoing;
mod server;
mod token;

pub use limits::Limits;
pub use observe::{ACCESS_LOG, RequestId, ServedRequest};
pub use outgoing::{Outgoing, OutgoingConfig};
pub use server::{Config, Running, ServeError, TokenAccess, start};
pub use token::{ApiToken, TokenError};
