//! [`View`]: the handle. (The signatures; the bodies follow.)

use std::sync::Arc;

use satchel_objects::{BucketName, ListEntry, ObjectStore};

use crate::{Load, RowId, Rows, SelectMode, SortBy, State};

/// A cheap handle on the visible tree of one place. Listing ends when the last handle is dropped.
#[derive(Clone, Debug)]
pub struct View;

#[allow(clippy::unused_self, unused_variables, clippy::needless_pass_by_value, missing_docs)]
impl View {
    pub fn open(
        store: Arc<dyn ObjectStore>,
        bucket: BucketName,
        prefix: String,
        on_change: Arc<dyn Fn(State) + Send + Sync>,
    ) -> Self {
        Self
    }

    pub fn state(&self) -> State {
        State {
            generation: 0,
            total: 0,
            known: 0,
            load: Load::Loading,
            listing: false,
            selected: 0,
            selected_folders: 0,
            selected_bytes: 0,
        }
    }

    pub fn rows(&self, offset: usize, limit: usize) -> Rows {
        Rows { generation: 0, total: 0, rows: Vec::new() }
    }

    pub fn open_row(&self, row: RowId) {}

    pub fn close_row(&self, row: RowId) {}

    pub fn sort(&self, by: SortBy, descending: bool) {}

    pub fn filter(&self, text: &str) {}

    pub fn select(&self, mode: SelectMode, row: Option<RowId>) {}

    pub fn find(&self, text: &str, from: usize) -> Option<usize> {
        None
    }

    pub fn take_selection(&self) -> Vec<ListEntry> {
        Vec::new()
    }

    pub fn refresh(&self) {}

    pub fn close(&self) {}
}
