//! Looks, now and then, at the other processes: what they transfer is shown with ours, what they ask for is done, and
//! what is left of one that is gone is taken over.

use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::time::Duration;

use super::transfer::Transfer;
use super::{Engine, Event, Shared, control, lock, queue, restore};
use crate::journal::OtherTransfer;
use crate::{Owner, Program, Result, TransferId, TransferStatus};

/// How often.
const EVERY: Duration = Duration::from_secs(1);

impl Engine {
    /// The transfers of other processes of this person, as their journals have them.
    pub async fn others(&self) -> Result<Vec<TransferStatus>> {
        Ok(self.0.journal.others().await?.into_iter().map(described).collect())
    }

    /// Takes over what is left of programs that are gone, the other programs' too. Says what was taken over.
    pub async fn adopt(&self) -> Vec<TransferId> {
        let mut adopted = adopt(&self.0, Some(self.0.options.program)).await;
        adopted.extend(adopt(&self.0, None).await);
        adopted
    }
}

/// Begins to look, as long as the engine lives. An engine whose journal is in memory has nobody to look at.
pub(super) fn begin(shared: &Arc<Shared>) {
    if shared.options.journals.is_some() {
        let weak = Arc::downgrade(shared);
        shared.runtime.spawn(look(weak));
    }
}

async fn look(weak: Weak<Shared>) {
    let mut told: HashMap<TransferId, (u64, u32, crate::TransferState)> = HashMap::new();
    loop {
        tokio::time::sleep(EVERY).await;
        let Some(shared) = weak.upgrade() else { return };
        if *lock(&shared.ending) {
            return;
        }
        for (id, request) in shared.journal.take_requests().await.unwrap_or_default() {
            if let Ok(transfer) = shared.find(id) {
                control::obey(&shared, &transfer, request).await;
            }
        }
        for notice in shared.journal.take_notices() {
            (shared.events)(Event::Notice(notice));
        }
        let Ok(others) = shared.journal.others().await else { continue };
        let program = shared.options.program;
        if shared.options.adopt && others.iter().any(|other| !other.alive && other.program == program) {
            adopt(&shared, Some(program)).await;
        }
        let mut news = Vec::new();
        let mut now = HashMap::new();
        for status in others.into_iter().map(described) {
            let seen = (status.bytes_done, status.files_done, status.state);
            now.insert(status.id, seen);
            if told.get(&status.id) != Some(&seen) {
                news.push(status);
            }
        }
        let ours = |id: &&TransferId| shared.find(**id).is_ok();
        let gone: Vec<_> = told.keys().filter(|id| !now.contains_key(id) && !ours(id)).copied().collect();
        told = now;
        if !news.is_empty() {
            (shared.events)(Event::Changed(news));
        }
        if !gone.is_empty() {
            (shared.events)(Event::Gone(gone));
        }
    }
}

/// Takes over what is left of programs that are gone.
pub(super) async fn adopt(shared: &Arc<Shared>, only: Option<Program>) -> Vec<TransferId> {
    let (adopted, notices) = match shared.journal.adopt(only).await {
        Ok(found) => found,
        Err(error) => {
            tracing::warn!(%error, "the journal of a program that is gone can't be taken over");
            return Vec::new();
        }
    };
    for notice in notices {
        (shared.events)(Event::Notice(notice));
    }
    if !adopted.is_empty() {
        if only.is_none() {
            shared.holds_others.store(true, Ordering::Relaxed);
        }
        if let Err(error) = restore::load(shared).await {
            tracing::warn!(%error, "what was taken over can't be loaded");
        }
        queue::kick(shared);
    }
    adopted
}

fn described(other: OtherTransfer) -> TransferStatus {
    let OtherTransfer { record, program, process_id, alive } = other;
    TransferStatus { owner: Owner::Other { program, process_id, alive }, ..Transfer::described(record) }
}
