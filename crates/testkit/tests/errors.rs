//! What goes wrong between a store and its server, each with the kind that it must have.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures::TryStreamExt;
use satchel_objects::s3::{Credentials, S3Config, S3Store};
use satchel_objects::{
    Body, BucketName, CompletedPart, CopyRequest, ETag, ErrorKind, FileSection, GetOptions, ListRequest, ObjectKey,
    ObjectStore, Preconditions, PutOptions, StoreError, UploadId,
};
use satchel_testkit::fake::{FakeServer, Reply, Request};
use satchel_testkit::servers::{self, Demo};
use zeroize::Zeroizing;

const NO_BUCKETS: &str = "<?xml version=\"1.0\"?><ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>";
const NO_OBJECTS: &str = "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>";
const XML: (&str, &str) = ("Content-Type", "application/xml");

async fn store(url: &str) -> S3Store {
    S3Store::new(servers::config(url)).await.unwrap()
}

async fn fake(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> (FakeServer, S3Store) {
    let server = FakeServer::start(answer).await.unwrap();
    let store = store(&server.url()).await;
    (server, store)
}

fn bucket() -> BucketName {
    BucketName::new("bucket").unwrap()
}

fn key() -> ObjectKey {
    ObjectKey::new("key").unwrap()
}

fn listing() -> ListRequest {
    ListRequest {
        bucket: bucket(),
        prefix: String::new(),
        delimiter: None,
        max_keys: 1000,
        continuation: None,
        start_after: None,
    }
}

fn quiet(error: &StoreError) {
    for text in [format!("{error}"), format!("{error:?}")] {
        assert!(!text.contains(servers::SECRET_KEY), "{text}");
    }
}

async fn buckets_fail(url: &str, kind: ErrorKind) -> StoreError {
    let error = store(url).await.list_buckets().await.unwrap_err();
    assert_eq!(error.kind, kind, "{error:?}");
    quiet(&error);
    error
}

#[tokio::test]
async fn an_unknown_host_is_named() {
    let error = buckets_fail("https://no-such-host.invalid", ErrorKind::NameLookup).await;
    assert_eq!(error.detail.as_deref(), Some("no-such-host.invalid"));
    assert!(error.is_retryable());
}

#[tokio::test]
async fn a_port_where_nothing_listens_refuses() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = buckets_fail(&format!("http://{free}"), ErrorKind::ConnectionRefused).await;
    assert_eq!(error.detail, Some(free.to_string()));
}

#[tokio::test]
async fn a_web_page_is_no_store_whatever_its_status() {
    for status in [200, 301, 400, 401, 403, 404, 405] {
        let page = "<!DOCTYPE html><html><body>Welcome</body></html>";
        let (server, store) = fake(move |_| Reply::new(status, &[("Content-Type", "text/html")], page)).await;
        buckets_fail(&server.url(), ErrorKind::NotS3).await;
        assert_eq!(store.list_page(&listing()).await.unwrap_err().kind, ErrorKind::NotS3, "{status}");
        // A page that takes every PUT must not look like an upload that worked.
        let put = store.put(&bucket(), &key(), Bytes::from("x").into(), &PutOptions::default()).await;
        assert_eq!(put.unwrap_err().kind, ErrorKind::NotS3, "{status}");
    }
}

#[tokio::test]
async fn what_is_no_http_is_no_store() {
    let (server, _) = fake(|_| Reply::raw("SSH-2.0-OpenSSH_9.2\r\n")).await;
    buckets_fail(&server.url(), ErrorKind::NotS3).await;
    let (server, _) = fake(|_| Reply::new(200, &[("Content-Type", "application/json")], "{\"ok\": true}")).await;
    buckets_fail(&server.url(), ErrorKind::NotS3).await;
}

#[tokio::test]
async fn tls_to_a_plain_port_and_plain_to_a_tls_port() {
    let (server, _) = fake(|_| Reply::raw("HTTP/1.1 400 Bad Request\r\n\r\n")).await;
    let url = server.url().replace("http://", "https://");
    let error = buckets_fail(&url, ErrorKind::Tls).await;
    assert!(error.detail.unwrap().contains("isn't encrypted"));
    let closing = FakeServer::start(|_| Reply::default()).await.unwrap();
    buckets_fail(&closing.url().replace("http://", "https://"), ErrorKind::Tls).await;
    let (server, _) =
        fake(|_| Reply::raw("HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n")).await;
    buckets_fail(&server.url(), ErrorKind::Tls).await;
}

