//! Every way to write a request.

use satchel_testkit::http;
use serde_json::{Value, json};

use crate::support::{Bench, Part};

fn envelope(answer: &http::Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap()
}

#[tokio::test]
async fn parameters_come_in_the_query_a_form_a_multipart_form_or_json() {
    let bench = Bench::start().await;
    bench.form("uploadObject", &[Part::Field("bucket", "photos"), Part::Field("key", "a b+c"), Part::File(b"x")]).await;
    let form = "application/x-www-form-urlencoded";
    let multipart = Part::body(&[Part::Field("key", "a b+c"), Part::Field("bucket", "photos")]);
    for answer in [
        bench.send("POST", "headObject?bucket=photos&key=a+b%2Bc", &[], b"").await,
        bench.call("headObject", form, b"key=a%20b%2Bc&bucket=photos").await,
        bench.call("headObject", &format!("{form}; charset=utf-8"), b"key=a+b%2Bc&bucket=photos").await,
        bench.call("headObject", &Part::content_type(), &multipart).await,
        bench.call("headObject", "Application/JSON", br#"{"bucket":"photos","key":"a b+c"}"#).await,
        bench.send("POST", "headObject?bucket=photos&key=wrong", &[("Content-Type", form)], b"key=a+b%2Bc").await,
    ] {
        assert_eq!(envelope(&answer)["data"]["content_length"], 1, "{answer:?}");
    }
    // A body for DELETE counts as one for POST does.
    let deleted = bench.call("deleteObjects", form, b"bucket=photos&keys=a+b%2Bc&keys=never").await;
    assert_eq!(envelope(&deleted), json!({ "code": 0, "msg": "删除成功" }));
    assert_eq!(bench.object("a b+c").await, None);
}

#[tokio::test]
async fn the_format_is_asked_for_wherever_parameters_are() {
    let bench = Bench::start().await;
    for answer in [
        bench.send("POST", "headBucket?bucket=photos&data_format=XML", &[], b"").await,
        bench.call("headBucket", "application/json", br#"{"bucket":"photos","data_format":"xml"}"#).await,
        bench.call("headBucket", "application/x-www-form-urlencoded", b"data_format=Xml&bucket=photos").await,
        bench
            .call(
                "headBucket",
                &Part::content_type(),
                &Part::body(&[Part::Field("data_format", "xml"), Part::Field("bucket", "photos")]),
            )
            .await,
    ] {
        assert_eq!(answer.header("content-type"), Some("application/xml"), "{answer:?}");
    }
    let json = bench.send("POST", "headBucket?bucket=photos&data_format=yaml", &[], b"").await;
    assert_eq!(json.header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn what_reaches_no_operation_has_a_status_and_the_envelope_all_the_same() {
    let bench = Bench::start().await;
    let body = br#"{"bucket":"photos"}"#;
    for (status, answer) in [
        (404, bench.send("POST", "createbucket", &[], body).await),
        (400, bench.send("POST", "createBucket/", &[], body).await),
        (404, bench.send("GET", "", &[], b"").await),
        (405, bench.send("GET", "createBucket", &[], b"").await),
        (405, bench.send("POST", "deleteBucket", &[], b"").await),
        (415, bench.call("headBucket", "text/plain", body).await),
        (415, bench.send("POST", "headBucket", &[], body).await),
        (415, bench.call("headBucket", "multipart/form-data", body).await),
        (
            415,
            bench
                .send("POST", "headBucket", &[("Content-Type", "application/json"), ("Content-Encoding", "gzip")], body)
                .await,
        ),
        (413, bench.call("headBucket", "application/json", &vec![b' '; (4 << 20) + 1]).await),
        (
            413,
            bench
                .call("headBucket", &Part::content_type(), &Part::body(&[Part::Field("x", &"y".repeat((4 << 20) + 1))]))
                .await,
        ),
    ] {
        assert_eq!((answer.status, &envelope(&answer)["code"]), (status, &json!(-1)), "{answer:?}");
    }
    let answer = bench.send("GET", "deleteBucket?data_format=xml", &[], b"").await;
    assert_eq!(
        (answer.status, answer.header("allow"), answer.header("content-type")),
        (405, Some("DELETE"), Some("application/xml"))
    );
}

#[tokio::test]
async fn a_hundred_thousand_keys_are_deleted_in_batches() {
    let bench = Bench::start().await;
    bench
        .form("uploadObject", &[Part::Field("bucket", "photos"), Part::Field("key", "k99999"), Part::File(b"x")])
        .await;
    let keys: Vec<String> = (0..100_000).map(|number| format!("k{number}")).collect();
    let done = bench.json("deleteObjects", &json!({ "bucket": "photos", "keys": keys })).await;
    assert_eq!(done, json!({ "code": 0, "msg": "删除成功" }));
    assert_eq!(bench.object("k99999").await, None);
}

#[tokio::test]
async fn credentials_are_headers_and_what_is_wrong_with_them_is_said() {
    let bench = Bench::start().await;
    let endpoint = bench.endpoint.clone();
    let (id, key) = (satchel_testkit::servers::ACCESS_KEY, satchel_testkit::servers::SECRET_KEY);
    let (wrong_id, not_a_url) = ("NOBODY", "127.0.0.1:9000");
    for (headers, said) in [
        (vec![], "parameter AccessKeyId: is missing"),
        (vec![("AccessKeyId", id), ("Endpoint", &*endpoint)], "parameter SecretKey: is missing"),
        (vec![("AccessKeyId", id), ("SecretKey", key)], "parameter Endpoint: is missing"),
        (vec![("AccessKeyId", ""), ("SecretKey", key), ("Endpoint", &endpoint)], "parameter AccessKeyId: is empty"),
        (
            vec![("AccessKeyId", id), ("SecretKey", key), ("SecretAccessKey", key), ("Endpoint", &endpoint)],
            "parameter SecretKey: is given more than once",
        ),
        (vec![("AccessKeyId", id), ("SecretKey", key), ("Endpoint", not_a_url)], "parameter Endpoint: "),
        (vec![("AccessKeyId", id), ("SecretKey", key), ("Endpoint", "ftp://host")], "parameter Endpoint: "),
        (
            vec![("AccessKeyId", id), ("SecretKey", key), ("Endpoint", "http://user:sesame@host")],
            "parameter Endpoint: ",
        ),
        (
            vec![("AccessKeyId", wrong_id), ("SecretKey", key), ("Endpoint", &endpoint)],
            "operation error S3: HeadBucket, ",
        ),
        (
            vec![("AccessKeyId", id), ("SecretKey", "sesame-canary"), ("Endpoint", &endpoint)],
            "operation error S3: HeadBucket, ",
        ),
    ] {
        let url = format!("{}/headBucket?bucket=photos", bench.url);
        let answer = http::send("POST", &url, &headers, b"").await.unwrap();
        let (status, envelope) = (answer.status, envelope(&answer));
        let text = envelope["msg"].as_str().unwrap();
        assert!(status == 200 && envelope["code"] == -1 && text.starts_with(said), "{envelope}");
        assert!(!text.contains("sesame"), "{text}");
    }
    let alias = [("AccessKeyId", id), ("SecretAccessKey", key), ("endpoint", &*endpoint)];
    let url = format!("{}/headBucket?bucket=photos", bench.url);
    assert_eq!(envelope(&http::send("POST", &url, &alias, b"").await.unwrap())["code"], 0);
}
