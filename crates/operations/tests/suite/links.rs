//! Share links: made, kept, written out, checked, withdrawn.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use satchel_accounts::{Accounts, SecretError, SecretPlace, SecretStore};
use satchel_operations::links::{LinkMaker, LinksWanted};
use satchel_operations::{AccessServices, Links, NativeSatellites, Satellites};
use satchel_operations_schema::types::{EngineEvent, ErrorCode, ErrorInfo, LinkWriting};
use satchel_secret::Secret;
use satchel_storj::auth_service::Credentials;
use satchel_testkit::fake::{FakeServer, Reply};
use satchel_testkit::http;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::access::{Bench, GRANT};
use crate::auth_service::{ACCESS_KEY_ID, FakeAuthService, SECRET_KEY};
use crate::secrets::gateway;
use crate::support;

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
    for (sent, prefix) in registered.iter().zip([Some(key), Some("2026"), None]) {
        let found = world.done("examine_access", json!({ "text": sent["access_grant"] })).await;
        assert_eq!((&found["rights"], &found["whole_project"]), (&json!(["read", "list"]), &json!(false)), "{found}");
        assert_eq!(found["places"].as_array().unwrap().len(), 1);
        assert_eq!(found["places"][0]["bucket"], "photos");
        assert_eq!(found["places"][0]["prefix"]["path"].as_str(), prefix, "{found}");
        assert_eq!(found["keys"]["default_key"], false);
        let until = found["validity"]["until"].as_i64().unwrap();
        assert!((before + 7 * DAY..=now() + 7 * DAY).contains(&until), "{found}");
    }
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
    let offline = world.bench.refused("check_link", json!({ "link": made[0]["link"] })).await;
    assert_eq!((offline.code, &offline.params["host"]), (ErrorCode::ConnectionRefused, &address), "{offline:?}");
    assert!(!format!("{offline:?}").contains(ACCESS_KEY_ID), "{offline:?}");
}

/// A satellite that takes back whatever it is asked to.
#[derive(Clone, Default)]
struct Revoking {
    asked: Arc<Mutex<Vec<(String, String)>>>,
}

#[async_trait]
impl Satellites for Revoking {
    async fn request_grant(
        &self,
        _: &str,
        _: &Secret<String>,
        _: &Secret<String>,
    ) -> Result<Secret<String>, ErrorInfo> {
        panic!("no grant is asked for here")
    }
    async fn register(&self, _: &str, _: &Secret<String>, _: bool) -> Result<Credentials, ErrorInfo> {
        panic!("nothing is registered by DRPC here")
    }
    async fn revoke(&self, grant: &Secret<String>, child: &Secret<String>) -> Result<(), ErrorInfo> {
        self.asked.lock().unwrap().push((grant.expose().clone(), child.expose().clone()));
        Ok(())
    }
    fn can_revoke(&self) -> bool {
        true
    }
}

#[tokio::test]
async fn a_link_is_withdrawn_by_its_restricted_key_alone_and_then_fetched() {
    let satellites = Revoking::default();
    let world = World::on(Bench::with_satellites(satellites.clone()).await).await;
    assert_eq!(world.done("link_options", json!({ "account": world.account })).await["can_revoke"], true);
    let link = &world.make(&["2026/"], &terms("page", true, None, None)).await[0];
    let request = json!({ "link": link["link"] });
    let before = now();
    // Link sharing still remembers what it was allowed.
    let checked = world.done("revoke_link", request.clone()).await;
    assert_eq!(checked["state"], "live", "what was found is said");
    let revoked = world.list().await[0]["revoked"].as_i64().unwrap();
    assert!((before..=now()).contains(&revoked), "and that the satellite took it back");
    let (grant, child) = satellites.asked.lock().unwrap()[0].clone();
    assert_eq!(grant, GRANT);
    let found = world.done("examine_access", json!({ "text": child })).await;
    assert_eq!(found["places"][0]["bucket"], "photos", "{found}");
    assert_eq!((&found["keys"]["default_key"], &found["keys"]["places"]), (&json!(false), &json!(0)), "{found}");
    let sent = world.registered()[0]["access_grant"].as_str().unwrap().to_owned();
    assert_ne!(child, sent, "the encryption keys weren't kept");

    *world.answers.lock().unwrap() = 403;
    assert_eq!(world.state(link).await, "revoked");
    assert_eq!(world.done("revoke_link", request.clone()).await["state"], "revoked", "once more is no failure");
    assert_eq!(world.list().await[0]["revoked"], revoked, "the first time counts");
    drop(world.sharing);
    let bench = &world.bench;
    assert_eq!(bench.done("revoke_link", request).await["state"], "revoked", "the satellite's word stands");
}

