//! Gives an upload up.

use satchel_objects::{ErrorKind, ObjectStore, UploadId};

use super::begin::LONGEST;
use crate::engine::Shared;
use crate::engine::job::backoff;
use crate::journal::UploadRecord;

const ABORTS: u32 = 5;

/// Gives the upload up; says whether nothing of it is left. A part that was still on its way can arrive after the first
/// abort, so the server is asked whether anything is left. Source: Amazon S3 API Reference, "AbortMultipartUpload".
pub(in crate::engine) async fn abort(shared: &Shared, store: &dyn ObjectStore, upload: &UploadRecord) -> bool {
    let Some(id) = &upload.upload_id else { return true };
    for number in 0..ABORTS {
        if tokio::time::timeout(LONGEST, is_aborted(store, upload, id)).await.unwrap_or(false) {
            return true;
        }
        tokio::time::sleep(backoff(shared.options.pause, number)).await;
    }
    tracing::warn!(key = %upload.key, "an unfinished upload is left at the store for now");
    false
}

async fn is_aborted(store: &dyn ObjectStore, upload: &UploadRecord, id: &UploadId) -> bool {
    if let Err(error) = store.abort_multipart(&upload.bucket, &upload.key, id).await
        && error.kind != ErrorKind::NoSuchUpload
    {
        return false;
    }
    let left = store.part_page(&upload.bucket, &upload.key, id, None).await;
    left.is_err_and(|error| !error.is_retryable())
}
