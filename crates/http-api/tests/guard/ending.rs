//! How a server ends.

use std::time::Duration;

use satchel_http_api::{Limits, NotReady, ask_whether_ready};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::support::{Client, ask, open, until};

const LONG: Duration = Duration::from_mins(10);

#[tokio::test]
async fn a_transfer_may_end_while_nothing_new_is_begun() {
    let (running, routes, mut entered) = open(Limits { running: 2, ..Limits::default() }).await;
    let address = running.address();
    let mut idle = Client::connect(address).await;
    assert_eq!(idle.ask("POST /createBucket", &[]).await.status, 200);
    let mut upload = Client::connect(address).await;
    upload.head("POST /uploadObject", &["Content-Length: 200000"]).await;
    upload.send(vec![0; 100_000]).await;
    let mut list = Client::connect(address).await;
    list.head("POST /listBuckets", &[]).await;
    entered.recv().await.unwrap();
    let mut queued = Client::connect(address).await;
    queued.head("POST /createBucket", &[]).await;
    until(|| routes.reached.load(std::sync::atomic::Ordering::SeqCst) == 3).await;
    let stopping = tokio::spawn(running.stop(LONG));
    // Who waits for a turn, and who stands idle.
    queued.answer().await.unwrap().refuses(503);
    assert!(idle.is_ended().await);
    // Who comes now.
    for path in ["/createBucket", "/listObjects", "/nowhere"] {
        let late = ask(address, &format!("POST {path}"), &[]).await;
        late.refuses(503);
        assert!(late.header("retry-after").is_some_and(|seconds| seconds.parse::<u32>().is_ok()));
        assert_eq!(late.header("connection"), Some("close"));
    }
    ask(address, "GET /readyz", &[]).await.refuses(503);
    assert_eq!(ask(address, "GET /healthz", &[]).await.status, 200);
    // Who was at work.
    upload.send(vec![0; 100_000]).await;
    let answer = upload.answer().await.unwrap();
    assert_eq!((answer.status, answer.text()), (200, r#"{"code":0,"data":200000,"msg":"success"}"#.to_owned()));
    assert!(upload.is_ended().await, "and then the connection is over");
    assert!(!stopping.is_finished());
    routes.gate.add_permits(1);
    assert_eq!(list.answer().await.unwrap().status, 200);
    stopping.await.unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn before_it_stops_it_says_so_and_serves_on() {
    let (running, _routes, mut entered) = open(Limits::default()).await;
    let address = running.address();
    ask_whether_ready(address).await.unwrap();
    let mut kept = Client::connect(address).await;
    assert_eq!(kept.ask("POST /createBucket", &[]).await.status, 200);
    running.announce_stop();
    ask(address, "GET /readyz", &[]).await.refuses(503);
    assert!(matches!(ask_whether_ready(address).await, Err(NotReady::Stopping { .. })));
    assert_eq!(ask(address, "GET /healthz", &[]).await.status, 200);
    // Who was there and who comes.
    let served = kept.ask("POST /createBucket", &[]).await;
    assert_eq!((served.status, served.header("connection")), (200, None));
    let mut list = Client::connect(address).await;
    list.head("POST /listBuckets", &[]).await;
    entered.recv().await.unwrap();
    drop(list);
    running.stop(LONG).await;
    assert!(matches!(ask_whether_ready(address).await, Err(NotReady::Unreachable { .. })));
}

#[tokio::test]
async fn another_server_is_not_taken_for_a_ready_one() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let answering = tokio::spawn(async move {
        for answer in ["HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n"] {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(answer.as_bytes()).await.unwrap();
            let mut sent = Vec::new();
            let _ = stream.read_to_end(&mut sent).await;
        }
    });
    let unknown = ask_whether_ready(address).await.unwrap_err();
    assert!(unknown.to_string().contains("404"), "{unknown}");
    assert!(matches!(ask_whether_ready(address).await, Err(NotReady::NoAnswer { .. })));
    answering.await.unwrap();
}

#[tokio::test]
async fn what_runs_longer_than_the_grace_is_cut() {
    let (running, _routes, mut entered) = open(Limits::default()).await;
    let address = running.address();
    let mut requests = running.requests();
    let mut download = Client::connect(address).await;
    download.head("POST /downloadObject", &[]).await;
    assert_eq!(download.answer().await.unwrap().status, 200);
    let mut list = Client::connect(address).await;
    list.head("POST /listBuckets", &[]).await;
    entered.recv().await.unwrap();
    running.stop(Duration::from_millis(50)).await;
    assert!(list.answer().await.is_none());
    assert!(download.is_ended().await);
    let mut ended = [requests.recv().await.unwrap(), requests.recv().await.unwrap()];
    ended.sort_by_key(|served| served.status);
    assert_eq!(ended.map(|served| served.status), [200, 499]);
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_server_that_is_dropped_ends_at_once() {
    let (running, _routes, mut entered) = open(Limits::default()).await;
    let mut list = Client::connect(running.address()).await;
    list.head("POST /listBuckets", &[]).await;
    entered.recv().await.unwrap();
    drop(running);
    assert!(list.answer().await.is_none());
}

#[tokio::test]
async fn one_that_has_nothing_to_do_stops_without_waiting() {
    let (running, ..) = open(Limits::default()).await;
    let mut idle = Client::connect(running.address()).await;
    assert_eq!(idle.ask("POST /createBucket", &[]).await.status, 200);
    let fresh = Client::connect(running.address()).await;
    // The test would never end if it waited for the grace.
    running.stop(LONG).await;
    drop((idle, fresh));
}
