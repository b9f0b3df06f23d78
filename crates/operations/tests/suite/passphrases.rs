//! The passphrase guard through the desktop's door. What stands for Storj's gateway shows each account the objects of its
//! own passphrase alone, as the real one does.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use satchel_operations_schema::types::{EngineEvent, ErrorCode, PassphraseVerdict};
use satchel_storj::{AccessGrant, ApiKey, Cipher, EncryptionKey, EncryptionStore, Permission, SharePrefix};
use satchel_testkit::fake::{FakeServer, Reply, Request};
use serde_json::{Value, json};

use crate::access::{API_KEY, Bench, SATELLITE};

/// A passphrase, by the key that would be derived from it.
type Passphrase = u8;

#[derive(Default)]
struct State {
    /// Access key IDs, by their place, and the passphrase of the grant that each was given for.
    registered: Vec<(String, Passphrase)>,
    objects: Vec<(Passphrase, String)>,
    created: &'static str,
    written: usize,
}

/// One project with the buckets `photos` and `letters`, behind a gateway and an auth service of its own.
struct Project {
    bench: Bench,
    state: Arc<Mutex<State>>,
    gateway: FakeServer,
    auth_service: FakeServer,
}

fn grant(passphrase: Passphrase) -> AccessGrant {
    let store = EncryptionStore::with_default_key(EncryptionKey::new([passphrase; 32]), Cipher::AES_GCM);
    AccessGrant::new(SATELLITE, ApiKey::parse(API_KEY).unwrap(), store).unwrap()
}

fn limited(passphrase: Passphrase, prefix: &str) -> AccessGrant {
    let permission = Permission { list: true, upload: true, ..Permission::default() };
    grant(passphrase).restrict(&permission, &[SharePrefix::new("photos", prefix)], [1; 4]).unwrap()
}

impl Project {
    async fn new() -> Self {
        let state = Arc::new(Mutex::new(State { created: "2026-01-02T03:04:05.678Z", ..State::default() }));
        let behind = state.clone();
        let gateway = FakeServer::start(move |request| answer(&mut behind.lock().unwrap(), request)).await.unwrap();
        let (behind, endpoint) = (state.clone(), gateway.url());
        let auth_service = FakeServer::start(move |request| {
            let sent: Value = serde_json::from_slice(&request.body).unwrap();
            let grant = sent["access_grant"].as_str().unwrap();
            let state = behind.lock().unwrap();
            let at = state.registered.iter().position(|(known, _)| known == grant).unwrap();
            let made = json!({ "access_key_id": format!("key{at}"), "secret_key": "s", "endpoint": endpoint });
            Reply::new(200, &[], &made.to_string())
        });
        let auth_service = auth_service.await.unwrap();
        Self { bench: Bench::new().await, state, gateway, auth_service }
    }

    /// Adds an account, as a person does.
    async fn account(&self, name: &str, passphrase: Passphrase, grant: &AccessGrant) -> String {
        let text = grant.serialize().expose().clone();
        self.state.lock().unwrap().registered.push((text.clone(), passphrase));
        let draft = json!({ "grant": text, "auth_service": self.auth_service.url() });
        let prepared = self.bench.done("prepare_storj_account", draft).await;
        let request = json!({ "prepared": prepared["prepared"], "name": name });
        self.bench.done("add_storj_account", request).await["account"].as_str().unwrap().to_owned()
    }

    fn holds(&self, passphrase: Passphrase, key: &str) {
        self.state.lock().unwrap().objects.push((passphrase, key.to_owned()));
    }

    /// What the window sees of a place once it is judged: how many rows, the verdict, and whose passphrase fits.
    async fn seen(&self, account: &str, bucket: &str, prefix: &str) -> (u64, String, Value) {
        let place = json!({ "account": account, "bucket": bucket, "prefix": prefix });
        let opened = self.bench.done("open_view", place).await;
        let view = opened["view"].clone();
        assert_eq!(
            opened["passphrase"]["verdict"], "checking",
            "an empty place isn't shown as one before it is judged"
        );
        let settled = self.settled(&view).await;
        self.bench.done("close_view", json!({ "view": view })).await;
        (
            settled["known"].as_u64().unwrap(),
            settled["passphrase"]["verdict"].as_str().unwrap().to_owned(),
            settled["passphrase"]["accounts"].clone(),
        )
    }

