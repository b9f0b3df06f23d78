//! The tree: folders, the rows' IDs, and the list of the rows that are shown.

mod answer;
mod arrange;
mod folder;

use std::sync::Arc;

use hashbrown::HashMap;

use crate::data::{Entry, NO_ID};
use crate::order::Sort;
use crate::selection::Selection;
use crate::{Load, RowId, SelectMode, natural};

pub(crate) use arrange::{Job, Outcome};
pub(crate) use folder::{Ended, Folder, Plan};

/// The place itself.
const ROOT: usize = 0;

/// In [`Place::folder`]: the row is gone.
const GONE: u32 = u32::MAX;

/// In [`Place::entry`]: the row is its folder's placeholder.
const PLACEHOLDER: u32 = u32::MAX;

/// Where a row ID leads.
#[derive(Clone, Copy, Debug)]
struct Place {
    folder: u32,
    entry: u32,
}

/// A text that names must have in them, in lower case; empty lets all through.
#[derive(Clone, Debug, Default)]
struct Filter {
    text: Arc<str>,
    number: u64,
}

/// Everything a view knows. It never waits for anything: what takes long is done on a [`Job`].
#[derive(Debug)]
pub(crate) struct Tree {
    /// Folders by number; numbers aren't used again.
    folders: Vec<Option<Folder>>,
    /// The folder that a PRE row's ID stands for, once it was opened.
    by_row: HashMap<u32, usize>,
    /// Where each row ID leads.
    places: Vec<Place>,
    /// The IDs of the rows that are shown, from top to bottom.
    visible: Vec<u32>,
    selection: Selection,
    anchor: Option<u32>,
    /// What was asked for; what is shown follows with the next finished job.
    sort: Sort,
    filter: Filter,
    shown: Filter,
    /// Whether a job is out.
    busy: bool,
    /// Whether listing is over for good.
    closed: bool,
    runs: u64,
    generation: u64,
}

impl Tree {
    /// A tree whose place isn't listed yet.
    pub(crate) fn new(prefix: String) -> Self {
        let mut tree = Self {
            folders: Vec::new(),
            by_row: HashMap::new(),
            places: Vec::new(),
            visible: Vec::new(),
            selection: Selection::default(),
            anchor: None,
            sort: Sort::default(),
            filter: Filter::default(),
            shown: Filter::default(),
            busy: false,
            closed: false,
            runs: 0,
            generation: 0,
        };
        tree.add_folder(prefix, 0);
        tree
    }

    fn add_folder(&mut self, prefix: String, depth: u32) -> usize {
        let number = self.folders.len();
        let placeholder = self.new_id(number, PLACEHOLDER);
        let mut folder = Folder::new(prefix, depth, placeholder);
        (folder.sorted, folder.matched) = (self.sort, self.filter.number);
        self.folders.push(Some(folder));
        number
    }

    fn new_id(&mut self, folder: usize, entry: u32) -> u32 {
        let Ok(id) = u32::try_from(self.places.len()) else { return NO_ID };
        self.places.push(Place { folder: u32::try_from(folder).unwrap_or(GONE), entry });
        id
    }

    pub(crate) fn folder(&self, number: usize) -> Option<&Folder> {
        self.folders.get(number)?.as_ref()
    }

    pub(crate) fn folder_mut(&mut self, number: usize) -> Option<&mut Folder> {
        self.folders.get_mut(number)?.as_mut()
    }

    /// The folder that has the row; none where the row is gone.
    fn place(&self, id: u32) -> Option<(usize, &Folder, u32)> {
        let place = *self.places.get(id as usize)?;
        let number = usize::try_from(place.folder).ok()?;
        Some((number, self.folder(number)?, place.entry))
    }

    /// The folder or object of the row; none where it is a placeholder or gone.
    fn entry(&self, id: u32) -> Option<(&Folder, &Entry)> {
        let (_, folder, index) = self.place(id)?;
        Some((folder, folder.data.get(index)?))
    }

