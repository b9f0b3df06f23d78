//! Copies one object at the server, and for a move deletes the source once the copy is verified.

use satchel_objects::{BucketName, CopyRequest, ETag, ErrorKind, ObjectInfo, ObjectKey, PutResult};

use super::conflict::Write;
use super::job::{Job, Outcome, Stop, Weight};
use crate::hash::md5_of_tag;
use crate::journal::Change;
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
    /// leaves it whole. `copied`: the journal says that the copy is there and was compared.
    pub(super) async fn run(&self, job: &Job, write: Write, copied: bool) -> Result<Outcome, Stop> {
        let Destination::Place(place) = &job.transfer.record.destination else { return Ok(Outcome::Skipped) };
        let bucket = &place.bucket;
        let to = if write == Write::Beside { self.to_beside.unwrap_or(self.to) } else { self.to };
        if bucket == job.bucket() && to == self.key {
            return Err(TransferError::SameObject { name: to.as_str().to_owned() }.into());
        }
        let moves = job.transfer.record.kind == TransferKind::Move;
        let pinned = match self.etag {
            Some(etag) => Some(etag.clone()),
            None => match self.source(job).await? {
                Some(source) => source.etag,
                // A killed process had come as far as deleting it.
                None if copied => return Ok(Outcome::Done),
                None => return Err(self.gone().into()),
            },
        };
        let mut verified = copied;
        if !copied && self.is_needed(job, write, bucket, to, pinned.as_ref()).await? {
            let result = self.copy(job, bucket, to, pinned.as_ref()).await?;
            job.checkpoint("copy.copied");
            // A copy whose tag is the MD5 of the source's bytes has them.
            verified = job.tags_may_be_md5()
                && md5_of_tag(result.etag.as_ref()).is_some_and(|md5| Some(md5) == md5_of_tag(pinned.as_ref()));
        }
        if !verified {
            self.verify(job, bucket, to, pinned.as_ref()).await?;
        }
        job.checkpoint("copy.verified");
        if moves {
            if !copied {
                job.write(Change::Copied { id: job.transfer.id, index: job.index }).durable().await?;
            }
            self.remove_source(job, pinned.as_ref()).await?;
            job.checkpoint("move.deleted");
        }
        Ok(Outcome::Done)
    }

    /// Whether the copy isn't there yet.
    async fn is_needed(
        &self,
        job: &Job,
        write: Write,
        bucket: &BucketName,
        to: &ObjectKey,
        pinned: Option<&ETag>,
    ) -> Result<bool, Stop> {
        match write {
            Write::AlreadyThere => Ok(false),
            Write::Replace => Ok(true),
            // The plan has just looked.
            Write::New | Write::Beside if job.transfer.trusts_plan() => Ok(true),
            Write::New | Write::Beside => match head(job, bucket, to).await? {
                None => Ok(true),
                // An earlier try copied it and failed later.
                Some(there) if there.size == self.size && there.etag.is_some() && there.etag.as_ref() == pinned => {
                    Ok(false)
                }
                Some(_) => Err(TransferError::Taken { key: to.clone() }.into()),
            },
        }
    }

    async fn copy(
        &self,
        job: &Job,
        bucket: &BucketName,
        to: &ObjectKey,
        pinned: Option<&ETag>,
    ) -> Result<PutResult, Stop> {
        let request = &CopyRequest {
            source: (job.bucket().clone(), self.key.clone()),
            destination: (bucket.clone(), to.clone()),
            if_source_matches: pinned.cloned(),
        };
        job.attempt(|_| {
            job.request(Weight::Light, async move {
                match job.store().copy(request).await {
                    Ok(result) => Ok(result),
                    Err(error) if error.kind == ErrorKind::PreconditionFailed => Err(self.changed()),
                    Err(error) => Err(error.into()),
                }
            })
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
        // Gone already: a killed process had come as far as deleting it.
        let Some(now) = self.source(job).await? else { return Ok(()) };
        if now.size != self.size || now.etag.as_ref() != pinned {
            return Err(self.changed().into());
        }
        job.attempt(|_| job.request(Weight::Light, async { Ok(job.store().delete(job.bucket(), self.key).await?) }))
            .await
    }

    async fn source(&self, job: &Job) -> Result<Option<ObjectInfo>, Stop> {
        head(job, job.bucket(), self.key).await
    }

    fn changed(&self) -> TransferError {
        TransferError::ObjectChanged { key: self.key.clone() }
    }

    fn gone(&self) -> satchel_objects::StoreError {
        let mut error =
            satchel_objects::StoreError::new(ErrorKind::NoSuchObject, satchel_objects::Operation::HeadObject);
        error.key = Some(self.key.clone());
        error
    }
}

/// What stands at a key, if anything does.
pub(super) async fn head(job: &Job, bucket: &BucketName, key: &ObjectKey) -> Result<Option<ObjectInfo>, Stop> {
    job.attempt(|_| {
        job.request(Weight::Light, async move {
            match job.store().head(bucket, key).await {
                Ok(info) => Ok(Some(info)),
                Err(error) if error.kind == ErrorKind::NoSuchObject => Ok(None),
                Err(error) => Err(error.into()),
            }
        })
    })
    .await
}
