//! A server in a folder of its own, and clients for it.

use std::fmt::Debug;
use std::path::Path;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::primitives::ByteStream;
use satchel_demo_store::{DemoConfig, DemoError, DemoServer};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub const SECRET: &str = "the-secret-key-of-the-tests";
pub const BUCKET: &str = "bucket";

/// Starts a server in a folder.
pub async fn start_in(folder: &Path) -> Result<DemoServer, DemoError> {
    DemoServer::start(DemoConfig {
        directory: folder.to_owned(),
        preferred_port: None,
        access_key_id: "access".to_owned(),
        secret_key: SECRET.to_owned().into(),
    })
    .await
}

/// A client that signs with a secret.
pub fn client_with(server: &DemoServer, id: &str, secret: &str) -> Client {
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .endpoint_url(format!("http://{}", server.address()))
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new(id, secret, None, None, "test"))
        .force_path_style(true)
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    Client::from_conf(config)
}

/// A running server with one bucket.
pub struct Fixture {
    pub client: Client,
    pub server: DemoServer,
    pub folder: TempDir,
}

impl Fixture {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = start_in(folder.path()).await.unwrap();
        let client = client_with(&server, "access", SECRET);
        client.create_bucket().bucket(BUCKET).send().await.unwrap();
        Self { client, server, folder }
    }

    pub async fn put(&self, key: &str, bytes: impl Into<Vec<u8>>) -> String {
        let body = ByteStream::from(bytes.into());
        let put = self.client.put_object().bucket(BUCKET).key(key).body(body).send().await.unwrap();
        put.e_tag().unwrap().to_owned()
    }

    pub async fn get(&self, key: &str) -> Vec<u8> {
        let got = self.client.get_object().bucket(BUCKET).key(key).send().await.unwrap();
        got.body.collect().await.unwrap().into_bytes().to_vec()
    }

    /// How many blobs lie on the disk.
    pub fn blobs(&self) -> usize {
        blobs(self.folder.path())
    }
}

/// How many blobs lie in a store's folder.
pub fn blobs(folder: &Path) -> usize {
    let shelves = std::fs::read_dir(folder.join("blobs")).unwrap();
    shelves.map(|shelf| std::fs::read_dir(shelf.unwrap().path()).unwrap().count()).sum()
}

/// The status and the code of a failed call.
pub fn failure<T: Debug, E: ProvideErrorMetadata + Debug>(
    result: Result<T, SdkError<E, aws_sdk_s3::config::http::HttpResponse>>,
) -> (u16, String) {
    let error = result.expect_err("the call should have failed");
    let status = error.raw_response().map_or(0, |response| response.status().as_u16());
    (status, error.code().unwrap_or_default().to_owned())
}

/// A failure as the tests write it.
pub fn failed(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

/// Sends a request as text and reads the whole answer.
pub async fn raw(server: &DemoServer, request: &str) -> String {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

/// GETs a link with a `Host` of one's choice.
pub async fn open(server: &DemoServer, link: &str, host: &str) -> String {
    let path = link.splitn(4, '/').nth(3).unwrap();
    raw(server, &format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")).await
}
