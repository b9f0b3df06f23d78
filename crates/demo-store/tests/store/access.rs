use std::time::{Duration, SystemTime};

use aws_sdk_s3::presigning::PresigningConfig;

use super::support::{BUCKET, Fixture, SECRET, client_with, failed, failure, open, raw};

async fn link(fixture: &Fixture, from: SystemTime, lifetime: u64) -> String {
    let config =
        PresigningConfig::builder().start_time(from).expires_in(Duration::from_secs(lifetime)).build().unwrap();
    let request = fixture.client.get_object().bucket(BUCKET).key("a b/文.txt");
    let request =
        request.response_content_disposition("attachment; filename=\"x.txt\"").response_content_type("text/plain");
    request.presigned(config).await.unwrap().uri().to_owned()
}

#[tokio::test]
async fn a_wrong_secret_or_unknown_user_is_refused() {
    let fixture = Fixture::new().await;
    let wrong = client_with(&fixture.server, "access", "not the secret");
    assert_eq!(failure(wrong.list_buckets().send().await), failed(403, "SignatureDoesNotMatch"));
    let unknown = client_with(&fixture.server, "somebody", SECRET);
    assert_eq!(failure(unknown.list_buckets().send().await), failed(403, "InvalidAccessKeyId"));
    let wrote = wrong.put_object().bucket(BUCKET).key("k").body(b"x".to_vec().into()).send().await;
    assert_eq!(failure(wrote), failed(403, "SignatureDoesNotMatch"));
    assert_eq!(fixture.blobs(), 0);
}

#[tokio::test]
async fn nobody_comes_in_without_a_signature() {
    let fixture = Fixture::new().await;
    fixture.put("k", "secret text").await;
    let host = fixture.server.address();
    for (method, path) in
        [("GET", "/"), ("GET", "/bucket"), ("GET", "/bucket/k"), ("PUT", "/bucket/k"), ("DELETE", "/bucket/k")]
    {
        let request =
            format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        let answer = raw(&fixture.server, &request).await;
        assert!(answer.starts_with("HTTP/1.1 403"), "{method} {path}: {answer}");
        assert!(answer.contains("AccessDenied") && answer.contains("x-amz-request-id: "), "{answer}");
    }
    assert_eq!(fixture.get("k").await, b"secret text");
}

#[tokio::test]
async fn a_link_works_with_its_overrides_until_it_ends() {
    let fixture = Fixture::new().await;
    fixture.put("a b/文.txt", "shared").await;
    let host = fixture.server.address().to_string();
    let good = link(&fixture, SystemTime::now(), 60).await;
    let answer = open(&fixture.server, &good, &host).await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("shared"), "{answer}");
    assert!(answer.contains("content-disposition: attachment; filename=\"x.txt\"\r\n"), "{answer}");
    assert!(answer.contains("content-type: text/plain\r\n") && !answer.contains("octet-stream"), "{answer}");

    let over = link(&fixture, SystemTime::now() - Duration::from_mins(2), 60).await;
    let answer = open(&fixture.server, &over, &host).await;
    assert!(answer.starts_with("HTTP/1.1 403") && answer.contains("expired"), "{answer}");

    let other_key = good.replace(".txt?", ".txs?");
    assert!(open(&fixture.server, &other_key, &host).await.contains("SignatureDoesNotMatch"));
}

#[tokio::test]
async fn a_foreign_host_is_refused_even_with_a_good_link() {
    let fixture = Fixture::new().await;
    fixture.put("a b/文.txt", "shared").await;
    let good = link(&fixture, SystemTime::now(), 60).await;
    let port = fixture.server.address().port();
    for host in [
        "evil.example".to_owned(),
        format!("evil.example:{port}"),
        "127.0.0.1".to_owned(),
        format!("127.0.0.1:{}", port ^ 1),
    ] {
        let answer = open(&fixture.server, &good, &host).await;
        assert!(answer.starts_with("HTTP/1.1 403") && answer.contains("Host header"), "{host}: {answer}");
        assert!(!answer.ends_with("shared"));
    }
}

#[tokio::test]
async fn only_the_loopback_address_listens() {
    let fixture = Fixture::new().await;
    assert!(fixture.server.address().ip().is_loopback());
    let config = satchel_demo_store::DemoConfig {
        directory: fixture.folder.path().to_owned(),
        preferred_port: None,
        access_key_id: "access".to_owned(),
        secret_key: SECRET.to_owned().into(),
    };
    assert!(!format!("{config:?} {:?}", fixture.server).contains(SECRET));
}
