//! Share links: made, written out, checked.

mod kept;
mod withdrawn;

use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use satchel_operations_schema::types::{EngineEvent, ErrorCode, ErrorInfo};
use satchel_testkit::fake::{FakeServer, Reply};
use serde_json::{Value, json};

use crate::access::{Bench, GRANT};
use crate::auth_service::{ACCESS_KEY_ID, FakeAuthService, SECRET_KEY};
use crate::secrets::gateway;

const DAY: i64 = 86_400_000;

fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

/// An engine with a Storj account, its auth service, and a link sharing that answers what it is told to.
struct World {
    bench: Bench,
    service: FakeAuthService,
    sharing: FakeServer,
    answers: Arc<Mutex<u16>>,
    account: String,
    _gateway: satchel_demo_store::DemoServer,
}

impl World {
    async fn new() -> Self {
        Self::on(Bench::new().await).await
    }

    async fn on(bench: Bench) -> Self {
        let gateway = gateway(&bench).await;
        let service = FakeAuthService::start(&format!("http://{}", gateway.address())).await;
        let answers = Arc::new(Mutex::new(200));
        let answer = answers.clone();
        let sharing = FakeServer::start(move |_| Reply::new(*answer.lock().unwrap(), &[], "x")).await.unwrap();
        let draft = json!({ "grant": GRANT, "auth_service": service.url, "link_sharing": sharing.url() });
        let prepared = bench.done("prepare_storj_account", draft).await;
        let account = bench.done("add_storj_account", json!({ "prepared": prepared["prepared"], "name": "S" })).await;
        let account = account["account"].as_str().unwrap().to_owned();
        Self { bench, service, sharing, answers, account, _gateway: gateway }
    }

    async fn done(&self, command: &str, parameters: Value) -> Value {
        self.bench.done(command, parameters).await
    }

    fn wanted(&self, keys: &[&str], terms: &Value) -> Value {
        json!({ "account": self.account, "bucket": "photos", "keys": keys, "terms": terms, "copy": false })
    }

    async fn make(&self, keys: &[&str], terms: &Value) -> Vec<Value> {
        let made = self.done("make_links", self.wanted(keys, terms)).await;
        made.as_array().unwrap().clone()
    }

    async fn refused(&self, keys: &[&str], terms: &Value) -> ErrorInfo {
        self.bench.refused("make_links", self.wanted(keys, terms)).await
    }

    async fn written(&self, links: &[&Value], writing: &str) -> String {
        let links: Vec<&Value> = links.iter().map(|link| &link["link"]).collect();
        let handle = self.done("write_links", json!({ "links": links, "writing": writing })).await;
        self.bench.reveal(&handle).await
    }

    async fn list(&self) -> Vec<Value> {
        self.done("list_links", json!({})).await["links"].as_array().unwrap().clone()
    }

    async fn state(&self, link: &Value) -> String {
        let checked = self.done("check_link", json!({ "link": link["link"] })).await;
        checked["state"].as_str().unwrap().to_owned()
    }

    fn changes(&self) -> usize {
        let events = self.bench.host.events.lock().unwrap();
        events.iter().filter(|event| matches!(event, EngineEvent::LinksChanged(_))).count()
    }

    /// The grants that were registered for links.
    fn registered(&self) -> Vec<Value> {
        self.service.requests().into_iter().filter(|request| request["public"] == true).collect()
    }
}

fn terms(opens: &str, list: bool, not_before: Option<i64>, not_after: Option<i64>) -> Value {
    json!({ "opens": opens, "list": list, "not_before": not_before, "not_after": not_after })
}