    async fn settled(&self, view: &Value) -> Value {
        for _ in 0..1000 {
            let request = json!({ "view": view, "by": "name", "descending": false });
            let state = self.bench.done("sort_view", request).await;
            if state["load"] == "complete" && state["passphrase"]["verdict"] != "checking" {
                return state;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the view wasn't judged");
    }

    /// Waits until the window was told of a verdict, by an event of the view.
    async fn told(&self, view: &Value, verdict: PassphraseVerdict) {
        let told = |event: &EngineEvent| {
            matches!(event, EngineEvent::ViewChanged(state)
                if json!(state.view) == *view && state.passphrase.verdict == verdict)
        };
        for _ in 0..1000 {
            if self.bench.host.events.lock().unwrap().iter().any(told) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the window wasn't told that it {verdict:?}");
    }

    fn file(&self) -> String {
        let path = self.bench.folder.path().join("cake.jpg");
        std::fs::write(&path, b"").unwrap();
        self.bench.engine.take_files(vec![path]).files
    }

    async fn upload(&self, account: &str, bucket: &str, prefix: &str) -> Value {
        let request = json!({ "account": account, "bucket": bucket, "prefix": prefix, "files": self.file() });
        let plan = self.bench.done("plan_upload", request).await;
        let started = self.bench.done("start_plan", json!({ "plan": plan["plan"], "on_conflict": "keep_both" })).await;
        for _ in 0..1000 {
            let transfers = self.bench.done("list_transfers", json!({})).await;
            let found = transfers.as_array().unwrap().iter().find(|known| known["transfer"] == started["transfer"]);
            if let Some(found) = found.filter(|found| found["state"] != "waiting" && found["state"] != "running") {
                return found.clone();
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the upload didn't end");
    }
}

/// Just enough S3: each access key sees and writes the objects of its own passphrase.
fn answer(state: &mut State, request: &Request) -> Reply {
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let signed = request.header("authorization");
    let id = signed.split("Credential=key").nth(1).and_then(|rest| rest.split('/').next()).unwrap();
    let passphrase = state.registered[id.parse::<usize>().unwrap()].1;
    let xml = |body: String| Reply::new(200, &[("Content-Type", "application/xml")], &body);
    let path = path.trim_start_matches('/');
    if path.is_empty() {
        let bucket =
            |name| format!("<Bucket><Name>{name}</Name><CreationDate>{}</CreationDate></Bucket>", state.created);
        let buckets = ["photos", "letters"].map(bucket).concat();
        return xml(format!("<ListAllMyBucketsResult><Buckets>{buckets}</Buckets></ListAllMyBucketsResult>"));
    }
    let held = (passphrase, path.to_owned());
    match &*request.method {
        "GET" if query.contains("list-type=2") => {
            let prefix = query.split('&').find_map(|part| part.strip_prefix("prefix=")).unwrap_or_default();
            let prefix = format!("{}/{}", path.trim_end_matches('/'), prefix.replace("%2F", "/"));
            let bucket = path.trim_end_matches('/').len() + 1;
            let shown = state.objects.iter().filter(|(by, key)| *by == passphrase && key.starts_with(&prefix));
            let row = |(_, key): &(Passphrase, String)| {
                if let Some((folder, _)) = key[prefix.len()..].split_once('/') {
                    let folder = format!("{}{folder}/", &prefix[bucket..]);
                    return format!("<CommonPrefixes><Prefix>{folder}</Prefix></CommonPrefixes>");
                }
                let time = "<LastModified>2026-01-02T03:04:05Z</LastModified>";
                format!("<Contents><Key>{}</Key><Size>0</Size>{time}</Contents>", &key[bucket..])
            };
            let rows = shown.map(row).collect::<Vec<_>>().concat();
            xml(format!("<ListBucketResult><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>"))
        }
        "HEAD" if state.objects.contains(&held) => Reply::new(200, &[("ETag", "\"e\"")], ""),
        "HEAD" => Reply::new(404, &[], ""),
        "PUT" => {
            state.written += 1;
            state.objects.push(held);
            Reply::new(200, &[("ETag", "\"d41d8cd98f00b204e9800998ecf8427e\"")], "")
        }
        _ => Reply::error(501, "NotImplemented", "it is just enough S3"),
    }
}

fn nobody() -> Value {
    json!([])
}

#[tokio::test]
async fn a_bucket_that_another_passphrase_filled_is_told_before_it_is_shown_as_empty() {
    let project = Project::new().await;
    project.holds(1, "photos/2026/a.jpg");
    let ours = project.account("Ours", 1, &grant(1)).await;
    let theirs = project.account("Theirs", 2, &grant(2)).await;
    assert_eq!(project.seen(&theirs, "photos", "").await, (0, "unknown".into(), nobody()), "nobody knows better yet");
    assert_eq!(project.seen(&ours, "photos", "").await, (1, "matches".into(), nobody()));
    for prefix in ["", "2026/", "never/was/"] {
        let seen = project.seen(&theirs, "photos", prefix).await;
        assert_eq!(seen, (0, "differs".into(), json!([ours])), "{prefix}");
    }
    assert_eq!(project.seen(&ours, "photos", "never/was/").await, (0, "matches".into(), nobody()));
    assert_eq!(project.seen(&theirs, "letters", "").await, (0, "unknown".into(), nobody()), "another bucket");

    let place = json!({ "account": theirs, "bucket": "photos", "prefix": "" });
    let opened = project.bench.done("open_view", place.clone()).await;
    project.told(&opened["view"], PassphraseVerdict::Differs).await;
    project.bench.done("accept_passphrase", place).await;
    assert_eq!(project.seen(&theirs, "photos", "2026/").await, (0, "accepted".into(), nobody()));

    // Rows of its own show that it belongs there just as well.
    project.holds(2, "photos/b.jpg");
    assert_eq!(project.seen(&theirs, "photos", "").await, (1, "matches".into(), nobody()));
    assert_eq!(project.seen(&ours, "photos", "").await, (1, "matches".into(), nobody()));
    let known = project.bench.folder.path().join("data/passphrases.json");
    assert!(!known.exists(), "where secrets last for a session, so does what was learnt");
}

#[tokio::test]
async fn a_grant_that_is_limited_to_a_bucket_or_a_prefix_is_compared_with_the_whole_one() {
    let project = Project::new().await;
    project.holds(1, "photos/2026/a.jpg");
    let ours = project.account("Ours", 1, &grant(1)).await;
    assert_eq!(project.seen(&ours, "photos", "").await.1, "matches");
    for (passphrase, limit, verdict) in [(1, "", "matches"), (2, "", "differs")] {
        let account = project.account("Bucket", passphrase, &limited(passphrase, limit)).await;
        assert_eq!(project.seen(&account, "photos", "2025/").await.1, verdict, "{passphrase}");
    }
    // For a prefix there is no key of the bucket, but who has that one has the prefix's, too.
    let same = project.account("Same", 1, &limited(1, "2025/")).await;
    assert_eq!(project.seen(&same, "photos", "2025/").await.1, "matches");
    let other = project.account("Other", 2, &limited(2, "2025/")).await;
    let (_, verdict, accounts) = project.seen(&other, "photos", "2025/").await;
    assert_eq!((&*verdict, accounts.as_array().unwrap().contains(&json!(ours))), ("differs", true), "{accounts}");

    // And what such a grant filled is known of its prefix alone.
    project.holds(2, "photos/2025/b.jpg");
    assert_eq!(project.seen(&other, "photos", "2025/").await.1, "matches");
    let (_, verdict, accounts) = project.seen(&ours, "photos", "2025/").await;
    assert_eq!((&*verdict, accounts.as_array().unwrap().contains(&json!(other))), ("differs", true), "{accounts}");
    assert_eq!(project.seen(&ours, "photos", "2024/").await.1, "matches");
}

#[tokio::test]
async fn nothing_is_written_with_another_passphrase_before_it_is_accepted() {
    let project = Project::new().await;
    project.holds(1, "photos/a.jpg");
    project.holds(2, "letters/b.txt");
    let ours = project.account("Ours", 1, &grant(1)).await;
    let theirs = project.account("Theirs", 2, &grant(2)).await;
    project.seen(&ours, "photos", "").await;
    let view = project.bench.done("open_view", json!({ "account": theirs, "bucket": "letters", "prefix": "" })).await;
    project.settled(&view["view"]).await;
    project.bench.done("select_rows", json!({ "view": view["view"], "mode": "all", "row": null })).await;
    let taken = project.bench.done("take_selection", json!({ "view": view["view"] })).await;

    let object = |bucket: &str, key: &str| json!({ "account": theirs, "bucket": bucket, "key": key });
    let copy = json!({
        "account": theirs, "source_bucket": "letters", "source_key": "b.txt", "destination_bucket": "photos",
        "destination_key": "2026/b.txt",
    });
    let mut file = object("photos", "cake.jpg");
    file["file"] = json!(project.file());
    let into = json!({ "account": theirs, "bucket": "photos", "prefix": "" });
    let with = |field: &str, value: Value| {
        let mut request = into.clone();
        request[field] = value;
        request
    };
    for (command, request) in [
        ("plan_upload", with("files", json!(project.file()))),
        ("create_folder", with("name", json!("2027"))),
        ("upload_object", file),
        (
            "plan_copy",
            json!({ "selection": taken["selection"], "bucket": "photos", "prefix": "", "remove_source": true }),
        ),
        ("copy_object", copy.clone()),
        ("move_object", copy),
        ("create_multipart_upload", object("photos", "large.mov")),
    ] {
        let refused = project.bench.refused(command, request).await;
        assert_eq!(refused.code, ErrorCode::PassphraseDiffers, "{command}: {refused:?}");
        assert_eq!((&*refused.params["bucket"], &*refused.params["account"]), ("photos", "Ours"), "{command}");
    }
    assert_eq!(project.state.lock().unwrap().written, 0);
    assert_eq!(project.upload(&ours, "photos", "").await["state"], "done", "the one that fits isn't asked");

    project.bench.done("accept_passphrase", into).await;
    assert_eq!(project.upload(&theirs, "photos", "2027/").await["state"], "done");
    for account in [&ours, &theirs] {
        // It is noted down behind the transfer's end.
        let mut verdict = String::new();
        for _ in 0..100 {
            verdict = project.seen(account, "photos", "never/was/").await.1;
            if verdict == "matches" {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(verdict, "matches", "both belong there now");
    }
}

#[tokio::test]
async fn whoever_has_objects_there_writes_unasked_although_nobody_saw_them_listed() {
    let project = Project::new().await;
    project.holds(1, "photos/a.jpg");
    project.holds(2, "photos/b.jpg");
    let ours = project.account("Ours", 1, &grant(1)).await;
    let theirs = project.account("Theirs", 2, &grant(2)).await;
    project.seen(&ours, "photos", "").await;
    assert_eq!(project.upload(&theirs, "photos", "new/").await["state"], "done");
}

#[tokio::test]
async fn an_emptied_bucket_or_one_made_anew_warns_nobody() {
    let project = Project::new().await;
    project.holds(1, "photos/a.jpg");
    project.holds(1, "letters/a.txt");
    let ours = project.account("Ours", 1, &grant(1)).await;
    let theirs = project.account("Theirs", 2, &grant(2)).await;
    for bucket in ["photos", "letters"] {
        project.seen(&ours, bucket, "").await;
    }
    project.state.lock().unwrap().objects.retain(|(_, key)| !key.starts_with("photos/"));
    assert_eq!(project.seen(&ours, "photos", "").await, (0, "unknown".into(), nobody()));
    assert_eq!(project.seen(&theirs, "photos", "").await, (0, "unknown".into(), nobody()));
    project.holds(2, "photos/b.jpg");
    assert_eq!(project.seen(&theirs, "photos", "").await.1, "matches");
    assert_eq!(project.seen(&ours, "photos", "").await, (0, "differs".into(), json!([theirs])), "what is there now");
    assert_eq!(project.seen(&theirs, "letters", "").await.1, "differs");
    project.state.lock().unwrap().created = "2026-02-02T03:04:05Z";
    let third = project.account("Third", 3, &grant(3)).await;
    assert_eq!(project.seen(&third, "letters", "").await, (0, "unknown".into(), nobody()), "it is another bucket");
}

#[tokio::test]
async fn what_cannot_be_judged_is_neither_held_back_nor_refused() {
    let project = Project::new().await;
    project.holds(1, "photos/a.jpg");
    let ours = project.account("Ours", 1, &grant(1)).await;
    project.seen(&ours, "photos", "").await;
    // Names that aren't encrypted are seen with every passphrase.
    let store = EncryptionStore::with_default_key(EncryptionKey::new([2; 32]), Cipher::NULL);
    let open = AccessGrant::new(SATELLITE, ApiKey::parse(API_KEY).unwrap(), store).unwrap();
    let open = project.account("Open", 2, &open).await;
    assert_eq!(project.seen(&open, "photos", "").await, (0, "unknown".into(), nobody()));
    assert_eq!(project.upload(&open, "photos", "").await["state"], "done");

    // Accounts of other kinds have no passphrase.
    let demo = project.bench.done("open_demo", json!({})).await;
    let on = |mut request: Value| {
        request["account"] = demo["account"].clone();
        request
    };
    project.bench.done("create_bucket", on(json!({ "bucket": "photos" }))).await;
    let opened = project.bench.done("open_view", on(json!({ "bucket": "photos", "prefix": "" }))).await;
    assert_eq!(opened["passphrase"], json!({ "verdict": "unknown", "accounts": [] }));
    project.settled(&opened["view"]).await;
    let judged = project.bench.host.events.lock().unwrap().iter().any(|event| {
        matches!(event, EngineEvent::ViewChanged(state) if json!(state.view) == opened["view"]
            && state.passphrase.verdict != PassphraseVerdict::Unknown)
    });
    assert!(!judged);
    let lists = project.gateway.seen().iter().filter(|request| request.target.starts_with("/?")).count();
    assert!(lists <= 8, "buckets are listed {lists} times");
}
