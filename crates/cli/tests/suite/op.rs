//! `satchel op`: the documented operations with their envelopes.

use serde_json::{Value, json};

use crate::support::World;

fn envelope(out: &str) -> Value {
    serde_json::from_str(out).unwrap()
}

#[tokio::test]
async fn operations_answer_their_envelope_and_exit_by_its_code() {
    let world = World::new().await;
    let listed = world.done(&["op", "listBuckets"]).await;
    assert_eq!(envelope(&listed.out)["data"][0]["bucket"], "bucket");
    let made = world.done(&["op", "createBucket", "--data", r#"{"bucket":"letters"}"#]).await;
    assert_eq!(made.out, "{\"code\":0,\"msg\":\"创建成功\"}\n");
    let again = world.run(&["op", "createBucket", "--data", r#"{"bucket":"letters"}"#]).await;
    assert_eq!((again.code, &envelope(&again.out)["code"]), (Some(1), &json!(-1)), "{}", again.out);
    let xml = world.done(&["op", "headBucket", "--xml", "--data", r#"{"bucket":"letters"}"#]).await;
    assert_eq!(xml.out, "<map><code>0</code><msg>success</msg></map>\n");
    world.files(&[("parameters.json", br#"{"bucket":"letters"}"#)]);
    world.done(&["op", "headBucket", "--data", "@parameters.json"]).await;
    let fed = world.feed(&["op", "deleteBucket", "--data", "-"], br#"{"bucket":"letters"}"#).await;
    assert_eq!(fed.out, "{\"code\":0,\"msg\":\"删除成功\"}\n");
}

#[tokio::test]
async fn files_go_up_and_come_down_whole() {
    let world = World::new().await;
    let large: Vec<u8> = (0..9_u32 << 20).map(|byte| (byte % 251) as u8).collect();
    world.files(&[("large.bin", &large), ("empty", b"")]);
    for name in ["large.bin", "empty"] {
        let object = json!({ "bucket": "bucket", "key": name }).to_string();
        world.done(&["op", "uploadObject", "--data", &object, "--file", name]).await;
        world.done(&["op", "downloadObject", "--data", &object, "-o", "back"]).await;
        let sent = std::fs::read(world.work().join(name)).unwrap();
        assert!(std::fs::read(world.work().join("back")).unwrap() == sent, "{name}");
        assert!(world.done(&["op", "downloadObject", "--data", &object, "-o", "-"]).await.bytes == sent, "{name}");
    }
    let missing = r#"{"bucket":"bucket","key":"never"}"#;
    let refused = world.run(&["op", "downloadObject", "--data", missing, "-o", "never"]).await;
    assert_eq!(refused.code, Some(1));
    assert!(envelope(&refused.out)["msg"].as_str().unwrap().contains("NoSuchKey"), "{}", refused.out);
    assert!(!world.work().join("never").exists());
    let entries = std::fs::read_dir(world.work()).unwrap().count();
    assert_eq!(entries, 3, "something half done was left");
}

#[tokio::test]
async fn secrets_are_refused_as_arguments_and_read_from_files_and_pipes() {
    let world = World::new().await;
    let parameters = r#"{"buckets":["photos"],"api_key":"sesame-canary","allow_list":true}"#;
    let refused = world.run(&["op", "createRestrictKey", "--data", parameters]).await;
    assert_eq!((refused.code, &*refused.out), (Some(2), ""), "{}", refused.err);
    assert!(refused.err.contains("api_key is secret") && !refused.err.contains("sesame"), "{}", refused.err);
    let fed = world.feed(&["op", "createRestrictKey", "--data", "-"], parameters.as_bytes()).await;
    assert_eq!(envelope(&fed.out)["msg"], "api key format: invalid api key format");
    assert!(!fed.out.contains("sesame") && !fed.err.contains("sesame"));
}

#[tokio::test]
async fn what_is_typed_wrong_is_bad_usage() {
    let world = World::new().await;
    for (arguments, said) in [
        (&["op", "listbuckets"][..], "invalid value"),
        (&["op", "listBuckets", "--data", "{"], "--data ends in the middle of its JSON"),
        (&["op", "listBuckets", "--data", "[]"], "--data must be a JSON object"),
        (&["op", "listBuckets", "-o", "x"], "--output is for downloadObject"),
        (&["op", "uploadObject", "--file", "."], "is a folder"),
    ] {
        let refused = world.run(arguments).await;
        assert!(refused.code == Some(2) && refused.err.contains(said), "{arguments:?}: {}", refused.err);
    }
    let unread = world.run(&["op", "uploadObject", "--file", "never"]).await;
    assert!(unread.code == Some(1) && unread.err.contains("never can't be read"), "{}", unread.err);
}
