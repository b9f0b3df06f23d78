//! Tags.

use std::collections::HashSet;

use satchel_objects::Tag;
use satchel_operations_schema::types::{ErrorCode, ObjectRequest, ObjectTag, PutObjectTagging};

use super::{Answer, Store, bucket_of, key_of};
use crate::errors;

/// Limits of a tag set. Source: Amazon S3 User Guide, "Categorizing your storage using tags".
const MOST_TAGS: usize = 10;
const LONGEST_KEY: usize = 128;
const LONGEST_VALUE: usize = 256;

pub async fn get_object_tagging(store: &Store, request: ObjectRequest) -> Answer<Vec<ObjectTag>> {
    let (bucket, key) = (bucket_of(&request.bucket)?, key_of(&request.key)?);
    let tags = store.tags(&bucket, &key).await.map_err(|failure| errors::store(&failure))?;
    Ok(tags.into_iter().map(|tag| ObjectTag { key: tag.key, value: tag.value }).collect())
}

pub async fn put_object_tagging(store: &Store, request: PutObjectTagging) -> Answer<()> {
    let (bucket, key) = (bucket_of(&request.bucket)?, key_of(&request.key)?);
    let tags: Vec<Tag> = request.tags.into_iter().map(|tag| Tag { key: tag.key, value: tag.value }).collect();
    check_tags(&tags)?;
    store.put_tags(&bucket, &key, &tags).await.map_err(|failure| errors::store(&failure))
}

pub async fn delete_object_tagging(store: &Store, request: ObjectRequest) -> Answer<()> {
    let (bucket, key) = (bucket_of(&request.bucket)?, key_of(&request.key)?);
    store.delete_tags(&bucket, &key).await.map_err(|failure| errors::store(&failure))
}

/// Says which limit a tag set breaks, before anything is sent.
///
/// # Errors
/// Names the limit, and the tag that breaks it.
pub fn check_tags(tags: &[Tag]) -> Answer<()> {
    if tags.len() > MOST_TAGS {
        let count = tags.len().to_string();
        let message = format!("an object has at most {MOST_TAGS} tags, and these are {count}");
        return Err(errors::error(ErrorCode::TooManyTags, &[("count", &count)], message, false));
    }
    let mut seen = HashSet::new();
    for tag in tags {
        // S3 counts characters by UTF-16, as Java does.
        let (key_length, value_length) = (tag.key.encode_utf16().count(), tag.value.encode_utf16().count());
        if !(1..=LONGEST_KEY).contains(&key_length) {
            let message = format!("a tag's key has 1 to {LONGEST_KEY} characters, and one has {key_length}");
            let params = [("tag", tag.key.as_str()), ("length", &*key_length.to_string())];
            return Err(errors::error(ErrorCode::TagKeyLength, &params, message, false));
        }
        if value_length > LONGEST_VALUE {
            let message = format!("a tag's value has at most {LONGEST_VALUE} characters, and one has {value_length}");
            let params = [("tag", tag.key.as_str()), ("length", &*value_length.to_string())];
            return Err(errors::error(ErrorCode::TagValueLength, &params, message, false));
        }
        if !seen.insert(tag.key.as_str()) {
            let message = "two tags have the same key";
            return Err(errors::error(ErrorCode::DuplicateTag, &[("tag", &tag.key)], message, false));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(key: &str, value: &str) -> Tag {
        Tag { key: key.into(), value: value.into() }
    }

    #[test]
    fn limits_are_checked_before_anything_is_sent() {
        let code = |tags: &[Tag]| check_tags(tags).map_err(|info| info.code);
        assert_eq!(code(&[tag(&"k".repeat(128), &"v".repeat(256)), tag("状态", "")]), Ok(()));
        let eleven: Vec<_> = (0..11).map(|n| tag(&n.to_string(), "")).collect();
        assert_eq!(code(&eleven), Err(ErrorCode::TooManyTags));
        assert_eq!(code(&[tag(&"k".repeat(129), "")]), Err(ErrorCode::TagKeyLength));
        assert_eq!(code(&[tag("", "")]), Err(ErrorCode::TagKeyLength));
        assert_eq!(code(&[tag("k", &"v".repeat(257))]), Err(ErrorCode::TagValueLength));
        assert_eq!(code(&[tag("k", "1"), tag("k", "2")]), Err(ErrorCode::DuplicateTag));
    }
}
