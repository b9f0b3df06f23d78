//! Where a server calls out to.

use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use satchel_auth_service::{AuthService, RegisterError};
use satchel_http_api::{Outgoing, OutgoingConfig};
use satchel_objects::s3::{Names, S3Store};
use satchel_objects::{ErrorKind, ObjectStore, StoreError};
use satchel_operations::{NativeSatellites, access};
use satchel_operations_schema::types::{CreateCredentials, ErrorCode, ErrorInfo, SecretInput, SecretText};
use satchel_secret::Secret;
use satchel_storj::auth_service::AuthServiceAddress;
use satchel_testkit::storj::GRANT;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const BUCKETS: &str = "<?xml version=\"1.0\"?><ListAllMyBucketsResult><Owner><ID>a</ID></Owner><Buckets/>\
                       </ListAllMyBucketsResult>";

/// Something that listens, and counts who comes.
struct Listener {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Listener {
    /// Answers every request with this, and ends the connection.
    async fn answering(answer: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, connections) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
        let counted = connections.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                let mut read = Vec::new();
                while !read.windows(4).any(|window| window == b"\r\n\r\n") {
                    if stream.read_buf(&mut read).await.unwrap_or(0) == 0 {
                        break;
                    }
                }
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
            }
        });
        Self { address, connections }
    }

    async fn with_buckets() -> Self {
        let length = BUCKETS.len();
        Self::answering(format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{BUCKETS}"
        ))
        .await
    }

    async fn redirecting(to: &str) -> Self {
        Self::answering(format!(
            "HTTP/1.1 307 Temporary Redirect\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        ))
        .await
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// Answers what it was told to, one after the other, and the last one again and again.
#[derive(Debug, Default)]
struct Scripted {
    answers: Mutex<VecDeque<Vec<IpAddr>>>,
    asked: Mutex<Vec<String>>,
}

impl Scripted {
    fn new(answers: &[&[&str]]) -> Arc<Self> {
        let parse = |answer: &&[&str]| answer.iter().map(|address| address.parse().unwrap()).collect();
        Arc::new(Self { answers: Mutex::new(answers.iter().map(parse).collect()), asked: Mutex::default() })
    }

    fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

#[async_trait]
impl Names for Scripted {
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        self.asked.lock().unwrap().push(name.to_owned());
        let mut answers = self.answers.lock().unwrap();
        let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        answer.ok_or_else(|| io::Error::other("no such name"))
    }
}

const HERE: &str = "127.0.0.1";
const BEYOND: &str = "0.0.0.0";

async fn outgoing(listen: &str, allowed: &[&str], names: Arc<Scripted>) -> Outgoing {
    let config = OutgoingConfig { allowed: allowed.iter().map(|origin| origin.parse().unwrap()).collect() };
    Outgoing::with_names(&config, listen.parse().unwrap(), names).await.unwrap()
}

/// Asks the store at an endpoint for its buckets, past the first look at the address: the connector looks again.
async fn list(outgoing: &Outgoing, endpoint: &str) -> Result<(), StoreError> {
    // An address that is always fine lends its network.
    let any = outgoing.endpoint(&"https://gateway.storjshare.io".parse().unwrap()).unwrap();
    let secret_key = "canary-secret".to_owned().into();
    let store = S3Store::over(endpoint.parse().unwrap(), "key".to_owned(), secret_key, any);
    store.list_buckets().await.map(drop)
}

fn is_refused(result: Result<(), StoreError>) {
    let error = result.unwrap_err();
    assert_eq!(error.kind, ErrorKind::AddressRefused, "{error}");
    assert!(!error.is_retryable());
    assert!(error.to_string().contains("is refused"), "{error}");
    let shown = satchel_operations::errors::store(&error);
    assert_eq!((shown.code, shown.params["field"].as_str()), (ErrorCode::InvalidParameter, "endpoint"));
}

#[tokio::test]
async fn a_name_is_judged_by_what_it_stands_for() {
    let server = Listener::with_buckets().await;
    let endpoint = format!("http://store.example:{}", server.address.port());
    // On one's own computer a name may stand for it; and never for a metadata service.
    let names = Scripted::new(&[&["127.0.0.1"]]);
    list(&outgoing(HERE, &[], names.clone()).await, &endpoint).await.unwrap();
    assert_eq!((names.asked(), server.connections()), (1, 1));
    let refused: &[(&str, &[&str])] = &[
        (HERE, &["169.254.169.254"]),
        (HERE, &["fd00:ec2::254", "169.254.170.2"]),
        (HERE, &["::ffff:169.254.169.254"]),
        (HERE, &["0.0.0.0"]),
        (BEYOND, &["127.0.0.1"]),
        (BEYOND, &["::1", "10.0.0.1", "192.168.0.1", "100.64.0.1", "fd00::1", "64:ff9b::7f00:1"]),
    ];
    for (listen, addresses) in refused {
        let names = Scripted::new(&[addresses]);
        is_refused(list(&outgoing(listen, &[], names.clone()).await, &endpoint).await);
        assert_eq!(names.asked(), 1, "a refusal isn't tried again");
    }
    assert_eq!(server.connections(), 1, "nobody was connected to");
    let error = list(&outgoing(BEYOND, &[], Scripted::new(&[&["10.11.12.13"]])).await, &endpoint).await.unwrap_err();
    assert!(!error.to_string().contains("10.11"), "what names stand for is nobody's business: {error}");
}

#[tokio::test]
async fn of_several_addresses_only_those_that_are_allowed_are_dialled() {
    let server = Listener::with_buckets().await;
    let endpoint = format!("http://store.example:{}", server.address.port());
    let names = Scripted::new(&[&["169.254.169.254", "127.0.0.1", "0.0.0.0"]]);
    list(&outgoing(HERE, &[], names).await, &endpoint).await.unwrap();
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn what_was_judged_is_what_is_dialled() {
    let server = Listener::with_buckets().await;
    let endpoint = format!("http://rebound.example:{}", server.address.port());
    // Whoever looked the name up a second time would get to where nobody may.
    let names = Scripted::new(&[&["127.0.0.1"], &["169.254.169.254"]]);
    let guarded = outgoing(HERE, &[], names.clone()).await;
    list(&guarded, &endpoint).await.unwrap();
    assert_eq!((names.asked(), server.connections()), (1, 1));
    // A new connection is a new question, and its answer is judged anew.
    is_refused(list(&guarded, &endpoint).await);
    assert_eq!((names.asked(), server.connections()), (2, 1));
    // And the other way round: what turns fine only after it was judged isn't reached either.
    let names = Scripted::new(&[&["169.254.169.254"], &["127.0.0.1"]]);
    is_refused(list(&outgoing(HERE, &[], names.clone()).await, &endpoint).await);
    assert_eq!((names.asked(), server.connections()), (1, 1));
}

#[tokio::test]
async fn an_address_that_is_no_name_is_judged_too() {
    let server = Listener::with_buckets().await;
    let port = server.address.port();
    let names = Scripted::new(&[]);
    let beyond = outgoing(BEYOND, &[], names.clone()).await;
    for host in ["127.0.0.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"] {
        is_refused(list(&beyond, &format!("http://{host}:{port}")).await);
    }
    assert_eq!(server.connections(), 0);
    let here = outgoing(HERE, &[], names.clone()).await;
    list(&here, &format!("http://127.0.0.1:{port}")).await.unwrap();
    is_refused(list(&here, "http://169.254.169.254").await);
    is_refused(list(&here, "http://[::ffff:a9fe:a9fe]").await);
    assert_eq!((names.asked(), server.connections()), (0, 1));
}

#[tokio::test]
async fn with_a_list_only_what_is_listed_is_called() {
    let (listed, other) = (Listener::with_buckets().await, Listener::with_buckets().await);
    let allowed = [
        "https://gateway.storjshare.io".to_owned(),
        format!("http://minio:{}", listed.address.port()),
        format!("http://{}", listed.address),
    ];
    let allowed: Vec<&str> = allowed.iter().map(String::as_str).collect();
    for listen in [HERE, BEYOND] {
        let names = Scripted::new(&[&["127.0.0.1"]]);
        let guarded = outgoing(listen, &allowed, names.clone()).await;
        list(&guarded, allowed[1]).await.unwrap();
        list(&guarded, allowed[2]).await.unwrap();
        is_refused(list(&guarded, &format!("http://{}", other.address)).await);
        is_refused(list(&guarded, &format!("http://minio:{}", other.address.port())).await);
        assert_eq!(names.asked(), 1, "what isn't listed isn't even looked up");
        let names = Scripted::new(&[&["169.254.169.254"]]);
        is_refused(list(&outgoing(listen, &allowed, names).await, allowed[1]).await);
    }
    assert_eq!((listed.connections(), other.connections()), (4, 0));
}

#[tokio::test]
async fn a_redirect_is_never_followed() {
    let elsewhere = Listener::with_buckets().await;
    for to in [format!("http://{}/", elsewhere.address), "http://169.254.169.254/latest/meta-data/".to_owned()] {
        let server = Listener::redirecting(&to).await;
        let names = Scripted::new(&[]);
        let here = outgoing(HERE, &[], names.clone()).await;
        let error = list(&here, &format!("http://{}", server.address)).await.unwrap_err();
        assert_ne!(error.kind, ErrorKind::AddressRefused, "nobody tried: {error}");
        let address = AuthServiceAddress::parse(&format!("http://{}", server.address)).unwrap();
        let network = here.endpoint(&"https://auth.storjshare.io".parse().unwrap()).unwrap().clone();
        let registered = AuthService::over(network).register(&address, &Secret::from("grant"), false).await;
        assert!(matches!(registered, Err(RegisterError::Service { .. })), "{registered:?}");
        assert!(server.connections() >= 2);
    }
    assert_eq!(elsewhere.connections(), 0);
}

/// Asks for credentials at an auth service.
async fn credentials(outgoing: &Outgoing, auth_service: &str) -> ErrorInfo {
    let services = outgoing.access(Arc::new(NativeSatellites));
    let request = CreateCredentials {
        access_grant: SecretInput::Typed(SecretText::from(Secret::from(GRANT))),
        auth_service: auth_service.to_owned(),
        public: None,
    };
    access::create_credentials(&services, request).await.map(drop).unwrap_err()
}

#[tokio::test]
async fn auth_services_are_called_by_the_same_rule() {
    let beyond = outgoing(BEYOND, &[], Scripted::new(&[&["10.0.0.1"]])).await;
    for refused in [
        "https://169.254.169.254",
        "https://127.0.0.1:7777",
        "http://localhost:7777",
        "https://auth.example",
        "https://[fd00:ec2::254]/",
        "drpc://auth.example:7777",
        "auth.example:7777",
    ] {
        let error = credentials(&beyond, refused).await;
        assert_eq!(
            (error.code, error.params["field"].as_str()),
            (ErrorCode::InvalidParameter, "auth_service"),
            "{refused}"
        );
        assert!(error.message.contains("is refused"), "{refused}: {}", error.message);
        assert!(!error.retryable);
    }
    // A DRPC address that is listed gets as far as this build can take it.
    let listed = outgoing(BEYOND, &["drpc://127.0.0.1:9"], Scripted::new(&[])).await;
    let error = credentials(&listed, "127.0.0.1:9").await;
    assert!(!error.message.contains("is refused"), "{}", error.message);
}
