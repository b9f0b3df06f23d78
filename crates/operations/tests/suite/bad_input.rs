//! Bad input: each with a clear error, and nothing touched.

use std::sync::Arc;

use crate::support::{Bench, TestHost, open};
use satchel_operations::dispatch;
use satchel_operations_schema::types::Theme;
use serde_json::{Value, json};

#[tokio::test]
async fn every_documented_operation_names_a_missing_parameter() {
    let bench = Bench::new().await;
    for operation in satchel_operations_schema::OPERATIONS {
        let satchel_operations_schema::Door::Documented { .. } = operation.door else { continue };
        let satchel_operations_schema::Shape::Named(request) = (operation.request)() else { panic!() };
        for field in request.fields {
            if matches!((field.shape)(), satchel_operations_schema::Shape::Optional(_)) {
                continue;
            }
            let mut parameters = json!({ "account": bench.account });
            let required = |other: &&satchel_operations_schema::Field| {
                other.name != field.name && !matches!((other.shape)(), satchel_operations_schema::Shape::Optional(_))
            };
            for other in request.fields.iter().filter(required) {
                parameters[other.name] = match (other.shape)() {
                    satchel_operations_schema::Shape::Integer => json!(1),
                    satchel_operations_schema::Shape::List(_) => json!([]),
                    _ => json!("some-text"),
                };
            }
            let refused = dispatch(&bench.engine, operation.command, &parameters).await.unwrap_err();
            assert_eq!(refused.code.wire_name(), "invalid_parameter", "{} without {}", operation.command, field.name);
            assert_eq!(refused.params["field"], field.name, "{} without {}", operation.command, field.name);
        }
    }
}

#[tokio::test]
async fn a_parameter_of_the_wrong_type_is_named() {
    let bench = Bench::new().await;
    for (parameters, field) in [
        (json!({ "bucket": 7 }), "bucket"),
        (json!({ "bucket": "b", "max_keys": "many" }), "max_keys"),
        (json!({ "bucket": "b", "max_keys": -1 }), "max_keys"),
    ] {
        let refused = bench.call("list_objects", parameters).await.unwrap_err();
        assert_eq!((refused.code.wire_name(), refused.params["field"].as_str()), ("invalid_parameter", field));
    }
    let tags = json!({ "bucket": "b", "key": "k", "tags": [{ "key": "a", "value": "" }, { "value": "" }] });
    assert_eq!(bench.call("put_object_tagging", tags).await.unwrap_err().params["field"], "tags[1].key");
}

#[tokio::test]
async fn names_and_keys_are_checked_before_anything_is_sent() {
    let bench = Bench::new().await;
    bench.bucket("checked").await;
    let code = async |command: &str, parameters: Value| {
        let info = bench.call(command, parameters).await.unwrap_err();
        (info.code.wire_name(), info.params.clone())
    };
    for (name, rule) in
        [("ab", "length"), ("Großer", "character"), ("", "empty"), ("a..b", "edge"), ("a/b/c", "character")]
    {
        let (found, params) = code("create_bucket", json!({ "bucket": name })).await;
        assert_eq!((found, params["rule"].as_str()), ("invalid_bucket_name", rule), "{name}");
    }
    assert_eq!(code("head_object", json!({ "bucket": "checked", "key": "" })).await.0, "key_empty");
    let long = "k".repeat(1025);
    let (found, params) = code("head_object", json!({ "bucket": "checked", "key": long })).await;
    assert_eq!((found, params["bytes"].as_str()), ("key_too_long", "1025"));
    let eleven: Vec<_> = (0..11).map(|n| json!({ "key": n.to_string(), "value": "" })).collect();
    let tags = json!({ "bucket": "checked", "key": "k", "tags": eleven });
    assert_eq!(code("put_object_tagging", tags).await.0, "too_many_tags");
    // One key of many is bad: none is deleted.
    let file = bench.drop_file("f", b"1");
    let started = bench.done("upload_object", json!({ "bucket": "checked", "key": "stays", "file": file })).await;
    bench.transfer_end(started["transfer"].as_str().unwrap()).await;
    let (found, _) = code("delete_objects", json!({ "bucket": "checked", "keys": ["stays", ""] })).await;
    assert_eq!(found, "key_empty");
    bench.done("head_object", json!({ "bucket": "checked", "key": "stays" })).await;
    assert_eq!(code("list_objects", json!({ "account": "nobody", "bucket": "checked" })).await.0, "no_such_account");
    for stale in ["view_rows", "start_plan", "plan_delete"] {
        let parameters = json!({
            "view": "view-9", "offset": 0, "limit": 1, "plan": "plan-9", "on_conflict": "skip", "selection": "x",
        });
        assert_eq!(code(stale, parameters).await.0, "stale_handle");
    }
}

