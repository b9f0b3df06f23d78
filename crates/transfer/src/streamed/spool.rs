//! Where bytes wait whose length isn't known yet, or whose key comes after them: a few in memory, the rest in files that
//! have no name. Both are limited, for all requests together.

mod buffers;

use std::fmt;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use crc_fast::{CrcAlgorithm, Digest};
use satchel_objects::{Body, Checksum, FileSection};
use tokio::io::AsyncWriteExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use self::buffers::Buffers;

/// As much as is held in memory of one piece, in bytes: a part of a large upload. Smaller ones would be too many for
/// stores that keep a list of them in a small place: 1,024 are more than versitygw can join on most file systems.
pub const MEMORY_PART: usize = 8 << 20;
/// Room is taken in steps of so many bytes.
const STEP: usize = 64 << 10;

/// How much may wait, for all requests together.
#[derive(Clone, Debug)]
pub struct SpoolLimits {
    /// Bytes in memory. What doesn't fit goes to disk.
    pub memory: usize,
    /// Bytes on disk. What doesn't fit is refused.
    pub disk: u64,
    /// The folder of the files; the system's own for temporary files where there is none.
    pub folder: Option<PathBuf>,
}

impl Default for SpoolLimits {
    fn default() -> Self {
        Self { memory: 4 * MEMORY_PART, disk: 64 << 30, folder: None }
    }
}

impl SpoolLimits {
    /// Whether files can be made in the folder, where one is named.
    ///
    /// # Errors
    /// The system's.
    pub async fn check(&self) -> std::io::Result<()> {
        let Some(folder) = self.folder.clone() else { return Ok(()) };
        tokio::task::spawn_blocking(move || tempfile::tempfile_in(folder).map(drop))
            .await
            .map_err(std::io::Error::other)?
    }
}

/// The room for what waits.
#[derive(Clone, Debug)]
pub struct Spools {
    memory: Arc<Semaphore>,
    disk: Arc<Semaphore>,
    limits: Arc<SpoolLimits>,
    buffers: Buffers,
}

/// Why something can't wait.
#[derive(Debug, thiserror::Error)]
pub enum SpoolError {
    /// Too much waits already.
    #[error("too much is waiting to be sent on already ({} bytes are the limit): try again later", limit)]
    Full {
        /// The limit on disk, in bytes.
        limit: u64,
    },
    /// The folder for temporary files can't be written.
    #[error("what is sent can't be kept in the folder for temporary files: {0}")]
    Write(#[from] std::io::Error),
}

impl Spools {
    /// Room with these limits.
    pub fn new(limits: SpoolLimits) -> Self {
        Self {
            memory: Arc::new(Semaphore::new(steps(limits.memory as u64))),
            disk: Arc::new(Semaphore::new(steps(limits.disk))),
            limits: Arc::new(limits),
            buffers: Buffers::default(),
        }
    }

    /// Whether nothing waits in memory.
    fn memory_is_free(&self) -> bool {
        self.memory.available_permits() == steps(self.limits.memory as u64)
    }

    /// An empty spool. `expected` bytes are likely to come, where that is known.
    pub fn begin(&self, expected: Option<u64>) -> Spool {
        let expected = expected.and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or(0).min(MEMORY_PART);
        let mut spool = Spool {
            spools: self.clone(),
            memory: BytesMut::new(),
            room: Vec::new(),
            file: None,
            length: 0,
            digest: Digest::new(CrcAlgorithm::Crc32Iscsi),
        };
        if spool.make_room(expected) {
            if expected == MEMORY_PART {
                spool.memory = self.buffers.take();
            } else {
                spool.memory.reserve(expected);
            }
        }
        spool
    }
}

/// Bytes that arrive.
pub struct Spool {
    spools: Spools,
    memory: BytesMut,
    room: Vec<OwnedSemaphorePermit>,
    file: Option<tokio::fs::File>,
    length: u64,
    digest: Digest,
}

/// Bytes that arrived. Dropping them gives their room back.
pub struct Spooled {
    body: Body,
    checksum: Checksum,
    room: Vec<OwnedSemaphorePermit>,
    spools: Spools,
}

impl Drop for Spooled {
    fn drop(&mut self) {
        if let Body::Bytes(bytes) = std::mem::replace(&mut self.body, Body::Bytes(Bytes::new())) {
            self.spools.buffers.give_back(bytes);
        }
        self.room.clear();
        if self.spools.memory_is_free() {
            self.spools.buffers.clear();
        }
    }
}

impl fmt::Debug for Spooled {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Spooled").field("length", &self.body.length()).finish_non_exhaustive()
    }
}

