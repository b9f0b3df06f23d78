//! Fetches a range of an object into a file, and goes on where a stream broke.

use bytes::{Bytes, BytesMut};
use futures::StreamExt;
use satchel_localpath::PartWriter;
use satchel_objects::{ETag, ErrorKind, GetOptions, ObjectInfo, ObjectKey, StoreError};

use super::job::{Job, Stop, Weight};
use crate::blocking::blocking;
use crate::{Result, TransferError};

/// How much is gathered before it is written.
const WRITE: usize = 1 << 20;

/// What is fetched.
pub(super) struct Fetch<'a> {
    pub(super) job: &'a Job,
    pub(super) key: &'a ObjectKey,
    /// Another tag means another object.
    pub(super) etag: Option<&'a ETag>,
    /// The whole object's size, in bytes.
    pub(super) size: u64,
    pub(super) writer: PartWriter,
}

impl Fetch<'_> {
    /// Fetches `length` bytes from `offset` on; gives what the first answer said of the object.
    pub(super) async fn range(&self, offset: u64, length: u64, weight: Weight) -> Result<ObjectInfo, Stop> {
        let end = offset + length;
        let mut at = offset;
        let mut number = 0;
        loop {
            let before = at;
            let fetched = self.job.unless_cancelled(self.stream(&mut at, end, weight)).await;
            if at > before {
                number = 0;
            }
            match fetched {
                Ok(info) => {
                    self.job.transfer.retrying(self.job.index, None);
                    return Ok(info);
                }
                Err(Stop::Failed(error)) if error.is_transient() => self.job.pause(number, error).await?,
                Err(stop) => return Err(stop),
            }
            number += 1;
        }
    }

    /// One request. `at` moves with what is on the disk.
    async fn stream(&self, at: &mut u64, end: u64, weight: Weight) -> Result<ObjectInfo> {
        let _turn = self.job.turn(weight).await?;
        let whole = *at == 0 && end == self.size;
        let range = (!whole).then_some((*at, end - *at));
        let options = GetOptions { range, if_match: self.etag.cloned() };
        let got = self.job.store().get(self.job.bucket(), self.key, &options).await;
        let mut got = got.map_err(|error| self.changed_or(error))?;
        if got.info.size != self.size || got.length != end - *at {
            return Err(TransferError::ObjectChanged { key: self.key.clone() });
        }
        let mut gathered = BytesMut::new();
        while let Some(chunk) = got.stream.next().await {
            match chunk {
                Ok(chunk) => gathered.extend_from_slice(&chunk),
                Err(error) => {
                    // What arrived before the break counts.
                    self.write(at, end, gathered.freeze()).await?;
                    return Err(error.into());
                }
            }
            if gathered.len() >= WRITE {
                self.write(at, end, gathered.split().freeze()).await?;
            }
        }
        self.write(at, end, gathered.freeze()).await?;
        if *at == end { Ok(got.info) } else { Err(TransferError::Integrity { key: self.key.clone() }) }
    }

    async fn write(&self, at: &mut u64, end: u64, bytes: Bytes) -> Result<()> {
        let length = bytes.len() as u64;
        if length > end - *at {
            return Err(TransferError::Integrity { key: self.key.clone() });
        }
        if length > 0 {
            let (writer, offset) = (self.writer.clone(), *at);
            blocking(move || writer.write_at(offset, &bytes)).await?;
            *at += length;
            self.job.transfer.acknowledged(self.job.index, length);
        }
        Ok(())
    }

    fn changed_or(&self, error: StoreError) -> TransferError {
        match error.kind {
            ErrorKind::PreconditionFailed | ErrorKind::InvalidRange => {
                TransferError::ObjectChanged { key: self.key.clone() }
            }
            _ => error.into(),
        }
    }
}
