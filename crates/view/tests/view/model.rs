//! Random operations on random trees, against a model that is made from scratch after each.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, SystemTime};

use proptest::prelude::*;
use satchel_objects::ListEntry;
use satchel_view::{RowId, RowKind, SelectMode, SortBy};
use tokio::runtime::Runtime;

use crate::store::{Content, children, over};
use crate::{open, rows, settled};

/// A row of the model: kind, depth, name, key, size, time, open.
type Line = (&'static str, u32, String, String, Option<u64>, Option<u64>, bool);

/// A key and its object, or none where it is to be removed.
type Change = (String, Option<(u64, Option<u64>)>);

#[derive(Clone, Debug)]
enum Step {
    Open(usize),
    Close(usize),
    Sort(SortBy, bool),
    Filter(&'static str),
    Select(SelectMode, usize),
    /// Puts or removes some objects and refreshes.
    Change(Vec<Change>),
}

fn key() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec!["a", "B", "a10", "a2", "É1", "é01", "x.txt", "y.TXT", "z.md", "", "b", " "]);
    prop::collection::vec(part, 1..4).prop_map(|parts| parts.join("/")).prop_filter("no key", |key| !key.is_empty())
}

fn object() -> impl Strategy<Value = (u64, Option<u64>)> {
    (0..4_u64, prop::option::of(0..3_u64))
}

fn step() -> impl Strategy<Value = Step> {
    let by = prop::sample::select(vec![SortBy::Name, SortBy::Size, SortBy::Kind, SortBy::Modified]);
    let modes = [SelectMode::Only, SelectMode::Toggle, SelectMode::Range, SelectMode::All, SelectMode::Nothing];
    let filter = prop::sample::select(vec!["", "a", "É", "1", "txt", "nothing"]);
    prop_oneof![
        4 => any::<usize>().prop_map(Step::Open),
        2 => any::<usize>().prop_map(Step::Close),
        1 => (by, any::<bool>()).prop_map(|(by, descending)| Step::Sort(by, descending)),
        2 => filter.prop_map(Step::Filter),
        4 => (prop::sample::select(modes.to_vec()), any::<usize>()).prop_map(|(mode, row)| Step::Select(mode, row)),
        2 => prop::collection::vec((key(), prop::option::of(object())), 1..6).prop_map(Step::Change),
    ]
}

fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// A name as numbers and letters, in lower case.
fn natural(name: &str) -> Vec<(char, u128)> {
    let mut tokens = Vec::new();
    let letters: Vec<char> = fold(name).chars().collect();
    let mut i = 0;
    while i < letters.len() {
        if letters[i].is_ascii_digit() {
            let number: String = letters[i..].iter().take_while(|c| c.is_ascii_digit()).collect();
            i += number.len();
            tokens.push(('0', number.parse().unwrap()));
        } else {
            tokens.push((letters[i], 0));
            i += 1;
        }
    }
    tokens
}

#[derive(Default)]
struct Model {
    content: BTreeMap<String, (u64, Option<u64>)>,
    open: BTreeSet<String>,
    by: SortBy,
    descending: bool,
    filter: String,
}

impl Model {
    fn compare(&self, a: &Line, b: &Line) -> Ordering {
        let extension = |name: &str| match name.rfind('.') {
            Some(dot) if dot > 0 => natural(&name[dot + 1..]),
            _ => Vec::new(),
        };
        let name = natural(&a.2).cmp(&natural(&b.2)).then_with(|| a.2.cmp(&b.2));
        let column = match (self.by, a.0) {
            (SortBy::Name, _) => name,
            (_, "PRE") => Ordering::Equal,
            (SortBy::Size, _) => a.4.cmp(&b.4),
            (SortBy::Kind, _) => extension(&a.2).cmp(&extension(&b.2)),
            (SortBy::Modified, _) => a.5.cmp(&b.5),
        };
        let column = if self.descending { column.reverse() } else { column };
        b.0.cmp(a.0).then(column).then(name)
    }

