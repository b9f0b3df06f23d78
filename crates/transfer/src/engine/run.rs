//! Runs a transfer: its files side by side, each to its end.

use std::sync::Arc;

use futures::stream::{self, StreamExt};

use super::Shared;
use super::conflict::decide;
use super::halt::{Halt, HaltReason};
use super::job::{Job, Outcome, Stop};
use super::transfer::Transfer;
use super::{copy, delete, download, queue, sweep, upload};
use crate::journal::ItemRecord;
use crate::{Action, FileStep, PauseReason, Result, TransferError, TransferKind};

/// How many items are read from the journal at once.
const PAGE: u32 = 1000;

/// Runs what is waiting in a transfer, and lets the next one run.
pub(super) async fn run(shared: Arc<Shared>, transfer: Arc<Transfer>) {
    run_to_end(&shared, &transfer).await;
    transfer.settle();
    shared.checkpoint("transfer.ended");
    queue::kick(&shared);
}

async fn run_to_end(shared: &Arc<Shared>, transfer: &Arc<Transfer>) {
    let Some(halt) = transfer.begin() else { return };
    shared.checkpoint("transfer.begun");
    let store = match shared.store_of(transfer).await {
        Ok(store) => store,
        Err(error) => {
            let reason = error.holds().unwrap_or(PauseReason::NeedsCredentials);
            return transfer.hold(reason, error);
        }
    };
    // The engine tries again by itself, and has to see every refusal to go slower.
    let store = store.sent_once().unwrap_or(store);
    let lane = shared.lane(&*store);
    let job = |index| Job {
        shared: shared.clone(),
        transfer: transfer.clone(),
        store: store.clone(),
        lane: lane.clone(),
        index,
        halt: halt.clone(),
    };
    let ran = if transfer.record.kind == TransferKind::Delete {
        delete::run(transfer, &halt, &job).await
    } else {
        run_files(shared, transfer, &halt, &job).await
    };
    match (ran, halt.reason()) {
        (_, Some(HaltReason::Cancel)) => sweep::cancelled(shared, transfer).await,
        (_, Some(HaltReason::Pause)) => {}
        (Err(error), None) => transfer.hold(error.holds().unwrap_or(PauseReason::Person), error),
        (Ok(()), None) => transfer.finish(),
    }
}

async fn run_files(
    shared: &Arc<Shared>,
    transfer: &Arc<Transfer>,
    halt: &Halt,
    job: &(impl Fn(u32) -> Job + Sync),
) -> Result<()> {
    let most = usize::try_from(shared.options.concurrency.max(shared.options.parts)).unwrap_or(64);
    let mut failed = None;
    waiting(transfer, |page| largest_first(page, |item| item.size))
        .take_until(Box::pin(halt.stopped()))
        .for_each_concurrent(most, |item| {
            let job = match item {
                Ok(item) => Some((job(item.index), item)),
                Err(error) => {
                    failed = Some(error);
                    None
                }
            };
            async move {
                if let Some((job, item)) = job {
                    run_file(job, item).await;
                }
            }
        })
        .await;
    failed.map_or(Ok(()), Err)
}

/// Lets the large files of a page take each other's places so that the largest begin first: begun last, one of them
/// would still be on its way when all the others are done. Small ones stay between them, since they wait for other turns.
fn largest_first<T: Clone>(page: &mut [T], size: impl Fn(&T) -> u64) {
    let mut large: Vec<T> = page.iter().filter(|item| size(item) >= upload::HEAVY).cloned().collect();
    large.sort_by_key(|item| std::cmp::Reverse(size(item)));
    let places = page.iter_mut().filter(|item| size(item) >= upload::HEAVY);
    for (place, item) in places.zip(large) {
        *place = item;
    }
}

