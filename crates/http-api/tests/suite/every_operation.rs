//! Each of the 25 operations as the document has it, on whatever server is behind.

use std::cell::RefCell;
use std::collections::BTreeSet;

use satchel_http_api::OPERATIONS;
use serde_json::{Value, json};

use crate::support::{ACCESS_KEY_ID, API_KEY, Bench, GRANT, MADE_SECRET, PROJECT, Part, SATELLITE};

/// Calls operations and remembers which.
struct Calls<'a> {
    bench: &'a Bench,
    made: RefCell<BTreeSet<String>>,
}

impl Calls<'_> {
    async fn json(&self, name: &str, parameters: Value) -> Value {
        self.made.borrow_mut().insert(name.to_owned());
        self.bench.json(name, &parameters).await
    }

    async fn done(&self, name: &str, parameters: Value, message: &str) {
        assert_eq!(self.json(name, parameters).await, json!({ "code": 0, "msg": message }), "{name}");
    }

    async fn data(&self, name: &str, parameters: Value) -> Value {
        let answer = self.json(name, parameters).await;
        assert_eq!((&answer["code"], &answer["msg"]), (&json!(0), &json!("success")), "{name}: {answer}");
        answer["data"].clone()
    }

    async fn form(&self, name: &str, parts: &[Part<'_>]) -> Value {
        self.made.borrow_mut().insert(name.to_owned());
        self.bench.form(name, parts).await
    }
}

pub fn object(key: &str) -> Value {
    json!({ "bucket": "photos", "key": key })
}

fn to(source: &str, destination: &str) -> Value {
    json!({
        "source_bucket": "photos", "source_key": source, "destination_bucket": "photos", "destination_key": destination
    })
}

pub fn file<'a>(key: &'a str, bytes: &'a [u8]) -> [Part<'a>; 3] {
    [Part::Field("bucket", "photos"), Part::Field("key", key), Part::File(bytes)]
}

/// Calls every operation at least once.
pub async fn all(bench: &Bench) {
    let calls = Calls { bench, made: RefCell::default() };
    buckets_and_objects(&calls).await;
    tags_and_parts(&calls).await;
    access(&calls).await;
    let all: BTreeSet<String> = OPERATIONS.iter().map(|operation| operation.name.to_owned()).collect();
    let mut made = calls.made.into_inner();
    let down = bench.call("downloadObject", "application/json", object("a.txt").to_string().as_bytes()).await;
    assert_eq!((down.status, &*down.body), (200, &b"three eggs"[..]));
    made.insert("downloadObject".to_owned());
    assert_eq!(made, all);
    assert_eq!(all.len(), 25);
}

async fn buckets_and_objects(calls: &Calls<'_>) {
    calls.done("createBucket", json!({ "bucket": "letters" }), "创建成功").await;
    let again = calls.json("createBucket", json!({ "bucket": "letters" })).await;
    let text = again["msg"].as_str().unwrap();
    assert!(text.starts_with("operation error S3: CreateBucket, https response error StatusCode: 409, RequestID: "));
    let typed = [", BucketAlreadyOwnedByYou: ", ", BucketAlreadyExists: "];
    assert!(typed.iter().any(|end| text.ends_with(end)), "{text}");
    let buckets = calls.data("listBuckets", json!({})).await;
    assert_eq!((&buckets[0]["bucket"], &buckets[1]["bucket"]), (&json!("letters"), &json!("photos")));
    assert!(buckets[0]["created"].as_u64().unwrap() > 1_700_000_000_000);
    calls.done("headBucket", json!({ "bucket": "letters" }), "success").await;
    calls.done("deleteBucket", json!({ "bucket": "letters" }), "删除成功").await;

    for key in ["a.txt", "folder/b.txt", "folder/c.txt"] {
        assert_eq!(
            calls.form("uploadObject", &file(key, b"three eggs")).await,
            json!({ "code": 0, "msg": "上传成功" })
        );
    }
    let rows = calls.data("listObjects", json!({ "bucket": "photos", "delimiter": "/" })).await;
    let expected =
        [json!({"key": "folder/", "size": 0, "kind": "PRE"}), json!({"key": "a.txt", "size": 10, "kind": "OBJ"})];
    assert_eq!(rows, json!(expected));
    let page = calls.json("listObjects", json!({ "bucket": "photos", "max_keys": "2" })).await;
    assert_eq!((page["data"].as_array().unwrap().len(), &page["is_truncated"]), (2, &json!(true)));
    let next = page["next_continuation_token"].clone();
    let rest = calls.json("listObjects", json!({ "bucket": "photos", "continuation_token": next })).await;
    assert_eq!((&rest["data"][0]["key"], &rest["is_truncated"]), (&json!("folder/c.txt"), &Value::Null));

    let details = calls.data("headObject", object("a.txt")).await;
    assert_eq!(details["content_length"], 10);
    assert!(details["etag"].as_str().unwrap().starts_with('"') && details["last_modified"].as_u64().unwrap() > 0);
    assert_eq!(details.as_object().unwrap().len(), 3);
    calls.done("copyObject", to("a.txt", "copied.txt"), "复制成功").await;
    calls.done("moveObject", to("copied.txt", "moved.txt"), "移动成功").await;
    assert_eq!(calls.json("moveObject", to("a.txt", "a.txt")).await["code"], -1);
    calls.done("deleteObject", object("moved.txt"), "删除成功").await;
    let keys = json!({ "bucket": "photos", "keys": ["folder/b.txt", "folder/c.txt", "never-there"] });
    calls.done("deleteObjects", keys, "删除成功").await;
    let gone = calls.json("headObject", object("folder/b.txt")).await;
    assert_eq!(gone["code"], -1);
    assert!(gone["msg"].as_str().unwrap().ends_with(", NotFound: "), "{gone}");
    let full = calls.json("deleteBucket", json!({ "bucket": "photos" })).await;
    let text = full["msg"].as_str().unwrap();
    assert!(text.contains("StatusCode: 409") && text.contains("api error BucketNotEmpty: "), "{text}");
}

