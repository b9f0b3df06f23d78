use std::fs;

use super::*;
use crate::secrets::testing::Fake;
use crate::{Addressing, FileError, KeyringSecrets, SessionSecrets, StorjDraft};

const CANARY: &str = "canary-5f0c9d-secret";

fn draft(name: &str) -> S3Draft {
    S3Draft {
        name: name.into(),
        endpoint: Some("http://127.0.0.1:1".into()),
        region: Some("eu-1".into()),
        addressing: Addressing::Path,
        access_key_id: "AKIA1".into(),
        secret_key: Zeroizing::new(CANARY.into()),
        session_token: Some(Zeroizing::new(format!("{CANARY}-\"token\""))),
    }
}

fn keyring(fake: &Fake) -> Arc<dyn SecretStore> {
    Arc::new(KeyringSecrets::new(Box::new(fake.clone())).unwrap())
}

fn open(directory: &Path, secrets: Arc<dyn SecretStore>) -> Accounts {
    let (accounts, notices) = Accounts::open(directory, secrets);
    assert_eq!(notices, []);
    accounts
}

/// Whether any file below the folder has the text in it.
fn is_on_disk(folder: &Path, text: &str) -> bool {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).any(|path| {
        if path.is_dir() {
            return is_on_disk(&path, text);
        }
        fs::read(&path).unwrap().windows(text.len()).any(|window| window == text.as_bytes())
    })
}

#[tokio::test]
async fn accounts_and_secrets_survive_a_restart_and_no_secret_is_on_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let fake = Fake::default();
    let accounts = open(folder.path(), keyring(&fake));
    let added = accounts.add_s3(&draft("Mine")).await.unwrap();
    accounts.ensure_demo(&folder.path().join("demo")).await.unwrap();
    accounts.set_demo_endpoint("127.0.0.1:9999".parse().unwrap()).await.unwrap();
    assert!(!format!("{accounts:?}").contains(CANARY));
    let before = accounts.list();
    drop(accounts);

    let accounts = open(folder.path(), keyring(&fake));
    assert_eq!(accounts.list(), before);
    assert_eq!(accounts.get(&added.id).unwrap(), added);
    let store = accounts.store(&added.id).await.unwrap();
    assert!(!format!("{store:?}").contains(CANARY));

    assert!(is_on_disk(folder.path(), "AKIA1"), "the scan sees what is there");
    assert!(!is_on_disk(folder.path(), CANARY));
    for (_, secret) in fake.entries() {
        assert!(!is_on_disk(folder.path(), std::str::from_utf8(&secret).unwrap()));
    }
}

#[tokio::test]
async fn names_are_unique() {
    let folder = tempfile::tempdir().unwrap();
    let accounts = open(folder.path(), Arc::<SessionSecrets>::default());
    let mut ids = Vec::new();
    for expected in ["Mine", "Mine (2)", "Mine (3)"] {
        let account = accounts.add_s3(&draft("Mine")).await.unwrap();
        assert_eq!(account.name, expected);
        ids.push(account.id);
    }
    assert_eq!(accounts.rename(&ids[2], "Mine").await.unwrap().name, "Mine (3)");
    assert_eq!(accounts.rename(&ids[2], "Mine (3)").await.unwrap().name, "Mine (3)");
    assert_eq!(accounts.rename(&ids[2], " 桶 ").await.unwrap().name, "桶");
    assert!(matches!(accounts.rename(&ids[2], " ").await, Err(AccountsError::Draft(_))));
    let nobody = AccountId::new("nobody");
    assert!(matches!(accounts.rename(&nobody, "x").await, Err(AccountsError::NoSuchAccount(_))));
}

#[tokio::test]
async fn a_corrupt_file_is_kept_aside_and_the_list_starts_empty() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("accounts.json");
    fs::write(&path, r#"{"version": 1, "accounts": [{"id": 7}]}"#).unwrap();
    let (accounts, notices) = Accounts::open(folder.path(), Arc::<SessionSecrets>::default());
    let [FileNotice::SetAside { kept, .. }] = &notices[..] else { panic!("{notices:?}") };
    let name = kept.file_name().unwrap().to_str().unwrap();
    assert!(name.starts_with("accounts.corrupt-") && kept.extension() == Some("json".as_ref()), "{name}");
    assert!(fs::read_to_string(kept).unwrap().contains("\"id\": 7"));
    assert_eq!(accounts.list(), []);
    accounts.add_s3(&draft("Mine")).await.unwrap();
    assert!(path.exists() && kept.exists());
}

