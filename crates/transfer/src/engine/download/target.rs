//! The folder that a download writes to: opened once, and the small files written there in groups.

use std::fmt;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use satchel_localpath::{LocalAction, LocalError, LocalErrorKind, TargetFolder, WholeFile};
use tokio::sync::oneshot;

use super::super::job::Job;
use super::super::transfer::Transfer;
use super::super::{Shared, lock};
use crate::blocking::blocking;
use crate::{Destination, Result, TransferError};

/// Files of one group: each is open until its bytes are on the disk.
const GROUP: usize = 64;

/// Where a transfer keeps its open folder.
#[derive(Default)]
pub(in super::super) struct TargetSlot(Mutex<Option<Target>>);

/// An open folder. Cloning gives another handle to the same.
#[derive(Clone)]
pub(super) struct Target {
    pub(super) folder: TargetFolder,
    group: Arc<Mutex<Group>>,
}

/// The small files that wait to be written.
#[derive(Default)]
struct Group {
    waiting: Vec<Waiting>,
    /// Whether a thread takes them.
    taken: bool,
}

type Waiting = (WholeFile<Bytes>, oneshot::Sender<Result<(), LocalError>>);

pub(super) async fn target(job: &Job) -> Result<Target> {
    job.transfer.target.get(&job.shared, &job.transfer).await
}

impl TargetSlot {
    /// The transfer's folder, opened if it isn't.
    pub(super) async fn get(&self, shared: &Shared, transfer: &Transfer) -> Result<Target> {
        if let Some(target) = &*lock(&self.0) {
            return Ok(target.clone());
        }
        let Destination::Folder(path) = transfer.record.destination.clone() else { return Err(TransferError::Ending) };
        let check = shared.options.write_check.clone();
        let folder = blocking(move || TargetFolder::open(path).map(|folder| folder.with_write_check(check))).await?;
        let opened = Target { folder, group: Arc::default() };
        // Many files begin at once: they share the first one's.
        Ok(lock(&self.0).get_or_insert(opened).clone())
    }

    /// Has the folder opened anew by whoever needs it next.
    pub(super) fn forget(&self, target: &Target) {
        let mut slot = lock(&self.0);
        if slot.as_ref().is_some_and(|kept| Arc::ptr_eq(&kept.group, &target.group)) {
            *slot = None;
        }
    }
}

impl Target {
    /// Does something with the folder that may block.
    pub(super) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&TargetFolder) -> Result<T, LocalError> + Send + 'static,
    ) -> Result<T> {
        let folder = self.folder.clone();
        blocking(move || work(&folder)).await
    }

    /// Writes a small file. Those that come while others are being written go together, and share what the disk asks
    /// for. When it returns, the file lasts through a power cut.
    pub(super) async fn write(&self, file: WholeFile<Bytes>) -> Result<()> {
        let path = file.path.below(self.folder.path());
        let (sender, written) = oneshot::channel();
        let begin = {
            let mut group = lock(&self.group);
            group.waiting.push((file, sender));
            !std::mem::replace(&mut group.taken, true)
        };
        if begin {
            let target = self.clone();
            tokio::task::spawn_blocking(move || target.write_groups());
        }
        match written.await {
            Ok(result) => Ok(result?),
            // The runtime is ending.
            Err(_) => Err(LocalError::of_kind(LocalErrorKind::Failed, LocalAction::Write, path).into()),
        }
    }

    fn write_groups(&self) {
        loop {
            let (files, senders): (Vec<_>, Vec<_>) = {
                let mut group = lock(&self.group);
                let next = group.waiting.len().min(GROUP);
                group.taken = next > 0;
                if next == 0 {
                    return;
                }
                group.waiting.drain(..next).unzip()
            };
            for (result, sender) in self.folder.write_files(&files).into_iter().zip(senders) {
                // Nobody waits any more: the file is there nonetheless.
                let _ = sender.send(result);
            }
        }
    }
}

impl fmt::Debug for TargetSlot {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("TargetSlot").finish_non_exhaustive()
    }
}
