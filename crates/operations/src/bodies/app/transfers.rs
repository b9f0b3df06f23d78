//! Transfers.

use satchel_operations_schema::types::{
    self, NoParameters, RevealRequest, StartedTransfer, TransferFile, TransferFiles, TransferFilesRequest,
    TransferInfo, TransferRequest,
};
use satchel_transfer::{TransferId, TransferStatus};

use crate::bodies::documented::{Answer, milliseconds};
use crate::engine::Engine;
use crate::errors;

/// The most files of one answer.
const MOST_FILES: u32 = 1000;

pub async fn list_transfers(engine: &Engine, _: NoParameters) -> Answer<Vec<TransferInfo>> {
    Ok(engine.transfers.list().iter().rev().map(described).collect())
}

pub async fn transfer_files(engine: &Engine, request: TransferFilesRequest) -> Answer<TransferFiles> {
    let (id, limit) = (id_of(&request.transfer)?, request.limit.min(MOST_FILES));
    let files = engine.transfers.files(id, request.offset, limit, request.failed_only);
    let (total, files) = files.map_err(|failure| errors::transfer(&failure))?;
    let described = files.into_iter().map(|file| TransferFile {
        key: file.key.into(),
        size: file.size,
        state: match file.state {
            satchel_transfer::FileState::Waiting => types::FileState::Waiting,
            satchel_transfer::FileState::Running => types::FileState::Running,
            satchel_transfer::FileState::Done => types::FileState::Done,
            satchel_transfer::FileState::Skipped => types::FileState::Skipped,
            satchel_transfer::FileState::Failed => types::FileState::Failed,
            satchel_transfer::FileState::Cancelled => types::FileState::Cancelled,
        },
        bytes_done: file.bytes_done,
        error: file.error.map(|failure| errors::transfer(&failure)),
    });
    Ok(TransferFiles { total, files: described.collect() })
}

pub async fn cancel_transfer(engine: &Engine, request: TransferRequest) -> Answer<()> {
    engine.transfers.cancel(id_of(&request.transfer)?).map_err(|failure| errors::transfer(&failure))
}

pub async fn retry_transfer(engine: &Engine, request: TransferRequest) -> Answer<StartedTransfer> {
    engine.transfers.retry(id_of(&request.transfer)?).map_err(|failure| errors::transfer(&failure))?;
    Ok(StartedTransfer { transfer: request.transfer })
}

pub async fn clear_transfers(engine: &Engine, _: NoParameters) -> Answer<()> {
    engine.transfers.clear_ended();
    Ok(())
}

pub async fn reveal_transfer(engine: &Engine, request: RevealRequest) -> Answer<()> {
    let folder = engine.target_of(id_of(&request.transfer)?).ok_or_else(|| errors::stale("transfer"))?;
    engine.host.show_folder(&folder).map_err(|failure| errors::other(failure.to_string()))
}

fn id_of(text: &str) -> Answer<TransferId> {
    text.parse().map(TransferId).map_err(|_| errors::stale("transfer"))
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
            satchel_transfer::TransferState::Waiting => types::TransferState::Waiting,
            satchel_transfer::TransferState::Running => types::TransferState::Running,
            satchel_transfer::TransferState::Done => types::TransferState::Done,
            satchel_transfer::TransferState::PartlyFailed => types::TransferState::PartlyFailed,
            satchel_transfer::TransferState::Failed => types::TransferState::Failed,
            satchel_transfer::TransferState::Cancelled => types::TransferState::Cancelled,
        },
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