#[tokio::test]
async fn a_newer_file_is_refused_untouched_and_no_secret_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("accounts.json");
    let newer = r#"{"version": 3, "vaults": []}"#;
    fs::write(&path, newer).unwrap();
    let fake = Fake::default();
    let (accounts, notices) = Accounts::open(folder.path(), keyring(&fake));
    assert!(matches!(&notices[..], [FileNotice::Newer { found: 3, known: 2, .. }]), "{notices:?}");
    assert_eq!(accounts.list(), []);
    for error in [
        accounts.add_s3(&draft("Mine")).await.unwrap_err(),
        accounts.ensure_demo(folder.path()).await.unwrap_err(),
        accounts.remove(&AccountId::new("any")).await.unwrap_err(),
    ] {
        assert!(matches!(error, AccountsError::NewerFile(FileError::Newer { .. })), "{error}");
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), newer);
    assert_eq!(fake.entries(), []);
}

#[tokio::test]
async fn removing_takes_the_secret_along_or_leaves_the_account() {
    let folder = tempfile::tempdir().unwrap();
    let fake = Fake::default();
    let accounts = open(folder.path(), keyring(&fake));
    let account = accounts.add_s3(&draft("Mine")).await.unwrap();
    fake.fail_with(|| SecretError::Locked);
    let error = accounts.remove(&account.id).await.unwrap_err();
    assert!(matches!(error, AccountsError::Secrets { source: SecretError::Locked, .. }), "{error}");
    assert_eq!(accounts.list(), std::slice::from_ref(&account));
    fake.work_again();
    accounts.remove(&account.id).await.unwrap();
    assert_eq!((accounts.list(), fake.entries()), (vec![], vec![]));
    assert!(matches!(accounts.store(&account.id).await, Err(AccountsError::NoSuchAccount(_))));
}

#[tokio::test]
async fn a_failing_keyring_or_disk_adds_no_account_and_keeps_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let fake = Fake::default();
    let accounts = open(folder.path(), keyring(&fake));
    fake.fail_with(|| SecretError::Locked);
    assert!(matches!(accounts.add_s3(&draft("Mine")).await, Err(AccountsError::Secrets { .. })));
    fake.work_again();
    // A folder in the file's place: also root can't replace it by a file.
    fs::create_dir_all(folder.path().join("accounts.json/in-the-way")).unwrap();
    assert!(matches!(accounts.add_s3(&draft("Mine")).await, Err(AccountsError::File(FileError::Write { .. }))));
    assert_eq!((accounts.list(), fake.entries()), (vec![], vec![]));
}

#[tokio::test]
async fn a_gone_secret_a_locked_one_and_one_out_of_reach_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let fake = Fake::default();
    let id = open(folder.path(), keyring(&fake)).add_s3(&draft("Mine")).await.unwrap().id;

    let accounts = open(folder.path(), Arc::<SessionSecrets>::default());
    assert!(matches!(accounts.store(&id).await, Err(AccountsError::SecretOutOfReach { .. })));
    assert!(matches!(accounts.remove(&id).await, Err(AccountsError::SecretOutOfReach { .. })));

    let accounts = open(folder.path(), keyring(&fake));
    fake.fail_with(|| SecretError::Locked);
    let error = accounts.store(&id).await.unwrap_err();
    assert!(matches!(error, AccountsError::Secrets { source: SecretError::Locked, .. }), "{error}");
    fake.work_again();
    accounts.secrets.delete(&accounts.get(&id).unwrap().secret.unwrap().handle).await.unwrap();
    assert!(matches!(accounts.store(&id).await, Err(AccountsError::SecretMissing { .. })));

    accounts.replace_secret(&id, &Zeroizing::new("another".into()), None).await.unwrap();
    accounts.store(&id).await.unwrap();
    assert_eq!(fake.entries().len(), 1);
}

