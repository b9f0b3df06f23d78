//! What a view does while pages come, fail or are cut off.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use satchel_objects::{BucketName, ErrorKind, ListEntry, ObjectKey, ObjectSummary};
use satchel_view::{Load, RowId, RowKind, SelectMode, SortBy, State, View};

use crate::store::{Content, FakeStore, over};
use crate::{open, rows, settled, text, until};

fn content(keys: &[&str]) -> Content {
    let objects: BTreeMap<_, _> = keys.iter().map(|key| ((*key).to_owned(), (1, None))).collect();
    Arc::new(Mutex::new(objects))
}

fn store(keys: &[&str], page: usize) -> Arc<FakeStore> {
    Arc::new(over(content(keys), page, false))
}

/// The ID of the row with that key that is a folder or an object.
fn id(view: &View, key: &str) -> RowId {
    let fits = |row: &satchel_view::Row| row.key == key && matches!(row.kind, RowKind::Pre | RowKind::Obj);
    rows(view).iter().find(|row| fits(row)).expect("no such row").id
}

#[tokio::test]
async fn folders_first_markers_hidden_empty_names_kept() {
    let view = open(store(&["p/", "p/z", "p/B/x", "p/a10", "p/a9", "p//deep", "q"], 100), "p/");
    let state = settled(&view).await;
    assert_eq!(text(&view), ["+/", "+B/", "a9", "a10", "z"]);
    assert_eq!((state.total, state.known), (5, 5));
    assert!(matches!(state.load, Load::Complete));
    view.open_row(id(&view, "p//"));
    settled(&view).await;
    assert_eq!(text(&view), ["-/", "  deep", "+B/", "a9", "a10", "z"]);
    assert_eq!(view.rows(1, 1).rows[0].key, "p//deep");
}

