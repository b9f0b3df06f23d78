//! The one list of operations. Every door reads it: the desktop's commands and their permissions, the TypeScript types
//! and calls, the documentation's tables. It has no dependencies to speak of, so that `build.rs` can read it too.
//!
//! - [`for_each_operation!`] hands the list to a macro: that is how doors make an adapter for each operation, and how a
//!   missing body fails to compile.
//! - [`OPERATIONS`] is the same list as data.
//! - [`types`] are the requests and answers, each described as data by [`Described`].

mod describe;
mod list;
mod operation;
pub mod types;

pub use describe::{Described, Field, Shape, TypeDescription, Variant};
pub use operation::{Auth, COMMANDS, Door, Method, OPERATIONS, OperationDescription};