impl Spool {
    /// How many bytes there are.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// [`SpoolError`]; then the spool is of no use any more.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), SpoolError> {
        if self.file.is_none() {
            let wanted = self.memory.len() + bytes.len();
            if wanted > MEMORY_PART || !self.make_room(wanted) {
                self.go_to_disk().await?;
            }
        }
        self.digest.update(bytes);
        self.length += bytes.len() as u64;
        if self.file.is_none() {
            self.memory.extend_from_slice(bytes);
            return Ok(());
        }
        self.room_on_disk()?;
        if let Some(file) = &mut self.file {
            file.write_all(bytes).await?;
        }
        Ok(())
    }

    /// Nothing more comes.
    ///
    /// # Errors
    /// `Write`.
    pub async fn finish(self) -> Result<Spooled, SpoolError> {
        let Self { memory, room, file, length, digest, spools } = self;
        // A CRC-32 comes in the lower half of 64 bits.
        #[allow(clippy::cast_possible_truncation, reason = "a 32-bit checksum comes in 64 bits")]
        let checksum = Checksum::Crc32c(digest.finalize() as u32);
        let body = match file {
            None => Body::Bytes(memory.freeze()),
            Some(mut file) => {
                file.flush().await?;
                let file: Arc<File> = Arc::new(file.into_std().await);
                Body::File(FileSection::new(file, 0, length))
            }
        };
        Ok(Spooled { body, checksum, room, spools })
    }

    /// Whether there is room in memory for so many bytes in all.
    fn make_room(&mut self, bytes: usize) -> bool {
        let missing = bytes.div_ceil(STEP).saturating_sub(self.permits());
        let room = if missing == 0 { None } else { take(&self.spools.memory, missing) };
        let fits = missing == 0 || room.is_some();
        self.room.extend(room);
        fits
    }

    fn permits(&self) -> usize {
        self.room.iter().map(OwnedSemaphorePermit::num_permits).sum()
    }

    async fn go_to_disk(&mut self) -> Result<(), SpoolError> {
        let folder = self.spools.limits.folder.clone();
        let made = tokio::task::spawn_blocking(move || match folder {
            Some(folder) => tempfile::tempfile_in(folder),
            None => tempfile::tempfile(),
        });
        let mut file = tokio::fs::File::from_std(made.await.map_err(std::io::Error::other)??);
        self.room.clear();
        self.room_on_disk()?;
        file.write_all(&self.memory).await?;
        self.spools.buffers.give_back(std::mem::take(&mut self.memory).freeze());
        self.file = Some(file);
        Ok(())
    }

    fn room_on_disk(&mut self) -> Result<(), SpoolError> {
        let wanted = usize::try_from(self.length.div_ceil(STEP as u64)).unwrap_or(usize::MAX);
        let missing = wanted.saturating_sub(self.permits());
        if missing == 0 {
            return Ok(());
        }
        // In larger steps than it needs, so that there aren't thousands of them.
        let room =
            take(&self.spools.disk, missing.max(MEMORY_PART / STEP)).or_else(|| take(&self.spools.disk, missing));
        self.room.push(room.ok_or(SpoolError::Full { limit: self.spools.limits.disk })?);
        Ok(())
    }
}

/// So many bytes in steps, rounded down.
fn steps(bytes: u64) -> usize {
    usize::try_from(bytes / STEP as u64).unwrap_or(usize::MAX).min(Semaphore::MAX_PERMITS)
}

/// So many permits, now or not at all.
fn take(semaphore: &Arc<Semaphore>, permits: usize) -> Option<OwnedSemaphorePermit> {
    semaphore.clone().try_acquire_many_owned(u32::try_from(permits).ok()?).ok()
}

impl Spooled {
    /// What is sent. It can be sent again.
    pub fn body(&self) -> Body {
        self.body.clone()
    }

    /// Its CRC-32C.
    pub fn checksum(&self) -> Checksum {
        self.checksum
    }

    /// How many bytes there are.
    pub fn length(&self) -> u64 {
        self.body.length()
    }

