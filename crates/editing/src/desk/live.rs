//! An edit with what belongs to it while the program runs.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use satchel_localpath::FileIdentity;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::{DeskError, Opened};
use crate::Edit;
use crate::files::Folder;
use crate::records::Record;

/// Who waits for an object to be open.
pub(super) type Waiting = oneshot::Sender<Result<Opened, DeskError>>;

pub(super) struct Live {
    pub edit: Edit,
    pub record: Arc<Record>,
    pub folder: Folder,
    /// The copy, when it was last known to rest.
    pub identity: Option<FileIdentity>,
    /// A program was last seen writing the copy.
    pub writing: Arc<AtomicBool>,
    pub waiting: Vec<(Waiting, bool)>,
    /// Whether the system tells what happens in the folder.
    pub told: bool,
    /// How often in a row it couldn't be sent.
    pub failures: u32,
    pub work: Option<Work>,
    /// Counts the works: what an earlier one still says doesn't count.
    pub serial: u64,
}

/// What is being done for an edit: one thing at a time.
pub(super) struct Work {
    pub stop: CancellationToken,
    pub task: JoinHandle<()>,
}

impl Live {
    pub fn new(edit: Edit, record: Record, folder: Folder) -> Self {
        Self {
            edit,
            record: Arc::new(record),
            folder,
            identity: None,
            writing: Arc::default(),
            waiting: Vec::new(),
            told: false,
            failures: 0,
            work: None,
            serial: 0,
        }
    }
}
