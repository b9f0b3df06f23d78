//! What can be done with a secret that the engine keeps, and that it is nowhere else.

use std::io;
use std::sync::{Arc, Mutex};

use satchel_demo_store::{DemoConfig, DemoServer};
use satchel_operations_schema::types::ErrorCode;
use serde_json::{Value, json};

use crate::access::{API_KEY, Bench, GRANT, SATELLITE};
use crate::auth_service::{ACCESS_KEY_ID, FakeAuthService, SECRET_KEY};

async fn kept(bench: &Bench) -> (Value, String) {
    let handle = bench.done("suggest_passphrase", json!({})).await;
    let text = bench.reveal(&handle).await;
    (handle, text)
}

fn with_name(handle: &Value, name: &str) -> Value {
    json!({ "secret": handle["secret"], "name": name })
}

#[tokio::test]
async fn a_kept_secret_is_copied_and_forgotten_when_asked() {
    let bench = Bench::new().await;
    let (handle, text) = kept(&bench).await;
    bench.done("copy_secret", handle.clone()).await;
    assert_eq!(bench.host.clipboard.lock().unwrap().as_deref(), Some(text.as_str()));
    for _ in 0..2 {
        bench.done("drop_secret", handle.clone()).await;
    }
    for command in ["reveal_secret", "copy_secret", "draw_secret"] {
        assert_eq!(bench.refused(command, handle.clone()).await.code, ErrorCode::StaleHandle, "{command}");
    }
    assert_eq!(bench.refused("save_secret", with_name(&handle, "x")).await.code, ErrorCode::StaleHandle);
}

#[cfg(unix)]
#[tokio::test]
async fn a_secret_is_saved_for_its_owner_only_and_never_through_a_link() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new().await;
    let (handle, text) = kept(&bench).await;
    let pick = |path: &std::path::Path| *bench.host.next_pick.lock().unwrap() = Some(vec![path.to_owned()]);
    assert_eq!(bench.done("save_secret", with_name(&handle, "grant.txt")).await, Value::Null, "the dialog was closed");
    assert_eq!(bench.host.suggested.lock().unwrap().as_deref(), Some("grant.txt"));

    let path = bench.folder.path().join("grant.txt");
    for before in [None, Some("an older file, which everybody may read, and which is longer than what comes after it")]
    {
        if let Some(before) = before {
            std::fs::write(&path, before).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        }
        pick(&path);
        assert_eq!(bench.done("save_secret", with_name(&handle, "x")).await, json!({ "name": "grant.txt" }));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    let (target, link) = (bench.folder.path().join("target"), bench.folder.path().join("link"));
    std::fs::write(&target, "untouched").unwrap();
    std::os::unix::fs::symlink(&target, &link).unwrap();
    pick(&link);
    let refused = bench.refused("save_secret", with_name(&handle, "x")).await;
    assert_eq!(refused.code, ErrorCode::LocalFailed, "{refused:?}");
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "untouched");
    pick(&bench.folder.path().join("grant.txt/below-a-file"));
    assert_eq!(bench.refused("save_secret", with_name(&handle, "x")).await.code, ErrorCode::LocalFailed);
}

#[tokio::test]
async fn a_secret_is_drawn_where_it_fits_into_a_qr_code() {
    let bench = Bench::new().await;
    let (handle, _) = kept(&bench).await;
    let picture = bench.done("draw_secret", handle).await;
    let size = picture["size"].as_u64().unwrap();
    assert!((21..=177).contains(&size) && size % 4 == 1, "{size}");
    // The finder's edge: seven dark modules in the first row, at both of its ends.
    let path = picture["path"].as_str().unwrap();
    assert!(path.starts_with("M0 0h7v1h-7z") && path.contains(&format!("M{} 0h7v1h-7z", size - 7)), "{path}");

    let places: Vec<Value> = (0..60).map(|n| json!({ "bucket": format!("bucket-number-{n}"), "prefix": "" })).collect();
    let long = json!({
        "access": GRANT, "allow_download": true, "allow_upload": false, "allow_list": false, "allow_delete": false,
        "places": places,
    });
    let handle = bench.done("restrict_access", long).await;
    let refused = bench.refused("draw_secret", handle).await;
    assert_eq!((refused.code, refused.params["problem"].as_str()), (ErrorCode::InvalidParameter, "too_long"));
}

