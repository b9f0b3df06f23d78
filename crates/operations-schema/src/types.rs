//! Requests and answers. Times are milliseconds since 1970 UTC, sizes are bytes.

mod access;
mod accounts;
mod app;
mod documented;
mod edits;
mod errors;
mod events;
mod leftovers;
mod links;
mod local_api;
mod passphrases;
mod plans;
mod secret;
mod transfers;
mod views;

pub use access::*;
pub use accounts::*;
pub use app::*;
pub use documented::*;
pub use edits::*;
pub use errors::*;
pub use events::*;
pub use leftovers::*;
pub use links::*;
pub use local_api::*;
pub use passphrases::*;
pub use plans::*;
pub use secret::*;
pub use transfers::*;
pub use views::*;
