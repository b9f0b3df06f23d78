//! Storj's access on the command line.

use super::support::World;

const API_KEY: &str =
    "13YqcutUoQp1Hz8deQcSQni4SNikzyWp4qGKhxZqnN66iiSyp5GAN8Cq7krgnzkqg8mJeyn3TFwxjukLhfQa4etqcXFPB15AdCtRrJE";
const SATELLITE: &str = "12EayRS2V1kEsWESU9QMRseFhdxYxKicsiFmxrsLZHeLUtdps3S@us1.storj.io:7777";
const PROJECT: &str = "b9a1c2d3-e4f5-4678-9abc-def012345678";
/// What the official console makes of all that and the passphrase `password`.
const GRANT: &str = "13Swqbf6K2KYgr6neGL33948jqavYEHGYcgMCDCMFrkWbo2kwFZ5CiP86omr4PWG6ULvewtFUxMQjAYcESLb7RiVCovUo4Pd3143rNgxSvBKMrdConY8A4Do72L2UwXqYdtH5wtjzq13cCzKJL83bvmSmoC3idK8pYUcSuvo3Ur9m9nDyXsA98MKZYcnie53dCCFBV4Mz5b5wibRHvy9mQuCP4Hst76JEgcV9NcTyWihBZydebhu56JiZNmnrd7";

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
