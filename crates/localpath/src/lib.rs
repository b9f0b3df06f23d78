//! The only place that turns an object key into a local path, and back, and that touches the person's files.
//!
//! Keys are any text; local names are not. [`Policy`] says what a system can hold, [`Policy::encode`] writes the rest
//! in a reversible form, [`Namer`] keeps twins apart, and [`TargetFolder`] writes below one folder and nowhere else.
//! [`walk`] reads what a person dropped, without following symbolic links.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod error;
mod identity;

pub use error::{LocalAction, LocalError, LocalErrorKind};
pub use identity::FileIdentity;
