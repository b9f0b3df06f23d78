//! What the connection test says of servers that work, and names of those that don't.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::sync::Arc;
use std::time::Duration;

use satchel_accounts::{Accounts, Addressing, ConnectionReport, S3Draft, SessionSecrets, draft_store, test_connection};
use satchel_demo_store::{DemoConfig, DemoServer};
use satchel_objects::{BucketName, ErrorKind};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use zeroize::Zeroizing;

const KEY: &str = "demo-key";
const SECRET: &str = "demo-secret-canary";

fn draft(endpoint: &str) -> S3Draft {
    S3Draft {
        name: String::new(),
        endpoint: Some(endpoint.into()),
        region: Some("us-east-1".into()),
        addressing: Addressing::Path,
        access_key_id: KEY.into(),
        secret_key: Zeroizing::new(SECRET.into()),
        session_token: None,
    }
}

async fn report(draft: &S3Draft) -> ConnectionReport {
    let store = draft_store(draft).await.unwrap();
    let report = test_connection(store.as_ref()).await;
    assert!(!format!("{report:?}").contains("canary"), "{report:?}");
    report
}

async fn failure(draft: &S3Draft) -> ErrorKind {
    let report = report(draft).await;
    assert!(!report.works && report.buckets.is_none(), "{report:?}");
    report.failure.unwrap().kind
}

async fn demo(folder: &std::path::Path) -> DemoServer {
    DemoServer::start(DemoConfig {
        directory: folder.to_owned(),
        preferred_port: None,
        access_key_id: KEY.into(),
        secret_key: Zeroizing::new(SECRET.into()),
    })
    .await
    .unwrap()
}

/// A server that gives these answers, one a connection, and the last one for ever.
async fn answering(answers: Vec<String>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let mut answers = answers.into_iter().peekable();
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = Vec::new();
            let mut buffer = [0; 1024];
            while !request.windows(4).any(|window| window == b"\r\n\r\n") {
                match stream.read(&mut buffer).await {
                    Ok(read) if read > 0 => request.extend_from_slice(&buffer[..read]),
                    _ => break,
                }
            }
            let answer = answers.peek().unwrap().clone();
            // Whatever the client makes of it.
            let _sent = stream.write_all(answer.as_bytes()).await;
            if answers.len() > 1 {
                answers.next();
            }
        }
    });
    format!("http://{address}")
}

fn answer(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n{body}")
}

fn xml_error(code: &str) -> String {
    format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>no</Message></Error>")
}

#[tokio::test]
async fn a_store_that_works_counts_its_buckets() {
    let folder = tempfile::tempdir().unwrap();
    let server = demo(folder.path()).await;
    let draft = draft(&format!("http://{}", server.address()));
    let store = draft_store(&draft).await.unwrap();
    for expected in 0..3 {
        let report = test_connection(store.as_ref()).await;
        assert!(report.works && report.failure.is_none() && report.clock_skew.is_none(), "{report:?}");
        assert_eq!(report.buckets, Some(expected));
        store.create_bucket(&BucketName::new(format!("bucket-{expected}")).unwrap()).await.unwrap();
    }
    server.shutdown().await;
}

#[tokio::test]
async fn a_saved_account_reaches_the_same_store() {
    let folder = tempfile::tempdir().unwrap();
    let server = demo(&folder.path().join("demo")).await;
    let (accounts, _) = Accounts::open(folder.path(), Arc::<SessionSecrets>::default());
    let account = accounts.add_s3(&draft(&format!("http://{}", server.address()))).await.unwrap();
    assert_eq!(account.name, "127.0.0.1");
    let store = accounts.store(&account.id).await.unwrap();
    assert!(test_connection(store.as_ref()).await.works);
    server.shutdown().await;
}

