//! The visible tree of one place: pages, open folders, sort, filter and selection, in rows a window asks for.
//!
//! A [`View`] lists a prefix of a bucket in the background and keeps what it learns as rows: 32 bytes of index for each
//! entry and 16 for its ID and its places, beside the text of its name. A window asks for the rows it shows and never
//! holds more.
//!
//! - Listing costs list calls only, 1,000 entries each; nothing is asked for a single row.
//! - Nothing is assumed of the order in which a server lists. A key that it names twice is one row.
//! - The marker object of a folder (the key that is the folder's own prefix) is no row.
//! - The selection never holds a row that isn't shown, and no folder gets into it, unless by its own row, that a filter
//!   shows only for what lies in it: nothing unseen is acted on.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod data;
mod engine;
mod listing;
mod natural;
mod order;
mod selection;
mod tree;
mod types;
mod view;

pub use types::{Load, Row, RowId, RowKind, Rows, SelectMode, SortBy, State};
pub use view::View;
