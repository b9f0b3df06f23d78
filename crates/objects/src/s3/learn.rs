//! Learning what a server can't do from its refusals.

use std::future::Future;

use super::S3Store;
use crate::{Checksum, ErrorKind, Operation, Preconditions, Result, StoreError};

impl S3Store {
    /// Sends with a checksum; where the server doesn't know such headers, sends again without, and remembers it. A
    /// refusal had no effect, and bodies can be read again. A checksum that doesn't fit is never taken for one that
    /// isn't known: that would hide the very damage it is there to find.
    pub(super) async fn with_checksum<T, Sending>(
        &self,
        checksum: Option<Checksum>,
        send: impl Fn(Option<Checksum>) -> Sending + Send,
    ) -> Result<T>
    where
        Sending: Future<Output = Result<T>> + Send,
    {
        let wanted = checksum.filter(|_| self.inner.able.get().checksums);
        match send(wanted).await {
            Err(error) if wanted.is_some() && is_unknown_to_the_server(&error) => {}
            done => return done,
        }
        let second = send(None).await;
        // Only where it made a difference: something else may be what the server doesn't know.
        if !second.as_ref().is_err_and(|error| is_unknown_to_the_server(error) || error.is_retryable()) {
            self.inner.able.lose(|able| &mut able.checksums);
        }
        second
    }

    /// Remembers that a server doesn't know a condition that it was sent. The write isn't repeated without it, since
    /// that might replace what the condition was to save: whoever asked has to look for himself.
    pub(super) fn learn_conditions(&self, conditions: &Preconditions, mut error: StoreError) -> StoreError {
        if (conditions.if_absent || conditions.if_match.is_some()) && is_unknown_to_the_server(&error) {
            error.kind = ErrorKind::Unsupported;
            if conditions.if_absent {
                self.inner.able.lose(|able| &mut able.put_if_absent);
            }
            if conditions.if_match.is_some() {
                self.inner.able.lose(|able| &mut able.put_if_match);
            }
        }
        error
    }

    /// Remembers which of the calls a server doesn't have, so that it isn't asked again.
    pub(super) fn learn_from(&self, error: StoreError) -> StoreError {
        if error.kind == ErrorKind::Unsupported {
            let able = &self.inner.able;
            match error.operation {
                Operation::GetObjectTagging | Operation::PutObjectTagging | Operation::DeleteObjectTagging => {
                    able.lose(|able| &mut able.tagging);
                }
                Operation::DeleteObjects => able.lose(|able| &mut able.batch_delete),
                Operation::UploadPartCopy => able.lose(|able| &mut able.part_copy),
                _ => {}
            }
        }
        error
    }
}

/// Whether a server refused a request for something in it that it doesn't know: 501, or 400 with words that say so.
/// Servers use the same codes for values that are wrong, so that the code alone isn't enough.
fn is_unknown_to_the_server(error: &StoreError) -> bool {
    let Some(answer) = &error.answer else { return false };
    if error.kind == ErrorKind::Unsupported {
        return true;
    }
    let message = answer.message.to_lowercase();
    let words = ["not implemented", "not supported", "unsupported", "doesn't support", "does not support"];
    answer.status == 400 && error.kind == ErrorKind::InvalidRequest && words.iter().any(|words| message.contains(words))
}
