//! How an edit's object comes and goes: through the transfer engine, as everything else.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use satchel_editing::{Condition, Exchange, ExchangeError, Failure, LocalCopy, Remote, Target, Version};
use satchel_localpath::{FileIdentity, LocalPath};
use satchel_objects::{ErrorKind, ObjectInfo, ObjectStore, Tag};
use satchel_transfer::{
    Action, Destination, EDIT_COMMAND, Engine, FileFilter, FileNote, Finding, LocalSource, OnConflict, PauseReason,
    Place, Plan, PlanItem, Replacement, TransferError, TransferId, TransferKind, TransferState, WriteCondition,
    plan_replace, source_time,
};
use tokio_util::sync::CancellationToken;

use super::DoorError;
use crate::engine::AccountStores;
use crate::errors;

/// How often a transfer that the person paused is looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// The transfer engine, as edits use it.
pub struct EngineExchange {
    transfers: Engine,
    stores: Arc<AccountStores>,
}

/// A transfer that is done.
struct Done {
    id: TransferId,
    note: Option<FileNote>,
}

impl EngineExchange {
    pub fn new(transfers: Engine, stores: Arc<AccountStores>) -> Self {
        Self { transfers, stores }
    }

    async fn store(&self, target: &Target) -> Result<Arc<dyn ObjectStore>, Failure> {
        self.stores.open(&target.account).await.map_err(DoorError::failure)
    }

    /// Runs a plan of one item to its end. One that ends otherwise than well leaves the list: the edit says it.
    async fn run(
        &self,
        store: Arc<dyn ObjectStore>,
        plan: Plan,
        stop: &CancellationToken,
    ) -> Result<Done, ExchangeError> {
        let command = Some(EDIT_COMMAND.to_owned());
        let started = self.transfers.start_command(store, plan, OnConflict::Replace, command).await;
        let id = started.map_err(|failure| exchange_error(&failure))?;
        let done = self.end_of(id, stop).await;
        if done.is_err()
            && let Err(failure) = self.transfers.forget(id).await
        {
            tracing::warn!("a transfer of an edit stays on the list: {failure}");
        }
        done
    }

    async fn end_of(&self, id: TransferId, stop: &CancellationToken) -> Result<Done, ExchangeError> {
        let failed = |failure: TransferError| exchange_error(&failure);
        loop {
            let status = tokio::select! {
                status = self.transfers.wait(id) => status.map_err(failed)?,
                () = stop.cancelled() => return Err(self.cancelled(id).await),
            };
            let (_, files) = self.transfers.files(id, FileFilter::All, 0, 1).await.map_err(failed)?;
            let file = files.into_iter().next();
            let error = file.as_ref().and_then(|file| file.error.clone()).or(status.error);
            match (status.state, status.pause) {
                (TransferState::Done, _) => return Ok(Done { id, note: file.and_then(|file| file.note) }),
                (TransferState::Paused, Some(PauseReason::Person)) => tokio::select! {
                    () = tokio::time::sleep(LOOK_AGAIN) => {}
                    () = stop.cancelled() => return Err(self.cancelled(id).await),
                },
                // The edit waits by itself, so that a newer save goes up instead of this one.
                (TransferState::Paused, _) => {
                    self.cancelled(id).await;
                    return Err(error.map_or(ExchangeError::Stopped, |error| exchange_error(&error)));
                }
                _ => return Err(error.map_or(ExchangeError::Stopped, |error| exchange_error(&error))),
            }
        }
    }

    async fn cancelled(&self, id: TransferId) -> ExchangeError {
        if self.transfers.cancel(id).await.is_ok() {
            // Waited for: what it had begun at the store is given up, and the file is let go.
            let _ = self.transfers.wait(id).await;
        }
        ExchangeError::Stopped
    }
}

#[async_trait]
impl Exchange for EngineExchange {
    async fn look(&self, target: &Target) -> Result<Option<Remote>, Failure> {
        let store = self.store(target).await?;
        head(&*store, target).await.map(|info| info.as_ref().map(remote))
    }