    /// The bytes again, in pieces.
    pub fn stream(self) -> futures::stream::BoxStream<'static, std::io::Result<Bytes>> {
        use futures::StreamExt;
        match &self.body {
            Body::Bytes(bytes) => {
                let bytes = bytes.clone();
                futures::stream::once(async move {
                    let _kept = self;
                    Ok(bytes)
                })
                .boxed()
            }
            Body::File(section) => {
                let file = section.file.clone();
                let pieces = futures::stream::try_unfold((file, 0_u64, self), |(file, at, kept)| async move {
                    let (reading, left) = (file.clone(), kept.length() - at);
                    let piece = tokio::task::spawn_blocking(move || read_at(&reading, at, left));
                    let piece = piece.await.map_err(std::io::Error::other)??;
                    let next = at + piece.len() as u64;
                    Ok((!piece.is_empty()).then_some((piece, (file, next, kept))))
                });
                pieces.boxed()
            }
        }
    }
}

/// At most 256 KiB of what is left.
fn read_at(mut file: &File, at: u64, left: u64) -> std::io::Result<Bytes> {
    use std::io::{Read, Seek, SeekFrom};
    let mut piece = vec![0; usize::try_from(left.min(256 << 10)).unwrap_or(0)];
    // Nobody else reads this file: its place is ours to move.
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut piece)?;
    Ok(piece.into())
}

#[cfg(test)]
mod tests {
    use futures::TryStreamExt;

    use super::*;

    async fn spooled(spools: &Spools, bytes: usize) -> Result<Spooled, SpoolError> {
        let mut spool = spools.begin(None);
        let piece = vec![7; 100_000];
        let mut left = bytes;
        while left > 0 {
            let size = left.min(piece.len());
            spool.write(&piece[..size]).await?;
            left -= size;
        }
        assert_eq!(spool.length(), bytes as u64);
        spool.finish().await
    }

    #[tokio::test]
    async fn memory_of_parts_is_used_again_and_given_up_in_the_end() {
        let spools = Spools::new(SpoolLimits::default());
        let part = async |byte: u8| {
            let mut spool = spools.begin(Some(MEMORY_PART as u64));
            spool.write(&vec![byte; MEMORY_PART]).await.unwrap();
            spool.finish().await.unwrap()
        };
        let place = |part: &Spooled| match part.body() {
            Body::Bytes(bytes) => bytes.as_ptr() as usize,
            Body::File(_) => panic!("it is on disk"),
        };
        let (first, second) = (part(1).await, part(2).await);
        let (was, kept) = (place(&first), first.body());
        drop(first);
        let third = part(3).await;
        assert_ne!(place(&third), was, "somebody still sends it");
        drop(kept);
        let was = place(&second);
        drop(second);
        let fourth = part(4).await;
        assert_eq!(place(&fourth), was);
        assert!(matches!(fourth.body(), Body::Bytes(bytes) if bytes.iter().all(|byte| *byte == 4)));
        drop((third, fourth));
        assert!(spools.buffers.is_empty());
    }

    #[tokio::test]
    async fn small_things_wait_in_memory_and_large_ones_on_disk() {
        let spools = Spools::new(SpoolLimits::default());
        let small = spooled(&spools, 1_000_000).await.unwrap();
        assert!(matches!(small.body(), Body::Bytes(bytes) if bytes.len() == 1_000_000));
        let large = spooled(&spools, MEMORY_PART + 1).await.unwrap();
        assert!(matches!(large.body(), Body::File(_)));
        let expected = crc_fast::checksum(CrcAlgorithm::Crc32Iscsi, &vec![7; MEMORY_PART + 1]);
        assert_eq!(large.checksum(), Checksum::Crc32c(u32::try_from(expected).unwrap()));
        let again: Vec<Bytes> = large.stream().try_collect().await.unwrap();
        assert_eq!(again.concat(), vec![7; MEMORY_PART + 1]);
    }

    #[tokio::test]
    async fn where_memory_is_full_the_disk_takes_it_until_that_is_full_too() {
        let limits = SpoolLimits { memory: 1 << 20, disk: 16 << 20, folder: None };
        let spools = Spools::new(limits);
        let first = spooled(&spools, 900_000).await.unwrap();
        let second = spooled(&spools, 900_000).await.unwrap();
        assert!(matches!((first.body(), second.body()), (Body::Bytes(_), Body::File(_))));
        let refused = spooled(&spools, 17 << 20).await.unwrap_err();
        assert!(refused.to_string().contains("try again later"), "{refused}");
        drop((first, second));
        assert!(matches!(spooled(&spools, 900_000).await.unwrap().body(), Body::Bytes(_)));
        spooled(&spools, 15 << 20).await.unwrap();
    }
}
