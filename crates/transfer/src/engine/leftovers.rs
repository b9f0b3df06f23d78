//! Multipart uploads that were begun at a store and not ended: they cost money and nobody sees them.

use std::collections::HashMap;
use std::time::SystemTime;

use futures::stream::{self, StreamExt, TryStreamExt};
use satchel_objects::{
    BucketName, ErrorKind, MultipartUpload, ObjectKey, ObjectStore, Result as StoreResult, UploadId, list_parts,
    list_uploads,
};

use super::multipart::is_in_window;
use super::{Engine, lock};
use crate::{Result, TransferId};

/// Uploads that are looked into at once.
const AT_ONCE: usize = 16;

/// Whose an unfinished upload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// A transfer of ours has it and can go on with it.
    Ours {
        /// The transfer.
        transfer: TransferId,
        /// Whether it is of this process; else another program has it.
        here: bool,
    },
    /// A program of ours was killed when it had just begun one at this key: it can't be told for certain.
    ProbablyOurs,
    /// Another program's, or one of ours from another computer.
    Unknown,
}

/// An unfinished upload.
#[derive(Clone, Debug)]
pub struct Leftover {
    /// The key it would have.
    pub key: ObjectKey,
    /// Its ID.
    pub upload_id: UploadId,
    /// When it was begun, by the server's clock.
    pub initiated: Option<SystemTime>,
    /// Parts that are there.
    pub parts: u32,
    /// Their bytes.
    pub bytes: u64,
    /// Whose it is.
    pub whose: Whose,
}

impl Engine {
    /// Every unfinished upload below a prefix of a bucket, in the store's order, with what is there of each.
    pub async fn leftovers(&self, store: &dyn ObjectStore, bucket: &BucketName, prefix: &str) -> Result<Vec<Leftover>> {
        let uploads: Vec<MultipartUpload> = list_uploads(store, bucket, prefix).try_collect().await?;
        let known = self.0.journal.unfinished_uploads().await?;
        let identity = store.identity();
        let here = |known: &crate::journal::UnfinishedUpload| known.store == identity && known.upload.bucket == *bucket;
        let by_id: HashMap<&UploadId, (TransferId, bool)> = known
            .iter()
            .filter(|known| here(known))
            .filter_map(|known| Some((known.upload.upload_id.as_ref()?, (known.item.0, known.own))))
            .collect();
        let whose = |upload: &MultipartUpload| {
            if let Some((transfer, own)) = by_id.get(&upload.upload_id) {
                return Whose::Ours { transfer: *transfer, here: *own };
            }
            let intended = known.iter().filter(|known| here(known) && known.upload.upload_id.is_none());
            let mut intended = intended.filter(|known| known.upload.key == upload.key);
            if intended.any(|known| is_in_window(known.upload.intended, upload.initiated)) {
                Whose::ProbablyOurs
            } else {
                Whose::Unknown
            }
        };
        stream::iter(uploads)
            .map(|upload| async {
                let whose = whose(&upload);
                let (parts, bytes) = size(store, bucket, &upload).await?;
                let MultipartUpload { key, upload_id, initiated } = upload;
                Ok(Leftover { key, upload_id, initiated, parts, bytes, whose })
            })
            .buffered(AT_ONCE)
            .try_collect()
            .await
    }

    /// Gives an unfinished upload up; what was sent of it goes. The transfer that has it, if one does, begins the file
    /// anew when it goes on. One that is gone already is no error.
    pub async fn abort_leftover(
        &self,
        store: &dyn ObjectStore,
        bucket: &BucketName,
        key: &ObjectKey,
        upload_id: &UploadId,
    ) -> Result<()> {
        match store.abort_multipart(bucket, key, upload_id).await {
            Err(error) if error.kind != ErrorKind::NoSuchUpload => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Goes on with the transfer that has an unfinished upload, whether it is paused, failed or was cancelled.
    pub async fn resume_leftover(&self, transfer: TransferId) -> Result<()> {
        let ended = lock(&self.0.transfers)
            .iter()
            .find(|known| known.id == transfer)
            .is_some_and(|transfer| transfer.state().has_ended());
        if ended { self.retry(transfer).await } else { self.resume(transfer).await }
    }
}

/// How many parts are there, and their bytes. One that went meanwhile has none.
async fn size(store: &dyn ObjectStore, bucket: &BucketName, upload: &MultipartUpload) -> StoreResult<(u32, u64)> {
    let counted = list_parts(store, bucket, &upload.key, &upload.upload_id)
        .try_fold((0_u32, 0), |(parts, bytes), part| async move { Ok((parts.saturating_add(1), bytes + part.size)) });
    match counted.await {
        Err(error) if error.kind == ErrorKind::NoSuchUpload => Ok((0, 0)),
        counted => counted,
    }
}
