//! The auth service's client against servers that behave, and that don't.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::time::Duration;

use satchel_auth_service::{AuthService, RegisterError};
use satchel_objects::ErrorKind;
use satchel_secret::Secret;
use satchel_storj::auth_service::{AuthServiceAddress, AuthServiceError, Credentials, MAXIMUM_BODY};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

const CANARY: &str = "canary-grant-4b1f";

/// A server that takes one connection: its address, and what becomes of `serve`.
async fn server<T: Send + 'static, F: Future<Output = T> + Send + 'static>(
    serve: impl FnOnce(TcpStream) -> F + Send + 'static,
) -> (String, JoinHandle<T>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let served = tokio::spawn(async move { serve(listener.accept().await.unwrap().0).await });
    (address, served)
}

/// A server that reads a request, answers these bytes, and gives the request.
async fn answering(answer: impl Into<Vec<u8>>) -> (String, JoinHandle<String>) {
    let answer = answer.into();
    server(async move |mut stream| {
        let request = read_request(&mut stream).await;
        // Who has heard enough may hang up.
        let _heard = stream.write_all(&answer).await;
        request
    })
    .await
}

async fn read_request(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    loop {
        let mut piece = [0; 1024];
        let read = stream.read(&mut piece).await.unwrap();
        request.extend_from_slice(&piece[..read]);
        let text = String::from_utf8_lossy(&request).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            if read == 0 {
                return text;
            }
            continue;
        };
        let length = head.to_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        if read == 0 || body.len() >= length.unwrap_or(0) {
            return text;
        }
    }
}

fn http(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

async fn register(address: &str, public: bool) -> Result<Credentials, RegisterError> {
    let address = AuthServiceAddress::parse(address).unwrap();
    AuthService::default().register(&address, &Secret::from(CANARY), public).await
}

/// The error, of which no text holds the grant.
async fn refused(address: &str) -> RegisterError {
    let error = register(address, false).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains(CANARY));
    error
}

