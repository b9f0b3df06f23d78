//! One object, and deleting many.

use std::fmt::Write as _;

use satchel_operations_schema::types::{DeleteObjects, ErrorInfo, ObjectDetails, ObjectRequest};

use super::{Answer, Store, bucket_of, key_in, key_of, milliseconds};
use crate::errors;

pub async fn head_object(store: &Store, request: ObjectRequest) -> Answer<ObjectDetails> {
    let (bucket, key) = (bucket_of(&request.bucket)?, key_of(&request.key)?);
    let info = store.head(&bucket, &key).await.map_err(|failure| errors::store(&failure))?;
    Ok(ObjectDetails {
        etag: info.etag.map(|etag| etag.0).unwrap_or_default(),
        content_length: info.size,
        last_modified: milliseconds(info.last_modified),
        content_type: info.content_type,
    })
}

pub async fn delete_object(store: &Store, request: ObjectRequest) -> Answer<()> {
    let (bucket, key) = (bucket_of(&request.bucket)?, key_of(&request.key)?);
    store.delete(&bucket, &key).await.map_err(|failure| errors::store(&failure))
}

pub async fn delete_objects(store: &Store, request: DeleteObjects) -> Answer<()> {
    let bucket = bucket_of(&request.bucket)?;
    if request.keys.is_empty() {
        return Err(errors::invalid_parameter("keys", "must name at least one key"));
    }
    // Every key is checked before the first is deleted.
    let checked = request.keys.iter().enumerate().map(|(at, key)| key_in(&format!("keys[{at}]"), key));
    let keys = checked.collect::<Answer<Vec<_>>>()?;
    let outcomes = store.delete_many(&bucket, &keys).await.map_err(|failure| errors::store(&failure))?;
    let mut stayed = outcomes.into_iter().filter_map(|outcome| Some((outcome.key, outcome.result.err()?)));
    let Some((first_key, first)) = stayed.next() else { return Ok(()) };
    let mut message = format!("{first_key}: {first}");
    for (key, failure) in stayed {
        // Writing to a text can't fail.
        let _ = write!(message, "; {key}: {failure}");
    }
    let mut info: ErrorInfo = errors::store(&first.key(&first_key));
    info.message = message;
    Err(info)
}
