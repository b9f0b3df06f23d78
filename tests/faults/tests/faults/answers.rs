//! Errors that the server answers.

use std::time::Duration;

use super::support::*;

/// Sends, fetches and copies while this share of all requests is answered so.
async fn with_share(answer: Answer, share: f64) {
    let fault = Fault::Answer(answer);
    let ground = Ground::start().await;
    let plan = ground.upload().await;
    ground.plan(&[], When::Share(share), fault.clone());
    ground.weather(plan).await;
    ground.holds("up/").await;
    let plan = ground.download().await;
    ground.plan(&[], When::Share(share), fault.clone());
    ground.weather(plan).await;
    ground.has_files();
    ground.world.front.heal();
    let plan = ground.copy(true).await;
    ground.plan(&[], When::Share(share), fault);
    ground.weather(plan).await;
    ground.holds("to/up/").await;
    assert!(ground.world.names("up/").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn internal_errors_are_weathered() {
    for share in [0.01, 0.1, 0.5] {
        with_share(Answer::internal_error(), share).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn being_asked_to_slow_down_is_weathered() {
    for share in [0.01, 0.1, 0.5] {
        with_share(Answer::slow_down(), share).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_requests_are_weathered() {
    for share in [0.01, 0.1, 0.5] {
        with_share(Answer::too_many_requests(), share).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn request_timeouts_are_weathered() {
    for share in [0.01, 0.1, 0.5] {
        with_share(Answer::request_timeout(), share).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_says_when_to_come_back_is_listened_to() {
    let ground = Ground::start().await;
    let plan = ground.upload().await;
    ground.plan(
        &[Operation::UploadPart, Operation::PutObject],
        When::First(4),
        Fault::Answer(Answer::slow_down().retry_after(1)),
    );
    ground.through(plan).await;
    ground.holds("up/").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_in_a_200_is_a_failure_and_tried_again() {
    let operations = [Operation::CompleteMultipartUpload, Operation::CopyObject];
    for answer in [Fault::Answer(Answer::in_200("InternalError")), Fault::AnswerAfterEffect(Answer::in_200("SlowDown"))]
    {
        let ground = Ground::start().await;
        let plan = ground.upload().await;
        ground.plan(&operations, When::First(1), answer.clone());
        ground.weather(plan).await;
        ground.holds("up/").await;
        let plan = ground.copy(true).await;
        ground.plan(&operations, When::First(2), answer);
        ground.weather(plan).await;
        ground.holds("to/up/").await;
        assert!(ground.world.names("up/").await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_in_every_200_loses_nothing() {
    let ground = Ground::start().await;
    let plan = ground.copy(true).await;
    ground.plan(&[Operation::CopyObject], When::Always, Fault::Answer(Answer::in_200("InternalError")));
    let id = ground.begin(plan).await;
    let status = ground.settled(id).await;
    assert_ne!(status.state, TransferState::Done);
    ground.holds("up/").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_elsewhere_is_a_failure_and_nothing_goes_there() {
    let elsewhere =
        satchel_testkit::fake::FakeServer::start(|_| satchel_testkit::fake::Reply::new(200, &[], "")).await.unwrap();
    for status in [301, 307] {
        let ground = Ground::start().await;
        let plan = ground.upload().await;
        let to = Answer::redirect(status, format!("{}/bucket/up/a", elsewhere.url()));
        ground.plan(&[], When::Always, Fault::Answer(to));
        let first = ground.weather(plan).await;
        assert_eq!(first.state, TransferState::Failed, "{first:?}");
        ground.holds("up/").await;
    }
    assert!(elsewhere.seen().is_empty(), "{:?}", elsewhere.seen());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_off_is_minded() {
    for fault in [Fault::ClockAhead(Duration::from_hours(3)), Fault::ClockBehind(Duration::from_hours(30))] {
        let ground = Ground::start().await;
        ground.plan(&[], When::Always, fault.clone());
        let plan = ground.upload().await;
        ground.through(plan).await;
        ground.holds("up/").await;
        ground.plan(&[], When::Always, fault);
        let plan = ground.download().await;
        ground.through(plan).await;
        ground.has_files();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_the_server_forgot_begins_anew() {
    let ground = Ground::start().await;
    let plan = ground.upload().await;
    // The second part waits until its upload is gone.
    let stall = Fault::StallRequest(Place::Byte(0), Some(Duration::from_secs(2)));
    ground.plan(&[Operation::UploadPart], When::Call(2), stall);
    let id = ground.begin(plan).await;
    let sent = |log: &satchel_testkit::faulty_server::Log| log.calls(Operation::UploadPart) >= 2;
    assert!(ground.world.front.until(Duration::from_mins(1), sent).await, "{}", ground.world.front.log());
    let page = ground.world.direct.multipart_page(&bucket(), "", None).await.unwrap();
    for upload in page.uploads {
        ground.world.direct.abort_multipart(&bucket(), &upload.key, &upload.upload_id).await.unwrap();
    }
    let status = ground.settled(id).await;
    assert_eq!(status.state, TransferState::Done, "{:?}\n{}", status.error, ground.world.front.log());
    ground.holds("up/").await;
    let (_, files) = ground.engine.files(id, FileFilter::All, 0, u32::MAX).await.unwrap();
    let large = files.iter().find(|file| file.key.as_str() == "up/large.bin").unwrap();
    assert_eq!(large.note, Some(satchel_transfer::FileNote::BegunAnew), "it says so");
    assert_eq!(ground.world.front.log().uploads("bucket", "up/large.bin"), 2);
}
