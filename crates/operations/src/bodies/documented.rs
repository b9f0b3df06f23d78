//! The documented operations that carry no bytes: a store and a request go in. Every door calls these.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use satchel_objects::{BucketName, ObjectKey, ObjectStore};
use satchel_operations_schema::types::ErrorInfo;

use crate::errors;

mod buckets;
mod listing;
mod moving;
mod multipart;
mod objects;
mod tagging;

pub use buckets::*;
pub use listing::*;
pub use moving::*;
pub use multipart::*;
pub use objects::*;
pub use tagging::*;

/// A store, as bodies are given it.
pub type Store = Arc<dyn ObjectStore>;
/// What bodies give.
pub type Answer<T> = Result<T, ErrorInfo>;

/// The bucket that a request names in its field `bucket`.
pub fn bucket_of(name: &str) -> Answer<BucketName> {
    bucket_in("bucket", name)
}

/// The bucket that a request names in a field.
pub fn bucket_in(field: &str, name: &str) -> Answer<BucketName> {
    BucketName::new(name).map_err(|why| errors::in_field(field, errors::bucket_name(name, why)))
}

/// The key that a request names in its field `key`.
pub fn key_of(text: &str) -> Answer<ObjectKey> {
    key_in("key", text)
}

/// The key that a request names in a field.
pub fn key_in(field: &str, text: &str) -> Answer<ObjectKey> {
    ObjectKey::new(text).map_err(|why| errors::in_field(field, errors::key(why)))
}

/// Milliseconds since 1970 UTC; 0 where there is no time.
pub fn milliseconds(time: Option<SystemTime>) -> u64 {
    let since = time.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since.map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
