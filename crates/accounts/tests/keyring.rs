//! Secrets in a real GNOME Keyring. Each test runs itself again inside a D-Bus session of its own, with a home folder,
//! a runtime folder and a keyring of its own.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use satchel_accounts::{
    Accounts, AccountsError, Addressing, KeyringSecrets, S3Draft, SERVICE, SealedError, SecretError, SecretPlace,
    SecretStore, SecretsChoice, StorjDraft, SystemKeyring, open_secrets,
};
use secret_service::EncryptionType;
use secret_service::blocking::SecretService;
use zeroize::Zeroizing;

/// Says to a test that it runs inside the session.
const INSIDE: &str = "SATCHEL_TEST_INSIDE_SESSION";
const PASSWORD: &str = "keyring password";
const NEEDED: [&str; 3] = ["dbus-run-session", "gnome-keyring-daemon", "secret-tool"];
/// A bus that starts no services by itself, so that the test decides what there is.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"#;

/// Runs `inside` in a session of its own: this test runs again there, by its name.
fn in_session(test: &str, inside: impl AsyncFnOnce()) {
    if std::env::var_os(INSIDE).is_some() {
        tokio::runtime::Runtime::new().unwrap().block_on(inside());
        return;
    }
    for program in NEEDED {
        let found =
            std::env::split_paths(&std::env::var_os("PATH").unwrap()).any(|folder| folder.join(program).exists());
        assert!(
            found,
            "{program} is missing, and without it the keyring can't be tested: install gnome-keyring, dbus and \
             libsecret-tools (`cargo xtask test` does so on Debian and Ubuntu)"
        );
    }
    let home = tempfile::tempdir().unwrap();
    let runtime = home.path().join("runtime");
    fs::create_dir(&runtime).unwrap();
    fs::set_permissions(&runtime, fs::Permissions::from_mode(0o700)).unwrap();
    let bus = home.path().join("bus.conf");
    fs::write(&bus, BUS).unwrap();
    let mut session = Command::new("dbus-run-session");
    session.arg("--config-file").arg(&bus).arg("--").arg(std::env::current_exe().unwrap());
    session.env("HOME", home.path()).env("XDG_RUNTIME_DIR", &runtime).env_remove("XDG_DATA_HOME");
    session.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    run_inside(&mut session, test);
}

/// Runs the test once more, through a command that ends in this program's name.
fn run_inside(command: &mut Command, test: &str) {
    let output = command.args(["--exact", test, "--nocapture"]).env(INSIDE, "1").output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.contains("1 passed"), "{test} inside its session:\n{said}");
}

/// Starts the keyring's service with its password. It ends with the session's bus.
fn start_keyring(arguments: &str) {
    let script = format!("printf '%s' \"$0\" | gnome-keyring-daemon {arguments} --components=secrets");
    let output = Command::new("sh").args(["-c", &script, PASSWORD]).output().unwrap();
    assert!(output.status.success(), "gnome-keyring-daemon {arguments}: {output:?}");
}

fn secret_tool(arguments: &[&str]) -> Output {
    Command::new("secret-tool").args(arguments).output().unwrap()
}

fn lock_keyring() {
    let service = SecretService::connect(EncryptionType::Plain).unwrap();
    let collection = service.get_default_collection().unwrap();
    collection.lock().unwrap();
    assert!(collection.is_locked().unwrap());
}

fn secret(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}

