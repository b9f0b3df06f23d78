//! What a server turns out not to know is left out, and remembered.

use satchel_objects::{Checksum, Operation};

use crate::support::*;

const CRC: Checksum = Checksum::Crc32c(7);
const TAG: (&str, &str) = ("ETag", "\"new\"");

fn checked() -> PutOptions {
    PutOptions { checksum: Some(CRC), ..PutOptions::default() }
}

fn unknown_checksum(request: &Request) -> bool {
    !request.header("x-amz-checksum-crc32c").is_empty() || !request.header("x-amz-checksum-algorithm").is_empty()
}

#[tokio::test]
async fn a_checksum_that_a_server_doesnt_know_is_left_out_and_remembered() {
    let refusals = [
        Reply::error(501, "NotImplemented", "A header you provided implies functionality that is not implemented."),
        Reply::error(400, "InvalidArgument", "x-amz-checksum-crc32c: unsupported header."),
    ];
    for refusal in refusals {
        let (server, store) =
            fake(move |request| if unknown_checksum(request) { refusal.clone() } else { Reply::new(200, &[TAG], "") })
                .await;
        for _ in 0..2 {
            let put = store.put(&bucket(), &key(), Bytes::from("bytes").into(), &checked()).await.unwrap();
            assert_eq!(put.checksum, None);
        }
        assert!(!store.capabilities().checksums);
        let seen = server.seen();
        let sent: Vec<bool> = seen.iter().map(unknown_checksum).collect();
        assert_eq!(sent, [true, false, false]);
        assert!(seen.iter().all(|request| request.body == b"bytes"), "the body was sent whole each time");
    }
}

#[tokio::test]
async fn parts_and_uploads_go_without_a_checksum_too() {
    let (server, store) = fake(|request| {
        if unknown_checksum(request) {
            Reply::error(501, "NotImplemented", "No.")
        } else if request.method == "POST" {
            let id = "<InitiateMultipartUploadResult><UploadId>id</UploadId></InitiateMultipartUploadResult>";
            Reply::new(200, &[XML], id)
        } else {
            Reply::new(200, &[TAG], "")
        }
    })
    .await;
    let id = UploadId("id".to_owned());
    store.upload_part(&bucket(), &key(), &id, 1, Bytes::from("x").into(), Some(CRC)).await.unwrap();
    assert!(!store.capabilities().checksums);
    assert_eq!(store.create_multipart(&bucket(), &key(), &checked()).await.unwrap(), id);
    assert_eq!(server.seen().len(), 3);
}

/// A wrong checksum is what checksums are for: the body isn't sent without one.
#[tokio::test]
async fn a_checksum_that_doesnt_fit_is_never_left_out() {
    for (code, message) in [
        ("InvalidRequest", "Value for x-amz-checksum-crc32c header is invalid."),
        ("BadDigest", "The CRC32C you specified did not match the calculated checksum."),
        ("XAmzContentChecksumMismatch", "The provided 'x-amz-checksum' header does not match what was computed."),
    ] {
        let (server, store) = fake(move |_| Reply::error(400, code, message)).await;
        let store = store.sent_once().unwrap();
        store.put(&bucket(), &key(), Bytes::from("bytes").into(), &checked()).await.unwrap_err();
        assert!(store.capabilities().checksums, "{code}");
        assert_eq!(server.seen().len(), 1, "{code}");
    }
}

/// What isn't to blame isn't learnt.
#[tokio::test]
async fn a_server_that_refuses_anyway_teaches_nothing_of_checksums() {
    let (server, store) = fake(|_| Reply::error(501, "NotImplemented", "No.")).await;
    let error = store.put(&bucket(), &key(), Bytes::from("bytes").into(), &checked()).await.unwrap_err();
    assert_eq!((error.kind, error.operation), (ErrorKind::Unsupported, Operation::PutObject));
    assert!(store.capabilities().checksums && store.capabilities().put_if_absent);
    assert_eq!(server.seen().len(), 2);
}

/// A write with a condition is never repeated without it: it might replace what the condition was to save.
#[tokio::test]
async fn a_condition_that_a_server_doesnt_know_is_told_and_never_dropped() {
    for is_absent in [true, false] {
        let preconditions =
            Preconditions { if_absent: is_absent, if_match: (!is_absent).then(|| ETag("\"old\"".to_owned())) };
        let (server, store) = fake(|_| Reply::error(400, "InvalidArgument", "This header is not supported.")).await;
        let options = PutOptions { preconditions: preconditions.clone(), ..checked() };
        let error = store.put(&bucket(), &key(), Bytes::from("bytes").into(), &options).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Unsupported);
        let part = CompletedPart { part_number: 1, etag: ETag("\"part\"".to_owned()), checksum: None };
        let id = UploadId("id".to_owned());
        let done = store.complete_multipart(&bucket(), &key(), &id, &[part], &preconditions).await;
        assert_eq!(done.unwrap_err().kind, ErrorKind::Unsupported);
        let able = store.capabilities();
        assert_eq!((able.put_if_absent, able.put_if_match), (!is_absent, is_absent));
        let condition = if is_absent { "if-none-match" } else { "if-match" };
        assert!(server.seen().iter().all(|request| !request.header(condition).is_empty()));
    }
}

#[tokio::test]
async fn who_retries_by_himself_sees_every_refusal_and_when_to_come_back() {
    let date = ("Date", "Sun, 22 Nov 2026 12:00:00 GMT");
    let body = "<Error><Code>SlowDown</Code><Message>Later.</Message></Error>";
    for (after, wait) in [("7", 7), ("Sun, 22 Nov 2026 12:00:30 GMT", 30), ("Sun, 22 Nov 2026 11:00:00 GMT", 0)] {
        let (server, store) = fake(move |_| Reply::new(503, &[XML, date, ("Retry-After", after)], body)).await;
        let once = store.sent_once().unwrap();
        let error = once.list_page(&listing()).await.unwrap_err();
        assert_eq!((error.kind, error.retry_after), (ErrorKind::Throttled, Some(Duration::from_secs(wait))));
        assert_eq!(server.seen().len(), 1, "it was asked again unseen");
    }
    let (server, store) = fake(move |_| Reply::new(503, &[XML, ("Retry-After", "soon")], body)).await;
    let error = store.list_page(&listing()).await.unwrap_err();
    assert_eq!(error.retry_after, None);
    assert_eq!(server.seen().len(), 3, "whoever doesn't retry by himself is helped");
    assert!(store.sent_once().unwrap().identity() == store.identity() && !store.identity().is_empty());
}
