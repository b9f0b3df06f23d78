//! What a view answers. Sizes are bytes, places are counted from 0.

use std::sync::Arc;
use std::time::SystemTime;

use satchel_objects::StoreError;

/// A row's ID. It stays the same as long as the view lives and the row's key is listed, through sorting, filtering,
/// closing and refreshing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId(pub u32);

/// What a row is.
#[derive(Clone, Debug)]
pub enum RowKind {
    /// A folder: a common prefix.
    Pre,
    /// An object.
    Obj,
    /// Stands in an open folder whose first page isn't there yet.
    Loading,
    /// Stands in an open folder that has nothing in it.
    Empty,
    /// Stands last in an open folder that couldn't be listed, or not to its end.
    Failed(Arc<StoreError>),
}

/// One row.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its ID.
    pub id: RowId,
    /// What it is.
    pub kind: RowKind,
    /// 0 for the place's own rows, 1 in a folder that was opened in place, and so on.
    pub depth: u32,
    /// What to show: the key behind its folder's prefix, without a folder's `/`. It can be empty (`a//`). A row that
    /// is neither folder nor object has none.
    pub name: String,
    /// The whole key, or the prefix with its `/`. A row that is neither has its folder's prefix.
    pub key: String,
    /// Bytes; none for a folder.
    pub size: Option<u64>,
    /// The last change, to the millisecond.
    pub modified: Option<SystemTime>,
    /// Whether a folder is open in place.
    pub open: bool,
    /// Whether it is selected.
    pub selected: bool,
}

/// A window of rows.
#[derive(Clone, Debug)]
pub struct Rows {
    /// As in [`State::generation`]: of two answers the one with the larger number is the newer.
    pub generation: u64,
    /// How many rows there are in all.
    pub total: usize,
    /// The rows.
    pub rows: Vec<Row>,
}

/// How far the listing of the place is.
#[derive(Clone, Debug)]
pub enum Load {
    /// The first page isn't there yet.
    Loading,
    /// The first page is there, more is coming.
    More,
    /// All is there. It stays so while a refresh runs.
    Complete,
    /// It failed; what came before the failure is still shown.
    Failed(Arc<StoreError>),
}

/// The state of a view.
#[derive(Clone, Debug)]
pub struct State {
    /// Grows with every change of rows, selection or load.
    pub generation: u64,
    /// How many rows are shown, those of open folders among them.
    pub total: usize,
    /// How many objects and folders are known in the place itself, before the filter.
    pub known: usize,
    /// How far the listing of the place is.
    pub load: Load,
    /// Whether anything is under way: a listing (the first, or a refresh) of the place or an open folder, or sorting
    /// and filtering that isn't to be seen yet.
    pub working: bool,
    /// How many rows are selected.
    pub selected: usize,
    /// How many of them are folders.
    pub selected_folders: usize,
    /// Bytes of the selected objects (folders aside).
    pub selected_bytes: u64,
}

/// What rows are sorted by. Folders come before objects in each, and equal rows by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortBy {
    /// Names: digits by their value, without regard to case.
    #[default]
    Name,
    /// Sizes. Folders have none and stay by name.
    Size,
    /// Kinds: the extension of the name. Folders have none and stay by name.
    Kind,
    /// Times of the last change; an unknown one is the oldest. Folders have none and stay by name.
    Modified,
}

/// What a selection command does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectMode {
    /// The row alone; it becomes the anchor.
    Only,
    /// The row is added, or taken away; it becomes the anchor.
    Toggle,
    /// From the anchor to the row, in place of what was selected. Without a visible anchor like [`Self::Only`].
    /// Folders that a filter shows only for what lies in them are left out.
    Range,
    /// Every row that is shown, but for folders that a filter shows only for what lies in them.
    All,
    /// None.
    Nothing,
}
