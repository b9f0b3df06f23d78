//! What can be done with a secret that the engine keeps, and that it is nowhere else.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use satchel_demo_store::{DemoConfig, DemoServer};
use satchel_operations_schema::types::ErrorCode;
use serde_json::{Value, json};
use tracing_subscriber::filter::dynamic_filter_fn;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

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
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// What was logged so far.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

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
    let doors = Arc::new(AtomicBool::new(false));
    let as_doors_do = doors.clone();
    // What logs whole requests is silent behind every door: it would log links too.
    let heard = dynamic_filter_fn(move |about, _| {
        let loud = ["s3s", "aws_sigv4", "aws_smithy_http_client", "hyper"];
        !as_doors_do.load(Ordering::Relaxed) || !loud.iter().any(|loud| about.target().starts_with(loud))
    });
    let logging = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(move || writer.clone());
    tracing_subscriber::registry().with(logging.with_filter(heard)).init();

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
    // Nobody opens links there.
    let draft = json!({ "grant": made["grant"], "auth_service": service.url, "link_sharing": "http://127.0.0.1:9" });
    let prepared = bench.done("prepare_storj_account", draft.clone()).await;
    let account = bench.done("add_storj_account", json!({ "prepared": prepared["prepared"], "name": "" })).await;
    let buckets = bench.done("list_buckets", json!({ "account": account["account"] })).await;
    let mut said = vec![made.to_string(), prepared.to_string(), account.to_string(), buckets.to_string()];
    doors.store(true, Ordering::Relaxed);
    let (links, restricted) = share(&bench, &account, &service, &mut said).await;

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

    let mut canaries =
        vec![("the grant", &*grant), ("its key", API_KEY), ("passphrase", passphrase), ("secret key", SECRET_KEY)];
    // The account's own access key ID isn't secret: it stands in every request. A link's is, and so is a signature.
    canaries.extend(links.iter().map(|link| ("a link", link.as_str())));
    canaries.extend(restricted.iter().map(|grant| ("a link's grant", grant.as_str())));
    let logged = log.text();
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

/// Makes links, with the account and with the practice store, does with them what can be done, and answers what of them
/// is secret. What was answered goes to `said`.
async fn share(
    bench: &Bench,
    account: &Value,
    service: &FakeAuthService,
    said: &mut Vec<String>,
) -> (Vec<String>, Vec<String>) {
    let demo = bench.done("open_demo", json!({})).await;
    bench.done("create_bucket", json!({ "account": demo["account"], "bucket": "shared" })).await;
    let folder = json!({ "account": demo["account"], "bucket": "shared", "prefix": "", "name": "a" });
    bench.done("create_folder", folder).await;
    let copy = json!({
        "account": demo["account"], "source_bucket": "shared", "source_key": "a/", "destination_bucket": "shared",
        "destination_key": "a.txt",
    });
    bench.done("copy_object", copy).await;
    let mut links = Vec::new();
    for account in [&account["account"], &demo["account"]] {
        let wanted = json!({ "account": account, "bucket": "shared", "keys": ["a.txt"], "copy": true });
        let made = bench.done("make_links", wanted).await;
        let link = json!({ "link": made[0]["link"] });
        let copied = bench.host.clipboard.lock().unwrap().clone().unwrap();
        // What opens a link: the end of its ID's path, or its signature.
        links.push(copied.split_once("://").unwrap().1.to_owned());
        links.extend(copied.split_once("X-Amz-Signature=").map(|(_, signature)| signature[..64].to_owned()));
        let written = json!({ "links": [made[0]["link"]], "writing": "snippet" });
        said.push(made.to_string());
        said.push(bench.done("write_links", written).await.to_string());
        let checked = satchel_operations::dispatch(&bench.engine, "check_link", &link).await;
        said.push(format!("{checked:?}"));
        said.push(format!("{:?}", bench.refused("revoke_link", link).await));
        said.push(bench.done("list_links", json!({})).await.to_string());
    }
    let public = service.requests().into_iter().filter(|request| request["public"] == true);
    let restricted: Vec<String> = public.map(|request| request["access_grant"].as_str().unwrap().to_owned()).collect();
    assert_eq!((links.len(), restricted.len()), (3, 1));
    (links, restricted)
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
