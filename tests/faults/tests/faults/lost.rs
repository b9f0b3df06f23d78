//! Answers that get lost after their effect: what became of the request is unknown, and found out.

use std::time::Duration;

use super::support::*;

async fn upload_with_lost(operation: Operation, when: When) {
    let ground = Ground::start().await;
    let plan = ground.upload().await;
    ground.plan(&[operation], when, Fault::LoseAnswer);
    ground.weather(plan).await;
    assert!(ground.world.front.log().of(operation).any(|one| one.fault.is_some()));
    ground.holds("up/").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_to_create_leaves_no_upload_behind() {
    upload_with_lost(Operation::CreateMultipartUpload, When::First(1)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn however_many_answers_to_create_are_lost_no_upload_is_left_behind() {
    let ground = Ground::start().await;
    let plan = ground.upload().await;
    ground.plan(&[Operation::CreateMultipartUpload], When::Always, Fault::LoseAnswer);
    let id = ground.begin(plan).await;
    let many = |log: &satchel_testkit::faulty_server::Log| log.calls(Operation::CreateMultipartUpload) >= 7;
    assert!(ground.world.front.until(Duration::from_mins(2), many).await, "{}", ground.world.front.log());
    ground.world.front.heal();
    let status = ground.settled(id).await;
    assert_eq!(status.state, TransferState::Done, "{:?}\n{}", status.error, ground.world.front.log());
    ground.holds("up/").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_to_a_part_sends_it_again() {
    upload_with_lost(Operation::UploadPart, When::First(2)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_to_complete_is_found_out() {
    upload_with_lost(Operation::CompleteMultipartUpload, When::First(1)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_lost_answer_to_complete_is_found_out() {
    upload_with_lost(Operation::CompleteMultipartUpload, When::Always).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_answers_to_small_files_are_found_out() {
    upload_with_lost(Operation::PutObject, When::Share(0.5)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_answers_to_list_parts_and_head_are_asked_for_again() {
    upload_with_lost(Operation::ListParts, When::First(1)).await;
    upload_with_lost(Operation::HeadObject, When::First(1)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_answers_to_copies_and_deletes_lose_nothing() {
    for operation in [Operation::CopyObject, Operation::DeleteObject, Operation::DeleteObjects] {
        for when in [When::First(2), When::Share(0.5)] {
            let ground = Ground::start().await;
            let plan = ground.copy(true).await;
            ground.plan(&[operation], when, Fault::LoseAnswer);
            ground.weather(plan).await;
            ground.holds("to/up/").await;
            assert!(ground.world.names("up/").await.is_empty());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_to_a_batch_of_deletes_is_found_out() {
    let ground = Ground::start().await;
    let plan = ground.delete().await;
    ground.plan(&[Operation::DeleteObjects, Operation::DeleteObject], When::First(1), Fault::LoseAnswer);
    ground.weather(plan).await;
    assert!(ground.world.names("up/").await.is_empty());
}
