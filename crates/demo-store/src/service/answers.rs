//! Small conversions between the index's words and the protocol's.

use std::time::{Duration, UNIX_EPOCH};

use s3s::dto::{ETag, EncodingType, Owner, Timestamp};

use crate::index::rows::Attributes;

/// The one region there is.
pub(super) const REGION: &str = "us-east-1";

/// The one owner there is.
pub(super) fn owner() -> Owner {
    Owner { display_name: Some("satchel".to_owned()), id: Some("satchel".to_owned()) }
}

/// A time of the index, which is milliseconds since 1970.
pub(super) fn time(milliseconds: i64) -> Timestamp {
    let since = Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0));
    Timestamp::from(UNIX_EPOCH + since)
}

/// The other way.
pub(super) fn milliseconds(time: &Timestamp) -> i64 {
    let time = time::OffsetDateTime::from(time.clone());
    i64::try_from(time.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

/// An entity tag of the index.
pub(super) fn etag(text: impl Into<String>) -> ETag {
    ETag::Strong(text.into())
}

/// What the headers of a write say of an object.
macro_rules! attributes_of {
    ($input:expr) => {
        crate::index::rows::Attributes {
            content_type: $input.content_type.take(),
            cache_control: $input.cache_control.take(),
            content_disposition: $input.content_disposition.take(),
            content_encoding: crate::service::answers::without_aws_chunked($input.content_encoding.take()),
            content_language: $input.content_language.take(),
            expires: $input.expires.as_ref().map(crate::service::answers::milliseconds),
            redirect: $input.website_redirect_location.take(),
            metadata: $input.metadata.take().unwrap_or_default().into_iter().collect(),
        }
    };
}
pub(super) use attributes_of;

/// `aws-chunked` is the way a body was sent, not what it is: S3 drops it.
pub(super) fn without_aws_chunked(encoding: Option<String>) -> Option<String> {
    let encoding = encoding?;
    let kept: Vec<_> =
        encoding.split(',').map(str::trim).filter(|one| !one.eq_ignore_ascii_case("aws-chunked")).collect();
    (!kept.is_empty()).then(|| kept.join(","))
}

/// What an object's type is where none was given.
pub(super) fn content_type(attributes: &Attributes) -> String {
    attributes.content_type.clone().unwrap_or_else(|| "binary/octet-stream".to_owned())
}

/// Whether `encoding-type=url` was asked for.
pub(super) fn is_url(encoding: Option<&EncodingType>) -> bool {
    encoding.is_some_and(|encoding| encoding.as_str() == EncodingType::URL)
}

/// Encodes a key or prefix as `encoding-type=url` wants it. A space becomes `%20`, which every decoder reads.
pub(super) fn encoded(text: &str, is_url: bool) -> String {
    use std::fmt::Write as _;
    if !is_url {
        return text.to_owned();
    }
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._*/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing into a String can't fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
