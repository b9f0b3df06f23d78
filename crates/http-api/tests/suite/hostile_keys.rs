//! Keys that break careless programs, through every encoding and both formats.

use serde_json::{Value, json};

use crate::support::{Bench, Part};

#[tokio::test]
async fn every_legal_key_goes_up_is_listed_copied_moved_and_comes_down() {
    let bench = Bench::start().await;
    // A few of each family: all thousand are tried on the store itself.
    let families = satchel_testkit::keys::families();
    let keys: Vec<String> = families.values().flat_map(|keys| keys.iter().take(4)).map(ToString::to_string).collect();
    for key in &keys {
        let sent = bench
            .form(
                "uploadObject",
                &[Part::Field("bucket", "photos"), Part::Field("key", key), Part::File(key.as_bytes())],
            )
            .await;
        assert_eq!(sent["code"], 0, "{key:?}: {sent}");
    }
    let listed = bench.json("listObjects", &json!({ "bucket": "photos" })).await;
    let mut rows: Vec<String> =
        listed["data"].as_array().unwrap().iter().map(|row| row["key"].as_str().unwrap().to_owned()).collect();
    rows.sort();
    let mut expected = keys.clone();
    expected.sort();
    assert_eq!(rows, expected);
    for key in &keys {
        let beside: String = format!("moved/{}", key.chars().take(200).collect::<String>());
        let to = |source: &str, destination: &str| json!({ "source_bucket": "photos", "source_key": source, "destination_bucket": "photos", "destination_key": destination });
        let moved = bench.json("moveObject", &to(key, &beside)).await;
        assert_eq!(moved["code"], 0, "{key:?}: {moved}");
        let encoded: String = form_urlencoded::byte_serialize(beside.as_bytes()).collect();
        let down = bench.send("POST", &format!("downloadObject?bucket=photos&key={encoded}"), &[], b"").await;
        assert_eq!((down.status, down.body), (200, key.as_bytes().to_vec()), "{key:?}");
        let form = format!("bucket=photos&keys={encoded}&keys=x");
        let gone = bench.call("deleteObjects", "application/x-www-form-urlencoded", form.as_bytes()).await;
        assert_eq!(serde_json::from_slice::<Value>(&gone.body).unwrap()["code"], 0, "{key:?}");
    }
    let left = bench.json("listObjects", &json!({ "bucket": "photos" })).await;
    assert_eq!(left["data"], json!([]));
}
