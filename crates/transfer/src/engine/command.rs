//! What an earlier run of the same command left.

use super::{Engine, lock};
use crate::{Result, TransferError, TransferId};

impl Engine {
    /// Puts a transfer in the place of those that the same command began before: what it didn't go on with of theirs is
    /// given up, and they leave the list. One whose unfinished upload can't be given up now stays as cancelled.
    pub async fn replace_earlier(&self, command: &str, by: TransferId) -> Result<()> {
        let earlier: Vec<TransferId> = lock(&self.0.transfers)
            .iter()
            .filter(|transfer| transfer.id != by && transfer.record.command.as_deref() == Some(command))
            .map(|transfer| transfer.id)
            .collect();
        for id in earlier {
            self.cancel(id).await?;
            self.wait(id).await?;
            match self.forget(id).await {
                Err(TransferError::UploadLeft { .. }) => {}
                forgotten => forgotten?,
            }
        }
        Ok(())
    }
}
