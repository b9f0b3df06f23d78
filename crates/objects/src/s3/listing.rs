//! ListObjectsV2, asked for and decoded with `encoding-type=url`.

mod answer;
mod document;

use aws_sdk_s3::types::EncodingType;

use super::call::{About, Manner};
use super::encoding::{decode_listed, may_be_encoded};
use super::{S3Store, answers, errors};
use crate::{ErrorKind, ListEntry, ListPage, ListRequest, ObjectKey, ObjectSummary, Operation, Result};

impl S3Store {
    pub(super) async fn list(&self, request: &ListRequest) -> Result<ListPage> {
        let about = About::bucket(Operation::ListObjectsV2, &request.bucket);
        let output = self
            .call(about, Manner::SMALL, |client| {
                client
                    .list_objects_v2()
                    .bucket(request.bucket.as_str())
                    .set_prefix((!request.prefix.is_empty()).then(|| request.prefix.clone()))
                    .set_delimiter(request.delimiter.clone())
                    .max_keys(i32::from(request.max_keys.clamp(1, 1000)))
                    .set_continuation_token(request.continuation.clone())
                    .set_start_after(request.start_after.clone().filter(|_| request.continuation.is_none()))
                    .encoding_type(EncodingType::Url)
                    .customize()
                    .interceptor(answer::ReadPages)
                    .send()
            })
            .await?;
        let prefixes = output.common_prefixes().iter().map(|prefix| prefix.prefix());
        let keys = output.contents().iter().map(|object| object.key());
        let texts = Texts::new(output.encoding_type(), prefixes.chain(keys));
        let decode = |text: Option<&str>| texts.decode(about, text);
        let mut entries = Vec::with_capacity(output.common_prefixes().len() + output.contents().len());
        for prefix in output.common_prefixes() {
            entries.push(ListEntry::Prefix(decode(prefix.prefix())?));
        }
        for object in output.contents() {
            let key = listed_key(about, decode(object.key())?)?;
            entries.push(ListEntry::Object(ObjectSummary {
                key,
                size: answers::size(object.size()).ok_or_else(|| errors::incomplete(about, "size"))?,
                last_modified: answers::time(object.last_modified()),
                etag: answers::etag(object.e_tag()),
            }));
        }
        let continuation = match output.next_continuation_token() {
            Some(token) if output.is_truncated() == Some(true) => Some(token.to_owned()),
            // Stopping here would show a part of a folder as the whole of it.
            None if output.is_truncated() == Some(true) => return Err(errors::incomplete(about, "continuation token")),
            _ => None,
        };
        Ok(ListPage { entries, continuation })
    }
}

/// Whether the texts of a page are encoded.
pub(super) struct Texts {
    encoded: bool,
}

impl Texts {
    /// By what the server says, unless the texts show that it only repeats what it was asked (SeaweedFS does so when
    /// it lists uploads).
    pub(super) fn new<'a>(encoding: Option<&EncodingType>, mut texts: impl Iterator<Item = Option<&'a str>>) -> Self {
        let says = encoding == Some(&EncodingType::Url);
        Self { encoded: says && texts.all(|text| text.is_none_or(may_be_encoded)) }
    }

    /// A text of the page as it was before it was encoded.
    pub(super) fn decode(&self, about: About<'_>, text: Option<&str>) -> Result<String> {
        let text = text.ok_or_else(|| errors::incomplete(about, "key"))?;
        if !self.encoded {
            return Ok(text.to_owned());
        }
        let unreadable = || about.error(ErrorKind::Other).detail("the listing has a key that isn't UTF-8");
        decode_listed(text).ok_or_else(unreadable)
    }
}

/// A listed key as ours.
pub(super) fn listed_key(about: About<'_>, text: String) -> Result<ObjectKey> {
    ObjectKey::new(text).map_err(|error| about.error(ErrorKind::Other).detail(error.to_string()))
}
