//! What is typed wrongly, and what goes wrong.

use serde_json::json;

use super::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_understood_is_refused_before_anything_happens() {
    let world = World::new().await;
    world.files(&[("f", b"1"), ("d/x", b"1")]);
    for arguments in [
        &["ls", "bucket"][..],
        &["ls", "s3://"],
        &["ls", "s3://b/../k", "--nonsense"],
        &["cp", "f"],
        &["cp", "f", "g"],
        &["cp", "f", "-"],
        &["cp", "-", "-"],
        &["cp", "", "s3://bucket"],
        &["cp", "d", "s3://bucket"],
        &["cp", "f", "d/x", "s3://bucket/name"],
        &["cp", "f", "s3://bucket/x", "s3://bucket/"],
        &["cp", "s3://bucket/folder/", "here"],
        &["cp", "--on-conflict", "perhaps", "f", "s3://bucket"],
        &["cp", "--concurrency", "0", "f", "s3://bucket"],
        &["cp", "--part-size", "big", "f", "s3://bucket"],
        &["cp", "--limit-up", "0", "f", "s3://bucket"],
        &["mb", "s3://Bucket"],
        &["mb", "s3://bucket/key"],
        &["cat", "s3://bucket"],
        &["uploads", "list", "--older-than", "tomorrow", "s3://bucket"],
        &["unknown"],
        &[],
    ] {
        let said = world.run(arguments).await;
        assert_eq!(said.code, Some(2), "{arguments:?}: {}{}", said.out, said.err);
        assert!(!said.err.is_empty() && said.out.is_empty(), "{arguments:?}");
        let said = world.run(&[arguments, &["--json"]].concat()).await;
        assert_eq!(said.code, Some(2), "{arguments:?}");
        assert!(said.error()["sentence"].is_string(), "{arguments:?}: {}", said.err);
    }
    assert_eq!(world.keys().await, Vec::<String>::new());
    assert_eq!(world.done(&["--version"]).await.out, format!("satchel {}\n", env!("CARGO_PKG_VERSION")));
    assert!(world.done(&["cp", "--help"]).await.out.contains("Examples:"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_is_named_with_a_code_and_what_helps() {
    let mut world = World::new().await;
    world.files(&[("f", b"1")]);
    let code = async |world: &World, arguments: &[&str], change: &[(&str, &str)]| {
        let mut command = world.command(&[arguments, &["--json"]].concat());
        command.envs(change.iter().copied());
        let output = command.output().await.unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {err}");
        assert!(!err.contains(super::support::SECRET));
        let told: serde_json::Value = serde_json::from_str(err.lines().last().unwrap()).unwrap();
        told["error"]["code"].clone()
    };
    for (arguments, change, expected) in [
        (&["ls", "s3://nothere"][..], &[][..], "no_such_bucket"),
        (&["ls"], &[("AWS_ACCESS_KEY_ID", "other")], "unknown_access_key"),
        (&["ls"], &[("AWS_SECRET_ACCESS_KEY", "wrong")], "wrong_secret"),
        (&["cp", "none", "s3://bucket"], &[], "local_not_found"),
        (&["cp", "s3://bucket/none", "here"], &[], "no_such_object"),
        (&["cp", "-r", "s3://bucket/none/", "here"], &[], "other"),
        (&["mv", "s3://bucket/none", "s3://bucket/x"], &[], "no_such_object"),
    ] {
        assert_eq!(code(&world, arguments, change).await, json!(expected), "{arguments:?}");
    }
    let failed = world.run(&["cp", "--json", "f", "s3://nothere/"]).await;
    let row = failed.rows().into_iter().find(|row| row["event"] == "failed").unwrap();
    assert_eq!((failed.code, &row["error"]["code"]), (Some(1), &json!("no_such_bucket")));
    assert_eq!(world.tree(""), [("f".to_owned(), b"1".to_vec())].into(), "what failed left nothing behind");
    let credentials = [("AWS_ACCESS_KEY_ID", ""), ("AWS_SECRET_ACCESS_KEY", "")];
    assert_eq!(code(&world, &["ls"], &credentials).await, json!("no_credentials"));
    let endpoint = world.run(&["ls"]).await;
    assert_eq!(endpoint.code, Some(0));
    let mut command = world.command(&["ls"]);
    let output = command.env("AWS_ENDPOINT_URL", "ftp://x").output().await.unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("AWS_ENDPOINT_URL"));
    world.stop_store().await;
    assert_eq!(code(&world, &["ls"], &[]).await, json!("connection_refused"));
}
