//! For every operation, everything that can be wrong with its parameters: made from the list, so that a new operation is
//! tried, too. Always the envelope, always the field's name, and nothing is touched.

use satchel_http_api::{HttpOperation, OPERATIONS};
use satchel_operations_schema::{Auth, Field, Method, Shape};
use satchel_testkit::http::Answer;
use serde_json::{Map, Value, json};

use crate::support::{API_KEY, Bench, GRANT, PROJECT, Part, SATELLITE};

/// Parameters with which an operation would do something.
fn good(name: &str, bench: &Bench) -> Value {
    match name {
        "bucket" | "source_bucket" | "destination_bucket" => json!("photos"),
        "key" | "source_key" => json!("a.txt"),
        "destination_key" => json!("b.txt"),
        "keys" => json!(["a.txt"]),
        "buckets" => json!(["photos"]),
        "tags" => json!([{ "key": "a", "value": "b" }]),
        "parts" => json!([{ "part_number": 1, "etag": "\"e\"" }]),
        "part_number" => json!(1),
        "upload_id" => json!("no-such-upload"),
        "api_key" | "restrict_key" => json!(API_KEY),
        "satellite_node_url" => json!(SATELLITE),
        "password" => json!("password"),
        "project_id" => json!(PROJECT),
        "access_grant" => json!(GRANT),
        "auth_service" => json!(bench.auth_service.url()),
        "base_url" => json!("https://link.example"),
        "allow_list" => json!(true),
        _ => Value::Null,
    }
}

fn fields(operation: &HttpOperation) -> Vec<Field> {
    let Shape::Named(request) = (operation.request)() else { panic!("{}", operation.name) };
    request.fields.iter().filter(|field| !["file", "target"].contains(&field.name)).copied().collect()
}

fn all_good(operation: &HttpOperation, bench: &Bench) -> Map<String, Value> {
    fields(operation)
        .iter()
        .map(|field| (field.name.to_owned(), good(field.name, bench)))
        .filter(|(_, value)| !value.is_null())
        .collect()
}

/// Values that a field of this shape can't have. A text in a form is always a text.
fn wrong(shape: Shape) -> Vec<Value> {
    let long = "x".repeat(70_000);
    match shape {
        Shape::Optional(inner) => match inner {
            Shape::Text => vec![json!(7), json!([]), json!({})],
            _ => wrong(*inner).into_iter().filter(|value| !value.is_null() && *value != json!("")).collect(),
        },
        Shape::Text => {
            vec![Value::Null, json!(""), json!(7), json!(["a"]), json!({ "secret": "secret-1" }), json!(long)]
        }
        Shape::SecretInput => vec![Value::Null, json!(""), json!(7), json!(["a"]), json!({ "secret": "secret-1" })],
        Shape::Integer => {
            vec![
                Value::Null,
                json!("seven"),
                json!(""),
                json!(1.5),
                json!([]),
                json!(-1),
                json!("99999999999999999999"),
            ]
        }
        Shape::Boolean => vec![json!("perhaps"), json!(2), json!([])],
        Shape::List(Shape::Text) => {
            vec![Value::Null, json!([]), json!(7), json!({}), json!([7]), json!([null]), json!([""])]
        }
        Shape::List(_) => vec![
            Value::Null,
            json!("[{"),
            json!(7),
            json!({}),
            json!([7]),
            json!([{}]),
            json!([{ "key": 1, "value": "v" }]),
            json!([{ "key": "", "value": "v" }]),
            json!([{ "key": "k", "value": "v".repeat(300) }]),
            json!([{ "part_number": 0, "etag": "e" }]),
            json!([{ "part_number": 1, "etag": "" }]),
        ],
        _ => panic!("a shape that no documented operation had"),
    }
}

