//! Views: the visible tree of one place. Rows, sort, filter and selection live in the engine; the window asks for the
//! rows it shows.

use super::{ErrorInfo, ViewPassphrase};
use crate::describe::{choices, records};

choices! {
    /// What a row is.
    RowKind {
        /// A folder: a common prefix.
        Pre = "PRE",
        /// An object.
        Obj = "OBJ",
        /// Stands in an open folder whose first page isn't there yet.
        Loading = "LOADING",
        /// Stands in an open folder that has nothing in it.
        Empty = "EMPTY",
        /// Stands in an open folder that couldn't be listed.
        Failed = "FAILED",
    }

    /// What rows are sorted by. Folders come first in each.
    SortBy {
        /// Names, digits by their value, without regard to case.
        Name = "name",
        /// Sizes.
        Size = "size",
        /// Kinds: the name's extension.
        Kind = "kind",
        /// Times of the last change.
        Modified = "modified",
    }

    /// What a selection command does.
    SelectMode {
        /// The row alone; it becomes the anchor.
        Only = "only",
        /// The row is added, or taken away; it becomes the anchor.
        Toggle = "toggle",
        /// From the anchor to the row, in place of what was selected.
        Range = "range",
        /// Every row that is shown.
        All = "all",
        /// None.
        Nothing = "nothing",
    }

    /// How far the listing of a view is.
    LoadState {
        /// The first page isn't there yet.
        Loading = "loading",
        /// The first page is there, more is coming.
        More = "more",
        /// All is there.
        Complete = "complete",
        /// It failed; what came before the failure is still shown.
        Failed = "failed",
    }
}

records! {
    /// A place to open.
    OpenView {
        /// The account.
        account: String,
        /// The bucket's name.
        bucket: String,
        /// Empty, or a prefix that ends in `/`.
        prefix: String,
    }

    /// A view by its ID.
    ViewRequest {
        /// The view's ID.
        view: String,
    }

    /// A window of rows.
    ViewRowsRequest {
        /// The view's ID.
        view: String,
        /// The first row, from 0.
        offset: u32,
        /// At most so many rows, up to 1,000.
        limit: u32,
    }

    /// Rows of a view.
    ViewRows {
        /// Grows with every change of the rows; older answers can be dropped.
        generation: u64,
        /// How many rows there are in all.
        total: u32,
        /// The rows.
        rows: Vec<ViewRow>,
    }

    /// One row.
    ViewRow {
        /// Stays the same as long as the view lives.
        row: u32,
        /// What it is.
        row_kind: RowKind,
        /// 0 for the place's own rows, 1 in a folder that was opened in place, …
        depth: u32,
        /// What to show: the last part of the key, without a folder's `/`.
        name: String,
        /// The whole key, or the prefix with its `/`.
        key: String,
        /// Bytes; none for a folder.
        size: Option<u64>,
        /// The last change, in ms.
        modified: Option<u64>,
        /// Whether a folder is open in place.
        open: bool,
        /// Whether it is selected.
        selected: bool,
        /// Why a folder couldn't be listed (`FAILED` rows).
        error: Option<ErrorInfo>,
    }

    /// A row of a view.
    RowRequest {
        /// The view's ID.
        view: String,
        /// The row's ID.
        row: u32,
    }

    /// How to sort a view.
    SortView {
        /// The view's ID.
        view: String,
        /// By what.
        by: SortBy,
        /// Largest, latest or last first.
        descending: bool,
    }

    /// What to show of a view.
    FilterView {
        /// The view's ID.
        view: String,
        /// Only names that have this text in them, without regard to case; empty shows all.
        text: String,
    }

    /// What to select in a view.
    SelectRows {
        /// The view's ID.
        view: String,
        /// What to do.
        mode: SelectMode,
        /// The row, where the mode needs one.
        row: Option<u32>,
    }

    /// Where a row is after typing the beginning of its name.
    FindRow {
        /// The view's ID.
        view: String,
        /// The beginning of a name, without regard to case.
        text: String,
        /// Look from this place on, and then from the top.
        from: u32,
    }

    /// A row that was found.
    FoundRow {
        /// Its place, from 0; none where no row fits.
        index: Option<u32>,
    }

    /// The state of a view. It comes as an event when anything of it changes.
    ViewState {
        /// The view's ID.
        view: String,
        /// Grows with every change of the rows.
        generation: u64,
        /// How many rows there are in all.
        total: u32,
        /// How many objects and folders are known of in the place itself, before the filter.
        known: u32,
        /// How far the listing is.
        load: LoadState,
        /// Why it failed.
        error: Option<ErrorInfo>,
        /// How many rows are selected.
        selected: u32,
        /// How many of them are folders.
        selected_folders: u32,
        /// Bytes of the selected objects (folders aside).
        selected_bytes: u64,
        /// What is known of the account's passphrase here.
        passphrase: ViewPassphrase,
    }

    /// A selection that was taken: it stays what it was when the view changes.
    TakenSelection {
        /// Its ID.
        selection: String,
        /// The folder that all of them are in: empty, or a prefix that ends in `/`. None where they are in several.
        folder: Option<String>,
        /// How many objects and folders.
        items: u32,
        /// How many of them are folders.
        folders: u32,
        /// The first few names.
        names: Vec<String>,
    }
}
