//! What an engine is told when it is opened.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use satchel_localpath::WriteCheck;
use satchel_objects::ObjectStore;

use crate::{Program, TransferError};

/// Told the name of every transition just after it happened; tests end the process there.
pub type Checkpoint = Arc<dyn Fn(&'static str) + Send + Sync>;

/// Gives the store of an account when a transfer goes on after a restart, or with new credentials.
#[async_trait]
pub trait Stores: Send + Sync {
    /// The store of an account, by the account's ID.
    async fn store(&self, account: &str) -> Result<Arc<dyn ObjectStore>, TransferError>;
}

/// How much the engine does at once, how patient it is, and where its journal is.
#[derive(Clone)]
pub struct EngineOptions {
    /// The folder of the journals, shared by every program of this person. `None` keeps the journal in memory: nothing
    /// of it is left when the program ends.
    pub journals: Option<PathBuf>,
    /// Which program this is, as the others show it.
    pub program: Program,
    /// Whether what the same program left when it ended is taken over, now and while the engine lives. What another
    /// program left is shown, and taken over by whoever is asked to go on with it: a command line that was killed has
    /// its credentials in its environment, and is waited for.
    pub adopt: bool,
    /// Whether unfinished transfers that were taken over go on by themselves. Those that a person paused stay paused.
    pub go_on: bool,
    /// The most small requests at once to one store. How many there are is learnt from its answers.
    pub concurrency: u32,
    /// The most large parts or ranges at once to one store.
    pub parts: u32,
    /// The most uploads and downloads that run at once; the others wait in their order.
    pub transfers: usize,
    /// The smallest part of a multipart upload and the range of a parallel download, in bytes, unless the store is
    /// known for wanting larger ones. Files below it go in one request.
    pub part_size: u64,
    /// How often it is recorded how much of a range has come, so that a kill on a slow line costs no more than this.
    pub record_every: Duration,
    /// How often something is tried before it counts as failed: with the pauses of [`Self::pause`], about two minutes.
    pub tries: u32,
    /// The pause before the second try; each later one is twice as long, with some chance in it.
    pub pause: Duration,
    /// How long the engine waits before it looks whether a paused transfer can go on ([`PauseReason`]); it grows to
    /// six times this.
    ///
    /// [`PauseReason`]: crate::PauseReason
    pub look_again: Duration,
    /// Asked before every local write; see [`WriteCheck`].
    pub write_check: Option<WriteCheck>,
    /// Told of every transition.
    pub checkpoint: Option<Checkpoint>,
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self {
            journals: None,
            program: Program::App,
            adopt: true,
            go_on: true,
            concurrency: 256,
            parts: 16,
            transfers: 3,
            part_size: 16 << 20,
            record_every: Duration::from_secs(1),
            tries: 9,
            pause: Duration::from_millis(500),
            look_again: Duration::from_secs(5),
            write_check: None,
            checkpoint: None,
        }
    }
}

impl fmt::Debug for EngineOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = formatter.debug_struct("EngineOptions");
        fields.field("journals", &self.journals).field("concurrency", &self.concurrency).field("parts", &self.parts);
        fields.field("part_size", &self.part_size).field("tries", &self.tries).finish_non_exhaustive()
    }
}
