//! [`View`]: the handle.

use std::fmt;
use std::sync::Arc;

use satchel_objects::{BucketName, ListEntry, ObjectStore};

use crate::engine::{Engine, OnChange};
use crate::listing::Lister;
use crate::order::Sort;
use crate::tree::Tree;
use crate::{RowId, Rows, SelectMode, SortBy, State};

/// A cheap handle on the visible tree of one place: an account's store, a bucket and a prefix.
///
/// Every method answers at once and none panics. A row ID that is unknown, or whose key isn't listed any more, changes
/// nothing. On a large folder [`sort`](Self::sort) and [`filter`](Self::filter) take effect a little later, with a new
/// generation; until then the old rows are shown, counted and selected.
#[derive(Clone)]
pub struct View(Arc<Guard>);

/// Ends everything with the last handle.
struct Guard(Arc<Engine>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl fmt::Debug for View {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("View").field(&self.state()).finish()
    }
}

impl View {
    /// Opens the place at `prefix` (empty, or ending in `/`) and starts listing it on the tokio runtime that this is
    /// called in (outside of one nothing is ever listed). The first page is shown at once, the rest streams behind.
    ///
    /// `on_change` is called on that runtime, with what is new at the time: at once when things were quiet and for a
    /// first page or a failure, else at most ten times a second. It should be quick; it may call the view.
    pub fn open(
        store: Arc<dyn ObjectStore>,
        bucket: BucketName,
        prefix: String,
        on_change: Arc<dyn Fn(State) + Send + Sync>,
    ) -> Self {
        let on_change: OnChange = on_change;
        Self(Arc::new(Guard(Engine::start(Lister::new(store, bucket), Tree::new(prefix), on_change))))
    }

    fn engine(&self) -> &Arc<Engine> {
        &self.0.0
    }

    /// The state now.
    pub fn state(&self) -> State {
        self.engine().tree().state()
    }

    /// At most `limit` rows from `offset` on.
    pub fn rows(&self, offset: usize, limit: usize) -> Rows {
        self.engine().tree().rows(offset, limit)
    }

    /// Opens a folder in place. It is listed if it wasn't, if its last listing failed (so that this is "try again"
    /// too, also on the row that says so), or if there was a refresh since; what was known is shown meanwhile.
    pub fn open_row(&self, row: RowId) {
        // Its own statement: the lock isn't held while the listings start.
        let plans = self.engine().tree().open(row);
        if let Some(plans) = plans {
            self.engine().spawn(plans);
            self.engine().changed();
        }
    }

    /// Closes a folder. Its listing ends; rows in it are deselected, but known when it is opened again.
    pub fn close_row(&self, row: RowId) {
        if self.engine().tree().close(row).is_some() {
            self.engine().changed();
        }
    }

    /// Sorts the rows of every folder.
    pub fn sort(&self, by: SortBy, descending: bool) {
        let mut tree = self.engine().tree();
        tree.sort(Sort { by, descending });
        self.engine().arrange_soon(tree);
    }

    /// Shows only rows whose names have `text` in them, without regard to case, in all open folders, and the folders
    /// around them; empty shows all. Rows that aren't shown any more are deselected, so that nothing unseen is acted
    /// on, and showing them again doesn't select them. So are folders that stay only for what lies in them.
    pub fn filter(&self, text: &str) {
        let mut tree = self.engine().tree();
        tree.filter(text);
        self.engine().arrange_soon(tree);
    }

    /// Changes the selection. Only visible folders and objects can be selected; `row` counts for the modes that need
    /// one.
    pub fn select(&self, mode: SelectMode, row: Option<RowId>) {
        self.engine().tree().select(mode, row);
        self.engine().changed();
    }

    /// The place of the first row from `from` on, and then from the top, whose name begins with `text`, without regard
    /// to case.
    pub fn find(&self, text: &str, from: usize) -> Option<usize> {
        self.engine().tree().find(text, from)
    }

    /// What is selected, from top to bottom. What is selected within a selected folder isn't named beside it. Entity
    /// tags aren't kept by a view, so there are none.
    pub fn take_selection(&self) -> Vec<ListEntry> {
        self.engine().tree().selected()
    }

    /// Lists the place and its open folders again and then shows the new rows in place of the old, which stay until
    /// then. Open folders, the selection and the IDs of rows whose keys are still there are kept.
    pub fn refresh(&self) {
        let plans = self.engine().tree().refresh();
        self.engine().spawn(plans);
        self.engine().changed();
    }

    /// Has `on_change` called, under a new generation, because of something that isn't the view's own and that is shown
    /// with its state.
    pub fn announce(&self) {
        self.engine().tree().announce();
        self.engine().changed();
    }

    /// Ends listing at once; `on_change` isn't called any more. The rows stay as they are. Dropping the last handle
    /// does the same.
    pub fn close(&self) {
        self.engine().close();
    }
}