    /// The folder that stands open in the row.
    fn opened(&self, id: u32) -> Option<usize> {
        let number = *self.by_row.get(&id)?;
        self.folder(number).filter(|folder| folder.open).map(|_| number)
    }

    /// `folder` and every folder that is open in it, whether or not the filter lets their rows through.
    fn reachable(&self, folder: usize) -> Vec<usize> {
        let mut reached = vec![folder];
        let mut children: HashMap<usize, Vec<usize>> = HashMap::new();
        for (&row, &number) in &self.by_row {
            if let (Some(_), Some((parent, _, _))) = (self.opened(row), self.place(row)) {
                children.entry(parent).or_default().push(number);
            }
        }
        let mut next = 0;
        while let Some(&number) = reached.get(next) {
            reached.extend(children.remove(&number).unwrap_or_default());
            next += 1;
        }
        reached
    }

    /// Begins the listings that are due among `folders`.
    fn list_due(&mut self, folders: &[usize]) -> Vec<Plan> {
        let mut plans = Vec::new();
        if self.closed {
            return plans;
        }
        for &number in folders {
            let run = self.runs + 1;
            if let Some(folder) = self.folder_mut(number).filter(|folder| folder.is_due()) {
                plans.push(folder.begin(number, run));
                self.runs = run;
            }
        }
        plans
    }

    /// Opens a folder in place, or tries again where its listing failed (on its row or on the failed one). The answer
    /// is what to list; `None` where the row is no folder.
    pub(crate) fn open(&mut self, RowId(id): RowId) -> Option<Vec<Plan>> {
        let (number, folder, index) = self.place(id)?;
        let folder = if index == PLACEHOLDER {
            matches!(folder.load, Load::Failed(_)).then_some(number)?
        } else {
            let entry = folder.data.get(index).filter(|entry| entry.is_pre())?;
            let (prefix, depth) = (format!("{}{}", folder.prefix, folder.data.text(entry)), folder.depth + 1);
            let known = self.by_row.get(&id).copied();
            known.unwrap_or_else(|| {
                let added = self.add_folder(prefix, depth);
                self.by_row.insert(id, added);
                added
            })
        };
        self.folder_mut(folder)?.open = true;
        let due = self.reachable(folder);
        let plans = self.list_due(&due);
        self.flatten();
        Some(plans)
    }

    /// Closes a folder: its listing ends, its rows are kept for the next time, their selection isn't.
    pub(crate) fn close(&mut self, RowId(id): RowId) -> Option<()> {
        let number = self.opened(id)?;
        for inner in self.reachable(number) {
            if let Some(folder) = self.folder_mut(inner) {
                folder.cancel();
            }
        }
        self.folder_mut(number)?.open = false;
        self.flatten();
        Some(())
    }

    /// Lists the place and its open folders again. Where a listing runs already, another follows it. Closed folders
    /// are listed again when they are opened.
    pub(crate) fn refresh(&mut self) -> Vec<Plan> {
        for folder in self.folders.iter_mut().flatten() {
            folder.stale = true;
        }
        let due = self.reachable(ROOT);
        let plans = self.list_due(&due);
        self.flatten();
        plans
    }

    /// Ends every listing, and begins no other.
    pub(crate) fn cancel(&mut self) {
        self.closed = true;
        for folder in self.folders.iter_mut().flatten() {
            folder.cancel();
        }
    }

    /// Wants another order; a job brings it.
    pub(crate) fn sort(&mut self, sort: Sort) {
        self.sort = sort;
    }

    /// Wants another filter; a job brings it.
    pub(crate) fn filter(&mut self, text: &str) {
        let text: Arc<str> = natural::fold(text).into();
        if text != self.filter.text {
            self.filter = Filter { text, number: self.filter.number + 1 };
        }
    }

    /// Whether the filter lets the row through by its own name, rather than for what lies in it.
    fn fits(&self, id: u32) -> bool {
        self.shown.text.is_empty() || self.place(id).is_some_and(|(_, folder, index)| folder.matches.contains(index))
    }

