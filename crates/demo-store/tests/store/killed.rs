use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::support::{BUCKET, SECRET, blobs, client_with, start_in};

/// Names the folder of the child that is to be killed.
const FOLDER: &str = "SATCHEL_DEMO_STORE_KILLED_IN";

/// Not a test of its own: [`what_was_acknowledged_survives_a_kill`] runs it in another process.
#[tokio::test]
#[ignore = "the child process of another test"]
async fn writes_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let server = start_in(&folder.join("store")).await.unwrap();
    let client = client_with(&server, "access", SECRET);
    client.create_bucket().bucket(BUCKET).send().await.unwrap();
    for number in 0_u32.. {
        // Keys come round again, so that overwriting is under way as well.
        let key = format!("k{}", number % 20);
        let body = format!("{number}:").repeat(20_000).into_bytes();
        client.put_object().bucket(BUCKET).key(&key).body(body.into()).send().await.unwrap();
        fs::write(folder.join("next"), format!("{number}")).unwrap();
        fs::rename(folder.join("next"), folder.join("acknowledged")).unwrap();
    }
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::writes_until_it_is_killed", "--ignored"])
        .env(FOLDER, folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let acknowledged = || fs::read_to_string(folder.path().join("acknowledged")).ok()?.parse::<u32>().ok();
    while acknowledged().is_none_or(|number| number < 50) {
        assert!(child.try_wait().unwrap().is_none(), "the child ended by itself");
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let last = acknowledged().unwrap();

    let server = start_in(&folder.path().join("store")).await.unwrap();
    let client = client_with(&server, "access", SECRET);
    for number in last - 19..=last {
        let got = client.get_object().bucket(BUCKET).key(format!("k{}", number % 20)).send().await.unwrap();
        let bytes = got.body.collect().await.unwrap().into_bytes();
        let said: u32 = std::str::from_utf8(&bytes).unwrap().split(':').next().unwrap().parse().unwrap();
        // The write under way, or the one whose note wasn't written yet, may have come through as well.
        assert!(
            said == number || (last + 1..=last + 2).contains(&said) && said % 20 == number % 20,
            "{said} where {number} was"
        );
        assert!(bytes == format!("{said}:").repeat(20_000).as_bytes());
    }
    assert_eq!(blobs(&folder.path().join("store")), 20);
}
