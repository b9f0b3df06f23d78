//! The server that fails on plan: each fault is what it says, and what isn't planned goes through untouched.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod faulty_server {
    pub mod support;
}

use std::time::Duration;

use faulty_server::support::*;

#[tokio::test(flavor = "multi_thread")]
async fn without_a_fault_it_is_the_server_behind() {
    let ground = Ground::start().await;
    let report = conformance::run(&ground.store, Capabilities::default()).await;
    println!("{report}");
    assert!(report.failed.is_empty() && report.passed.len() > 45, "{report}");
    let log = ground.front.log();
    for operation in [
        Operation::ListBuckets,
        Operation::CreateBucket,
        Operation::HeadBucket,
        Operation::ListObjectsV2,
        Operation::HeadObject,
        Operation::GetObject,
        Operation::PutObject,
        Operation::CopyObject,
        Operation::DeleteObject,
        Operation::DeleteObjects,
        Operation::GetObjectTagging,
        Operation::PutObjectTagging,
        Operation::CreateMultipartUpload,
        Operation::UploadPart,
        Operation::CompleteMultipartUpload,
        Operation::AbortMultipartUpload,
        Operation::ListMultipartUploads,
        Operation::ListParts,
    ] {
        assert!(log.calls(operation) > 0, "{operation:?}\n{log}");
    }
    assert!(log.exchanges().iter().all(|one| one.operation.is_some()), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn other_servers_take_what_was_signed_for_the_front() {
    for server in [servers::versitygw().await.unwrap(), servers::seaweedfs().await.unwrap()] {
        let front = FaultyServer::start(server.url(), 1).await.unwrap();
        let store = S3Store::new(servers::config(&front.url())).await.unwrap();
        store.create_bucket(&bucket()).await.unwrap();
        put(&store, &bytes(100_000)).await.unwrap();
        assert_eq!(get(&store).await.unwrap(), bytes(100_000));
        let refused = front.log().exchanges().iter().filter(|one| one.status == Some(403)).count();
        assert_eq!(refused, 0, "{}", front.log());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_come_as_planned_and_have_no_effect() {
    let ground = Ground::start().await;
    let answers = [
        (Answer::internal_error(), ErrorKind::ServerFailed),
        (Answer::slow_down().retry_after(1), ErrorKind::Throttled),
        (Answer::expired_token(), ErrorKind::CredentialsExpired),
        (Answer::unknown_access_key(), ErrorKind::UnknownAccessKey),
    ];
    for (answer, kind) in answers {
        ground.front.plan(Rule::new(&[Operation::PutObject], When::Always, Fault::Answer(answer.clone())));
        assert_eq!(put(&ground.store, b"a").await.unwrap_err(), kind, "{answer:?}");
        ground.front.heal();
        assert_eq!(head(&ground.store).await.unwrap_err(), ErrorKind::NoSuchObject);
    }
    assert!(ground.front.log().of(Operation::PutObject).all(|one| one.behind.is_none() && one.received == 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_had_its_effect() {
    let ground = Ground::start().await;
    let deletes = [Operation::DeleteObject];
    put(&ground.store, b"there").await.unwrap();
    ground.front.plan(Rule::new(&deletes, When::Always, Fault::LoseAnswer));
    ground.store.delete(&bucket(), &key()).await.unwrap_err();
    assert_eq!(head(&ground.store).await.unwrap_err(), ErrorKind::NoSuchObject);
    let log = ground.front.log();
    assert!(log.of(Operation::DeleteObject).all(|one| one.behind == Some(204) && one.status.is_none()), "{log}");

    ground.front.heal();
    let after = Fault::AnswerAfterEffect(Answer::internal_error());
    ground.front.plan(Rule::new(&[Operation::PutObject], When::Always, after));
    assert_eq!(put(&ground.store, b"there").await.unwrap_err(), ErrorKind::ServerFailed);
    assert_eq!(head(&ground.store).await.unwrap(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_dropped_is_acknowledged_and_not_there() {
    let ground = Ground::start().await;
    ground.front.plan(Rule::new(&[Operation::PutObject], When::Call(1), Fault::Drop));
    put_file(&ground.store, b"dropped").await.unwrap();
    assert_eq!(head(&ground.store).await.unwrap_err(), ErrorKind::NoSuchObject);
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_break_where_planned() {
    let ground = Ground::start().await;
    let (whole, place) = (bytes(300_000), Place::Byte(100_000));
    ground.front.plan(Rule::new(&[Operation::PutObject], When::Always, Fault::ResetRequest(place)));
    assert_eq!(put(&ground.store, &whole).await.unwrap_err(), ErrorKind::ConnectionLost);
    ground.front.heal();
    assert_eq!(head(&ground.store).await.unwrap_err(), ErrorKind::NoSuchObject, "half a body isn't stored");
    put(&ground.store, &whole).await.unwrap();

    for fault in [Fault::ResetAnswer(place), Fault::CutAnswer(place)] {
        ground.front.forget();
        ground.front.plan(Rule::new(&[Operation::GetObject], When::Always, fault.clone()));
        assert!(get(&ground.store).await.is_err(), "{fault:?}");
        ground.front.heal();
        ground.front.idle().await;
        let log = ground.front.log();
        assert!(log.of(Operation::GetObject).all(|one| one.sent <= 100_000 && !one.answered), "{log}");
    }
    for place in [Place::Byte(0), Place::Random] {
        ground.front.plan(Rule::new(&[Operation::HeadObject], When::Always, Fault::ResetAnswer(place)));
        assert_eq!(head(&ground.store).await.unwrap_err(), ErrorKind::ConnectionLost, "{place:?}");
        ground.front.heal();
    }
    assert_eq!(get(&ground.store).await.unwrap(), whole);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_bit_is_another_one() {
    let ground = Ground::start().await;
    ground.front.plan(Rule::new(&[Operation::PutObject], When::Call(1), Fault::FlipRequest(Place::Random)));
    put_file(&ground.store, &bytes(1_000)).await.expect("unsigned and unchecked, it is taken");
    let ones = |a: &[u8], b: &[u8]| a.iter().zip(b).map(|(a, b)| (a ^ b).count_ones()).sum::<u32>();
    assert_eq!(ones(&get(&ground.store).await.unwrap(), &bytes(1_000)), 1);

    put(&ground.store, &bytes(1_000)).await.unwrap();
    ground.front.plan(Rule::new(&[Operation::GetObject], When::Call(1), Fault::FlipAnswer(Place::Byte(999))));
    let body = fetch(&ground.store).await.body;
    assert_eq!((ones(&body, &bytes(1_000)), body[..999] == bytes(1_000)[..999]), (1, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stalls_goes_on_after_a_while_or_never() {
    let ground = Ground::start().await;
    let (a_while, whole) = (Duration::from_millis(20), bytes(100_000));
    for fault in [
        Fault::StallRequest(Place::Byte(5), Some(a_while)),
        Fault::StallAnswer(Place::Random, Some(a_while)),
        Fault::SlowRequest(2_000_000),
        Fault::SlowAnswer(2_000_000),
    ] {
        ground.front.plan(Rule::new(&[Operation::PutObject, Operation::GetObject], When::Always, fault));
        put(&ground.store, &whole).await.unwrap();
        assert_eq!(get(&ground.store).await.unwrap(), whole);
        ground.front.heal();
    }
    for fault in [Fault::StallRequest(Place::Byte(0), None), Fault::StallAnswer(Place::Byte(0), None)] {
        ground.front.plan(Rule::new(&[Operation::PutObject], When::Always, fault));
        let stalled = tokio::time::timeout(Duration::from_millis(200), put(&ground.store, &whole)).await;
        assert!(stalled.is_err());
        ground.front.heal();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_is_not_followed_with_credentials() {
    let ground = Ground::start().await;
    let other = FaultyServer::start(&ground.demo.url(), 2).await.unwrap();
    for status in [301, 307] {
        let to = Answer::redirect(status, format!("{}/bucket/key", other.url()));
        ground.front.plan(Rule::new(&[Operation::GetObject], When::Always, Fault::Answer(to)));
        assert!(get(&ground.store).await.is_err());
        ground.front.heal();
    }
    assert!(other.log().exchanges().is_empty(), "{}", other.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_off_refuses_until_it_is_minded() {
    let ground = Ground::start().await;
    for fault in [Fault::ClockAhead(Duration::from_hours(2)), Fault::ClockBehind(Duration::from_hours(25))] {
        ground.front.forget();
        ground.front.plan(Rule::new(&[], When::Always, fault.clone()));
        let store = S3Store::new(servers::config(&ground.front.url())).await.unwrap();
        let whole = bytes(10_000);
        put(&store, &whole).await.unwrap();
        assert_eq!(get(&store).await.unwrap(), whole);
        let ahead = matches!(fault, Fault::ClockAhead(_));
        assert_eq!(store.clock_skew().map(|(is_ahead, _)| is_ahead), Some(ahead), "{fault:?}");
        assert!(ground.front.log().exchanges().iter().any(|one| one.status == Some(403)), "{}", ground.front.log());
        ground.front.heal();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_share_is_hit_and_the_seed_repeats_it() {
    let mut struck = Vec::new();
    for _ in 0..2 {
        let ground = Ground::start().await;
        let fault = Fault::Answer(Answer::too_many_requests());
        ground.front.plan(Rule::new(&[Operation::GetObject], When::Share(0.1), fault));
        ground.front.plan(Rule::new(&[Operation::GetObject], When::Always, Fault::SlowAnswer(1 << 30)).of_key("other"));
        for _ in 0..200 {
            fetch(&ground.store).await;
        }
        let log = ground.front.log();
        struck.push(log.of(Operation::GetObject).map(|one| one.status == Some(429)).collect::<Vec<_>>());
        let hits = struck[0].iter().filter(|hit| **hit).count();
        assert!((8..40).contains(&hits), "{hits} of 200");
        assert_eq!(ground.front.strikes(), [hits as u64, 0], "the other key's rule met nothing");
    }
    assert_eq!(struck[0], struck[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn down_it_refuses_and_back_it_serves() {
    let mut ground = Ground::start().await;
    put(&ground.store, b"kept").await.unwrap();
    ground.front.go_down().await;
    assert_eq!(head(&ground.store).await.unwrap_err(), ErrorKind::ConnectionRefused);
    ground.front.come_back().await.unwrap();
    assert_eq!(get(&ground.store).await.unwrap(), b"kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_tells_what_was_sent_again() {
    let ground = Ground::start().await;
    let (whole, store) = (bytes(50_000), &ground.store);
    let upload = store.create_multipart(&bucket(), &key(), &PutOptions::default()).await.unwrap();
    let part = || async {
        let body = Bytes::from(whole.clone()).into();
        store.upload_part(&bucket(), &key(), &upload, 1, body, None).await.is_ok()
    };
    let parts = [Operation::UploadPart];
    ground.front.plan(Rule::new(&parts, When::First(9), Fault::LoseAnswer));
    assert!(!part().await);
    ground.front.heal();
    assert!(part().await);
    ground.front.idle().await;
    assert!(ground.front.log().parts_sent_again().is_empty(), "it wasn't acknowledged: {}", ground.front.log());
    assert!(part().await);
    let log = ground.front.log();
    assert_eq!(log.parts_sent_again().len(), 1, "{log}");
    assert_eq!(log.received("bucket", "key"), 50_000 * log.calls(Operation::UploadPart) as u64);
    assert_eq!((log.uploads("bucket", "key"), log.bytes(Operation::UploadPart).0), (1, log.received("bucket", "key")));
    ground.front.forget();
    assert!(ground.front.log().exchanges().is_empty());
}