/// The items whose turn has not come yet, read from the journal as they are wanted, each page as `arrange` leaves it.
pub(super) fn waiting(
    transfer: &Arc<Transfer>,
    arrange: fn(&mut [ItemRecord]),
) -> impl futures::Stream<Item = Result<ItemRecord>> + Send + 'static {
    let pages = stream::try_unfold((transfer.clone(), None, false), move |(transfer, after, ended)| async move {
        if ended {
            return Ok(None);
        }
        let mut page = transfer.journal.waiting(transfer.id, after, PAGE).await?;
        let ended = page.len() < PAGE as usize;
        let after = page.last().map(|item| item.index).or(after);
        arrange(&mut page);
        Ok::<_, TransferError>(Some((page, (transfer, after, ended))))
    });
    pages.flat_map(|page| match page {
        Ok(items) => stream::iter(items.into_iter().map(Ok).collect::<Vec<_>>()),
        Err(error) => stream::iter(vec![Err(error)]),
    })
}

async fn run_file(job: Job, item: ItemRecord) {
    if job.halt.reason().is_some() {
        return;
    }
    begin(&job, &item);
    let result = execute(&job, &item).await;
    end(&job, result);
}

/// Takes note that a file's turn came.
pub(super) fn begin(job: &Job, item: &ItemRecord) {
    let counted = job.transfer.has_only_folders() || !item.item.is_folder();
    job.transfer.file_begins(job.index, item.size, item.bytes_done, counted);
}

/// Writes down what became of a file.
pub(super) fn end(job: &Job, result: Result<Outcome, Stop>) {
    let (transfer, index) = (&job.transfer, job.index);
    let (step, error, note) = match result {
        Ok(Outcome::Done) => (FileStep::Finish, None, None),
        Ok(Outcome::DoneWith(note)) => (FileStep::Finish, None, Some(note)),
        Ok(Outcome::Skipped) => (FileStep::Skip, None, None),
        Ok(Outcome::SkippedWith(note)) => (FileStep::Skip, None, Some(note)),
        Err(Stop::Cancelled) => (FileStep::Cancel, None, None),
        Err(Stop::Paused) => (FileStep::Interrupt, None, None),
        Err(Stop::Failed(error)) => {
            tracing::warn!(transfer = %transfer.id, %error, "a file failed");
            (FileStep::Fail, Some(error), None)
        }
        Err(Stop::Held(reason, error)) => {
            tracing::warn!(transfer = %transfer.id, ?reason, %error, "a transfer is held");
            transfer.hold(reason, error);
            (FileStep::Interrupt, None, None)
        }
    };
    let _ = transfer.file_step(index, step, error.as_ref(), note);
    job.checkpoint("file.done");
}

async fn execute(job: &Job, record: &ItemRecord) -> Result<Outcome, Stop> {
    let item = &record.item;
    let transfer = &job.transfer.record;
    let Some(write) = decide(transfer.kind, item, transfer.on_conflict) else { return Ok(Outcome::Skipped) };
    match &item.action {
        Action::Upload { .. } => upload::file(job, item, write).await,
        Action::Marker { key } => upload::marker(job, key).await,
        Action::Download { .. } => download::file(job, item, write).await,
        Action::Folder { path, .. } => download::folder(job, path).await,
        Action::Copy { key, etag, to, to_beside } => {
            let copy = copy::Copy { key, etag: etag.as_ref(), to, to_beside: to_beside.as_ref(), size: item.size };
            copy.run(job, write, record.copied).await
        }
        // Deletes go in batches.
        Action::Delete { .. } => Ok(Outcome::Skipped),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn large_files_begin_by_size_and_small_ones_where_they_were(
            sizes in prop::collection::vec(prop_oneof![0..upload::HEAVY, upload::HEAVY..upload::HEAVY * 100], 0..50),
        ) {
            let files: Vec<(usize, u64)> = sizes.into_iter().enumerate().collect();
            let mut page = files.clone();
            largest_first(&mut page, |(_, size)| *size);
            let is_large = |file: &&(usize, u64)| file.1 >= upload::HEAVY;
            prop_assert!(page.iter().filter(is_large).is_sorted_by_key(|(_, size)| std::cmp::Reverse(*size)));
            for (before, after) in files.iter().zip(&page) {
                prop_assert!(before == after || (is_large(&before) && is_large(&after)));
            }
            page.sort_unstable();
            prop_assert_eq!(page, files);
        }
    }
}
