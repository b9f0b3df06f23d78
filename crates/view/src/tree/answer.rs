//! What a tree answers: its state, windows of rows, the selection, a row by the beginning of its name.

use satchel_objects::{ListEntry, ObjectKey, ObjectSummary};

use super::{Folder, PLACEHOLDER, ROOT, Tree};
use crate::{Load, Row, RowId, RowKind, Rows, State, natural};

impl Folder {
    /// Whether a row stands in it that is neither folder nor object. The place itself has none: the window draws its
    /// states.
    pub(super) fn shows_placeholder(&self) -> bool {
        match self.load {
            Load::Loading | Load::Failed(_) => true,
            Load::More => false,
            Load::Complete => self.data.len() == 0,
        }
    }
}

impl Tree {
    /// The state now.
    pub(crate) fn state(&self) -> State {
        let (known, load) = self.folder(ROOT).map_or((0, Load::Complete), |root| (root.order.len(), root.load.clone()));
        State {
            generation: self.generation,
            total: self.visible.len(),
            known,
            load,
            working: self.busy
                || self.work().is_some()
                || self.folders.iter().flatten().any(|folder| folder.run.is_some()),
            selected: self.selection.rows,
            selected_folders: self.selection.folders,
            selected_bytes: self.selection.bytes,
        }
    }

    /// At most `limit` rows from `offset` on.
    pub(crate) fn rows(&self, offset: usize, limit: usize) -> Rows {
        let window = self.visible.iter().skip(offset).take(limit);
        Rows {
            generation: self.generation,
            total: self.visible.len(),
            rows: window.filter_map(|&id| self.row(id)).collect(),
        }
    }

    fn row(&self, id: u32) -> Option<Row> {
        let (_, folder, index) = self.place(id)?;
        if index == PLACEHOLDER {
            let kind = match &folder.load {
                Load::Failed(error) => RowKind::Failed(error.clone()),
                Load::Complete => RowKind::Empty,
                Load::Loading | Load::More => RowKind::Loading,
            };
            return Some(Row {
                id: RowId(id),
                kind,
                depth: folder.depth,
                name: String::new(),
                key: folder.prefix.clone(),
                size: None,
                modified: None,
                open: false,
                selected: false,
            });
        }
        let entry = folder.data.get(index)?;
        let is_pre = entry.is_pre();
        Some(Row {
            id: RowId(id),
            kind: if is_pre { RowKind::Pre } else { RowKind::Obj },
            depth: folder.depth,
            name: folder.data.name(entry).to_owned(),
            key: format!("{}{}", folder.prefix, folder.data.text(entry)),
            size: (!is_pre).then_some(entry.size),
            modified: entry.time(),
            open: is_pre && self.opened(id).is_some(),
            selected: self.selection.contains(id),
        })
    }

    /// The first row from `from` on, and then from the top, whose name begins with `text`, in whatever case.
    pub(crate) fn find(&self, text: &str, from: usize) -> Option<usize> {
        let text = natural::fold(text);
        if text.is_empty() {
            return None;
        }
        let mut name = String::new();
        let mut fits = |&(_, &id): &(usize, &u32)| {
            name.clear();
            if let Some((folder, entry)) = self.entry(id) {
                natural::fold_into(&mut name, folder.data.name(entry));
            }
            name.starts_with(&text)
        };
        let rows = self.visible.iter().enumerate();
        let found = rows.clone().skip(from).find(&mut fits).or_else(|| rows.take(from).find(&mut fits));
        found.map(|(index, _)| index)
    }

    /// What is selected, from top to bottom. What lies in a selected folder isn't listed beside it.
    pub(crate) fn selected(&self) -> Vec<ListEntry> {
        let mut taken = Vec::new();
        // The depth of the selected folder whose rows are being passed over.
        let mut inside = None;
        for &id in &self.visible {
            let Some((folder, entry)) = self.entry(id) else { continue };
            if inside.is_some_and(|depth| folder.depth > depth) {
                continue;
            }
            inside = None;
            if !self.selection.contains(id) {
                continue;
            }
            let key = format!("{}{}", folder.prefix, folder.data.text(entry));
            if entry.is_pre() {
                inside = Some(folder.depth);
                taken.push(ListEntry::Prefix(key));
            } else if let Ok(key) = ObjectKey::new(key) {
                let (size, last_modified) = (entry.size, entry.time());
                taken.push(ListEntry::Object(ObjectSummary { key, size, last_modified, etag: None }));
            }
        }
        taken
    }
}
