//! Views: the visible tree of one place.

use std::sync::Arc;

use satchel_objects::ListEntry;
use satchel_operations_schema::types::{
    self, EngineEvent, FilterView, FindRow, FoundRow, OpenView, RowRequest, SelectRows, SortView, TakenSelection,
    ViewRequest, ViewRow, ViewRows, ViewRowsRequest, ViewState,
};
use satchel_view::{Load, Row, RowId, RowKind, SelectMode, SortBy, State, View};

use crate::bodies::documented::{Answer, bucket_of, milliseconds};
use crate::engine::{Engine, OpenedView, Selection};
use crate::errors;
use crate::passphrases::Watch;

/// The most rows of one answer: more than any screen shows.
const MOST_ROWS: u32 = 1000;
/// How many names a title may need.
const NAMES_SHOWN: usize = 3;

pub async fn open_view(engine: &Engine, request: OpenView) -> Answer<ViewState> {
    let bucket = bucket_of(&request.bucket)?;
    if !request.prefix.is_empty() && !request.prefix.ends_with('/') {
        return Err(errors::invalid_parameter("prefix", "must be empty or end in /"));
    }
    let store = engine.store(&request.account).await?;
    let handle = engine.views.keep_with(|handle| {
        let (host, name) = (engine.host.clone(), handle.to_owned());
        let passphrase = Watch::new(&engine.passphrases, &request.account);
        let watch = passphrase.clone();
        let on_change =
            Arc::new(move |state: State| host.emit(EngineEvent::ViewChanged(described(&name, &state, &watch))));
        let view = View::open(store.clone(), bucket.clone(), request.prefix.clone(), on_change);
        let OpenView { account, prefix, .. } = request;
        let place = (account.clone(), bucket.clone(), prefix.clone());
        let watching = passphrase.start(engine.passphrases.clone(), view.clone(), store, place);
        Arc::new(OpenedView { account, bucket, prefix, view, passphrase, watching })
    });
    state_of(engine, &handle)
}

pub async fn close_view(engine: &Engine, request: ViewRequest) -> Answer<()> {
    engine.views.take(&request.view)?.view.close();
    Ok(())
}

pub async fn refresh_view(engine: &Engine, request: ViewRequest) -> Answer<()> {
    let opened = engine.views.get(&request.view)?;
    opened.view.refresh();
    opened.passphrase.again();
    Ok(())
}

pub async fn view_rows(engine: &Engine, request: ViewRowsRequest) -> Answer<ViewRows> {
    let opened = engine.views.get(&request.view)?;
    let rows = opened.view.rows(request.offset as usize, request.limit.min(MOST_ROWS) as usize);
    Ok(ViewRows {
        generation: rows.generation,
        total: count(rows.total),
        rows: rows.rows.into_iter().map(described_row).collect(),
    })
}

pub async fn open_row(engine: &Engine, request: RowRequest) -> Answer<()> {
    engine.views.get(&request.view)?.view.open_row(RowId(request.row));
    Ok(())
}

pub async fn close_row(engine: &Engine, request: RowRequest) -> Answer<()> {
    engine.views.get(&request.view)?.view.close_row(RowId(request.row));
    Ok(())
}

pub async fn sort_view(engine: &Engine, request: SortView) -> Answer<ViewState> {
    let by = match request.by {
        types::SortBy::Name => SortBy::Name,
        types::SortBy::Size => SortBy::Size,
        types::SortBy::Kind => SortBy::Kind,
        types::SortBy::Modified => SortBy::Modified,
    };
    on_large_view(engine, &request.view, move |view| view.sort(by, request.descending)).await
}

pub async fn filter_view(engine: &Engine, request: FilterView) -> Answer<ViewState> {
    on_large_view(engine, &request.view, move |view| view.filter(&request.text)).await
}

pub async fn select_rows(engine: &Engine, request: SelectRows) -> Answer<ViewState> {
    let mode = match request.mode {
        types::SelectMode::Only => SelectMode::Only,
        types::SelectMode::Toggle => SelectMode::Toggle,
        types::SelectMode::Range => SelectMode::Range,
        types::SelectMode::All => SelectMode::All,
        types::SelectMode::Nothing => SelectMode::Nothing,
    };
    let row = request.row.map(RowId);
    if row.is_none() && matches!(mode, SelectMode::Only | SelectMode::Toggle | SelectMode::Range) {
        return Err(errors::invalid_parameter("row", "is missing"));
    }
    on_large_view(engine, &request.view, move |view| view.select(mode, row)).await
}