#[tokio::test]
async fn a_storj_link_is_its_own_restricted_grant_and_its_text_stays_in_the_engine() {
    let world = World::new().await;
    let key = "2026/ö 写真 #1+2.jpg";
    let before = now();
    let mut wanted = world.wanted(&[key, "2026/", ""], &Value::Null);
    wanted["copy"] = json!(true);
    let made = world.done("make_links", wanted).await;
    assert!(!made.to_string().contains(ACCESS_KEY_ID), "{made}");
    let scopes: Vec<&Value> = made.as_array().unwrap().iter().map(|link| &link["scope"]).collect();
    assert_eq!(scopes, ["object", "prefix", "bucket"]);
    let end = made[0]["terms"]["not_after"].as_i64().unwrap();
    assert!((before + 7 * DAY..=now() + 7 * DAY).contains(&end), "a week where nobody says otherwise");
    assert_eq!((&made[0]["terms"]["opens"], &made[0]["link_kind"]), (&json!("page"), &json!("storj")));
    let shown = made[0]["shown"].as_str().unwrap();
    assert!(shown.contains(&format!("/s/{}…/photos/", &ACCESS_KEY_ID[..4])), "{shown}");
    assert_eq!(world.changes(), 1);

    let page = format!("{}/s/{ACCESS_KEY_ID}/photos", world.sharing.url());
    let place = "2026/%C3%B6%20%E5%86%99%E7%9C%9F%20%231%2B2.jpg";
    let copied = world.bench.host.clipboard.lock().unwrap().clone().unwrap();
    assert_eq!(copied, format!("{page}/{place}\n{page}/2026/\n{page}/"));

    let registered = world.registered();
    assert_eq!(registered.len(), 3);
    let mut prefixes = Vec::new();
    for sent in &registered {
        let found = world.done("examine_access", json!({ "text": sent["access_grant"] })).await;
        assert_eq!((&found["rights"], &found["whole_project"]), (&json!(["read", "list"]), &json!(false)), "{found}");
        assert_eq!(found["places"].as_array().unwrap().len(), 1);
        assert_eq!(found["places"][0]["bucket"], "photos");
        prefixes.push(found["places"][0]["prefix"]["path"].as_str().map(str::to_owned));
        assert_eq!(found["keys"]["default_key"], false);
        let until = found["validity"]["until"].as_i64().unwrap();
        assert!((before + 7 * DAY..=now() + 7 * DAY).contains(&until), "{found}");
    }
    // They are registered side by side.
    prefixes.sort();
    assert_eq!(prefixes, [None, Some("2026".to_owned()), Some(key.to_owned())]);
    let list = world.done("list_links", json!({})).await;
    assert_eq!(list["kept"], false, "there is no keyring here");
    assert_eq!(list["links"].as_array().unwrap().len(), 3);
    assert!(!list.to_string().contains(ACCESS_KEY_ID), "{list}");
}

#[tokio::test]
async fn a_link_is_made_for_the_terms_that_were_given() {
    let world = World::new().await;
    let (begin, end) = (now() + DAY, now() + 900 * DAY);
    let made = world.make(&["2026/"], &terms("archive", false, Some(begin), Some(end))).await;
    let found = world.done("examine_access", json!({ "text": world.registered()[0]["access_grant"] })).await;
    assert_eq!((&found["validity"]["from"], &found["validity"]["until"]), (&json!(begin), &json!(end)), "{found}");
    assert_eq!(found["rights"], json!(["read", "list"]), "a zip file is made from a list");
    let zip = format!("{}/raw/{ACCESS_KEY_ID}/photos/2026/?download=1&download-kind=zip", world.sharing.url());
    assert_eq!(world.written(&[&made[0]], "as_made").await, zip);

    world.make(&["2026/"], &terms("page", false, None, None)).await;
    let found = world.done("examine_access", json!({ "text": world.registered()[1]["access_grant"] })).await;
    assert_eq!((&found["rights"], &found["validity"]["until"]), (&json!(["read"]), &Value::Null), "{found}");
}

