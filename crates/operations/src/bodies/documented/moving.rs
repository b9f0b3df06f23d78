//! Copying and moving one object.

use satchel_objects::{CopyRequest, ETag, ErrorKind, ObjectInfo};
use satchel_operations_schema::types::{CopyObject, ErrorCode, ErrorInfo};

use super::{Answer, Store, bucket_in, key_in};
use crate::errors;

fn copy_request(request: &CopyObject) -> Answer<CopyRequest> {
    let source = (bucket_in("source_bucket", &request.source_bucket)?, key_in("source_key", &request.source_key)?);
    let destination = (
        bucket_in("destination_bucket", &request.destination_bucket)?,
        key_in("destination_key", &request.destination_key)?,
    );
    if source == destination {
        let message = "source and destination are the same object; nothing was touched";
        return Err(errors::error(ErrorCode::SameObject, &[("key", source.1.as_str())], message, false));
    }
    Ok(CopyRequest { source, destination, if_source_matches: None })
}

pub async fn copy_object(store: &Store, request: CopyObject) -> Answer<()> {
    let request = copy_request(&request)?;
    store.copy(&request).await.map(|_| ()).map_err(|failure| errors::store(&failure))
}

/// Pins the source's tag, copies, compares, and deletes the source only if it is still the pinned one. Whatever fails,
/// the source is whole, and the error says what state the destination is in.
pub async fn move_object(store: &Store, request: CopyObject) -> Answer<()> {
    let mut copy = copy_request(&request)?;
    let (source, destination) = (copy.source.clone(), copy.destination.clone());
    let before = store.head(&source.0, &source.1).await.map_err(|failure| errors::store(&failure))?;
    copy.if_source_matches.clone_from(&before.etag);
    store.copy(&copy).await.map_err(|failure| said(&errors::store(&failure), "the destination was not written"))?;

    let copied = store.head(&destination.0, &destination.1).await;
    let copied = copied.map_err(|failure| said(&errors::store(&failure), "the copy may be at the destination"))?;
    if !looks_the_same(&before, &copied) {
        let info = errors::error(
            ErrorCode::Integrity,
            &[("key", destination.1.as_str())],
            "the copy differs from the source",
            true,
        );
        return Err(said(&info, "the source was kept, and the destination holds a copy that differs"));
    }
    let now = store.head(&source.0, &source.1).await;
    match now {
        Ok(now) if now.etag == before.etag => {}
        // Somebody else deleted it meanwhile: the object is at its destination and nowhere else, as asked.
        Err(failure) if failure.kind == ErrorKind::NoSuchObject => return Ok(()),
        Ok(_) => {
            let info = errors::error(
                ErrorCode::PreconditionFailed,
                &[("key", source.1.as_str())],
                "the source was changed while it was moved",
                false,
            );
            return Err(said(&info, "the source was kept; the destination holds the earlier copy"));
        }
        Err(failure) => {
            return Err(said(&errors::store(&failure), "the source was kept; the destination holds the copy"));
        }
    }
    let deleted = store.delete(&source.0, &source.1).await;
    deleted
        .map_err(|failure| said(&errors::store(&failure), "the destination holds the copy; the source is there, too"))
}

/// Sizes always; tags only where both have the same form, because a multipart copy gets another one.
fn looks_the_same(source: &ObjectInfo, copy: &ObjectInfo) -> bool {
    let is_multipart = |etag: &ETag| etag.unquoted().contains('-');
    let tags_fit = match (&source.etag, &copy.etag) {
        (Some(a), Some(b)) if !is_multipart(a) && !is_multipart(b) => a.unquoted() == b.unquoted(),
        _ => true,
    };
    source.size == copy.size && tags_fit
}

fn said(info: &ErrorInfo, state: &str) -> ErrorInfo {
    let mut info = info.clone();
    info.message = format!("{} ({state})", info.message);
    info
}
