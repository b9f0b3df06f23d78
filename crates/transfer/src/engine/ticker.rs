//! Tells what changed, at most 10 times a second, while anything runs.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::transfer::Transfer;
use super::{Event, Shared, lock};
use crate::{Destination, Place, TransferId, TransferKind};

const TICK: Duration = Duration::from_millis(100);
const PLACES_EVERY: Duration = Duration::from_secs(1);

/// Starts the ticker unless it runs.
pub(super) fn ensure(shared: &Arc<Shared>) {
    let mut ticking = lock(&shared.ticking);
    if !*ticking {
        *ticking = true;
        shared.runtime.spawn(tick(shared.clone()));
    }
}

async fn tick(shared: Arc<Shared>) {
    let mut places_told: HashMap<TransferId, Instant> = HashMap::new();
    loop {
        tokio::time::sleep(TICK).await;
        let transfers = lock(&shared.transfers).clone();
        let settled = transfers.iter().all(|transfer| transfer.is_settled());
        let now = Instant::now();
        let news: Vec<_> = transfers.iter().filter_map(|transfer| transfer.news(now)).collect();
        if !news.is_empty() {
            (shared.events)(Event::Changed(news));
        }
        for transfer in &transfers {
            let due = places_told.get(&transfer.id).is_none_or(|told| now.duration_since(*told) >= PLACES_EVERY);
            if (due || transfer.is_settled()) && transfer.take_wrote() {
                places_told.insert(transfer.id, now);
                for place in places(transfer) {
                    (shared.events)(Event::PlaceChanged(place));
                }
            }
        }
        if settled {
            let mut ticking = lock(&shared.ticking);
            // One that was started meanwhile counts on this ticker.
            if lock(&shared.transfers).iter().all(|transfer| transfer.is_settled()) {
                *ticking = false;
                return;
            }
        }
    }
}

/// The places at the store that a transfer changes.
fn places(transfer: &Transfer) -> Vec<Place> {
    let plan = &transfer.record;
    let mut places = Vec::new();
    if matches!(plan.kind, TransferKind::Delete | TransferKind::Move) {
        places.push(plan.place.clone());
    }
    if let Destination::Place(place) = &plan.destination
        && !places.contains(place)
    {
        places.push(place.clone());
    }
    places
}