pub async fn find_row(engine: &Engine, request: FindRow) -> Answer<FoundRow> {
    let opened = engine.views.get(&request.view)?;
    Ok(FoundRow { index: opened.view.find(&request.text, request.from as usize).map(count) })
}

pub async fn take_selection(engine: &Engine, request: ViewRequest) -> Answer<TakenSelection> {
    let opened = engine.views.get(&request.view)?;
    let items = opened.view.take_selection();
    if items.is_empty() {
        return Err(errors::invalid_parameter("view", "nothing is selected"));
    }
    let names = items.iter().take(NAMES_SHOWN).map(|item| split(item).1.to_owned()).collect();
    let folder = items.first().map(|item| split(item).0.to_owned());
    let folder = folder.filter(|folder| items.iter().all(|item| split(item).0 == folder));
    let folders = items.iter().filter(|item| matches!(item, ListEntry::Prefix(_))).count();
    let (items_count, folders) = (count(items.len()), count(folders));
    let selection = engine.selections.keep(Arc::new(Selection {
        account: opened.account.clone(),
        bucket: opened.bucket.clone(),
        prefix: opened.prefix.clone(),
        items,
    }));
    Ok(TakenSelection { selection, folder, items: items_count, folders, names })
}

/// Sorting, filtering or selecting a million rows takes a moment: off the threads that answer everybody else.
async fn on_large_view(
    engine: &Engine,
    handle: &str,
    change: impl FnOnce(&View) + Send + 'static,
) -> Answer<ViewState> {
    let opened = engine.views.get(handle)?;
    tokio::task::spawn_blocking(move || change(&opened.view))
        .await
        .map_err(|failure| errors::other(failure.to_string()))?;
    state_of(engine, handle)
}

fn state_of(engine: &Engine, handle: &str) -> Answer<ViewState> {
    let opened = engine.views.get(handle)?;
    Ok(described(handle, &opened.view.state(), &opened.passphrase))
}

/// The state is read before the passphrase's: what is announced under a generation is shown with it.
fn described(handle: &str, state: &State, passphrase: &Watch) -> ViewState {
    let (load, error) = match &state.load {
        Load::Loading => (types::LoadState::Loading, None),
        Load::More => (types::LoadState::More, None),
        Load::Complete => (types::LoadState::Complete, None),
        Load::Failed(failure) => (types::LoadState::Failed, Some(errors::store(failure))),
    };
    ViewState {
        view: handle.to_owned(),
        generation: state.generation,
        total: count(state.total),
        known: count(state.known),
        load,
        error,
        selected: count(state.selected),
        selected_folders: count(state.selected_folders),
        selected_bytes: state.selected_bytes,
        passphrase: passphrase.see(state),
    }
}

fn described_row(row: Row) -> ViewRow {
    let (row_kind, error) = match &row.kind {
        RowKind::Pre => (types::RowKind::Pre, None),
        RowKind::Obj => (types::RowKind::Obj, None),
        RowKind::Loading => (types::RowKind::Loading, None),
        RowKind::Empty => (types::RowKind::Empty, None),
        RowKind::Failed(failure) => (types::RowKind::Failed, Some(errors::store(failure))),
    };
    ViewRow {
        row: row.id.0,
        row_kind,
        depth: row.depth,
        name: row.name,
        key: row.key,
        size: row.size,
        modified: row.modified.map(|time| milliseconds(Some(time))),
        open: row.open,
        selected: row.selected,
        error,
    }
}

/// The folder that an item is in, and what it is called there: without a folder's `/`.
fn split(item: &ListEntry) -> (&str, &str) {
    let key = match item {
        ListEntry::Prefix(key) => key.strip_suffix('/').unwrap_or(key),
        ListEntry::Object(object) => object.key.as_str(),
    };
    key.split_at(key.rfind('/').map_or(0, |slash| slash + 1))
}

/// A count for the window; no view has more rows than fit.
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