#[tokio::test]
async fn the_first_page_is_shown_while_more_is_coming() {
    let store = store(&["a", "b", "c"], 1);
    let gate = store.gate("");
    let view = open(store.clone(), "");
    assert!(matches!(view.state().load, Load::Loading));
    gate.add_permits(1);
    let state = until(&view, |state| state.total > 0).await;
    assert!(matches!(state.load, Load::More));
    assert_eq!(text(&view), ["a"]);
    gate.add_permits(2);
    settled(&view).await;
    assert_eq!(text(&view), ["a", "b", "c"]);
    assert_eq!(store.calls.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn a_failure_after_some_pages_keeps_them_and_a_refresh_tries_again() {
    let store = store(&["a", "b", "c"], 2);
    store.fail("", 2);
    let view = open(store, "");
    let state = settled(&view).await;
    let Load::Failed(error) = state.load else { panic!("{state:?}") };
    assert_eq!(error.kind, ErrorKind::ServerFailed);
    assert_eq!(text(&view), ["a", "b"]);
    let kept = id(&view, "b");
    view.refresh();
    assert!(matches!(view.state().load, Load::More));
    assert!(matches!(settled(&view).await.load, Load::Complete));
    assert_eq!(text(&view), ["a", "b", "c"]);
    assert_eq!(id(&view, "b"), kept);
}

#[tokio::test]
async fn a_folder_shows_loading_failed_and_empty_in_its_place() {
    let store = store(&["f/x", "g/"], 10);
    let gate = store.gate("f/");
    store.fail("f/", 0);
    let view = open(store, "");
    settled(&view).await;
    let folder = id(&view, "f/");
    view.open_row(folder);
    assert_eq!(text(&view), ["-f/", "  (loading)", "+g/"]);
    gate.add_permits(1);
    settled(&view).await;
    assert_eq!(text(&view), ["-f/", "  (failed)", "+g/"]);
    // Trying again: on the folder, or on the row that says that it failed.
    let failed = rows(&view)[1].id;
    view.open_row(failed);
    assert_eq!(text(&view), ["-f/", "  (loading)", "+g/"]);
    gate.add_permits(1);
    settled(&view).await;
    view.open_row(id(&view, "g/"));
    settled(&view).await;
    assert_eq!(text(&view), ["-f/", "  x", "-g/", "  (empty)"]);
    // Rows that are neither folder nor object are never selected.
    view.select(SelectMode::All, None);
    assert_eq!(view.state().selected, 3);
    view.select(SelectMode::Only, Some(rows(&view)[3].id));
    assert_eq!(view.state().selected, 3);
}

#[tokio::test]
async fn closing_a_folder_cancels_its_listing_and_opening_it_goes_on() {
    let store = store(&["f/x", "f/y"], 1);
    let gate = store.gate("f/");
    let view = open(store.clone(), "");
    settled(&view).await;
    let folder = id(&view, "f/");
    view.open_row(folder);
    gate.add_permits(1);
    // The first page is in, and the second was asked for.
    until(&view, |_| text(&view) == ["-f/", "  x"] && store.calls.lock().unwrap().len() == 3).await;
    view.close_row(folder);
    assert!(!view.state().working);
    until(&view, |_| !store.cancelled.lock().unwrap().is_empty()).await;
    assert_eq!(text(&view), ["+f/"]);
    view.open_row(folder);
    assert_eq!(text(&view), ["-f/", "  x"]);
    gate.add_permits(2);
    settled(&view).await;
    assert_eq!(text(&view), ["-f/", "  x", "  y"]);
}

#[tokio::test]
async fn closing_or_dropping_the_view_cancels_at_once() {
    let store = store(&["a"], 1);
    store.gate("");
    let view = open(store.clone(), "");
    until(&view, |_| !store.calls.lock().unwrap().is_empty()).await;
    view.close();
    until(&view, |_| store.cancelled.lock().unwrap().len() == 1).await;
    view.refresh();
    assert!(!view.state().working);

    let dropped = open(store.clone(), "");
    let second = dropped.clone();
    until(&dropped, |_| store.calls.lock().unwrap().len() == 2).await;
    drop(dropped);
    assert_eq!(store.cancelled.lock().unwrap().len(), 1, "a handle is still there");
    drop(second);
    until(&view, |_| store.cancelled.lock().unwrap().len() == 2).await;
}

#[tokio::test]
async fn a_refresh_during_a_listing_is_followed_by_another() {
    let content = content(&["a", "b"]);
    let store = Arc::new(over(content.clone(), 1, false));
    let gate = store.gate("");
    let view = open(store, "");
    gate.add_permits(1);
    until(&view, |state| state.total == 1).await;
    content.lock().unwrap().remove("a");
    view.refresh();
    view.refresh();
    gate.add_permits(10);
    settled(&view).await;
    assert_eq!(text(&view), ["b"]);
}

#[tokio::test]
async fn old_rows_stay_while_a_refresh_runs() {
    let content = content(&["a", "b", "f/x"]);
    let store = Arc::new(over(content.clone(), 1, false));
    let view = open(store.clone(), "");
    settled(&view).await;
    view.open_row(id(&view, "f/"));
    settled(&view).await;
    view.select(SelectMode::All, None);
    let gate = store.gate("");
    content.lock().unwrap().remove("a");
    content.lock().unwrap().insert("f/y".into(), (5, None));
    view.refresh();
    gate.add_permits(1);
    until(&view, |_| store.calls.lock().unwrap().iter().filter(|(prefix, _)| prefix.is_empty()).count() >= 5).await;
    assert!(text(&view).contains(&"a".to_owned()));
    assert!(matches!(view.state().load, Load::Complete));
    gate.add_permits(5);
    let state = settled(&view).await;
    assert_eq!(text(&view), ["-f/", "  x", "  y", "b"]);
    assert_eq!((state.selected, state.selected_folders, state.selected_bytes), (3, 1, 2), "f/, f/x and b are kept");
    let taken: Vec<_> = view.take_selection();
    assert!(matches!(&taken[..], [ListEntry::Prefix(folder), ListEntry::Object(object)]
        if folder == "f/" && object.key.as_str() == "b"));
}

#[tokio::test]
async fn a_key_that_is_listed_twice_is_one_row() {
    let object = |key: &str| {
        let key = ObjectKey::new(key).unwrap();
        ListEntry::Object(ObjectSummary { key, size: 1, last_modified: None, etag: None })
    };
    let store = FakeStore::new(move |_, from| {
        let page = vec![ListEntry::Prefix("f/".into()), object("a"), object("elsewhere"), object("f/"), object("a")];
        // Keys that don't belong under the prefix are left out.
        (page, (from < 2).then_some(from + 1))
    });
    let view = open(Arc::new(store), "");
    settled(&view).await;
    assert_eq!(text(&view), ["+f/", "a", "elsewhere", "f/"]);
}

#[tokio::test]
async fn a_page_that_leads_to_itself_is_a_failure() {
    let view = open(Arc::new(FakeStore::new(|_, _| (Vec::new(), Some(7)))), "");
    assert!(matches!(settled(&view).await.load, Load::Failed(_)));
}

#[tokio::test]
async fn what_a_server_lists_beside_the_prefix_is_left_out() {
    let object = |key: &str| {
        let key = ObjectKey::new(key).unwrap();
        ListEntry::Object(ObjectSummary { key, size: 1, last_modified: None, etag: None })
    };
    let store =
        FakeStore::new(move |_, _| (vec![object("p/a"), object("other"), ListEntry::Prefix("p/".into())], None));
    let view = open(Arc::new(store), "p/");
    settled(&view).await;
    assert_eq!(text(&view), ["a"]);
}

#[tokio::test]
async fn filter_hides_deselects_and_keeps_folders_around_what_fits() {
    let view = open(store(&["f/Grün.txt", "f/other", "g/x", "grün", "z"], 10), "");
    settled(&view).await;
    view.open_row(id(&view, "f/"));
    view.open_row(id(&view, "g/"));
    settled(&view).await;
    view.select(SelectMode::All, None);
    view.filter("GRÜN");
    settled(&view).await;
    assert_eq!(text(&view), ["-f/", "  Grün.txt", "grün"]);
    assert_eq!(view.state().known, 4);
    view.filter("");
    settled(&view).await;
    assert_eq!(text(&view), ["-f/", "  Grün.txt", "  other", "-g/", "  x", "grün", "z"]);
    let selected: Vec<_> = rows(&view).into_iter().filter(|row| row.selected).map(|row| row.key).collect();
    assert_eq!(selected, ["f/Grün.txt", "grün"]);
    // All means what fits: the folder around it has more in it than is seen. By its own row it can be selected.
    view.filter("other");
    settled(&view).await;
    view.select(SelectMode::All, None);
    assert_eq!((view.state().selected, view.state().selected_folders), (1, 0));
    view.select(SelectMode::Only, Some(id(&view, "f/")));
    assert_eq!(view.state().selected_folders, 1);
}

#[tokio::test]
async fn find_goes_on_from_a_place_and_around() {
    let view = open(store(&["Apfel", "apricot", "bee", "öl"], 10), "");
    settled(&view).await;
    assert_eq!(view.find("AP", 0), Some(0));
    assert_eq!(view.find("ap", 1), Some(1));
    assert_eq!(view.find("ap", 2), Some(0));
    assert_eq!(view.find("Ö", 9), Some(3));
    assert_eq!((view.find("x", 0), view.find("", 0)), (None, None));
}

#[tokio::test]
async fn unknown_rows_change_nothing() {
    let content = content(&["a", "f/x"]);
    let view = open(Arc::new(over(content.clone(), 10, false)), "");
    settled(&view).await;
    let (gone, folder) = (id(&view, "a"), id(&view, "f/"));
    view.open_row(folder);
    settled(&view).await;
    content.lock().unwrap().clear();
    view.refresh();
    settled(&view).await;
    for row in [gone, folder, RowId(12_345), RowId(u32::MAX)] {
        view.open_row(row);
        view.close_row(row);
        for mode in [SelectMode::Only, SelectMode::Toggle, SelectMode::Range] {
            view.select(mode, Some(row));
            view.select(mode, None);
        }
    }
    let state = settled(&view).await;
    assert_eq!((state.total, state.selected), (0, 0));
    assert!(view.rows(usize::MAX, usize::MAX).rows.is_empty());
}

#[tokio::test]
async fn many_rows_are_sorted_aside_and_merged_as_they_come() {
    let keys: Vec<String> = (0..30_000).map(|n| format!("n{}", n * 7 % 30_000)).collect();
    let objects = keys.iter().map(|key| (key.clone(), (key.len() as u64, None))).collect();
    let view = open(Arc::new(over(Arc::new(Mutex::new(objects)), 1000, true)), "");
    settled(&view).await;
    let names: Vec<String> = rows(&view).into_iter().map(|row| row.name).collect();
    assert!(names.iter().enumerate().all(|(n, name)| *name == format!("n{n}")));
    view.select(SelectMode::All, None);
    view.sort(SortBy::Size, true);
    view.filter("9");
    let state = settled(&view).await;
    let expected: Vec<usize> = (0..30_000).filter(|n| n.to_string().contains('9')).collect();
    assert_eq!((state.total, state.selected), (expected.len(), expected.len()));
    assert_eq!(view.rows(0, 1).rows[0].name, "n10009");
}

#[tokio::test]
async fn changes_are_told_and_the_last_word_is_the_last_state() {
    let heard: Arc<Mutex<Vec<State>>> = Arc::default();
    let hear = heard.clone();
    let keys: Vec<String> = (0..300).map(|n| n.to_string()).collect();
    let objects = keys.iter().map(|key| (key.clone(), (1, None))).collect();
    let store = over(Arc::new(Mutex::new(objects)), 1, false);
    let on_change = Arc::new(move |state| hear.lock().unwrap().push(state));
    let view = View::open(Arc::new(store), BucketName::new("bucket").unwrap(), String::new(), on_change);
    let state = settled(&view).await;
    until(&view, |_| heard.lock().unwrap().last().is_some_and(|last| last.generation == state.generation)).await;
    view.announce();
    until(&view, |_| heard.lock().unwrap().last().is_some_and(|last| last.generation > state.generation)).await;
    let heard = heard.lock().unwrap();
    assert!(heard.windows(2).all(|pair| pair[0].generation <= pair[1].generation));
    assert!(heard.len() < 100, "{} calls for 300 pages", heard.len());
    assert!(matches!(heard.last().unwrap().load, Load::Complete));
}
