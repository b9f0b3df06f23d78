//! Leftover uploads of a bucket.

use std::sync::Arc;

use futures::stream::{self, StreamExt};
use satchel_objects::BucketName;
use satchel_operations_schema::types::{
    LeftoverCount, LeftoverOwner, LeftoverRequest, LeftoverUpload, LeftoverUploads, ListLeftoverUploads, OldLeftovers,
    ResumeLeftover, StartedTransfer,
};
use satchel_transfer::{Leftover, TransferId, TransferState, Whose};

use super::transfers::id_of;
use crate::bodies::documented::{Answer, bucket_of, key_of, milliseconds, upload_id_of};
use crate::engine::Engine;
use crate::errors;

/// The most uploads of one answer.
const PAGE: usize = 1000;
/// Uploads that are aborted at once.
const ABORTED_AT_ONCE: usize = 8;

pub async fn list_leftover_uploads(engine: &Engine, request: ListLeftoverUploads) -> Answer<LeftoverUploads> {
    let (handle, uploads, from) = if let Some(after) = request.after {
        let (handle, from) = after.rsplit_once('@').ok_or_else(|| errors::stale("leftovers"))?;
        let from = from.parse().map_err(|_| errors::stale("leftovers"))?;
        (handle.to_owned(), engine.leftovers.get(handle)?, from)
    } else {
        let bucket = bucket_of(&request.bucket)?;
        let uploads: Arc<[LeftoverUpload]> = listed(engine, &request.account, &bucket).await?.into();
        // What the store listed is kept, so that the pages after this one are of the same list.
        let handle = if uploads.len() > PAGE { engine.leftovers.keep(uploads.clone()) } else { String::new() };
        (handle, uploads, 0)
    };
    let end = uploads.len().min(from + PAGE);
    let next = (end < uploads.len()).then(|| format!("{handle}@{end}"));
    Ok(LeftoverUploads { uploads: uploads.get(from..end).unwrap_or_default().to_vec(), next })
}

pub async fn resume_leftover_upload(engine: &Engine, request: ResumeLeftover) -> Answer<StartedTransfer> {
    let resumed = engine.transfers.resume_leftover(id_of(&request.transfer)?).await;
    resumed.map_err(|failure| errors::transfer(&failure))?;
    Ok(StartedTransfer { transfer: request.transfer })
}

pub async fn abort_leftover_upload(engine: &Engine, request: LeftoverRequest) -> Answer<()> {
    let (bucket, key) = (bucket_of(&request.bucket)?, key_of(&request.key)?);
    let upload_id = upload_id_of(request.upload_id)?;
    let store = engine.store(&request.account).await?;
    let aborted = engine.transfers.abort_leftover(&*store, &bucket, &key, &upload_id).await;
    aborted.map_err(|failure| errors::transfer(&failure))
}

pub async fn count_old_leftovers(engine: &Engine, request: OldLeftovers) -> Answer<LeftoverCount> {
    Ok(LeftoverCount { uploads: count(old(engine, &request).await?.len()) })
}

/// One that can't be aborted keeps none of the others; the first failure is the answer when all were tried.
pub async fn abort_old_leftovers(engine: &Engine, request: OldLeftovers) -> Answer<LeftoverCount> {
    let old = old(engine, &request).await?;
    let named = |upload: LeftoverUpload| LeftoverRequest {
        account: request.account.clone(),
        bucket: request.bucket.clone(),
        key: upload.key,
        upload_id: upload.upload_id,
    };
    let aborted: Vec<Answer<()>> = stream::iter(old)
        .map(|upload| abort_leftover_upload(engine, named(upload)))
        .buffered(ABORTED_AT_ONCE)
        .collect()
        .await;
    let aborted: Vec<()> = aborted.into_iter().collect::<Answer<_>>()?;
    Ok(LeftoverCount { uploads: count(aborted.len()) })
}

/// Those of a known age that are older, and that no transfer is sending now.
async fn old(engine: &Engine, request: &OldLeftovers) -> Answer<Vec<LeftoverUpload>> {
    let mut uploads = listed(engine, &request.account, &bucket_of(&request.bucket)?).await?;
    uploads.retain(|upload| (1..request.before).contains(&upload.initiated) && !upload.sending);
    Ok(uploads)
}

async fn listed(engine: &Engine, account: &str, bucket: &BucketName) -> Answer<Vec<LeftoverUpload>> {
    let store = engine.store(account).await?;
    let found = engine.transfers.leftovers(&*store, bucket, "").await;
    let found = found.map_err(|failure| errors::transfer(&failure))?;
    let open = [TransferState::Waiting, TransferState::Running];
    let transfers = engine.transfers.list().into_iter().filter(|transfer| open.contains(&transfer.state));
    let sending: Vec<TransferId> = transfers.map(|transfer| transfer.id).collect();
    Ok(found.into_iter().map(|upload| described(upload, &sending)).collect())
}

fn described(upload: Leftover, sending: &[TransferId]) -> LeftoverUpload {
    let (owner, transfer, sending) = match upload.whose {
        Whose::Ours { transfer, here: true } => {
            (LeftoverOwner::Ours, Some(transfer.to_string()), sending.contains(&transfer))
        }
        // Another program has it: it isn't ours to stop.
        Whose::Ours { here: false, .. } => (LeftoverOwner::Ours, None, true),
        Whose::ProbablyOurs => (LeftoverOwner::ProbablyOurs, None, false),
        Whose::Unknown => (LeftoverOwner::NotOurs, None, false),
    };
    LeftoverUpload {
        key: upload.key.into(),
        upload_id: upload.upload_id.0,
        initiated: milliseconds(upload.initiated),
        owner,
        parts: upload.parts,
        bytes: upload.bytes,
        transfer,
        sending,
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
