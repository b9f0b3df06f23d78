//! Credentials that end while a transfer runs.

use super::support::*;

/// The credentials stop working in the middle, and work again later.
async fn ends_and_comes_back(answer: Answer) {
    let ground = Ground::start().await;
    let plan = ground.upload().await;
    ground.plan(&[], When::From(6), Fault::Answer(answer));
    let id = ground.begin(plan).await;
    let status = ground.settled(id).await;
    assert_eq!(
        (status.state, status.pause),
        (TransferState::Paused, Some(PauseReason::NeedsCredentials)),
        "{status:?}"
    );
    assert!(status.error.is_some(), "it says why");
    ground.world.front.heal();
    ground.engine.credentials_changed("account").await;
    let status = ground.settled(id).await;
    assert_eq!(status.state, TransferState::Done, "{:?}\n{}", status.error, ground.world.front.log());
    assert!(ground.world.front.log().parts_sent_again().is_empty(), "{}", ground.world.front.log());
    ground.holds("up/").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_session_pauses_and_goes_on_with_a_new_one() {
    ends_and_comes_back(Answer::expired_token()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_key_pauses_and_goes_on_with_a_new_one() {
    ends_and_comes_back(Answer::unknown_access_key()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_pauses_without_credentials_and_goes_on_with_them() {
    let ground = Ground::start().await;
    let plan = ground.download().await;
    ground.plan(&[Operation::GetObject], When::From(3), Fault::Answer(Answer::expired_token()));
    let id = ground.begin(plan).await;
    let status = ground.settled(id).await;
    assert_eq!(status.pause, Some(PauseReason::NeedsCredentials), "{status:?}");
    ground.world.front.heal();
    ground.engine.credentials_changed("account").await;
    let status = ground.settled(id).await;
    assert_eq!(status.state, TransferState::Done, "{:?}\n{}", status.error, ground.world.front.log());
    ground.has_files();
}
