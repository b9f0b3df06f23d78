//! Edit in place: the desk of what is open for editing, over the transfer engine and the host.

mod exchange;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use satchel_editing::{Desk, DeskError, DeskOptions, Edit, Exchange, ExchangeError, Failure, Leftover, Outside};
use satchel_localpath::LocalError;
use satchel_objects::KeyError;
use satchel_operations_schema::types::{EditsChanged, EngineEvent, ErrorCode, ErrorInfo, Notice, NoticeCode};
use tokio::sync::OnceCell;

use crate::bodies::app::described_edit;
use crate::engine::AccountStores;
use crate::errors;
use crate::host::Host;
use exchange::EngineExchange;

/// What is open for editing. The desk is opened with the first call: a program that only lists or copies leaves the
/// edits of another one alone.
pub struct Editing {
    root: PathBuf,
    exchange: Arc<dyn Exchange>,
    window: Arc<Window>,
    desk: OnceCell<Desk>,
}

impl Editing {
    /// Edits whose copies are in `root`.
    pub fn new(
        root: PathBuf,
        transfers: satchel_transfer::Engine,
        stores: Arc<AccountStores>,
        host: Arc<dyn Host>,
    ) -> Self {
        let exchange = Arc::new(EngineExchange::new(transfers, stores));
        Self { root, exchange, window: Arc::new(Window { host }), desk: OnceCell::new() }
    }

    /// The desk, with what an earlier session left.
    pub async fn desk(&self) -> Result<&Desk, ErrorInfo> {
        self.desk
            .get_or_try_init(|| async {
                let (exchange, window) = (self.exchange.clone(), self.window.clone());
                let opened = Desk::open(self.root.clone(), DeskOptions::default(), exchange, window.clone()).await;
                let (desk, leftovers) = opened.map_err(|failure| edit_error(&failure))?;
                for leftover in &leftovers {
                    window.host.emit(EngineEvent::Notice(leftover_notice(leftover)));
                }
                Ok(desk)
            })
            .await
    }
}

fn leftover_notice(leftover: &Leftover) -> Notice {
    let params = [("path".to_owned(), leftover.folder.display().to_string())].into();
    Notice { code: NoticeCode::EditLeftover, params }
}

/// The host, as the desk sees it.
struct Window {
    host: Arc<dyn Host>,
}

impl Outside for Window {
    fn open(&self, file: &Path) -> Result<(), Failure> {
        self.host.open_file(file).map_err(|failure| Failure::new(true, failure))
    }

    fn show(&self, file: &Path) -> Result<(), Failure> {
        let folder = file.parent().unwrap_or(file);
        self.host.show_folder(folder).map_err(|failure| Failure::new(true, failure))
    }

    fn changed(&self, edits: &[Edit]) {
        let edits = edits.iter().map(described_edit).collect();
        self.host.emit(EngineEvent::EditsChanged(EditsChanged { edits }));
    }
}

/// An error of a door on its way through an edit.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.message)]
pub struct DoorError(pub ErrorInfo);

impl DoorError {
    /// As the failure of an edit.
    pub fn failure(info: ErrorInfo) -> Failure {
        Failure::new(info.retryable, Self(info))
    }
}

/// What an edit failed with.
pub fn edit_failure(failure: &Failure) -> ErrorInfo {
    let cause = &failure.cause;
    let mut info = if let Some(DoorError(info)) = cause.downcast_ref() {
        info.clone()
    } else if let Some(failure) = cause.downcast_ref::<LocalError>() {
        errors::local(failure)
    } else if let Some(why) = cause.downcast_ref::<KeyError>() {
        errors::key(*why)
    } else if let Some(failure) = cause.downcast_ref::<DeskError>() {
        edit_error(failure)
    } else if let Some(ExchangeError::Stopped) = cause.downcast_ref() {
        errors::error(ErrorCode::Cancelled, &[], "it was cancelled", true)
    } else {
        errors::other(cause.to_string())
    };
    info.retryable = failure.retryable;
    info
}

/// Why something can't be done with an edit.
pub fn edit_error(failure: &DeskError) -> ErrorInfo {
    let message = failure.to_string();
    match failure {
        DeskError::Busy => errors::error(ErrorCode::TargetBusy, &[("name", "editing")], message, true),
        DeskError::Folder { key } => {
            errors::error(ErrorCode::InvalidParameter, &[("field", "key"), ("problem", "other")], key.clone(), false)
        }
        DeskError::NotThere { key } => errors::error(ErrorCode::NoSuchObject, &[("key", key)], message, false),
        DeskError::Failed(failure) => edit_failure(failure),
        DeskError::Local(failure) => errors::local(failure),
        DeskError::Record(failure) => errors::file(failure),
        DeskError::Cancelled => errors::error(ErrorCode::Cancelled, &[], message, false),
        DeskError::Unknown => errors::stale("edit"),
        DeskError::Ending => errors::other(message),
    }
}
