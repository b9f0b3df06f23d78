//! The auth service and link sharing, over the same HTTP that everybody speaks to them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use satchel_storj_tests::{Credentials, Network, Permission, Prefix};
use satchel_testkit::http;
use serde_json::{Value, json};

/// A share of one object beside another, and what the first one holds.
fn shared(network: &Network) -> (String, &'static [u8]) {
    let project = network.new_project(true);
    let grant = network.request_access(&project.api_key, "p").unwrap();
    network.create_bucket(&grant, "photos").unwrap();
    network.upload(&grant, "photos", "public/one.txt", b"one").unwrap();
    network.upload(&grant, "photos", "private/two.txt", b"two").unwrap();
    let share = network.share(&grant, Permission::read_only(), &[Prefix::new("photos", "public/")], None).unwrap();
    (share, b"one")
}

async fn status_of(network: &Network, path: &str) -> u16 {
    http::get(&format!("{}{path}", network.links())).await.unwrap().status
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_is_registered_over_http() {
    let network = Network::shared();
    let (share, _) = shared(network);
    let service = format!("{}/v1/access", network.auth().http);
    let body = json!({"access_grant": share, "public": true}).to_string();
    let answer = http::post_json(&service, body.as_bytes()).await.unwrap();
    assert_eq!(answer.status, 200);
    let registered: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(registered["access_key_id"].as_str().unwrap().len(), 28);
    assert_eq!(registered["secret_key"].as_str().unwrap().len(), 53);
    assert_eq!(registered["endpoint"], network.auth().endpoint);
    let key = registered["access_key_id"].as_str().unwrap();
    assert_eq!(status_of(network, &format!("/raw/{key}/photos/public/one.txt")).await, 200);

    let answer = http::post_json(&service, br#"{"access_grant":"nonsense"}"#).await.unwrap();
    assert_eq!(answer.status, 400);
    let words = String::from_utf8_lossy(&answer.body);
    assert_eq!(words.trim(), "access grant: uplink: invalid access grant format");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_serves_the_bytes_and_nothing_outside_the_share() {
    let network = Network::shared();
    let (share, bytes) = shared(network);
    for tls in [false, true] {
        let Credentials { access_key_id: key, endpoint, .. } = network.register(&share, true, tls).unwrap();
        assert_eq!(endpoint, network.auth().endpoint);
        let link = format!("{}/raw/{key}/photos/public/one.txt", network.links());
        let answer = http::get(&link).await.unwrap();
        assert_eq!((answer.status, answer.body.as_slice()), (200, bytes));
        assert_eq!(status_of(network, &format!("/raw/{key}/photos/private/two.txt")).await, 403);
        assert_eq!(status_of(network, &format!("/raw/{key}/photos/public/none.txt")).await, 404);
        let page = http::get(&link.replace("/raw/", "/s/")).await.unwrap();
        assert_eq!(page.status, 200);
        assert!(String::from_utf8_lossy(&page.body).contains("one.txt"), "the page names the object");
    }
    let Credentials { access_key_id: key, .. } = network.register(&share, false, false).unwrap();
    assert_eq!(status_of(network, &format!("/raw/{key}/photos/public/one.txt")).await, 403, "it isn't public");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_dies_with_its_grant() {
    let network = Network::shared();
    let project = network.new_project(true);
    let grant = network.request_access(&project.api_key, "p").unwrap();
    network.create_bucket(&grant, "photos").unwrap();
    network.upload(&grant, "photos", "one.txt", b"one").unwrap();
    let share = network.share(&grant, Permission::read_only(), &[Prefix::new("photos", "one.txt")], None).unwrap();
    let Credentials { access_key_id: key, .. } = network.register(&share, true, false).unwrap();
    let path = format!("/raw/{key}/photos/one.txt");
    assert_eq!(status_of(network, &path).await, 200);
    network.revoke(&grant, &share).unwrap();
    assert_eq!(status_of(network, &path).await, 403);
}

/// The auth service takes nothing that ends within a minute, so this lasts one.
#[tokio::test(flavor = "multi_thread")]
async fn a_link_whose_time_is_over_says_so() {
    let network = Network::shared();
    let project = network.new_project(true);
    let grant = network.request_access(&project.api_key, "p").unwrap();
    network.create_bucket(&grant, "photos").unwrap();
    network.upload(&grant, "photos", "one.txt", b"one").unwrap();
    let until = |ahead| {
        let end = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() + Duration::from_secs(ahead);
        let permission =
            Permission { not_after: Some(i64::try_from(end.as_millis()).unwrap()), ..Permission::read_only() };
        network.share(&grant, permission, &[Prefix::new("photos", "one.txt")], None).unwrap()
    };
    assert!(network.register(&until(50), true, false).is_err(), "it ends too soon");
    let Credentials { access_key_id: key, .. } = network.register(&until(62), true, false).unwrap();
    let path = format!("/raw/{key}/photos/one.txt");
    assert_eq!(status_of(network, &path).await, 200);
    // In the last second the satellite may be the first to refuse (403); then the service has forgotten the grant.
    let over = async {
        while status_of(network, &path).await != 401 {
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(2), over).await.expect("it ends");
}
