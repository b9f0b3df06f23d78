//! The visible tree of one place: pages, open folders, sort, filter and selection, in rows a window asks for.

mod types;
mod view;

pub use types::{Load, Row, RowId, RowKind, Rows, SelectMode, SortBy, State};
pub use view::View;
