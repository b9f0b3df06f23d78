//! What the person's choice means for one item.

use crate::{Finding, OnConflict, PlanItem, TransferKind};

/// How an item is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Write {
    /// Nothing stands there, and if something does meanwhile, it stays.
    New,
    /// Over what stands there.
    Replace,
    /// Under another name.
    Beside,
    /// Not at all: the same stands there. A move still removes its source.
    AlreadyThere,
}

/// How an item is written; `None` if it is left alone.
pub(super) fn decide(kind: TransferKind, item: &PlanItem, on_conflict: OnConflict) -> Option<Write> {
    match (item.finding, on_conflict) {
        (Finding::New, _) => Some(Write::New),
        (Finding::Same, _) => (kind == TransferKind::Move).then_some(Write::AlreadyThere),
        (Finding::Differs { .. }, OnConflict::KeepBoth) => Some(Write::Beside),
        (Finding::Differs { .. }, OnConflict::Replace) | (Finding::Differs { newer: true }, OnConflict::Newer) => {
            Some(Write::Replace)
        }
        (Finding::Differs { .. }, OnConflict::Skip | OnConflict::Newer) => None,
    }
}
