//! One folder of the tree: what is known of it, and how its listing goes.

use std::sync::Arc;

use satchel_objects::StoreError;
use tokio::task::AbortHandle;

use crate::Load;
use crate::data::{Data, Names};
use crate::order::{Matches, Sort};

/// A folder that was opened at least once, or the place itself.
#[derive(Debug)]
pub(crate) struct Folder {
    /// Its prefix, ending in `/` or empty.
    pub(crate) prefix: String,
    /// The depth of the rows in it.
    pub(crate) depth: u32,
    /// The ID of the row that stands for "loading", "empty" or "failed" in it.
    pub(crate) placeholder: u32,
    pub(crate) open: bool,
    pub(crate) data: Arc<Data>,
    /// The entries of `data` as they are shown, all but what came in since.
    pub(crate) order: Arc<Vec<u32>>,
    /// What `order` is sorted by.
    pub(crate) sorted: Sort,
    pub(crate) matches: Arc<Matches>,
    /// The number of the filter that `matches` is about.
    pub(crate) matched: u64,
    pub(crate) load: Load,
    /// Pages that came in and aren't in `data` yet.
    pub(crate) incoming: Vec<Data>,
    /// The names in `data`, while pages are added to it.
    pub(crate) names: Option<Names>,
    /// How the listing ended, where that isn't to be seen yet.
    pub(crate) ended: Option<Ended>,
    /// The listing that runs.
    pub(crate) run: Option<Run>,
    /// Whether somebody asked for a refresh after the last listing was begun.
    pub(crate) stale: bool,
}

/// How a listing ended.
#[derive(Debug)]
pub(crate) enum Ended {
    /// All pages are in.
    Complete,
    /// All is listed again: this takes the place of what was.
    Replaced(Data),
    /// It failed; what is in stays.
    Failed(Arc<StoreError>),
}

/// A listing that runs.
#[derive(Debug)]
pub(crate) struct Run {
    /// Tells it from earlier ones of the same folder, whose last words don't count any more.
    pub(crate) number: u64,
    /// Ends its task; it is there as soon as the task is.
    pub(crate) abort: Option<AbortHandle>,
}

/// A listing to be started.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) folder: usize,
    pub(crate) number: u64,
    pub(crate) prefix: String,
    /// Whether rows are shown already: then the listing is gathered and takes their place at the end.
    pub(crate) replace: bool,
}

impl Folder {
    pub(crate) fn new(prefix: String, depth: u32, placeholder: u32) -> Self {
        Self {
            prefix,
            depth,
            placeholder,
            open: true,
            data: Arc::default(),
            order: Arc::default(),
            sorted: Sort::default(),
            matches: Arc::default(),
            matched: 0,
            load: Load::Loading,
            incoming: Vec::new(),
            names: None,
            ended: None,
            run: None,
            stale: false,
        }
    }

    /// Whether it must be listed before it can be shown as it is.
    pub(crate) fn is_due(&self) -> bool {
        self.run.is_none() && (self.stale || !matches!(self.load, Load::Complete))
    }

    /// Notes that a listing begins.
    pub(crate) fn begin(&mut self, folder: usize, number: u64) -> Plan {
        let replace = self.data.len() > 0;
        self.stale = false;
        self.run = Some(Run { number, abort: None });
        if !matches!(self.load, Load::Complete) {
            self.load = if replace { Load::More } else { Load::Loading };
        }
        Plan { folder, number, prefix: self.prefix.clone(), replace }
    }

    /// Ends the listing that runs, if it hasn't ended by itself. The rows that are in stay; opening the folder lists
    /// it again.
    pub(crate) fn cancel(&mut self) {
        if self.ended.is_some() {
            return;
        }
        if let Some(run) = self.run.take() {
            if let Some(abort) = run.abort {
                abort.abort();
            }
            self.stale = true;
            self.incoming.clear();
            self.names = None;
        }
    }
}
