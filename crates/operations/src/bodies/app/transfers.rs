//! Transfers.

use satchel_operations_schema::types::{
    self, Elsewhere, NoParameters, ReorderTransfer, RevealRequest, StartedTransfer, TransferFile, TransferFiles,
    TransferFilesRequest, TransferInfo, TransferProgram, TransferRequest,
};
use satchel_transfer::{
    FileNote, FileState, FileStatus, Owner, PauseReason, Program, TransferError, TransferId, TransferState,
    TransferStatus,
};

use crate::bodies::documented::{Answer, milliseconds};
use crate::engine::Engine;
use crate::errors;

/// The most files of one answer.
const MOST_FILES: u32 = 1000;

#[allow(clippy::needless_pass_by_value, reason = "`map_err` hands it over")]
fn failed(failure: TransferError) -> types::ErrorInfo {
    errors::transfer(&failure)
}

pub async fn list_transfers(engine: &Engine, _: NoParameters) -> Answer<Vec<TransferInfo>> {
    let mut all = engine.transfers.list();
    // What other programs do is shown beside; where their journals can't be read now, ours is shown all the same.
    match engine.transfers.others().await {
        Ok(others) => all.extend(others),
        Err(failure) => tracing::warn!("the transfers of other programs can't be listed: {failure}"),
    }
    let (mut ended, mut open): (Vec<_>, Vec<_>) = all.into_iter().partition(|transfer| transfer.state.has_ended());
    open.sort_by_key(|transfer| transfer.order);
    ended.sort_by_key(|transfer| std::cmp::Reverse((transfer.ended, transfer.id)));
    Ok(open.iter().chain(&ended).map(described).collect())
}

pub async fn transfer_files(engine: &Engine, request: TransferFilesRequest) -> Answer<TransferFiles> {
    let (id, limit) = (id_of(&request.transfer)?, request.limit.min(MOST_FILES));
    let files = engine.transfers.files(id, filter(request.filter), request.offset, limit).await;
    let (total, files) = files.map_err(failed)?;
    Ok(TransferFiles { total, files: files.into_iter().map(described_file).collect() })
}

pub async fn pause_transfer(engine: &Engine, request: TransferRequest) -> Answer<()> {
    engine.transfers.pause(id_of(&request.transfer)?).await.map_err(failed)
}

pub async fn resume_transfer(engine: &Engine, request: TransferRequest) -> Answer<()> {
    engine.transfers.resume(id_of(&request.transfer)?).await.map_err(failed)
}

pub async fn cancel_transfer(engine: &Engine, request: TransferRequest) -> Answer<()> {
    engine.transfers.cancel(id_of(&request.transfer)?).await.map_err(failed)
}

pub async fn retry_transfer(engine: &Engine, request: TransferRequest) -> Answer<StartedTransfer> {
    engine.transfers.retry(id_of(&request.transfer)?).await.map_err(failed)?;
    Ok(StartedTransfer { transfer: request.transfer })
}

pub async fn reorder_transfer(engine: &Engine, request: ReorderTransfer) -> Answer<()> {
    let before = request.before.as_deref().map(id_of).transpose()?;
    engine.transfers.move_before(id_of(&request.transfer)?, before).map_err(failed)
}

pub async fn forget_transfer(engine: &Engine, request: TransferRequest) -> Answer<()> {
    engine.transfers.forget(id_of(&request.transfer)?).await.map_err(failed)
}

pub async fn pause_all_transfers(engine: &Engine, _: NoParameters) -> Answer<()> {
    engine.transfers.pause_all();
    Ok(())
}

pub async fn resume_all_transfers(engine: &Engine, _: NoParameters) -> Answer<()> {
    engine.transfers.resume_all().await;
    Ok(())
}

pub async fn cancel_all_transfers(engine: &Engine, _: NoParameters) -> Answer<()> {
    for transfer in engine.transfers.list() {
        if !transfer.state.has_ended() {
            engine.transfers.cancel(transfer.id).await.map_err(failed)?;
        }
    }
    Ok(())
}

pub async fn retry_all_transfers(engine: &Engine, _: NoParameters) -> Answer<()> {
    for transfer in engine.transfers.list() {
        if matches!(transfer.state, TransferState::Failed | TransferState::PartlyFailed) {
            engine.transfers.retry(transfer.id).await.map_err(failed)?;
        }
    }
    Ok(())
}

pub async fn clear_transfers(engine: &Engine, _: NoParameters) -> Answer<()> {
    engine.transfers.clear_ended().await;
    Ok(())
}

