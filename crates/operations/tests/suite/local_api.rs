//! The local API's switch, token and log, with a server that only listens.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use futures::StreamExt as _;
use futures::stream::{self, BoxStream};
use satchel_accounts::SecretsChoice;
use satchel_operations::{
    Engine, EngineOptions, LocalApiFailure, LocalApiServer, RunningLocalApi, Served, ServedRequest, dispatch,
};
use satchel_operations_schema::types::{EngineEvent, ErrorCode, LocalApiServed};
use satchel_secret::Secret;
use serde_json::{Value, json};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::secrets::{Log, files_below};
use crate::support::TestHost;

/// How many requests the engine may lag behind.
const LAG: usize = 1024;

/// What the engine asked of the server.
#[derive(Clone, Default)]
struct Listening(Arc<Mutex<Seen>>);

#[derive(Default)]
struct Seen {
    /// The token that is taken now, while it listens.
    token: Option<String>,
    starts: Vec<SocketAddr>,
    served: Option<broadcast::Sender<ServedRequest>>,
    refuses_to_renew: bool,
}

struct Running {
    seen: Listening,
    _listener: TcpListener,
}

impl Listening {
    fn token(&self) -> Option<String> {
        self.0.lock().unwrap().token.clone()
    }

    fn serve(&self, request: ServedRequest) {
        self.0.lock().unwrap().served.as_ref().unwrap().send(request).unwrap();
    }
}

#[async_trait]
impl LocalApiServer for Listening {
    async fn start(&self, at: SocketAddr, token: Secret<String>) -> Result<Box<dyn RunningLocalApi>, LocalApiFailure> {
        let listener = TcpListener::bind(at).map_err(|failure| LocalApiFailure::listening(at, &failure))?;
        let mut seen = self.0.lock().unwrap();
        seen.token = Some(token.expose().clone());
        seen.starts.push(at);
        seen.served = Some(broadcast::channel(LAG).0);
        Ok(Box::new(Running { seen: self.clone(), _listener: listener }))
    }
}

#[async_trait]
impl RunningLocalApi for Running {
    fn served(&self) -> BoxStream<'static, Served> {
        let heard = self.seen.0.lock().unwrap().served.as_ref().unwrap().subscribe();
        let next = async |mut heard: broadcast::Receiver<ServedRequest>| match heard.recv().await {
            Ok(request) => Some((Served::Request(request), heard)),
            Err(RecvError::Lagged(missed)) => Some((Served::Missed(missed), heard)),
            Err(RecvError::Closed) => None,
        };
        stream::unfold(heard, next).boxed()
    }

    async fn renew(&self, token: Secret<String>) -> Result<(), LocalApiFailure> {
        let mut seen = self.seen.0.lock().unwrap();
        if seen.refuses_to_renew {
            return Err(LocalApiFailure::Other("it can't".to_owned()));
        }
        seen.token = Some(token.expose().clone());
        Ok(())
    }

    async fn stop(self: Box<Self>) {
        let mut seen = self.seen.0.lock().unwrap();
        seen.token = None;
        seen.served = None;
    }
}

struct Desk {
    engine: Engine,
    host: Arc<TestHost>,
    server: Listening,
}

impl Desk {
    async fn open(folder: &Path) -> Self {
        let (host, server) = (Arc::new(TestHost::default()), Listening::default());
        let options = EngineOptions { data_directory: folder.join("data"), secrets: SecretsChoice::Session };
        let engine = Engine::open(options, host.clone()).await.unwrap().with_local_api(Arc::new(server.clone()));
        Self { engine, host, server }
    }

    async fn call(&self, command: &str, parameters: Value) -> Value {
        dispatch(&self.engine, command, &parameters).await.unwrap_or_else(|info| panic!("{command}: {info:?}"))
    }

    async fn set(&self, on: bool, port: u16) -> Value {
        self.call("set_local_api", json!({ "on": on, "port": port })).await
    }

    async fn copied_token(&self) -> String {
        self.call("copy_local_api_token", json!({})).await;
        self.host.clipboard.lock().unwrap().take().unwrap()
    }

    fn served(&self) -> Vec<LocalApiServed> {
        let served = |event: &EngineEvent| match event {
            EngineEvent::LocalApiServed(served) => Some(served.clone()),
            _ => None,
        };
        self.host.events.lock().unwrap().iter().filter_map(served).collect()
    }
}

