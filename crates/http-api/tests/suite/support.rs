//! The API on a port of its own, over the embedded store.

use std::sync::Arc;

use satchel_http_api::{Config, Limits, OutgoingConfig, Running, TokenAccess};
use satchel_objects::ObjectStore;
use satchel_operations::NativeSatellites;
use satchel_testkit::FaultyServer;
use satchel_testkit::fake::{FakeServer, Reply};
use satchel_testkit::http::{self, Answer};
use satchel_testkit::servers::{ACCESS_KEY, Demo, SECRET_KEY};
pub use satchel_testkit::storj::{API_KEY, GRANT, PROJECT, SATELLITE};
use serde_json::Value;

pub const ACCESS_KEY_ID: &str = "jv2ohknlvcnkzcng2keb25p6a5gq";
pub const MADE_SECRET: &str = "j2ncanarysecretkeycanarysecretkeycanarysecretkeycanarys";

/// A server of the API by itself: nothing of it is shared with another one.
#[allow(dead_code, reason = "for the tests of replicas")]
pub struct Replica {
    url: String,
    server: Running,
}

#[allow(dead_code, reason = "for the tests of replicas")]
impl Replica {
    pub async fn start() -> Self {
        let server = serve().await;
        Self { url: format!("http://{}", server.address()), server }
    }
}

/// The API, what it speaks to, and one bucket.
pub struct Bench {
    pub url: String,
    /// Where the store is, for the header `Endpoint`.
    pub endpoint: String,
    #[allow(dead_code, reason = "it serves until it is dropped")]
    demo: Option<Demo>,
    pub auth_service: FakeServer,
    pub bucket: &'static str,
    pub server: Running,
}

impl Bench {
    pub async fn start() -> Self {
        let demo = Demo::start().await.unwrap();
        Self::over(demo.url(), Some(demo)).await
    }

    /// The store is behind a server that fails on plan.
    pub async fn start_faulty() -> (Self, FaultyServer) {
        let (front, demo) = Demo::start_faulty(7).await.unwrap();
        (Self::over(front.url(), Some(demo)).await, front)
    }

    /// Over a server of somebody else's.
    #[allow(dead_code, reason = "for the tests on independent servers")]
    pub async fn on(endpoint: &str) -> Self {
        Self::over(endpoint.to_owned(), None).await
    }

    async fn over(endpoint: String, demo: Option<Demo>) -> Self {
        let answer = serde_json::json!({
            "access_key_id": ACCESS_KEY_ID, "secret_key": MADE_SECRET, "endpoint": "https://gateway.example"
        });
        let auth_service = FakeServer::start(move |_| Reply::new(200, &[], &answer.to_string())).await.unwrap();
        let server = serve().await;
        let url = format!("http://{}", server.address());
        let bench = Self { url, endpoint, demo, auth_service, bucket: "photos", server };
        let made = bench.json("createBucket", &serde_json::json!({ "bucket": "photos" })).await;
        assert_eq!(made["code"], 0, "{made}");
        bench
    }

    /// From now on the other replica is asked.
    #[allow(dead_code, reason = "for the tests of replicas")]
    pub fn turn_to(&mut self, other: &mut Replica) {
        std::mem::swap(&mut self.url, &mut other.url);
        std::mem::swap(&mut self.server, &mut other.server);
    }

    /// A store behind the API's back.
    pub async fn store(&self) -> Arc<dyn ObjectStore> {
        let config = satchel_testkit::servers::config(&self.endpoint);
        Arc::new(satchel_objects::s3::S3Store::new(config).await.unwrap())
    }

    /// Sends a request with the store's credentials.
    pub async fn send(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut all = vec![("AccessKeyId", ACCESS_KEY), ("SecretKey", SECRET_KEY), ("Endpoint", &*self.endpoint)];
        all.extend(headers);
        http::send(method, &format!("{}/{target}", self.url), &all, body).await.unwrap()
    }

    /// Calls an operation with JSON; the answer has status 200.
    pub async fn json(&self, name: &str, parameters: &Value) -> Value {
        let answer = self.call(name, "application/json", parameters.to_string().as_bytes()).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")), "{name}");
        serde_json::from_slice(&answer.body).unwrap()
    }

    /// Calls an operation that answers XML.
    pub async fn xml(&self, name: &str, mut parameters: Value) -> String {
        parameters["data_format"] = "XML".into();
        let answer = self.call(name, "application/json", parameters.to_string().as_bytes()).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/xml")), "{name}");
        String::from_utf8(answer.body).unwrap()
    }

    /// Calls an operation with its own method.
    pub async fn call(&self, name: &str, content_type: &str, body: &[u8]) -> Answer {
        self.send(method(name), name, &[("Content-Type", content_type)], body).await
    }

    /// Calls an operation with a form of several parts, in this order.
    pub async fn form(&self, name: &str, parts: &[Part<'_>]) -> Value {
        let answer = self.call(name, &Part::content_type(), &Part::body(parts)).await;
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        serde_json::from_slice(&answer.body).unwrap()
    }

    pub async fn object(&self, key: &str) -> Option<Vec<u8>> {
        let store = self.store().await;
        let bucket = satchel_objects::BucketName::new(self.bucket).unwrap();
        let key = satchel_objects::ObjectKey::new(key).unwrap();
        let object = store.get(&bucket, &key, &satchel_objects::GetOptions::default()).await.ok()?;
        let pieces: Vec<bytes::Bytes> = futures::TryStreamExt::try_collect(object.stream).await.unwrap();
        Some(pieces.concat())
    }

    /// Waits until no upload is open in the bucket.
    pub async fn no_upload_is_left(&self) {
        let parameters = serde_json::json!({ "bucket": self.bucket });
        for _ in 0..200 {
            if self.json("listMultipartUploads", &parameters).await["data"] == serde_json::json!([]) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("an upload was left open");
    }
}

/// The method of an operation.
pub fn method(name: &str) -> &'static str {
    let operation = satchel_http_api::OPERATIONS.iter().find(|operation| operation.name == name);
    match operation.map(|operation| operation.method) {
        Some(satchel_operations_schema::Method::Delete) => "DELETE",
        _ => "POST",
    }
}

/// A part of a form.
#[derive(Clone, Copy)]
pub enum Part<'a> {
    Field(&'a str, &'a str),
    File(&'a [u8]),
    TypedFile(&'a str, &'a [u8]),
}

const BOUNDARY: &str = "satchel-test-boundary";

impl Part<'_> {
    pub fn content_type() -> String {
        format!("multipart/form-data; boundary={BOUNDARY}")
    }

    pub fn body(parts: &[Self]) -> Vec<u8> {
        let mut body = Vec::new();
        for part in parts {
            let (about, bytes) = match part {
                Self::Field(name, text) => (format!("name=\"{name}\"\r\n"), text.as_bytes()),
                Self::File(bytes) => ("name=\"file\"; filename=\"a.bin\"\r\n".to_owned(), *bytes),
                Self::TypedFile(kind, bytes) => {
                    (format!("name=\"file\"; filename=\"a.bin\"\r\nContent-Type: {kind}\r\n"), *bytes)
                }
            };
            body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {about}\r\n").as_bytes());
            body.extend(bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
        body
    }
}

async fn serve() -> Running {
    let listen: std::net::SocketAddr = "127.0.0.1:0".parse().unwrap();
    let config = Config { listen, access: TokenAccess::Open, limits: Limits::default() };
    satchel_http_api::serve(config, &OutgoingConfig::default(), Arc::new(NativeSatellites)).await.unwrap()
}
