//! Tags, and their limits.

use std::collections::HashSet;

use s3s::dto::*;
use s3s::{S3ErrorCode, S3Request, S3Response};

use super::objects::refuse_parts_and_versions;
use crate::errors::{Fault, Result};
use crate::index::objects;
use crate::index::rows::Tags;
use crate::store::Store;

/// At most so many tags an object. Source: Amazon S3 User Guide, "Categorizing your storage using tags".
const MOST: usize = 10;
/// The longest tag key, in characters. Same source.
const LONGEST_KEY: usize = 128;
/// The longest tag value, in characters. Same source.
const LONGEST_VALUE: usize = 256;

/// Reads the tags of an `x-amz-tagging` header, which has the form of a query.
pub(super) fn parse(header: Option<&str>) -> Result<Tags> {
    let pairs = url::form_urlencoded::parse(header.unwrap_or_default().as_bytes());
    check(pairs.map(|(key, value)| (key.into_owned(), value.into_owned())).collect())
}

/// Holds tags against the limits.
fn check(tags: Tags) -> Result<Tags> {
    let refuse = |message| Err(Fault::answer(S3ErrorCode::InvalidTag, message));
    if tags.len() > MOST {
        return refuse("Object tags cannot be greater than 10");
    }
    let mut keys = HashSet::new();
    for (key, value) in &tags {
        if key.is_empty() || key.chars().count() > LONGEST_KEY {
            return refuse("The TagKey you have provided is invalid");
        }
        if value.chars().count() > LONGEST_VALUE {
            return refuse("The TagValue you have provided is invalid");
        }
        if !keys.insert(key) {
            return refuse("Cannot provide multiple Tags with the same key");
        }
    }
    Ok(tags)
}

pub(super) async fn get_object_tagging(
    store: &Store,
    request: S3Request<GetObjectTaggingInput>,
) -> Result<S3Response<GetObjectTaggingOutput>> {
    let input = request.input;
    refuse_parts_and_versions(None, input.version_id.as_deref())?;
    let object = store.read(move |index| objects::get(index, &input.bucket, &input.key)).await?;
    let tag_set = object.tags.into_iter().map(|(key, value)| Tag { key: Some(key), value: Some(value) }).collect();
    Ok(S3Response::new(GetObjectTaggingOutput { tag_set, version_id: None }))
}

pub(super) async fn put_object_tagging(
    store: &Store,
    request: S3Request<PutObjectTaggingInput>,
) -> Result<S3Response<PutObjectTaggingOutput>> {
    let input = request.input;
    refuse_parts_and_versions(None, input.version_id.as_deref())?;
    let tags = input.tagging.tag_set.into_iter();
    let tags = check(tags.map(|tag| (tag.key.unwrap_or_default(), tag.value.unwrap_or_default())).collect())?;
    store.change(None, move |change| objects::set_tags(change, &input.bucket, &input.key, &tags)).await?;
    Ok(S3Response::new(PutObjectTaggingOutput::default()))
}

pub(super) async fn delete_object_tagging(
    store: &Store,
    request: S3Request<DeleteObjectTaggingInput>,
) -> Result<S3Response<DeleteObjectTaggingOutput>> {
    let input = request.input;
    refuse_parts_and_versions(None, input.version_id.as_deref())?;
    store.change(None, move |change| objects::set_tags(change, &input.bucket, &input.key, &Tags::new())).await?;
    Ok(S3Response::new(DeleteObjectTaggingOutput::default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(count: usize) -> Tags {
        (0..count).map(|number| (format!("key {number}"), String::new())).collect()
    }

    #[test]
    fn the_limits_are_counted_in_characters() {
        assert!(check(tags(10)).is_ok());
        assert!(check(vec![("é".repeat(128), "é".repeat(256))]).is_ok());
        for wrong in [
            tags(11),
            vec![("é".repeat(129), String::new())],
            vec![("k".to_owned(), "é".repeat(257))],
            vec![(String::new(), "v".to_owned())],
            vec![("k".to_owned(), "1".to_owned()), ("k".to_owned(), "2".to_owned())],
        ] {
            assert!(matches!(check(wrong), Err(Fault::Answer { code: S3ErrorCode::InvalidTag, .. })));
        }
    }

    #[test]
    fn the_header_is_read_as_a_query() {
        let wanted = vec![("a b".to_owned(), "c&d".to_owned()), ("e".to_owned(), String::new())];
        assert_eq!(parse(Some("a%20b=c%26d&e=")).unwrap(), wanted);
        assert_eq!(parse(None).unwrap(), Tags::new());
    }
}