    async fn fetch(
        &self,
        target: &Target,
        wanted: &Remote,
        into: &LocalCopy,
        stop: CancellationToken,
    ) -> Result<(), ExchangeError> {
        let store = self.store(target).await?;
        let path = LocalPath::new(vec![into.name.clone()]).map_err(|error| Failure::new(false, error))?;
        let etag = match &wanted.version {
            Version::Tag(tag) => Some(tag.clone()),
            Version::Untagged { .. } => None,
        };
        let action = Action::Download { key: target.key.clone(), etag, modified: wanted.written, path };
        let plan = Plan {
            kind: TransferKind::Download,
            place: place(target),
            destination: Destination::Folder(into.folder.clone()),
            names: vec![target.key.name().to_owned()],
            folders: 0,
            items: vec![PlanItem { action, size: wanted.size, finding: Finding::Differs { newer: true } }],
            problems: Vec::new(),
            made: None,
        };
        let done = self.run(store, plan, &stop).await?;
        let untagged = matches!(wanted.version, Version::Untagged { .. });
        let changed = done.note == Some(FileNote::BegunAnew)
            || (untagged && self.look(target).await?.is_none_or(|now| !now.version.is(&wanted.version)));
        if changed { Err(ExchangeError::Refused) } else { Ok(()) }
    }

    async fn send(
        &self,
        target: &Target,
        from: &LocalCopy,
        identity: FileIdentity,
        condition: Condition,
        stop: CancellationToken,
    ) -> Result<Option<Version>, ExchangeError> {
        let store = self.store(target).await?;
        let (mut like, mut tags) = (Replacement::default(), Vec::new());
        let write = match &condition {
            Condition::Absent => WriteCondition::IfAbsent,
            Condition::Is(version) => {
                // What the object was besides its bytes, it stays.
                let Some(info) = head(&*store, target).await? else { return Err(ExchangeError::Refused) };
                if !remote(&info).version.is(version) {
                    return Err(ExchangeError::Refused);
                }
                like.content_type = info.content_type;
                like.metadata = info.metadata;
                tags = self.tags(&*store, target).await;
                match (version, info.etag) {
                    (Version::Tag(_), Some(tag)) => WriteCondition::IfMatch(tag),
                    _ => WriteCondition::Any,
                }
            }
        };
        let source = LocalSource { folder: from.folder.clone(), path: PathBuf::from(&from.name) };
        let plan = plan_replace(place(target), target.key.clone(), source, identity, write, like);
        let done = self.run(store.clone(), plan, &stop).await?;
        if !tags.is_empty()
            && let Err(failure) = store.put_tags(&target.bucket, &target.key, &tags).await
        {
            tracing::warn!("the tags of an edited object couldn't be put back: {failure}");
        }
        let written = self.transfers.written(done.id, 0).ok().flatten();
        Ok(written.map(Version::Tag))
    }
}

impl EngineExchange {
    /// The tags of an object, which a write would take from it. Where they can't be read there is nothing to keep.
    async fn tags(&self, store: &dyn ObjectStore, target: &Target) -> Vec<Tag> {
        if !store.capabilities().tagging {
            return Vec::new();
        }
        store.tags(&target.bucket, &target.key).await.unwrap_or_else(|failure| {
            tracing::info!("the tags of an edited object can't be read: {failure}");
            Vec::new()
        })
    }
}

async fn head(store: &dyn ObjectStore, target: &Target) -> Result<Option<ObjectInfo>, Failure> {
    match store.head(&target.bucket, &target.key).await {
        Ok(info) => Ok(Some(info)),
        Err(failure) if failure.kind == ErrorKind::NoSuchObject => Ok(None),
        Err(failure) => Err(DoorError::failure(errors::store(&failure))),
    }
}

fn remote(info: &ObjectInfo) -> Remote {
    let untagged = Version::Untagged { size: info.size, written: info.last_modified };
    Remote {
        version: info.etag.clone().map_or(untagged, Version::Tag),
        size: info.size,
        written: info.last_modified,
        modified: source_time(&info.metadata),
    }
}

fn place(target: &Target) -> Place {
    let key = target.key.as_str();
    let prefix = key[..key.rfind('/').map_or(0, |at| at + 1)].to_owned();
    Place { account: target.account.clone(), bucket: target.bucket.clone(), prefix }
}

fn exchange_error(failure: &TransferError) -> ExchangeError {
    match failure {
        TransferError::ObjectChanged { .. } | TransferError::Taken { .. } => ExchangeError::Refused,
        TransferError::SourceChanged { .. } => ExchangeError::SourceChanged,
        // What the engine holds back until somebody does something may be done by now.
        failure => {
            let info = errors::transfer(failure);
            let busy = matches!(failure, TransferError::Busy { .. });
            let retryable = info.retryable || busy || failure.holds().is_some();
            Failure::new(retryable, DoorError(info)).into()
        }
    }
}
