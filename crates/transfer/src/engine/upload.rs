//! Sends one file.

use std::fs::File;
use std::io;
use std::sync::Arc;

use bytes::Bytes;
use satchel_localpath::{FileIdentity, LocalAction, LocalError, open_source};
use satchel_objects::{Body, ErrorKind, FileSection, ObjectKey, Preconditions, PutOptions};

use super::conflict::Write;
use super::job::{Job, Outcome, Stop, Weight};
use super::multipart;
use crate::blocking::blocking;
use crate::hash::{self, Hash, HashKind, contradicts};
use crate::{LocalSource, Result, TransferError, mtime};

/// Up to this size a file is read whole before it is sent, so that what arrives is one state of it.
const IN_MEMORY: u64 = 1 << 20;

/// An open file on its way to a key.
pub(super) struct Source {
    pub(super) file: Arc<File>,
    pub(super) identity: FileIdentity,
    pub(super) path: std::path::PathBuf,
    pub(super) key: ObjectKey,
    pub(super) options: PutOptions,
}

/// Sends a file to its key.
pub(super) async fn file(
    job: &Job,
    from: &LocalSource,
    key: &ObjectKey,
    key_beside: Option<&ObjectKey>,
    write: Write,
) -> Result<Outcome, Stop> {
    let key = if write == Write::Beside { key_beside.unwrap_or(key) } else { key };
    let new = matches!(write, Write::New | Write::Beside);
    let source = open(job, from, key, new).await?;
    job.transfer.has_size(job.index, source.identity.size);
    refuse_taken(job, key, new).await?;
    let sent = if source.identity.size < job.shared.options.part_size {
        put(job, &source).await
    } else {
        multipart::send(job, &source).await
    };
    sent.map(|()| Outcome::Done)
}

/// Writes the marker of an empty folder.
pub(super) async fn marker(job: &Job, key: &ObjectKey) -> Result<Outcome, Stop> {
    job.attempt(|_| async {
        let _turn = job.turn(Weight::Light).await?;
        let options = PutOptions { content_type: Some("application/x-directory".into()), ..PutOptions::default() };
        Ok(job.store().put(job.bucket(), key, Body::Bytes(Bytes::new()), &options).await?)
    })
    .await?;
    Ok(Outcome::Done)
}

async fn open(job: &Job, from: &LocalSource, key: &ObjectKey, new: bool) -> Result<Source, Stop> {
    let path = from.folder.join(&from.path);
    let from = from.clone();
    let shown = path.clone();
    let (file, identity) = blocking(move || {
        let file = open_source(&from.folder, &from.path)?;
        let identity = FileIdentity::of(&file).map_err(|error| LocalError::new(LocalAction::Read, &shown, error))?;
        Ok::<_, LocalError>((Arc::new(file), identity))
    })
    .await?;
    let content_type = mime_guess::from_path(&path).first_raw().map(ToOwned::to_owned);
    let metadata = identity.modified.map(|time| (mtime::NAME.to_owned(), mtime::write(time))).into_iter().collect();
    let if_absent = new && job.store().capabilities().put_if_absent;
    let preconditions = Preconditions { if_absent, ..Preconditions::default() };
    let options = PutOptions { content_type, metadata, preconditions, checksum: None };
    Ok(Source { file, identity, path, key: key.clone(), options })
}

/// Where the server can't refuse to replace something by itself, it is asked whether something is there.
async fn refuse_taken(job: &Job, key: &ObjectKey, new: bool) -> Result<(), Stop> {
    if !new || job.store().capabilities().put_if_absent {
        return Ok(());
    }
    let found = job
        .attempt(|_| async {
            let _turn = job.turn(Weight::Light).await?;
            match job.store().head(job.bucket(), key).await {
                Ok(_) => Ok(true),
                Err(error) if error.kind == ErrorKind::NoSuchObject => Ok(false),
                Err(error) => Err(error.into()),
            }
        })
        .await?;
    if found { Err(TransferError::Taken { key: key.clone() }.into()) } else { Ok(()) }
}

async fn put(job: &Job, source: &Source) -> Result<(), Stop> {
    let size = source.identity.size;
    let (body, sent) = prepare(job, source, 0, size).await?;
    let mut options = source.options.clone();
    if let Hash::Checksum(checksum) = sent {
        options.checksum = Some(checksum);
    }
    let body = &body;
    let options = &options;
    job.attempt(|number| async move {
        let _turn = job.turn(Weight::Light).await?;
        let result = match job.store().put(job.bucket(), &source.key, body.clone(), options).await {
            Ok(result) => result,
            // The answer to an earlier try was lost, and that try arrived: this one met its object.
            Err(error) if number > 0 && error.kind == ErrorKind::PreconditionFailed => {
                return if is_ours(job, source).await? { Ok(()) } else { Err(taken(source, error)) };
            }
            Err(error) => return Err(taken(source, error)),
        };
        if contradicts(sent, result.etag.as_ref(), result.checksum) {
            // With a checksum the server would have refused other bytes: then the tag is no MD5.
            changed(source)?;
            return Err(TransferError::Integrity { key: source.key.clone() });
        }
        Ok(())
    })
    .await?;
    job.transfer.acknowledged(job.index, size);
    Ok(())
}

/// A section of a file, and the hash of what is sent. A file that changed meanwhile isn't sent.
pub(super) async fn prepare(job: &Job, source: &Source, offset: u64, length: u64) -> Result<(Body, Hash), Stop> {
    let kind = job.hash_kind();
    let file = source.file.clone();
    let read = blocking(move || Ok::<_, TransferError>(read_section(kind, file, offset, length))).await?;
    // Whatever the reading said: if the file changed, that is why.
    changed(source)?;
    read.map_err(|error| Stop::Failed(LocalError::new(LocalAction::Read, &source.path, error).into()))
}

fn read_section(kind: HashKind, file: Arc<File>, offset: u64, length: u64) -> io::Result<(Body, Hash)> {
    if length <= IN_MEMORY {
        let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
        hash::read_exact_at(&file, &mut bytes, offset)?;
        let sent = hash::of_bytes(kind, &bytes);
        Ok((Body::Bytes(bytes.into()), sent))
    } else {
        let sent = hash::of_section(kind, &file, offset, length)?;
        Ok((Body::File(FileSection::new(file, offset, length)), sent))
    }
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
        Ok(info) => {
            let wanted = mtime::read(&source.options.metadata);
            Ok(info.size == source.identity.size && mtime::read(&info.metadata) == wanted)
        }
        Err(error) if error.kind == ErrorKind::NoSuchObject => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// An upload that was to make something new met something.
pub(super) fn taken(source: &Source, error: satchel_objects::StoreError) -> TransferError {
    if error.kind == ErrorKind::PreconditionFailed && source.options.preconditions.if_absent {
        TransferError::Taken { key: source.key.clone() }
    } else {
        error.into()
    }
}
