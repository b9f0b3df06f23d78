//! Clients that are slow, large or many.

use std::time::Duration;

use satchel_http_api::Limits;

use tokio::net::TcpSocket;

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
    let (running, ..) = open(Limits { stall: SOON, rate: 1 << 20, ..Limits::default() }).await;
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
    let (running, ..) = open(Limits { stall: SOON, ..Limits::default() }).await;
    let mut requests = running.requests();
    let mut client = Client::connect(running.address()).await;
    client.head("POST /downloadObject", &[]).await;
    assert_eq!(client.answer().await.unwrap().status, 200);
    let served = requests.recv().await.unwrap();
    assert_eq!((served.path.as_str(), served.status), ("/downloadObject", 200));
    assert!(served.sent > 0);
    assert!(client.is_ended().await);
}

/// A connection that holds back nearly everything that isn't read.
async fn narrow(address: std::net::SocketAddr) -> Client {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(16 << 10).unwrap();
    Client::of(socket.connect(address).await.unwrap())
}

#[tokio::test]
async fn who_takes_an_answer_in_a_trickle_loses_the_connection_and_the_turn() {
    let limits = Limits { running: 1, stall: SOON * 4, rate: 1 << 40, ..Limits::default() };
    let (running, ..) = open(limits).await;
    let address = running.address();
    let mut trickling = narrow(address).await;
    trickling.head("POST /downloadObject", &[]).await;
    assert_eq!(trickling.answer().await.unwrap().status, 200);
    let waiting = tokio::spawn(async move { ask(address, "POST /createBucket", &[]).await });
    // It never stands still for as long as it may.
    let reading = async {
        while trickling.takes(8 << 10).await {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    let (served, ()) = tokio::join!(waiting, reading);
    assert_eq!(served.unwrap().status, 200);
}

#[tokio::test]
async fn a_client_has_so_many_connections_and_is_told_so() {
    let limits = Limits { connections: 4, connections_each: 2, ..Limits::default() };
    let (running, ..) = open(limits).await;
    let address = running.address();
    let mut requests = running.requests();
    let mut first = Client::connect(address).await;
    let mut second = Client::connect(address).await;
    for _ in 0..3 {
        for client in [&mut first, &mut second] {
            assert_eq!(client.ask("POST /createBucket", &[]).await.status, 200);
            requests.recv().await.unwrap();
        }
        let mut third = Client::connect(address).await;
        let refused = third.answer().await.unwrap();
        refused.refuses(429);
        assert!(refused.header("retry-after").is_some_and(|seconds| seconds.parse::<u32>().is_ok()));
        assert!(third.is_ended().await);
        assert_eq!(requests.recv().await.unwrap().status, 429);
    }
    drop(first);
    // There is room as soon as the server has seen it go.
    loop {
        let mut again = Client::connect(address).await;
        again.head("POST /createBucket", &[]).await;
        if again.answer().await.is_some_and(|answer| answer.status == 200) {
            break;
        }
    }
    let metrics = second.ask("GET /metrics", &[]).await.text();
    assert!(metrics.contains("satchel_http_guard_refusals_total{reason=\"connections\"}"), "{metrics}");
}

#[tokio::test]
async fn a_head_that_cannot_be_read_is_the_envelope_too() {
    let (running, routes, _entered) = open(Limits::default()).await;
    let address = running.address();
    let mut requests = running.requests();
    let good = format!("POST /createBucket HTTP/1.1\r\nHost: {address}\r\n\r\n");
    let broken: [&[u8]; 5] = [
        b"NOTHING\r\n\r\n",
        b"POST /createBucket HTTP/7.3\r\nHost: a\r\n\r\n",
        b"POST /createBucket HTTP/1.1\r\nHost\r\n\r\n",
        b"POST /createBucket HTTP/1.1\r\nA: \0\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ];
    for head in broken {
        // Alone, after an answer, and right behind another request.
        for before in ["", "answered", "sent"] {
            let mut client = Client::connect(address).await;
            if before == "sent" {
                client.send([good.as_bytes(), head].concat()).await;
            } else if before == "answered" {
                assert_eq!(client.ask("POST /createBucket", &[]).await.status, 200);
            }
            if before == "sent" {
                assert_eq!(client.answer().await.unwrap().status, 200);
            } else {
                client.send(head).await;
            }
            if !before.is_empty() {
                assert_eq!(requests.recv().await.unwrap().status, 200);
            }
            let refused = client.answer().await.unwrap();
            refused.refuses(400);
            assert_eq!(refused.header("connection"), Some("close"));
            assert_eq!(refused.header("content-type"), Some("application/json"));
            assert!(client.is_ended().await);
            let told = requests.recv().await.unwrap();
            assert_eq!((&*told.method, &*told.path, told.status, told.code), ("-", "-", 400, Some(-1)));
            assert_eq!((Some(&*told.id), told.whole), (refused.header("x-request-id"), true));
            assert_eq!(told.sent, refused.body.len() as u64);
        }
    }
    assert_eq!(routes.reached.load(std::sync::atomic::Ordering::SeqCst), 2 * broken.len());
    let metrics = ask(address, "GET /metrics", &[]).await.text();
    assert!(metrics.contains("satchel_http_guard_refusals_total{reason=\"unreadable\"} 15"), "{metrics}");
    assert!(metrics.contains(r#"satchel_http_requests_total{operation="-",status="400",code="-1"} 15"#), "{metrics}");
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
        client.answer().await.unwrap().refuses(431);
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
    endless.answer().await.unwrap().refuses(431);
    let metrics = ask(address, "GET /metrics", &[]).await.text();
    assert!(metrics.contains("satchel_http_guard_refusals_total{reason=\"head_too_large\"} 4"), "{metrics}");
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
