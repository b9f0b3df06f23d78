//! Objects that are open for editing.

use super::ErrorInfo;
use crate::describe::{choices, records};

choices! {
    /// Where an edit stands.
    EditState {
        /// The object is on its way here.
        Fetching = "fetching",
        /// The copy is what the object holds.
        Saved = "saved",
        /// The copy was changed, and is looked at once it rests.
        Changing = "changing",
        /// The copy is on its way to the store.
        Sending = "sending",
        /// The copy couldn't be sent (`error`); where trying again may help, it is tried again by and by.
        Waiting = "waiting",
        /// The copy was found changed after a restart, and waits for the person to say that it is good.
        Found = "found",
        /// The object isn't the one any more that was fetched, and the person is asked (`conflict`).
        Conflict = "conflict",
        /// Theirs is taking the copy's place.
        Replacing = "replacing",
        /// The copy is gone from its folder.
        Missing = "missing",
        /// Other files lie in the copy's folder (`other_files`), so it stays until the person is done with them.
        OtherFiles = "other_files",
    }

    /// What a save met.
    EditConflictKind {
        /// Somebody wrote another version.
        Changed = "changed",
        /// Somebody deleted the object.
        Deleted = "deleted",
    }

    /// What is done about a conflict.
    EditAnswer {
        /// The local copy replaces what is there, or puts it back.
        KeepMine = "keep_mine",
        /// What is there stays and is fetched; the local copy is kept beside as `name (mine).ext`.
        KeepTheirs = "keep_theirs",
        /// The local copy goes up as `name (2).ext`, and is edited there from now on.
        KeepBoth = "keep_both",
    }
}

records! {
    /// An object to be opened in the system's program for it.
    EditObject {
        /// The account.
        account: String,
        /// The bucket's name.
        bucket: String,
        /// The object's key.
        key: String,
    }

    /// An object that is open now.
    OpenedEdit {
        /// Its edit's ID.
        edit: String,
        /// Whether it was open already.
        already: bool,
        /// Whether it was only shown in its folder, because opening it could run it.
        shown: bool,
    }

    /// What a save met at the store.
    EditConflict {
        /// What.
        conflict: EditConflictKind,
        /// Their version's size in bytes.
        size: Option<u64>,
        /// When their version was written, in ms.
        written: Option<u64>,
    }

    /// An object that is open for editing.
    EditInfo {
        /// The edit's ID.
        edit: String,
        /// The account.
        account: String,
        /// The bucket's name.
        bucket: String,
        /// The object's key.
        key: String,
        /// The local copy's name.
        name: String,
        /// Where it stands.
        state: EditState,
        /// Whether the copy may hold something that the store doesn't have.
        unsaved: bool,
        /// Whether it ends as soon as nothing is unsaved.
        closing: bool,
        /// What is asked about.
        conflict: Option<EditConflict>,
        /// Why it waits.
        error: Option<ErrorInfo>,
        /// How many other files lie beside the copy.
        other_files: u32,
        /// When it was opened, in ms.
        since: u64,
    }

    /// The objects that are open for editing, as they are now.
    EditsChanged {
        /// They, the oldest first.
        edits: Vec<EditInfo>,
    }

    /// An edit by its ID.
    EditRequest {
        /// The edit's ID.
        edit: String,
    }

    /// The person's answer to a conflict.
    ResolveEditConflict {
        /// The edit's ID.
        edit: String,
        /// What is done.
        answer: EditAnswer,
    }

    /// An edit that the person is done with.
    FinishEdit {
        /// The edit's ID.
        edit: String,
        /// Whether unsaved changes, and other files in its folder, are thrown away.
        discard: bool,
    }
}