pub async fn reveal_transfer(engine: &Engine, request: RevealRequest) -> Answer<()> {
    let id = id_of(&request.transfer)?;
    let transfer = engine.transfers.list().into_iter().find(|transfer| transfer.id == id);
    let folder = transfer.and_then(|transfer| transfer.target).ok_or_else(|| errors::stale("transfer"))?;
    engine.host.show_folder(&folder).map_err(|failure| errors::other(failure.to_string()))
}

/// The ID that a text names.
pub fn id_of(text: &str) -> Answer<TransferId> {
    text.parse().map_err(|_| errors::stale("transfer"))
}

/// Which files are asked for.
pub fn filter(asked: types::FileFilter) -> satchel_transfer::FileFilter {
    match asked {
        types::FileFilter::All => satchel_transfer::FileFilter::All,
        types::FileFilter::Waiting => satchel_transfer::FileFilter::State(FileState::Waiting),
        types::FileFilter::Failed => satchel_transfer::FileFilter::State(FileState::Failed),
        types::FileFilter::Done => satchel_transfer::FileFilter::State(FileState::Done),
        types::FileFilter::Skipped => satchel_transfer::FileFilter::State(FileState::Skipped),
    }
}

/// One file, in the list's words.
pub fn described_file(file: FileStatus) -> TransferFile {
    TransferFile {
        index: file.index,
        key: file.key.into(),
        size: file.size,
        state: match file.state {
            FileState::Waiting => types::FileState::Waiting,
            FileState::Running => types::FileState::Running,
            FileState::Done => types::FileState::Done,
            FileState::Skipped => types::FileState::Skipped,
            FileState::Failed => types::FileState::Failed,
            FileState::Cancelled => types::FileState::Cancelled,
        },
        bytes_done: file.bytes_done,
        retrying: file.retrying.as_deref().map(errors::transfer),
        error: file.error.as_deref().map(errors::transfer),
        note: file.note.map(|note| match note {
            FileNote::BegunAnew => types::FileNote::BegunAnew,
            FileNote::WentOn => types::FileNote::WentOn,
            FileNote::ChangedSince => types::FileNote::ChangedSince,
        }),
    }
}

fn reason(reason: PauseReason) -> types::PauseReason {
    match reason {
        PauseReason::Person => types::PauseReason::Person,
        PauseReason::Restart => types::PauseReason::Restart,
        PauseReason::NeedsCredentials => types::PauseReason::NeedsCredentials,
        PauseReason::DiskFull => types::PauseReason::DiskFull,
        PauseReason::Offline => types::PauseReason::Offline,
    }
}

fn elsewhere(owner: Owner) -> Option<Elsewhere> {
    let Owner::Other { program, alive, .. } = owner else { return None };
    let program = match program {
        Program::App => TransferProgram::App,
        Program::CommandLine => TransferProgram::CommandLine,
    };
    Some(Elsewhere { program, alive })
}

/// A kind, in the list's words.
pub fn kind(kind: satchel_transfer::TransferKind) -> types::TransferKind {
    match kind {
        satchel_transfer::TransferKind::Upload => types::TransferKind::Upload,
        satchel_transfer::TransferKind::Download => types::TransferKind::Download,
        satchel_transfer::TransferKind::Delete => types::TransferKind::Delete,
        satchel_transfer::TransferKind::Copy => types::TransferKind::Copy,
        satchel_transfer::TransferKind::Move => types::TransferKind::Move,
    }
}

/// A transfer, in the list's words.
pub fn described(status: &TransferStatus) -> TransferInfo {
    TransferInfo {
        transfer: status.id.to_string(),
        transfer_kind: kind(status.kind),
        account: status.place.account.clone(),
        bucket: status.place.bucket.to_string(),
        prefix: status.place.prefix.clone(),
        names: status.names.clone(),
        state: match status.state {
            TransferState::Waiting => types::TransferState::Waiting,
            TransferState::Running => types::TransferState::Running,
            TransferState::Paused => types::TransferState::Paused,
            TransferState::Done => types::TransferState::Done,
            TransferState::PartlyFailed => types::TransferState::PartlyFailed,
            TransferState::Failed => types::TransferState::Failed,
            TransferState::Cancelled => types::TransferState::Cancelled,
        },
        reason: status.pause.map(reason),
        order: status.order,
        elsewhere: elsewhere(status.owner),
        files: status.files,
        files_done: status.files_done,
        files_failed: status.files_failed,
        bytes: status.bytes,
        bytes_done: status.bytes_done,
        speed: status.speed,
        time_left: status.time_left.map(|left| u64::try_from(left.as_millis()).unwrap_or(u64::MAX)),
        retrying: status.retrying.as_deref().map(errors::transfer),
        error: status.error.as_deref().map(errors::transfer),
        started: milliseconds(Some(status.started)),
        ended: status.ended.map(|time| milliseconds(Some(time))),
    }
}
