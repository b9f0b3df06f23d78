//! What the child is told, and what it tells.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// What the child is to do: go on with what its journal has, and where that is nothing, begin.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Job {
    /// The folder of the journals.
    pub journals: PathBuf,
    /// The server.
    pub endpoint: String,
    /// The size of parts and ranges, in bytes.
    pub part_size: u64,
    /// What is begun where nothing was.
    pub work: Work,
    /// Where the child ends itself as a kill would.
    pub die: Option<Death>,
}

/// A transfer. What is there already is replaced.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Work {
    /// What lies in a local folder goes below a prefix.
    Upload {
        /// The folder.
        folder: PathBuf,
        /// The prefix; it ends in `/`.
        prefix: String,
    },
    /// What lies below a prefix comes into a local folder.
    Download {
        /// The prefix; it ends in `/`.
        prefix: String,
        /// The folder.
        folder: PathBuf,
    },
    /// What lies below a prefix goes.
    Delete {
        /// The prefix; it ends in `/`.
        prefix: String,
    },
    /// What lies below a prefix is copied below another.
    Copy {
        /// The prefix; it ends in `/`.
        prefix: String,
        /// The other prefix; it ends in `/`.
        to: String,
        /// Whether the sources go then.
        moves: bool,
    },
}

/// At which transition.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Death {
    /// Its name.
    pub at: String,
    /// Which one of that name; the first is 1.
    pub occurrence: u32,
}

/// How a transfer stood when the child had done what it could.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ended {
    /// The transfer's state.
    pub state: String,
    /// Files that are done or were left alone.
    pub done: u32,
    /// Files that failed.
    pub failed: u32,
    /// The first error.
    pub error: Option<String>,
    /// Each file: its key, its state, its error.
    pub files: Vec<(String, String, Option<String>)>,
}
