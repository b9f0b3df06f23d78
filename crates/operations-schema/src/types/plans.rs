//! Plans: what will happen, before anything happens.

use super::{OnConflict, TransferKind};
use crate::describe::{choices, records};

choices! {
    /// Why an item of a plan can't be done as it stands.
    PlanProblemKind {
        /// It can't be read.
        Unreadable = "unreadable",
        /// A symbolic link, which isn't followed.
        Symlink = "symlink",
        /// Neither a file nor a folder.
        Special = "special",
        /// Its key would be too long or otherwise impossible.
        ImpossibleKey = "impossible_key",
        /// Its key can't be a local name; it gets another one, shown in `becomes`.
        Renamed = "renamed",
    }
}

records! {
    /// Local files to be uploaded.
    PlanUpload {
        /// The account.
        account: String,
        /// The bucket's name.
        bucket: String,
        /// Where: empty, or a prefix that ends in `/`.
        prefix: String,
        /// The handle of the files, from a drop or a dialog.
        files: String,
    }

    /// Objects to be downloaded.
    PlanDownload {
        /// The taken selection.
        selection: String,
        /// The handle of a folder from a dialog.
        target: String,
    }

    /// Objects to be deleted.
    PlanDelete {
        /// The taken selection.
        selection: String,
    }

    /// Objects to be copied or moved within an account.
    PlanCopy {
        /// The taken selection.
        selection: String,
        /// The bucket they go to.
        bucket: String,
        /// Where in it: empty, or a prefix that ends in `/`.
        prefix: String,
        /// Whether the sources are deleted afterwards, each once its copy is verified.
        remove_source: bool,
    }

    /// One object or folder to be renamed.
    PlanRename {
        /// The taken selection, of one item.
        selection: String,
        /// Its new name, without slashes.
        name: String,
    }

    /// A plan by its ID.
    PlanRequest {
        /// The plan's ID; empty for the plans that are being made now.
        plan: String,
    }

    /// A plan that may go ahead.
    StartPlan {
        /// The plan's ID.
        plan: String,
        /// What to do with what is there already and differs.
        on_conflict: OnConflict,
    }

    /// An item of a plan that can't be done as it stands.
    PlanProblem {
        /// Why.
        problem: PlanProblemKind,
        /// Its name: a path below what was dropped, or a key.
        name: String,
        /// The local name it gets (`renamed`).
        becomes: Option<String>,
    }

    /// What will happen, before anything happens.
    PlanInfo {
        /// The plan's ID.
        plan: String,
        /// What it does.
        transfer_kind: TransferKind,
        /// The bucket's name.
        bucket: String,
        /// The destination: a prefix, or the name of a local folder.
        destination: String,
        /// The first few names, for a title.
        names: Vec<String>,
        /// Whether something has to be asked; if not, it can start at once.
        asks: bool,
        /// Files (objects) in all.
        files: u32,
        /// Folders in all.
        folders: u32,
        /// Bytes in all.
        bytes: u64,
        /// Files that aren't there yet.
        new_files: u32,
        /// Their bytes.
        new_bytes: u64,
        /// Files that are there already and the same; they are left alone.
        same_files: u32,
        /// Their bytes.
        same_bytes: u64,
        /// Files that are there already and differ.
        differing_files: u32,
        /// Their bytes.
        differing_bytes: u64,
        /// New files that were half sent before and go on where they stopped.
        resumable_files: u32,
        /// Their bytes.
        resumable_bytes: u64,
        /// How many of those bytes the server has already.
        resumed_bytes: u64,
        /// Folders with nothing in them; they are kept as markers.
        empty_folders: u32,
        /// How many items can't be done as they stand.
        problem_count: u32,
        /// The first 100 of them.
        problems: Vec<PlanProblem>,
    }
}