#[tokio::test]
async fn a_link_outlives_its_account_but_for_what_takes_the_account_s_grant() {
    let world = World::on(Bench::with_satellites(Revoking::default()).await).await;
    let link = &world.make(&["a.txt"], &Value::Null).await[0];
    world.done("remove_account", json!({ "account": world.account })).await;
    let listed = &world.list().await[0];
    assert_eq!((&listed["link"], &listed["account_name"]), (&link["link"], &json!("S")));
    assert!(world.written(&[link], "as_made").await.contains(ACCESS_KEY_ID));
    assert_eq!(world.state(link).await, "live");
    let refused = world.bench.refused("revoke_link", json!({ "link": link["link"] })).await;
    assert_eq!((refused.code, refused.params["problem"].as_str()), (ErrorCode::CannotRevoke, "account_gone"));
    let again = json!({ "link": link["link"], "terms": terms("page", true, None, None), "copy": false });
    assert_eq!(world.bench.refused("extend_link", again).await.code, ErrorCode::NoSuchAccount);
    let changes = world.changes();
    world.done("forget_link", json!({ "link": link["link"] })).await;
    assert_eq!((world.list().await.len(), world.changes()), (0, changes + 1));
    let refused = world.bench.refused("forget_link", json!({ "link": link["link"] })).await;
    assert_eq!(refused.code, ErrorCode::NoSuchLink);
}

#[tokio::test]
async fn a_build_without_the_library_says_that_it_cannot_withdraw() {
    let world = World::new().await;
    assert_eq!(world.done("link_options", json!({ "account": world.account })).await["can_revoke"], false);
    let link = &world.make(&["a.txt"], &Value::Null).await[0];
    let refused = world.bench.refused("revoke_link", json!({ "link": link["link"] })).await;
    assert_eq!(refused.code, ErrorCode::NotInThisBuild);
    assert_eq!(world.list().await[0]["revoked"], Value::Null);
}

#[tokio::test]
async fn a_link_made_again_with_other_terms_leaves_the_old_one_as_it_is() {
    let world = World::new().await;
    let old = &world.make(&["a.txt"], &terms("page", true, None, Some(now() + DAY))).await[0];
    let longer = terms("file", true, None, Some(now() + 30 * DAY));
    let request = json!({ "link": old["link"], "terms": longer, "copy": true });
    let new = world.done("extend_link", request).await;
    assert_ne!(new["link"], old["link"]);
    assert_eq!((&new["key"], &new["terms"]), (&old["key"], &longer));
    let copied = world.bench.host.clipboard.lock().unwrap().clone().unwrap();
    assert_eq!(copied, format!("{}/raw/{ACCESS_KEY_ID}/photos/a.txt", world.sharing.url()));
    let list = world.list().await;
    assert_eq!((&list[0], &list[1]), (&new, old), "the newest first");
}

