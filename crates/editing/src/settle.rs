//! Waits until a copy rests: no program is writing it, and what it holds is one whole state.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use satchel_localpath::{FileIdentity, LocalError};
use tokio::time::Instant;

use crate::files::{Looked, identity, look};
use crate::{Content, LocalCopy};

/// How a copy is waited for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// How long nothing may happen to it.
    pub quiet: Duration,
    /// How long a program may hold it open for writing, or keep it locked, before it is taken as it is.
    pub writer: Duration,
}

/// What became of the copy.
#[derive(Debug)]
pub(crate) enum Settled {
    Rests(Content, FileIdentity),
    Vanished,
    Unreadable(LocalError),
}

/// Waits until the copy rests. `writing` says whether a program was last seen writing it.
pub(crate) async fn settle(copy: LocalCopy, patience: Patience, writing: Arc<AtomicBool>) -> Settled {
    let begun = Instant::now();
    let mut before = blocking(&copy, identity).await;
    loop {
        tokio::time::sleep(patience.quiet).await;
        let after = blocking(&copy, identity).await;
        let impatient = begun.elapsed() >= patience.writer;
        match (before, &after) {
            (Ok(None), Ok(None)) => return Settled::Vanished,
            (Ok(Some(one)), Ok(Some(other))) if one == *other && (impatient || !writing.load(Ordering::Relaxed)) => {
                match blocking(&copy, look).await {
                    Ok(Looked::Rests(content, identity)) => return Settled::Rests(content, identity),
                    Err(error) if impatient => return Settled::Unreadable(error),
                    Ok(Looked::Moves | Looked::Missing) | Err(_) => {}
                }
            }
            _ => {}
        }
        before = match after {
            Err(error) if impatient => return Settled::Unreadable(error),
            after => after,
        };
    }
}

async fn blocking<T: Send + 'static>(
    copy: &LocalCopy,
    work: impl FnOnce(&LocalCopy) -> Result<T, LocalError> + Send + 'static,
) -> Result<T, LocalError> {
    let copy = copy.clone();
    crate::desk::blocking(move || work(&copy)).await
}
