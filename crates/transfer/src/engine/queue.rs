//! Whose turn it is: uploads and downloads run a few at a time, in the order of the queue; what happens at the store
//! alone runs at once, because it is soon over.

use std::sync::Arc;
use std::time::Duration;

use super::transfer::Transfer;
use super::{Shared, lock, run, ticker};
use crate::{PauseReason, Result, TransferError, TransferId, TransferKind, TransferState, TransferStep};

/// The distance between neighbours in the queue, so that one can be put between them.
pub(super) const STEP: i64 = 1 << 20;

/// The longest that the engine waits before it looks again, as a multiple of the first time.
const LONGEST: u32 = 6;

/// Lets those run whose turn has come. Harmless when nothing changed.
pub(super) fn kick(shared: &Arc<Shared>) {
    let mut ready = Vec::new();
    {
        let transfers = lock(&shared.transfers);
        if *lock(&shared.ending) {
            return;
        }
        let busy = transfers.iter().filter(|transfer| is_queued(transfer) && !transfer.is_settled()).count();
        let mut free = shared.options.transfers.max(1).saturating_sub(busy);
        let mut waiting: Vec<_> = transfers
            .iter()
            .filter(|transfer| transfer.state() == TransferState::Waiting && transfer.is_settled())
            .cloned()
            .collect();
        waiting.sort_by_key(|transfer| (transfer.order(), transfer.id));
        for transfer in waiting {
            if !is_queued(&transfer) || free > 0 {
                free = free.saturating_sub(usize::from(is_queued(&transfer)));
                transfer.is_taken();
                ready.push(transfer);
            }
        }
        for transfer in transfers.iter() {
            look_again_later(shared, transfer);
        }
    }
    for transfer in ready {
        shared.runtime.spawn(run::run(shared.clone(), transfer));
    }
    ticker::ensure(shared);
}

fn is_queued(transfer: &Transfer) -> bool {
    matches!(transfer.record.kind, TransferKind::Upload | TransferKind::Download)
}

/// Has one that waits for the network or the disk tried again after a while.
fn look_again_later(shared: &Arc<Shared>, transfer: &Arc<Transfer>) {
    if !transfer.is_settled() || !transfer.pause_reason().is_some_and(PauseReason::goes_on_by_itself) {
        return;
    }
    if !transfer.takes_a_look() {
        return;
    }
    let wait = shared.options.look_again * 2_u32.saturating_pow(transfer.holds().saturating_sub(1)).clamp(1, LONGEST);
    let (shared, transfer) = (Arc::downgrade(shared), transfer.clone());
    let runtime = tokio::runtime::Handle::current();
    runtime.spawn(async move {
        tokio::time::sleep(wait.max(Duration::from_millis(1))).await;
        transfer.has_looked();
        let Some(shared) = shared.upgrade() else { return };
        if transfer.pause_reason().is_some_and(PauseReason::goes_on_by_itself)
            && transfer.step(TransferStep::Resume, None, None)
        {
            kick(&shared);
        }
    });
}

/// Puts a transfer before another one, or (`None`) at the end.
pub(super) fn put_before(shared: &Arc<Shared>, id: TransferId, before: Option<TransferId>) -> Result<()> {
    let mut queue = lock(&shared.transfers).clone();
    queue.sort_by_key(|transfer| (transfer.order(), transfer.id));
    let at = queue.iter().position(|transfer| transfer.id == id).ok_or(TransferError::UnknownTransfer)?;
    let moved = queue.remove(at);
    let place = match before {
        None => queue.len(),
        Some(before) => {
            queue.iter().position(|transfer| transfer.id == before).ok_or(TransferError::UnknownTransfer)?
        }
    };
    let above = place.checked_sub(1).and_then(|above| queue.get(above)).map(|transfer| transfer.order());
    let below = queue.get(place).map(|transfer| transfer.order());
    let order = match (above, below) {
        (None, None) => moved.order(),
        (Some(above), None) => above.saturating_add(STEP),
        (None, Some(below)) => below.saturating_sub(STEP),
        (Some(above), Some(below)) if below - above > 1 => above + (below - above) / 2,
        // No room between them: all are spread anew.
        (Some(_), Some(_)) => {
            queue.insert(place, moved);
            for (order, transfer) in (0..).step_by(1 << 20).zip(&queue) {
                transfer.set_order(order);
            }
            kick(shared);
            return Ok(());
        }
    };
    moved.set_order(order);
    kick(shared);
    Ok(())
}
