//! HEAD, GET, PUT and DELETE of one object.

use aws_sdk_s3::operation::get_object::GetObjectOutput;
use aws_sdk_s3::types::ChecksumMode;
use bytes::Bytes;
use futures::stream::BoxStream;

use super::call::{About, Manner};
use super::repair::carried;
use super::{S3Store, answers, body, errors};
use crate::{
    Body, BucketName, ETag, ErrorKind, GetOptions, GetResult, ObjectInfo, ObjectKey, Operation, PutOptions, PutResult,
    Result, StoreError,
};

impl S3Store {
    pub(super) async fn head_object(&self, bucket: &BucketName, key: &ObjectKey) -> Result<ObjectInfo> {
        let about = About::object(Operation::HeadObject, bucket, key);
        let mode = self.inner.able.get().checksums.then_some(ChecksumMode::Enabled);
        let output = self
            .call(about, Manner::SMALL, |client| {
                client.head_object().bucket(bucket.as_str()).key(carried(key)).set_checksum_mode(mode.clone()).send()
            })
            .await?;
        Ok(ObjectInfo {
            size: answers::size(output.content_length()).ok_or_else(|| errors::incomplete(about, "Content-Length"))?,
            etag: answers::etag(output.e_tag()),
            last_modified: answers::time(output.last_modified()),
            content_type: output.content_type().map(str::to_owned),
            metadata: answers::metadata(output.metadata()),
            checksum: answers::checksum(output.checksum_crc32_c(), output.checksum_crc64_nvme()),
        })
    }

    pub(super) async fn get_object(
        &self,
        bucket: &BucketName,
        key: &ObjectKey,
        options: &GetOptions,
    ) -> Result<GetResult> {
        let about = About::object(Operation::GetObject, bucket, key);
        let range = match options.range {
            Some((_, 0)) => return Err(about.error(ErrorKind::InvalidRange).detail("a range of no bytes")),
            // Servers read these numbers as signed ones; behind that, no object has an end.
            Some((from, length)) => match from.checked_add(length - 1).filter(|last| i64::try_from(*last).is_ok()) {
                Some(last) => Some(format!("bytes={from}-{last}")),
                None => Some(format!("bytes={from}-")),
            },
            None => None,
        };
        let output = self
            .call(about, Manner::SMALL, |client| {
                client
                    .get_object()
                    .bucket(bucket.as_str())
                    .key(carried(key))
                    .set_range(range.clone())
                    .set_if_match(options.if_match.as_ref().map(|tag| tag.0.clone()))
                    .send()
            })
            .await?;
        // Some servers ignore If-Match on GET, and bytes of another object must never be mixed in.
        let etag = answers::etag(output.e_tag());
        if let (Some(wanted), Some(got)) = (&options.if_match, &etag)
            && !same_tag(wanted, got)
        {
            return Err(about.error(ErrorKind::PreconditionFailed).detail("the object has changed"));
        }
        let (size, length) = lengths(about, &output, options.range)?;
        let info = ObjectInfo {
            size,
            etag,
            last_modified: answers::time(output.last_modified()),
            content_type: output.content_type().map(str::to_owned),
            metadata: answers::metadata(output.metadata()),
            checksum: None,
        };
        Ok(GetResult { info, length, stream: exactly(about, self.host(), output, length) })
    }

    pub(super) async fn put_object(
        &self,
        bucket: &BucketName,
        key: &ObjectKey,
        body: Body,
        options: &PutOptions,
    ) -> Result<PutResult> {
        let about = About::object(Operation::PutObject, bucket, key);
        let conditions = &options.preconditions;
        let manner = Manner::BODY;
        // Repeated unseen, a conditional PUT whose answer was lost would fail on the object that it made itself.
        let conditional = conditions.if_absent || conditions.if_match.is_some();
        let manner = if conditional { manner.once() } else { manner };
        let (moving, body) = (body::Moving::default(), &body);
        let sending = self.with_checksum(options.checksum, |checksum| {
            let (crc32c, crc64) = answers::checksum_headers(checksum);
            let moving = moving.clone();
            self.call(about, manner, move |client| {
                client
                    .put_object()
                    .bucket(bucket.as_str())
                    .key(carried(key))
                    .body(body::stream(body, &moving))
                    .content_length(answers::length(body.length()))
                    .content_type(options.content_type.as_deref().unwrap_or("application/octet-stream"))
                    .set_metadata(answers::metadata_map(&options.metadata))
                    .set_if_match(conditions.if_match.as_ref().map(|tag| tag.0.clone()))
                    .set_if_none_match(conditions.if_absent.then(|| "*".to_owned()))
                    .set_checksum_crc32_c(crc32c.clone())
                    .set_checksum_crc64_nvme(crc64.clone())
                    .send()
            })
        });
        let sent = Box::pin(moving.watch(about, sending)).await;
        let output = sent.map_err(|error| self.learn_conditions(conditions, error))?;
        Ok(PutResult {
            etag: answers::etag(output.e_tag()),
            checksum: answers::checksum(output.checksum_crc32_c(), output.checksum_crc64_nvme()),
        })
    }

