//! downloadObject: the bytes, ranges, and what happens when something breaks.

use satchel_objects::Operation;
use satchel_testkit::faulty_server::{Fault, FaultyServer, Place, Rule, When};
use serde_json::json;

use crate::support::{Bench, Part};

async fn bench() -> Bench {
    let bench = Bench::start().await;
    let bytes: Vec<u8> = (0..100).collect();
    let parts = [
        Part::Field("bucket", "photos"),
        Part::Field("key", "folder/新郎 1.bin"),
        Part::TypedFile("image/jpeg", &bytes),
    ];
    assert_eq!(bench.form("uploadObject", &parts).await["code"], 0);
    bench
}

const BODY: &str = r#"{"bucket":"photos","key":"folder/新郎 1.bin"}"#;

#[tokio::test]
async fn an_object_comes_with_its_type_length_tag_time_and_name() {
    let bench = bench().await;
    let mut requests = bench.server.requests();
    let answer = bench.call("downloadObject", "application/json", BODY.as_bytes()).await;
    assert_eq!((answer.status, answer.body.len()), (200, 100));
    let served = requests.recv().await.unwrap();
    assert!((&*served.path, served.sent, served.whole) == ("/downloadObject", 100, true), "{served:?}");
    assert_eq!(answer.header("content-type"), Some("image/jpeg"));
    assert_eq!(answer.header("content-length"), Some("100"));
    assert!(answer.header("etag").unwrap().starts_with('"'));
    assert!(answer.header("last-modified").unwrap().ends_with(" GMT"));
    let name = "attachment; filename=\"__ 1.bin\"; filename*=UTF-8''%E6%96%B0%E9%83%8E%201.bin";
    assert_eq!(answer.header("content-disposition"), Some(name));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
}

#[tokio::test]
async fn one_range_is_honoured() {
    let bench = bench().await;
    let json = ("Content-Type", "application/json");
    for (range, status, from, to) in [
        ("bytes=0-9", 206, 0, 10),
        ("bytes=90-", 206, 90, 100),
        ("bytes=95-2000", 206, 95, 100),
        ("bytes=-3", 206, 97, 100),
        ("bytes=-3000", 206, 0, 100),
        ("bytes=0-1,5-6", 200, 0, 100),
        ("nonsense", 200, 0, 100),
    ] {
        let answer = bench.send("POST", "downloadObject", &[json, ("Range", range)], BODY.as_bytes()).await;
        let expected: Vec<u8> = (from..to).collect();
        assert_eq!((answer.status, answer.body.clone()), (status, expected), "{range}");
        let content_range = (status == 206).then(|| format!("bytes {from}-{}/100", to - 1));
        assert_eq!(answer.header("content-range"), content_range.as_deref(), "{range}");
    }
    let answer = bench.send("POST", "downloadObject", &[json, ("Range", "bytes=100-")], BODY.as_bytes()).await;
    assert_eq!((answer.status, answer.header("content-type")), (416, Some("application/json")));
}

#[tokio::test]
async fn a_failure_before_the_first_byte_is_the_envelope() {
    let bench = bench().await;
    let missing = bench.json("downloadObject", &json!({ "bucket": "photos", "key": "never" })).await;
    assert_eq!(missing["code"], -1);
    assert!(missing["msg"].as_str().unwrap().ends_with(", NoSuchKey: "), "{missing}");
    let nameless = bench.json("downloadObject", &json!({ "bucket": "photos" })).await;
    assert_eq!(nameless, json!({ "code": -1, "msg": "parameter key: is missing" }));
}

/// A bench with an object of 3 MiB, and its bytes.
async fn long() -> (Bench, FaultyServer, Vec<u8>) {
    let (bench, front) = Bench::start_faulty().await;
    let bytes: Vec<u8> = (0..3_u32 << 20).map(|at| u8::try_from(at * 31 % 251).unwrap()).collect();
    let parts = [Part::Field("bucket", "photos"), Part::Field("key", "long"), Part::File(&bytes)];
    assert_eq!(bench.form("uploadObject", &parts).await["code"], 0);
    (bench, front, bytes)
}

const LONG: &[u8] = br#"{"bucket":"photos","key":"long"}"#;

#[tokio::test]
async fn what_breaks_off_at_the_store_goes_on_where_it_was() {
    let (bench, front, bytes) = long().await;
    let json = ("Content-Type", "application/json");
    for (range, from, to) in [(None, 0, 3 << 20), (Some("bytes=1000-2999999"), 1000, 3_000_000)] {
        front.forget();
        front.heal();
        front.plan(Rule::new(&[Operation::GetObject], When::Call(1), Fault::CutAnswer(Place::Byte(1 << 20))));
        front.plan(Rule::new(&[Operation::GetObject], When::Call(1), Fault::ResetAnswer(Place::Byte(1 << 19))));
        let headers: Vec<_> = [json].into_iter().chain(range.map(|range| ("Range", range))).collect();
        let answer = bench.send("POST", "downloadObject", &headers, LONG).await;
        assert!(answer.body == bytes[from..to], "{} bytes", answer.body.len());
        let log = front.log();
        let asked: Vec<_> = log.of(Operation::GetObject).map(|get| (get.range.clone(), get.fault.is_some())).collect();
        let [(_, true), (Some(second), true), (Some(third), false)] = &asked[..] else { panic!("{asked:?}") };
        assert_eq!(*second, format!("bytes={}-{}", from + (1 << 20), to - 1));
        assert!(third.ends_with(&format!("-{}", to - 1)) && third != second, "{third}");
    }
}

#[tokio::test]
async fn a_failure_after_it_cuts_the_connection_so_that_the_body_is_short() {
    let (bench, front, bytes) = long().await;
    front.plan(Rule::new(&[Operation::GetObject], When::Call(1), Fault::CutAnswer(Place::Byte(1 << 20))));
    front.plan(Rule::new(&[Operation::GetObject], When::Always, Fault::CutAnswer(Place::Byte(0))));
    let mut requests = bench.server.requests();
    let answer = bench.call("downloadObject", "application/json", LONG).await;
    assert_eq!((answer.status, answer.header("content-length")), (200, Some("3145728")));
    assert!(!requests.recv().await.unwrap().whole);
    assert!(answer.body == bytes[..1 << 20], "{} bytes", answer.body.len());
    assert_eq!(front.log().calls(Operation::GetObject), 4, "and it was tried again");
}
