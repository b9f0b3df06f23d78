//! Plans what happens at the store alone: deletes, copies, moves and new names.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Instant;

use satchel_objects::{ListEntry, ObjectKey, ObjectStore};

use super::compare::finding;
use super::existing::Existing;
use super::names::Folders;
use super::roots::{Root, named_roots, roots};
use super::upload::NAMES;
use crate::{
    Action, Destination, Finding, Naming, Place, Plan, PlanItem, PlanProblem, ProblemKind, Progress, Result,
    TransferError, TransferKind,
};

/// Plans to delete the selected objects and folders of `place`, and counts what is in them.
pub async fn plan_delete(
    store: Arc<dyn ObjectStore>,
    place: Place,
    selection: Vec<ListEntry>,
    progress: &Progress,
) -> Result<Plan> {
    let roots = roots(selection);
    let mut plan = empty_plan(TransferKind::Delete, place, Destination::None, &roots);
    let mut folders = Folders::default();
    for root in &roots {
        for (relative, object) in root.objects(&*store, &plan.place.bucket, progress).await? {
            folders.add(&relative);
            let action = Action::Delete { key: object.key, etag: object.etag };
            plan.items.push(PlanItem { action, size: object.size, finding: Finding::New });
        }
    }
    plan.folders = folders.count();
    Ok(plan)
}

/// Plans to copy (or, with `remove_source`, to move) the selected objects and folders of `place` to another place of
/// the same account.
pub async fn plan_copy(
    store: Arc<dyn ObjectStore>,
    place: Place,
    selection: Vec<ListEntry>,
    destination: Place,
    remove_source: bool,
    progress: &Progress,
) -> Result<Plan> {
    let selection = selection.into_iter().map(|entry| (entry, Naming::Own)).collect();
    plan_copy_named(store, place, selection, destination, remove_source, progress).await
}

/// Plans a copy or a move as [`plan_copy`] does, and names what was selected at its destination as it is told.
pub async fn plan_copy_named(
    store: Arc<dyn ObjectStore>,
    place: Place,
    selection: Vec<(ListEntry, Naming)>,
    destination: Place,
    remove_source: bool,
    progress: &Progress,
) -> Result<Plan> {
    if place.account != destination.account {
        return Err(TransferError::TwoAccounts);
    }
    let roots = named_roots(selection);
    for root in &roots {
        refuse_itself(root, &place, &destination)?;
    }
    let kind = if remove_source { TransferKind::Move } else { TransferKind::Copy };
    fill(&*store, kind, place, destination, &roots, progress).await
}

/// Plans to give one object or folder of `place` another name, its whole content included.
pub async fn plan_rename(
    store: Arc<dyn ObjectStore>,
    place: Place,
    item: ListEntry,
    new_name: &str,
    progress: &Progress,
) -> Result<Plan> {
    if new_name.is_empty() || new_name.contains('/') {
        return Err(TransferError::InvalidName { name: new_name.to_owned() });
    }
    let mut root = Root { entry: item, name: new_name.to_owned(), nameless: false };
    if matches!(&root.entry, ListEntry::Object(object) if object.key.as_str().ends_with('/')) {
        root.name.push('/');
    }
    let destination = Place { prefix: root.base().to_owned(), ..place.clone() };
    refuse_itself(&root, &place, &destination)?;
    key(&format!("{}{}", destination.prefix, root.name))?;
    fill(&*store, TransferKind::Move, place, destination, &[root], progress).await
}

fn refuse_itself(root: &Root, place: &Place, destination: &Place) -> Result<()> {
    if place.bucket != destination.bucket {
        return Ok(());
    }
    let text = root.text();
    match &root.entry {
        ListEntry::Prefix(prefix) if destination.prefix.starts_with(&**prefix) => {
            Err(TransferError::IntoItself { prefix: prefix.clone() })
        }
        ListEntry::Prefix(_) if format!("{}{}/", destination.prefix, root.name) == text => {
            Err(TransferError::SameObject { name: text.to_owned() })
        }
        ListEntry::Object(_) if format!("{}{}", destination.prefix, root.name) == text => {
            Err(TransferError::SameObject { name: text.to_owned() })
        }
        _ => Ok(()),
    }
}

async fn fill(
    store: &dyn ObjectStore,
    kind: TransferKind,
    place: Place,
    destination: Place,
    roots: &[Root],
    progress: &Progress,
) -> Result<Plan> {
    let mut plan = empty_plan(kind, place, Destination::Place(destination.clone()), roots);
    let mut folders = Folders::default();
    let mut objects = Vec::new();
    let mut taken = HashSet::new();
    for root in roots {
        for (relative, object) in root.objects(store, &plan.place.bucket, progress).await? {
            folders.add(&relative);
            let text = format!("{}{relative}", destination.prefix);
            if let Ok(to) = ObjectKey::new(&*text) {
                taken.insert(text);
                objects.push((object, to));
            } else {
                let name = object.key.as_str().to_owned();
                plan.problems.push(PlanProblem { kind: ProblemKind::ImpossibleKey, name, becomes: None });
            }
        }
    }
    let existing = Existing::look(store, &destination, objects.iter().map(|(_, to)| to)).await?;
    for (object, to) in objects {
        let finding = match existing.get(to.as_str()) {
            None => Finding::New,
            Some(there) => {
                let same = there.size == object.size
                    && (object.size == 0 || (there.etag == object.etag && there.etag.is_some()));
                finding(same, object.last_modified, there.last_modified)
            }
        };
        let mut to_beside = None;
        if matches!(finding, Finding::Differs { .. }) {
            to_beside = existing.beside(store, &destination, to.as_str(), |key| taken.contains(key)).await?;
            taken.extend(to_beside.clone().map(String::from));
        }
        let action = Action::Copy { key: object.key, etag: object.etag, to, to_beside };
        plan.items.push(PlanItem { action, size: object.size, finding });
    }
    plan.folders = folders.count();
    Ok(plan)
}

fn empty_plan(kind: TransferKind, place: Place, destination: Destination, roots: &[Root]) -> Plan {
    let names = roots.iter().take(NAMES).map(|root| root.name.clone()).collect();
    let made = Some(Instant::now());
    Plan { kind, place, destination, names, folders: 0, items: Vec::new(), problems: Vec::new(), made }
}

fn key(text: &str) -> Result<ObjectKey> {
    ObjectKey::new(text).map_err(|source| TransferError::ImpossibleKey { name: text.to_owned(), source })
}
