//! What is asked of, and told by, the other processes' journals.

use std::sync::Arc;

use super::files::Home;
use super::foreign::{self, Foreign};
use super::handle::Handle;
use super::read::Reading;
use super::{JournalError, OtherTransfer, Request, Requested, UnfinishedUpload, inbox};
use crate::blocking::blocking;
use crate::{Program, Result, TransferError, TransferId};

/// How often a journal may be adopted under our hands before that is an error.
const TRIES: u32 = 3;

impl Handle {
    /// Looks at every other journal in the folder. It blocks.
    fn look_at_others(
        &self,
        look: impl FnMut(&Foreign, &Reading<'_>) -> rusqlite::Result<()>,
    ) -> Result<(), JournalError> {
        let Some(home) = &self.home else { return Ok(()) };
        let mut notices = Vec::new();
        let looked = foreign::each(&home.folder, Some(home), &mut notices, look);
        for notice in notices {
            self.shared.notice_once(notice);
        }
        looked
    }

    pub(super) async fn others(self: Arc<Self>) -> Result<Vec<OtherTransfer>> {
        blocking(move || {
            let mut found = Vec::new();
            self.look_at_others(|other, reading| {
                let owner = other.home.owner();
                // An owner's file that can't be read says nothing; the transfers are to be shown all the same.
                let (program, process_id) = owner.map_or((Program::App, 0), |owner| (owner.program, owner.process_id));
                let alive = other.alive;
                let records = reading.transfers()?.into_iter();
                found.extend(records.map(|record| OtherTransfer { record, program, process_id, alive }));
                Ok(())
            })?;
            Ok::<_, JournalError>(found)
        })
        .await
    }

    pub(super) async fn others_uploads(self: Arc<Self>) -> Result<Vec<UnfinishedUpload>> {
        blocking(move || {
            let mut found = Vec::new();
            self.look_at_others(|_, reading| {
                let uploads = reading.uploads()?.into_iter();
                found.extend(uploads.map(|(item, store, upload)| UnfinishedUpload { item, store, upload, own: false }));
                Ok(())
            })?;
            Ok::<_, JournalError>(found)
        })
        .await
    }

    /// Those of `targets` that are busy in a journal whose owner runs.
    pub(super) async fn busy<T: Send + 'static>(
        self: Arc<Self>,
        targets: Vec<T>,
        is_busy: impl Fn(&Reading<'_>, &T) -> rusqlite::Result<bool> + Send + 'static,
    ) -> Result<Vec<T>> {
        blocking(move || {
            let mut busy = vec![false; targets.len()];
            self.look_at_others(|other, reading| {
                if other.alive {
                    for (busy, target) in busy.iter_mut().zip(&targets) {
                        *busy = *busy || is_busy(reading, target)?;
                    }
                }
                Ok(())
            })?;
            let told = targets.into_iter().zip(busy).filter_map(|(target, busy)| busy.then_some(target));
            Ok::<_, JournalError>(told.collect())
        })
        .await
    }

    pub(super) async fn request(self: Arc<Self>, id: TransferId, request: Request) -> Result<Requested> {
        let Some(own) = self.home.clone() else { return Err(TransferError::UnknownTransfer) };
        let is_ours = self.read(move |reading| reading.has(id)).await?;
        blocking(move || {
            if is_ours {
                return put(&own, id, request).map(|()| Requested::Handed);
            }
            for _ in 0..TRIES {
                let mut found: Option<(Home, bool)> = None;
                self.look_at_others(|other, reading| {
                    if reading.has(id)? {
                        found = Some((other.home.clone(), other.alive));
                    }
                    Ok(())
                })?;
                match found {
                    None => return Err(TransferError::UnknownTransfer),
                    Some((_, false)) => return Ok(Requested::OwnerGone),
                    Some((home, true)) => {
                        put(&home, id, request)?;
                        // Whoever adopts takes the inbox along; what was put in after that nobody reads.
                        if home.journal().try_exists().unwrap_or(false) {
                            return Ok(Requested::Handed);
                        }
                        if let Err(error) = home.remove() {
                            tracing::debug!(%error, "the inbox of a removed journal is left");
                        }
                    }
                }
            }
            Err(TransferError::UnknownTransfer)
        })
        .await
    }

    pub(super) async fn take_requests(self: Arc<Self>) -> Result<Vec<(TransferId, Request)>> {
        let Some(home) = self.home.clone() else { return Ok(Vec::new()) };
        blocking(move || inbox::take(&home).map_err(|error| JournalError::io(home.inbox(), &error))).await
    }
}

fn put(home: &Home, id: TransferId, request: Request) -> Result<()> {
    Ok(inbox::put(home, id, request).map_err(|error| JournalError::io(home.inbox(), &error))?)
}
