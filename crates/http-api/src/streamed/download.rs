//! downloadObject: an object's bytes, as they come.

mod resumed;

use std::fmt;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use http::{HeaderName, HeaderValue, StatusCode, header};
use satchel_objects::s3::attachment;
use satchel_objects::{BucketName, ErrorKind, GetOptions, GetResult, ObjectKey, ObjectStore, StoreError};
use satchel_operations::bodies::documented::{bucket_of, key_of};
use satchel_operations_schema::types::{DownloadObject, ObjectRequest};

use self::resumed::resumed;
use super::failed;
use crate::api::{Api, Caller, Reply};
use crate::envelope::{Code, Envelope, Format};
use crate::input::{Input, Refused};
use crate::times::http_date;

/// Without an end: more than any object has.
const TO_THE_END: u64 = 1 << 62;

/// An object that is being read.
pub struct Download {
    /// Its key, which the file is named after.
    pub key: ObjectKey,
    /// The first byte, where a range was asked for.
    pub from: Option<u64>,
    /// The object and its bytes.
    pub object: GetResult,
}

impl fmt::Debug for Download {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Download")
            .field("from", &self.from)
            .field("object", &self.object)
            .finish_non_exhaustive()
    }
}

/// Reads an object, or the one range of it that was asked for.
pub async fn download_object(
    _: &Api,
    mut input: Input,
    caller: &dyn Caller,
    format: Format,
    _: &str,
) -> Result<Reply, Refused> {
    input.finish().await?;
    let ObjectRequest { bucket, key } = input.fields.parameters::<DownloadObject, _>(&["target"])?;
    let (bucket, key) = (bucket_of(&bucket)?, key_of(&key)?);
    let store = caller.store().await?;
    let read = read(&*store, &bucket, &key, caller.range().and_then(Range::parse)).await;
    match read {
        Ok((from, object)) => {
            let object = resumed(store, bucket, key.clone(), from.unwrap_or(0), object);
            Ok(Reply::Download(Box::new(Download { key, from, object })))
        }
        Err(failure) if failure.kind == ErrorKind::InvalidRange => {
            let message = failed(&failure).message;
            Ok(Reply::Envelope(Envelope::failure(format, StatusCode::RANGE_NOT_SATISFIABLE, &message)))
        }
        Err(failure) => Err(failed(&failure).into()),
    }
}

async fn read(
    store: &dyn ObjectStore,
    bucket: &BucketName,
    key: &ObjectKey,
    range: Option<Range>,
) -> Result<(Option<u64>, GetResult), StoreError> {
    let mut options = GetOptions::default();
    options.range = match range {
        None => None,
        Some(Range::From(from, length)) => Some((from, length)),
        Some(Range::Last(length)) => {
            let info = store.head(bucket, key).await?;
            // The end of that object, and of no other that takes its place meanwhile.
            options.if_match = info.etag;
            (info.size > 0).then(|| (info.size.saturating_sub(length), length.min(info.size)))
        }
    };
    let object = store.get(bucket, key, &options).await?;
    Ok((options.range.map(|(from, _)| from), object))
}

/// The one range of bytes that is understood; other requests get the whole object, as RFC 9110, section 14.2 allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Range {
    /// From a byte on, so many.
    From(u64, u64),
    /// So many at the end.
    Last(u64),
}

impl Range {
    fn parse(text: &str) -> Option<Self> {
        let (unit, range) = text.split_once('=')?;
        let (first, last) = range.trim().split_once('-')?;
        if !unit.trim().eq_ignore_ascii_case("bytes") {
            return None;
        }
        match (first.trim(), last.trim()) {
            ("", last) => number(last).filter(|length| *length > 0).map(Self::Last),
            (first, "") => number(first).filter(|first| *first < TO_THE_END).map(|first| Self::From(first, TO_THE_END)),
            (first, last) => {
                let (first, last) = (number(first)?, number(last)?);
                (first <= last && last < TO_THE_END).then(|| Self::From(first, last - first + 1))
            }
        }
    }
}

/// Digits and nothing else.
fn number(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

impl IntoResponse for Download {
    fn into_response(self) -> Response {
        let Self { key, from, object: GetResult { info, length, stream } } = self;
        // An error in the stream cuts the connection: the client sees fewer bytes than were promised.
        let mut response =
            Response::new(Body::from_stream(stream.map(|piece| piece.map_err(|error| error.to_string()))));
        let mut set = |name: HeaderName, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                response.headers_mut().insert(name, value);
            }
        };
        set(header::CONTENT_TYPE, "application/octet-stream");
        if let Some(content_type) = &info.content_type {
            set(header::CONTENT_TYPE, content_type);
        }
        set(header::CONTENT_LENGTH, &length.to_string());
        set(header::ACCEPT_RANGES, "bytes");
        set(header::CONTENT_DISPOSITION, &disposition(&key));
        if let Some(etag) = &info.etag {
            set(header::ETAG, &etag.0);
        }
        if let Some(modified) = info.last_modified.and_then(http_date) {
            set(header::LAST_MODIFIED, &modified);
        }
        if let Some(from) = from {
            let last = (from + length).saturating_sub(1);
            set(header::CONTENT_RANGE, &format!("bytes {from}-{last}/{}", info.size));
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        }
        response.extensions_mut().insert(Code(0));
        response
    }
}

/// What the object is called as a file: the last part of its key.
fn disposition(key: &ObjectKey) -> String {
    let name = key.as_str().trim_end_matches('/').rsplit('/').next().filter(|name| !name.is_empty());
    attachment(name.unwrap_or("download"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_understood() {
        for (text, range) in [
            ("bytes=0-99", Some(Range::From(0, 100))),
            ("Bytes = 5 - 5", Some(Range::From(5, 1))),
            ("bytes=7-", Some(Range::From(7, TO_THE_END))),
            ("bytes=-5", Some(Range::Last(5))),
            ("bytes=-0", None),
            ("bytes=9-5", None),
            ("bytes=0-1,3-4", None),
            ("bytes=+1-2", None),
            ("bytes=-", None),
            ("rows=0-1", None),
            ("bytes=99999999999999999999-", None),
            ("bytes=0-18446744073709551615", None),
        ] {
            assert_eq!(Range::parse(text), range, "{text}");
        }
    }

    #[test]
    fn a_files_name_is_whole_and_safe() {
        for (key, name) in [
            ("a/b/cake.txt", "attachment; filename=\"cake.txt\"; filename*=UTF-8''cake.txt"),
            ("新郎.jpg", "attachment; filename=\"__.jpg\"; filename*=UTF-8''%E6%96%B0%E9%83%8E.jpg"),
            ("a\"b\\\r\n c%", "attachment; filename=\"a_b___ c_\"; filename*=UTF-8''a%22b%5C%0D%0A%20c%25"),
            ("folder/", "attachment; filename=\"folder\"; filename*=UTF-8''folder"),
            ("//", "attachment; filename=\"download\"; filename*=UTF-8''download"),
        ] {
            assert_eq!(disposition(&ObjectKey::new(key).unwrap()), name, "{key}");
        }
    }
}