#[tokio::test]
async fn an_account_s_defaults_are_kept_and_make_every_link_that_says_nothing_else() {
    let world = World::new().await;
    let of = |account: &str| json!({ "account": account });
    let options = world.done("link_options", of(&world.account)).await;
    let week = json!({ "opens": "page", "list": true, "lifetime": 7 * DAY });
    assert_eq!(
        (&options["link_kind"], &options["defaults"], &options["longest"]),
        (&json!("storj"), &week, &Value::Null)
    );
    let defaults = json!({ "opens": "file", "list": false, "lifetime": null });
    world.done("set_link_defaults", json!({ "account": world.account, "defaults": defaults })).await;
    assert_eq!(world.done("link_options", of(&world.account)).await["defaults"], defaults);
    let made = world.make(&["a.txt", "f/"], &Value::Null).await;
    assert_eq!((&made[0]["terms"]["opens"], &made[0]["terms"]["not_after"]), (&json!("file"), &Value::Null));
    assert_eq!((&made[1]["terms"]["opens"], &made[1]["terms"]["list"]), (&json!("page"), &json!(false)), "a folder");

    let demo = world.done("open_demo", json!({})).await["account"].as_str().unwrap().to_owned();
    let options = world.done("link_options", of(&demo)).await;
    assert_eq!((&options["link_kind"], &options["local_only"]), (&json!("presigned"), &json!(true)));
    assert_eq!((&options["longest"], &options["can_revoke"]), (&json!(7 * DAY), &json!(false)));
    let refused = world.bench.refused("set_link_defaults", json!({ "account": demo, "defaults": defaults })).await;
    assert_eq!((refused.code, refused.params["problem"].as_str()), (ErrorCode::CannotShare, "ends_too_late"));

    let again = support::open(world.bench.folder.path(), Arc::default()).await;
    let options = satchel_operations::dispatch(&again, "link_options", &of(&world.account)).await.unwrap();
    assert_eq!(options["defaults"], defaults, "after a restart");
    world.done("remove_account", of(&world.account)).await;
    let file = std::fs::read_to_string(world.bench.folder.path().join("data/link-defaults.json")).unwrap();
    assert!(!file.contains(&world.account), "{file}");
}

#[tokio::test]
async fn a_presigned_link_is_for_one_object_and_a_week_at_most() {
    let bench = support::Bench::new().await;
    bench.bucket("photos").await;
    let key = "a + b.html";
    let file = bench.drop_file(key, b"<p>hello");
    let plan = bench.done("plan_upload", json!({ "bucket": "photos", "prefix": "", "files": file })).await;
    bench.run_plan(&plan, "skip").await;
    let wanted = |key: &str, terms: Value| json!({ "bucket": "photos", "keys": [key], "terms": terms, "copy": false });
    let text = async |link: &Value| {
        let handle = bench.done("write_links", json!({ "links": [link["link"]], "writing": "as_made" })).await;
        bench.done("reveal_secret", handle).await["text"].as_str().unwrap().to_owned()
    };
    for (terms, saved) in [(Value::Null, true), (terms("page", true, None, Some(now() + DAY)), false)] {
        let made = bench.done("make_links", wanted(key, terms)).await[0].clone();
        assert_eq!((&made["link_kind"], &made["local_only"]), (&json!("presigned"), &json!(true)));
        let answer = http::get(&text(&made).await).await.unwrap();
        assert_eq!((answer.status, answer.body.as_slice()), (200, &b"<p>hello"[..]));
        let disposition = answer.header("content-disposition").unwrap_or_default();
        assert_eq!(disposition.starts_with("attachment"), saved, "{disposition}");
        let shown = made["shown"].as_str().unwrap();
        assert!(shown.ends_with("/photos/a%20%2B%20b.html?…"), "{shown}");
        let checked = bench.done("check_link", json!({ "link": made["link"] })).await;
        assert_eq!(checked["state"], "live");
        let refused = bench.call("revoke_link", json!({ "link": made["link"] })).await.unwrap_err();
        assert_eq!((refused.code, refused.params["problem"].as_str()), (ErrorCode::CannotRevoke, "presigned"));
    }
    for (key, terms, code, problem) in [
        ("f/", Value::Null, ErrorCode::CannotShare, "folder"),
        ("", Value::Null, ErrorCode::CannotShare, "bucket"),
        (key, terms("archive", true, None, Some(now() + DAY)), ErrorCode::CannotShare, "archive_of_file"),
        (key, terms("file", true, Some(now() + DAY), Some(now() + 2 * DAY)), ErrorCode::CannotShare, "starts_later"),
        (key, terms("file", true, None, Some(now() + 8 * DAY)), ErrorCode::CannotShare, "ends_too_late"),
        (key, terms("file", true, None, None), ErrorCode::CannotShare, "ends_too_late"),
        ("none", Value::Null, ErrorCode::NoSuchObject, ""),
    ] {
        let refused = bench.call("make_links", wanted(key, terms)).await.unwrap_err();
        let found = refused.params.get("problem").map_or("", String::as_str);
        assert_eq!((refused.code, found), (code, problem), "{refused:?}");
    }
    let links = bench.done("list_links", json!({})).await["links"].as_array().unwrap().clone();
    assert_eq!(links.len(), 2, "what was refused isn't on the list");
    bench.done("delete_object", json!({ "bucket": "photos", "key": key })).await;
    let checked = bench.done("check_link", json!({ "link": links[0]["link"] })).await;
    assert_eq!(checked["state"], "missing");
}