/// Texts that are wrong in the field's own way.
fn wrong_in_its_own_way(field: &str) -> Vec<Value> {
    match field {
        "bucket" | "source_bucket" | "destination_bucket" => vec![json!("a/b"), json!("\u{0}"), json!("x".repeat(300))],
        "key" | "source_key" | "destination_key" => vec![json!("k".repeat(1025))],
        "keys" => vec![json!(["fine", "k".repeat(1025)])],
        "part_number" => vec![json!(0), json!(10_001)],
        "max_keys" => vec![json!(0)],
        "project_id" => vec![json!("short")],
        "salt" => vec![json!("AAAA"), json!("not base64!")],
        "auth_service" => vec![json!("ftp://x"), json!("nowhere"), json!("http://")],
        "base_url" => vec![json!("link.example"), json!("https://")],
        "api_key" | "restrict_key" => vec![json!("nonsense")],
        "tags" => vec![json!([{ "key": "a", "value": "1" }, { "key": "a", "value": "2" }])],
        _ => vec![],
    }
}

/// What an answer says, once it is sure that it is the envelope of a failure.
fn refusal(context: &str, answer: &Answer) -> String {
    let envelope: Value = serde_json::from_slice(&answer.body)
        .unwrap_or_else(|_| panic!("{context}: {}", String::from_utf8_lossy(&answer.body)));
    assert!([200, 413].contains(&answer.status) && envelope["code"] == -1, "{context}: {} {envelope}", answer.status);
    envelope["msg"].as_str().unwrap().to_owned()
}

async fn send_json(bench: &Bench, operation: &HttpOperation, parameters: &Map<String, Value>) -> Answer {
    if operation.command.starts_with("upload_") {
        return send_form(bench, operation, parameters).await;
    }
    let body = Value::Object(parameters.clone()).to_string();
    bench.call(operation.name, "application/json", body.as_bytes()).await
}

/// As a form, where what isn't a text is JSON.
async fn send_form(bench: &Bench, operation: &HttpOperation, parameters: &Map<String, Value>) -> Answer {
    let texts: Vec<(&String, String)> = parameters
        .iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| (name, value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)))
        .collect();
    let mut parts: Vec<Part<'_>> = texts.iter().map(|(name, text)| Part::Field(name, text)).collect();
    if operation.command.starts_with("upload_") {
        parts.push(Part::File(b"three eggs"));
    }
    bench.call(operation.name, &Part::content_type(), &Part::body(&parts)).await
}

/// Whether a message names the field, or a part of it, or the thing that it is.
fn names(message: &str, field: &str) -> bool {
    let words = match field {
        "api_key" | "restrict_key" => "api key",
        "access_grant" => "access grant",
        "tags" => "tag",
        other => other,
    };
    message.contains(field) || message.contains(words)
}

#[tokio::test]
async fn every_parameter_of_every_operation_missing_empty_and_wrong() {
    let bench = Bench::start().await;
    let upload = [Part::Field("bucket", "photos"), Part::Field("key", "a.txt"), Part::File(b"three eggs")];
    bench.form("uploadObject", &upload).await;
    let mut tried = 0;
    for operation in OPERATIONS {
        for field in fields(operation) {
            let shape = (field.shape)();
            let mut parameters = all_good(operation, &bench);
            if !matches!(shape, Shape::Optional(_)) {
                parameters.remove(field.name);
                let context = format!("{} without {}", operation.name, field.name);
                let said = refusal(&context, &send_json(&bench, operation, &parameters).await);
                assert!(said == format!("parameter {}: is missing", field.name), "{context}: {said}");
            }
            for value in wrong(shape).into_iter().chain(wrong_in_its_own_way(field.name)) {
                // In a form a number is as good as a text.
                if operation.command.starts_with("upload_") && !(value.is_string() || value.is_null()) {
                    continue;
                }
                let shown: String = value.to_string().chars().take(40).collect();
                let context = format!("{} with {} = {shown}", operation.name, field.name);
                // The last of a bucket's names is the server's to judge: it may be as long as it likes.
                parameters.insert(field.name.to_owned(), value.clone());
                if is_the_servers_to_judge(operation, field.name, &value) {
                    continue;
                }
                let said = refusal(&context, &send_json(&bench, operation, &parameters).await);
                assert!(names(&said, field.name), "{context}: {said}");
                assert!(said.len() < 1_000, "{context}: {said}");
                tried += 1;
            }
        }
    }
    assert!(tried > 200, "{tried}");
    // Nothing was done by any of it.
    assert_eq!(bench.object("a.txt").await.unwrap(), b"three eggs");
    assert_eq!(bench.object("b.txt").await, None);
    let listed = bench.json("listObjects", &json!({ "bucket": "photos" })).await;
    assert_eq!(listed["data"].as_array().unwrap().len(), 1, "{listed}");
    assert!(bench.auth_service.seen().is_empty());
    bench.no_upload_is_left().await;
}