#[tokio::test]
async fn a_grant_goes_in_and_credentials_come_out() {
    for public in [false, true] {
        let body = r#"{"access_key_id":"jv2o","secret_key":"j2nc","endpoint":"https://gateway.example"}"#;
        let (address, served) = answering(http("200 OK", body)).await;
        let credentials = register(&format!("http://{address}/"), public).await.unwrap();
        assert_eq!((credentials.access_key_id.as_str(), credentials.secret_key.expose().as_str()), ("jv2o", "j2nc"));
        assert_eq!(credentials.endpoint, "https://gateway.example");
        let request = served.await.unwrap();
        assert!(request.starts_with("POST /v1/access HTTP/1.1\r\n"), "{request}");
        assert!(request.to_lowercase().contains("content-type: application/json\r\n"), "{request}");
        assert!(request.ends_with(&format!(r#"{{"access_grant":"{CANARY}","public":{public}}}"#)), "{request}");
    }
}

#[tokio::test]
async fn what_the_service_says_is_typed() {
    type Expected = fn(&AuthServiceError) -> bool;
    let cases: [(&str, &str, Expected); 7] = [
        ("400 Bad Request", "access grant: uplink: invalid access grant format\n", |error| {
            matches!(error, AuthServiceError::InvalidGrant { .. })
        }),
        ("400 Bad Request", "access grant: expiration cannot be shorter than a minute", |error| {
            matches!(error, AuthServiceError::ExpiresTooSoon)
        }),
        ("413 Request Entity Too Large", "", |error| matches!(error, AuthServiceError::TooLargeForService)),
        ("429 Too Many Requests", "", |error| matches!(error, AuthServiceError::Busy)),
        ("503 Service Unavailable", "", |error| matches!(error, AuthServiceError::Unavailable { status: 503 })),
        ("404 Not Found", "<html>", |error| matches!(error, AuthServiceError::NotTheService { status: 404 })),
        ("200 OK", "<html>", |error| matches!(error, AuthServiceError::NotTheService { status: 200 })),
    ];
    for (status, body, expected) in cases {
        let (address, _served) = answering(http(status, body)).await;
        let error = refused(&format!("http://{address}")).await;
        let RegisterError::Service { source, host } = &error else { panic!("{status}: {error:?}") };
        assert!(expected(source) && *host == address, "{status}: {error:?}");
        assert_eq!(error.is_temporary(), status.starts_with("429") || status.starts_with("503"), "{status}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let elsewhere = listener.local_addr().unwrap();
    let moved = format!("HTTP/1.1 307 Moved\r\nLocation: http://{elsewhere}/v1/access\r\nContent-Length: 0\r\n\r\n");
    let (address, _served) = answering(moved).await;
    let error = refused(&format!("http://{address}")).await;
    assert!(matches!(error, RegisterError::Service { source: AuthServiceError::NotTheService { status: 307 }, .. }));
    let mut accepted = std::pin::pin!(listener.accept());
    assert!(look_once(accepted.as_mut()).await.is_pending(), "nobody came to the other address");
}

/// One look at a future.
async fn look_once<F: Future>(mut future: std::pin::Pin<&mut F>) -> std::task::Poll<F::Output> {
    std::future::poll_fn(|context| std::task::Poll::Ready(future.as_mut().poll(context))).await
}

#[tokio::test]
async fn a_service_that_never_answers_is_left_after_a_time() {
    let (address, _served) = server(async |mut stream| {
        read_request(&mut stream).await;
        // The end of the connection is all that ends this.
        let _ended = stream.read(&mut [0]).await;
    })
    .await;
    let service = AuthService::default().with_timeout(Duration::from_millis(200));
    let known = AuthServiceAddress::parse(&format!("http://{address}")).unwrap();
    let error = service.register(&known, &Secret::from(CANARY), false).await.unwrap_err();
    assert!(matches!(&error, RegisterError::Connection { kind: ErrorKind::Timeout, host, .. } if *host == address));
    assert!(error.is_temporary());
}

#[tokio::test]
async fn an_endless_answer_is_not_read() {
    let (address, served) = server(async |mut stream| {
        read_request(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n").await.unwrap();
        let mut written = 0_usize;
        while stream.write_all(&[b'x'; 4096]).await.is_ok() {
            written += 4096;
        }
        written
    })
    .await;
    let error = refused(&format!("http://{address}")).await;
    assert!(
        matches!(error, RegisterError::Service { source: AuthServiceError::NotTheService { .. }, .. }),
        "{error:?}"
    );
    assert!(served.await.unwrap() < 64 << 20, "the buffers of both ends and no more");
}

#[tokio::test]
async fn garbage_and_a_broken_connection_are_told_apart() {
    let (address, _served) = answering("SSH-2.0-OpenSSH_9.2\r\n\r\n").await;
    let error = refused(&format!("http://{address}")).await;
    assert!(
        matches!(error, RegisterError::Service { source: AuthServiceError::NotTheService { .. }, .. }),
        "{error:?}"
    );
    for begun in ["", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"] {
        let (address, _served) = answering(begun).await;
        let error = refused(&format!("http://{address}")).await;
        assert!(matches!(error, RegisterError::Connection { kind: ErrorKind::ConnectionLost, .. }), "{error:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_reached_is_named() {
    let gone = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    };
    let error = refused(&format!("http://{gone}")).await;
    assert!(matches!(&error, RegisterError::Connection { kind: ErrorKind::ConnectionRefused, .. }), "{error:?}");
    assert!(error.to_string().contains("nothing answers there"), "{error}");
    let error = refused("https://auth.satchel-test.invalid").await;
    assert!(matches!(error, RegisterError::Connection { kind: ErrorKind::NameLookup, .. }), "{error:?}");
    let (address, _served) = server(async |mut stream| {
        let _greeting = stream.read(&mut [0; 1024]).await.unwrap();
        stream.write_all(http("400 Bad Request", "plain").as_bytes()).await.unwrap();
    })
    .await;
    let error = refused(&format!("https://{address}")).await;
    assert!(matches!(error, RegisterError::Connection { kind: ErrorKind::Tls, .. }), "{error:?}");
    assert!(!error.is_temporary());
}

#[tokio::test]
async fn a_grant_goes_nowhere_in_the_clear_but_to_this_computer() {
    for address in
        ["http://auth.example", "http://10.0.0.1:8000", "http://127.0.0.1.example", "http://localhost.example"]
    {
        let error = refused(address).await;
        assert!(matches!(error, RegisterError::Unencrypted { .. }), "{address}: {error:?}");
    }
    let error = refused("auth.example:7777").await;
    assert!(matches!(error, RegisterError::NotHttp { .. }), "{error:?}");
}

#[tokio::test]
async fn a_grant_that_is_too_large_is_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = AuthServiceAddress::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let grant = Secret::new("1".repeat(MAXIMUM_BODY));
    let error = AuthService::default().register(&address, &grant, false).await.unwrap_err();
    assert!(matches!(error, RegisterError::Service { source: AuthServiceError::TooLarge { .. }, .. }), "{error:?}");
    let mut accepted = std::pin::pin!(listener.accept());
    assert!(look_once(accepted.as_mut()).await.is_pending(), "nobody came");
}