async fn tags_and_parts(calls: &Calls<'_>) {
    let tags = json!([{ "key": "colour", "value": "blue + green@home" }, { "key": "empty", "value": "" }]);
    let tagging = json!({ "bucket": "photos", "key": "a.txt", "tags": tags });
    calls.done("putObjectTagging", tagging, "success").await;
    let mut stored = calls.data("getObjectTagging", object("a.txt")).await;
    // Tags are a set: versitygw answers them in another order each time.
    stored.as_array_mut().unwrap().sort_by_key(|tag| tag["key"].to_string());
    assert_eq!(stored, tags);
    calls.done("deleteObjectTagging", object("a.txt"), "删除成功").await;
    assert_eq!(calls.data("getObjectTagging", object("a.txt")).await, json!([]));

    let begun = calls.data("createMultipartUpload", object("film.mov")).await;
    let upload_id = begun["upload_id"].as_str().unwrap();
    let uploads = calls.data("listMultipartUploads", json!({ "bucket": "photos" })).await;
    assert_eq!((&uploads[0]["key"], &uploads[0]["upload_id"]), (&json!("film.mov"), &begun["upload_id"]));
    assert!(uploads[0]["initiated"].as_u64().unwrap() > 0);
    let mut parts = Vec::new();
    for (number, bytes) in [(1, vec![1; 5 << 20]), (2, vec![2; 9 << 20])] {
        let text = number.to_string();
        let fields = [Part::Field("part_number", &text), Part::Field("upload_id", upload_id)];
        let sent = calls.form("uploadPart", &[&file("film.mov", &bytes)[..], &fields].concat()).await;
        assert_eq!((&sent["code"], &sent["msg"]), (&json!(0), &json!("上传成功")), "{sent}");
        parts.push(json!({ "part_number": number, "etag": sent["data"]["etag"] }));
    }
    let mut upload = object("film.mov");
    upload["upload_id"] = upload_id.into();
    let listed = calls.data("listParts", upload.clone()).await;
    assert_eq!((&listed[1]["part_number"], &listed[1]["size"]), (&json!(2), &json!(9 << 20)));
    assert_eq!(listed[0]["etag"], parts[0]["etag"]);
    upload["parts"] = parts.into();
    calls.done("completeMultipartUpload", upload, "success").await;
    assert_eq!(calls.data("headObject", object("film.mov")).await["content_length"], 14 << 20);

    let begun = calls.data("createMultipartUpload", object("never.mov")).await;
    let upload = json!({ "bucket": "photos", "key": "never.mov", "upload_id": begun["upload_id"] });
    calls.done("abortMultipartUpload", upload.clone(), "success").await;
    let gone = calls.json("listParts", upload).await;
    assert!(gone["msg"].as_str().unwrap().contains("NoSuchUpload"), "{gone}");
}

async fn access(calls: &Calls<'_>) {
    let auth_service = calls.bench.auth_service.url();
    let key =
        json!({ "buckets": ["photos"], "api_key": API_KEY, "allow_list": true, "not_after": 4_000_000_000_000_u64 });
    let restricted = calls.data("createRestrictKey", key).await;
    assert!(restricted.as_str().unwrap().len() > API_KEY.len());
    let parameters = json!({
        "satellite_node_url": SATELLITE, "restrict_key": API_KEY, "password": "password", "project_id": PROJECT
    });
    assert_eq!(calls.data("createAccessGrant", parameters).await, json!(GRANT));
    let made = calls.data("createCredentials", json!({ "access_grant": GRANT, "auth_service": auth_service })).await;
    let expected =
        json!({ "access_key_id": ACCESS_KEY_ID, "secret_key": MADE_SECRET, "endpoint": "https://gateway.example" });
    assert_eq!(made, expected);
    let link = calls
        .data(
            "shareUrl",
            json!({
                "bucket": "photos", "key": "a b.txt", "satellite_node_url": SATELLITE, "api_key": API_KEY,
                "password": "password", "project_id": PROJECT, "auth_service": auth_service,
                "base_url": "https://link.example"
            }),
        )
        .await;
    assert_eq!(link, json!(format!("https://link.example/{ACCESS_KEY_ID}/photos%2Fa%20b.txt")));
    let sent: Vec<Value> =
        calls.bench.auth_service.seen().iter().map(|request| serde_json::from_slice(&request.body).unwrap()).collect();
    assert_eq!((&sent[0]["public"], &sent[1]["public"]), (&json!(false), &json!(true)));
}
