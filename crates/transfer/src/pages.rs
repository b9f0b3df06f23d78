//! Whole listings.

use futures::TryStreamExt;
use satchel_objects::{BucketName, ListAll, ListEntry, ListOptions, ObjectStore, list_all};

use crate::Result;

/// Tells `each` every entry below a prefix, many pages at a time where the store lists in order.
pub(crate) async fn list(
    store: &dyn ObjectStore,
    bucket: &BucketName,
    prefix: &str,
    delimiter: Option<&str>,
    mut each: impl FnMut(ListEntry) + Send,
) -> Result<()> {
    let request = ListAll {
        bucket: bucket.clone(),
        prefix: prefix.to_owned(),
        delimiter: delimiter.map(ToOwned::to_owned),
        start_after: None,
    };
    let mut pages = std::pin::pin!(list_all(store, request, ListOptions::default()));
    while let Some(rows) = pages.try_next().await? {
        rows.into_iter().for_each(&mut each);
    }
    Ok(())
}
