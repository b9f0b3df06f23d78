//! Bodies that are slow, stand still, end early, or aren't what was sent.

use std::time::Duration;

use super::support::*;

const BODIES: [Operation; 2] = [Operation::UploadPart, Operation::PutObject];

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_line_is_only_slow() {
    let ground = Ground::start().await;
    let plan = ground.upload().await;
    ground.plan(&BODIES, When::Always, Fault::SlowRequest(4 << 20));
    ground.through(plan).await;
    ground.holds("up/").await;
    let plan = ground.download().await;
    ground.plan(&[Operation::GetObject], When::Always, Fault::SlowAnswer(4 << 20));
    ground.through(plan).await;
    ground.has_files();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_still_for_a_while_goes_on() {
    let ground = Ground::start().await;
    let a_while = Some(Duration::from_secs(1));
    let plan = ground.upload().await;
    ground.plan(&BODIES, When::First(3), Fault::StallRequest(Place::Random, a_while));
    ground.through(plan).await;
    ground.holds("up/").await;
    let plan = ground.download().await;
    ground.plan(&[Operation::GetObject], When::First(3), Fault::StallAnswer(Place::Random, a_while));
    ground.through(plan).await;
    ground.has_files();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_stands_still_for_ever_is_sent_again() {
    let ground = Ground::start().await;
    let plan = ground.upload().await;
    // Early in the body: near its end the rest would fit into the connection's buffers, and look as if it were sent.
    ground.plan(&[Operation::UploadPart], When::Call(2), Fault::StallRequest(Place::Byte(1_000), None));
    ground.through(plan).await;
    ground.holds("up/").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_stands_still_for_ever_is_asked_for_again() {
    let ground = Ground::start().await;
    let plan = ground.download().await;
    let rule = Rule::new(&[Operation::GetObject], When::Call(1), Fault::StallAnswer(Place::Byte(100_000), None));
    ground.world.front.plan(rule.of_key("up/large.bin"));
    ground.through(plan).await;
    ground.has_files();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_ends_early_is_no_file() {
    let ground = Ground::start().await;
    let plan = ground.download().await;
    ground.plan(&[Operation::GetObject], When::Share(0.4), Fault::CutAnswer(Place::Random));
    ground.weather(plan).await;
    ground.has_files();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flipped_bit_on_the_way_up_is_noticed() {
    let ground = Ground::start().await;
    let plan = ground.upload().await;
    for operation in BODIES {
        ground.plan(&[operation], When::First(2), Fault::FlipRequest(Place::Random));
    }
    ground.weather(plan).await;
    ground.holds("up/").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flipped_bit_on_the_way_down_is_noticed() {
    let ground = Ground::start().await;
    let plan = ground.download().await;
    ground.plan(&[Operation::GetObject], When::First(4), Fault::FlipAnswer(Place::Random));
    ground.weather(plan).await;
    ground.has_files();
}

#[tokio::test(flavor = "multi_thread")]
async fn bits_that_always_flip_never_make_a_file() {
    let ground = Ground::start().await;
    let plan = ground.download().await;
    ground.plan(&[Operation::GetObject], When::Always, Fault::FlipAnswer(Place::Random));
    let first = ground.weather(plan).await;
    assert_eq!(first.state, TransferState::PartlyFailed, "only the empty one can't be wrong: {first:?}");
    ground.has_files();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_was_acknowledged_and_dropped_is_found_missing() {
    let ground = Ground::start().await;
    let plan = ground.upload().await;
    ground.plan(&[Operation::UploadPart], When::Call(2), Fault::Drop);
    let id = ground.begin(plan).await;
    let status = ground.settled(id).await;
    if status.state != TransferState::Done {
        // The server has lost what it acknowledged: that may be said, and the next try sends it.
        let failures = ground.failures(id).await;
        assert!(matches!(failures.as_slice(), [(_, error)] if matches!(**error, TransferError::Integrity { .. })));
        assert!(!ground.world.names("up/").await.contains(&"large.bin".to_owned()), "it isn't completed without it");
        ground.engine.retry(id).await.unwrap();
        let status = ground.settled(id).await;
        assert_eq!(status.state, TransferState::Done, "{:?}\n{}", status.error, ground.world.front.log());
    }
    let log = ground.world.front.log();
    let again: Vec<_> = log.parts_sent_again().into_iter().map(|one| one.part).collect();
    assert!(again.len() <= 1, "the dropped one, and no other: {again:?}\n{log}");
    ground.holds("up/").await;
}