    /// The rows in a folder and those open in it.
    fn lines(&self, prefix: &str, depth: u32) -> Vec<Line> {
        let listed = children(&self.content, prefix).into_iter().filter_map(|entry| match entry {
            ListEntry::Prefix(key) => {
                let name = key[prefix.len()..].strip_suffix('/')?.to_owned();
                let open = self.open.contains(&key);
                Some(("PRE", depth, name, key, None, None, open))
            }
            ListEntry::Object(object) if object.key.as_str() == prefix => None,
            ListEntry::Object(object) => {
                let key = object.key.as_str().to_owned();
                let time = object.last_modified.map(milliseconds);
                Some(("OBJ", depth, key[prefix.len()..].to_owned(), key, Some(object.size), time, false))
            }
        });
        let mut listed: Vec<Line> = listed.collect();
        listed.sort_by(|a, b| self.compare(a, b));
        let mut shown = Vec::new();
        for line in listed {
            let fits = fold(&line.2).contains(&fold(&self.filter));
            let mut inside = if line.6 { self.lines(&line.3, depth + 1) } else { Vec::new() };
            if fits || inside.iter().any(|line| line.0 != "EMPTY") {
                if line.6 && self.is_empty(&line.3) {
                    inside.push(("EMPTY", depth + 1, String::new(), line.3.clone(), None, None, false));
                }
                shown.push(line);
                shown.extend(inside);
            }
        }
        shown
    }

    fn is_empty(&self, prefix: &str) -> bool {
        !self.content.keys().any(|key| key.starts_with(prefix) && key != prefix)
    }

    /// Forgets that folders are open that a listing has shown to be gone: those in `prefix` and in open folders in it.
    fn forget_gone(&mut self, prefix: &str) {
        for key in self.open.clone() {
            let Some(rest) = key.strip_prefix(prefix) else { continue };
            let Some(slash) = rest.find('/') else { continue };
            let child = format!("{prefix}{}", &rest[..=slash]);
            if !self.content.keys().any(|object| object.starts_with(&child)) {
                self.open.retain(|inner| !inner.starts_with(&child));
            } else if self.open.contains(&child) {
                self.forget_gone(&child);
            }
        }
    }
}