/// A port that is free now, and that the system gives to nobody who asks for any.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let own = u16::try_from(std::process::id() % 120).unwrap() * 100;
    let candidates = std::iter::repeat_with(|| 15_000 + own + NEXT.fetch_add(1, Ordering::Relaxed) % 4_000);
    candidates.into_iter().find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok()).unwrap()
}

fn listens(port: u16) -> bool {
    std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}

fn request(path: &str, status: u16, code: Option<i32>) -> ServedRequest {
    ServedRequest {
        id: "9f2c".to_owned(),
        at: SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_000_000),
        method: "POST".to_owned(),
        path: path.to_owned(),
        status,
        code,
        took: Duration::from_millis(12),
        received: 40,
        sent: 2_000,
    }
}

#[tokio::test]
async fn the_local_api_is_off_until_it_is_switched_on_and_comes_back_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    let first = Desk::open(folder.path()).await;
    first.engine.start_local_api().await;
    let shown = first.call("get_local_api", json!({})).await;
    assert_eq!((&shown["state"], &shown["address"]), (&json!("off"), &json!("http://127.0.0.1:8080")));
    assert_eq!(first.server.0.lock().unwrap().starts, []);

    let shown = first.set(true, port).await;
    assert_eq!((&shown["state"], &shown["problem"]), (&json!("on"), &Value::Null));
    assert_eq!(shown["address"], format!("http://127.0.0.1:{port}"));
    assert!(listens(port));
    first.set(true, port).await;
    assert_eq!(first.server.0.lock().unwrap().starts.len(), 1, "it goes on where nothing changed");
    first.engine.close().await;
    assert!(!listens(port), "it ends with the program");

    let second = Desk::open(folder.path()).await;
    second.engine.start_local_api().await;
    assert_eq!(second.call("get_local_api", json!({})).await["state"], "on");
    assert_eq!(second.server.0.lock().unwrap().starts, [SocketAddr::from((Ipv4Addr::LOCALHOST, port))]);
    let shown = second.set(false, port).await;
    assert_eq!(shown["state"], "off");
    assert!(!listens(port));
    let third = Desk::open(folder.path()).await;
    third.engine.start_local_api().await;
    assert_eq!(third.server.0.lock().unwrap().starts, []);
}

#[tokio::test]
async fn a_taken_port_is_said_and_a_free_one_is_offered() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(folder.path()).await;
    let other = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let taken = other.local_addr().unwrap().port();
    let shown = desk.set(true, taken).await;
    assert_eq!(shown["state"], "failed");
    assert_eq!(
        (&shown["problem"]["code"], &shown["problem"]["params"]["port"]),
        (&json!("port_taken"), &json!(taken.to_string()))
    );
    let free = u16::try_from(shown["free_port"].as_u64().unwrap()).unwrap();
    let shown = desk.set(true, free).await;
    assert_eq!((&shown["state"], &shown["problem"], &shown["free_port"]), (&json!("on"), &Value::Null, &Value::Null));

    // What holds after a change of port is the new port alone.
    let another = free_port();
    desk.set(true, another).await;
    assert!(listens(another) && !listens(free));
    let refused = dispatch(&desk.engine, "set_local_api", &json!({ "on": true, "port": 0 })).await.unwrap_err();
    assert_eq!((refused.code, refused.params["field"].as_str()), (ErrorCode::InvalidParameter, "port"));
    assert!(listens(another), "what can't be changes nothing");
}

#[tokio::test]
async fn a_program_without_a_server_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let host = Arc::new(TestHost::default());
    let options = EngineOptions { data_directory: folder.path().join("data"), secrets: SecretsChoice::Session };
    let engine = Engine::open(options, host).await.unwrap();
    let shown = dispatch(&engine, "set_local_api", &json!({ "on": true, "port": free_port() })).await.unwrap();
    assert_eq!((&shown["state"], &shown["problem"]["code"]), (&json!("failed"), &json!("other")));
}

