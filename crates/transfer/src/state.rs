//! Where a transfer and its files stand, as enums with named transitions: what isn't named can't happen.

use serde::{Deserialize, Serialize};

/// What a transfer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferKind {
    /// From this computer to a store.
    Upload,
    /// From a store to this computer.
    Download,
    /// Deletes objects.
    Delete,
    /// Copies within an account.
    Copy,
    /// Moves (or renames) within an account: copy, verify, delete.
    Move,
}

/// What to do with what is there already and differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnConflict {
    /// Leave what is there.
    Skip,
    /// Replace it.
    Replace,
    /// Keep it, and give the new one another name: `name (2).ext`.
    KeepBoth,
    /// Replace it where the new one is newer.
    Newer,
}

/// Where a transfer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferState {
    /// Waiting for its turn.
    Waiting,
    /// Running.
    Running,
    /// Held, and able to go on from where it is; a [`PauseReason`] says why.
    Paused,
    /// Every file is there, or was left alone.
    Done,
    /// Some files are there, some failed.
    PartlyFailed,
    /// Nothing arrived.
    Failed,
    /// Cancelled by the person.
    Cancelled,
}

/// Why a transfer is paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseReason {
    /// The person paused it.
    Person,
    /// The program was ended while it ran, and it isn't to go on by itself.
    Restart,
    /// The store doesn't accept the account's credentials (any more). It goes on once they work.
    NeedsCredentials,
    /// The disk is full. It goes on by itself once there is room.
    DiskFull,
    /// The store can't be reached. It goes on by itself once it can.
    Offline,
}

impl PauseReason {
    /// Whether the engine looks by itself, from time to time, whether it can go on.
    pub fn goes_on_by_itself(self) -> bool {
        matches!(self, Self::DiskFull | Self::Offline)
    }
}

/// What happens to a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TransferStep {
    /// Its turn came.
    Begin,
    /// It is held: by the person, or because something is missing.
    Pause,
    /// It may go on.
    Resume,
    /// The program that ran it was ended: what was running waits again.
    Interrupt,
    /// The last file ended, and none failed.
    FinishWhole,
    /// The last file ended; some are there, some failed.
    FinishPartly,
    /// The last file ended, and none is there.
    FinishFailed,
    /// The person cancelled it.
    Cancel,
    /// The person wants it tried again.
    Retry,
}

/// Where one file of a transfer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileState {
    /// Waiting for its turn.
    Waiting,
    /// Running.
    Running,
    /// Done.
    Done,
    /// Left alone: the same is there, or the person chose so.
    Skipped,
    /// Failed.
    Failed,
    /// Cancelled.
    Cancelled,
}

/// What is worth saying of a file besides its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileNote {
    /// What had been sent or fetched of it couldn't be used any more, and it began anew: the upload was gone at the
    /// server, or the object or the partial file had changed.
    BegunAnew,
    /// It went on from what an earlier transfer had sent or fetched.
    WentOn,
    /// It was left alone because it isn't the object any more that was planned.
    ChangedSince,
}

/// What happens to one file of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FileStep {
    /// Its turn came.
    Begin,
    /// The transfer was paused, or the program that ran it ended: it waits again.
    Interrupt,
    /// It is there, acknowledged.
    Finish,
    /// It needn't be done.
    Skip,
    /// It can't be done.
    Fail,
    /// The person cancelled the transfer.
    Cancel,
    /// The person wants it tried again.
    Retry,
}

impl TransferState {
    /// The state after a step; `None` where the step can't happen in this state.
    pub fn after(self, step: TransferStep) -> Option<Self> {
        match (self, step) {
            (Self::Waiting, TransferStep::Begin) => Some(Self::Running),
            (Self::Waiting | Self::Running, TransferStep::Pause) => Some(Self::Paused),
            (Self::Running, TransferStep::FinishWhole) => Some(Self::Done),
            (Self::Running, TransferStep::FinishPartly) => Some(Self::PartlyFailed),
            (Self::Running, TransferStep::FinishFailed) => Some(Self::Failed),
            (Self::Waiting | Self::Running | Self::Paused, TransferStep::Cancel) => Some(Self::Cancelled),
            (Self::Paused, TransferStep::Resume)
            | (Self::Running, TransferStep::Interrupt)
            | (Self::PartlyFailed | Self::Failed | Self::Cancelled, TransferStep::Retry) => Some(Self::Waiting),
            _ => None,
        }
    }

    /// Whether nothing more happens unless the person wants it.
    pub fn has_ended(self) -> bool {
        !matches!(self, Self::Waiting | Self::Running | Self::Paused)
    }
}

impl FileState {
    /// The state after a step; `None` where the step can't happen in this state.
    pub fn after(self, step: FileStep) -> Option<Self> {
        match (self, step) {
            (Self::Waiting, FileStep::Begin) => Some(Self::Running),
            (Self::Running, FileStep::Finish) => Some(Self::Done),
            (Self::Waiting | Self::Running, FileStep::Skip) => Some(Self::Skipped),
            (Self::Waiting | Self::Running, FileStep::Fail) => Some(Self::Failed),
            (Self::Waiting | Self::Running, FileStep::Cancel) => Some(Self::Cancelled),
            (Self::Running, FileStep::Interrupt) | (Self::Failed | Self::Cancelled, FileStep::Retry) => {
                Some(Self::Waiting)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_stays_done() {
        for step in [
            FileStep::Begin,
            FileStep::Interrupt,
            FileStep::Finish,
            FileStep::Skip,
            FileStep::Fail,
            FileStep::Cancel,
            FileStep::Retry,
        ] {
            assert_eq!(FileState::Done.after(step), None);
            assert_eq!(FileState::Skipped.after(step), None);
        }
    }

    #[test]
    fn only_what_failed_or_was_cancelled_is_tried_again() {
        assert_eq!(TransferState::Failed.after(TransferStep::Retry), Some(TransferState::Waiting));
        assert_eq!(TransferState::Cancelled.after(TransferStep::Retry), Some(TransferState::Waiting));
        assert_eq!(TransferState::Done.after(TransferStep::Retry), None);
        assert_eq!(TransferState::Running.after(TransferStep::Retry), None);
    }

    #[test]
    fn what_is_paused_goes_on_or_is_cancelled_and_nothing_else() {
        assert_eq!(TransferState::Paused.after(TransferStep::Resume), Some(TransferState::Waiting));
        assert_eq!(TransferState::Paused.after(TransferStep::Cancel), Some(TransferState::Cancelled));
        assert_eq!(TransferState::Paused.after(TransferStep::Begin), None);
        assert_eq!(TransferState::Done.after(TransferStep::Pause), None);
    }
}
