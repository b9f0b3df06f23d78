//! uploadObject and uploadPart: every order of the fields, every length, and clients that go away.

use std::time::Duration;

use satchel_objects::Operation;
use satchel_testkit::faulty_server::{Answer, Fault, Rule, When};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::support::{Bench, Part};

const BUCKET: Part<'_> = Part::Field("bucket", "photos");

fn large() -> Vec<u8> {
    (0..20_u32 << 20).map(|byte| (byte % 251) as u8).collect()
}

fn done() -> Value {
    json!({ "code": 0, "msg": "上传成功" })
}

#[tokio::test]
async fn a_file_of_any_length_arrives_whole_wherever_it_stands_among_the_fields() {
    let bench = Bench::start().await;
    let large = large();
    for (number, bytes) in [&b""[..], b"x", &large[..8 << 20], &large[..=8 << 20], &large].into_iter().enumerate() {
        let key = format!("before {number}");
        assert_eq!(bench.form("uploadObject", &[BUCKET, Part::Field("key", &key), Part::File(bytes)]).await, done());
        assert!(bench.object(&key).await.unwrap() == bytes, "{key}");
        let key = format!("behind {number}");
        assert_eq!(bench.form("uploadObject", &[Part::File(bytes), Part::Field("key", &key), BUCKET]).await, done());
        assert!(bench.object(&key).await.unwrap() == bytes, "{key}");
        let key = format!("between {number}");
        assert_eq!(bench.form("uploadObject", &[BUCKET, Part::File(bytes), Part::Field("key", &key)]).await, done());
        assert!(bench.object(&key).await.unwrap() == bytes, "{key}");
        let target = format!("uploadObject?bucket=photos&key=query{number}");
        let body = Part::body(&[Part::File(bytes)]);
        let answer = bench.send("POST", &target, &[("Content-Type", &Part::content_type())], &body).await;
        assert_eq!(serde_json::from_slice::<Value>(&answer.body).unwrap(), done());
        assert!(bench.object(&format!("query{number}")).await.unwrap() == bytes);
    }
    bench.no_upload_is_left().await;
}

#[tokio::test]
async fn an_objects_type_is_what_its_sender_says_else_what_its_name_says() {
    let bench = Bench::start().await;
    let typed = |key, kind| [BUCKET, Part::Field("key", key), Part::TypedFile(kind, b"x")];
    bench.form("uploadObject", &typed("a.txt", "image/png")).await;
    bench.form("uploadObject", &typed("b.png", "application/octet-stream")).await;
    bench.form("uploadObject", &[BUCKET, Part::Field("key", "c.unknown"), Part::File(b"x")]).await;
    for (key, kind) in [("a.txt", "image/png"), ("b.png", "image/png"), ("c.unknown", "application/octet-stream")] {
        let body = json!({ "bucket": "photos", "key": key }).to_string();
        let answer = bench.call("downloadObject", "application/json", body.as_bytes()).await;
        assert_eq!(answer.header("content-type"), Some(kind), "{key}");
    }
}

#[tokio::test]
async fn what_is_wrong_is_found_before_an_object_appears() {
    let bench = Bench::start().await;
    let large = large();
    let key = Part::Field("key", "k");
    for (parts, said) in [
        (vec![BUCKET, key], "parameter file: is missing"),
        (vec![BUCKET, Part::File(b"x")], "parameter key: is missing"),
        (vec![key, Part::File(&large)], "parameter bucket: is missing"),
        (vec![BUCKET, Part::Field("key", ""), Part::File(b"x")], "parameter key: is empty"),
        (vec![BUCKET, key, Part::File(b"x"), Part::File(b"y")], "parameter file: is given more than once"),
        (vec![BUCKET, key, Part::File(&large), Part::File(b"y")], "parameter file: is given more than once"),
        (vec![BUCKET, key, key, Part::File(b"x")], "parameter key: is given more than once"),
        (vec![BUCKET, key, Part::File(&large), Part::Field("key", "other")], "parameter key: is given more than once"),
        (vec![Part::Field("bucket", "no/bucket"), key, Part::File(b"x")], "parameter bucket: "),
        (vec![Part::Field("bucket", "nowhere"), key, Part::File(&large)], "operation error S3: CreateMultipartUpload"),
        (vec![Part::Field("bucket", "nowhere"), key, Part::File(b"x")], "operation error S3: PutObject"),
    ] {
        let refused = bench.form("uploadObject", &parts).await;
        assert!(refused["code"] == -1 && refused["msg"].as_str().unwrap().starts_with(said), "{said}: {refused}");
        assert_eq!(bench.object("k").await, None, "{said}");
    }
    let body = Part::body(&[Part::File(&large), Part::Field("key", "other")]);
    let target = "uploadObject?bucket=photos&key=k";
    let answer = bench.send("POST", target, &[("Content-Type", &Part::content_type())], &body).await;
    let refused: Value = serde_json::from_slice(&answer.body).unwrap();
    assert!(refused["msg"].as_str().unwrap().starts_with("parameter key: comes behind the file"), "{refused}");
    let json = bench.json("uploadObject", &json!({ "bucket": "photos", "key": "k", "file": "x" })).await;
    assert!(json["msg"].as_str().unwrap().starts_with("parameter file: is missing: it comes as a part"), "{json}");
    assert_eq!((bench.object("k").await, bench.object("other").await), (None, None));
    bench.no_upload_is_left().await;
}

