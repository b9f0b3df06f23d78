//! Connections that break, and servers that are gone for a while.

use std::time::Duration;

use satchel_testkit::faulty_server::Log;
use satchel_testkit::network::{Conditions, Network};

use super::support::*;

#[tokio::test(flavor = "multi_thread")]
async fn resets_at_random_bytes_are_weathered() {
    let ground = Ground::start().await;
    for fault in [Fault::ResetRequest(Place::Random), Fault::ResetAnswer(Place::Random)] {
        let plan = ground.upload().await;
        ground.plan(&[], When::Share(0.25), fault.clone());
        ground.weather(plan).await;
        ground.holds("up/").await;
        let plan = ground.download().await;
        ground.plan(&[], When::Share(0.25), fault.clone());
        ground.weather(plan).await;
        ground.has_files();
        ground.world.front.heal();
        let plan = ground.copy(true).await;
        ground.plan(&[], When::Share(0.25), fault);
        ground.weather(plan).await;
        ground.holds("to/up/").await;
        ground.world.front.heal();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_line_is_weathered() {
    let mut ground = Ground::start().await;
    let to = match &ground.world.backing {
        satchel_faults::Backing::Demo(demo) => demo.url(),
        satchel_faults::Backing::Real(server) => server.url().to_owned(),
    };
    let to = to.strip_prefix("http://").unwrap().parse().unwrap();
    let conditions = Conditions {
        latency_up: Duration::from_millis(5),
        latency_down: Duration::from_millis(5),
        jitter: Duration::from_millis(5),
        loss: 0.001,
        resets: 0.1,
        ..Conditions::default()
    };
    let network = Network::start("127.0.0.1:0".parse().unwrap(), to, conditions, seed()).await.unwrap();
    let plan = ground.upload().await;
    ground.world.front.lead_to(&network.url()).await.unwrap();
    // The plan's connections don't go over the line: others take their place.
    ground.world.front.go_down().await;
    ground.world.front.come_back().await.unwrap();
    ground.weather(plan).await;
    network.set(Conditions::default());
    ground.holds("up/").await;
    assert!(network.traffic().exchanges > 5, "{:?}", network.traffic());
}

/// Has at least one part been acknowledged?
fn one_part(log: &Log) -> bool {
    log.of(Operation::UploadPart).any(satchel_testkit::faulty_server::Exchange::acknowledged)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_waits_for_a_server_that_is_gone_and_goes_on() {
    let mut ground = Ground::start().await;
    let plan = ground.upload().await;
    ground.plan(&[Operation::UploadPart], When::From(2), Fault::SlowRequest(8 << 20));
    let id = ground.begin(plan).await;
    assert!(ground.world.front.until(Duration::from_mins(1), one_part).await);
    ground.world.front.go_down().await;
    let waited = tokio::time::timeout(Duration::from_mins(3), ground.engine.wait(id)).await;
    let status = waited.expect("it notices").unwrap();
    assert_eq!((status.state, status.pause), (TransferState::Paused, Some(PauseReason::Offline)), "{status:?}");
    ground.world.front.heal();
    ground.world.front.come_back().await.unwrap();
    let status = ground.settled(id).await;
    assert_eq!(status.state, TransferState::Done, "{:?}\n{}", status.error, ground.world.front.log());
    assert!(ground.world.front.log().parts_sent_again().is_empty(), "{}", ground.world.front.log());
    ground.holds("up/").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_waits_for_a_server_that_is_gone_and_goes_on() {
    let mut ground = Ground::start().await;
    let plan = ground.download().await;
    ground.plan(&[Operation::GetObject], When::From(2), Fault::SlowAnswer(8 << 20));
    let id = ground.begin(plan).await;
    let some = |log: &Log| log.bytes(Operation::GetObject).1 > 2 * MEBIBYTE;
    assert!(ground.world.front.until(Duration::from_mins(1), some).await);
    ground.world.front.go_down().await;
    let waited = tokio::time::timeout(Duration::from_mins(3), ground.engine.wait(id)).await;
    let status = waited.expect("it notices").unwrap();
    assert_eq!((status.state, status.pause), (TransferState::Paused, Some(PauseReason::Offline)), "{status:?}");
    ground.world.front.heal();
    ground.world.front.come_back().await.unwrap();
    let status = ground.settled(id).await;
    assert_eq!(status.state, TransferState::Done, "{:?}\n{}", status.error, ground.world.front.log());
    ground.has_files();
}