/// A keyring that programs share, and that can be locked.
#[derive(Clone, Debug, Default)]
struct Keyring {
    entries: Arc<Mutex<HashMap<String, String>>>,
    locked: Arc<Mutex<bool>>,
}

impl Keyring {
    fn entries(&self) -> Result<std::sync::MutexGuard<'_, HashMap<String, String>>, SecretError> {
        if *self.locked.lock().unwrap() { Err(SecretError::Locked) } else { Ok(self.entries.lock().unwrap()) }
    }
}

#[async_trait]
impl SecretStore for Keyring {
    async fn set(&self, handle: &str, secret: &Zeroizing<String>) -> Result<(), SecretError> {
        self.entries()?.insert(handle.to_owned(), secret.to_string());
        Ok(())
    }
    async fn get(&self, handle: &str) -> Result<Option<Zeroizing<String>>, SecretError> {
        Ok(self.entries()?.get(handle).cloned().map(Zeroizing::new))
    }
    async fn delete(&self, handle: &str) -> Result<(), SecretError> {
        self.entries()?.remove(handle);
        Ok(())
    }
    fn place(&self) -> SecretPlace {
        SecretPlace::Keyring
    }
}

#[tokio::test]
async fn links_survive_a_restart_in_a_file_that_holds_none_of_them_in_the_clear() {
    let folder = tempfile::tempdir().unwrap();
    let keyring = Keyring::default();
    let open = || {
        let (accounts, _) = Accounts::open(folder.path(), Arc::new(keyring.clone()));
        Links::open(folder.path(), &accounts).0
    };
    let service = FakeAuthService::start("https://gateway.example").await;
    let maker = LinkMaker::Storj {
        grant: Secret::from(GRANT),
        auth_service: service.url.clone(),
        link_sharing: "https://link.example".to_owned(),
    };
    let services = AccessServices::new(Arc::new(NativeSatellites));
    let keys = ["private name.txt".to_owned()];
    let wanted = LinksWanted { account: "1", account_name: "S", bucket: "photos", keys: &keys, terms: None };
    let made = open().make(&services, &maker, &wanted).await.unwrap();
    // Another program's, in the meantime.
    open().make(&services, &maker, &wanted).await.unwrap();
    let list = open().list().await.unwrap();
    assert!(list.kept);
    assert_eq!(list.links.len(), 2);
    assert!(list.links.iter().any(|link| link.link == made[0].link));
    let text = open().write(&[made[0].link.clone()], LinkWriting::AsMade).await.unwrap();
    assert_eq!(text.expose(), &format!("https://link.example/s/{ACCESS_KEY_ID}/photos/private%20name.txt"));
    for (name, bytes) in crate::secrets::files_below(folder.path()) {
        for canary in [ACCESS_KEY_ID, "private", "photos"] {
            let found = bytes.windows(canary.len()).any(|piece| piece == canary.as_bytes());
            assert!(!found, "{canary} stands in {name}");
        }
    }

    // A link that couldn't be kept is never made.
    let asked = service.requests().len();
    *keyring.locked.lock().unwrap() = true;
    let refused = open().make(&services, &maker, &wanted).await.unwrap_err();
    assert_eq!((refused.code, refused.retryable), (ErrorCode::LinksUnavailable, true), "{refused:?}");
    assert!(refused.params["detail"].contains("locked"), "{refused:?}");
    assert_eq!(open().list().await.unwrap_err().code, ErrorCode::LinksUnavailable, "never an empty list instead");
    *keyring.locked.lock().unwrap() = false;
    keyring.entries.lock().unwrap().clear();
    let before = std::fs::read(folder.path().join("links.sealed")).unwrap();
    let refused = open().make(&services, &maker, &wanted).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::LinksUnavailable);
    assert_eq!(std::fs::read(folder.path().join("links.sealed")).unwrap(), before);
    assert_eq!(service.requests().len(), asked);
}
