//! Plans uploads.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use satchel_localpath::{Found, FoundFile, Policy, WalkProblem, open_source, walk};
use satchel_objects::{ObjectKey, ObjectStore};
use tokio::sync::mpsc;

use super::compare::{finding, is_same};
use super::existing::Existing;
use super::names::{Folders, unique};
use crate::blocking::blocking;
use crate::{
    Action, Destination, Finding, LocalSource, Naming, Place, Plan, PlanItem, PlanProblem, ProblemKind, Progress,
    Result, TransferKind,
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
    let sources = sources.into_iter().map(|source| (source, Naming::Own)).collect();
    plan_upload_named(store, place, sources, progress).await
}

/// Plans an upload as [`plan_upload`] does, and names each source at its destination as it is told.
pub async fn plan_upload_named(
    store: Arc<dyn ObjectStore>,
    place: Place,
    sources: Vec<(PathBuf, Naming)>,
    progress: &Progress,
) -> Result<Plan> {
    let mut gathered = Gathered::default();
    let mut given = HashSet::new();
    for (source, naming) in sources {
        gathered.gather(&place, source, naming, &mut given, progress).await?;
    }
    let keys = gathered.files.iter().map(|(key, _)| key).chain(&gathered.markers);
    let made = Instant::now();
    let existing = Existing::look(&*store, &place, keys).await?;
    let items = gathered.items(&*store, &place, &existing).await?;
    Ok(Plan {
        kind: TransferKind::Upload,
        destination: Destination::Place(place.clone()),
        place,
        names: gathered.names,
        folders: gathered.folders.count(),
        items,
        problems: gathered.problems,
        made: Some(made),
    })
}

#[derive(Default)]
struct Gathered {
    files: Vec<(ObjectKey, FoundFile)>,
    markers: Vec<ObjectKey>,
    problems: Vec<PlanProblem>,
    names: Vec<String>,
    folders: Folders,
    keys: HashSet<ObjectKey>,
}

impl Gathered {
    /// Walks one source. Two of the same name are told apart by a number.
    async fn gather(
        &mut self,
        place: &Place,
        source: PathBuf,
        naming: Naming,
        given: &mut HashSet<String>,
        progress: &Progress,
    ) -> Result<()> {
        let own = source.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let top = match naming {
            Naming::Own => Top::LocalName(unique(&own, given)),
            Naming::As(name) => Top::Key(name),
            Naming::Contents => Top::Nothing,
        };
        if self.names.len() < NAMES {
            self.names.push(top.name().unwrap_or(&own).to_owned());
        }
        // A drive from elsewhere keeps its own rules, and names on it were escaped by them.
        let folder = source.parent().map(Path::to_owned).unwrap_or_default();
        let policy = blocking(move || Ok::<_, crate::TransferError>(Policy::of_folder(&folder))).await?;
        let (sender, mut finds) = mpsc::channel(AHEAD);
        // Where nobody listens any more, the walk ends.
        let walking = blocking(move || walk(&source, &mut |found| sender.blocking_send(found).is_ok()));
        let taking = async {
            while let Some(found) = finds.recv().await {
                self.take(place, &top, policy, found, progress);
            }
        };
        let (walked, ()) = tokio::join!(walking, taking);
        walked
    }

    fn take(&mut self, place: &Place, top: &Top, policy: Policy, found: Found, progress: &Progress) {
        match found {
            Found::File(file) => {
                progress.found(file.identity.size);
                let relative = match (top, &*file.names) {
                    // Only a folder can leave no name.
                    (Top::Nothing, [name]) => Top::LocalName(name.clone()).relative(policy, &file.names),
                    _ => top.relative(policy, &file.names),
                };
                if let Some(key) = self.key(place, &relative) {
                    self.folders.add(&relative);
                    self.files.push((key, file));
                }
            }
            Found::Folder { names, empty } => {
                let relative = top.relative(policy, &names);
                // A folder that leaves no name is the destination itself.
                if relative.is_empty() {
                    return;
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
                key_beside = existing.beside(store, place, key.as_str(), taken).await?;
                self.keys.extend(key_beside.clone());
            }
            let action = Action::Upload { source, identity, key, key_beside, replaces: None };
            items.push(PlanItem { action, size: identity.size, finding });
        }
        Ok(items)
    }
}

/// What the keys of one source begin with.
enum Top {
    /// A local name, which may be an escaped one.
    LocalName(String),
    /// A name that stands in the key as it is.
    Key(String),
    /// Nothing.
    Nothing,
}

impl Top {
    fn name(&self) -> Option<&str> {
        match self {
            Self::LocalName(name) | Self::Key(name) => Some(name),
            Self::Nothing => None,
        }
    }

    /// The key below the destination: the name that the source got, and the rest of the way.
    fn relative(&self, policy: Policy, names: &[String]) -> String {
        let below = names.get(1..).unwrap_or_default();
        let relative = match self {
            Self::LocalName(name) => policy.decode(&[std::slice::from_ref(name), below].concat()),
            Self::Key(name) => [vec![name.clone()], policy.decode(below)].concat(),
            Self::Nothing => policy.decode(below),
        };
        relative.join("/")
    }
}
