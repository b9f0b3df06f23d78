//! Unfinished uploads and their parts, page after page.

use std::future::Future;

use futures::stream::{self, Stream, TryStreamExt};

use crate::{
    BucketName, ErrorKind, MultipartUpload, ObjectKey, ObjectStore, Operation, PartInfo, Result, StoreError, UploadId,
};

/// Every upload below a prefix of a bucket that was begun and not ended, in the store's order.
///
/// # Errors
///
/// The store's, and [`ErrorKind::NotS3`] where the listing doesn't go on: what came before isn't all.
pub fn list_uploads<'a>(
    store: &'a dyn ObjectStore,
    bucket: &'a BucketName,
    prefix: &'a str,
) -> impl Stream<Item = Result<MultipartUpload>> + Send + 'a {
    pages(move |after: Option<(String, String)>| async move {
        let page = store.multipart_page(bucket, prefix, after.as_ref()).await?;
        if page.next.is_some() && page.next == after {
            return Err(stuck(Operation::ListMultipartUploads, bucket));
        }
        Ok((page.uploads, page.next))
    })
}

/// Every part of an upload, by number.
///
/// # Errors
///
/// The store's, and [`ErrorKind::NotS3`] where the listing doesn't go on: what came before isn't all.
pub fn list_parts<'a>(
    store: &'a dyn ObjectStore,
    bucket: &'a BucketName,
    key: &'a ObjectKey,
    upload_id: &'a UploadId,
) -> impl Stream<Item = Result<PartInfo>> + Send + 'a {
    pages(move |after: Option<u16>| async move {
        let page = store.part_page(bucket, key, upload_id, after).await?;
        if page.next.is_some() && page.next <= after {
            return Err(stuck(Operation::ListParts, bucket).key(key));
        }
        Ok((page.parts, page.next))
    })
}

/// A server that doesn't understand its own marker would be listed for ever.
fn stuck(operation: Operation, bucket: &BucketName) -> StoreError {
    StoreError::new(ErrorKind::NotS3, operation).bucket(bucket).detail("the listing doesn't go on")
}

/// Asks for pages until one doesn't say where the next begins.
fn pages<'a, Row, Marker, Asking>(
    ask: impl Fn(Option<Marker>) -> Asking + Send + 'a,
) -> impl Stream<Item = Result<Row>> + Send + 'a
where
    Row: Send + 'a,
    Marker: Send + 'a,
    Asking: Future<Output = Result<(Vec<Row>, Option<Marker>)>> + Send + 'a,
{
    // The state is where the next page begins; the outer `None` says that there is none.
    stream::try_unfold((Some(None), ask), |(next, ask)| async move {
        let Some(after) = next else { return Ok(None) };
        let (rows, next) = ask(after).await?;
        let rows = stream::iter(rows.into_iter().map(Ok));
        Ok(Some((rows, (next.map(Some), ask))))
    })
    .try_flatten()
}
