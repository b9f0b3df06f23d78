//! Requests and answers. Times are milliseconds since 1970 UTC, sizes are bytes.

mod accounts;
mod app;
mod documented;
mod errors;
mod events;
mod secret;
mod transfers;
mod views;

pub use accounts::*;
pub use app::*;
pub use documented::*;
pub use errors::*;
pub use events::*;
pub use secret::*;
pub use transfers::*;
pub use views::*;
