//! Plans downloads.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use satchel_localpath::{
    FileIdentity, Leaf, LocalError, LocalKind, LocalMetadata, LocalPath, Namer, Policy, TargetFolder,
};
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
    let mut layout = Layout::new();
    for root in &roots {
        for (relative, object) in root.objects(&*store, &place.bucket, progress).await? {
            layout.add(&relative, object);
        }
    }
    let Layout { files, mut markers, ancestors, problems, folders, .. } = layout;
    // The folders of files are made with them.
    markers.retain(|(_, path)| !ancestors.contains(path.components()));

    let mut items = Vec::with_capacity(files.len() + markers.len());
    let (markers_there, files_there) = (look(&folder, &markers).await?, look(&folder, &files).await?);
    for ((object, path), there) in markers.into_iter().zip(markers_there) {
        let finding = match there {
            Some(metadata) if metadata.kind == LocalKind::Folder => Finding::Same,
            _ => Finding::New,
        };
        items.push(PlanItem { action: Action::Folder { key: object.key, path }, size: 0, finding });
    }
    for ((object, path), there) in files.into_iter().zip(files_there) {
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
        kind: TransferKind::Download,
        place,
        destination: Destination::Folder(target),
        names,
        folders: folders.count(),
        items,
        problems,
    })
}

/// What stands at each path. A link or a file in the way is told by the transfer itself, for the files it concerns.
async fn look(folder: &TargetFolder, files: &[(ObjectSummary, LocalPath)]) -> Result<Vec<Option<LocalMetadata>>> {
    let paths: Vec<LocalPath> = files.iter().map(|(_, path)| path.clone()).collect();
    let folder = folder.clone();
    blocking(move || Ok::<_, LocalError>(paths.iter().map(|path| folder.metadata(path).ok().flatten()).collect())).await
}

struct Layout {
    namer: Namer,
    files: Vec<(ObjectSummary, LocalPath)>,
    markers: Vec<(ObjectSummary, LocalPath)>,
    /// The local folders that files or other markers are in.
    ancestors: HashSet<Vec<String>>,
    problems: Vec<PlanProblem>,
    folders: Folders,
}

impl Layout {
    fn new() -> Self {
        Self {
            namer: Namer::new(Policy::host()),
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
        list.push((object, placed.path));
    }
}