#[tokio::test]
async fn a_renewed_token_is_the_only_one_and_one_that_cannot_be_renewed_stops_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(folder.path()).await;
    let port = free_port();
    desk.set(true, port).await;
    let first = desk.copied_token().await;
    assert_eq!(desk.server.token().as_ref(), Some(&first));
    assert!(first.len() == 64 && first.bytes().all(|digit| digit.is_ascii_hexdigit()), "256 bits");

    let shown = desk.call("renew_local_api_token", json!({})).await;
    let second = desk.copied_token().await;
    assert_ne!(first, second);
    assert_eq!(desk.server.token().as_ref(), Some(&second));
    assert_eq!(shown["token_end"], second[60..]);
    assert_eq!(shown["token_kept"], false, "there is no keyring here");
    desk.set(false, port).await;
    desk.set(true, port).await;
    assert_eq!(desk.server.token().as_ref(), Some(&second), "a token is good until it is renewed");

    desk.server.0.lock().unwrap().refuses_to_renew = true;
    let shown = desk.call("renew_local_api_token", json!({})).await;
    assert_eq!(shown["state"], "failed");
    assert!(!listens(port) && desk.server.token().is_none(), "the old token must not go on");
}

#[tokio::test]
async fn the_log_tells_every_request_in_few_events_and_keeps_the_last() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(folder.path()).await;
    let port = free_port();
    desk.set(true, port).await;
    desk.server.serve(request(&"/é".repeat(5_000), 401, Some(-1)));
    for _ in 0..600 {
        desk.server.serve(request("/listBuckets", 200, Some(0)));
    }
    desk.server.serve(request("/downloadObject", 206, None));
    // Stopping waits for the log.
    desk.set(false, port).await;
    let log = desk.call("local_api_log", json!({})).await;
    let requests = log["requests"].as_array().unwrap();
    assert_eq!((requests.len(), &log["total"]), (500, &json!(602)));
    let last = json!({
        "number": 602, "id": "9f2c", "at": 1_795_000_000_000_u64, "method": "POST", "path": "/downloadObject",
        "status": 206, "code": null, "took": 12, "received": 40, "sent": 2_000,
    });
    assert_eq!(requests.last(), Some(&last));
    let served = desk.served();
    assert!((1..20).contains(&served.len()), "602 requests were told in {} events", served.len());
    assert_eq!(served.last().unwrap().total, 602);
    assert!(served.iter().all(|batch| batch.requests.len() <= 500));

    // What came too fast is counted.
    desk.set(true, port).await;
    for _ in 0..LAG + 100 {
        desk.server.serve(request("/listBuckets", 200, Some(0)));
    }
    desk.set(false, port).await;
    let counted = 602 + LAG as u64 + 100;
    assert_eq!(desk.call("local_api_log", json!({})).await["total"], counted);

    // The count goes on where the server starts anew, and a path can't be a burden.
    desk.set(true, port).await;
    desk.server.serve(request(&"/é".repeat(5_000), 401, Some(-1)));
    desk.set(false, port).await;
    let served = desk.served();
    let [cut] = &*served.last().unwrap().requests else { panic!("{served:?}") };
    assert_eq!((cut.number, cut.path.chars().count(), cut.code), (counted + 1, 201, Some(-1)));
}

#[tokio::test]
async fn the_local_api_s_token_is_in_no_log_file_event_or_answer() {
    let log = Log::default();
    let writer = log.clone();
    let layer = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(move || writer.clone());
    let _heard = tracing::subscriber::set_default(tracing_subscriber::registry().with(layer));
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::open(folder.path()).await;
    let port = free_port();
    let mut said = vec![desk.set(true, port).await];
    let first = desk.copied_token().await;
    desk.server.serve(request("/createBucket", 200, Some(0)));
    said.push(desk.call("renew_local_api_token", json!({})).await);
    said.push(desk.call("copy_local_api_token", json!({})).await);
    let second = desk.copied_token().await;
    said.push(desk.set(false, port).await);
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).unwrap();
    said.push(desk.set(true, port).await);
    drop(taken);
    said.push(desk.call("local_api_log", json!({})).await);

    let mut texts: Vec<String> = said.iter().map(Value::to_string).collect();
    texts.push(format!("{:?}", desk.host.events.lock().unwrap()));
    let logged = log.text();
    assert!(logged.contains("couldn't be started"), "the log is heard: {logged}");
    texts.push(logged);
    let files = files_below(&folder.path().join("data"));
    assert!(files.iter().any(|(path, _)| path.ends_with("local-api.json")), "the scan sees files");
    texts.extend(files.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()));
    for token in [first, second] {
        // Four characters are shown, to know it by; no more than that.
        for text in &texts {
            assert!(!text.contains(&token[..8]) && !text.contains(&token[55..]), "a token is in {text}");
        }
    }
}
