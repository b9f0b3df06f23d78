//! A server that can't be reached, or that isn't one.

use crate::support::*;

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
