//! Compares what the server has of an upload with what it should have.

use std::collections::BTreeMap;

use futures::{StreamExt, TryStreamExt};
use satchel_objects::{CompletedPart, ErrorKind, PartInfo, list_parts};

use super::Upload;
use crate::engine::job::{Job, Stop, Weight};
use crate::engine::upload::{Source, prepare};
use crate::hash::{Hash, HashKind, md5_of_tag};
use crate::journal::{Change, PartRecord};
use crate::{Result, TransferError};

/// Parts that are compared at once.
const AT_ONCE: usize = 4;

/// Which parts of the source the server has already, unchanged; `None` if it doesn't know the upload. What was
/// acknowledged while the answer or the journal's row was lost is recorded, not sent again.
pub(super) async fn present(job: &Job, source: &Source, upload: &Upload) -> Result<Option<Vec<CompletedPart>>, Stop> {
    let Some(there) = list(job, upload).await? else { return Ok(None) };
    let size = source.identity.size;
    let part_size = upload.record.part_size;
    let known: BTreeMap<u16, &PartRecord> = upload.record.parts.iter().map(|part| (part.number, part)).collect();
    let fitting = there.into_iter().filter_map(|part| {
        let offset = u64::from(part.part_number.checked_sub(1)?) * part_size;
        let length = size.checked_sub(offset).filter(|left| *left > 0)?.min(part_size);
        (part.size == length).then_some((part, offset, length))
    });
    let known = &known;
    let compared: Vec<Result<Option<(CompletedPart, u64)>, Stop>> = futures::stream::iter(fitting)
        .map(|(part, offset, length)| async move {
            let Some(etag) = part.etag.clone() else { return Ok(None) };
            let recorded = known.get(&part.part_number).filter(|known| known.etag == etag).map(|known| known.hash);
            let hash = match recorded {
                Some(hash) => Some(hash),
                None => compare(job, source, &part, offset, length).await?,
            };
            // Some servers don't list the checksums that they were sent and want to see again.
            let checksum = part.checksum.or(match hash {
                None => return Ok(None),
                Some(Hash::Checksum(checksum)) => Some(checksum),
                Some(Hash::Md5(_)) => None,
            });
            Ok(Some((CompletedPart { part_number: part.part_number, etag, checksum }, length)))
        })
        .buffered(AT_ONCE)
        .collect()
        .await;
    let mut present = Vec::new();
    let mut bytes = 0;
    for part in compared {
        if let Some((part, length)) = part? {
            bytes += length;
            present.push(part);
        }
    }
    job.transfer.begins_from(job.index, bytes);
    Ok(Some(present))
}

/// The hash of a part that the journal doesn't know, if it holds the source's bytes. It is recorded if so.
async fn compare(job: &Job, source: &Source, part: &PartInfo, offset: u64, length: u64) -> Result<Option<Hash>, Stop> {
    let kind = match (part.checksum, md5_of_tag(part.etag.as_ref())) {
        (Some(checksum), _) => HashKind::of(checksum),
        (None, Some(_)) if job.tags_may_be_md5() => HashKind::Md5,
        _ => return Ok(None),
    };
    let (_, hash) = prepare(job, source, kind, offset, length).await?;
    let same = match hash {
        Hash::Checksum(ours) => part.checksum == Some(ours),
        Hash::Md5(ours) => md5_of_tag(part.etag.as_ref()) == Some(ours),
    };
    if same && let Some(etag) = part.etag.clone() {
        let part = PartRecord { number: part.part_number, size: part.size, etag, hash };
        let _ = job.write(Change::PartSent { id: job.transfer.id, index: job.index, part });
    }
    Ok(same.then_some(hash))
}

/// What the server says of an upload whose parts it all acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reviewed {
    Whole,
    /// A part isn't there, or isn't what was acknowledged.
    Differs,
    /// It doesn't know the upload.
    Gone,
}

/// Looks, before an upload is completed, whether the server has every part as it acknowledged it.
pub(super) async fn all_there(job: &Job, upload: &Upload, sent: &[CompletedPart]) -> Result<Reviewed, Stop> {
    let there = match list(job, upload).await {
        Ok(Some(there)) => there,
        Ok(None) => return Ok(Reviewed::Gone),
        // A server without ListParts has acknowledged each part, and the object is looked at in the end.
        Err(Stop::Failed(TransferError::Store(error))) if error.kind == ErrorKind::Unsupported => {
            return Ok(Reviewed::Whole);
        }
        Err(stop) => return Err(stop),
    };
    let there: BTreeMap<u16, &PartInfo> = there.iter().map(|part| (part.part_number, part)).collect();
    let whole = sent.iter().all(|part| {
        there.get(&part.part_number).is_some_and(|there| {
            let same_tag = there.etag.as_ref().is_none_or(|etag| etag.unquoted() == part.etag.unquoted());
            let same_sum = there.checksum.zip(part.checksum).is_none_or(|(there, sent)| there == sent);
            same_tag && same_sum
        })
    });
    Ok(if whole { Reviewed::Whole } else { Reviewed::Differs })
}

/// Every part that the server has; `None` if it doesn't know the upload.
async fn list(job: &Job, upload: &Upload) -> Result<Option<Vec<PartInfo>>, Stop> {
    job.attempt(|_| {
        job.request(Weight::Light, async move {
            let record = &upload.record;
            match list_parts(job.store(), &record.bucket, &record.key, &upload.id).try_collect().await {
                Err(error) if error.kind == ErrorKind::NoSuchUpload => Ok(None),
                parts => Ok(Some(parts?)),
            }
        })
    })
    .await
}
