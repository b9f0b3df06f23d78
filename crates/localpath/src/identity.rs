//! What tells one state of a local file from another.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};

/// The state of a file: two equal identities mean that its content wasn't changed in between, as far as the system
/// tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileIdentity {
    /// Its size in bytes.
    pub size: u64,
    /// When it was last changed, where the system says so.
    pub modified: Option<SystemTime>,
    /// The numbers of its device and of the file on it.
    pub file: (u64, u64),
}
