//! Transfers.

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
        /// It stands still, for a reason.
        Paused = "paused",
        /// Every file is there.
        Done = "done",
        /// Some files are there, some failed.
        PartlyFailed = "partly_failed",
        /// Nothing arrived.
        Failed = "failed",
        /// Cancelled by the person.
        Cancelled = "cancelled",
    }

    /// Why a transfer stands still.
    PauseReason {
        /// The person paused it.
        Person = "person",
        /// The store doesn't accept the account's credentials. It goes on once they work.
        NeedsCredentials = "needs_credentials",
        /// The local disk is full. It goes on by itself once there is room.
        DiskFull = "disk_full",
        /// The store can't be reached. It goes on by itself once it can.
        Offline = "offline",
        /// Satchel was closed or ended while it ran.
        Restart = "restart",
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

    /// What is worth knowing about one file besides its state.
    FileNote {
        /// What had been sent or fetched couldn't be used any more, so it began anew.
        BegunAnew = "begun_anew",
        /// It went on from what an earlier transfer had sent or fetched.
        WentOn = "went_on",
        /// It was left alone because it isn't the object any more that was planned.
        ChangedSince = "changed_since",
    }

    /// Which of a transfer's files are asked for.
    FileFilter {
        /// All of them.
        All = "all",
        /// Those that run or wait.
        Waiting = "waiting",
        /// Those that failed.
        Failed = "failed",
        /// Those that are done.
        Done = "done",
        /// Those that were left alone.
        Skipped = "skipped",
    }

    /// A program that runs transfers.
    TransferProgram {
        /// The desktop app.
        App = "app",
        /// The command line.
        CommandLine = "command_line",
    }
}

records! {
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
        /// Why it stands still (`paused`).
        reason: Option<PauseReason>,
        /// Its place in the queue: the smallest is first.
        order: i64,
        /// The other process that runs it; none where it is this one. Another's files and place in the queue stay its own.
        elsewhere: Option<Elsewhere>,
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
        /// The first error; for a paused one, why.
        error: Option<ErrorInfo>,
        /// When it was started, in ms.
        started: u64,
        /// When it ended, in ms.
        ended: Option<u64>,
    }

    /// Another process that runs a transfer.
    Elsewhere {
        /// Which program.
        program: TransferProgram,
        /// Whether it still runs. If not, the transfer waits for somebody to take it over.
        alive: bool,
    }

    /// A transfer by its ID.
    TransferRequest {
        /// The transfer's ID.
        transfer: String,
    }

    /// Another place in the queue.
    ReorderTransfer {
        /// The transfer's ID.
        transfer: String,
        /// The transfer that it comes before; none puts it last.
        before: Option<String>,
    }

    /// A list of a transfer's files as a file of its own. The name that the person gives it says which: `.json`, else CSV.
    ExportTransferFiles {
        /// The transfer's ID.
        transfer: String,
        /// Which of its files.
        filter: FileFilter,
        /// The name that the dialog suggests.
        name: String,
    }

    /// A list that was written.
    ExportedFiles {
        /// The name of the file.
        name: String,
        /// How many files the list has.
        files: u32,
    }

    /// A window of a transfer's files.
    TransferFilesRequest {
        /// The transfer's ID.
        transfer: String,
        /// The first file, from 0.
        offset: u32,
        /// At most so many, up to 1,000.
        limit: u32,
        /// Which files.
        filter: FileFilter,
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
        /// Its place in the transfer, from 0.
        index: u32,
        /// The object's key.
        key: String,
        /// Its size in bytes.
        size: u64,
        /// Where it stands.
        state: FileState,
        /// Bytes acknowledged.
        bytes_done: u64,
        /// What is being tried again, while it is.
        retrying: Option<ErrorInfo>,
        /// Why it failed.
        error: Option<ErrorInfo>,
        /// What is worth knowing besides.
        note: Option<FileNote>,
    }
}
