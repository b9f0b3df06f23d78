//! Bodies: from the client into a blob, and from blobs to the client, a piece at a time.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use bytes::{Bytes, BytesMut};
use futures::{Stream, StreamExt, stream};
use http::HeaderMap;
use s3s::dto::StreamingBlob;
use s3s::{S3ErrorCode, TrailingHeaders};

use crate::blobs::{Blobs, Hold, NewBlob, Segment};
use crate::digest::{Expected, Hashes, Hashing};
use crate::errors::{Fault, Result};
use crate::store::Store;

/// How many bytes move between memory and disk at a time.
const PIECE: usize = 512 * 1024;

/// A body that was received: durable, hashed, and not yet referred to by any row.
#[derive(Debug)]
pub(super) struct Received {
    /// The blob; none where the body is empty.
    pub(super) blob: Option<NewBlob>,
    /// Where the bytes are.
    pub(super) segments: Vec<Segment>,
    /// Their hashes.
    pub(super) hashes: Hashes,
}

/// What is known of a body before it comes.
#[derive(Default)]
pub(super) struct Incoming {
    /// The bytes.
    pub(super) body: Option<StreamingBlob>,
    /// How many there should be.
    pub(super) length: Option<i64>,
    /// What their hashes should be.
    pub(super) expected: Expected,
    /// The request's headers, which announce a trailer.
    pub(super) headers: HeaderMap,
    /// Checksums that come after the bytes.
    pub(super) trailer: Option<TrailingHeaders>,
}

/// Writes a body into a new blob and checks it.
pub(super) async fn receive(store: &Store, incoming: Incoming) -> Result<Received> {
    let blobs = store.blobs().clone();
    let hashing = Hashing::new(incoming.expected, &incoming.headers);
    let blob = tokio::task::spawn_blocking(move || blobs.create()).await??;
    let mut writing = Writing { blob, hashing, length: 0 };
    let mut piece = BytesMut::with_capacity(PIECE);
    let mut body = incoming.body.map_or_else(|| stream::empty().boxed(), StreamExt::boxed);
    while let Some(bytes) = body.next().await {
        piece.extend_from_slice(&bytes.map_err(Fault::Body)?);
        if piece.len() >= PIECE {
            (writing, piece) = write(writing, piece).await?;
        }
    }
    (writing, _) = write(writing, piece).await?;
    if incoming.length.is_some_and(|length| u64::try_from(length) != Ok(writing.length)) {
        return Err(Fault::answer(
            S3ErrorCode::IncompleteBody,
            "You did not provide the number of bytes specified by the Content-Length HTTP header.",
        ));
    }
    let trailer = incoming.trailer.and_then(|trailer| trailer.take());
    tokio::task::spawn_blocking(move || finish(writing, trailer.as_ref())).await?
}

struct Writing {
    blob: NewBlob,
    hashing: Hashing,
    length: u64,
}

async fn write(mut writing: Writing, mut piece: BytesMut) -> Result<(Writing, BytesMut)> {
    tokio::task::spawn_blocking(move || {
        writing.blob.write(&piece)?;
        writing.hashing.update(&piece);
        writing.length += piece.len() as u64;
        piece.clear();
        Ok((writing, piece))
    })
    .await?
}

fn finish(writing: Writing, trailer: Option<&HeaderMap>) -> Result<Received> {
    let Writing { mut blob, hashing, length } = writing;
    let hashes = hashing.finish(trailer)?;
    if length == 0 {
        return Ok(Received { blob: None, segments: Vec::new(), hashes });
    }
    blob.sync()?;
    let segments = vec![Segment { blob: blob.id(), offset: 0, length }];
    Ok(Received { blob: Some(blob), segments, hashes })
}

/// The bytes of some segments, which are held until the stream is dropped.
pub(super) fn send(
    blobs: Blobs,
    segments: Vec<Segment>,
    hold: Hold,
) -> impl Stream<Item = Result<Bytes>> + Send + Sync {
    let reading = Reading { blobs, left: segments.into_iter(), open: None, _hold: hold };
    stream::try_unfold(reading, |reading| async move {
        tokio::task::spawn_blocking(move || {
            let mut reading = reading;
            Ok(reading.piece()?.map(|piece| (piece, reading)))
        })
        .await?
    })
}

struct Reading {
    blobs: Blobs,
    left: std::vec::IntoIter<Segment>,
    /// The file that is read, and how many of its bytes are still wanted.
    open: Option<(File, u64)>,
    _hold: Hold,
}

impl Reading {
    /// The next bytes; `None` at the end. A blob that is too short is an error, never a short body.
    fn piece(&mut self) -> Result<Option<Bytes>> {
        let (mut file, wanted) = match self.open.take() {
            Some(open) => open,
            None => match self.left.next() {
                None => return Ok(None),
                Some(segment) => {
                    let mut file = self.blobs.read(segment.blob)?;
                    file.seek(SeekFrom::Start(segment.offset))?;
                    (file, segment.length)
                }
            },
        };
        let length = usize::try_from(wanted).map_or(PIECE, |wanted| wanted.min(PIECE));
        let mut piece = vec![0; length];
        file.read_exact(&mut piece)?;
        let wanted = wanted - length as u64;
        if wanted > 0 {
            self.open = Some((file, wanted));
        }
        Ok(Some(piece.into()))
    }
}
