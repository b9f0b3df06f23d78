//! The works: each carries one action out and ends in one event.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use satchel_localpath::{FileIdentity, LocalError};
use tokio_util::sync::CancellationToken;

use super::{DeskError, blocking};
use crate::files::{Folder, Looked, Removal, look};
use crate::settle::{Patience, Settled, settle};
use crate::{Action, Condition, Content, Edit, Event, Exchange, ExchangeError, Failure, LocalCopy, Target, Version};

/// How often an object that changes while it is being fetched is fetched again.
const FETCHES: u32 = 3;

/// What a work ended in.
pub(super) struct Outcome {
    pub event: Event,
    /// The copy's identity, where the work learnt it.
    pub identity: Identity,
    /// What whoever waits for the object is told.
    pub error: Option<DeskError>,
}

/// What a work learnt of the copy.
#[derive(Clone, Copy)]
pub(super) enum Identity {
    Unknown,
    Gone,
    Is(FileIdentity),
}

impl From<Event> for Outcome {
    fn from(event: Event) -> Self {
        Self { event, identity: Identity::Unknown, error: None }
    }
}

/// What a work needs.
pub(super) struct Worker {
    pub edit: Edit,
    pub folder: Folder,
    pub identity: Option<FileIdentity>,
    pub writing: Arc<AtomicBool>,
    pub patience: Patience,
    pub pause: Duration,
    pub exchange: Arc<dyn Exchange>,
    pub stop: CancellationToken,
}

impl Worker {
    pub async fn work(self, action: Action) -> Outcome {
        match action {
            Action::Fetch => self.fetch().await,
            Action::Settle => self.settle().await,
            Action::Send(condition) => self.send(condition).await.into(),
            Action::Take => self.take().await,
            Action::PutAside => self.put_aside().await.into(),
            Action::Remove => self.remove().await.into(),
            Action::RemoveAll => self.remove_all().await.into(),
            Action::RetryLater => {
                tokio::select! {
                    () = self.stop.cancelled() => {}
                    () = tokio::time::sleep(self.pause) => {}
                }
                Event::Retry.into()
            }
            Action::Open => Event::Touched.into(),
        }
    }

    async fn fetch(&self) -> Outcome {
        match self.fetch_into(&self.edit.target, &self.folder.copy()).await {
            Ok((version, content, identity)) => {
                Outcome { event: Event::Fetched { version, content }, identity: Identity::Is(identity), error: None }
            }
            Err(error) => Outcome { event: Event::FetchFailed, identity: Identity::Unknown, error: Some(error) },
        }
    }

    async fn fetch_into(
        &self,
        target: &Target,
        into: &LocalCopy,
    ) -> Result<(Version, Content, FileIdentity), DeskError> {
        let gone = || DeskError::NotThere { key: target.key.to_string() };
        let mut fetches = 0;
        let remote = loop {
            let remote = self.exchange.look(target).await?.ok_or_else(gone)?;
            fetches += 1;
            match self.exchange.fetch(target, &remote, into, self.stop.clone()).await {
                Ok(()) => break remote,
                Err(ExchangeError::Refused | ExchangeError::SourceChanged) if fetches < FETCHES => {}
                Err(ExchangeError::Failed(failure)) => return Err(failure.into()),
                Err(ExchangeError::Stopped) => return Err(DeskError::Cancelled),
                Err(error) => return Err(Failure::new(true, error).into()),
            }
        };
        let copy = into.clone();
        match blocking(move || look(&copy)).await? {
            Looked::Rests(content, identity) => Ok((remote.version, content, identity)),
            Looked::Moves | Looked::Missing => Err(Failure::new(true, ExchangeError::SourceChanged).into()),
        }
    }

    async fn settle(&self) -> Outcome {
        let settled = settle(self.folder.copy(), self.patience, self.writing.clone());
        let settled = tokio::select! {
            settled = settled => settled,
            // Whoever stops it doesn't listen any more.
            () = self.stop.cancelled() => return Event::Touched.into(),
        };
        match settled {
            Settled::Rests(content, identity) => Outcome {
                event: Event::Rested { content, modified: identity.modified },
                identity: Identity::Is(identity),
                error: None,
            },
            Settled::Vanished => Outcome { event: Event::Vanished, identity: Identity::Gone, error: None },
            Settled::Unreadable(error) => Event::Unreadable(Failure::new(true, error)).into(),
        }
    }

