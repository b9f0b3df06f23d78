//! Links that were withdrawn, that outlive their account, and that are made again.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use satchel_operations::Satellites;
use satchel_operations_schema::types::{ErrorCode, ErrorInfo};
use satchel_secret::Secret;
use satchel_storj::auth_service::Credentials;
use serde_json::{Value, json};

use super::{DAY, World, now, terms};
use crate::access::{Bench, GRANT};
use crate::auth_service::ACCESS_KEY_ID;

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
