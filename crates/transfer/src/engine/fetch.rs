//! Fetches a range of an object into a file, goes on where a stream broke, and says what was written.

use std::time::Instant;

use bytes::Bytes;
use crc_fast::{CrcAlgorithm, Digest};
use futures::StreamExt;
use md5::{Digest as _, Md5};
use satchel_localpath::PartWriter;
use satchel_objects::{ETag, GetOptions, ObjectInfo, ObjectKey};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::download::changed_or;
use super::job::{Job, Stop, Weight, learn};
use crate::blocking::blocking;
use crate::journal::{Change, RangeRecord};
use crate::{Result, TransferError};

/// How much is gathered before it is written.
const WRITE: usize = 1 << 20;
/// At most so many pieces are gathered.
const PIECES: usize = 256;

/// What is fetched.
pub(super) struct Fetch<'a> {
    job: &'a Job,
    key: &'a ObjectKey,
    /// Another tag means another object.
    etag: Option<&'a ETag>,
    /// The whole object's size, in bytes.
    size: u64,
    writer: PartWriter,
    /// What is computed of each range, besides its CRC-32C.
    sums: Sums,
    /// A turn to write: a file takes one write at a time, and those that wait for it in the system turn in circles.
    turn_to_write: Semaphore,
    /// Ends every range where it is.
    over: CancellationToken,
}

/// What the whole will be compared with, and so what is computed while its bytes pass.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sums {
    /// The MD5 of each range: for a range that is the whole.
    pub(super) md5: bool,
    /// The CRC-64/NVME of each range.
    pub(super) crc64nvme: bool,
}

/// What became of a range.
pub(super) struct Fetched {
    /// What is written of it, from its beginning on.
    pub(super) range: Option<RangeRecord>,
    /// What the first answer said of the object.
    pub(super) info: Option<ObjectInfo>,
    /// The MD5 of what is written, where it was asked for.
    pub(super) md5: Option<[u8; 16]>,
    /// Whether it is whole, or why it isn't.
    pub(super) end: Result<(), Stop>,
}

struct Hashers {
    crc32c: Digest,
    crc64nvme: Option<Digest>,
    md5: Option<Md5>,
}

impl Hashers {
    fn new(sums: Sums) -> Self {
        Self {
            crc32c: Digest::new(CrcAlgorithm::Crc32Iscsi),
            crc64nvme: sums.crc64nvme.then(|| Digest::new(CrcAlgorithm::Crc64Nvme)),
            md5: sums.md5.then(Md5::new),
        }
    }

    fn update(&mut self, pieces: &[Bytes]) {
        for piece in pieces {
            self.crc32c.update(piece);
            if let Some(crc64nvme) = &mut self.crc64nvme {
                crc64nvme.update(piece);
            }
            if let Some(md5) = &mut self.md5 {
                md5.update(piece);
            }
        }
    }

    /// What is recorded of the bytes so far.
    fn range(&self, offset: u64, length: u64) -> RangeRecord {
        // The lower half is all there is of a 32-bit checksum.
        #[allow(clippy::cast_possible_truncation, reason = "a 32-bit checksum comes in 64 bits")]
        let crc32c = self.crc32c.finalize() as u32;
        RangeRecord { offset, length, crc32c, crc64nvme: self.crc64nvme.as_ref().map(Digest::finalize) }
    }
}

impl<'a> Fetch<'a> {
    pub(super) fn new(
        job: &'a Job,
        key: &'a ObjectKey,
        etag: Option<&'a ETag>,
        size: u64,
        writer: PartWriter,
        sums: Sums,
    ) -> Self {
        let (turn_to_write, over) = (Semaphore::new(1), CancellationToken::new());
        Self { job, key, etag, size, writer, sums, turn_to_write, over }
    }

    /// Ends every range where it is: one of them can't be fetched.
    pub(super) fn stop(&self) {
        self.over.cancel();
    }

    /// Fetches `length` bytes from `offset` on. However it ends, what it says is written is written.
    pub(super) async fn range(&self, offset: u64, length: u64) -> Fetched {
        let mut run = Run {
            fetch: self,
            start: offset,
            at: offset,
            end: offset + length,
            hashers: Some(Hashers::new(self.sums)),
            recorded: Instant::now(),
            info: None,
        };
        let end = run.until_done().await;
        let hashers = run.hashers.take();
        let range = hashers.as_ref().map(|hashers| hashers.range(offset, run.at - offset));
        let range = range.filter(|range| range.length > 0);
        let md5 = hashers.and_then(|hashers| hashers.md5).map(|md5| md5.finalize().into());
        Fetched { range, info: run.info, md5, end }
    }

    fn changed(&self) -> TransferError {
        TransferError::ObjectChanged { key: self.key.clone() }
    }

    /// Waits for something of which nothing is lost if it is dropped when the transfer is stopped.
    async fn wait<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T, Stop> {
        tokio::select! {
            biased;
            () = self.over.cancelled() => Err(Stop::Paused),
            result = self.job.unless_cancelled(work) => result,
        }
    }
}

