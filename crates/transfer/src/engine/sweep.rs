//! Takes away what a transfer left half done: unfinished uploads at the store, partial files here.

use std::sync::Arc;

use super::multipart::abort;
use super::transfer::Transfer;
use super::{Shared, download};
use crate::journal::Change;
use crate::{FileState, Result, TransferError, TransferState};

/// After a cancel: what waited is cancelled, and what was half done goes.
pub(super) async fn cancelled(shared: &Shared, transfer: &Transfer) {
    let change = Change::FilesState { id: transfer.id, from: vec![FileState::Waiting], to: FileState::Cancelled };
    let _ = transfer.journal.write(change);
    if let Err(error) = half_done(shared, transfer).await {
        tracing::warn!(transfer = %transfer.id, %error, "something half done is left for now");
    }
}

/// Whether an ended transfer may have left something that has to go.
pub(super) fn is_due(transfer: &Transfer) -> bool {
    transfer.state() == TransferState::Cancelled
}

/// Tries once more, in the background.
pub(super) fn later(shared: &Arc<Shared>, transfer: &Arc<Transfer>) {
    let (shared, transfer) = (shared.clone(), transfer.clone());
    let runtime = shared.runtime.clone();
    runtime.spawn(async move { cancelled(&shared, &transfer).await });
}

/// Gives up every unfinished upload of a transfer and removes its partial files. What can't be given up now stays in
/// the journal and is tried again at the next start: an error, because nobody else would know of it.
pub(super) async fn half_done(shared: &Shared, transfer: &Transfer) -> Result<()> {
    let uploads = transfer.journal.uploads_of(transfer.id).await?;
    let mut left = None;
    if !uploads.is_empty() {
        let store = shared.store_of(transfer).await?;
        for (index, upload) in uploads {
            if abort(shared, &*store, &upload).await {
                let _ = transfer.journal.write(Change::UploadForgotten { id: transfer.id, index });
            } else {
                left = Some(upload.key);
            }
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
