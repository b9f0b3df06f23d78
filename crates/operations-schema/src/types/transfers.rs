//! Plans and transfers.

use super::ErrorInfo;
use crate::describe::{choices, records};

choices! {
    /// What a transfer does.
    TransferKind {
        /// From this computer to a store.
        Upload = "upload",
        /// From a store to this computer.
        Download = "download",
        /// Deletes objects.
        Delete = "delete",
        /// Copies within an account.
        Copy = "copy",
        /// Moves within an account: copy, verify, delete.
        Move = "move",
    }

    /// What to do with what is there already and differs.
    OnConflict {
        /// Leave what is there.
        Skip = "skip",
        /// Replace it.
        Replace = "replace",
        /// Keep it, and give the new one another name.
        KeepBoth = "keep_both",
        /// Replace it where the new one is newer.
        Newer = "newer",
    }

    /// Where a transfer stands.
    TransferState {
        /// Waiting for its turn.
        Waiting = "waiting",
        /// Running.
        Running = "running",
        /// Every file is there.
        Done = "done",
        /// Some files are there, some failed.
        PartlyFailed = "partly_failed",
        /// Nothing arrived.
        Failed = "failed",
        /// Cancelled by the person.
        Cancelled = "cancelled",
    }

    /// Where one file of a transfer stands.
    FileState {
        /// Waiting for its turn.
        Waiting = "waiting",
        /// Running.
        Running = "running",
        /// Done.
        Done = "done",
        /// Left alone: the same is there, or the person chose so.
        Skipped = "skipped",
        /// Failed.
        Failed = "failed",
        /// Cancelled.
        Cancelled = "cancelled",
    }

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
        /// Folders with nothing in them; they are kept as markers.
        empty_folders: u32,
        /// How many items can't be done as they stand.
        problem_count: u32,
        /// The first 100 of them.
        problems: Vec<PlanProblem>,
    }

    /// A transfer.
    TransferInfo {
        /// Its ID.
        transfer: String,
        /// What it does.
        transfer_kind: TransferKind,
        /// The account.
        account: String,
        /// The bucket's name.
        bucket: String,
        /// The prefix in the bucket that it reads or writes.
        prefix: String,
        /// The first few names, for a title.
        names: Vec<String>,
        /// Where it stands.
        state: TransferState,
        /// Files in all.
        files: u32,
        /// Files that are done or were left alone.
        files_done: u32,
        /// Files that failed.
        files_failed: u32,
        /// Bytes in all.
        bytes: u64,
        /// Bytes that the server acknowledged, or that are on the disk.
        bytes_done: u64,
        /// Bytes a second, smoothed.
        speed: u64,
        /// Time left in ms, where it can be said.
        time_left: Option<u64>,
        /// What is being tried again, where something is.
        retrying: Option<ErrorInfo>,
        /// The first error.
        error: Option<ErrorInfo>,
        /// When it was started, in ms.
        started: u64,
        /// When it ended, in ms.
        ended: Option<u64>,
    }

    /// A transfer by its ID.
    TransferRequest {
        /// The transfer's ID.
        transfer: String,
    }

    /// A window of a transfer's files.
    TransferFilesRequest {
        /// The transfer's ID.
        transfer: String,
        /// The first file, from 0.
        offset: u32,
        /// At most so many, up to 1,000.
        limit: u32,
        /// Only files that failed.
        failed_only: bool,
    }

    /// Files of a transfer.
    TransferFiles {
        /// How many there are in all.
        total: u32,
        /// The files.
        files: Vec<TransferFile>,
    }

    /// One file of a transfer.
    TransferFile {
        /// The object's key.
        key: String,
        /// Its size in bytes.
        size: u64,
        /// Where it stands.
        state: FileState,
        /// Bytes acknowledged.
        bytes_done: u64,
        /// Why it failed.
        error: Option<ErrorInfo>,
    }
}
