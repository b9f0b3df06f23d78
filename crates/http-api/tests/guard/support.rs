//! A server with the operations' routes and nothing behind them, and a client that sends what it likes.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use bytes::Bytes;
use futures::StreamExt;
use http::StatusCode;
use satchel_http_api::envelope::{Envelope, Format};
use satchel_http_api::{ApiToken, Config, Limits, Running, TokenAccess, start};
use satchel_operations_schema::{Door, Method, OPERATIONS};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, mpsc};

pub const TOKEN: &str = "canary-token-0123456789abcdef0123456789abcdef";

/// The documented operations with their methods.
pub fn operations() -> Vec<(String, &'static str)> {
    let documented = OPERATIONS.iter().filter_map(|operation| match operation.door {
        Door::Documented { name, method: Method::Post, .. } => Some((format!("/{name}"), "POST")),
        Door::Documented { name, method: Method::Delete, .. } => Some((format!("/{name}"), "DELETE")),
        Door::App => None,
    });
    documented.collect()
}

/// What the routes do and tell.
#[derive(Clone)]
pub struct Routes {
    /// Requests that got to a route.
    pub reached: Arc<AtomicUsize>,
    /// `/listBuckets` takes one of these before it answers.
    pub gate: Arc<Semaphore>,
    /// The access key ID of each request that begins `/listBuckets`.
    began: mpsc::UnboundedSender<String>,
}

impl Routes {
    pub fn new() -> (Self, mpsc::UnboundedReceiver<String>) {
        let (began, entered) = mpsc::unbounded_channel();
        (Self { reached: Arc::default(), gate: Arc::new(Semaphore::new(0)), began }, entered)
    }

    /// Every operation reads its body and says `success`, but: `/listBuckets` waits for the gate, `/downloadObject`
    /// never ends, `/uploadObject` says how much it got, and `/createBucket` has no end to its patience with bodies.
    pub fn router(&self) -> Router {
        let mut router = Router::new();
        for (path, method) in operations() {
            let behind = self.clone();
            let name = path.clone();
            let handler = move |request: Request| behind.clone().answer(name.clone(), request);
            router = router.route(&path, if method == "POST" { post(handler) } else { delete(handler) });
        }
        for path in ["/openapi.json", "/docs"] {
            let reached = self.reached.clone();
            router = router.route(path, get(move || async move { _ = reached.fetch_add(1, Ordering::SeqCst) }));
        }
        router
    }

    async fn answer(self, path: String, request: Request) -> Response {
        self.reached.fetch_add(1, Ordering::SeqCst);
        if path == "/listBuckets" {
            let id = request.headers().get("accesskeyid").and_then(|id| id.to_str().ok()).unwrap_or_default();
            let _ = self.began.send(id.to_owned());
            self.gate.acquire().await.unwrap().forget();
        }
        if path == "/downloadObject" {
            let piece = Bytes::from(vec![7; 64 << 10]);
            let endless = futures::stream::repeat_with(move || Ok::<_, std::io::Error>(piece.clone()));
            return Body::from_stream(endless).into_response();
        }
        let mut received = 0;
        let mut body = request.into_body().into_data_stream();
        while let Some(piece) = body.next().await {
            match piece {
                Ok(piece) => received += piece.len(),
                Err(error) => {
                    let broken = Envelope::failure(Format::Json, StatusCode::OK, &error.to_string());
                    return broken.into_response();
                }
            }
        }
        Envelope::success(Format::Json, "success", Some(&received), None).into_response()
    }
}

pub fn token() -> TokenAccess {
    TokenAccess::Token(ApiToken::parse(TOKEN).unwrap())
}

pub async fn serve(access: TokenAccess, limits: Limits, routes: &Routes) -> Running {
    let listen = "127.0.0.1:0".parse().unwrap();
    start(Config { listen, access, limits }, routes.router()).await.unwrap()
}

/// A server without a token and with these limits.
pub async fn open(limits: Limits) -> (Running, Routes, mpsc::UnboundedReceiver<String>) {
    let (routes, entered) = Routes::new();
    (serve(TokenAccess::Open, limits, &routes).await, routes, entered)
}

/// What a server answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// It is the envelope, and says that something failed.
    pub fn refuses(&self, status: u16) {
        assert_eq!(self.status, status, "{}", self.text());
        let envelope: serde_json::Value = serde_json::from_slice(&self.body).unwrap();
        assert_eq!(envelope["code"], -1);
        assert!(envelope["msg"].as_str().is_some_and(|message| message.len() > 10), "{envelope}");
        assert!(self.header("x-request-id").is_some());
    }
}

/// A connection.
pub struct Client {
    stream: TcpStream,
    address: SocketAddr,
    read: Vec<u8>,
}

impl Client {
    pub async fn connect(address: SocketAddr) -> Self {
        Self::of(TcpStream::connect(address).await.unwrap())
    }

    pub fn of(stream: TcpStream) -> Self {
        let address = stream.peer_addr().unwrap();
        Self { stream, address, read: Vec::new() }
    }

    /// Takes at most so many bytes, and nothing of them is kept; whether there were any.
    pub async fn takes(&mut self, bytes: usize) -> bool {
        let mut piece = vec![0; bytes];
        self.stream.read(&mut piece).await.unwrap_or(0) > 0
    }

    /// Sends bytes as they are. Whether the server still takes them shows in its answer.
    pub async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = self.stream.write_all(bytes.as_ref()).await;
    }

    /// Sends a request's head, with our `Host`.
    pub async fn head(&mut self, line: &str, headers: &[&str]) {
        let mut text = format!("{line} HTTP/1.1\r\nHost: {}\r\n", self.address);
        for header in headers {
            text.push_str(header);
            text.push_str("\r\n");
        }
        self.send(text + "\r\n").await;
    }

    /// The next answer; none where the connection ended.
    pub async fn answer(&mut self) -> Option<Answer> {
        let end = self.until(|read| read.windows(4).position(|window| window == b"\r\n\r\n")).await?;
        let head = String::from_utf8(self.read.drain(..end + 4).collect()).unwrap();
        let mut lines = head.lines();
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let length = headers.iter().find(|(name, _)| name == "content-length");
        let length = length.map_or(0, |(_, value)| value.parse().unwrap());
        self.until(|read| (read.len() >= length).then_some(0)).await?;
        Some(Answer { status, headers, body: self.read.drain(..length).collect() })
    }

    /// Sends a request without a body and gets its answer.
    pub async fn ask(&mut self, line: &str, headers: &[&str]) -> Answer {
        self.head(line, headers).await;
        self.answer().await.expect("an answer")
    }

    /// Reads until the other side ends the connection.
    pub async fn is_ended(&mut self) -> bool {
        self.until(|_| None::<usize>).await.is_none()
    }

    async fn until(&mut self, found: impl Fn(&[u8]) -> Option<usize>) -> Option<usize> {
        loop {
            if let Some(at) = found(&self.read) {
                return Some(at);
            }
            if self.stream.read_buf(&mut self.read).await.unwrap_or(0) == 0 {
                return None;
            }
        }
    }
}

/// One request on a connection of its own.
pub async fn ask(address: SocketAddr, line: &str, headers: &[&str]) -> Answer {
    Client::connect(address).await.ask(line, headers).await
}

/// Waits until something is so.
pub async fn until(what: impl Fn() -> bool) {
    while !what() {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}
