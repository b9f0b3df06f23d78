//! How long and how many.

use std::time::Duration;

/// How many calls run at a time. Others wait for their turn.
pub const MAXIMUM_CALLS: usize = 16;

/// How long a call waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// For a sign of life: the connection and the first answer, a listing's next rows, an object's next bytes. It also
    /// bounds the wait for a turn. The library's own limit for connections doesn't hold against who answers nothing.
    pub quiet: Duration,
}

impl Default for Timeouts {
    /// A minute.
    fn default() -> Self {
        Self { quiet: Duration::from_mins(1) }
    }
}
