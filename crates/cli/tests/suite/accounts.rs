//! `account` and `--account`. The keyring itself is proved where it lives; here it is left alone.

use serde_json::json;

use super::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_is_an_account_and_is_used_by_its_name() {
    let world = World::new().await;
    let config = format!(
        "[profile work]\naws_access_key_id = key\naws_secret_access_key = {}\nendpoint_url = {}\nregion = us-east-1\n",
        super::support::SECRET,
        world.endpoint
    );
    let file = world.home.path().join("aws");
    std::fs::write(&file, config).unwrap();
    let with_file = |arguments: &[&str]| {
        let mut command = world.command(arguments);
        for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL", "AWS_REGION"] {
            command.env_remove(name);
        }
        command.env("AWS_CONFIG_FILE", &file).env("AWS_SHARED_CREDENTIALS_FILE", "none");
        command
    };
    let run = async |arguments: &[&str]| {
        let output = with_file(arguments).output().await.unwrap();
        let text = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(text).unwrap())
    };
    let endpoint = world.endpoint.as_str();
    let (code, said) = run(&["account", "add", "mine", "--profile", "work", "--endpoint", endpoint, "--json"]).await;
    assert_eq!(code, Some(0), "{said}");
    let row: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!((&row["event"], &row["name"], &row["profile"]), (&json!("added"), &json!("mine"), &json!("work")));
    let (code, said) = run(&["--account", "mine", "ls"]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.ends_with("  bucket\n"), "{said}");
    let (code, said) = run(&["account", "test", "mine"]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.starts_with("mine works: 1 bucket, "), "{said}");
    let (code, said) = run(&["account", "list"]).await;
    assert_eq!((code, said.starts_with("mine  http://127.0.0.1")), (Some(0), true), "{said}");
    assert_eq!(run(&["account", "remove", "mine"]).await.0, Some(2), "nobody was asked");
    assert_eq!(run(&["account", "remove", "mine", "--yes"]).await.0, Some(0));
    let (code, said) = run(&["--account", "mine", "ls", "--json"]).await;
    assert_eq!(code, Some(1));
    assert!(said.contains("no_such_account"), "{said}");
    assert_eq!(run(&["account", "add", "x", "--profile", "none"]).await.0, Some(1));

    // Without an account, the profile's own endpoint counts.
    let output = with_file(&["ls"]).env("AWS_PROFILE", "work").output().await.unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).ends_with("  bucket\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_keyring_no_secret_is_taken() {
    let world = World::new().await;
    let arguments = ["account", "add", "x", "--endpoint", &world.endpoint, "--access-key-id", "key"];
    let said = world.feed(&arguments, b"secret").await;
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("no keyring"), "{}", said.err);
    // A secret is no argument, so that nobody can give one away.
    assert_eq!(world.run(&[&arguments[..], &["--secret-key", "x"]].concat()).await.code, Some(2));
}
