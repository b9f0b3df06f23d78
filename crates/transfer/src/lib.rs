//! Transfers: a plan first, then an engine that carries it out.
//!
//! A plan says what will happen, and nothing moves until it is handed to [`Engine::start`]. From then on the journal has
//! it: whatever ends the process, the next one goes on from there.
#![allow(
    clippy::result_large_err,
    reason = "an error names what failed on what; failures are rare, and none is in a hot loop"
)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod blocking;
mod engine;
mod error;
mod hash;
mod journal;
mod mtime;
mod pages;
mod place;
mod plan;
mod progress;
mod state;
mod status;
pub mod streamed;

pub use engine::{
    Checkpoint, EDIT_COMMAND, Engine, EngineOptions, Event, FileFilter, Leftover, Resumable, Stores, Whose,
};
pub use error::{Result, TransferError};
pub use journal::{JournalError, JournalErrorKind, JournalNotice};
pub use mtime::read as source_time;
pub use place::Place;
pub use plan::{
    Action, Destination, Finding, LocalSource, Naming, Plan, PlanItem, PlanProblem, PlanSummary, ProblemKind,
    Replacement, WriteCondition, plan_copy, plan_copy_named, plan_delete, plan_download, plan_download_named,
    plan_rename, plan_replace, plan_upload, plan_upload_named,
};
pub use progress::Progress;
pub use state::{FileNote, FileState, FileStep, OnConflict, PauseReason, TransferKind, TransferState, TransferStep};
pub use status::{FileStatus, Owner, Program, TransferId, TransferStatus};
