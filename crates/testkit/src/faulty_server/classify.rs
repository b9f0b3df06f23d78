//! Which S3 operation a request is (path style).

use percent_encoding::percent_decode_str;
use satchel_objects::Operation;

use super::log::Exchange;
use super::wire::Head;

/// What a request's head says of it.
pub(super) fn classify(head: &Head) -> Exchange {
    let (method, target) = head.request_line();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let path = path.strip_prefix('/').unwrap_or(path);
    let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
    let named = |name: &str| {
        let mut pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        pairs.find(|(known, _)| *known == name).map(|(_, value)| decode(value))
    };
    let has = |name: &str| named(name).is_some();
    let copy_source = head.value("x-amz-copy-source").map(str::to_owned);
    let operation = match (method, bucket.is_empty(), key.is_empty()) {
        ("GET", true, _) => Some(Operation::ListBuckets),
        ("GET", _, true) if has("uploads") => Some(Operation::ListMultipartUploads),
        ("GET", _, true) if has("list-type") => Some(Operation::ListObjectsV2),
        ("HEAD", false, true) => Some(Operation::HeadBucket),
        ("PUT", false, true) if query.is_empty() || has("x-id") => Some(Operation::CreateBucket),
        ("POST", false, true) if has("delete") => Some(Operation::DeleteObjects),
        ("DELETE", false, true) if query.is_empty() || has("x-id") => Some(Operation::DeleteBucket),
        (_, _, true) => None,
        ("GET", ..) if has("uploadId") => Some(Operation::ListParts),
        ("GET", ..) if has("tagging") => Some(Operation::GetObjectTagging),
        ("GET", ..) => Some(Operation::GetObject),
        ("HEAD", ..) => Some(Operation::HeadObject),
        ("PUT", ..) if has("partNumber") && copy_source.is_some() => Some(Operation::UploadPartCopy),
        ("PUT", ..) if has("partNumber") => Some(Operation::UploadPart),
        ("PUT", ..) if has("tagging") => Some(Operation::PutObjectTagging),
        ("PUT", ..) if copy_source.is_some() => Some(Operation::CopyObject),
        ("PUT", ..) => Some(Operation::PutObject),
        ("POST", ..) if has("uploads") => Some(Operation::CreateMultipartUpload),
        ("POST", ..) if has("uploadId") => Some(Operation::CompleteMultipartUpload),
        ("DELETE", ..) if has("uploadId") => Some(Operation::AbortMultipartUpload),
        ("DELETE", ..) if has("tagging") => Some(Operation::DeleteObjectTagging),
        ("DELETE", ..) => Some(Operation::DeleteObject),
        _ => None,
    };
    Exchange {
        operation,
        method: method.to_owned(),
        bucket: decode(bucket),
        key: decode(key),
        upload_id: named("uploadId"),
        part: named("partNumber").and_then(|number| number.parse().ok()),
        range: head.value("range").map(str::to_owned),
        copy_source,
        length: head.value("content-length").and_then(|length| length.parse().ok()).unwrap_or(0),
        ..Exchange::default()
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Exchange {
        classify(&Head::parse(format!("{text}\r\n\r\n").into_bytes().into()).unwrap())
    }

    #[test]
    fn every_operation_is_known() {
        use Operation::*;
        let known = [
            ("GET / HTTP/1.1", ListBuckets),
            ("GET /?x-id=ListBuckets HTTP/1.1", ListBuckets),
            ("PUT /b HTTP/1.1", CreateBucket),
            ("PUT /b/ HTTP/1.1", CreateBucket),
            ("DELETE /b HTTP/1.1", DeleteBucket),
            ("HEAD /b HTTP/1.1", HeadBucket),
            ("GET /b?list-type=2&prefix=a HTTP/1.1", ListObjectsV2),
            ("GET /b/?list-type=2 HTTP/1.1", ListObjectsV2),
            ("GET /b?uploads HTTP/1.1", ListMultipartUploads),
            ("POST /b?delete HTTP/1.1", DeleteObjects),
            ("HEAD /b/k HTTP/1.1", HeadObject),
            ("GET /b/k?x-id=GetObject HTTP/1.1", GetObject),
            ("GET /b/k?X-Amz-Signature=1 HTTP/1.1", GetObject),
            ("PUT /b/k?x-id=PutObject HTTP/1.1", PutObject),
            ("PUT /b/k HTTP/1.1\r\nX-Amz-Copy-Source: b/j", CopyObject),
            ("DELETE /b/k?x-id=DeleteObject HTTP/1.1", DeleteObject),
            ("GET /b/k?tagging HTTP/1.1", GetObjectTagging),
            ("PUT /b/k?tagging= HTTP/1.1", PutObjectTagging),
            ("DELETE /b/k?tagging HTTP/1.1", DeleteObjectTagging),
            ("POST /b/k?uploads= HTTP/1.1", CreateMultipartUpload),
            ("PUT /b/k?partNumber=3&uploadId=u HTTP/1.1", UploadPart),
            ("PUT /b/k?partNumber=3&uploadId=u HTTP/1.1\r\nx-amz-copy-source: b/j", UploadPartCopy),
            ("GET /b/k?uploadId=u HTTP/1.1", ListParts),
            ("POST /b/k?uploadId=u HTTP/1.1", CompleteMultipartUpload),
            ("DELETE /b/k?uploadId=u HTTP/1.1", AbortMultipartUpload),
        ];
        for (text, operation) in known {
            assert_eq!(of(text).operation, Some(operation), "{text}");
        }
        assert_eq!(of("GET /b?location HTTP/1.1").operation, None);
    }

    #[test]
    fn a_request_is_told_in_full() {
        let part = of("PUT /b//a%20%2F%E6%96%B0?uploadId=x%2By&partNumber=12 HTTP/1.1\r\nContent-Length: 77");
        assert_eq!((part.bucket.as_str(), part.key.as_str()), ("b", "/a /新"));
        assert_eq!((part.upload_id.as_deref(), part.part, part.length), (Some("x+y"), Some(12), 77));
        assert_eq!(of("GET /b/k HTTP/1.1\r\nRange: bytes=1-2").range.as_deref(), Some("bytes=1-2"));
    }
}