/// Where the program's log goes in this process of tests, at the level that says most.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub fn files_below(folder: &std::path::Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    found
}

#[tokio::test]
async fn secrets_of_a_storj_account_are_in_no_log_file_error_or_answer() {
    let log = Log::default();
    let writer = log.clone();
    let logging = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false);
    logging.with_writer(move || writer.clone()).init();

    let bench = Bench::new().await;
    let gateway = gateway(&bench).await;
    let service = FakeAuthService::start(&format!("http://{}", gateway.address())).await;
    let passphrase = "canary passphrase 写真 77";
    let parts = json!({
        "satellite": SATELLITE, "api_key": API_KEY, "passphrase": passphrase,
        "project_id": "b9a1c2d3-e4f5-4678-9abc-def012345678",
    });
    let made = bench.done("make_grant", parts.clone()).await;
    let grant = bench.reveal(&made["grant"]).await;
    let draft = json!({ "grant": made["grant"], "auth_service": service.url });
    let prepared = bench.done("prepare_storj_account", draft.clone()).await;
    let account = bench.done("add_storj_account", json!({ "prepared": prepared["prepared"], "name": "" })).await;
    let buckets = bench.done("list_buckets", json!({ "account": account["account"] })).await;
    let mut said = vec![made.to_string(), prepared.to_string(), account.to_string(), buckets.to_string()];

    let refusing = FakeAuthService::answering(403, format!("not this one: {grant}")).await;
    for (command, parameters) in [
        ("prepare_storj_account", json!({ "grant": made["grant"], "auth_service": refusing.url })),
        ("prepare_storj_account", json!({ "grant": &grant[1..], "auth_service": service.url })),
        ("prepare_storj_account", json!({ "grant": [grant], "auth_service": service.url })),
        ("prepare_storj_account", json!({ "grant": made["grant"], "auth_service": "http://auth.example" })),
        ("create_credentials", json!({ "access_grant": passphrase, "auth_service": service.url })),
        ("make_grant", json!({ "satellite": SATELLITE, "api_key": passphrase, "passphrase": passphrase })),
        ("examine_access", json!({ "text": passphrase })),
    ] {
        said.push(format!("{:?}", bench.refused(command, parameters).await));
    }
    said.push(format!("{:?}", bench.host.events.lock().unwrap()));

    let canaries =
        [("the grant", &*grant), ("its key", API_KEY), ("passphrase", passphrase), ("secret key", SECRET_KEY)];
    let logged = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(logged.contains("TRACE") && logged.contains(ACCESS_KEY_ID), "the log says what is done");
    said.push(logged);
    let files = files_below(&bench.folder.path().join("data"));
    assert!(
        files.iter().any(|(_, bytes)| String::from_utf8_lossy(bytes).contains(ACCESS_KEY_ID)),
        "the scan sees files"
    );
    said.extend(files.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()));
    for (what, canary) in canaries {
        let escaped = canary.escape_debug().to_string();
        for text in &said {
            let found = text.find(canary).or_else(|| text.find(&escaped));
            let around = |at: usize| String::from_utf8_lossy(&text.as_bytes()[at.saturating_sub(300)..at]).into_owned();
            assert!(found.is_none(), "{what} stands behind: {}", around(found.unwrap_or_default()));
        }
    }
    gateway.shutdown().await;
}

/// What stands for Storj's gateway: it takes the credentials that the auth service gives.
pub async fn gateway(bench: &Bench) -> DemoServer {
    let config = DemoConfig {
        directory: bench.folder.path().join("gateway"),
        preferred_port: None,
        access_key_id: ACCESS_KEY_ID.to_owned(),
        secret_key: SECRET_KEY.to_owned().into(),
    };
    DemoServer::start(config).await.unwrap()
}
