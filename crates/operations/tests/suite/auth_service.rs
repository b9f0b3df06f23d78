//! An auth service on this computer that gives the same credentials for every grant.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Of the shape that Storj's have.
pub const ACCESS_KEY_ID: &str = "jv2ohknlvcnkzcng2keb25p6a5gq";
pub const SECRET_KEY: &str = "j2ncanarysecretkeycanarysecretkeycanarysecretkeycanarys";

/// The service. It ends when it is dropped.
pub struct FakeAuthService {
    pub url: String,
    /// What it was sent.
    pub requests: Arc<Mutex<Vec<Value>>>,
    serving: JoinHandle<()>,
}

impl FakeAuthService {
    /// One that gives credentials for this gateway.
    pub async fn start(endpoint: &str) -> Self {
        let answer = json!({ "access_key_id": ACCESS_KEY_ID, "secret_key": SECRET_KEY, "endpoint": endpoint });
        Self::answering("200 OK", answer.to_string()).await
    }

    /// One that always answers so.
    pub async fn answering(status: &str, body: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests: Arc<Mutex<Vec<Value>>> = Arc::default();
        let (heard, status) = (requests.clone(), status.to_owned());
        let serving = tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let request = read_json(&mut stream).await;
                heard.lock().unwrap().push(request);
                let length = body.len();
                let head = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
                stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
            }
        });
        Self { url, requests, serving }
    }

    /// The one request that came.
    pub fn only_request(&self) -> Value {
        let requests = self.requests.lock().unwrap();
        assert_eq!(requests.len(), 1, "{requests:?}");
        requests[0].clone()
    }
}

impl Drop for FakeAuthService {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn read_json(stream: &mut TcpStream) -> Value {
    let mut request = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let read = stream.read(&mut piece).await.unwrap();
        assert!(read > 0, "the request ended early");
        request.extend_from_slice(&piece[..read]);
        let Some(head) = request.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        if let Ok(body) = serde_json::from_slice(&request[head + 4..]) {
            return body;
        }
    }
}
