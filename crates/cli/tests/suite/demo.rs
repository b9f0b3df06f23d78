//! `demo`.

use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use super::support::World;

/// Starts it without keys of its own, and reads what it tells.
async fn start(command: &mut Command) -> (Child, Value) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).await.unwrap();
    (child, serde_json::from_str(&line).unwrap())
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn the_practice_store_serves_until_it_is_told_to_stop() {
    let world = World::new().await;
    let mut command = world.command(&["demo", "--json", "--dir", "practice"]);
    command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
    let (mut child, told) = start(&mut command).await;
    let text = |name: &str| told[name].as_str().unwrap().to_owned();
    let with_its_keys = |arguments: &[&str]| {
        let mut command = world.command(arguments);
        command.env("AWS_ENDPOINT_URL", text("endpoint")).env("AWS_ACCESS_KEY_ID", text("access_key_id"));
        command.env("AWS_SECRET_ACCESS_KEY", text("secret_key"));
        command
    };
    assert!(with_its_keys(&["mb", "s3://practice"]).output().await.unwrap().status.success());
    // Others have no access.
    let mut stranger = world.command(&["ls", "--json"]);
    let refused = stranger.env("AWS_ENDPOINT_URL", text("endpoint")).output().await.unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("unknown_access_key"));
    // Its folder is its own.
    let second = world.run(&["demo", "--dir", "practice"]).await;
    assert_eq!(second.code, Some(1));
    assert!(second.err.contains("already running"), "{}", second.err);

    let id = child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
    assert_eq!(child.wait().await.unwrap().code(), Some(0));
    let gone = with_its_keys(&["ls", "--json"]).output().await.unwrap();
    assert!(String::from_utf8_lossy(&gone.stderr).contains("connection_refused"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_practice_store_is_for_this_computer_and_does_not_tell_keys_that_are_known() {
    let world = World::new().await;
    let everywhere = world.run(&["demo", "--listen", "0.0.0.0:0"]).await;
    assert_eq!(everywhere.code, Some(2));
    let port = world.endpoint.rsplit_once(':').unwrap().1;
    let taken = world.run(&["demo", "--dir", "other", "--listen", &format!("127.0.0.1:{port}")]).await;
    assert_eq!(taken.code, Some(1));
    assert!(taken.err.contains("in use"), "{}", taken.err);
    let (mut child, told) = start(&mut world.command(&["demo", "--json", "--dir", "other"])).await;
    assert_eq!((told["access_key_id"].as_str(), told.get("secret_key")), (Some("key"), None));
    child.kill().await.unwrap();
}
