//! Plans uploads.

use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use satchel_localpath::{Found, FoundFile, Policy, WalkProblem, open_source, walk};
use satchel_objects::{ObjectKey, ObjectStore};
use tokio::sync::mpsc;

use super::compare::{finding, is_same};
use super::existing::Existing;
use super::names::{Folders, beside, unique};
use crate::blocking::blocking;
use crate::{
    Action, Destination, Finding, LocalSource, Place, Plan, PlanItem, PlanProblem, ProblemKind, Progress, Result,
    TransferKind,
};

/// How many finds may wait to be taken: a walk doesn't run far ahead.
const AHEAD: usize = 1024;

/// How many names a title shows.
pub(super) const NAMES: usize = 5;

/// Plans to send `sources`, files and folders of any depth, into `place`. Names are kept as the file system has them;
/// an escaped name that a download made becomes its key again. Dropping the future ends the planning.
pub async fn plan_upload(
    store: Arc<dyn ObjectStore>,
    place: Place,
    sources: Vec<PathBuf>,
    progress: &Progress,
) -> Result<Plan> {
    let mut gathered = Gathered::default();
    let mut given = HashSet::new();
    for source in sources {
        gathered.gather(&place, source, &mut given, progress).await?;
    }
    let existing = if gathered.files.is_empty() && gathered.markers.is_empty() {
        Existing::default()
    } else {
        Existing::list(&*store, &place, &gathered.top_folders).await?
    };
    let items = gathered.items(&*store, &place, &existing).await?;
    Ok(Plan {
        kind: TransferKind::Upload,
        destination: Destination::Place(place.clone()),
        place,
        names: gathered.names,
        folders: gathered.folders.count(),
        items,
        problems: gathered.problems,
    })
}

#[derive(Default)]
struct Gathered {
    files: Vec<(ObjectKey, FoundFile)>,
    markers: Vec<ObjectKey>,
    problems: Vec<PlanProblem>,
    names: Vec<String>,
    folders: Folders,
    top_folders: BTreeSet<String>,
    keys: HashSet<ObjectKey>,
}

impl Gathered {
    /// Walks one source. Two of the same name are told apart by a number.
    async fn gather(
        &mut self,
        place: &Place,
        source: PathBuf,
        given: &mut HashSet<String>,
        progress: &Progress,
    ) -> Result<()> {
        let name = source.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let name = unique(&name, given);
        if self.names.len() < NAMES {
            self.names.push(name.clone());
        }
        let (sender, mut finds) = mpsc::channel(AHEAD);
        // Where nobody listens any more, the walk ends.
        let walking = blocking(move || walk(&source, &mut |found| sender.blocking_send(found).is_ok()));
        let taking = async {
            while let Some(found) = finds.recv().await {
                self.take(place, &name, found, progress);
            }
        };
        let (walked, ()) = tokio::join!(walking, taking);
        walked
    }

    fn take(&mut self, place: &Place, top: &str, found: Found, progress: &Progress) {
        match found {
            Found::File(file) => {
                progress.found(file.identity.size);
                let relative = relative(top, &file.names);
                if let Some(key) = self.key(place, &relative) {
                    self.folders.add(&relative);
                    self.files.push((key, file));
                }
            }
            Found::Folder { names, empty } => {
                let relative = relative(top, &names);
                if names.len() == 1 {
                    self.top_folders.insert(relative.clone());
                }
                let marker = format!("{relative}/");
                self.folders.add(&marker);
                if empty && let Some(key) = self.key(place, &marker) {
                    self.markers.push(key);
                }
            }
            Found::Problem { name, problem } => {
                let kind = match problem {
                    WalkProblem::Unreadable(error) => {
                        tracing::debug!(kind = ?error.kind, "a file or folder can't be read");
                        ProblemKind::Unreadable
                    }
                    WalkProblem::Symlink => ProblemKind::Symlink,
                    WalkProblem::Special => ProblemKind::Special,
                    WalkProblem::NotText => ProblemKind::ImpossibleKey,
                };
                self.problems.push(PlanProblem { kind, name, becomes: None });
            }
        }
    }

    /// The key of a path, unless it is too long or two paths would have it.
    fn key(&mut self, place: &Place, relative: &str) -> Option<ObjectKey> {
        let key =
            ObjectKey::new(format!("{}{relative}", place.prefix)).ok().filter(|key| self.keys.insert(key.clone()));
        if key.is_none() {
            let name = relative.to_owned();
            self.problems.push(PlanProblem { kind: ProblemKind::ImpossibleKey, name, becomes: None });
        }
        key
    }

    async fn items(&mut self, store: &dyn ObjectStore, place: &Place, existing: &Existing) -> Result<Vec<PlanItem>> {
        let mut items = Vec::with_capacity(self.files.len() + self.markers.len());
        for key in std::mem::take(&mut self.markers) {
            let finding = if existing.get(key.as_str()).is_some() { Finding::Same } else { Finding::New };
            items.push(PlanItem { action: Action::Marker { key }, size: 0, finding });
        }
        for (key, file) in std::mem::take(&mut self.files) {
            let source = LocalSource { folder: file.folder, path: file.path };
            let identity = file.identity;
            let mut key_beside = None;
            let finding = match existing.get(key.as_str()) {
                None => Finding::New,
                Some(object) => {
                    let source = source.clone();
                    let open = move || open_source(&source.folder, &source.path);
                    let same = is_same(store, &place.bucket, object, &identity, true, open).await?;
                    finding(same, identity.modified, object.last_modified)
                }
            };
            if matches!(finding, Finding::Differs { .. }) {
                let taken = |key: &str| {
                    existing.get(key).is_some() || ObjectKey::new(key).is_ok_and(|key| self.keys.contains(&key))
                };
                key_beside = ObjectKey::new(beside(key.as_str(), taken)).ok();
                self.keys.extend(key_beside.clone());
            }
            let action = Action::Upload { source, identity, key, key_beside };
            items.push(PlanItem { action, size: identity.size, finding });
        }
        Ok(items)
    }
}

/// The key below the destination: the name that the source got, and the rest of the way.
fn relative(top: &str, names: &[String]) -> String {
    let mut names = names.to_vec();
    if let Some(first) = names.first_mut() {
        top.clone_into(first);
    }
    Policy::host().decode(&names).join("/")
}
