//! Clients that are slow, large or many.

use std::time::Duration;

use satchel_http_api::Limits;

use super::support::{Client, ask, open, until};

const SOON: Duration = Duration::from_millis(150);

#[tokio::test]
async fn a_head_that_does_not_end_is_given_up() {
    let (running, ..) = open(Limits { header_time: SOON, ..Limits::default() }).await;
    let mut silent = Client::connect(running.address()).await;
    silent.send("POST /createBucket HTTP/1.1\r\nHost:").await;
    assert!(silent.is_ended().await);
    let mut dripping = Client::connect(running.address()).await;
    dripping.send(format!("POST /createBucket HTTP/1.1\r\nHost: {}\r\n", running.address())).await;
    let drops = async {
        loop {
            dripping.send("X-A: b\r\n").await;
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let mut requests = running.requests();
    // It ends although something always comes; no request ever began.
    tokio::select! {
        () = drops => {}
        () = tokio::time::sleep(SOON * 4) => {}
    }
    assert!(dripping.is_ended().await);
    assert!(requests.try_recv().is_err());
}

#[tokio::test]
async fn a_connection_may_stand_idle_between_requests_but_not_for_ever() {
    let limits = Limits { header_time: Duration::from_millis(40), idle_time: SOON * 4, ..Limits::default() };
    let (running, ..) = open(limits).await;
    let mut client = Client::connect(running.address()).await;
    for _ in 0..3 {
        assert_eq!(client.ask("POST /createBucket", &[]).await.status, 200);
        // Longer than a head may take.
        tokio::time::sleep(Duration::from_millis(120)).await;
    }
    assert!(client.is_ended().await);
    let mut never = Client::connect(running.address()).await;
    assert!(never.is_ended().await);
}

#[tokio::test]
async fn a_body_that_stands_still_or_drips_is_408_and_the_connection_ends() {
    let (running, ..) = open(Limits { body_idle: SOON, body_rate: 1 << 20, ..Limits::default() }).await;
    for path in ["/createBucket", "/uploadObject"] {
        let mut still = Client::connect(running.address()).await;
        still.head(&format!("POST {path}"), &["Content-Length: 1000000"]).await;
        still.send(vec![0; 1000]).await;
        let answer = still.answer().await.unwrap();
        answer.refuses(408);
        assert_eq!(answer.header("connection"), Some("close"));
        assert!(still.is_ended().await);
    }
    // Each piece comes in time, but all of them together would take for ever.
    let mut dripping = Client::connect(running.address()).await;
    dripping.head("POST /uploadObject", &["Transfer-Encoding: chunked"]).await;
    let drops = async {
        loop {
            dripping.send("1\r\na\r\n").await;
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let mut requests = running.requests();
    let served = tokio::select! {
        () = drops => unreachable!(),
        served = requests.recv() => served.unwrap(),
    };
    assert_eq!((served.status, served.code), (408, Some(-1)));
    // A body that keeps coming is as welcome as before.
    let mut steady = Client::connect(running.address()).await;
    steady.head("POST /uploadObject", &["Content-Length: 3000000"]).await;
    steady.send(vec![0; 3_000_000]).await;
    assert_eq!(steady.answer().await.unwrap().text(), r#"{"code":0,"data":3000000,"msg":"success"}"#);
}

#[tokio::test]
async fn who_takes_nothing_of_an_answer_is_cut_off() {
    let (running, ..) = open(Limits { write_stall: SOON, ..Limits::default() }).await;
    let mut requests = running.requests();
    let mut client = Client::connect(running.address()).await;
    client.head("POST /downloadObject", &[]).await;
    assert_eq!(client.answer().await.unwrap().status, 200);
    let served = requests.recv().await.unwrap();
    assert_eq!((served.path.as_str(), served.status), ("/downloadObject", 200));
    assert!(served.sent > 0);
    assert!(client.is_ended().await);
}

#[tokio::test]
async fn a_head_that_is_too_large_is_431() {
    let (running, routes, _entered) = open(Limits { header_bytes: 16 << 10, headers: 20, ..Limits::default() }).await;
    let address = running.address();
    let many = vec!["A: b"; 20];
    let long = format!("A: {}", "b".repeat(17 << 10));
    let much = vec!["A: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"; 300];
    for headers in [&many[..], &[&*long], &much] {
        let mut client = Client::connect(address).await;
        client.head("POST /createBucket", headers).await;
        let answer = client.answer().await;
        assert!(answer.is_none_or(|answer| answer.status == 431));
        assert!(client.is_ended().await);
    }
    let answer = ask(address, &format!("POST /createBucket?a={}", "b".repeat(15 << 10)), &[]).await;
    assert_eq!(answer.status, 200);
    assert_eq!(routes.reached.load(std::sync::atomic::Ordering::SeqCst), 1);
    // Nothing to be read and never an end.
    let mut endless = Client::connect(address).await;
    endless.send("POST /createBucket HTTP/1.1\r\nA: ").await;
    for _ in 0..64 {
        endless.send(vec![b'b'; 16 << 10]).await;
    }
    assert!(endless.answer().await.is_none_or(|answer| answer.status == 431));
}

#[tokio::test]
async fn connections_beyond_the_limit_wait_for_one_to_end() {
    let (running, ..) = open(Limits { connections: 2, ..Limits::default() }).await;
    let mut first = Client::connect(running.address()).await;
    let mut second = Client::connect(running.address()).await;
    assert_eq!(first.ask("POST /createBucket", &[]).await.status, 200);
    assert_eq!(second.ask("POST /createBucket", &[]).await.status, 200);
    let mut third = Client::connect(running.address()).await;
    third.head("POST /createBucket", &[]).await;
    let waited = tokio::time::timeout(Duration::from_millis(100), third.answer()).await;
    assert!(waited.is_err(), "it is answered only when there is room");
    drop(first);
    assert_eq!(third.answer().await.unwrap().status, 200);
}

#[tokio::test]
async fn many_connections_are_served_at_once() {
    let (running, routes, _entered) = open(Limits::default()).await;
    let address = running.address();
    let clients = (0..100).map(|number| {
        tokio::spawn(async move {
            let mut client = Client::connect(address).await;
            for _ in 0..20 {
                let id = format!("AccessKeyId: client-{number}");
                assert_eq!(client.ask("POST /createBucket", &[&id]).await.status, 200);
            }
        })
    });
    for client in clients.collect::<Vec<_>>() {
        client.await.unwrap();
    }
    let reached = routes.reached.clone();
    until(|| reached.load(std::sync::atomic::Ordering::SeqCst) == 2000).await;
}