    /// Deselects what doesn't fit a new filter by its own name: a folder that stays only for what lies in it has
    /// other things in it, which aren't seen.
    fn deselect_unfit(&mut self) {
        let mut kept = Selection::default();
        for &id in self.visible.iter().filter(|&&id| self.selection.contains(id) && self.fits(id)) {
            if let Some((_, entry)) = self.entry(id) {
                kept.insert(id, entry);
            }
        }
        self.selection = kept;
    }

    /// Makes the list of visible rows anew, and deselects what isn't in it.
    fn flatten(&mut self) {
        let mut visible = Vec::with_capacity(self.visible.len());
        if let Some(root) = self.folder(ROOT) {
            self.walk(root, &mut visible);
        }
        if self.selection.rows > 0 {
            let mut kept = Selection::default();
            for &id in visible.iter().filter(|&&id| self.selection.contains(id)) {
                if let Some((_, entry)) = self.entry(id) {
                    kept.insert(id, entry);
                }
            }
            self.selection = kept;
        }
        self.visible = visible;
        self.generation += 1;
    }

    /// Appends the rows of `folder` and of the folders open in it; answers whether the filter left any.
    fn walk(&self, folder: &Folder, visible: &mut Vec<u32>) -> bool {
        let filtered = !self.shown.text.is_empty();
        let mut any = false;
        for &index in folder.order.iter() {
            let Some(entry) = folder.data.get(index) else { continue };
            let child =
                if entry.is_pre() { self.opened(entry.id).and_then(|number| self.folder(number)) } else { None };
            let matches = !filtered || folder.matches.contains(index);
            if !matches && child.is_none() {
                continue;
            }
            let at = visible.len();
            visible.push(entry.id);
            let inside = child.is_some_and(|child| {
                let inside = self.walk(child, visible);
                visible.extend(child.shows_placeholder().then_some(child.placeholder));
                inside
            });
            if matches || inside {
                any = true;
            } else {
                // An open folder that neither fits nor holds anything that does.
                visible.truncate(at);
            }
        }
        any
    }

    /// What is shown beside the rows changed.
    pub(crate) fn announce(&mut self) {
        self.generation += 1;
    }

    /// Changes the selection. Rows that are no folder or object can't be selected, and an unknown row changes nothing.
    pub(crate) fn select(&mut self, mode: SelectMode, row: Option<RowId>) {
        match (mode, row) {
            (SelectMode::Nothing, _) => self.selection = Selection::default(),
            (SelectMode::All, _) => self.select_places(0, usize::MAX),
            (_, None) => return,
            (SelectMode::Range, Some(RowId(id))) => {
                let Some(to) = self.visible.iter().position(|&row| row == id) else { return };
                let from = self.anchor.and_then(|anchor| self.visible.iter().position(|&row| row == anchor));
                match from {
                    Some(from) => self.select_places(from.min(to), from.max(to)),
                    None => return self.select(SelectMode::Only, row),
                }
            }
            (SelectMode::Only | SelectMode::Toggle, Some(RowId(id))) => {
                let Some(entry) = self.entry(id).map(|(_, entry)| *entry) else { return };
                if !self.visible.contains(&id) {
                    return;
                }
                if mode == SelectMode::Only {
                    self.selection = Selection::default();
                }
                if self.selection.contains(id) {
                    self.selection.remove(id, &entry);
                } else {
                    self.selection.insert(id, &entry);
                }
                self.anchor = Some(id);
            }
        }
        self.generation += 1;
    }

    /// Selects the visible rows from one place to another, both included, and nothing else. Folders that a filter
    /// shows only for what lies in them are left out: they hold things that aren't seen.
    fn select_places(&mut self, first: usize, last: usize) {
        let mut selection = Selection::default();
        for &id in self.visible.iter().take(last.saturating_add(1)).skip(first).filter(|&&id| self.fits(id)) {
            if let Some((_, entry)) = self.entry(id) {
                selection.insert(id, entry);
            }
        }
        self.selection = selection;
    }
}
