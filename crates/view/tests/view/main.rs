//! Views over a store in memory.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod behaviour;
mod million;
mod model;
#[path = "../support/store.rs"]
mod store;

use std::sync::Arc;
use std::time::Duration;

use satchel_objects::{BucketName, ObjectStore};
use satchel_view::{Row, RowKind, State, View};

/// Opens a view whose changes nobody hears of.
fn open(store: Arc<dyn ObjectStore>, prefix: &str) -> View {
    View::open(store, BucketName::new("bucket").unwrap(), prefix.to_owned(), Arc::new(|_| {}))
}

/// Waits until the state is as wanted.
async fn until(view: &View, wanted: impl Fn(&State) -> bool) -> State {
    for _ in 0..20_000 {
        let state = view.state();
        if wanted(&state) {
            return state;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    panic!("not in 20 seconds: {:?}", view.state());
}

/// Waits until nothing is under way.
async fn settled(view: &View) -> State {
    until(view, |state| !state.working).await
}

fn rows(view: &View) -> Vec<Row> {
    view.rows(0, usize::MAX).rows
}

/// The rows as text: two spaces for each level, `+` or `-` before a folder, a name or what else the row is.
fn text(view: &View) -> Vec<String> {
    let line = |row: &Row| {
        let indent = "  ".repeat(row.depth as usize);
        match row.kind {
            RowKind::Pre => format!("{indent}{}{}/", if row.open { "-" } else { "+" }, row.name),
            RowKind::Obj => format!("{indent}{}", row.name),
            RowKind::Loading => format!("{indent}(loading)"),
            RowKind::Empty => format!("{indent}(empty)"),
            RowKind::Failed(_) => format!("{indent}(failed)"),
        }
    };
    rows(view).iter().map(line).collect()
}