#[tokio::test]
async fn wrong_keys_are_told_apart() {
    let demo = Demo::start().await.unwrap();
    let with = |id: &str, secret: &str| S3Config {
        credentials: Credentials::Keys {
            access_key_id: id.to_owned(),
            secret_key: Zeroizing::new(secret.to_owned()),
            session_token: None,
            expires: None,
        },
        ..servers::config(&demo.url())
    };
    let unknown = S3Store::new(with("NOBODY", servers::SECRET_KEY)).await.unwrap();
    assert_eq!(unknown.list_buckets().await.unwrap_err().kind, ErrorKind::UnknownAccessKey);
    let wrong = S3Store::new(with(servers::ACCESS_KEY, "wrong-secret-canary")).await.unwrap();
    let error = wrong.list_buckets().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::WrongSecret);
    assert!(!format!("{error:?} {error} {wrong:?}").contains("canary"));
    demo.shutdown().await;
}

#[tokio::test]
async fn a_profile_that_isnt_there_is_no_credentials() {
    let config = S3Config {
        credentials: Credentials::Profile("satchel-no-such-profile".to_owned()),
        ..servers::config("http://127.0.0.1:9")
    };
    let error = S3Store::new(config).await.unwrap().list_buckets().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NoCredentials, "{error:?}");
}

/// Refuses every request that isn't signed by the server's clock, which is 20 minutes ahead.
fn ahead(request: &Request) -> Reply {
    let server = SystemTime::now() + Duration::from_mins(20);
    let seconds = i64::try_from(server.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()).unwrap();
    let date = http_date(seconds);
    let dated = [("Date", &*date), XML];
    let signed = parse_amz_date(request.header("x-amz-date"));
    if (seconds - signed).abs() <= 15 * 60 {
        let body = if request.method == "GET" { NO_BUCKETS } else { "" };
        return Reply::new(200, &dated, body);
    }
    if request.method == "HEAD" {
        return Reply::new(403, &dated, "");
    }
    let body = "<Error><Code>RequestTimeTooSkewed</Code><Message>The difference is too large.</Message></Error>";
    Reply::new(403, &dated, body)
}

#[tokio::test]
async fn a_clock_20_minutes_off_works_and_is_said() {
    let (_server, store) = fake(ahead).await;
    assert_eq!(store.clock_skew(), None);
    store.list_buckets().await.unwrap();
    let (is_ahead, by) = store.clock_skew().unwrap();
    assert!(is_ahead && by > Duration::from_mins(19) && by < Duration::from_mins(21), "{by:?}");
    // The first call may also be one that is never repeated by the SDK, or whose refusal has no code.
    let (_server, store) = fake(ahead).await;
    store.create_bucket(&bucket()).await.unwrap();
    let (_server, store) = fake(ahead).await;
    store.head_bucket(&bucket()).await.unwrap();
}

#[tokio::test]
async fn a_link_is_made_by_the_servers_clock() {
    let (_server, store) = fake(ahead).await;
    store.list_buckets().await.unwrap();
    let link = store.presign_get(&bucket(), &key(), Duration::from_mins(10), Some("a.txt")).await.unwrap();
    let date = link.url.split("X-Amz-Date=").nth(1).unwrap();
    let signed = parse_amz_date(&date[..16]);
    let ours = i64::try_from(SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs()).unwrap();
    assert!((signed - ours - 1200).abs() < 60, "{signed} {ours}");
}

#[tokio::test]
async fn a_link_ends_with_its_credentials() {
    let end = SystemTime::now() + Duration::from_mins(30);
    let with = |end| S3Config {
        credentials: Credentials::Keys {
            access_key_id: "A".into(),
            secret_key: Zeroizing::new("S".into()),
            session_token: Some(Zeroizing::new("T".into())),
            expires: Some(end),
        },
        ..servers::config("http://127.0.0.1:9")
    };
    let week = Duration::from_hours(24 * 7);
    let link = S3Store::new(with(end)).await.unwrap().presign_get(&bucket(), &key(), week, None).await.unwrap();
    assert!(link.expires <= end && link.expires + Duration::from_secs(5) > end);
    let ended = SystemTime::now() - Duration::from_secs(1);
    let error = S3Store::new(with(ended)).await.unwrap().presign_get(&bucket(), &key(), week, None).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::CredentialsExpired);
}