#[tokio::test]
async fn stores_are_kept_until_their_account_changes() {
    let folder = tempfile::tempdir().unwrap();
    let fake = Fake::default();
    let accounts = open(folder.path(), keyring(&fake));
    let id = accounts.add_s3(&draft("Mine")).await.unwrap().id;
    let first = accounts.store(&id).await.unwrap();
    accounts.rename(&id, "Yours").await.unwrap();
    fake.fail_with(|| SecretError::Locked);
    assert!(Arc::ptr_eq(&first, &accounts.store(&id).await.unwrap()), "also without the keyring");
    fake.work_again();
    accounts.replace_secret(&id, &Zeroizing::new("another".into()), None).await.unwrap();
    assert!(!Arc::ptr_eq(&first, &accounts.store(&id).await.unwrap()));
    assert_eq!(fake.entries().len(), 1, "the old secret is gone");
}

#[tokio::test]
async fn the_demo_keeps_its_credentials_and_has_one_account() {
    let folder = tempfile::tempdir().unwrap();
    let fake = Fake::default();
    let accounts = open(folder.path(), keyring(&fake));
    assert!(matches!(
        accounts.set_demo_endpoint("127.0.0.1:1".parse().unwrap()).await,
        Err(AccountsError::DemoNotRunning)
    ));
    let first = accounts.ensure_demo(folder.path()).await.unwrap();
    assert_eq!(accounts.list(), [], "not before it runs");
    let account = accounts.set_demo_endpoint("127.0.0.1:1234".parse().unwrap()).await.unwrap();
    assert_eq!((account.name.as_str(), account.endpoint.unwrap().as_str()), (DEMO_NAME, "http://127.0.0.1:1234/"));
    let old_store = accounts.store(&account.id).await.unwrap();

    let accounts = open(folder.path(), keyring(&fake));
    let again = accounts.ensure_demo(folder.path()).await.unwrap();
    assert_eq!((&again.access_key_id, &again.secret_key), (&first.access_key_id, &first.secret_key));
    let moved = accounts.set_demo_endpoint("127.0.0.1:4321".parse().unwrap()).await.unwrap();
    assert_eq!((accounts.list().len(), &moved.id), (1, &account.id));
    assert!(!Arc::ptr_eq(&old_store, &accounts.store(&account.id).await.unwrap()));

    // Without the keyring the store still starts, and the keyring's secret is as it was.
    let session = open(folder.path(), Arc::<SessionSecrets>::default());
    let other = session.ensure_demo(folder.path()).await.unwrap();
    assert!(other.secret_key != first.secret_key && other.access_key_id == first.access_key_id);
    session.store(&account.id).await.unwrap();
    let back = open(folder.path(), keyring(&fake)).ensure_demo(folder.path()).await.unwrap();
    assert_eq!(back.secret_key, first.secret_key);

    let others = tempfile::tempdir().unwrap();
    let elsewhere = open(others.path(), keyring(&fake)).ensure_demo(others.path()).await.unwrap();
    assert_ne!(elsewhere.secret_key, first.secret_key, "each install has its own");
}

#[tokio::test]
async fn a_demo_that_began_without_a_keyring_moves_into_it() {
    let folder = tempfile::tempdir().unwrap();
    let session = open(folder.path(), Arc::<SessionSecrets>::default());
    session.ensure_demo(folder.path()).await.unwrap();
    let account = session.set_demo_endpoint("127.0.0.1:1".parse().unwrap()).await.unwrap();
    assert_eq!(account.secret_place(), Some(SecretPlace::Session));
    let fake = Fake::default();
    let accounts = open(folder.path(), keyring(&fake));
    let credentials = accounts.ensure_demo(folder.path()).await.unwrap();
    assert_eq!(accounts.get(&account.id).unwrap().secret_place(), Some(SecretPlace::Keyring));
    assert_eq!(fake.entries()[0].1, credentials.secret_key.as_bytes());
}

fn storj_draft() -> StorjDraft {
    StorjDraft {
        name: "Storj".into(),
        grant: satchel_secret::Secret::new(format!("{CANARY}-grant-{}", "x".repeat(3_000))),
        satellite: "12Eay@us1.storj.io:7777".into(),
        auth_service: "https://auth.example".into(),
        link_sharing: "https://link.example/".into(),
        endpoint: "https://gateway.example".into(),
        access_key_id: "jv2o".into(),
        secret_key: CANARY.into(),
    }
}

