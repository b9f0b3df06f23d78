//! What a person can do with transfers: pause, resume, cancel, try again, reorder, limit, look, clear.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use satchel_objects::ETag;

use super::halt::HaltReason;
use super::transfer::Transfer;
use super::{Engine, Shared, lock, queue, sweep};
use crate::journal::{Change, Closing, Filter, Request, Requested};
use crate::{
    FileState, FileStatus, PauseReason, Result, TransferError, TransferId, TransferState, TransferStatus, TransferStep,
};

/// Which files of a transfer are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFilter {
    /// All of them.
    All,
    /// Those in one state. A running one counts as waiting here.
    State(FileState),
}

impl Engine {
    /// Every transfer of this process, the oldest first.
    pub fn list(&self) -> Vec<TransferStatus> {
        lock(&self.0.transfers).iter().map(|transfer| transfer.status()).collect()
    }

    /// A window of a transfer's files, and how many there are in all.
    pub async fn files(
        &self,
        id: TransferId,
        filter: FileFilter,
        offset: u32,
        limit: u32,
    ) -> Result<(u32, Vec<FileStatus>)> {
        let transfer = self.0.find(id)?;
        let filter = match filter {
            FileFilter::All => Filter::All,
            FileFilter::State(FileState::Failed) => Filter::Failed,
            FileFilter::State(state) => Filter::State(state),
        };
        let (total, items) = transfer.journal.items(id, filter, offset, limit).await?;
        Ok((total, items.into_iter().map(|item| transfer.file(item)).collect()))
    }

    /// Pauses a transfer: its requests are dropped, and what was sent and fetched is kept. One that has ended stays as
    /// it is. One of another process is asked for; see [`TransferStatus::owner`].
    pub async fn pause(&self, id: TransferId) -> Result<()> {
        match self.0.find(id) {
            Ok(transfer) => {
                pause(&transfer, PauseReason::Person);
                Ok(())
            }
            Err(_) => self.ask(id, Request::Pause).await,
        }
    }

    /// Lets a paused transfer go on when its turn comes.
    pub async fn resume(&self, id: TransferId) -> Result<()> {
        match self.0.find(id) {
            Ok(transfer) => {
                resume(&self.0, &transfer).await;
                Ok(())
            }
            Err(_) => self.ask(id, Request::Resume).await,
        }
    }

    /// Cancels a transfer. What is done stays; nothing half done is left behind, here or at the store. One that has
    /// ended stays as it is.
    pub async fn cancel(&self, id: TransferId) -> Result<()> {
        match self.0.find(id) {
            Ok(transfer) => {
                cancel(&self.0, &transfer);
                Ok(())
            }
            Err(_) => self.ask(id, Request::Cancel).await,
        }
    }

    /// Pauses every transfer that waits or runs.
    pub fn pause_all(&self) {
        for transfer in lock(&self.0.transfers).iter() {
            pause(transfer, PauseReason::Person);
        }
    }

    /// Lets every paused transfer go on.
    pub async fn resume_all(&self) {
        let transfers = lock(&self.0.transfers).clone();
        for transfer in transfers {
            resume(&self.0, &transfer).await;
        }
    }

    /// An account has other credentials by now: what waited for them goes on.
    pub async fn credentials_changed(&self, account: &str) {
        let transfers = lock(&self.0.transfers).clone();
        for transfer in transfers.iter().filter(|transfer| transfer.record.place.account == account) {
            transfer.keep_store(None);
            if transfer.pause_reason() == Some(PauseReason::NeedsCredentials) {
                resume(&self.0, transfer).await;
            }
        }
    }

    /// Tries again what failed or was cancelled. What was sent of it before isn't sent again.
    pub async fn retry(&self, id: TransferId) -> Result<()> {
        let transfer = self.0.find(id)?;
        if transfer.reopen()? {
            let from = vec![FileState::Failed, FileState::Cancelled];
            transfer.journal.write(Change::FilesState { id, from, to: FileState::Waiting }).durable().await?;
            if let Some(record) = transfer.journal.transfer(id).await? {
                transfer.recount(record.counts);
            }
            queue::kick(&self.0);
        }
        Ok(())
    }

    /// Puts a transfer before another one in the queue, or (`None`) at its end.
    pub fn move_before(&self, id: TransferId, before: Option<TransferId>) -> Result<()> {
        queue::put_before(&self.0, id, before)
    }

    /// Sets the bandwidth limits, in bytes a second over all transfers; `None` lifts one. They count at once.
    pub fn set_limits(&self, up: Option<u64>, down: Option<u64>) {
        self.0.up.set(up);
        self.0.down.set(down);
    }

    /// The bandwidth limits: up and down, in bytes a second.
    pub fn limits(&self) -> (Option<u64>, Option<u64>) {
        (self.0.up.get(), self.0.down.get())
    }

