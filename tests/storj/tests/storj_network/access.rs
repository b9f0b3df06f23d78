//! Satchel's own keys, grants, credentials and links, against the official library, auth service and link sharing.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use satchel_accounts::SecretsChoice;
use satchel_operations::{Engine, EngineOptions, Host, HostError, dispatch};
use satchel_operations_schema::types::{EngineEvent, ErrorInfo, MenuBar, ShownStatus, Theme, WhenClosing};
use satchel_storj_tests::{Network, Project};
use satchel_testkit::http;
use serde_json::{Value, json};

/// A window that nobody looks at.
struct NoWindow;

#[async_trait]
impl Host for NoWindow {
    async fn pick_files(&self) -> Option<Vec<PathBuf>> {
        None
    }
    async fn pick_folders(&self) -> Option<Vec<PathBuf>> {
        None
    }
    async fn pick_target_folder(&self) -> Option<PathBuf> {
        None
    }
    async fn pick_new_file(&self, _: &str) -> Option<PathBuf> {
        None
    }
    async fn copy_text(&self, _: String) -> Result<(), HostError> {
        Ok(())
    }
    fn set_menu_bar(&self, _: MenuBar) -> Result<(), HostError> {
        Ok(())
    }
    fn show_status(&self, _: ShownStatus) -> Result<(), HostError> {
        Ok(())
    }
    fn ask_for_attention(&self) -> Result<(), HostError> {
        Ok(())
    }
    async fn close_window(&self, _: WhenClosing) -> Result<(), HostError> {
        Ok(())
    }
    fn show_theme(&self, _: Theme) {}
    fn show_folder(&self, _: &Path) -> Result<(), HostError> {
        Ok(())
    }
    fn emit(&self, _: EngineEvent) {}
    fn locale(&self) -> String {
        "en".to_owned()
    }
}

pub struct Bench {
    engine: Engine,
    pub network: &'static Network,
    _folder: tempfile::TempDir,
}

