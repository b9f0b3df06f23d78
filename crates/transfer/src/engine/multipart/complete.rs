//! Makes the object of its parts, and looks whether it is there.

use satchel_objects::{CompletedPart, ErrorKind, PutResult};

use super::{Ended, Upload};
use crate::engine::job::{Job, Stop, Weight};
use crate::engine::upload::{Source, conditions, is_ours, refuse_taken, taken};
use crate::{Result, TransferError};

/// Completes the upload. An answer that was lost leaves open whether the object exists: then HEAD decides.
pub(super) async fn complete(
    job: &Job,
    source: &Source,
    upload: &Upload,
    parts: &[CompletedPart],
) -> Result<Ended, Stop> {
    job.checkpoint("upload.completing");
    if source.options.preconditions.if_match.is_some() {
        // It may have taken long to come here.
        refuse_taken(job, source, false).await?;
    }
    let conditions = &conditions(job, source);
    let completed = job
        .attempt(|_| {
            job.request(Weight::Light, async move {
                match job.store().complete_multipart(job.bucket(), &source.key, &upload.id, parts, conditions).await {
                    Ok(result) => Ok(Some(result)),
                    // An earlier try may have arrived without its answer, also one of a process that was killed.
                    Err(error)
                        if matches!(error.kind, ErrorKind::NoSuchUpload | ErrorKind::PreconditionFailed)
                            && is_ours(job, source).await? =>
                    {
                        Ok(Some(PutResult { etag: None, checksum: None }))
                    }
                    Err(error) if error.kind == ErrorKind::NoSuchUpload => Ok(None),
                    Err(error) => Err(taken(source, error)),
                }
            })
        })
        .await;
    job.checkpoint("upload.completed");
    match completed {
        Ok(Some(result)) => verify(job, source, &result).await.map(|()| Ended::Complete),
        Ok(None) => Ok(Ended::Gone),
        // Every answer was lost, the last one too.
        Err(Stop::Failed(error)) if error.is_transient() => {
            if is_ours(job, source).await? {
                Ok(Ended::Complete)
            } else {
                Err(Stop::Failed(error))
            }
        }
        Err(stop) => Err(stop),
    }
}

/// The server doesn't know the upload: either it was completed and its answer was lost, or it is gone.
pub(super) async fn is_there_already(job: &Job, source: &Source) -> Result<Ended, Stop> {
    let there = job.attempt(|_| job.request(Weight::Light, is_ours(job, source))).await?;
    Ok(if there { Ended::Complete } else { Ended::Gone })
}

/// One look at the object: every part was acknowledged and seen, so its size and its tag tell whether all are in it.
async fn verify(job: &Job, source: &Source, completed: &PutResult) -> Result<(), Stop> {
    job.attempt(|_| {
        job.request(Weight::Light, async move {
            let info = job.store().head(job.bucket(), &source.key).await?;
            let tags = completed.etag.as_ref().zip(info.etag.as_ref());
            let same_tag = tags.is_none_or(|(answered, there)| answered.unquoted() == there.unquoted());
            if info.size == source.identity.size && same_tag {
                job.transfer.has_written(job.index, info.etag.filter(|_| source.replaces));
                Ok(())
            } else {
                Err(TransferError::ObjectChanged { key: source.key.clone() })
            }
        })
    })
    .await
}
