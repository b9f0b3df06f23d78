//! Defaults, presigned links, and what is still known after a restart.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use satchel_accounts::{Accounts, SecretError, SecretPlace, SecretStore};
use satchel_operations::links::{LinkMaker, LinksWanted};
use satchel_operations::{AccessServices, Links, NativeSatellites};
use satchel_operations_schema::types::{ErrorCode, LinkWriting};
use satchel_secret::Secret;
use satchel_testkit::http;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{DAY, World, now, terms};
use crate::access::GRANT;
use crate::auth_service::{ACCESS_KEY_ID, FakeAuthService};
use crate::support;

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