    /// Takes the transfers that have ended off the list. Unfinished uploads of files that failed are given up first; a
    /// transfer of which one can't be given up now stays.
    pub async fn clear_ended(&self) {
        let ended: Vec<_> =
            lock(&self.0.transfers).iter().filter(|transfer| transfer.state().has_ended()).cloned().collect();
        for transfer in ended {
            let _ = forget(&self.0, &transfer).await;
        }
    }

    /// Takes one transfer that has ended off the list, as [`Engine::clear_ended`] does.
    pub async fn forget(&self, id: TransferId) -> Result<()> {
        forget(&self.0, &self.0.find(id)?).await
    }

    /// The tag of the object that an item of [`crate::plan_replace`] wrote in this process, where the server told one.
    pub fn written(&self, id: TransferId, index: u32) -> Result<Option<ETag>> {
        Ok(self.0.find(id)?.written(index))
    }

    /// Waits until a transfer has ended, or is paused, and nothing of it is under way any more. Gives how it stands.
    pub async fn wait(&self, id: TransferId) -> Result<TransferStatus> {
        let transfer = self.0.find(id)?;
        let mut changes = transfer.changes();
        loop {
            let settled = *changes.borrow_and_update();
            let status = transfer.status();
            if settled && (status.state.has_ended() || status.state == TransferState::Paused) {
                return Ok(status);
            }
            // The sender lives as long as the transfer.
            changes.changed().await.map_err(|_| TransferError::Ending)?;
        }
    }

    /// Stops everything so that it can go on later, in this or another process, and waits until the journal has it.
    /// With `remove_ended`, nothing is left of a journal in which everything has ended.
    pub async fn close(&self, remove_ended: bool) -> Result<()> {
        *lock(&self.0.ending) = true;
        let transfers = lock(&self.0.transfers).clone();
        for transfer in &transfers {
            transfer.stop(HaltReason::Pause);
        }
        for transfer in &transfers {
            transfer.settled().await;
        }
        let remove_ended = remove_ended && !self.0.holds_others.load(Ordering::Relaxed);
        let closing = if remove_ended { Closing::RemoveIfEnded } else { Closing::RemoveIfEmpty };
        self.0.journal.clone().close(closing).await
    }

    async fn ask(&self, id: TransferId, request: Request) -> Result<()> {
        match self.0.journal.request(id, request).await? {
            Requested::Handed => Ok(()),
            Requested::OwnerGone => {
                self.adopt().await;
                let transfer = self.0.find(id)?;
                obey(&self.0, &transfer, request).await;
                Ok(())
            }
        }
    }
}

/// Does what another process asked for.
pub(super) async fn obey(shared: &Arc<Shared>, transfer: &Arc<Transfer>, request: Request) {
    match request {
        Request::Pause => pause(transfer, PauseReason::Person),
        Request::Resume => resume(shared, transfer).await,
        Request::Cancel => cancel(shared, transfer),
    }
}

fn pause(transfer: &Transfer, reason: PauseReason) {
    if transfer.step(TransferStep::Pause, Some(reason), None) {
        transfer.stop(HaltReason::Pause);
    } else if transfer.state() == TransferState::Paused {
        // What waited for the network now waits for the person.
        transfer.set_pause(reason);
    }
}

async fn resume(shared: &Arc<Shared>, transfer: &Arc<Transfer>) {
    // What its last run had under way ends first.
    transfer.settled().await;
    if transfer.step(TransferStep::Resume, None, None) {
        queue::kick(shared);
    }
}

fn cancel(shared: &Arc<Shared>, transfer: &Arc<Transfer>) {
    if transfer.state().has_ended() {
        return;
    }
    let idle = transfer.is_settled();
    if idle {
        // Whoever waits for its end waits for the sweep too.
        transfer.is_taken();
    }
    transfer.step(TransferStep::Cancel, None, None);
    transfer.stop(HaltReason::Cancel);
    if idle {
        let (shared, transfer) = (shared.clone(), transfer.clone());
        let runtime = shared.runtime.clone();
        runtime.spawn(async move {
            sweep::cancelled(&shared, &transfer).await;
            transfer.settle();
            queue::kick(&shared);
        });
    }
}

async fn forget(shared: &Arc<Shared>, transfer: &Arc<Transfer>) -> Result<()> {
    if !transfer.state().has_ended() {
        return Err(TransferError::StillRunning);
    }
    transfer.settled().await;
    sweep::half_done(shared, transfer).await?;
    transfer.journal.write(Change::Forgotten { id: transfer.id }).durable().await?;
    lock(&shared.transfers).retain(|other| other.id != transfer.id);
    Ok(())
}