fn contains(folder: &Path, text: &str) -> bool {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).any(|path| {
        if path.is_dir() {
            return contains(&path, text);
        }
        // The runtime folder has sockets, which can't be read.
        let bytes = if path.is_file() { fs::read(&path).unwrap() } else { Vec::new() };
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

#[test]
fn secrets_are_kept_found_by_other_programs_and_deleted() {
    in_session("secrets_are_kept_found_by_other_programs_and_deleted", async || {
        start_keyring("--unlock");
        let (store, notice) = open_secrets(SecretsChoice::Keyring).await;
        assert_eq!((store.place(), notice), (SecretPlace::Keyring, None));
        let left = secret_tool(&["search", "--all", "service", SERVICE]);
        assert!(left.stdout.is_empty(), "the probe left something: {left:?}");

        assert!(store.get("a").await.unwrap().is_none());
        for text in ["sesame", "秘密 🔑", &"long".repeat(3_000)] {
            store.set("a", &secret(text)).await.unwrap();
            assert_eq!(store.get("a").await.unwrap().unwrap().as_str(), text);
            let seen = secret_tool(&["lookup", "service", SERVICE, "username", "a"]);
            assert_eq!(String::from_utf8_lossy(&seen.stdout), text);
        }
        store.delete("a").await.unwrap();
        store.delete("a").await.unwrap();
        assert!(store.get("a").await.unwrap().is_none());
        assert!(secret_tool(&["lookup", "service", SERVICE, "username", "a"]).stdout.is_empty());
    });
}

#[test]
fn a_locked_keyring_is_not_taken_for_an_empty_one() {
    in_session("a_locked_keyring_is_not_taken_for_an_empty_one", async || {
        start_keyring("--unlock");
        let (store, _) = open_secrets(SecretsChoice::Keyring).await;
        store.set("a", &secret("sesame")).await.unwrap();
        lock_keyring();
        // Nobody can be asked for the password here, so that it stays locked.
        for handle in ["a", "never-set"] {
            let got = store.get(handle).await;
            assert!(matches!(got, Err(SecretError::Locked)), "{handle}: {got:?}");
            let deleted = store.delete(handle).await;
            assert!(matches!(deleted, Err(SecretError::Locked)), "{handle}: {deleted:?}");
        }
        let set = store.set("b", &secret("x")).await;
        assert!(matches!(set, Err(SecretError::Locked)), "{set:?}");
        let (again, notice) = open_secrets(SecretsChoice::Keyring).await;
        assert_eq!((again.place(), notice), (SecretPlace::Keyring, None), "locked is not missing");

        // Only a new daemon takes a password from its standard input.
        start_keyring("--replace --unlock");
        assert_eq!(store.get("a").await.unwrap().unwrap().as_str(), "sesame");
    });
}

#[test]
fn without_a_secret_service_secrets_last_for_the_session_until_one_is_started() {
    in_session("without_a_secret_service_secrets_last_for_the_session_until_one_is_started", async || {
        let (store, notice) = open_secrets(SecretsChoice::Keyring).await;
        assert_eq!(store.place(), SecretPlace::Session);
        assert!(notice.unwrap().detail.contains("no keyring"));
        let early = KeyringSecrets::new(Box::<SystemKeyring>::default()).unwrap();
        let failed = early.get("a").await;
        assert!(matches!(failed, Err(SecretError::NoKeyring { .. })), "{failed:?}");

        start_keyring("--unlock");
        let (store, notice) = open_secrets(SecretsChoice::Keyring).await;
        assert_eq!((store.place(), notice), (SecretPlace::Keyring, None));
        early.set("a", &secret("sesame")).await.unwrap();
        assert_eq!(store.get("a").await.unwrap().unwrap().as_str(), "sesame");
    });
}

#[test]
fn a_service_without_a_keyring_in_it_is_none() {
    in_session("a_service_without_a_keyring_in_it_is_none", async || {
        start_keyring("--start");
        let (store, notice) = open_secrets(SecretsChoice::Keyring).await;
        assert_eq!(store.place(), SecretPlace::Session);
        assert!(notice.unwrap().detail.contains("has no keyring yet"));
        let direct = KeyringSecrets::new(Box::<SystemKeyring>::default()).unwrap();
        let got = direct.get("a").await;
        assert!(matches!(got, Err(SecretError::NoKeyring { .. })), "{got:?}");
    });
}

#[test]
fn a_service_that_was_started_again_is_found() {
    in_session("a_service_that_was_started_again_is_found", async || {
        start_keyring("--unlock");
        let (store, _) = open_secrets(SecretsChoice::Keyring).await;
        store.set("a", &secret("sesame")).await.unwrap();
        start_keyring("--replace --unlock");
        assert_eq!(store.get("a").await.unwrap().unwrap().as_str(), "sesame");
    });
}

#[test]
fn a_bus_that_never_answers_costs_the_probe_s_time_and_no_more() {
    const TEST: &str = "a_bus_that_never_answers_costs_the_probe_s_time_and_no_more";
    if std::env::var_os(INSIDE).is_some() {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let (store, notice) = open_secrets(SecretsChoice::Keyring).await;
            assert_eq!(store.place(), SecretPlace::Session);
            assert!(notice.unwrap().detail.contains("doesn't answer"));
        });
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bus");
    // Connections are taken by the system and nobody ever reads them.
    let _listener = std::os::unix::net::UnixListener::bind(&path).unwrap();
    let mut again = Command::new(std::env::current_exe().unwrap());
    again.env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", path.display()));
    run_inside(&mut again, TEST);
}

#[test]
fn an_account_s_secret_is_in_the_keyring_and_nowhere_on_the_disk() {
    in_session("an_account_s_secret_is_in_the_keyring_and_nowhere_on_the_disk", async || {
        start_keyring("--unlock");
        let home = std::path::PathBuf::from(std::env::var_os("HOME").unwrap());
        let folder = home.join("data");
        let canary = "canary-79c1-secret-key";
        let draft = S3Draft {
            name: "Mine".into(),
            endpoint: Some("http://127.0.0.1:1".into()),
            region: None,
            addressing: Addressing::Path,
            access_key_id: "AKIA1".into(),
            secret_key: secret(canary),
            session_token: None,
        };
        let (secrets, _) = open_secrets(SecretsChoice::Keyring).await;
        let (accounts, _) = Accounts::open(&folder, secrets);
        let id = accounts.add_s3(&draft).await.unwrap().id;
        drop(accounts);

        let (secrets, _) = open_secrets(SecretsChoice::Keyring).await;
        let (accounts, _) = Accounts::open(&folder, secrets);
        accounts.store(&id).await.unwrap();
        let found = secret_tool(&["search", "--all", "service", SERVICE]);
        assert!(String::from_utf8_lossy(&found.stdout).contains(canary), "{found:?}");
        assert!(contains(&home, "AKIA1"), "the scan sees the data folder");
        assert!(!contains(&home, canary));

        secret_tool(&["clear", "service", SERVICE]);
        let (secrets, _) = open_secrets(SecretsChoice::Keyring).await;
        let (accounts, _) = Accounts::open(&folder, secrets);
        assert!(matches!(accounts.store(&id).await, Err(AccountsError::SecretMissing { .. })));
        accounts.remove(&id).await.unwrap();
        assert_eq!(accounts.list(), []);
    });
}

#[test]
fn a_storj_account_s_grant_and_key_are_in_the_keyring_and_nowhere_on_the_disk() {
    in_session("a_storj_account_s_grant_and_key_are_in_the_keyring_and_nowhere_on_the_disk", async || {
        start_keyring("--unlock");
        let home = std::path::PathBuf::from(std::env::var_os("HOME").unwrap());
        let folder = home.join("data");
        // Longer than what an entry of some keyrings holds.
        let grant = format!("canary-grant-{}", "5e".repeat(2_000));
        let draft = StorjDraft {
            name: "Storj".into(),
            grant: satchel_secret::Secret::new(grant.clone()),
            satellite: "12Eay@us1.storj.io:7777".into(),
            auth_service: "https://auth.example".into(),
            link_sharing: "https://link.example".into(),
            endpoint: "https://gateway.example".into(),
            access_key_id: "jv2o".into(),
            secret_key: "canary-79c1-secret-key".into(),
        };
        let (secrets, _) = open_secrets(SecretsChoice::Keyring).await;
        let (accounts, _) = Accounts::open(&folder, secrets);
        let id = accounts.add_storj(&draft).await.unwrap().id;
        drop(accounts);

        let (secrets, _) = open_secrets(SecretsChoice::Keyring).await;
        let (accounts, _) = Accounts::open(&folder, secrets);
        accounts.store(&id).await.unwrap();
        assert_eq!(accounts.grant(&id).await.unwrap().expose(), &grant);
        let found = secret_tool(&["search", "--all", "service", SERVICE]);
        let found = String::from_utf8_lossy(&found.stdout).into_owned();
        assert!(found.contains("canary-grant-5e") && found.contains("canary-79c1-secret-key"), "{found}");
        assert!(contains(&home, "jv2o"), "the scan sees the data folder");
        assert!(!contains(&home, "canary-"));
        accounts.remove(&id).await.unwrap();
        let left = secret_tool(&["search", "--all", "service", SERVICE]);
        assert!(left.stdout.is_empty(), "{left:?}");
    });
}

#[tokio::test]
async fn this_session_only_uses_memory_and_has_nothing_to_say() {
    let (store, notice) = open_secrets(SecretsChoice::Session).await;
    assert_eq!((store.place(), notice), (SecretPlace::Session, None));
}

#[test]
fn a_sealed_file_opens_with_the_key_in_the_keyring_alone() {
    in_session("a_sealed_file_opens_with_the_key_in_the_keyring_alone", async || {
        start_keyring("--unlock");
        let folder = tempfile::tempdir().unwrap();
        let open = async || {
            let (store, _) = open_secrets(SecretsChoice::Keyring).await;
            Accounts::open(folder.path(), store).0.sealed_file::<Vec<String>>("words.sealed", "words", 1)
        };
        for _ in 0..2 {
            let add = |words: &mut Vec<String>| {
                words.push("sesame".to_owned());
                Ok::<_, SealedError>(())
            };
            open().await.change(add).await.unwrap();
        }
        assert_eq!(open().await.read().await.unwrap(), ["sesame", "sesame"]);
        let key = secret_tool(&["lookup", "service", SERVICE, "username", "data-key"]);
        let key = String::from_utf8(key.stdout).unwrap();
        assert_eq!(key.len(), 64, "a key of 256 bits");
        assert!(!contains(folder.path(), "sesame") && !contains(folder.path(), &key));
        secret_tool(&["clear", "service", SERVICE, "username", "data-key"]);
        let gone = open().await.read().await;
        assert!(matches!(gone, Err(SealedError::KeyGone { .. })), "{gone:?}");
    });
}