#[tokio::test]
async fn links_are_written_out_in_every_form_they_have() {
    let world = World::new().await;
    let made = world.make(&["a & b.jpg", "folder/"], &terms("page", true, None, None)).await;
    let (photo, folder) = (&made[0], &made[1]);
    let base = world.sharing.url();
    let (page, raw) = (format!("{base}/s/{ACCESS_KEY_ID}/photos"), format!("{base}/raw/{ACCESS_KEY_ID}/photos"));
    for (links, writing, text) in [
        (vec![photo], "page", format!("{page}/a%20%26%20b.jpg")),
        (vec![photo], "file", format!("{raw}/a%20%26%20b.jpg")),
        (vec![photo], "page_and_file", format!("{page}/a%20%26%20b.jpg\n{raw}/a%20%26%20b.jpg")),
        (vec![folder, photo], "as_made", format!("{page}/folder/\n{page}/a%20%26%20b.jpg")),
        (vec![folder], "archive", format!("{raw}/folder/?download=1&download-kind=zip")),
        (vec![photo], "snippet", format!("<img src=\"{raw}/a%20%26%20b.jpg\" alt=\"a &amp; b.jpg\">")),
        (vec![folder], "snippet", format!("<a href=\"{page}/folder/\">folder</a>")),
    ] {
        assert_eq!(world.written(&links, writing).await, text, "{writing}");
    }
    for (links, writing, code) in [
        (json!([photo["link"]]), "archive", ErrorCode::CannotShare),
        (json!([folder["link"]]), "file", ErrorCode::CannotShare),
        (json!(["0123"]), "page", ErrorCode::NoSuchLink),
        (json!([]), "page", ErrorCode::InvalidParameter),
    ] {
        let refused = world.bench.refused("write_links", json!({ "links": links, "writing": writing })).await;
        assert_eq!(refused.code, code, "{refused:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_shared_is_said_and_registered_nowhere() {
    let world = World::new().await;
    let page = terms("page", true, None, None);
    let many: Vec<String> = (0..101).map(|number| number.to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let long = "x".repeat(1025);
    for (keys, terms, code, problem) in [
        (vec!["a", "f/"], terms("file", true, None, None), ErrorCode::CannotShare, "folder"),
        (vec!["a", ""], terms("file", true, None, None), ErrorCode::CannotShare, "bucket"),
        (vec!["f/", "a"], terms("archive", true, None, None), ErrorCode::CannotShare, "archive_of_file"),
        (vec!["a"], terms("page", true, None, Some(now() - 1)), ErrorCode::CannotShare, "ended"),
        (vec!["a"], terms("page", true, Some(now() + 2 * DAY), Some(now() + DAY)), ErrorCode::InvalidTimeRange, ""),
        (vec!["a", "/"], page.clone(), ErrorCode::CannotRestrict, ""),
        (vec![], page.clone(), ErrorCode::InvalidParameter, "empty"),
        (many, page.clone(), ErrorCode::InvalidParameter, "too_long"),
        (vec!["a", &long], page, ErrorCode::KeyTooLong, ""),
    ] {
        let refused = world.refused(&keys, &terms).await;
        let found = refused.params.get("problem").map_or("", String::as_str);
        assert_eq!((refused.code, found), (code, problem), "{refused:?}");
    }
    assert_eq!((world.registered().len(), world.list().await.len(), world.changes()), (0, 0, 0));
}

#[tokio::test]
async fn an_account_that_may_not_download_makes_no_link() {
    let bench = Bench::new().await;
    let gateway = gateway(&bench).await;
    let service = FakeAuthService::start(&format!("http://{}", gateway.address())).await;
    let restriction = json!({
        "access": GRANT, "allow_download": false, "allow_upload": true, "allow_list": true, "allow_delete": false,
        "places": [],
    });
    let grant = bench.done("restrict_access", restriction).await;
    let prepared = bench.done("prepare_storj_account", json!({ "grant": grant, "auth_service": service.url })).await;
    let account = bench.done("add_storj_account", json!({ "prepared": prepared["prepared"], "name": "" })).await;
    for list in [true, false] {
        let wanted = json!({
            "account": account["account"], "bucket": "photos", "keys": ["f/"], "copy": false,
            "terms": terms("page", list, None, None),
        });
        let refused = bench.refused("make_links", wanted).await;
        assert_eq!((refused.code, refused.params["problem"].as_str()), (ErrorCode::CannotShare, "no_download"));
    }
    assert_eq!(service.requests().len(), 1, "only the account's own grant was registered");
}

#[tokio::test]
async fn a_link_ends_with_the_grant_it_is_made_of_and_lists_no_more_than_that() {
    let bench = Bench::new().await;
    let gateway = gateway(&bench).await;
    let service = FakeAuthService::start(&format!("http://{}", gateway.address())).await;
    let end = now() + 2 * DAY;
    let restriction = json!({
        "access": GRANT, "allow_download": true, "allow_upload": false, "allow_list": false, "allow_delete": false,
        "places": [], "not_before": now() - DAY, "not_after": end,
    });
    let grant = bench.done("restrict_access", restriction).await;
    let prepared = bench.done("prepare_storj_account", json!({ "grant": grant, "auth_service": service.url })).await;
    let account = bench.done("add_storj_account", json!({ "prepared": prepared["prepared"], "name": "" })).await;
    let wanted = |opens: &str| {
        json!({
            "account": account["account"], "bucket": "photos", "keys": ["f/"], "copy": false,
            "terms": terms(opens, true, None, None),
        })
    };
    let made = bench.done("make_links", wanted("page")).await;
    assert_eq!(made[0]["terms"], terms("page", false, None, Some(end)));
    assert_eq!(bench.refused("make_links", wanted("archive")).await.code, ErrorCode::PermissionEmpty);
}

#[tokio::test]
async fn links_made_before_a_failure_are_kept_and_the_error_says_so() {
    let bench = Bench::new().await;
    let gateway = gateway(&bench).await;
    // The account, then five links; then the service is busy.
    let (left, endpoint) = (Arc::new(Mutex::new(6)), format!("http://{}", gateway.address()));
    let service = FakeServer::start(move |_| {
        let mut left = left.lock().unwrap();
        if *left == 0 {
            return Reply::new(429, &[], "");
        }
        *left -= 1;
        let answer = json!({ "access_key_id": ACCESS_KEY_ID, "secret_key": SECRET_KEY, "endpoint": endpoint });
        Reply::new(200, &[], &answer.to_string())
    });
    let service = service.await.unwrap();
    let prepared = bench.done("prepare_storj_account", json!({ "grant": GRANT, "auth_service": service.url() })).await;
    let account = bench.done("add_storj_account", json!({ "prepared": prepared["prepared"], "name": "" })).await;
    let keys: Vec<String> = (0..12).map(|number| format!("{number}.txt")).collect();
    let wanted = json!({ "account": account["account"], "bucket": "photos", "keys": keys, "copy": true });
    let refused = bench.refused("make_links", wanted).await;
    assert_eq!((refused.code, refused.params["made"].as_str()), (ErrorCode::Throttled, "5"), "{refused:?}");
    assert!(refused.message.contains("5 of 12"), "{refused:?}");
    let list = bench.done("list_links", json!({})).await;
    assert_eq!(list["links"].as_array().unwrap().len(), 5, "{list}");
    assert_eq!(service.seen().len(), 9, "nothing is asked once it failed");
    assert!(bench.host.clipboard.lock().unwrap().is_none());
}

#[tokio::test]
async fn checking_fetches_a_link_as_anyone_would_and_says_how_it_is() {
    let world = World::new().await;
    let made = world.make(&["a b.txt", "f/"], &terms("page", true, None, None)).await;
    let later = &world.make(&["a"], &terms("page", true, Some(now() + DAY), None)).await[0];
    let closed = &world.make(&["f/"], &terms("page", false, None, None)).await[0];
    for (link, status, state) in [
        (&made[0], 206, "live"),
        (&made[0], 416, "live"),
        (&made[0], 404, "missing"),
        (&made[0], 403, "refused"),
        (&made[0], 401, "refused"),
        (&made[1], 200, "live"),
        (later, 403, "not_yet"),
        (closed, 404, "live"),
        (closed, 403, "refused"),
    ] {
        *world.answers.lock().unwrap() = status;
        assert_eq!(world.state(link).await, state, "{status} {link}");
    }
    let seen = world.sharing.seen();
    assert_eq!(seen[0].target, format!("/raw/{ACCESS_KEY_ID}/photos/a%20b.txt"), "the bytes, not their page");
    assert_eq!((seen[0].method.as_str(), seen[0].header("range")), ("GET", "bytes=0-0"));
    assert_eq!((seen[0].header("authorization"), seen[0].header("cookie")), ("", ""));
    assert!(seen.iter().any(|request| request.target == format!("/s/{ACCESS_KEY_ID}/photos/f/")));
    let probe = format!("/raw/{ACCESS_KEY_ID}/photos/f/.satchel-");
    assert!(seen.iter().any(|request| request.target.starts_with(&probe)), "what can't be there");

    *world.answers.lock().unwrap() = 503;
    let busy = world.bench.refused("check_link", json!({ "link": made[0]["link"] })).await;
    assert_eq!((busy.code, busy.retryable), (ErrorCode::ServerFailed, true), "{busy:?}");
    let missing = world.bench.refused("check_link", json!({ "link": "none" })).await;
    assert_eq!(missing.code, ErrorCode::NoSuchLink);
    let address = world.sharing.address().to_string();
    drop(world.sharing);
    // Its end takes a moment.
    while tokio::net::TcpStream::connect(&address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    let offline = world.bench.refused("check_link", json!({ "link": made[0]["link"] })).await;
    assert_eq!((offline.code, &offline.params["host"]), (ErrorCode::ConnectionRefused, &address), "{offline:?}");
    assert!(!format!("{offline:?}").contains(ACCESS_KEY_ID), "{offline:?}");
}
