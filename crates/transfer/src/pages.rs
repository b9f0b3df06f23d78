//! Whole listings, page after page.

use std::time::Duration;

use satchel_objects::{BucketName, ErrorKind, ListEntry, ListRequest, ObjectStore, Operation, StoreError};

use crate::Result;

/// How often a page is asked for, and how long the first pause is; each later one is twice as long.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(300);

/// Tells `each` every entry below a prefix.
pub(crate) async fn list(
    store: &dyn ObjectStore,
    bucket: &BucketName,
    prefix: &str,
    delimiter: Option<&str>,
    mut each: impl FnMut(ListEntry) + Send,
) -> Result<()> {
    let mut request = ListRequest {
        bucket: bucket.clone(),
        prefix: prefix.to_owned(),
        delimiter: delimiter.map(ToOwned::to_owned),
        max_keys: 1000,
        continuation: None,
        start_after: None,
    };
    loop {
        let mut tries = 1;
        let page = loop {
            match store.list_page(&request).await {
                Err(error) if error.is_retryable() && tries < TRIES => {
                    tokio::time::sleep(PAUSE * 2_u32.pow(tries - 1)).await;
                    tries += 1;
                }
                result => break result?,
            }
        };
        page.entries.into_iter().for_each(&mut each);
        match page.continuation {
            None => return Ok(()),
            // A server that doesn't understand its own token would be listed for ever.
            Some(next) if request.continuation.as_deref() == Some(&*next) => {
                let error = StoreError::new(ErrorKind::NotS3, Operation::ListObjectsV2).bucket(bucket);
                return Err(error.detail("the listing doesn't go on").into());
            }
            next => request.continuation = next,
        }
    }
}