fn milliseconds(time: SystemTime) -> u64 {
    u64::try_from(time.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

/// A view and its model, and what must hold between one step and the next.
struct Pair {
    view: satchel_view::View,
    content: Content,
    model: Model,
    /// IDs of the rows that were seen and whose keys were there ever since.
    ids: HashMap<(&'static str, String), RowId>,
    selected: BTreeSet<RowId>,
    anchor: Option<RowId>,
}

impl Pair {
    /// Does the step on both sides.
    fn step(&mut self, step: &Step) {
        let shown = rows(&self.view);
        let at = |index: usize| (!shown.is_empty()).then(|| &shown[index % shown.len()]);
        match step {
            Step::Open(index) => {
                let Some(row) = at(*index) else { return };
                self.view.open_row(row.id);
                if matches!(row.kind, RowKind::Pre) {
                    self.model.open.insert(row.key.clone());
                }
            }
            Step::Close(index) => {
                let Some(row) = at(*index) else { return };
                self.view.close_row(row.id);
                if matches!(row.kind, RowKind::Pre) {
                    self.model.open.remove(&row.key);
                }
            }
            Step::Sort(by, descending) => {
                self.view.sort(*by, *descending);
                (self.model.by, self.model.descending) = (*by, *descending);
            }
            Step::Filter(text) => {
                self.view.filter(text);
                if fold(text) != fold(&self.model.filter) {
                    let fits = |row: &&satchel_view::Row| fold(&row.name).contains(&fold(text));
                    let fitting: BTreeSet<RowId> = shown.iter().filter(fits).map(|row| row.id).collect();
                    self.selected.retain(|id| fitting.contains(id));
                }
                (*text).clone_into(&mut self.model.filter);
            }
            Step::Select(mode, index) => {
                let Some(row) = at(*index) else { return };
                self.view.select(*mode, Some(row.id));
                let filter = fold(&self.model.filter);
                let is_real = matches!(row.kind, RowKind::Pre | RowKind::Obj);
                let real = |row: &&satchel_view::Row| {
                    matches!(row.kind, RowKind::Pre | RowKind::Obj) && fold(&row.name).contains(&filter)
                };
                let place = |id| shown.iter().position(|row| row.id == id);
                match mode {
                    SelectMode::Nothing => self.selected.clear(),
                    SelectMode::All => self.selected = shown.iter().filter(real).map(|row| row.id).collect(),
                    SelectMode::Range if self.anchor.and_then(place).is_some() => {
                        let (from, to) = (self.anchor.and_then(place).unwrap(), place(row.id).unwrap());
                        let range = &shown[from.min(to)..=from.max(to)];
                        self.selected = range.iter().filter(real).map(|row| row.id).collect();
                    }
                    SelectMode::Only | SelectMode::Range if is_real => {
                        self.selected = BTreeSet::from([row.id]);
                        self.anchor = Some(row.id);
                    }
                    SelectMode::Toggle if is_real => {
                        if !self.selected.remove(&row.id) {
                            self.selected.insert(row.id);
                        }
                        self.anchor = Some(row.id);
                    }
                    SelectMode::Only | SelectMode::Range | SelectMode::Toggle => {}
                }
            }
            Step::Change(changes) => {
                for (key, object) in changes {
                    match object {
                        Some(object) => self.model.content.insert(key.clone(), *object),
                        None => self.model.content.remove(key),
                    };
                }
                self.content.lock().unwrap().clone_from(&self.model.content);
                self.view.refresh();
                let content = &self.model.content;
                self.ids.retain(|(kind, key), _| match *kind {
                    "OBJ" => content.contains_key(key),
                    _ => content.keys().any(|object| object.starts_with(key.as_str())),
                });
            }
        }
    }

    /// Compares the two once all is quiet. After `hasty` steps a selected row may have been hidden for a moment.
    async fn check(&mut self, hasty: bool) {
        settled(&self.view).await;
        self.model.forget_gone("");
        let shown = rows(&self.view);
        let kind = |row: &satchel_view::Row| match row.kind {
            RowKind::Pre => "PRE",
            RowKind::Obj => "OBJ",
            RowKind::Empty => "EMPTY",
            RowKind::Loading => "LOADING",
            RowKind::Failed(_) => "FAILED",
        };
        let lines: Vec<Line> = (shown.iter().cloned())
            .map(|row| (kind(&row), row.depth, row.name, row.key, row.size, row.modified.map(milliseconds), row.open))
            .collect();
        assert_eq!(lines, self.model.lines("", 0));

        // IDs belong to one row each, and to the same as before.
        assert_eq!(shown.iter().map(|row| row.id).collect::<BTreeSet<_>>().len(), shown.len());
        for row in &shown {
            let known = *self.ids.entry((kind(row), row.key.clone())).or_insert(row.id);
            assert_eq!(known, row.id, "{} changed its ID", row.key);
        }

        // The selection, as rows, as sums and as taken.
        let visible: BTreeSet<RowId> = shown.iter().map(|row| row.id).collect();
        self.selected.retain(|id| visible.contains(id));
        let selected: Vec<_> = shown.iter().filter(|row| row.selected).collect();
        if hasty {
            self.selected.retain(|id| selected.iter().any(|row| row.id == *id));
        }
        assert_eq!(selected.iter().map(|row| row.id).collect::<BTreeSet<_>>(), self.selected);
        let state = self.view.state();
        assert_eq!((state.total, state.selected), (shown.len(), selected.len()));
        assert_eq!(state.selected_folders, selected.iter().filter(|row| row.size.is_none()).count());
        assert_eq!(state.selected_bytes, selected.iter().filter_map(|row| row.size).sum::<u64>());
        let inside =
            |key: &str| selected.iter().any(|row| row.size.is_none() && row.key != key && key.starts_with(&row.key));
        let top: Vec<String> = selected.iter().filter(|row| !inside(&row.key)).map(|row| row.key.clone()).collect();
        let taken = self.view.take_selection().into_iter().map(|entry| match entry {
            ListEntry::Prefix(key) => key,
            ListEntry::Object(object) => object.key.as_str().to_owned(),
        });
        assert_eq!(taken.collect::<Vec<_>>(), top);
    }
}

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, max_shrink_time: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_view_is_what_its_listing_says(
        objects in prop::collection::btree_map(key(), object(), 0..25),
        page in 1..7_usize,
        shuffled in any::<bool>(),
        steps in prop::collection::vec((step(), prop::bool::weighted(0.3)), 1..20),
    ) {
        RUNTIME.block_on(async {
            let content: Content = Arc::default();
            content.lock().unwrap().clone_from(&objects);
            let view = open(Arc::new(over(content.clone(), page, shuffled)), "");
            let model = Model { content: objects.clone(), ..Model::default() };
            let (ids, selected) = (HashMap::new(), BTreeSet::new());
            let mut pair = Pair { view, content, model, ids, selected, anchor: None };
            pair.check(false).await;
            let mut hurried = false;
            for (step, hasty) in &steps {
                // What these do depends on the rows of that moment.
                if hurried && matches!(step, Step::Close(_) | Step::Select(..) | Step::Change(_)) {
                    pair.check(true).await;
                    hurried = false;
                }
                pair.step(step);
                if *hasty {
                    hurried = true;
                } else {
                    pair.check(hurried).await;
                    hurried = false;
                }
            }
            pair.check(hurried).await;
            // Let the runtime end the view's tasks before the next case begins.
            pair.view.close();
            tokio::time::sleep(Duration::ZERO).await;
        });
    }
}