    pub(super) async fn delete_object(&self, bucket: &BucketName, key: &ObjectKey) -> Result<()> {
        let about = About::object(Operation::DeleteObject, bucket, key);
        self.call(about, Manner::SMALL, |client| {
            client.delete_object().bucket(bucket.as_str()).key(carried(key)).send()
        })
        .await?;
        Ok(())
    }

    /// The checksum headers to send, where the server checks them.
    pub(super) fn sent_checksum(&self, checksum: Option<crate::Checksum>) -> (Option<String>, Option<String>) {
        answers::checksum_headers(checksum.filter(|_| self.inner.able.get().checksums))
    }
}

fn same_tag(one: &ETag, other: &ETag) -> bool {
    one.unquoted() == other.unquoted()
}

/// The object's size and how many bytes are to come, by the headers, held against what was asked for.
fn lengths(about: About<'_>, output: &GetObjectOutput, range: Option<(u64, u64)>) -> Result<(u64, u64)> {
    let length = answers::size(output.content_length()).ok_or_else(|| errors::incomplete(about, "Content-Length"))?;
    let Some((from, wanted)) = range else { return Ok((length, length)) };
    // A server that ignores the range sends the whole object from its start.
    let Some(text) = output.content_range() else {
        let whole = from == 0 && length <= wanted;
        let ignored = || about.error(ErrorKind::Unsupported).detail("the server doesn't send ranges");
        return if whole { Ok((length, length)) } else { Err(ignored()) };
    };
    let unfit =
        || about.error(ErrorKind::Integrity).detail(format!("asked for {wanted} bytes from {from}, got {text}"));
    let (start, last, size) = parse_range(text).ok_or_else(unfit)?;
    let expected = wanted.min(size.saturating_sub(from));
    let fits = start == from && last.checked_sub(start).map(|more| more + 1) == Some(length) && length == expected;
    if fits { Ok((size, length)) } else { Err(unfit()) }
}

/// `bytes 0-9/100` in three numbers.
fn parse_range(text: &str) -> Option<(u64, u64, u64)> {
    let (range, size) = text.strip_prefix("bytes ")?.split_once('/')?;
    let (start, last) = range.split_once('-')?;
    Some((start.parse().ok()?, last.parse().ok()?, size.parse().ok()?))
}

/// The answer's body, with an error where it has fewer or more bytes than promised.
fn exactly(
    about: About<'_>,
    host: Option<String>,
    output: GetObjectOutput,
    length: u64,
) -> BoxStream<'static, Result<Bytes, StoreError>> {
    let (bucket, key) = (about.bucket.cloned(), about.key.cloned());
    let error = move |kind: ErrorKind, detail: String| {
        let about = About { operation: Operation::GetObject, bucket: bucket.as_ref(), key: key.as_ref() };
        about.error(kind).detail(detail)
    };
    let state = (output.body, 0_u64, false);
    Box::pin(futures::stream::unfold(state, move |(mut body, sent, ended)| {
        let (error, host) = (error.clone(), host.clone());
        async move {
            if ended {
                return None;
            }
            let (item, sent, ended) = match body.next().await {
                Some(Ok(bytes)) if sent + bytes.len() as u64 > length => {
                    let more = error(ErrorKind::Integrity, format!("more than the promised {length} bytes came"));
                    (Err(more), sent, true)
                }
                Some(Ok(bytes)) => {
                    let sent = sent + bytes.len() as u64;
                    (Ok(bytes), sent, false)
                }
                Some(Err(cause)) => {
                    let kind = match errors::chain_kind(&cause, host.as_deref()).0 {
                        ErrorKind::Timeout => ErrorKind::Timeout,
                        _ => ErrorKind::ConnectionLost,
                    };
                    let lost = error(kind, format!("{sent} of {length} bytes came"));
                    (Err(lost.source(cause)), sent, true)
                }
                None if sent < length => {
                    (Err(error(ErrorKind::ConnectionLost, format!("{sent} of {length} bytes came"))), sent, true)
                }
                None => return None,
            };
            Some((item, (body, sent, ended)))
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_range_is_three_numbers_or_nothing() {
        assert_eq!(parse_range("bytes 2-9/100"), Some((2, 9, 100)));
        for text in ["bytes */100", "2-9/100", "bytes 2-/100", "bytes 2-9/*", ""] {
            assert_eq!(parse_range(text), None, "{text}");
        }
    }
}
