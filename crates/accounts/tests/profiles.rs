//! Profiles of the AWS configuration as accounts. The AWS tools find their files through environment variables, so that
//! the test runs itself again with those set.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::fs;
use std::process::Command;
use std::sync::Arc;

use satchel_accounts::{
    AccountKind, Accounts, AccountsError, Addressing, DraftField, DraftProblem, ProfileDraft, SessionSecrets,
    list_aws_profiles,
};

const INSIDE: &str = "SATCHEL_TEST_INSIDE_PROFILES";

#[test]
fn a_profile_becomes_an_account_without_its_secrets() {
    if std::env::var_os(INSIDE).is_some() {
        tokio::runtime::Runtime::new().unwrap().block_on(inside());
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (config, credentials) = (folder.path().join("config"), folder.path().join("credentials"));
    fs::write(&config, "[profile work]\nregion = eu-west-1\n[profile login]\nsso_session = company\n").unwrap();
    fs::write(&credentials, "[work]\naws_access_key_id = AKIA1\naws_secret_access_key = canary-secret\n").unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_profile_becomes_an_account_without_its_secrets", "--nocapture"])
        .env(INSIDE, "1")
        .env("AWS_CONFIG_FILE", &config)
        .env("AWS_SHARED_CREDENTIALS_FILE", &credentials)
        .output()
        .unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

async fn inside() {
    let found = list_aws_profiles().await.unwrap();
    let found: Vec<_> = found.iter().map(|profile| (profile.name.as_str(), profile.sso)).collect();
    assert_eq!(found, [("login", true), ("work", false)]);

    let folder = tempfile::tempdir().unwrap();
    let (accounts, _) = Accounts::open(folder.path(), Arc::<SessionSecrets>::default());
    let draft = ProfileDraft { profile: "work".into(), ..ProfileDraft::default() };
    let account = accounts.add_profile(&draft).await.unwrap();
    assert_eq!((account.name.as_str(), account.kind), ("work", AccountKind::AwsProfile));
    assert_eq!((account.addressing, account.secret_place()), (Addressing::VirtualHosted, None));
    accounts.store(&account.id).await.unwrap();
    let written = fs::read_to_string(folder.path().join("accounts.json")).unwrap();
    assert!(written.contains("work") && !written.contains("canary"), "{written}");

    let unknown = ProfileDraft { profile: "nobody".into(), ..ProfileDraft::default() };
    let error = accounts.add_profile(&unknown).await.unwrap_err();
    let AccountsError::Draft(error) = error else { panic!("{error}") };
    assert_eq!((error.field, error.problem), (DraftField::Profile, DraftProblem::UnknownProfile));
    accounts.remove(&account.id).await.unwrap();
    assert_eq!(accounts.list(), []);
}
