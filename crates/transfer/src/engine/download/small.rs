//! Small objects: one request into memory, verified, and written together with others. Nothing of them is recorded
//! before they are done: what a kill can cost is one request each.

use std::io::Read;

use bytes::Bytes;
use futures::StreamExt;
use satchel_localpath::{LocalPath, TargetFolder, WholeFile};
use satchel_objects::{GetOptions, ObjectInfo};

use super::super::job::{Stop, Weight};
use super::target::Target;
use super::{Object, SMALL, changed_or, kind_of};
use crate::hash::of_pieces;
use crate::{Result, TransferError, mtime};

impl Object<'_> {
    /// Fetches it.
    pub(super) async fn small(&self, target: &Target) -> Result<(), Stop> {
        let mut seen = None;
        let mut number = 0;
        let (info, pieces) = loop {
            let (info, pieces) = self.job.attempt(|_| self.get_whole()).await?;
            let verified = match self.expected(&info) {
                Some(expected) => self.compare(expected, of_pieces(kind_of(expected), &pieces), &mut seen),
                None => Ok(()),
            };
            match verified {
                Ok(()) => break (info, pieces),
                Err(error) => self.job.pause(number, error).await?,
            }
            number += 1;
        };
        if number > 0 {
            self.job.transfer.retrying(self.job.index, None);
        }
        self.job.unless_stopped()?;
        if self.may_be_there() {
            let bytes = pieces.concat();
            if self.is_there(target, move |folder, path| is_same(folder, path, &bytes)).await? {
                return Ok(());
            }
        }
        let modified = mtime::read(&info.metadata).or(info.last_modified).or(self.listed);
        target.write(WholeFile { path: self.path.clone(), pieces, modified, if_taken: self.if_taken() }).await?;
        self.job.checkpoint("small.written");
        Ok(())
    }

    async fn get_whole(&self) -> Result<(ObjectInfo, Vec<Bytes>)> {
        self.job
            .request(Weight::Light, async {
                let options = GetOptions { range: None, if_match: self.etag.clone() };
                let got = self.job.store().get(self.job.bucket(), self.key, &options).await;
                let mut got = got.map_err(|error| changed_or(self.key, error))?;
                if got.info.size != self.size || got.length != self.size {
                    return Err(self.changed());
                }
                let mut pieces = Vec::new();
                let mut length = 0;
                while let Some(piece) = got.stream.next().await.transpose()? {
                    length += piece.len() as u64;
                    if length > self.size.min(SMALL) {
                        break;
                    }
                    self.job.pace_down(piece.len() as u64).await;
                    pieces.push(piece);
                }
                if length == self.size { Ok((got.info, pieces)) } else { Err(self.integrity()) }
            })
            .await
    }

    fn integrity(&self) -> TransferError {
        TransferError::Integrity { key: self.key.clone() }
    }
}

/// Whether the bytes of a file are these; `None` where nothing stands there.
fn is_same(folder: &TargetFolder, path: &LocalPath, bytes: &[u8]) -> Option<bool> {
    let metadata = folder.metadata(path).ok().flatten()?;
    let mut found = Vec::with_capacity(bytes.len() + 1);
    let file = if metadata.size == bytes.len() as u64 { folder.read(path).ok() } else { None };
    let read = file.and_then(|file| file.take(bytes.len() as u64 + 1).read_to_end(&mut found).ok());
    Some(read.is_some() && found == bytes)
}
