//! Listing a page of a bucket.

use satchel_objects::{ListEntry, ListRequest};
use satchel_operations_schema::types::{ListAnswer, ListObjects, ListRow};

use super::{Answer, Store, bucket_of};
use crate::errors;

/// The most rows of a page. Source: the document's "默认最大".
const MOST_KEYS: u32 = 1000;

pub async fn list_objects(store: &Store, request: ListObjects) -> Answer<ListAnswer> {
    let max_keys = match request.max_keys {
        Some(0) => return Err(errors::invalid_parameter("max_keys", "must be 1 to 1000")),
        asked => asked.unwrap_or(MOST_KEYS).min(MOST_KEYS),
    };
    let page = store
        .list_page(&ListRequest {
            bucket: bucket_of(&request.bucket)?,
            prefix: request.prefix.unwrap_or_default(),
            delimiter: request.delimiter.filter(|delimiter| !delimiter.is_empty()),
            max_keys: u16::try_from(max_keys).unwrap_or(1000),
            continuation: request.continuation_token.filter(|token| !token.is_empty()),
            start_after: None,
        })
        .await
        .map_err(|failure| errors::store(&failure))?;
    let (mut rows, mut objects) = (Vec::with_capacity(page.entries.len()), Vec::new());
    for entry in page.entries {
        match entry {
            ListEntry::Prefix(key) => rows.push(ListRow { key, size: 0, kind: "PRE".into() }),
            ListEntry::Object(object) => {
                objects.push(ListRow { key: object.key.into(), size: object.size, kind: "OBJ".into() });
            }
        }
    }
    rows.append(&mut objects);
    Ok(ListAnswer { rows, is_truncated: page.continuation.is_some(), next_continuation_token: page.continuation })
}
