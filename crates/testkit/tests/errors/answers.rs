//! Answers that are wrong, broken off, or of many parts.

use crate::support::*;

#[tokio::test]
async fn an_error_within_a_200_is_an_error_and_complete_isnt_repeated() {
    let (server, store) = fake(|_| Reply::error(200, "InternalError", "We failed.")).await;
    let part = CompletedPart { part_number: 1, etag: ETag("\"a\"".into()), checksum: None };
    let id = UploadId("id".into());
    let done = store.complete_multipart(&bucket(), &key(), &id, &[part], &Preconditions::default()).await;
    let error = done.unwrap_err();
    assert_eq!(error.kind, ErrorKind::ServerFailed, "{error:?}");
    assert_eq!(
        error.to_string(),
        "operation error S3: CompleteMultipartUpload, https response error StatusCode: 200, RequestID: REQUEST, \
         HostID: HOST, api error InternalError: We failed."
    );
    assert_eq!(server.seen().len(), 1);
    let request = CopyRequest { source: (bucket(), key()), destination: (bucket(), key()), if_source_matches: None };
    assert_eq!(store.copy(&request).await.unwrap_err().kind, ErrorKind::ServerFailed);
}

#[tokio::test]
async fn a_create_that_fails_is_sent_once_and_a_read_again() {
    let (server, store) = fake(|_| Reply::error(503, "SlowDown", "Slower.")).await;
    let begun = store.create_multipart(&bucket(), &key(), &PutOptions::default()).await;
    assert_eq!(begun.unwrap_err().kind, ErrorKind::Throttled);
    assert_eq!(server.seen().len(), 1, "a repeated create may leave an upload behind");
    assert_eq!(store.head(&bucket(), &key()).await.unwrap_err().kind, ErrorKind::Throttled);
    assert_eq!(server.seen().len(), 4, "a read is tried three times");
}

async fn read(store: &S3Store, options: &GetOptions) -> Result<Vec<u8>, StoreError> {
    let stream = store.get(&bucket(), &key(), options).await?.stream;
    stream
        .try_fold(Vec::new(), |mut all, piece| async move {
            all.extend_from_slice(&piece);
            Ok(all)
        })
        .await
}

#[tokio::test]
async fn a_body_that_ends_early_is_lost_and_a_slow_one_is_not() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nETag: \"a\"\r\n\r\n";
    let (_server, store) = fake(move |_| Reply::raw(head).then(Duration::from_millis(50), "01234")).await;
    let error = read(&store, &GetOptions::default()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::ConnectionLost, "{error:?}");
    assert_eq!(error.detail.as_deref(), Some("5 of 10 bytes came"));
    let (_server, store) = fake(move |_| {
        Reply::raw(head).then(Duration::from_millis(200), "01234").then(Duration::from_millis(200), "56789")
    })
    .await;
    assert_eq!(read(&store, &GetOptions::default()).await.unwrap(), b"0123456789");
}

#[tokio::test]
async fn another_range_or_another_object_is_refused() {
    let ranged = GetOptions { range: Some((2, 3)), if_match: None };
    let (_server, store) = fake(|_| Reply::new(206, &[("Content-Range", "bytes 0-2/10")], "012")).await;
    assert_eq!(read(&store, &ranged).await.unwrap_err().kind, ErrorKind::Integrity);
    let (_server, store) = fake(|_| Reply::new(200, &[], "0123456789")).await;
    assert_eq!(read(&store, &ranged).await.unwrap_err().kind, ErrorKind::Unsupported);
    let (_server, store) = fake(|_| Reply::new(200, &[("ETag", "\"new\"")], "x")).await;
    let bound = GetOptions { range: None, if_match: Some(ETag("\"old\"".into())) };
    assert_eq!(read(&store, &bound).await.unwrap_err().kind, ErrorKind::PreconditionFailed);
}

#[tokio::test]
async fn a_file_that_became_shorter_is_a_local_error() {
    let (_server, store) = fake(|_| Reply::new(200, &[("ETag", "\"a\"")], "")).await;
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(b"short").unwrap();
    let body = Body::File(FileSection::new(Arc::new(file), 0, 1_000_000));
    let error = store.put(&bucket(), &key(), body, &PutOptions::default()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::LocalRead, "{error:?}");
    assert_eq!(error.detail.as_deref(), Some("the file became shorter"));
}

#[tokio::test]
async fn a_listing_that_stops_in_the_middle_is_an_error() {
    let cut = "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>";
    let (server, store) = fake(move |_| Reply::new(200, &[XML], cut)).await;
    assert_eq!(store.list_page(&listing()).await.unwrap_err().kind, ErrorKind::NotS3);
    assert!(server.seen()[0].target.contains("encoding-type=url"));
    let whole = "<ListBucketResult><IsTruncated>false</IsTruncated><Contents>";
    let (_server, store) = fake(move |_| Reply::new(200, &[XML], whole)).await;
    assert_eq!(store.list_page(&listing()).await.unwrap_err().kind, ErrorKind::NotS3);
}

#[tokio::test]
async fn each_key_of_a_batch_has_its_own_word() {
    let answer = "<DeleteResult><Error><Key>b</Key><Code>AccessDenied</Code><Message>No.</Message></Error>\
                  </DeleteResult>";
    let (server, store) =
        fake(
            move |request| {
                if request.method == "POST" { Reply::new(200, &[XML], answer) } else { Reply::new(204, &[], "") }
            },
        )
        .await;
    let keys = ["a", "b", "c\u{1}"].map(|key| ObjectKey::new(key).unwrap());
    let outcomes = store.delete_many(&bucket(), &keys).await.unwrap();
    let kinds: Vec<_> = outcomes.iter().map(|outcome| outcome.result.as_ref().err().map(|error| error.kind)).collect();
    assert_eq!(kinds, [None, Some(ErrorKind::AccessDenied), None]);
    let seen = server.seen();
    assert!(!seen[0].header("content-md5").is_empty(), "older gateways want Content-MD5");
    assert!(seen.iter().any(|request| request.method == "DELETE" && request.target.contains("c%01")));
}

#[tokio::test]
async fn a_server_without_batches_is_asked_one_by_one_from_then_on() {
    let (server, store) = fake(|request| {
        if request.method == "POST" { Reply::error(501, "NotImplemented", "No.") } else { Reply::new(204, &[], "") }
    })
    .await;
    let keys = ["a", "b"].map(|key| ObjectKey::new(key).unwrap());
    for _ in 0..2 {
        let outcomes = store.delete_many(&bucket(), &keys).await.unwrap();
        assert!(outcomes.iter().all(|outcome| outcome.result.is_ok()));
    }
    assert!(!store.capabilities().batch_delete);
    let posts = server.seen().iter().filter(|request| request.method == "POST").count();
    assert_eq!(posts, 1);
}