#[tokio::test]
async fn a_part_that_fails_gives_the_upload_up_and_the_old_object_stays() {
    let (bench, front) = Bench::start_faulty().await;
    let parts = |bytes| [BUCKET, Part::Field("key", "k"), Part::File(bytes)];
    assert_eq!(bench.form("uploadObject", &parts(b"the old one")).await, done());
    front.plan(Rule::new(&[Operation::UploadPart], When::From(2), Fault::Answer(Answer::new(403, "AccessDenied"))));
    let refused = bench.form("uploadObject", &parts(&large())).await;
    assert!(refused["msg"].as_str().unwrap().contains("api error AccessDenied"), "{refused}");
    front.heal();
    bench.no_upload_is_left().await;
    assert_eq!(bench.object("k").await.unwrap(), b"the old one");
}

#[tokio::test]
async fn a_completion_whose_answer_is_lost_is_found_to_be_done() {
    let (bench, front) = Bench::start_faulty().await;
    front.plan(Rule::new(&[Operation::CompleteMultipartUpload], When::Call(1), Fault::LoseAnswer));
    let large = large();
    assert_eq!(bench.form("uploadObject", &[BUCKET, Part::Field("key", "k"), Part::File(&large)]).await, done());
    assert!(bench.object("k").await.unwrap() == large);
}

/// The beginning of an upload of `whole` bytes of which only `sent` come.
async fn begin(bench: &Bench, sent: usize) -> TcpStream {
    let body = Part::body(&[BUCKET, Part::Field("key", "k"), Part::File(&large())]);
    let head = format!(
        "POST /uploadObject HTTP/1.1\r\nHost: {}\r\nAccessKeyId: {}\r\nSecretKey: {}\r\nEndpoint: {}\r\n\
         Content-Type: {}\r\nContent-Length: {}\r\n\r\n",
        bench.url.trim_start_matches("http://"),
        satchel_testkit::servers::ACCESS_KEY,
        satchel_testkit::servers::SECRET_KEY,
        bench.endpoint,
        Part::content_type(),
        body.len(),
    );
    let address = bench.url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&body[..sent]).await.unwrap();
    stream
}

#[tokio::test]
async fn a_client_that_goes_away_leaves_neither_an_object_nor_an_upload() {
    let (bench, front) = Bench::start_faulty().await;
    let stream = begin(&bench, 18 << 20).await;
    assert!(front.until(Duration::from_secs(30), |log| log.calls(Operation::UploadPart) > 0).await);
    drop(stream);
    bench.no_upload_is_left().await;
    assert!(front.until(Duration::from_secs(30), |log| log.calls(Operation::AbortMultipartUpload) > 0).await);
    assert_eq!(bench.object("k").await, None);
}

#[tokio::test]
async fn a_form_that_breaks_off_is_no_shorter_object() {
    let bench = Bench::start().await;
    for bytes in [&b"a small file"[..], &large()] {
        let mut body = Part::body(&[BUCKET, Part::Field("key", "k"), Part::File(bytes)]);
        body.truncate(body.len() - 6);
        let answer = bench.call("uploadObject", &Part::content_type(), &body).await;
        let refused: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(refused["msg"], "parameter body: ends before its last boundary", "{refused}");
        assert_eq!(bench.object("k").await, None);
    }
    bench.no_upload_is_left().await;
}

#[tokio::test]
async fn parts_of_any_length_arrive_and_their_numbers_are_checked() {
    let bench = Bench::start().await;
    let begun = bench.json("createMultipartUpload", &json!({ "bucket": "photos", "key": "k" })).await;
    let id = begun["data"]["upload_id"].as_str().unwrap();
    let large = large();
    let fields =
        |number| [BUCKET, Part::Field("key", "k"), Part::Field("upload_id", id), Part::Field("part_number", number)];
    for number in ["0", "10001", "-1", "x", "", "99999999999999999999"] {
        let refused = bench.form("uploadPart", &[&fields(number)[..], &[Part::File(b"x")]].concat()).await;
        assert!(refused["msg"].as_str().unwrap().starts_with("parameter part_number: "), "{refused}");
    }
    let mut parts = Vec::new();
    for (number, bytes) in [("1", &large[..]), ("10000", b"end")] {
        let sent = bench.form("uploadPart", &[&[Part::File(bytes)], &fields(number)[..]].concat()).await;
        parts.push(json!({ "part_number": number, "etag": sent["data"]["etag"] }));
    }
    let form = [
        BUCKET,
        Part::Field("key", "k"),
        Part::Field("upload_id", id),
        Part::Field("parts", &json!(parts).to_string()),
    ];
    let completed = bench.form("completeMultipartUpload", &form).await;
    assert_eq!(completed, json!({ "code": 0, "msg": "success" }));
    assert!(bench.object("k").await.unwrap() == [&large[..], b"end"].concat());
}
