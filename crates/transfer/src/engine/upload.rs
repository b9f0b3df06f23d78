//! Sends one file.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use satchel_localpath::{FileIdentity, LocalAction, LocalError, open_source};
use satchel_objects::{Body, ErrorKind, FileSection, ObjectKey, Pace, Preconditions, PutOptions};

use super::conflict::Write;
use super::job::{Job, Outcome, Stop, Weight};
use super::multipart;
use crate::blocking::blocking;
use crate::hash::{self, Hash, HashKind, contradicts};
use crate::{Action, LocalSource, PlanItem, Replacement, Result, TransferError, mtime};

/// Up to this size a file is read whole before it is sent: what arrives is one state of it, and so many can be on their
/// way at once that more would add up.
const IN_MEMORY: u64 = 128 << 10;

/// From this size on, in bytes, a body counts as heavy.
pub(super) const HEAVY: u64 = 1 << 20;

/// An open file on its way to a key.
pub(super) struct Source {
    pub(super) file: Arc<File>,
    pub(super) identity: FileIdentity,
    pub(super) path: PathBuf,
    pub(super) key: ObjectKey,
    pub(super) options: PutOptions,
    /// Whether a known object gets a new content.
    pub(super) replaces: bool,
}

/// Sends a file to its key. What can never be gone on with isn't left lying at the store, wherever that was found out.
pub(super) async fn file(job: &Job, item: &PlanItem, write: Write) -> Result<Outcome, Stop> {
    let sent = send(job, item, write).await;
    if let Err(Stop::Failed(
        TransferError::SourceChanged { .. } | TransferError::Taken { .. } | TransferError::ObjectChanged { .. },
    )) = &sent
    {
        multipart::give_up(job).await;
    }
    sent
}

async fn send(job: &Job, item: &PlanItem, write: Write) -> Result<Outcome, Stop> {
    let Action::Upload { source: from, identity, key, key_beside, replaces } = &item.action else {
        return Ok(Outcome::Skipped);
    };
    let key = if write == Write::Beside { key_beside.as_ref().unwrap_or(key) } else { key };
    let new = matches!(write, Write::New | Write::Beside);
    let weight = if item.size < HEAVY { Weight::Light } else { Weight::Heavy(item.size) };
    // A small file is opened and read in its turn: those that wait hold no memory and no handle.
    let turn = job.unless_cancelled(job.turn(weight)).await?;
    let (source, first) = open(job, from, key, new, replaces.as_deref()).await?;
    if replaces.is_some() && source.identity != *identity {
        return Err(TransferError::SourceChanged { path: source.path }.into());
    }
    job.transfer.has_size(job.index, source.identity.size);
    if source.identity.size >= part_size(job) {
        drop((turn, first));
        refuse_taken(job, &source, new).await?;
        return multipart::send(job, &source).await;
    }
    refuse_taken(job, &source, new).await?;
    drop(turn);
    put(job, &source, first, weight).await.map(|()| Outcome::Done)
}

/// Writes the marker of an empty folder.
pub(super) async fn marker(job: &Job, key: &ObjectKey) -> Result<Outcome, Stop> {
    job.attempt(|_| {
        job.request(Weight::Light, async {
            let options = PutOptions { content_type: Some("application/x-directory".into()), ..PutOptions::default() };
            Ok(job.store().put(job.bucket(), key, Body::Bytes(Bytes::new()), &options).await?)
        })
    })
    .await?;
    Ok(Outcome::Done)
}

/// From which size on a file goes in parts, and the smallest of them.
pub(super) fn part_size(job: &Job) -> u64 {
    let able = job.store().capabilities();
    job.shared.options.part_size.max(able.smallest_part).max(able.advised_part)
}

/// What is sent of a file in one request, and its hash.
pub(super) type Prepared = (Body, Hash);

