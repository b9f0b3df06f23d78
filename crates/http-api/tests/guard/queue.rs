//! Turns, over sockets.

use std::time::Duration;

use satchel_http_api::Limits;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::JoinHandle;

use super::support::{Answer, Client, ask, open, until};

/// Asks for `/listBuckets` with an access key ID, in a task.
fn wanting(address: std::net::SocketAddr, id: &str) -> JoinHandle<Answer> {
    let header = format!("AccessKeyId: {id}");
    tokio::spawn(async move { ask(address, "POST /listBuckets", &[&header]).await })
}

/// Waits until so many operations wait for their turn.
async fn waiting(address: std::net::SocketAddr, count: usize) {
    let line = format!("satchel_http_queue_length {count}");
    loop {
        let metrics = ask(address, "GET /metrics", &[]).await;
        if metrics.text().lines().any(|known| known == line) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn next(entered: &mut UnboundedReceiver<String>) -> String {
    entered.recv().await.unwrap()
}

#[tokio::test]
async fn one_client_with_a_thousand_requests_does_not_starve_another() {
    let limits = Limits { running: 1, queued: 2000, queue_time: Duration::from_mins(5), ..Limits::default() };
    let (running, routes, mut entered) = open(limits).await;
    let address = running.address();
    let first = wanting(address, "greedy");
    assert_eq!(next(&mut entered).await, "greedy");
    let greedy: Vec<_> = (0..1000).map(|_| wanting(address, "greedy")).collect();
    waiting(address, 1000).await;
    let modest: Vec<_> = (0..3).map(|_| wanting(address, "modest")).collect();
    waiting(address, 1003).await;
    let mut order = Vec::new();
    for _ in 0..7 {
        routes.gate.add_permits(1);
        order.push(next(&mut entered).await);
    }
    let turns_of_modest = order.iter().filter(|id| *id == "modest").count();
    assert_eq!(turns_of_modest, 3, "{order:?}");
    routes.gate.add_permits(2000);
    for request in greedy.into_iter().chain(modest).chain([first]) {
        assert_eq!(request.await.unwrap().status, 200);
    }
}

#[tokio::test]
async fn where_the_queue_is_full_or_slow_it_is_429_with_a_time_to_come_again() {
    let limits = Limits { running: 1, queued: 2, queue_time: Duration::from_millis(300), ..Limits::default() };
    let (running, routes, mut entered) = open(limits).await;
    let address = running.address();
    let first = wanting(address, "a");
    assert_eq!(next(&mut entered).await, "a");
    let waits: Vec<_> = (0..2).map(|_| wanting(address, "a")).collect();
    waiting(address, 2).await;
    let full = ask(address, "POST /listBuckets", &["AccessKeyId: a"]).await;
    full.refuses(429);
    assert!(full.header("retry-after").is_some_and(|seconds| seconds.parse::<u32>().is_ok()));
    // What isn't an operation waits for nobody.
    for path in ["/healthz", "/readyz", "/metrics", "/docs"] {
        assert_eq!(ask(address, &format!("GET {path}"), &[]).await.status, 200, "{path}");
    }
    for wait in waits {
        let waited = wait.await.unwrap();
        waited.refuses(429);
        assert!(waited.header("retry-after").is_some());
    }
    routes.gate.add_permits(1);
    assert_eq!(first.await.unwrap().status, 200);
    let metrics = ask(address, "GET /metrics", &[]).await.text();
    assert!(metrics.contains("satchel_http_queue_refusals_total{reason=\"full\"} 1"), "{metrics}");
    assert!(metrics.contains("satchel_http_queue_refusals_total{reason=\"waited\"} 2"), "{metrics}");
}

#[tokio::test]
async fn a_client_that_goes_away_gives_its_turn_back() {
    let (running, routes, mut entered) = open(Limits { running: 1, ..Limits::default() }).await;
    let address = running.address();
    let mut requests = running.requests();
    let mut gone = Client::connect(address).await;
    gone.head("POST /listBuckets", &["AccessKeyId: gone"]).await;
    assert_eq!(next(&mut entered).await, "gone");
    let patient = wanting(address, "patient");
    waiting(address, 1).await;
    drop(gone);
    assert_eq!(next(&mut entered).await, "patient");
    routes.gate.add_permits(1);
    assert_eq!(patient.await.unwrap().status, 200);
    let told = loop {
        let served = requests.recv().await.unwrap();
        if served.status == 499 {
            break served;
        }
    };
    assert_eq!((told.path.as_str(), told.code), ("/listBuckets", None));
    until(|| routes.gate.available_permits() == 0).await;
}
