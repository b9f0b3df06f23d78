//! What is told of requests, and what isn't.

use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock};

use satchel_http_api::{ACCESS_LOG, Limits};

use super::support::{Client, Routes, TOKEN, ask, open, serve, token};

/// In every place where a client may write something.
const CANARY: &str = "canary-5e1f";

/// Everything that this process logs.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// The log of this process, at the level at which most is said.
    fn of_everything() -> Self {
        static LOG: OnceLock<Log> = OnceLock::new();
        LOG.get_or_init(|| {
            let log = Self::default();
            let writer = log.clone();
            let filter = tracing_subscriber::EnvFilter::new("trace");
            let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false);
            subscriber.with_writer(move || writer.clone()).init();
            log
        })
        .clone()
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_has_a_line_for_each_request_and_nothing_that_a_client_wrote() {
    let log = Log::of_everything();
    let (routes, _entered) = Routes::new();
    let running = serve(token(), Limits::default(), &routes).await;
    let mut requests = running.requests();
    let mut client = Client::connect(running.address()).await;
    let bearer = format!("Authorization: Bearer {TOKEN}");
    let headers = [
        format!("AccessKeyId: {CANARY}"),
        format!("SecretKey: {CANARY}"),
        format!("Endpoint: https://{CANARY}.example"),
        format!("User-Agent: {CANARY}"),
        format!("Cookie: {CANARY}"),
        format!("X-Request-Id: {CANARY} with a space"),
        "Content-Length: 11".to_owned(),
    ];
    let headers: Vec<&str> = headers.iter().map(String::as_str).chain([bearer.as_str()]).collect();
    client.head(&format!("POST /createBucket?bucket={CANARY}&data_format=xml"), &headers).await;
    client.send(CANARY).await;
    let served = client.answer().await.unwrap();
    assert_eq!(served.status, 200);
    let id = served.header("x-request-id").unwrap().to_owned();
    // Refused ones, with a path and a method of their own making.
    client.ask(&format!("POST /{CANARY}"), &[&bearer]).await.refuses(404);
    client.ask(&format!("{} /createBucket", CANARY.to_uppercase()), &[&bearer]).await.refuses(405);
    client.ask("POST /createBucket", &[&format!("Authorization: Bearer {CANARY}")]).await.refuses(401);
    client.ask("POST /createBucket", &[&bearer, &format!("Origin: http://{CANARY}")]).await.refuses(403);
    ask(running.address(), &format!("POST /%{CANARY}"), &[&bearer]).await.refuses(400);
    let mut broken = Client::connect(running.address()).await;
    broken.send(format!("{CANARY} {CANARY}\r\n{CANARY}\r\n\r\n")).await;
    assert!(broken.is_ended().await);
    let metrics = ask(running.address(), "GET /metrics", &[&bearer]).await.text();
    running.stop(std::time::Duration::from_mins(1)).await;

    let told = log.text();
    for secret in [CANARY, &CANARY.to_uppercase(), TOKEN, "canary-token"] {
        assert!(!metrics.contains(secret), "{metrics}");
        let lines: Vec<&str> = told.lines().filter(|line| line.contains(secret)).collect();
        assert!(lines.is_empty(), "{lines:?}");
    }
    let lines: Vec<&str> = told.lines().filter(|line| line.contains(ACCESS_LOG) && line.contains(&id)).collect();
    let [line] = lines[..] else { panic!("{lines:?}") };
    for part in ["client=127.0.0.1", "method=POST", "path=/createBucket", "status=200", "code=0", "received=11"] {
        assert!(line.contains(part), "{part}: {line}");
    }
    let first = requests.recv().await.unwrap();
    assert_eq!((first.id, first.status, first.code, first.received), (id, 200, Some(0), 11));
    assert_eq!(first.sent, served.body.len() as u64);
    let rest: Vec<_> = std::iter::from_fn(|| requests.try_recv().ok()).collect();
    let told: Vec<_> =
        rest.iter().map(|served| (served.method.as_str(), served.path.as_str(), served.status)).collect();
    let expected = [
        ("POST", "-", 404),
        ("-", "/createBucket", 405),
        ("POST", "/createBucket", 401),
        ("POST", "/createBucket", 403),
        ("POST", "-", 400),
        ("-", "-", 400),
        ("GET", "/metrics", 200),
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn every_answer_has_an_id_and_a_plain_one_that_was_sent_stays() {
    let (running, ..) = open(Limits::default()).await;
    let mut client = Client::connect(running.address()).await;
    let mut seen = Vec::new();
    for line in ["POST /createBucket", "GET /healthz", "GET /metrics", "POST /nowhere", "GET /createBucket"] {
        let made = client.ask(line, &[]).await;
        let id = made.header("x-request-id").unwrap().to_owned();
        assert!(id.len() == 32 && !seen.contains(&id), "{id}");
        seen.push(id);
        let sent = client.ask(line, &["X-Request-Id: proxy-7.a_B"]).await;
        assert_eq!(sent.header("x-request-id"), Some("proxy-7.a_B"), "{line}");
        let refused = client.ask(line, &["X-Request-Id: proxy-7", "Origin: null"]).await;
        assert_eq!((refused.status, refused.header("x-request-id")), (403, Some("proxy-7")));
    }
}

/// A line's name, labels and value.
fn sample(line: &str) -> (&str, &str, &str) {
    let (series, value) = line.rsplit_once(' ').unwrap();
    let (name, labels) =
        series.split_once('{').map_or((series, ""), |(name, rest)| (name, rest.strip_suffix('}').unwrap()));
    assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'), "{line}");
    assert!(value.parse::<f64>().is_ok(), "{line}");
    (name, labels, value)
}

#[tokio::test]
async fn the_counts_can_be_read_and_have_few_labels() {
    let (running, ..) = open(Limits::default()).await;
    ask(running.address(), "POST /uploadObject", &["Host: again"]).await.refuses(400);
    let mut client = Client::connect(running.address()).await;
    for number in 0..50 {
        client.ask(&format!("POST /path-{number}"), &[]).await.refuses(404);
    }
    client.head("POST /uploadObject", &["Content-Length: 5"]).await;
    client.send("12345").await;
    assert_eq!(client.answer().await.unwrap().status, 200);
    client.ask("POST /uploadObject", &["Origin: null"]).await.refuses(403);
    let metrics = client.ask("GET /metrics", &[]).await;
    assert!(metrics.header("content-type").unwrap().starts_with("application/openmetrics-text"));
    let text = metrics.text();
    assert!(text.ends_with("# EOF\n"));
    let samples: Vec<_> = text.lines().filter(|line| !line.starts_with('#')).map(sample).collect();
    let value = |name: &str, labels: &str| {
        let found = samples.iter().find(|(known, with, _)| *known == name && *with == labels);
        found.unwrap_or_else(|| panic!("{name} {labels}: {text}")).2
    };
    let requests = "satchel_http_requests_total";
    assert_eq!(value(requests, r#"operation="uploadObject",status="200",code="0""#), "1");
    assert_eq!(value(requests, r#"operation="uploadObject",status="403",code="-1""#), "1");
    assert_eq!(value(requests, r#"operation="-",status="404",code="-1""#), "50");
    assert_eq!(value("satchel_http_received_bytes_total", r#"operation="uploadObject""#), "5");
    assert_eq!(value("satchel_http_request_duration_seconds_count", r#"operation="uploadObject""#), "3");
    assert_eq!(value("satchel_http_guard_refusals_total", r#"reason="origin""#), "1");
    assert_eq!(value("satchel_http_guard_refusals_total", r#"reason="host""#), "1");
    assert_eq!(value("satchel_http_in_flight", ""), "1");
    assert_eq!(value("satchel_http_connections", ""), "1");
    assert_eq!(value("satchel_http_queue_length", ""), "0");
    assert_eq!(value("satchel_build_info", &format!(r#"version="{}""#, env!("CARGO_PKG_VERSION"))), "1");
    assert_eq!(value("process_resident_memory_bytes", "") != "0", cfg!(target_os = "linux"));
    assert!(samples.iter().filter(|(name, ..)| *name == requests).count() <= 5, "{text}");
}