#[tokio::test]
async fn the_demo_starts_with_its_own_credentials_and_again_with_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("demo");
    let (accounts, _) = Accounts::open(folder.path(), Arc::<SessionSecrets>::default());
    for buckets in 1..3 {
        let credentials = accounts.ensure_demo(&directory).await.unwrap();
        let server = DemoServer::start(DemoConfig {
            directory: directory.clone(),
            preferred_port: None,
            access_key_id: credentials.access_key_id,
            secret_key: credentials.secret_key,
        })
        .await
        .unwrap();
        let account = accounts.set_demo_endpoint(server.address()).await.unwrap();
        let store = accounts.store(&account.id).await.unwrap();
        store.create_bucket(&BucketName::new(format!("bucket-{buckets}")).unwrap()).await.unwrap();
        assert_eq!(test_connection(store.as_ref()).await.buckets, Some(buckets));
        server.shutdown().await;
    }
    assert_eq!(accounts.list().len(), 1);
}

#[tokio::test]
async fn a_wrong_key_and_a_wrong_secret_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let server = demo(folder.path()).await;
    let right = draft(&format!("http://{}", server.address()));
    let wrong_key = S3Draft { access_key_id: "nobody".into(), ..right.clone() };
    assert_eq!(failure(&wrong_key).await, ErrorKind::UnknownAccessKey);
    let wrong_secret = S3Draft { secret_key: Zeroizing::new("another-canary".into()), ..right };
    assert_eq!(failure(&wrong_secret).await, ErrorKind::WrongSecret);
    server.shutdown().await;
}

#[tokio::test]
async fn a_key_that_may_not_list_buckets_works() {
    let endpoint = answering(vec![answer("403 Forbidden", "", &xml_error("AccessDenied"))]).await;
    let report = report(&draft(&endpoint)).await;
    assert!(report.works && report.buckets.is_none() && report.failure.is_none(), "{report:?}");
}

#[tokio::test]
async fn nobody_there_is_a_refused_connection() {
    // The port was free a moment ago, and the system doesn't give it out again at once.
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    assert_eq!(failure(&draft(&format!("http://{address}"))).await, ErrorKind::ConnectionRefused);
}

#[tokio::test]
async fn a_name_that_nobody_has_is_a_failed_look_up() {
    // RFC 2606: `.invalid` never exists.
    assert_eq!(failure(&draft("https://satchel-test.invalid")).await, ErrorKind::NameLookup);
}

#[tokio::test]
async fn a_web_page_is_no_s3_server() {
    let page = answer("200 OK", "Content-Type: text/html\r\n", "<!doctype html><html><body>Welcome</body></html>");
    assert_eq!(failure(&draft(&answering(vec![page]).await)).await, ErrorKind::NotS3);
}

#[tokio::test]
async fn https_to_a_plain_server_is_a_failed_encryption() {
    let folder = tempfile::tempdir().unwrap();
    let server = demo(folder.path()).await;
    assert_eq!(failure(&draft(&format!("https://{}", server.address()))).await, ErrorKind::Tls);
    server.shutdown().await;
}

#[tokio::test]
async fn a_clock_that_is_off_works_and_is_said() {
    let ahead = std::time::SystemTime::now() + Duration::from_mins(20);
    let date = format!("Date: {}\r\n", http_date(ahead));
    let list = "<?xml version=\"1.0\"?><ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>";
    let endpoint = answering(vec![
        answer("403 Forbidden", &date, &xml_error("RequestTimeTooSkewed")),
        answer("200 OK", &date, list),
    ])
    .await;
    let report = report(&draft(&endpoint)).await;
    assert!(report.works, "{report:?}");
    let (ahead, by) = report.clock_skew.unwrap();
    assert!(ahead && by > Duration::from_mins(19) && by < Duration::from_mins(21), "{by:?}");
}

/// A time as the Date header has it.
fn http_date(time: std::time::SystemTime) -> String {
    let format = aws_smithy_types::date_time::Format::HttpDate;
    aws_smithy_types::DateTime::from(time).fmt(format).unwrap()
}