/// Opens the file and, where it is small, reads it at once.
async fn open(
    job: &Job,
    from: &LocalSource,
    key: &ObjectKey,
    new: bool,
    replaces: Option<&Replacement>,
) -> Result<(Source, Option<Prepared>), Stop> {
    let path = from.folder.join(&from.path);
    let (from, shown, kind) = (from.clone(), path.clone(), job.hash_kind());
    let (file, identity, first) = blocking(move || {
        let failed = |error| LocalError::new(LocalAction::Read, &shown, error);
        let file = Arc::new(open_source(&from.folder, &from.path)?);
        let identity = FileIdentity::of(&file).map_err(failed)?;
        let first = if identity.size <= IN_MEMORY {
            Some(read_bytes(kind, &file, 0, identity.size).map_err(failed)?)
        } else {
            None
        };
        Ok::<_, LocalError>((file, identity, first))
    })
    .await?;
    let Replacement { if_match, content_type, mut metadata } = replaces.cloned().unwrap_or_default();
    let content_type = content_type.or_else(|| mime_guess::from_path(&path).first_raw().map(ToOwned::to_owned));
    metadata.retain(|(name, _)| name != mtime::NAME);
    metadata.extend(identity.modified.map(|time| (mtime::NAME.to_owned(), mtime::write(time))));
    let able = job.store().capabilities();
    let if_absent = new && if_match.is_none() && able.put_if_absent;
    let preconditions = Preconditions { if_absent, if_match };
    let options = PutOptions { content_type, metadata, preconditions, checksum: None };
    let source = Source { file, identity, path, key: key.clone(), options, replaces: replaces.is_some() };
    Ok((source, first))
}

/// Where the server can't refuse to replace something by itself, it is asked what is there.
pub(super) async fn refuse_taken(job: &Job, source: &Source, new: bool) -> Result<(), Stop> {
    let able = job.store().capabilities();
    let wanted = source.options.preconditions.if_match.as_ref();
    let refuses = if wanted.is_some() { able.put_if_match } else { able.put_if_absent };
    // What is sent in parts is refused only once all of it was sent: that is worth a look before.
    let late = source.identity.size >= part_size(job);
    if (wanted.is_none() && (!new || job.transfer.trusts_plan())) || (refuses && !late) {
        return Ok(());
    }
    let found = job
        .attempt(|_| async {
            match job.store().head(job.bucket(), &source.key).await {
                Ok(info) => Ok(Some(info)),
                Err(error) if error.kind == ErrorKind::NoSuchObject => Ok(None),
                Err(error) => Err(error.into()),
            }
        })
        .await?;
    match (wanted, found) {
        (Some(wanted), Some(info)) if info.etag.as_ref() == Some(wanted) => Ok(()),
        (Some(_), _) => Err(TransferError::ObjectChanged { key: source.key.clone() }.into()),
        (None, Some(info)) if !is_same_object(source, &info) => {
            Err(TransferError::Taken { key: source.key.clone() }.into())
        }
        (None, _) => Ok(()),
    }
}

/// The conditions that the server understands; for the others it was asked just before.
pub(super) fn conditions(job: &Job, source: &Source) -> Preconditions {
    let able = job.store().capabilities();
    let mut conditions = source.options.preconditions.clone();
    conditions.if_absent &= able.put_if_absent;
    conditions.if_match = conditions.if_match.filter(|_| able.put_if_match);
    conditions
}

