//! Conditions and ranges of reads.

use http::{HeaderMap, HeaderValue};
use s3s::dto::{ETagCondition, Range, Timestamp};
use s3s::{S3Error, S3ErrorCode};

use super::answers::milliseconds;
use crate::errors::answers::precondition_failed;
use crate::index::rows::Object;

/// The conditions of a read, of an object or of a copy's source.
#[derive(Debug, Default)]
#[allow(clippy::struct_field_names, reason = "the names of the HTTP headers")]
pub(super) struct ReadConditions {
    pub(super) if_match: Option<ETagCondition>,
    pub(super) if_none_match: Option<ETagCondition>,
    pub(super) if_modified_since: Option<Timestamp>,
    pub(super) if_unmodified_since: Option<Timestamp>,
}

/// What the conditions say of an object.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Go on.
    Hold,
    /// 412.
    Failed,
    /// 304 for reads, 412 for copies.
    Unchanged,
}

impl ReadConditions {
    /// Holds the conditions against an object, in the order of RFC 9110 §13.2.2.
    pub(super) fn check(&self, object: &Object) -> Verdict {
        let is_it = |condition: &ETagCondition| match condition {
            ETagCondition::Any => true,
            ETagCondition::ETag(tag) => tag.value() == object.etag,
        };
        // HTTP's times are whole seconds.
        let is_newer = |time: &Timestamp| object.modified / 1000 > milliseconds(time) / 1000;
        let stands = match (&self.if_match, &self.if_unmodified_since) {
            (Some(condition), _) => is_it(condition),
            (None, Some(time)) => !is_newer(time),
            (None, None) => true,
        };
        let changed = match (&self.if_none_match, &self.if_modified_since) {
            (Some(condition), _) => !is_it(condition),
            (None, Some(time)) => is_newer(time),
            (None, None) => true,
        };
        match (stands, changed) {
            (false, _) => Verdict::Failed,
            (true, false) => Verdict::Unchanged,
            (true, true) => Verdict::Hold,
        }
    }

    /// The same as the answer to a read.
    pub(super) fn check_read(&self, object: &Object) -> Result<(), S3Error> {
        match self.check(object) {
            Verdict::Hold => Ok(()),
            Verdict::Failed => Err(precondition_failed().into()),
            Verdict::Unchanged => {
                let mut error = S3Error::new(S3ErrorCode::NotModified);
                let mut headers = HeaderMap::new();
                if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", object.etag)) {
                    headers.insert(http::header::ETAG, tag);
                }
                error.set_headers(headers);
                Err(error)
            }
        }
    }
}

/// The first byte and the number of bytes that a range asks for, or 416.
pub(super) fn resolve(range: Range, size: u64) -> Result<(u64, u64), S3Error> {
    let (first, end) = match range {
        Range::Int { first, last } => (first, last.map_or(size, |last| last.saturating_add(1).min(size))),
        Range::Suffix { length } => (size - length.min(size), size),
    };
    if first < end {
        return Ok((first, end - first));
    }
    let mut error = S3Error::with_message(S3ErrorCode::InvalidRange, "The requested range is not satisfiable");
    let mut headers = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_str(&format!("bytes */{size}")) {
        headers.insert(http::header::CONTENT_RANGE, value);
    }
    error.set_headers(headers);
    Err(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_cut_at_the_end() {
        let int = |first, last| Range::Int { first, last };
        for (range, size, wanted) in [
            (int(0, None), 10, Some((0, 10))),
            (int(3, Some(5)), 10, Some((3, 3))),
            (int(3, Some(99)), 10, Some((3, 7))),
            (int(10, None), 10, None),
            (int(0, None), 0, None),
            (int(0, Some(u64::MAX)), 10, Some((0, 10))),
            (Range::Suffix { length: 4 }, 10, Some((6, 4))),
            (Range::Suffix { length: 40 }, 10, Some((0, 10))),
            (Range::Suffix { length: 0 }, 10, None),
        ] {
            assert_eq!(resolve(range, size).ok(), wanted, "{range:?} of {size}");
        }
    }
}
