//! What `transfers` takes.

use clap::{Args, Subcommand};

/// What `transfers` does.
#[derive(Debug, Subcommand)]
pub enum Transfers {
    /// List the transfers of every Satchel on this computer, the desktop app's too
    #[command(after_help = "Examples:\n  satchel transfers list\n  satchel transfers list --json")]
    List,
    /// Go on with those that stopped: here, or in the program that has them
    #[command(after_help = "Examples:\n  satchel transfers resume\n  satchel transfers resume 1882573948201")]
    Resume(SomeTransfers),
    /// Pause them where they run
    #[command(after_help = "Examples:\n  satchel transfers pause\n  satchel transfers pause 1882573948201")]
    Pause(SomeTransfers),
    /// Cancel them: what arrived stays, what was half sent goes
    #[command(after_help = "Example:\n  satchel transfers cancel 1882573948201")]
    Cancel(CancelTransfers),
    /// Forget those that have ended
    #[command(after_help = "Example:\n  satchel transfers clear")]
    Clear,
}

/// Some transfers, or all.
#[derive(Args, Debug)]
pub struct SomeTransfers {
    /// Their IDs, as `satchel transfers list` shows them; none means all
    #[arg(value_name = "ID")]
    pub ids: Vec<u64>,
}

/// What `transfers cancel` takes.
#[derive(Args, Debug)]
pub struct CancelTransfers {
    /// Their IDs, as `satchel transfers list` shows them
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<u64>,
}
