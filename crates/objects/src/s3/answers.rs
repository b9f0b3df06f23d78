//! From the SDK's values to ours and back: times, checksums, metadata.

use std::collections::HashMap;
use std::time::SystemTime;

use aws_sdk_s3::primitives::DateTime;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::{Checksum, ETag};

pub(super) fn time(time: Option<&DateTime>) -> Option<SystemTime> {
    time.and_then(|time| SystemTime::try_from(*time).ok())
}

pub(super) fn etag(text: Option<&str>) -> Option<ETag> {
    text.filter(|text| !text.is_empty()).map(|text| ETag(text.to_owned()))
}

/// A size or a length. A server that says a negative one says nothing.
pub(super) fn size(number: Option<i64>) -> Option<u64> {
    number.and_then(|number| u64::try_from(number).ok())
}

/// A length as the SDK takes it.
pub(super) fn length(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The checksum among those that a server sent. A checksum of checksums (`…-3`) isn't one of the bytes.
pub(super) fn checksum(crc32c: Option<&str>, crc64: Option<&str>) -> Option<Checksum> {
    let bytes = |text: &str| STANDARD.decode(text).ok();
    let wide = crc64.and_then(bytes).and_then(|bytes| bytes.try_into().ok());
    let narrow = crc32c.and_then(bytes).and_then(|bytes| bytes.try_into().ok());
    wide.map(|bytes| Checksum::Crc64Nvme(u64::from_be_bytes(bytes)))
        .or(narrow.map(|bytes| Checksum::Crc32c(u32::from_be_bytes(bytes))))
}

/// The values of the two checksum headers.
pub(super) fn checksum_headers(checksum: Option<Checksum>) -> (Option<String>, Option<String>) {
    match checksum {
        Some(Checksum::Crc32c(value)) => (Some(STANDARD.encode(value.to_be_bytes())), None),
        Some(Checksum::Crc64Nvme(value)) => (None, Some(STANDARD.encode(value.to_be_bytes()))),
        None => (None, None),
    }
}

/// Metadata in the order of its names, which servers don't keep.
pub(super) fn metadata(metadata: Option<&HashMap<String, String>>) -> Vec<(String, String)> {
    let mut pairs: Vec<_> =
        metadata.into_iter().flatten().map(|(name, value)| (name.to_lowercase(), value.clone())).collect();
    pairs.sort();
    pairs
}

/// Metadata as the SDK takes it; `None` where there is none.
pub(super) fn metadata_map(pairs: &[(String, String)]) -> Option<HashMap<String, String>> {
    (!pairs.is_empty()).then(|| pairs.iter().cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_come_back_as_they_went() {
        for checksum in [Checksum::Crc32c(0xdead_beef), Checksum::Crc64Nvme(7)] {
            let (narrow, wide) = checksum_headers(Some(checksum));
            assert_eq!(self::checksum(narrow.as_deref(), wide.as_deref()), Some(checksum));
        }
        assert_eq!(checksum(Some("3q2+7w==-3"), None), None);
    }
}
