//! Takes away what a transfer left half done: unfinished uploads at the store, partial files here.

use std::sync::Arc;

use satchel_objects::ObjectStore;

use super::multipart::abort;
use super::transfer::Transfer;
use super::{Shared, download};
use crate::journal::Change;
use crate::{FileState, Result, TransferError, TransferState};

/// After a cancel: what waited is cancelled, and what was half done goes.
pub(super) async fn cancelled(shared: &Shared, transfer: &Arc<Transfer>, store: &Arc<dyn ObjectStore>) {
    let change = Change::FilesState { id: transfer.id, from: vec![FileState::Waiting], to: FileState::Cancelled };
    let _ = transfer.journal.write(change);
    if let Err(error) = half_done(shared, transfer, Some(&**store)).await {
        tracing::warn!(transfer = %transfer.id, %error, "something half done is left for now");
    }
}

/// The same for a transfer that isn't running.
pub(super) async fn idle(shared: &Shared, transfer: &Arc<Transfer>) {
    let change = Change::FilesState { id: transfer.id, from: vec![FileState::Waiting], to: FileState::Cancelled };
    let _ = transfer.journal.write(change);
    if let Err(error) = half_done(shared, transfer, None).await {
        tracing::warn!(transfer = %transfer.id, %error, "something half done is left for now");
    }
}

/// Before a transfer is taken off the list: an upload that can't be given up now keeps it there, because nobody else
/// would know of it.
pub(super) async fn before_forgetting(shared: &Shared, transfer: &Arc<Transfer>) -> Result<()> {
    half_done(shared, transfer, None).await
}

/// Whether an ended transfer may have left something that has to go.
pub(super) fn is_due(transfer: &Transfer) -> bool {
    transfer.state() == TransferState::Cancelled
}

/// Tries once more, in the background.
pub(super) fn later(shared: &Arc<Shared>, transfer: &Arc<Transfer>) {
    let (shared, transfer) = (shared.clone(), transfer.clone());
    let runtime = shared.runtime.clone();
    runtime.spawn(async move { idle(&shared, &transfer).await });
}

/// Gives up every unfinished upload of a transfer and removes its partial files. What can't be given up now stays in
/// the journal and is tried again at the next start.
async fn half_done(shared: &Shared, transfer: &Arc<Transfer>, store: Option<&dyn ObjectStore>) -> Result<()> {
    let uploads = transfer.journal.uploads_of(transfer.id).await?;
    let opened = match store {
        None if !uploads.is_empty() => Some(match transfer.given_store() {
            Some(store) => store,
            None => shared.stores.store(&transfer.record.place.account).await?,
        }),
        _ => None,
    };
    let mut left = None;
    for (index, upload) in uploads {
        let Some(store) = store.or(opened.as_deref()) else { continue };
        if abort(shared, store, &upload).await {
            let _ = transfer.journal.write(Change::UploadForgotten { id: transfer.id, index });
        } else {
            left = Some(upload.key);
        }
    }
    for (index, partial) in transfer.journal.downloads_of(transfer.id).await? {
        download::discard(shared, transfer, index, partial).await;
    }
    if let Some(record) = transfer.journal.transfer(transfer.id).await? {
        transfer.recount(record.counts);
    }
    left.map_or(Ok(()), |key| Err(TransferError::UploadLeft { key }))
}
