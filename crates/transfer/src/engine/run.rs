//! Runs a transfer: its files side by side, each to its end.

use std::sync::Arc;

use futures::StreamExt;

use super::Shared;
use super::conflict::decide;
use super::job::{Job, Outcome, Stop};
use super::transfer::Transfer;
use super::{copy, delete, download, upload};
use crate::{Action, FileStep, TransferKind, TransferStep};

/// Files that are open at once within one transfer. What is sent at once, the permits decide.
const FILES: usize = 48;

/// Runs what is waiting in a transfer.
pub(super) async fn run(shared: Arc<Shared>, transfer: Arc<Transfer>) {
    let cancel = transfer.cancel_token();
    if transfer.step(TransferStep::Begin) {
        let job = |index| Job { shared: shared.clone(), transfer: transfer.clone(), index, cancel: cancel.clone() };
        let waiting = transfer.waiting();
        if transfer.plan.kind == TransferKind::Delete {
            delete::run(&waiting, &job).await;
        } else {
            futures::stream::iter(waiting)
                .map(|index| run_file(job(index)))
                .for_each_concurrent(FILES, |file| file)
                .await;
        }
    }
    transfer.settle();
}

async fn run_file(job: Job) {
    if job.cancel.is_cancelled() || !job.transfer.file_step(job.index, FileStep::Begin, None) {
        return;
    }
    let result = execute(&job).await;
    end(&job, result);
}

/// Writes down what became of a file.
pub(super) fn end(job: &Job, result: Result<Outcome, Stop>) {
    match result {
        Ok(Outcome::Done) => job.transfer.file_step(job.index, FileStep::Finish, None),
        Ok(Outcome::Skipped) => job.transfer.file_step(job.index, FileStep::Skip, None),
        Err(Stop::Cancelled) => job.transfer.file_step(job.index, FileStep::Cancel, None),
        Err(Stop::Failed(error)) => {
            tracing::warn!(transfer = %job.transfer.id, %error, "a file failed");
            job.transfer.file_step(job.index, FileStep::Fail, Some(Arc::new(error)))
        }
    };
}

async fn execute(job: &Job) -> Result<Outcome, Stop> {
    let plan = &job.transfer.plan;
    let Some(item) = plan.items.get(job.index) else { return Ok(Outcome::Skipped) };
    let Some(write) = decide(plan.kind, item, job.transfer.on_conflict) else { return Ok(Outcome::Skipped) };
    match &item.action {
        Action::Upload { source, key, key_beside, .. } => {
            upload::file(job, source, key, key_beside.as_ref(), write).await
        }
        Action::Marker { key } => upload::marker(job, key).await,
        Action::Download { .. } => download::file(job, item, write).await,
        Action::Folder { path, .. } => download::folder(job, path).await,
        Action::Copy { key, etag, to, to_beside } => {
            let copy = copy::Copy { key, etag: etag.as_ref(), to, to_beside: to_beside.as_ref(), size: item.size };
            copy.run(job, write).await
        }
        // Deletes go in batches.
        Action::Delete { .. } => Ok(Outcome::Skipped),
    }
}
