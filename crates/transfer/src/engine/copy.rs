//! Copies one object at the server, and for a move deletes the source once the copy is verified.

use satchel_objects::{BucketName, CopyRequest, ETag, ErrorKind, ObjectInfo, ObjectKey};

use super::conflict::Write;
use super::job::{Job, Outcome, Stop, Weight};
use crate::hash::md5_of_tag;
use crate::{Destination, Result, TransferError, TransferKind};

/// What is copied, and where to.
pub(super) struct Copy<'a> {
    pub(super) key: &'a ObjectKey,
    pub(super) etag: Option<&'a ETag>,
    pub(super) to: &'a ObjectKey,
    pub(super) to_beside: Option<&'a ObjectKey>,
    pub(super) size: u64,
}

impl Copy<'_> {
    /// Copies. The source is deleted last, and only if it is still the object that was copied: a failure at any point
    /// leaves it whole.
    pub(super) async fn run(&self, job: &Job, write: Write) -> Result<Outcome, Stop> {
        let Destination::Place(place) = &job.transfer.plan.destination else { return Ok(Outcome::Skipped) };
        let bucket = &place.bucket;
        let to = if write == Write::Beside { self.to_beside.unwrap_or(self.to) } else { self.to };
        if bucket == job.bucket() && to == self.key {
            return Err(TransferError::SameObject { name: to.as_str().to_owned() }.into());
        }
        let pinned = match self.etag {
            Some(etag) => Some(etag.clone()),
            None => self.source(job).await?.etag,
        };
        let needed = match write {
            Write::AlreadyThere => false,
            Write::Replace => true,
            Write::New | Write::Beside => match head(job, bucket, to).await? {
                None => true,
                // An earlier try copied it and failed later.
                Some(there) if there.size == self.size && there.etag.is_some() && there.etag == pinned => false,
                Some(_) => return Err(TransferError::Taken { key: to.clone() }.into()),
            },
        };
        if needed {
            self.copy(job, bucket, to, pinned.as_ref()).await?;
        }
        self.verify(job, bucket, to, pinned.as_ref()).await?;
        if job.transfer.plan.kind == TransferKind::Move {
            self.remove_source(job, pinned.as_ref()).await?;
        }
        Ok(Outcome::Done)
    }

    async fn copy(&self, job: &Job, bucket: &BucketName, to: &ObjectKey, pinned: Option<&ETag>) -> Result<(), Stop> {
        let request = &CopyRequest {
            source: (job.bucket().clone(), self.key.clone()),
            destination: (bucket.clone(), to.clone()),
            if_source_matches: pinned.cloned(),
        };
        job.attempt(|_| async move {
            let _turn = job.turn(Weight::Light).await?;
            match job.store().copy(request).await {
                Ok(_) => Ok(()),
                Err(error) if error.kind == ErrorKind::PreconditionFailed => Err(self.changed()),
                Err(error) => Err(error.into()),
            }
        })
        .await
    }

    /// The copy has the size of the source, and its tag where both are an MD5 (a copy in parts has another form).
    async fn verify(&self, job: &Job, bucket: &BucketName, to: &ObjectKey, pinned: Option<&ETag>) -> Result<(), Stop> {
        let broken = || TransferError::Integrity { key: to.clone() };
        let there = head(job, bucket, to).await?.ok_or_else(broken)?;
        let tags = md5_of_tag(there.etag.as_ref()).zip(md5_of_tag(pinned));
        if there.size != self.size || (job.tags_may_be_md5() && tags.is_some_and(|(copy, source)| copy != source)) {
            return Err(broken().into());
        }
        Ok(())
    }

    async fn remove_source(&self, job: &Job, pinned: Option<&ETag>) -> Result<(), Stop> {
        let now = self.source(job).await?;
        if now.size != self.size || now.etag.as_ref() != pinned {
            return Err(self.changed().into());
        }
        job.attempt(|_| async move {
            let _turn = job.turn(Weight::Light).await?;
            Ok(job.store().delete(job.bucket(), self.key).await?)
        })
        .await
    }

    async fn source(&self, job: &Job) -> Result<ObjectInfo, Stop> {
        job.attempt(|_| async move {
            let _turn = job.turn(Weight::Light).await?;
            Ok(job.store().head(job.bucket(), self.key).await?)
        })
        .await
    }

    fn changed(&self) -> TransferError {
        TransferError::ObjectChanged { key: self.key.clone() }
    }
}

async fn head(job: &Job, bucket: &BucketName, key: &ObjectKey) -> Result<Option<ObjectInfo>, Stop> {
    job.attempt(|_| async move {
        let _turn = job.turn(Weight::Light).await?;
        match job.store().head(bucket, key).await {
            Ok(info) => Ok(Some(info)),
            Err(error) if error.kind == ErrorKind::NoSuchObject => Ok(None),
            Err(error) => Err(error.into()),
        }
    })
    .await
}