async fn put(job: &Job, source: &Source, first: Option<Prepared>, weight: Weight) -> Result<(), Stop> {
    let size = source.identity.size;
    let (body, sent) = match first {
        Some(first) => first,
        None => prepare(job, source, job.hash_kind(), 0, size).await?,
    };
    let mut options = source.options.clone();
    options.preconditions = conditions(job, source);
    if let Hash::Checksum(checksum) = sent {
        options.checksum = Some(checksum);
    }
    let (body, options) = (&body, &options);
    let written = job
        .attempt(|_| {
            job.request(weight, async move {
                if matches!(body, Body::Bytes(_)) {
                    job.pace_up(size).await;
                }
                let result = match job.store().put(job.bucket(), &source.key, body.clone(), options).await {
                    Ok(result) => result,
                    // An earlier try may have arrived without its answer, also one of a process that was killed: then this
                    // one met its object.
                    Err(error) if error.kind == ErrorKind::PreconditionFailed => {
                        return if is_ours(job, source).await? { Ok(None) } else { Err(taken(source, error)) };
                    }
                    Err(error) => return Err(taken(source, error)),
                };
                if contradicts(sent, result.etag.as_ref(), result.checksum) {
                    // With a checksum the server would have refused other bytes: then the tag is no MD5.
                    changed(source)?;
                    return Err(TransferError::Integrity { key: source.key.clone() });
                }
                Ok(result.etag)
            })
        })
        .await?;
    job.transfer.has_written(job.index, written.filter(|_| source.replaces));
    job.transfer.acknowledged(job.index, size);
    Ok(())
}

/// A section of a file, and the hash of what is sent. A file that changed meanwhile isn't sent.
pub(super) async fn prepare(
    job: &Job,
    source: &Source,
    kind: HashKind,
    offset: u64,
    length: u64,
) -> Result<Prepared, Stop> {
    let file = source.file.clone();
    let pace: Arc<dyn Pace> = job.shared.up.clone();
    let read = blocking(move || Ok::<_, TransferError>(read_section(kind, file, offset, length, pace))).await?;
    // Whatever the reading said: if the file changed, that is why.
    changed(source)?;
    read.map_err(|error| Stop::Failed(LocalError::new(LocalAction::Read, &source.path, error).into()))
}

fn read_section(
    kind: HashKind,
    file: Arc<File>,
    offset: u64,
    length: u64,
    pace: Arc<dyn Pace>,
) -> io::Result<Prepared> {
    if length <= IN_MEMORY {
        return read_bytes(kind, &file, offset, length);
    }
    let sent = hash::of_section(kind, &file, offset, length)?;
    Ok((Body::File(FileSection { file, offset, length, pace: Some(pace) }), sent))
}

fn read_bytes(kind: HashKind, file: &File, offset: u64, length: u64) -> io::Result<Prepared> {
    let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
    hash::read_exact_at(file, &mut bytes, offset)?;
    let sent = hash::of_bytes(kind, &bytes);
    Ok((Body::Bytes(bytes.into()), sent))
}

/// Refuses a file that isn't any more what it was when it was opened.
pub(super) fn changed(source: &Source) -> Result<()> {
    let now = FileIdentity::of(&source.file);
    if now.is_ok_and(|now| now == source.identity) {
        Ok(())
    } else {
        Err(TransferError::SourceChanged { path: source.path.clone() })
    }
}

/// Whether the object at the key is the one that this upload made.
pub(super) async fn is_ours(job: &Job, source: &Source) -> Result<bool> {
    match job.store().head(job.bucket(), &source.key).await {
        Ok(info) => Ok(is_same_object(source, &info)),
        Err(error) if error.kind == ErrorKind::NoSuchObject => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Whether an object has the size and, to the nanosecond, the time of the source: what an earlier try of ours wrote.
fn is_same_object(source: &Source, info: &satchel_objects::ObjectInfo) -> bool {
    let wanted = mtime::read(&source.options.metadata);
    info.size == source.identity.size && mtime::read(&info.metadata) == wanted
}

/// What an upload met that was to make something new, or to replace what is known.
pub(super) fn taken(source: &Source, error: satchel_objects::StoreError) -> TransferError {
    let conditions = &source.options.preconditions;
    let replaces = conditions.if_match.is_some();
    match error.kind {
        ErrorKind::PreconditionFailed | ErrorKind::NoSuchObject if replaces => {
            TransferError::ObjectChanged { key: source.key.clone() }
        }
        ErrorKind::PreconditionFailed if conditions.if_absent => TransferError::Taken { key: source.key.clone() },
        _ => error.into(),
    }
}