/// A server whose bucket is in another region, said in one of the ways that servers have.
fn elsewhere(request: &Request, refusal: Reply) -> Reply {
    if request.header("authorization").contains("/eu-north-1/s3/") {
        Reply::new(200, &[XML], if request.method == "GET" { NO_OBJECTS } else { "" })
    } else {
        refusal
    }
}

#[tokio::test]
async fn a_region_is_learnt_and_remembered() {
    let by_header = [("x-amz-bucket-region", "eu-north-1"), XML];
    let moved = "<Error><Code>PermanentRedirect</Code><Message>Elsewhere.</Message></Error>";
    let malformed = "<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-north-1</Region></Error>";
    for refusal in
        [Reply::new(301, &by_header, moved), Reply::new(400, &[XML], malformed), Reply::new(301, &by_header, "")]
    {
        let (server, store) = fake(move |request| elsewhere(request, refusal.clone())).await;
        store.list_page(&listing()).await.unwrap();
        assert_eq!(server.seen().len(), 2);
        store.head_bucket(&bucket()).await.unwrap();
        assert_eq!(server.seen().len(), 3, "the region was asked for again");
    }
}

#[tokio::test]
async fn a_region_that_cant_be_learnt_is_wrong_and_no_redirect_is_followed() {
    let target = FakeServer::start(|_| Reply::new(200, &[XML], NO_OBJECTS)).await.unwrap();
    let location = format!("{}/bucket", target.url());
    for status in [301, 302, 307, 308] {
        let location = location.clone();
        let (_server, store) = fake(move |_| {
            let body = "<Error><Code>PermanentRedirect</Code><Message>Elsewhere.</Message></Error>";
            Reply::new(status, &[XML, ("Location", &location)], body)
        })
        .await;
        assert_eq!(store.list_page(&listing()).await.unwrap_err().kind, ErrorKind::WrongRegion);
    }
    assert!(target.seen().is_empty(), "credentials went to another host");
}

#[tokio::test]
async fn a_bucket_is_made_with_and_without_its_region() {
    // One server wants no region named, the other its own.
    let (server, store) = fake(|request| {
        if request.body.is_empty() { Reply::new(200, &[XML], "") } else { Reply::error(400, "MalformedXML", "No.") }
    })
    .await;
    let config = S3Config { region: Some("eu1".to_owned()), ..servers::config(&server.url()) };
    S3Store::new(config).await.unwrap().create_bucket(&bucket()).await.unwrap();
    store.create_bucket(&bucket()).await.unwrap();
    let named: Vec<bool> = server.seen().iter().map(|request| !request.body.is_empty()).collect();
    assert_eq!(named, [true, false, false]);
    let (_server, store) = fake(|_| Reply::error(400, "InvalidLocationConstraint", "No.")).await;
    assert_eq!(store.create_bucket(&bucket()).await.unwrap_err().kind, ErrorKind::WrongRegion);
}

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
    let body = Body::File(FileSection { file: Arc::new(file), offset: 0, length: 1_000_000 });
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

/// The seconds of `20261122T170000Z`.
fn parse_amz_date(text: &str) -> i64 {
    let number =
        |range: std::ops::Range<usize>| text.get(range).and_then(|digits| digits.parse::<i64>().ok()).unwrap_or(0);
    let (year, month, day) = (number(0..4), number(4..6), number(6..8));
    days(year, month, day) * 86_400 + number(9..11) * 3600 + number(11..13) * 60 + number(13..15)
}

/// Days since 1970 of a date. Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn http_date(seconds: i64) -> String {
    let day = seconds.div_euclid(86_400);
    let (mut year, mut month) = (1970, 1);
    while days(year + 1, 1, 1) <= day {
        year += 1;
    }
    while month < 12 && days(year, month + 1, 1) <= day {
        month += 1;
    }
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let week = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    let rest = seconds.rem_euclid(86_400);
    format!(
        "{}, {:02} {} {year} {:02}:{:02}:{:02} GMT",
        week[usize::try_from(day.rem_euclid(7)).unwrap()],
        day - days(year, month, 1) + 1,
        names[usize::try_from(month - 1).unwrap()],
        rest / 3600,
        rest / 60 % 60,
        rest % 60
    )
}