#[tokio::test]
async fn a_storj_account_keeps_its_grant_whole_in_the_keyring_and_takes_it_along() {
    let folder = tempfile::tempdir().unwrap();
    let fake = Fake::holding_at_most(2_560);
    let accounts = open(folder.path(), keyring(&fake));
    let added = accounts.add_storj(&storj_draft()).await.unwrap();
    let known = added.storj.as_ref().unwrap();
    assert_eq!(
        (known.satellite.as_str(), known.link_sharing.as_str()),
        ("12Eay@us1.storj.io:7777", "https://link.example")
    );
    drop(accounts);

    let accounts = open(folder.path(), keyring(&fake));
    assert_eq!(accounts.get(&added.id).unwrap(), added);
    assert_eq!(accounts.grant(&added.id).await.unwrap().expose(), storj_draft().grant.expose());
    // One part fills one of Storj's segments, whatever its gateway is called.
    assert_eq!(accounts.store(&added.id).await.unwrap().capabilities().advised_part, 64 << 20);
    assert!(is_on_disk(folder.path(), "jv2o") && !is_on_disk(folder.path(), CANARY));
    assert!(!format!("{accounts:?} {:?} {:?}", storj_draft(), accounts.grant(&added.id).await).contains(CANARY));

    let other = accounts.add_s3(&draft("Mine")).await.unwrap();
    assert!(matches!(accounts.grant(&other.id).await, Err(AccountsError::SecretMissing { .. })));
    accounts.remove(&other.id).await.unwrap();
    fake.fail_with(|| SecretError::Locked);
    assert!(matches!(accounts.remove(&added.id).await, Err(AccountsError::Secrets { .. })));
    assert_eq!(accounts.list(), std::slice::from_ref(&added));
    fake.work_again();
    accounts.remove(&added.id).await.unwrap();
    assert_eq!((accounts.list(), fake.entries()), (vec![], vec![]), "every entry is gone");
}

#[tokio::test]
async fn a_storj_account_that_cannot_be_saved_leaves_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let fake = Fake::default();
    let accounts = open(folder.path(), keyring(&fake));
    let wrong = StorjDraft { endpoint: "not an address".into(), ..storj_draft() };
    assert!(matches!(accounts.add_storj(&wrong).await, Err(AccountsError::Draft(_))));
    fs::create_dir_all(folder.path().join("accounts.json/in-the-way")).unwrap();
    assert!(matches!(accounts.add_storj(&storj_draft()).await, Err(AccountsError::File(FileError::Write { .. }))));
    assert_eq!((accounts.list(), fake.entries()), (vec![], vec![]));
}

#[tokio::test]
async fn a_file_from_before_storj_accounts_is_read_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("accounts.json");
    let old = r#"{"version": 1, "accounts": [{"id": "a1", "name": "Old", "kind": "s3",
        "endpoint": "https://s3.example.com/", "addressing": "path", "access_key_id": "AKIA1",
        "secret": {"handle": "account-1", "place": "session"}}]}"#;
    fs::write(&path, old).unwrap();
    let accounts = open(folder.path(), Arc::<SessionSecrets>::default());
    let [known] = &accounts.list()[..] else { panic!() };
    assert_eq!((known.name.as_str(), &known.storj), ("Old", &None));
    assert_eq!(fs::read_to_string(&path).unwrap(), old, "reading changes nothing");
    accounts.add_storj(&storj_draft()).await.unwrap();
    let accounts = open(folder.path(), Arc::<SessionSecrets>::default());
    assert_eq!(accounts.list().iter().map(|account| account.name.as_str()).collect::<Vec<_>>(), ["Old", "Storj"]);
    assert!(fs::read_to_string(&path).unwrap().contains("\"version\": 2"), "an older Satchel leaves it alone");
}

#[test]
fn secrets_with_and_without_a_token_come_back() {
    let key = Zeroizing::new("k/+=\"\\".to_owned());
    let token = Zeroizing::new("t\"\u{1F511}".to_owned());
    for session_token in [None, Some(&token)] {
        let back = secret::decode(secret::encode(&key, session_token)).unwrap();
        assert_eq!((&back.secret_key, back.session_token.as_ref()), (&key, session_token));
    }
    assert!(secret::decode(Zeroizing::new("{".into())).is_none());
}
