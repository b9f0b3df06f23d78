//! The transfer engine, its journals in the data folder, and its news for the window.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use satchel_operations_schema::types::{EngineEvent, Notice, PlaceChanged, Settings, TransfersChanged, TransfersGone};
use satchel_transfer::{Engine, EngineOptions, Event, JournalNotice, Place, TransferError, TransferKind};

use super::notices;
use super::stores::AccountStores;
use crate::bodies::app;
use crate::host::Host;
use crate::passphrases::{Passphrases, Spot};

/// The most large parts at once where the person sets the number of requests: a part fills a line better than many
/// small requests do.
const MOST_PARTS: u32 = 16;

/// What ended longer ago says nothing of what is at the store now.
const JUST_NOW: Duration = Duration::from_mins(1);

/// Opens the engine over the journals of this person. Where there can be no journal, transfers work all the same, but
/// they end with the program, and a notice says so.
pub async fn open(
    data_directory: &Path,
    settings: &Settings,
    stores: Arc<AccountStores>,
    told: Told,
) -> Result<(Engine, Vec<Notice>), TransferError> {
    let mut options = EngineOptions {
        journals: Some(data_directory.join("journals")),
        go_on: settings.resume_transfers_at_start,
        ..EngineOptions::default()
    };
    if let Some(concurrency) = settings.concurrency {
        options.concurrency = concurrency.max(1);
        options.parts = concurrency.clamp(1, MOST_PARTS);
    }
    let tell = teller(told);
    let (engine, notices) = match Engine::open(options.clone(), stores.clone(), tell.clone()).await {
        Ok((engine, found)) => (engine, notices::journals(&found)),
        Err(failure) => {
            tracing::error!("the journal of transfers can't be used: {failure}");
            let (engine, _) = Engine::open(EngineOptions { journals: None, ..options }, stores, tell).await?;
            (engine, vec![notices::no_journal(&failure)])
        }
    };
    engine.set_limits(settings.upload_limit, settings.download_limit);
    Ok((engine, notices))
}

/// Who is told what becomes of transfers.
pub struct Told {
    /// The window.
    pub host: Arc<dyn Host>,
    /// The stores that were written to.
    pub stores: Arc<AccountStores>,
    /// Which passphrases did so.
    pub passphrases: Arc<Passphrases>,
}

impl Told {
    /// Notes down, behind everything else, whose passphrase wrote there.
    fn wrote(&self, Place { account, bucket, prefix }: Place) {
        if !self.passphrases.guards(&account) {
            return;
        }
        let (stores, passphrases) = (self.stores.clone(), self.passphrases.clone());
        tokio::spawn(async move {
            if let Ok(store) = stores.open(&account).await {
                let spot = Spot { store: &store, account: &account, bucket: &bucket, prefix: &prefix };
                passphrases.showed(&spot).await;
            }
        });
    }
}

/// Tells the window what the engine tells. The window gathers what changed in places and refreshes its views, so that a
/// busy transfer costs one listing and not one for each of its news.
fn teller(told: Told) -> Arc<dyn Fn(Event) + Send + Sync> {
    let host = told.host.clone();
    Arc::new(move |event: Event| match event {
        Event::Changed(changed) => {
            for transfer in &changed {
                let ended = transfer.ended.is_some_and(|ended| ended.elapsed().is_ok_and(|since| since < JUST_NOW));
                if transfer.kind == TransferKind::Upload && ended && transfer.files_done > 0 {
                    told.wrote(transfer.place.clone());
                }
            }
            let transfers = changed.iter().map(app::described_transfer).collect();
            host.emit(EngineEvent::TransfersChanged(TransfersChanged { transfers }));
        }
        Event::Gone(gone) => {
            let transfers = gone.iter().map(ToString::to_string).collect();
            host.emit(EngineEvent::TransfersGone(TransfersGone { transfers }));
        }
        Event::PlaceChanged(place) => {
            if told.passphrases.take_written(&place) {
                told.wrote(place.clone());
            }
            let Place { account, bucket, prefix } = place;
            host.emit(EngineEvent::PlaceChanged(PlaceChanged { account, bucket: bucket.to_string(), prefix }));
        }
        Event::Notice(found) => tell_notice(&*host, found),
    })
}

fn tell_notice(host: &dyn Host, found: JournalNotice) {
    for notice in notices::journals(&[found]) {
        host.emit(EngineEvent::Notice(notice));
    }
}
