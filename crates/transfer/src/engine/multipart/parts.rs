//! Sends the parts of an upload.

use std::collections::BTreeSet;

use futures::{StreamExt, TryStreamExt};
use satchel_objects::{CompletedPart, ErrorKind};

use super::Upload;
use crate::engine::job::{Job, Stop, Weight};
use crate::engine::upload::{Source, changed, prepare};
use crate::hash::{Hash, contradicts};
use crate::journal::{Change, PartRecord};
use crate::{Result, TransferError};

/// Sends the parts that aren't there and gives all of them, by number; `None` if the server doesn't know the upload.
pub(super) async fn send(
    job: &Job,
    source: &Source,
    upload: &Upload,
    present: Vec<CompletedPart>,
) -> Result<Option<Vec<CompletedPart>>, Stop> {
    let (size, part_size) = (source.identity.size, upload.record.part_size);
    let count = u16::try_from(size.div_ceil(part_size)).unwrap_or(u16::MAX);
    let there: BTreeSet<u16> = present.iter().map(|part| part.part_number).collect();
    let missing = (1..=count).filter(|number| !there.contains(number));
    let at_once = usize::try_from(job.shared.options.parts.max(1)).unwrap_or(8);
    let sent: Result<Vec<CompletedPart>, Stop> = futures::stream::iter(missing)
        .map(|number| {
            let offset = u64::from(number - 1) * part_size;
            send_part(job, source, upload, number, offset, part_size.min(size - offset))
        })
        .buffer_unordered(at_once)
        .try_collect()
        .await;
    let mut parts = match sent {
        Ok(sent) => sent,
        Err(Stop::Failed(TransferError::Store(error))) if error.kind == ErrorKind::NoSuchUpload => return Ok(None),
        Err(stop) => return Err(stop),
    };
    parts.extend(present);
    parts.sort_by_key(|part| part.part_number);
    if parts.iter().any(|part| part.checksum.is_none()) {
        // All or none: servers refuse what is named by halves.
        for part in &mut parts {
            part.checksum = None;
        }
    }
    changed(source)?;
    Ok(Some(parts))
}

async fn send_part(
    job: &Job,
    source: &Source,
    upload: &Upload,
    number: u16,
    offset: u64,
    length: u64,
) -> Result<CompletedPart, Stop> {
    // Hashing waits for its turn too: else every part would be read long before it is sent.
    let turn = job.unless_cancelled(job.turn(Weight::Heavy(length))).await?;
    let (body, hash) = prepare(job, source, upload.record.hash, offset, length).await?;
    let checksum = match hash {
        Hash::Checksum(checksum) => Some(checksum),
        Hash::Md5(_) => None,
    };
    drop(turn);
    let body = &body;
    let part = job
        .attempt(|_| {
            job.request(Weight::Heavy(length), async move {
                let store = job.store();
                let key = &source.key;
                let sent = store.upload_part(job.bucket(), key, &upload.id, number, body.clone(), checksum).await?;
                let broken = || TransferError::Integrity { key: source.key.clone() };
                if contradicts(hash, sent.etag.as_ref(), sent.checksum) {
                    changed(source)?;
                    return Err(broken());
                }
                let etag = sent.etag.ok_or_else(broken)?;
                Ok(CompletedPart { part_number: number, etag, checksum: sent.checksum })
            })
        })
        .await?;
    job.checkpoint("part.sent");
    // Nobody waits for this row: what the server acknowledged it also lists.
    let record = PartRecord { number, size: length, etag: part.etag.clone(), hash };
    let _ = job.write(Change::PartSent { id: job.transfer.id, index: job.index, part: record });
    job.transfer.acknowledged(job.index, length);
    job.checkpoint("part.recorded");
    Ok(part)
}
