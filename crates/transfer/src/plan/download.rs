//! Plans downloads.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use satchel_localpath::{FileIdentity, Leaf, LocalError, LocalKind, LocalMetadata, LocalPath, Namer, TargetFolder};
use satchel_objects::{ListEntry, ObjectStore, ObjectSummary};

use super::compare::{finding, is_same};
use super::names::Folders;
use super::roots::named_roots;
use super::upload::NAMES;
use crate::blocking::blocking;
use crate::{
    Action, Destination, Finding, Naming, Place, Plan, PlanItem, PlanProblem, ProblemKind, Progress, Result,
    TransferKind,
};

/// Plans to fetch the selected objects and folders of `place` into the local folder `target`. Keys that can't be local
/// names get others, which the plan's problems show. Dropping the future ends the planning.
pub async fn plan_download(
    store: Arc<dyn ObjectStore>,
    place: Place,
    selection: Vec<ListEntry>,
    target: PathBuf,
    progress: &Progress,
) -> Result<Plan> {
    let selection = selection.into_iter().map(|entry| (entry, Naming::Own)).collect();
    plan_download_named(store, place, selection, target, progress).await
}

/// Plans a download as [`plan_download`] does, and names what was selected in the target as it is told.
pub async fn plan_download_named(
    store: Arc<dyn ObjectStore>,
    place: Place,
    selection: Vec<(ListEntry, Naming)>,
    target: PathBuf,
    progress: &Progress,
) -> Result<Plan> {
    let folder = {
        let target = target.clone();
        blocking(move || TargetFolder::open(target)).await?
    };
    let roots = named_roots(selection);
    let names = roots.iter().take(NAMES).map(|root| root.name.clone()).collect();
    let mut objects = Vec::new();
    for root in &roots {
        objects.extend(root.objects(&*store, &place.bucket, progress).await?);
    }
    let Layout { files, markers, problems, folders, .. } = lay_out(folder.clone(), objects).await?;

    let mut items = Vec::with_capacity(files.len() + markers.len());
    for Laid { object, path, there } in markers {
        let is_there = there.is_some_and(|metadata| metadata.kind == LocalKind::Folder);
        let finding = if is_there { Finding::Same } else { Finding::New };
        items.push(PlanItem { action: Action::Folder { key: object.key, path }, size: 0, finding });
    }
    for Laid { object, path, there } in files {
        let finding = match there {
            None => Finding::New,
            Some(metadata) => {
                let same = metadata.kind == LocalKind::File && {
                    let identity = FileIdentity { size: metadata.size, modified: metadata.modified, file: (0, 0) };
                    let (folder, path) = (folder.clone(), path.clone());
                    is_same(&*store, &place.bucket, &object, &identity, false, move || folder.read(&path)).await?
                };
                finding(same, object.last_modified, metadata.modified)
            }
        };
        let ObjectSummary { key, size, last_modified: modified, etag } = object;
        items.push(PlanItem { action: Action::Download { key, etag, modified, path }, size, finding });
    }
    Ok(Plan {
        made: None,
        kind: TransferKind::Download,
        place,
        destination: Destination::Folder(target),
        names,
        folders: folders.count(),
        items,
        problems,
    })
}

/// Gives every object its place, with what stands there. Keys come in their own order: which of two twins gets a number
/// doesn't hang on the order of a listing.
async fn lay_out(folder: TargetFolder, mut objects: Vec<(String, ObjectSummary)>) -> Result<Layout> {
    blocking(move || {
        objects.sort_by(|a, b| a.0.cmp(&b.0));
        let mut layout = Layout::new(folder);
        for (relative, object) in objects {
            layout.add(&relative, object);
        }
        // The folders of files are made with them.
        let Layout { markers, ancestors, .. } = &mut layout;
        markers.retain(|marker| !ancestors.contains(marker.path.components()));
        Ok::<_, LocalError>(layout)
    })
    .await
}

/// An object and where it goes.
struct Laid {
    object: ObjectSummary,
    path: LocalPath,
    /// What stands there. A link or a file in the way is told by the transfer itself, for the files it concerns.
    there: Option<LocalMetadata>,
}

struct Layout {
    folder: TargetFolder,
    namer: Namer,
    files: Vec<Laid>,
    markers: Vec<Laid>,
    /// The local folders that files or other markers are in.
    ancestors: HashSet<Vec<String>>,
    problems: Vec<PlanProblem>,
    folders: Folders,
}

impl Layout {
    fn new(folder: TargetFolder) -> Self {
        Self {
            namer: Namer::in_folder(folder.clone()),
            folder,
            files: Vec::new(),
            markers: Vec::new(),
            ancestors: HashSet::new(),
            problems: Vec::new(),
            folders: Folders::default(),
        }
    }

    fn add(&mut self, relative: &str, object: ObjectSummary) {
        // A marker with content is no marker: it is a file whose name is empty.
        let (body, leaf) = match relative.strip_suffix('/') {
            Some(body) if object.size == 0 => (body, Leaf::Folder),
            _ => (relative, Leaf::File),
        };
        let segments: Vec<&str> = body.split('/').collect();
        let key = object.key.as_str().to_owned();
        let Ok(placed) = self.namer.place(&segments, leaf) else {
            self.problems.push(PlanProblem { kind: ProblemKind::ImpossibleKey, name: key, becomes: None });
            return;
        };
        if placed.renamed {
            let becomes = Some(placed.path.to_string());
            self.problems.push(PlanProblem { kind: ProblemKind::Renamed, name: key, becomes });
        }
        self.folders.add(relative);
        let mut above = placed.path.folders();
        while !above.is_empty() && self.ancestors.insert(above.to_vec()) {
            above = &above[..above.len() - 1];
        }
        let list = if leaf == Leaf::Folder { &mut self.markers } else { &mut self.files };
        let there = placed.there.and_then(|_| self.folder.metadata(&placed.path).ok().flatten());
        list.push(Laid { object, path: placed.path, there });
    }
}
