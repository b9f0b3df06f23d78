//! Local files are read and written on threads that may block.

use crate::{Result, TransferError};

/// Runs `work` on such a thread.
pub(crate) async fn blocking<T: Send + 'static, E: Into<TransferError> + Send + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result.map_err(Into::into),
        Err(_) => Err(TransferError::Ending),
    }
}