    async fn send(&self, condition: Condition) -> Event {
        let Some(identity) = self.identity else { return Event::SourceChanged };
        let target = Target { key: self.edit.destination(), ..self.edit.target.clone() };
        let copy = self.folder.copy();
        match self.exchange.send(&target, &copy, identity, condition.clone(), self.stop.clone()).await {
            Ok(Some(version)) => Event::Sent(version),
            Ok(None) => match self.exchange.look(&target).await {
                Ok(Some(remote)) => Event::Sent(remote.version),
                Ok(None) => Event::Refused(None),
                Err(failure) => Event::SendFailed(failure),
            },
            Err(ExchangeError::Refused) => self.refused(&target, &condition).await,
            Err(ExchangeError::SourceChanged) => Event::SourceChanged,
            Err(ExchangeError::Failed(failure)) => Event::SendFailed(failure),
            Err(error @ ExchangeError::Stopped) => Event::SendFailed(Failure::new(false, error)),
        }
    }

    /// What stands in the way.
    async fn refused(&self, target: &Target, condition: &Condition) -> Event {
        match (self.exchange.look(target).await, condition) {
            (Ok(Some(remote)), Condition::Is(version)) if remote.version.is(version) => {
                // It changed back, or the server refuses what it shouldn't: asking would be asking about nothing.
                Event::SendFailed(Failure::new(true, ExchangeError::Refused))
            }
            (Ok(None), Condition::Absent) => Event::SendFailed(Failure::new(true, ExchangeError::Refused)),
            (Ok(theirs), _) => Event::Refused(theirs),
            (Err(failure), _) => Event::SendFailed(failure),
        }
    }

    /// Theirs is fetched elsewhere first: until it is whole, the copy stays where it is.
    async fn take(&self) -> Outcome {
        let folder = self.folder.clone();
        let taken = async {
            blocking(move || folder.create_staging()).await?;
            let taken = self.fetch_into(&self.edit.target, &self.folder.staged()).await?;
            let (folder, aside) = (self.folder.clone(), self.edit.aside.clone().unwrap_or_default());
            blocking(move || folder.swap(&aside, true)).await?;
            Ok::<_, DeskError>(taken)
        };
        match taken.await {
            Ok((version, content, identity)) => {
                Outcome { event: Event::Taken { version, content }, identity: Identity::Is(identity), error: None }
            }
            // Deleted in the meantime: the copy isn't touched, and the person is asked anew.
            Err(error) => Event::TakeFailed(into_failure(error)).into(),
        }
    }

    async fn put_aside(&self) -> Event {
        let (folder, aside) = (self.folder.clone(), self.edit.aside.clone().unwrap_or_default());
        match blocking(move || folder.swap(&aside, false)).await {
            Ok(()) => Event::PutAside,
            Err(error) => Event::TakeFailed(Failure::new(true, error)),
        }
    }

    async fn remove(&self) -> Event {
        let (folder, identity) = (self.folder.clone(), self.identity);
        match blocking(move || folder.remove(identity)).await {
            Ok(Removal::Gone) => Event::Removed,
            Ok(Removal::Strays(count)) => Event::StraysFound(count),
            Ok(Removal::Touched) => Event::Touched,
            Err(error) => {
                tracing::warn!(%error, "the folder of an edit couldn't be removed");
                Event::StraysFound(0)
            }
        }
    }

    async fn remove_all(&self) -> Event {
        let folder = self.folder.clone();
        if let Err(error) = blocking(move || folder.remove_all()).await {
            tracing::warn!(%error, "the folder of an edit couldn't be removed; it goes at the next start");
        }
        Event::Removed
    }
}

fn into_failure(error: DeskError) -> Failure {
    match error {
        DeskError::Failed(failure) => failure,
        error => {
            let retryable = matches!(&error, DeskError::Local(LocalError { .. }) | DeskError::NotThere { .. });
            Failure::new(retryable, error)
        }
    }
}
