//! Storj's access on the command line.

use satchel_testkit::storj::{API_KEY, GRANT, PROJECT, SATELLITE};

use super::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_is_made_restricted_and_examined() {
    let world = World::new().await;
    world.files(&[("key", API_KEY.as_bytes())]);
    let made = ["access", "grant", "--satellite", SATELLITE, "--project-id", PROJECT, "--api-key", "@key"];
    let said = world.feed(&made, b"password\n").await;
    assert_eq!((said.code, said.out.trim()), (Some(0), GRANT), "{}", said.err);
    assert!(said.err.contains("a salt of its own"), "{}", said.err);
    world.files(&[("grant", format!("{GRANT}\n").as_bytes())]);
    let restrict = ["access", "restrict", "--access", "@grant", "--allow", "read,list", "s3://photos/2026/"];
    let weak = world.done(&restrict).await;
    let said = world.feed(&["access", "examine"], weak.out.as_bytes()).await;
    for line in ["what       access grant, restricted 1 times", "may        read, list", "where      s3://photos/2026"]
    {
        assert!(said.out.lines().any(|found| found == line), "{line}: {}", said.out);
    }
    let said = world.feed(&["access", "examine", "--json", "--access", "-"], weak.out.as_bytes()).await;
    let found: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((&found["event"], &found["places"][0]["bucket"]), (&"finding".into(), &"photos".into()), "{found}");
    let outside = ["access", "restrict", "--access", "-", "--allow", "read", "s3://other"];
    let said = world.feed(&outside, weak.out.as_bytes()).await;
    assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{}", said.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_of_storj_is_no_argument_and_goes_nowhere_in_the_clear() {
    let world = World::new().await;
    let said = world.run(&["access", "examine", "--access", GRANT]).await;
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("never an argument") && !said.err.contains(GRANT), "{}", said.err);
    world.files(&[("grant", GRANT.as_bytes()), ("other", b"my passphrase, by mistake")]);
    // A build without Storj's own library can't speak DRPC; one that has it finds nobody there.
    let drpc = if cfg!(feature = "native-storj") { "can't be looked up" } else { "https address" };
    for (command, says) in [
        (&["access", "register", "--access", "@grant", "--auth-service", "http://auth.example"][..], "https is needed"),
        (&["access", "register", "--access", "@other", "--auth-service", "https://auth.invalid"], "access grant"),
        (&["access", "register", "--access", "@grant", "--auth-service", "auth.invalid:7777"], drpc),
        (
            &["access", "register", "--access", "@none", "--auth-service", "https://auth.invalid"],
            "@none".trim_start_matches('@'),
        ),
        (
            &["access", "share", "--access", "@grant", "--auth-service", "http://127.0.0.1:9", "s3://photos/a"],
            "nothing answers",
        ),
        (&["access", "share", "--access", "@grant", "--raw", "s3://photos/"], "key is required"),
        (&["access", "grant", "--satellite", SATELLITE], "@FILE"),
    ] {
        let said = world.run(command).await;
        assert!(said.code != Some(0) && said.out.is_empty(), "{command:?}: {}", said.out);
        assert!(said.err.contains(says) && !said.err.contains(GRANT), "{command:?}: {}", said.err);
    }
}
