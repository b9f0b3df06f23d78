//! Share links as the engine makes, checks and withdraws them, at the official link sharing.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use satchel_testkit::http;
use serde_json::{Value, json};
use url::Url;

use crate::access::Bench;

/// A project with a bucket, as an account of an engine.
struct World {
    bench: Bench,
    grant: String,
    account: String,
}

impl World {
    async fn new() -> Self {
        let bench = Bench::new().await;
        let (_, grant) = bench.project(true);
        let (auth_service, link_sharing) = (&bench.network.auth().http, bench.network.links());
        let draft = json!({ "grant": grant, "auth_service": auth_service, "link_sharing": link_sharing });
        let prepared = bench.done("prepare_storj_account", draft).await;
        let account = bench.done("add_storj_account", json!({ "prepared": prepared["prepared"], "name": "S" })).await;
        let account = account["account"].as_str().unwrap().to_owned();
        Self { bench, grant, account }
    }

    fn put(&self, keys: &[&str]) {
        for key in keys {
            self.bench.network.upload(&self.grant, "photos", key, key.as_bytes()).unwrap();
        }
    }

    async fn make(&self, key: &str, terms: Value) -> Value {
        let wanted =
            json!({ "account": self.account, "bucket": "photos", "keys": [key], "terms": terms, "copy": false });
        self.bench.done("make_links", wanted).await[0].clone()
    }

    /// Its text, as a browser understands it.
    async fn text(&self, link: &Value) -> String {
        let written = json!({ "links": [link["link"]], "writing": "as_made" });
        let text = self.bench.text("write_links", written).await;
        assert_eq!(Url::parse(&text).unwrap().as_str(), text, "a browser changes nothing of it");
        text
    }

    async fn state(&self, link: &Value) -> String {
        let checked = self.bench.done("check_link", json!({ "link": link["link"] })).await;
        checked["state"].as_str().unwrap().to_owned()
    }
}

fn terms(opens: &str, list: bool, not_before: Option<i64>, not_after: Option<i64>) -> Value {
    json!({ "opens": opens, "list": list, "not_before": not_before, "not_after": not_after })
}

fn in_seconds(ahead: u64) -> i64 {
    let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() + Duration::from_secs(ahead);
    i64::try_from(time.as_millis()).unwrap()
}

