//! ListObjects in both versions.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use s3s::dto::*;
use s3s::{S3Request, S3Response};

use super::answers::{self, encoded};
use crate::errors::{Result, answers::invalid_argument};
use crate::index::listing::{self, Entry, Listed, Page, Query};
use crate::store::Store;

/// At most so many entries a page.
const MOST: i32 = 1000;

/// How many entries a page may have.
pub(super) fn limit(asked: Option<i32>) -> Result<i32> {
    match asked {
        Some(asked) if asked < 0 => {
            Err(invalid_argument("Argument maxKeys must be an integer between 0 and 2147483647"))
        }
        asked => Ok(asked.unwrap_or(MOST).min(MOST)),
    }
}

pub(super) async fn list_objects_v2(
    store: &Store,
    request: S3Request<ListObjectsV2Input>,
) -> Result<S3Response<ListObjectsV2Output>> {
    let input = request.input;
    let max_keys = limit(input.max_keys)?;
    let after = match &input.continuation_token {
        Some(token) => Some(read_token(token)?),
        None => input.start_after.clone(),
    };
    let url = answers::is_url(input.encoding_type.as_ref());
    let page =
        page(store, input.bucket.clone(), input.prefix.clone(), input.delimiter.clone(), after, max_keys).await?;
    let last = page.entries.last().map(Entry::text);
    let next_continuation_token = last.filter(|_| page.truncated).map(token);
    let (truncated, count) = (page.truncated, page.entries.len());
    let (contents, common_prefixes) = split(page, url, input.fetch_owner == Some(true));
    Ok(S3Response::new(ListObjectsV2Output {
        name: Some(input.bucket),
        prefix: Some(encoded(&input.prefix.unwrap_or_default(), url)),
        max_keys: Some(max_keys),
        key_count: i32::try_from(count).ok(),
        continuation_token: input.continuation_token,
        is_truncated: Some(truncated),
        next_continuation_token,
        contents: Some(contents),
        common_prefixes: Some(common_prefixes),
        delimiter: input.delimiter.map(|delimiter| encoded(&delimiter, url)),
        encoding_type: input.encoding_type,
        start_after: input.start_after.map(|key| encoded(&key, url)),
        request_charged: None,
    }))
}

pub(super) async fn list_objects(
    store: &Store,
    request: S3Request<ListObjectsInput>,
) -> Result<S3Response<ListObjectsOutput>> {
    let input = request.input;
    let max_keys = limit(input.max_keys)?;
    let url = answers::is_url(input.encoding_type.as_ref());
    let (prefix, delimiter) = (input.prefix.clone(), input.delimiter.clone());
    let page = page(store, input.bucket.clone(), prefix, delimiter, input.marker.clone(), max_keys).await?;
    // S3 gives it only with a delimiter: without one, the last key is the marker.
    let last = page.entries.last().map(Entry::text);
    let next_marker = last.filter(|_| page.truncated && input.delimiter.is_some()).map(|last| encoded(last, url));
    let truncated = page.truncated;
    let (contents, common_prefixes) = split(page, url, true);
    Ok(S3Response::new(ListObjectsOutput {
        name: Some(input.bucket),
        prefix: Some(encoded(&input.prefix.unwrap_or_default(), url)),
        marker: Some(encoded(&input.marker.unwrap_or_default(), url)),
        max_keys: Some(max_keys),
        is_truncated: Some(truncated),
        contents: Some(contents),
        common_prefixes: Some(common_prefixes),
        delimiter: input.delimiter.map(|delimiter| encoded(&delimiter, url)),
        next_marker,
        encoding_type: input.encoding_type,
        request_charged: None,
    }))
}

async fn page(
    store: &Store,
    bucket: String,
    prefix: Option<String>,
    delimiter: Option<String>,
    after: Option<String>,
    max_keys: i32,
) -> Result<Page> {
    let limit = usize::try_from(max_keys).unwrap_or(0);
    let query =
        Query { prefix: prefix.unwrap_or_default(), delimiter, after: after.filter(|key| !key.is_empty()), limit };
    store
        .read(move |index| {
            let bucket = crate::index::buckets::find(index, &bucket)?;
            listing::page(index, bucket, &query)
        })
        .await
}

/// A page's objects and prefixes, apart as the protocol has them.
fn split(page: Page, url: bool, with_owner: bool) -> (Vec<Object>, Vec<CommonPrefix>) {
    let (mut objects, mut prefixes) = (Vec::new(), Vec::new());
    for entry in page.entries {
        match entry {
            Entry::Prefix(prefix) => prefixes.push(CommonPrefix { prefix: Some(encoded(&prefix, url)) }),
            Entry::Object(listed) => objects.push(row(listed, url, with_owner)),
        }
    }
    (objects, prefixes)
}

fn row(listed: Listed, url: bool, with_owner: bool) -> Object {
    let kinds = listed.checksums.algorithms().map(|kind| ChecksumAlgorithm::from_static(kind.name()));
    Object {
        checksum_algorithm: Some(kinds.collect()),
        checksum_type: listed.checksums.kind(),
        e_tag: Some(answers::etag(listed.etag)),
        key: Some(encoded(&listed.key, url)),
        last_modified: Some(answers::time(listed.modified)),
        owner: with_owner.then(answers::owner),
        restore_status: None,
        size: i64::try_from(listed.size).ok(),
        storage_class: Some(ObjectStorageClass::from_static(ObjectStorageClass::STANDARD)),
    }
}

/// A continuation token: the last entry, packed so that nobody takes it for a key.
fn token(last: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("1{last}"))
}

fn read_token(token: &str) -> Result<String> {
    let text = URL_SAFE_NO_PAD.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    text.and_then(|text| text.strip_prefix('1').map(str::to_owned))
        .ok_or_else(|| invalid_argument("The continuation token provided is incorrect"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_comes_back_as_the_entry() {
        for last in ["a", "a/b/", "\u{0}\n", "文"] {
            assert_eq!(read_token(&token(last)).unwrap(), last);
        }
        for wrong in ["", "a/b", "!", "MmE"] {
            assert!(read_token(wrong).is_err(), "{wrong}");
        }
    }
}
