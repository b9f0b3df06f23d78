//! Starts a plan: it is in the journal before anything of it happens.

use std::sync::Arc;
use std::time::SystemTime;

use satchel_objects::ObjectStore;

use super::conflict::decide;
use super::transfer::Transfer;
use super::{Engine, Shared, lock, queue};
use crate::journal::{Change, Counts, NewItem, TransferRecord};
use crate::{
    Action, Destination, FileState, OnConflict, Plan, PlanItem, Result, TransferError, TransferId, TransferKind,
    TransferState,
};

impl Engine {
    /// Starts a plan. When this returns, it is in the journal and goes on whatever happens to this process.
    ///
    /// An unfinished upload or download of the same file to the same target, of a transfer that isn't running, is gone
    /// on with.
    pub async fn start(&self, store: Arc<dyn ObjectStore>, plan: Plan, on_conflict: OnConflict) -> Result<TransferId> {
        self.start_command(store, plan, on_conflict, None).await
    }

    /// Starts a plan that a command line made; `command` tells the same command again.
    pub async fn start_command(
        &self,
        store: Arc<dyn ObjectStore>,
        plan: Plan,
        on_conflict: OnConflict,
        command: Option<String>,
    ) -> Result<TransferId> {
        let shared = &self.0;
        if *lock(&shared.ending) {
            return Err(TransferError::Ending);
        }
        refuse_busy(shared, &*store, &plan, on_conflict).await?;
        let id = TransferId::new();
        let only_folders = plan.items.iter().all(PlanItem::is_folder);
        let Plan { kind, place, destination, names, folders, items, made, problems: _ } = plan;
        let items: Vec<NewItem> = items
            .into_iter()
            .map(|item| {
                let left_alone = decide(kind, &item, on_conflict).is_none();
                let state = if left_alone { FileState::Skipped } else { FileState::Waiting };
                (item, state)
            })
            .collect();
        let record = TransferRecord {
            id,
            kind,
            place,
            destination,
            names,
            folders,
            on_conflict,
            store: store.identity(),
            command,
            state: TransferState::Waiting,
            pause: None,
            error: None,
            order: next_order(shared),
            started: SystemTime::now(),
            ended: None,
            counts: count(&items, only_folders),
        };
        let resumable = find_resumable(shared, &record, &items).await?;
        shared.journal.add(record.clone(), items).await?;
        shared.checkpoint("transfer.added");
        let goes_on = !resumable.is_empty();
        for (from, to, upload) in resumable {
            let (from, to) = (from, (id, to));
            let change = if upload { Change::UploadMoved { from, to } } else { Change::DownloadMoved { from, to } };
            // One that ended meanwhile leaves nothing to go on with: then this one begins anew.
            let _ = shared.journal.write(change).durable().await;
        }
        let transfer = Arc::new(Transfer::new(record, shared.journal.clone(), store, made));
        transfer.set_only_folders(only_folders);
        if goes_on {
            transfer.is_no_longer_fresh();
            if let Some(record) = shared.journal.transfer(id).await? {
                transfer.recount(record.counts);
            }
        }
        lock(&shared.transfers).push(transfer);
        queue::kick(shared);
        Ok(id)
    }
}

fn next_order(shared: &Shared) -> i64 {
    let last = lock(&shared.transfers).iter().map(|transfer| transfer.order()).max();
    last.map_or(0, |last| last.saturating_add(queue::STEP))
}

/// As the journal counts them.
fn count(items: &[NewItem], only_folders: bool) -> Counts {
    let mut counts = Counts::default();
    for (item, state) in items {
        let counted = u32::from(only_folders || !item.is_folder());
        counts.files += counted;
        if *state == FileState::Skipped {
            counts.files_done += counted;
        } else {
            counts.bytes += item.size;
        }
    }
    counts
}

/// The uploads and downloads that items of this plan can go on with: (whose, which item of ours, whether an upload).
async fn find_resumable(
    shared: &Shared,
    record: &TransferRecord,
    items: &[NewItem],
) -> Result<Vec<(crate::journal::ItemId, u32, bool)>> {
    let mut found = Vec::new();
    for (index, (item, state)) in (0_u32..).zip(items) {
        if *state != FileState::Waiting || item.size < shared.options.part_size {
            continue;
        }
        match (&item.action, &record.destination) {
            (Action::Upload { key, .. }, Destination::Place(place)) => {
                let from = shared.journal.find_upload(&record.store, &place.bucket, key).await?;
                found.extend(from.map(|from| (from, index, true)));
            }
            (Action::Download { path, .. }, Destination::Folder(folder)) => {
                let from = shared.journal.find_download(folder, path).await?;
                found.extend(from.map(|from| (from, index, false)));
            }
            _ => {}
        }
    }
    Ok(found)
}

/// Refuses a plan that would write where another living process is writing.
async fn refuse_busy(shared: &Shared, store: &dyn ObjectStore, plan: &Plan, on_conflict: OnConflict) -> Result<()> {
    let written = |item: &&PlanItem| decide(plan.kind, item, on_conflict).is_some();
    let busy = match (&plan.destination, plan.kind) {
        (Destination::Place(place), _) => {
            let keys: Vec<_> = plan.items.iter().filter(written).map(|item| target_key(&item.action).clone()).collect();
            shared.journal.busy(&store.identity(), &place.bucket, keys).await?.first().map(ToString::to_string)
        }
        (Destination::Folder(folder), TransferKind::Download) => {
            let paths: Vec<_> = plan
                .items
                .iter()
                .filter(written)
                .filter_map(|item| match &item.action {
                    Action::Download { path, .. } => Some(path.clone()),
                    _ => None,
                })
                .collect();
            shared.journal.busy_files(folder, paths).await?.first().map(ToString::to_string)
        }
        _ => None,
    };
    busy.map_or(Ok(()), |name| Err(TransferError::Busy { name }))
}

/// The key that an action writes.
fn target_key(action: &Action) -> &satchel_objects::ObjectKey {
    match action {
        Action::Copy { to, .. } => to,
        Action::Upload { key, .. }
        | Action::Marker { key }
        | Action::Download { key, .. }
        | Action::Folder { key, .. }
        | Action::Delete { key, .. } => key,
    }
}