/// Every legal key: what breaks paths, URLs and forms, and other languages.
#[tokio::test(flavor = "multi_thread")]
async fn a_shared_link_opens_whatever_the_key_also_in_a_browser() {
    let world = World::new().await;
    let odd = [
        " ",
        "a ",
        ".",
        "..",
        "../up",
        "a/../b",
        "./a",
        "/lead",
        "a//b",
        "a\\b",
        "\u{1}\t\n",
        "é",
        "e\u{301}",
        "~",
        "%",
        "%2e%2e/x",
        "the end.",
        "a b+c%23#?&.jpg",
    ];
    let gentle = satchel_testkit::keys::gentle();
    for key in odd.into_iter().chain(gentle.iter().map(satchel_objects::ObjectKey::as_str)) {
        world.put(&[key]);
        let link = world.make(key, terms("file", true, None, None)).await;
        let text = world.text(&link).await;
        let answer = http::get(&text).await.unwrap();
        assert_eq!((answer.status, answer.body.as_slice()), (200, key.as_bytes()), "{key:?}: {text}");
        assert_eq!(world.state(&link).await, "live", "{key:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_folder_shows_what_is_in_it_and_nothing_beside_it() {
    let world = World::new().await;
    world.put(&["2026/夏/1.jpg", "2026/夏/deep/2.jpg", "2026/冬.jpg", "../odd//f/3.jpg"]);
    let link = world.make("2026/夏/", terms("page", true, None, None)).await;
    let page = world.text(&link).await;
    let answer = http::get(&page).await.unwrap();
    assert!(answer.status == 200 && String::from_utf8_lossy(&answer.body).contains("1.jpg"), "{page}");
    let raw = page.replace("/s/", "/raw/");
    assert_eq!(http::get(&format!("{raw}1.jpg")).await.unwrap().body, "2026/夏/1.jpg".as_bytes());
    let beside = raw.replace("%E5%A4%8F/", "%E5%86%AC.jpg");
    assert_eq!(http::get(&beside).await.unwrap().status, 403, "{beside}");
    assert_eq!(world.state(&link).await, "live");

    let zip = world.make("2026/夏/", terms("archive", false, None, None)).await;
    let answer = http::get(&world.text(&zip).await).await.unwrap();
    let name = |name: &[u8]| answer.body.windows(name.len()).any(|piece| piece == name);
    assert!(answer.status == 200 && answer.body.starts_with(b"PK") && name(b"deep/2.jpg"));
    assert_eq!(world.state(&zip).await, "live");

    let odd = world.make("../odd//f/", terms("page", true, None, None)).await;
    let answer = http::get(&world.text(&odd).await).await.unwrap();
    assert!(answer.status == 200 && String::from_utf8_lossy(&answer.body).contains("3.jpg"));
    assert_eq!(world.state(&odd).await, "live");

    let bucket = world.make("", terms("page", true, None, None)).await;
    let answer = http::get(&world.text(&bucket).await).await.unwrap();
    assert!(answer.status == 200 && String::from_utf8_lossy(&answer.body).contains("2026/"));
    assert_eq!(world.state(&bucket).await, "live");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_whose_names_are_not_shared_opens_by_whole_keys_only() {
    let world = World::new().await;
    world.put(&["f/1.jpg"]);
    let link = world.make("f/", terms("page", false, None, None)).await;
    let page = world.text(&link).await;
    assert_eq!(http::get(&page).await.unwrap().status, 403, "no list");
    assert_eq!(http::get(&format!("{}1.jpg", page.replace("/s/", "/raw/"))).await.unwrap().body, b"f/1.jpg");
    assert_eq!(world.state(&link).await, "live", "which is told from one that is dead");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_link_is_found_as_it_is() {
    let world = World::new().await;
    world.put(&["a.txt"]);
    let later = world.make("a.txt", terms("page", true, Some(in_seconds(3_600)), None)).await;
    let closed = world.make("f/", terms("page", false, Some(in_seconds(3_600)), None)).await;
    let missing = world.make("none.txt", terms("page", true, None, None)).await;
    let ending = world.make("a.txt", terms("page", true, None, Some(in_seconds(64)))).await;
    assert_eq!(http::get(&world.text(&later).await).await.unwrap().status, 403);
    for (link, state) in [(&later, "not_yet"), (&closed, "not_yet"), (&missing, "missing"), (&ending, "live")] {
        assert_eq!(world.state(link).await, state);
    }
    // In the last second the satellite may be the first to refuse.
    let over = async {
        while world.state(&ending).await != "expired" {
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(2), over).await.expect("it ends");
}

#[cfg(feature = "native")]
#[tokio::test(flavor = "multi_thread")]
async fn a_shared_link_is_withdrawn_with_nothing_but_its_restricted_key() {
    let world = World::new().await;
    world.put(&["f/a.txt", "f/b.txt"]);
    let options = world.bench.done("link_options", json!({ "account": world.account })).await;
    assert_eq!(options["can_revoke"], true);
    let (page, closed) = (terms("page", true, None, None), terms("page", false, None, None));
    let dead = [
        world.make("f/a.txt", page.clone()).await,
        world.make("f/", page.clone()).await,
        world.make("f/", closed).await,
        world.make("", page.clone()).await,
        // Nobody has opened it, and nobody will.
        world.make("f/a.txt", terms("page", true, Some(in_seconds(3_600)), None)).await,
    ];
    let alive = [world.make("f/a.txt", page.clone()).await, world.make("f/", page).await];
    for link in &dead {
        let revoked = world.bench.done("revoke_link", json!({ "link": link["link"] })).await;
        // Here nothing is remembered: elsewhere it takes the services some minutes to forget.
        assert_eq!(revoked["state"], "revoked", "{link}");
        assert_eq!(world.state(link).await, "revoked");
    }
    assert_eq!(http::get(&world.text(&dead[0]).await).await.unwrap().status, 403);
    for link in &alive {
        assert_eq!(world.state(link).await, "live", "its siblings aren't touched");
    }
    let again = world.bench.done("revoke_link", json!({ "link": dead[0]["link"] })).await;
    assert_eq!(again["state"], "revoked", "once more is no failure");
    let list = world.bench.done("list_links", json!({})).await["links"].as_array().unwrap().clone();
    assert_eq!(list.iter().filter(|link| link["revoked"].is_i64()).count(), dead.len());
    assert_eq!(world.bench.network.download(&world.grant, "photos", "f/a.txt").unwrap(), b"f/a.txt");
}
