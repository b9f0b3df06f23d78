//! [`Desk`]: everything that is open for editing, and what carries the machine's actions out.

mod live;
mod run;
mod work;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use satchel_accounts::files::FileError;
use satchel_localpath::{LocalAction, LocalError, LocalErrorKind};
use tokio::sync::{mpsc, oneshot};

use crate::records::Records;
use crate::settle::Patience;
use crate::{Answer, Edit, EditId, Event, Exchange, Failure, Leftover, Target};
use run::{Message, Run};

/// How patient a desk is.
#[derive(Clone, Debug)]
pub struct DeskOptions {
    /// How long a copy must rest before it counts as saved.
    pub quiet: Duration,
    /// How long a program may hold a copy open for writing before it is taken as it is.
    pub writer: Duration,
    /// The pause before what couldn't be sent is tried again; each later one is twice as long, up to 32 times.
    pub retry: Duration,
    /// How often a copy is looked at whose folder the system can't watch.
    pub poll: Duration,
    /// Whether the system's file events are used at all.
    pub native_events: bool,
}

impl Default for DeskOptions {
    fn default() -> Self {
        Self {
            quiet: Duration::from_millis(700),
            writer: Duration::from_secs(10),
            retry: Duration::from_secs(10),
            poll: Duration::from_secs(2),
            native_events: true,
        }
    }
}

/// The program around a desk.
pub trait Outside: Send + Sync + 'static {
    /// Opens a file with the system's program for it.
    fn open(&self, file: &Path) -> Result<(), Failure>;
    /// Shows a file in its folder.
    fn show(&self, file: &Path) -> Result<(), Failure>;
    /// The list of edits, the oldest first, or one of them changed.
    fn changed(&self, edits: &[Edit]);
}

/// An object that is open now.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Its edit.
    pub id: EditId,
    /// Whether it was open already.
    pub already: bool,
    /// Whether it was only shown in its folder, because opening it could run it.
    pub shown: bool,
}

/// Why something can't be done with an edit.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// Another Satchel on this computer has the edits.
    #[error("another Satchel is running and has the files that are being edited")]
    Busy,
    /// A folder's marker has no file that could be edited.
    #[error("{key} is a folder")]
    Folder {
        /// The key.
        key: String,
    },
    /// There is no such object.
    #[error("there is no object at {key} any more")]
    NotThere {
        /// The key.
        key: String,
    },
    /// The object couldn't be fetched, looked at or opened.
    #[error(transparent)]
    Failed(#[from] Failure),
    /// A file or folder on this computer couldn't be used.
    #[error(transparent)]
    Local(#[from] LocalError),
    /// The edit couldn't be written down, and without that nothing is opened.
    #[error(transparent)]
    Record(#[from] FileError),
    /// It was given up before it was there.
    #[error("it was cancelled")]
    Cancelled,
    /// No edit of that ID.
    #[error("that edit isn't known any more")]
    Unknown,
    /// The program is ending.
    #[error("the program is ending")]
    Ending,
}

/// Everything that is open for editing. Cloning gives another handle to the same desk; it ends with the runtime.
#[derive(Clone)]
pub struct Desk {
    shared: Arc<Shared>,
    messages: mpsc::UnboundedSender<Message>,
}

/// What the window asks for without waiting for anybody.
#[derive(Default)]
struct Shared {
    edits: Mutex<BTreeMap<EditId, Edit>>,
    root: PathBuf,
}

impl Shared {
    fn list(&self) -> Vec<Edit> {
        let edits = self.edits.lock().unwrap_or_else(PoisonError::into_inner);
        let mut edits: Vec<Edit> = edits.values().cloned().collect();
        edits.sort_by_key(|edit| edit.since);
        edits
    }
}

impl Desk {
    /// Takes up what is written down in `root`, and begins. Must be called within a Tokio runtime. Also answers what
    /// can't be taken up.
    pub async fn open(
        root: PathBuf,
        options: DeskOptions,
        exchange: Arc<dyn Exchange>,
        outside: Arc<dyn Outside>,
    ) -> Result<(Self, Vec<Leftover>), DeskError> {
        let shared = Arc::new(Shared { edits: Mutex::default(), root: root.clone() });
        let opened = blocking(move || {
            let Some(records) = Records::open(&root)? else { return Ok(None) };
            let loaded = records.load()?;
            Ok(Some((records, loaded)))
        });
        let (records, (edits, leftovers)) = opened.await?.ok_or(DeskError::Busy)?;
        let (messages, inbox) = mpsc::unbounded_channel();
        let patience = Patience { quiet: options.quiet, writer: options.writer };
        let run = Run::new(records, options, patience, exchange, outside, shared.clone(), messages.downgrade());
        tokio::spawn(run.run(edits, inbox));
        let desk = Self { shared, messages };
        // What was found is on the list before anybody can ask for it.
        desk.ask(Message::Ready).await?;
        Ok((desk, leftovers))
    }

    /// Opens an object, or brings up the edit of it that there is. Answers when it is open.
    pub async fn edit(&self, target: Target) -> Result<Opened, DeskError> {
        self.ask(|reply| Message::Open(target, reply)).await?
    }

    /// Every edit, the oldest first.
    pub fn list(&self) -> Vec<Edit> {
        self.shared.list()
    }

    /// Says what is to be done about a conflict.
    pub async fn answer(&self, id: &EditId, answer: Answer) -> Result<(), DeskError> {
        self.tell(id, Event::Answered(answer)).await
    }

    /// Sends what waits, now. What was found after a restart is thereby found to be good.
    pub async fn retry(&self, id: &EditId) -> Result<(), DeskError> {
        self.tell(id, Event::Retry).await
    }

    /// Ends an edit: at once where nothing is unsaved, else as soon as it is saved. With `discard` at once, and what
    /// is unsaved is lost.
    pub async fn finish(&self, id: &EditId, discard: bool) -> Result<(), DeskError> {
        self.tell(id, if discard { Event::Discard } else { Event::Finish }).await
    }

    /// The folder of an edit, to be shown.
    pub fn folder(&self, id: &EditId) -> Result<PathBuf, DeskError> {
        let edits = self.shared.edits.lock().unwrap_or_else(PoisonError::into_inner);
        if edits.contains_key(id) { Ok(self.shared.root.join(&id.0)) } else { Err(DeskError::Unknown) }
    }

    async fn tell(&self, id: &EditId, event: Event) -> Result<(), DeskError> {
        let id = id.clone();
        self.ask(|reply| Message::Tell(id, event, reply)).await?
    }

    async fn ask<T>(&self, message: impl FnOnce(oneshot::Sender<T>) -> Message) -> Result<T, DeskError> {
        let (reply, answer) = oneshot::channel();
        self.messages.send(message(reply)).map_err(|_| DeskError::Ending)?;
        answer.await.map_err(|_| DeskError::Ending)
    }
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Desk").field("root", &self.shared.root).finish_non_exhaustive()
    }
}

/// Runs work that waits for the disk where nobody waits for it.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, LocalError> + Send + 'static,
) -> Result<T, LocalError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        // Only at the end of the program, or where a bug panicked: either way nothing was learnt of the file.
        Err(_) => Err(LocalError::of_kind(LocalErrorKind::Failed, LocalAction::Read, "")),
    }
}