impl Bench {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = EngineOptions { data_directory: folder.path().to_owned(), secrets: SecretsChoice::Session };
        let engine = Engine::open(options, Arc::new(NoWindow)).await.unwrap();
        Self { engine, network: Network::shared(), _folder: folder }
    }

    pub async fn call(&self, command: &str, parameters: Value) -> Result<Value, ErrorInfo> {
        dispatch(&self.engine, command, &parameters).await
    }

    pub async fn done(&self, command: &str, parameters: Value) -> Value {
        self.call(command, parameters).await.unwrap_or_else(|info| panic!("{command}: {info:?}"))
    }

    /// The text of an answer that the engine keeps.
    pub async fn text(&self, command: &str, parameters: Value) -> String {
        let handle = self.done(command, parameters).await;
        self.done("reveal_secret", handle).await["text"].as_str().unwrap().to_owned()
    }

    fn grant_of(&self, project: &Project, passphrase: &str, salt: Option<&str>) -> Value {
        json!({
            "satellite_node_url": self.network.satellite(), "restrict_key": project.api_key, "password": passphrase,
            "project_id": project.id, "salt": salt,
        })
    }

    fn share(&self, project: &Project, key: &str) -> Value {
        json!({
            "bucket": "photos", "key": key, "satellite_node_url": self.network.satellite(),
            "api_key": project.api_key, "password": "p", "project_id": project.id, "salt": project.salt,
            "auth_service": self.network.auth().http, "base_url": self.network.links(),
        })
    }

    /// The same link to the bytes instead of the page.
    fn raw(&self, link: &str) -> String {
        let place = link.strip_prefix(self.network.links()).unwrap();
        format!("{}/raw{place}", self.network.links())
    }

    /// A project with a bucket, and the official library's grant for it.
    pub fn project(&self, salted: bool) -> (Project, String) {
        let project = self.network.new_project(salted);
        let grant = self.network.request_access(&project.api_key, "p").unwrap();
        self.network.create_bucket(&grant, "photos").unwrap();
        (project, grant)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn grants_are_byte_for_byte_those_that_the_satellite_gives() {
    let bench = Bench::new().await;
    for passphrase in ["p", "correct horse battery staple", " pässwörd 🔑 密码 ", "e\u{301} is not \u{e9}"] {
        let old = bench.network.unsalted();
        let official = bench.network.request_access(&old.api_key, passphrase).unwrap();
        assert_eq!(bench.text("create_access_grant", bench.grant_of(old, passphrase, None)).await, official);
        let new = bench.network.salted();
        let official = bench.network.request_access(&new.api_key, passphrase).unwrap();
        let request = bench.grant_of(new, passphrase, Some(&new.salt));
        assert_eq!(bench.text("create_access_grant", request).await, official);
        let without = bench.text("create_access_grant", bench.grant_of(new, passphrase, None)).await;
        assert_ne!(without, official, "by the project's ID alone it shows nothing of a project with a salt of its own");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restricted_grant_and_key_do_what_they_are_for_and_no_more() {
    let bench = Bench::new().await;
    let (project, grant) = bench.project(true);
    for key in ["2026/夏/1.jpg", "2026/冬/2.jpg"] {
        bench.network.upload(&grant, "photos", key, key.as_bytes()).unwrap();
    }
    let restriction = |access: &str, prefix: &str| {
        json!({
            "access": access, "allow_download": true, "allow_upload": false, "allow_list": true,
            "allow_delete": false, "places": [{ "bucket": "photos", "prefix": prefix }],
        })
    };
    let weak = bench.text("restrict_access", restriction(&grant, "2026/夏/")).await;
    assert_eq!(bench.network.download(&weak, "photos", "2026/夏/1.jpg").unwrap(), "2026/夏/1.jpg".as_bytes());
    assert!(bench.network.download(&weak, "photos", "2026/冬/2.jpg").is_err());
    assert!(bench.network.upload(&weak, "photos", "2026/夏/new", b"x").is_err());
    assert!(bench.network.delete(&weak, "photos", "2026/夏/1.jpg").is_err());

    let key = bench.text("restrict_access", restriction(&project.api_key, "")).await;
    let reading = bench.network.request_access(&key, "p").unwrap();
    assert!(bench.network.download(&reading, "photos", "2026/冬/2.jpg").is_ok());
    assert!(bench.network.upload(&reading, "photos", "new", b"x").is_err());
    bench.network.create_bucket(&grant, "others").unwrap();
    bench.network.upload(&grant, "others", "o", b"o").unwrap();
    assert!(bench.network.download(&reading, "others", "o").is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_registered_through_the_engine_are_public_only_when_asked() {
    let bench = Bench::new().await;
    let (_, grant) = bench.project(true);
    bench.network.upload(&grant, "photos", "one.txt", b"one").unwrap();
    for (public, status) in [(false, 403), (true, 200)] {
        let request = json!({ "access_grant": grant, "auth_service": bench.network.auth().http, "public": public });
        let made = bench.done("create_credentials", request).await;
        assert_eq!(made["endpoint"], bench.network.auth().endpoint);
        let secret = bench.done("reveal_secret", made["secret_key"].clone()).await;
        assert_eq!(secret["text"].as_str().unwrap().len(), 53);
        let id = made["access_key_id"].as_str().unwrap();
        let link = format!("{}/raw/{id}/photos/one.txt", bench.network.links());
        assert_eq!(http::get(&link).await.unwrap().status, status, "public: {public}");
    }
    let wrong = json!({ "access_grant": grant, "auth_service": bench.network.links() });
    assert_eq!(bench.call("create_credentials", wrong).await.unwrap_err().code.wire_name(), "not_auth_service");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_documented_link_opens_its_object_and_nothing_beside_it() {
    let bench = Bench::new().await;
    let (project, grant) = bench.project(true);
    bench.network.upload(&grant, "photos", "a b.txt", b"shared").unwrap();
    bench.network.upload(&grant, "photos", "other.txt", b"not shared").unwrap();
    let link = bench.text("share_url", bench.share(&project, "a b.txt")).await;
    assert!(link.ends_with("/photos%2Fa%20b.txt"), "{link}");
    let led_on = http::get(&link).await.unwrap();
    assert_eq!(led_on.status, 308, "link sharing leads on to the page");
    let page = format!("{}/s{}", bench.network.links(), link.strip_prefix(bench.network.links()).unwrap());
    let page = http::get(&page).await.unwrap();
    assert!(page.status == 200 && String::from_utf8_lossy(&page.body).contains("a b.txt"));
    let bytes = http::get(&bench.raw(&link)).await.unwrap();
    assert_eq!((bytes.status, bytes.body.as_slice()), (200, &b"shared"[..]));
    let beside = bench.raw(&link).replace("a%20b.txt", "other.txt");
    assert_eq!(http::get(&beside).await.unwrap().status, 403);
}

/// Every legal key: what breaks paths, URLs and forms, and other languages.
#[tokio::test(flavor = "multi_thread")]
async fn a_link_serves_every_legal_key() {
    let bench = Bench::new().await;
    let (project, grant) = bench.project(true);
    let odd =
        [" ", "a ", "..", "../up", "a/../b", "./a", "/lead", "a//b", "a\\b", "\u{1}\t\n", "é", "e\u{301}", "~", "%"];
    let gentle = satchel_testkit::keys::gentle();
    for key in odd.into_iter().chain(gentle.iter().map(satchel_objects::ObjectKey::as_str)) {
        bench.network.upload(&grant, "photos", key, key.as_bytes()).unwrap();
        let link = bench.text("share_url", bench.share(&project, key)).await;
        let answer = http::get(&bench.raw(&link)).await.unwrap();
        assert_eq!((answer.status, answer.body.as_slice()), (200, key.as_bytes()), "{key:?}: {link}");
    }
}

/// The auth service takes nothing that ends within a minute, so this lasts one.
#[tokio::test(flavor = "multi_thread")]
async fn a_documented_link_ends_when_it_was_said_to() {
    let bench = Bench::new().await;
    let (project, grant) = bench.project(true);
    bench.network.upload(&grant, "photos", "one.txt", b"one").unwrap();
    let until = |ahead| {
        let end = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() + Duration::from_secs(ahead);
        let mut request = bench.share(&project, "one.txt");
        request["not_after"] = json!(i64::try_from(end.as_millis()).unwrap());
        request
    };
    let soon = bench.call("share_url", until(50)).await.unwrap_err();
    assert_eq!(soon.code.wire_name(), "grant_ends_too_soon");
    let link = bench.raw(&bench.text("share_url", until(65)).await);
    assert_eq!(http::get(&link).await.unwrap().status, 200);
    // In the last second the satellite may be the first to refuse (403); then the service has forgotten the grant.
    let over = async {
        while http::get(&link).await.unwrap().status != 401 {
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(2), over).await.expect("it ends");
}

#[cfg(feature = "native")]
#[tokio::test(flavor = "multi_thread")]
async fn the_engine_asks_the_satellite_for_the_project_s_own_salt() {
    let bench = Bench::new().await;
    let project = bench.network.new_project(true);
    let parts = json!({ "satellite": bench.network.satellite(), "api_key": project.api_key, "passphrase": "p" });
    let made = bench.done("make_grant", parts.clone()).await;
    assert_eq!(made["salt"], "satellite");
    let grant = bench.done("reveal_secret", made["grant"].clone()).await;
    assert_eq!(grant["text"], bench.network.request_access(&project.api_key, "p").unwrap());

    let refused = |changed: (&str, Value)| {
        let mut parts = parts.clone();
        parts[changed.0] = changed.1;
        let bench = &bench;
        async move { bench.call("make_grant", parts).await.unwrap_err().code.wire_name() }
    };
    // Port 9 of this computer: nobody answers there.
    let node = bench.network.satellite().split_once('@').map(|(id, _)| id.to_owned()).unwrap();
    assert_eq!(refused(("satellite", json!(format!("{node}@127.0.0.1:9")))).await, "connection_refused");
    bench.network.delete_key(&project.api_key);
    assert_eq!(refused(("passphrase", json!("q"))).await, "satellite_refused");
}
