//! What the journal remembers becomes transfers again.

use std::sync::Arc;

use super::transfer::Transfer;
use super::{EngineOptions, Shared, lock, sweep};
use crate::journal::{Filter, Journal, OpenedJournal, TransferRecord};
use crate::{JournalNotice, PauseReason, Result, TransferError, TransferId, TransferState, TransferStep};

/// How many ended transfers the history keeps.
const HISTORY: usize = 200;

/// The command of uploads that belong to an edit in place ([`super::Engine::start_command`]): they never go on by
/// themselves after a restart.
pub const EDIT_COMMAND: &str = "edit";

/// Opens our own journal, with what is left of programs that are gone where the options say so.
pub(super) async fn open_journal(options: &EngineOptions) -> Result<(Journal, Vec<JournalNotice>)> {
    let (folder, program, adopt) = (options.journals.clone(), options.program, options.adopt);
    crate::blocking::blocking(move || match folder {
        Some(folder) => {
            let OpenedJournal { journal, adopted, notices } = Journal::open(&folder, program, adopt)?;
            tracing::info!(adopted = adopted.len(), "the journal is open");
            Ok::<_, TransferError>((journal, notices))
        }
        None => Journal::in_memory().map(|journal| (journal, Vec::new())),
    })
    .await
}

/// Loads every transfer that the journal has and the engine doesn't.
pub(super) async fn load(shared: &Arc<Shared>) -> Result<()> {
    let known: Vec<TransferId> = lock(&shared.transfers).iter().map(|transfer| transfer.id).collect();
    let mut records = shared.journal.transfers().await?;
    records.retain(|record| !known.contains(&record.id));
    for record in records {
        let transfer = Arc::new(restored(shared, record).await?);
        lock(&shared.transfers).push(transfer.clone());
        if sweep::is_due(&transfer) {
            sweep::later(shared, &transfer);
        }
    }
    lock(&shared.transfers).sort_by_key(|transfer| transfer.id);
    forget_old(shared);
    Ok(())
}

/// A transfer as it was left: what ran waits again.
async fn restored(shared: &Shared, record: TransferRecord) -> Result<Transfer> {
    let (total, first) = shared.journal.items(record.id, Filter::All, 0, 1).await?;
    // Markers are first in a plan, and don't count unless there is nothing else.
    let only_folders = record.counts.files == total && first.first().is_some_and(|first| first.item.is_folder());
    let transfer = Transfer::restored(record, shared.journal.clone());
    transfer.set_only_folders(only_folders);
    transfer.step(TransferStep::Interrupt, None, None);
    if transfer.record.command.as_deref() == Some(EDIT_COMMAND) {
        // Whoever edits looks at both sides before anything is sent again.
        transfer.step(TransferStep::Cancel, None, None);
        return Ok(transfer);
    }
    let held = transfer.pause_reason();
    if shared.options.go_on {
        // Whatever it waited for may be there by now; only a person's pause outlives the program.
        if held.is_some_and(|held| held != PauseReason::Person) {
            transfer.step(TransferStep::Resume, None, None);
        }
    } else if transfer.state() == TransferState::Waiting {
        transfer.step(TransferStep::Pause, Some(PauseReason::Restart), None);
    }
    Ok(transfer)
}

/// Keeps the history short.
fn forget_old(shared: &Shared) {
    let ended: Vec<_> = lock(&shared.transfers)
        .iter()
        .filter(|transfer| transfer.state() == TransferState::Done && transfer.is_settled())
        .cloned()
        .collect();
    let old = ended.len().saturating_sub(HISTORY);
    for transfer in &ended[..old] {
        let _ = shared.journal.write(crate::journal::Change::Forgotten { id: transfer.id });
        lock(&shared.transfers).retain(|other| other.id != transfer.id);
    }
}
