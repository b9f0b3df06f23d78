//! Events: what the engine tells the window without being asked, through one channel.

use super::{EditsChanged, LocalApi, LocalApiServed, Notice, PickedFiles, TransferInfo, TransferKind, ViewState};
use crate::describe::{records, unions};

records! {
    /// Files are being dragged over the window.
    DropOver {
        /// CSS pixels from the window's left edge.
        x: u32,
        /// CSS pixels from the window's top edge.
        y: u32,
    }

    /// The files were dragged out again.
    DropLeft {}

    /// Files were dropped.
    Dropped {
        /// CSS pixels from the window's left edge.
        x: u32,
        /// CSS pixels from the window's top edge.
        y: u32,
        /// What was dropped.
        files: PickedFiles,
    }

    /// How far the making of a plan is.
    Planning {
        /// What it will do.
        transfer_kind: TransferKind,
        /// Files found so far.
        files: u32,
        /// Their bytes.
        bytes: u64,
    }

    /// The transfers that changed since the last event.
    TransfersChanged {
        /// They, as they are now.
        transfers: Vec<TransferInfo>,
    }

    /// Transfers that aren't on the list any more: another program took them off its own, or over.
    TransfersGone {
        /// Their IDs.
        transfers: Vec<String>,
    }

    /// A transfer wrote or deleted objects below a prefix.
    PlaceChanged {
        /// The account.
        account: String,
        /// The bucket's name.
        bucket: String,
        /// The prefix.
        prefix: String,
    }

    /// The list of accounts, or of an account's buckets, changed.
    AccountsChanged {}

    /// The links that were made here, or what is known of them, changed.
    LinksChanged {}

    /// The person closed the window while transfers run. It stays until `close_window` says what to do.
    CloseAsked {}

    /// An item of the menu bar, or of the tray's menu, was chosen.
    MenuChosen {
        /// Its action.
        action: String,
    }
}

unions! {
    /// An event.
    EngineEvent {
        /// A view changed.
        ViewChanged(ViewState) = "view_changed",
        /// Transfers changed; at most 10 times a second.
        TransfersChanged(TransfersChanged) = "transfers_changed",
        /// Transfers aren't there any more.
        TransfersGone(TransfersGone) = "transfers_gone",
        /// Objects changed: the window refreshes its views of that place.
        PlaceChanged(PlaceChanged) = "place_changed",
        /// Accounts changed.
        AccountsChanged(AccountsChanged) = "accounts_changed",
        /// The links that were made here changed.
        LinksChanged(LinksChanged) = "links_changed",
        /// The local API was switched on or off, got another token, or couldn't be started.
        LocalApiChanged(LocalApi) = "local_api_changed",
        /// The local API answered requests; at most 10 times a second.
        LocalApiServed(LocalApiServed) = "local_api_served",
        /// What is open for editing changed.
        EditsChanged(EditsChanged) = "edits_changed",
        /// A plan is being made.
        Planning(Planning) = "planning",
        /// Something worth saying.
        Notice(Notice) = "notice",
        /// Files are over the window.
        DropOver(DropOver) = "drop_over",
        /// They left it.
        DropLeft(DropLeft) = "drop_left",
        /// They were dropped.
        Dropped(Dropped) = "dropped",
        /// The window is to be closed.
        CloseAsked(CloseAsked) = "close_asked",
        /// The menu bar or the tray's menu was used.
        MenuChosen(MenuChosen) = "menu_chosen",
    }
}