/// Opaque texts: what isn't known of them here is asked of the server, which answers in its own words; and negative
/// times are times before 1970.
fn is_the_servers_to_judge(operation: &HttpOperation, field: &str, value: &Value) -> bool {
    let opaque = ["upload_id", "continuation_token", "prefix", "delimiter"].contains(&field);
    let long = value.as_str().is_some_and(|text| text.len() > 1_000);
    let time = ["not_before", "not_after"].contains(&field) && *value == json!(-1);
    let any_text = ["password", "satellite_node_url", "project_id", "base_url"].contains(&field) && long;
    (opaque && long) || time || any_text || (operation.name == "createRestrictKey" && field == "buckets" && long)
}

#[tokio::test]
async fn broken_bodies_of_every_operation_are_the_envelope() {
    let bench = Bench::start().await;
    for operation in OPERATIONS.iter().filter(|operation| operation.name != "listBuckets") {
        let multipart = Part::content_type();
        let whole = Part::body(&[Part::Field("bucket", "photos"), Part::Field("key", "k")]);
        let header_less = b"--satchel-test-boundary\r\n\r\nx\r\n--satchel-test-boundary--\r\n";
        for (kind, body) in [
            ("application/json", &b"{"[..]),
            ("application/json", b"[]"),
            ("application/json", b"\"bucket\""),
            ("application/json", b"{\"bucket\":\"\xff\"}"),
            ("application/json", b"{\"bucket\":\"photos\",\"bucket\":\"photos\",\"bucket\":\"photos\"}"),
            ("application/json", b"null"),
            (&multipart, b""),
            (&multipart, b"not a form"),
            (&multipart, &whole[..whole.len() / 2]),
            (&multipart, &whole[..whole.len() - 4]),
            (&multipart, header_less),
            ("application/x-www-form-urlencoded", b"%%%&=&&&bucket"),
        ] {
            let answer = bench.call(operation.name, kind, body).await;
            let context = format!("{} with {kind} {:?}", operation.name, String::from_utf8_lossy(body));
            let said = refusal(&context, &answer);
            assert!(said.starts_with("parameter "), "{context}: {said}");
        }
    }
}

#[tokio::test]
async fn every_operation_takes_its_own_method_alone_and_needs_its_credentials() {
    let bench = Bench::start().await;
    for operation in OPERATIONS {
        for method in ["GET", "HEAD", "PUT", "PATCH", "OPTIONS", "POST", "DELETE"] {
            let own = matches!((operation.method, method), (Method::Post, "POST") | (Method::Delete, "DELETE"));
            if !own {
                let answer = bench.send(method, operation.name, &[], b"").await;
                assert_eq!(answer.status, 405, "{method} {}", operation.name);
            }
        }
        if operation.auth == Auth::S3 {
            let (kind, body) = if operation.command.starts_with("upload_") {
                let texts: Vec<_> = all_good(operation, &bench)
                    .into_iter()
                    .map(|(name, value)| (name, value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)))
                    .collect();
                let mut parts: Vec<Part<'_>> = texts.iter().map(|(name, text)| Part::Field(name, text)).collect();
                parts.push(Part::File(b"x"));
                (Part::content_type(), Part::body(&parts))
            } else {
                ("application/json".to_owned(), Value::Object(all_good(operation, &bench)).to_string().into_bytes())
            };
            let url = format!("{}/{}", bench.url, operation.name);
            let method = crate::support::method(operation.name);
            let answer = satchel_testkit::http::send(method, &url, &[("Content-Type", &kind)], &body).await.unwrap();
            assert!(
                refusal(operation.name, &answer).starts_with("parameter AccessKeyId: is missing"),
                "{}",
                operation.name
            );
        }
    }
}
