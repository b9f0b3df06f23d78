//! What of a plan was half done before.

use std::path::Path;

use satchel_objects::ObjectStore;

use super::{Engine, Shared};
use crate::{Action, Destination, Finding, Place, Plan, PlanItem, Result};

/// How much of a plan goes on where an earlier transfer stopped, as the journal knows it now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resumable {
    /// Files that go on.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Bytes of them that were acknowledged, or are on the disk.
    pub done: u64,
}

impl Engine {
    /// How much of a plan goes on where an earlier transfer stopped. The store is asked nothing: what it forgot
    /// meanwhile is sent anew, and said of the file then.
    pub async fn resumable(&self, store: &dyn ObjectStore, plan: &Plan) -> Result<Resumable> {
        let mut found = Resumable::default();
        for item in &plan.items {
            if item.finding == Finding::Same || item.size < self.0.options.part_size {
                continue;
            }
            let done = match (&item.action, &plan.destination) {
                (Action::Upload { .. }, Destination::Place(place)) => sent(&self.0, store, place, item).await?,
                (Action::Download { .. }, Destination::Folder(folder)) => fetched(&self.0, folder, item).await?,
                _ => 0,
            };
            if done > 0 {
                found.files += 1;
                found.bytes += item.size;
                found.done += done.min(item.size);
            }
        }
        Ok(found)
    }
}

/// Bytes of an upload of the same file, unchanged, to the same key.
async fn sent(shared: &Shared, store: &dyn ObjectStore, place: &Place, item: &PlanItem) -> Result<u64> {
    let Action::Upload { key, identity, .. } = &item.action else { return Ok(0) };
    let Some((id, index)) = shared.journal.find_upload(&store.identity(), &place.bucket, key).await? else {
        return Ok(0);
    };
    let upload = shared.journal.upload(id, index).await?.filter(|upload| upload.identity == *identity);
    Ok(upload.map_or(0, |upload| upload.parts.iter().map(|part| part.size).sum()))
}

/// Bytes of a download of the same object to the same path.
async fn fetched(shared: &Shared, folder: &Path, item: &PlanItem) -> Result<u64> {
    let Action::Download { path, etag, .. } = &item.action else { return Ok(0) };
    let Some((id, index)) = shared.journal.find_download(folder, path).await? else { return Ok(0) };
    let download = shared.journal.download(id, index).await?;
    let download = download.filter(|download| download.size == item.size && download.etag == *etag);
    Ok(download.map_or(0, |download| download.ranges.iter().map(|range| range.length).sum()))
}
