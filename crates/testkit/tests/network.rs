//! The bad line carries what it should and breaks as it was told.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use satchel_testkit::network::{Conditions, Network};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const LOCAL: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);

/// A server that sends back what it gets.
async fn echo() -> SocketAddr {
    let listener = TcpListener::bind(LOCAL).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (mut from, mut to) = stream.split();
                let _gone = tokio::io::copy(&mut from, &mut to).await;
                let _gone = to.shutdown().await;
            });
        }
    });
    address
}

async fn line(conditions: Conditions) -> Network {
    Network::start(LOCAL, echo().await, conditions, 42).await.unwrap()
}

fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|index| u8::try_from(index * 7 % 251).unwrap()).collect()
}

/// Sends bytes, ends the sending, and reads what comes back.
async fn exchange(network: &Network, sent: &[u8]) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(network.address()).await?;
    let (mut from, mut to) = stream.split();
    let mut came = Vec::new();
    let writing = async {
        to.write_all(sent).await?;
        to.shutdown().await
    };
    tokio::try_join!(writing, from.read_to_end(&mut came))?;
    Ok(came)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_byte_arrives_in_order_on_any_line_that_does_not_break() {
    let slow = Duration::from_millis(5);
    let lines = [
        Conditions::default(),
        Conditions { latency_up: slow, latency_down: slow, jitter: slow, ..Conditions::default() },
        Conditions { bandwidth: Some(20 << 20), ..Conditions::default() },
        Conditions { loss: 0.001, latency_up: slow, ..Conditions::default() },
        Conditions { congestion: true, window: 1, ..Conditions::default() },
        Conditions { stalls: 1.0, stall: Some(slow), ..Conditions::default() },
    ];
    let sent = bytes(3 << 20);
    for conditions in lines {
        let network = line(conditions.clone()).await;
        let came = exchange(&network, &sent).await.unwrap();
        assert!(came == sent, "{conditions:?}: {} bytes came", came.len());
        let traffic = network.traffic();
        assert_eq!((traffic.up, traffic.down, traffic.connections), (3 << 20, 3 << 20, 1), "{conditions:?}");
        assert_eq!(traffic.resets, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_trip_takes_at_least_its_time() {
    let half = Duration::from_millis(40);
    let network = line(Conditions { latency_up: half, latency_down: half, ..Conditions::default() }).await;
    let mut stream = TcpStream::connect(network.address()).await.unwrap();
    let began = Instant::now();
    stream.write_all(b"a").await.unwrap();
    stream.read_u8().await.unwrap();
    // The handshake's round trip comes first; a timer may be half a tick early, twice.
    assert!(began.elapsed() > Duration::from_millis(158), "{:?}", began.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_planned_reset_is_one_for_the_client() {
    let network = line(Conditions { resets: 1.0, ..Conditions::default() }).await;
    let sent = bytes(10 << 20);
    for _ in 0..5 {
        let error = exchange(&network, &sent).await.unwrap_err();
        assert!(matches!(error.kind(), io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe), "{error}");
    }
    assert_eq!(network.traffic().resets, 5);
    network.set(Conditions::default());
    assert!(exchange(&network, &sent).await.unwrap() == sent, "changed while running");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_line_refuses_and_a_mended_one_carries() {
    let mut network = line(Conditions::default()).await;
    let mut open = TcpStream::connect(network.address()).await.unwrap();
    open.write_all(b"a").await.unwrap();
    assert_eq!(open.read_u8().await.unwrap(), b'a');
    network.cut().await;
    assert_eq!(open.read_u8().await.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
    let refused = TcpStream::connect(network.address()).await.unwrap_err();
    assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
    network.mend().await.unwrap();
    assert_eq!(exchange(&network, b"again").await.unwrap(), b"again");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_leads_elsewhere_when_told_and_resets_where_nobody_listens() {
    let network = line(Conditions::default()).await;
    let gone = TcpListener::bind(LOCAL).await.unwrap().local_addr().unwrap();
    network.redirect(gone);
    assert!(exchange(&network, b"lost").await.is_err());
    network.redirect(echo().await);
    assert_eq!(exchange(&network, b"found").await.unwrap(), b"found");
}
