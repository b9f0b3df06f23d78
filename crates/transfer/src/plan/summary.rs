//! A plan in numbers, as it is shown before anything happens.

use crate::{Action, Finding, Plan, TransferKind};

/// What a plan adds up to. Sizes are bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanSummary {
    /// Files (objects) in all.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Folders in all.
    pub folders: u64,
    /// Files that aren't there yet.
    pub new_files: u64,
    /// Their bytes.
    pub new_bytes: u64,
    /// Files that are there already and the same; they are left alone.
    pub same_files: u64,
    /// Their bytes.
    pub same_bytes: u64,
    /// Files that are there already and differ.
    pub differing_files: u64,
    /// Their bytes.
    pub differing_bytes: u64,
    /// Folders with nothing in them; they are kept as markers.
    pub empty_folders: u64,
    /// How many items can't be done as they stand.
    pub problems: u64,
    /// The first few names, for a title.
    pub names: Vec<String>,
}

impl Plan {
    /// The plan in numbers.
    pub fn summary(&self) -> PlanSummary {
        let mut summary = PlanSummary {
            folders: self.folders,
            problems: self.problems.len() as u64,
            names: self.names.clone(),
            ..PlanSummary::default()
        };
        for item in &self.items {
            if item.is_folder() {
                summary.empty_folders +=
                    u64::from(matches!(item.action, Action::Marker { .. } | Action::Folder { .. }));
                continue;
            }
            summary.files += 1;
            summary.bytes += item.size;
            let (files, bytes) = match item.finding {
                Finding::New => (&mut summary.new_files, &mut summary.new_bytes),
                Finding::Same => (&mut summary.same_files, &mut summary.same_bytes),
                Finding::Differs { .. } => (&mut summary.differing_files, &mut summary.differing_bytes),
            };
            *files += 1;
            *bytes += item.size;
        }
        summary
    }

    /// Whether a person has to be asked before it starts: something would be deleted or replaced, or can't be done as
    /// it stands.
    pub fn asks(&self) -> bool {
        self.kind == TransferKind::Delete
            || !self.problems.is_empty()
            || self.items.iter().any(|item| matches!(item.finding, Finding::Differs { .. }))
    }
}