fn error_of(stop: &Stop) -> Option<&TransferError> {
    match stop {
        Stop::Failed(error) | Stop::Held(_, error) => Some(error),
        Stop::Cancelled | Stop::Paused => None,
    }
}

struct Run<'a> {
    fetch: &'a Fetch<'a>,
    start: u64,
    /// What comes before is written.
    at: u64,
    end: u64,
    /// Of what is written.
    hashers: Option<Hashers>,
    /// When it was last recorded how much is written.
    recorded: Instant,
    info: Option<ObjectInfo>,
}

impl Run<'_> {
    async fn until_done(&mut self) -> Result<(), Stop> {
        let job = self.fetch.job;
        let mut number = 0;
        loop {
            let before = self.at;
            let result = self.request().await;
            if self.at > before {
                number = 0;
            }
            match result {
                Ok(()) => {
                    job.transfer.retrying(job.index, None);
                    return Ok(());
                }
                Err(Stop::Failed(error) | Stop::Held(_, error)) if error.is_transient() => {
                    job.pause(number, error).await?;
                }
                Err(stop) => return Err(stop),
            }
            number += 1;
        }
    }

    /// One request. Stopping drops it, but never while bytes are being written.
    async fn request(&mut self) -> Result<(), Stop> {
        let Fetch { job, key, etag, size, .. } = self.fetch;
        let wanted = self.end - self.at;
        let turn = self.fetch.wait(job.turn(Weight::Heavy(wanted))).await?;
        let whole = self.at == 0 && self.end == *size;
        let options = GetOptions { range: (!whole).then_some((self.at, wanted)), if_match: etag.cloned() };
        let get = async {
            let got = job.store().get(job.bucket(), key, &options).await;
            got.map_err(|error| changed_or(key, error))
        };
        let mut got = match self.fetch.wait(get).await {
            Ok(got) => got,
            Err(stop) => {
                learn(&turn, error_of(&stop));
                return Err(stop);
            }
        };
        if got.info.size != *size || got.length != wanted {
            return Err(self.fetch.changed().into());
        }
        self.info.get_or_insert(got.info);
        let mut gathered = Gathered::default();
        loop {
            let next = self.fetch.wait(async { Ok(got.stream.next().await.transpose()?) }).await;
            match next {
                Ok(Some(piece)) => {
                    let length = piece.len();
                    gathered.add(piece);
                    if gathered.is_enough() {
                        self.write(gathered.take()).await?;
                    }
                    let paced = self.fetch.wait(async {
                        job.pace_down(length as u64).await;
                        Ok(())
                    });
                    if let Err(stop) = paced.await {
                        self.write(gathered.take()).await?;
                        return Err(stop);
                    }
                }
                Ok(None) => break,
                Err(stop) => {
                    // What arrived before the break counts.
                    self.write(gathered.take()).await?;
                    learn(&turn, error_of(&stop));
                    return Err(stop);
                }
            }
        }
        self.write(gathered.take()).await?;
        learn(&turn, None);
        if self.at == self.end { Ok(()) } else { Err(TransferError::Integrity { key: (*key).clone() }.into()) }
    }

    async fn write(&mut self, pieces: Vec<Bytes>) -> Result<(), Stop> {
        let length: u64 = pieces.iter().map(|piece| piece.len() as u64).sum();
        if length == 0 {
            return Ok(());
        }
        let Fetch { job, key, writer, turn_to_write, .. } = self.fetch;
        let Some(mut hashers) = self.hashers.take().filter(|_| length <= self.end - self.at) else {
            return Err(TransferError::Integrity { key: (*key).clone() }.into());
        };
        let (writer, at) = (writer.clone(), self.at);
        let _turn = turn_to_write.acquire().await;
        let (hashers, written) = blocking(move || {
            let written = writer.write_all_at(at, &pieces);
            if written.is_ok() {
                hashers.update(&pieces);
            }
            Ok::<_, TransferError>((hashers, written))
        })
        .await?;
        let hashers = self.hashers.insert(hashers);
        written?;
        self.at += length;
        job.transfer.acknowledged(job.index, length);
        if self.at < self.end && self.recorded.elapsed() >= job.shared.options.record_every {
            self.recorded = Instant::now();
            let range = hashers.range(self.start, self.at - self.start);
            let _ = job.write(Change::RangeWritten { id: job.transfer.id, index: job.index, range });
            job.checkpoint("range.begun");
        }
        Ok(())
    }
}

/// What arrived and isn't written yet.
#[derive(Default)]
struct Gathered {
    pieces: Vec<Bytes>,
    length: usize,
}

impl Gathered {
    fn add(&mut self, piece: Bytes) {
        self.length += piece.len();
        self.pieces.push(piece);
    }

    fn is_enough(&self) -> bool {
        self.length >= WRITE || self.pieces.len() >= PIECES
    }

    fn take(&mut self) -> Vec<Bytes> {
        self.length = 0;
        std::mem::take(&mut self.pieces)
    }
}