#[tokio::test]
async fn the_window_cannot_name_a_path() {
    let bench = Bench::new().await;
    bench.bucket("paths").await;
    for handle in ["/etc/hostname", "files-999", "../files-1"] {
        let parameters = json!({ "bucket": "paths", "prefix": "", "files": handle });
        assert_eq!(bench.call("plan_upload", parameters).await.unwrap_err().code.wire_name(), "stale_handle");
    }
}

#[tokio::test]
async fn a_secret_never_comes_back() {
    let bench = Bench::new().await;
    let draft = json!({
        "name": "Refused", "endpoint": "http://127.0.0.1:9", "addressing": "path", "access_key_id": "AKID",
        "secret_key": "sesame-7261-open",
    });
    let report = bench.done("test_s3_account", draft.clone()).await;
    assert_eq!(report["works"], false);
    assert_eq!(report["failure"]["code"], "connection_refused");
    let added = bench.done("add_s3_account", draft).await;
    let listed = bench.done("list_accounts", json!({})).await;
    let wrong_type = json!({ "name": "x", "endpoint": 1, "secret_key": "sesame-7261-open", "access_key_id": "a" });
    let refused = bench.call("add_s3_account", wrong_type).await.unwrap_err();
    let events = format!("{:?}", bench.host.events.lock().unwrap());
    for text in [report.to_string(), added.to_string(), listed.to_string(), format!("{refused:?}"), events] {
        assert!(!text.contains("sesame"), "{text}");
    }
    for entry in walk(&bench.folder.path().join("data")) {
        let bytes = std::fs::read(&entry).unwrap();
        assert!(!bytes.windows(11).any(|window| window == b"sesame-7261"), "{}", entry.display());
    }
}

#[tokio::test]
async fn unusable_files_of_ours_are_notices_and_the_app_starts() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir_all(&data).unwrap();
    std::fs::write(data.join("accounts.json"), "{ not json").unwrap();
    let newer = r#"{ "version": 99, "theme": "plaid" }"#;
    std::fs::write(data.join("settings.json"), newer).unwrap();
    let host = Arc::new(TestHost::default());
    let engine = open(folder.path(), host.clone()).await;
    let info = dispatch(&engine, "app_info", &json!({})).await.unwrap();
    let codes: Vec<_> = info["notices"].as_array().unwrap().iter().map(|notice| notice["code"].clone()).collect();
    assert_eq!(codes, ["accounts_file_corrupt", "settings_file_newer"]);
    assert_eq!(dispatch(&engine, "list_accounts", &json!({})).await.unwrap(), json!([]));
    let mut settings = dispatch(&engine, "get_settings", &json!({})).await.unwrap();
    settings["theme"] = json!("dark");
    let refused = dispatch(&engine, "set_settings", &settings).await.unwrap_err();
    assert_eq!(refused.code.wire_name(), "newer_file");
    assert_eq!(std::fs::read_to_string(data.join("settings.json")).unwrap(), newer);
    // It counts until the end of the program, for the page and for the frame around it.
    assert_eq!(dispatch(&engine, "get_settings", &json!({})).await.unwrap()["theme"], "dark");
    assert_eq!(*host.themes.lock().unwrap(), [Theme::Dark]);
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(walk(&path)) } else { found.push(path) }
    }
    found
}
