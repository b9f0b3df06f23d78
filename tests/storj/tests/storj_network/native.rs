//! Satchel speaking to the satellite by itself, beside the official library in the network's own process.

use std::fs;

use futures::{StreamExt as _, stream};
use satchel_storj::auth_service::AuthServiceAddress;
use satchel_storj::{AccessGrant, Permission, Secret, SharePrefix, Timestamp};
use satchel_storj_native::{
    IS_IN_THIS_BUILD, NativeError, NativeProject, RegisterOptions, register_access, request_access, revoke_access,
};
use satchel_storj_tests::{Network, Project};
use satchel_testkit::http;

use crate::grants::{PASSPHRASES, offline, salt_of};

async fn access(network: &Network, project: &Project, passphrase: &str) -> AccessGrant {
    let api_key = Secret::new(project.api_key.clone());
    request_access(network.satellite(), &api_key, &Secret::from(passphrase)).await.unwrap()
}

fn text(grant: &AccessGrant) -> String {
    grant.serialize().expose().clone()
}

fn read_only(grant: &AccessGrant, bucket: &str, prefix: &str, nonce: u8) -> AccessGrant {
    let read = Permission { download: true, list: true, ..Permission::default() };
    grant.restrict(&read, &[SharePrefix::new(bucket, prefix)], [nonce; 4]).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn access_by_passphrase_is_the_official_grant_byte_for_byte() {
    const { assert!(IS_IN_THIS_BUILD) };
    let network = Network::shared();
    for salted in [true, false] {
        let project = network.new_project(salted);
        for passphrase in PASSPHRASES {
            let ours = text(&access(network, &project, passphrase).await);
            assert_eq!(ours, network.request_access(&project.api_key, passphrase).unwrap());
            assert_eq!(ours, text(&offline(network, &project, passphrase, &salt_of(&project))));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn access_with_a_key_for_buckets_opens_what_the_official_one_does() {
    let network = Network::shared();
    let project = network.new_project(true);
    let whole = access(network, &project, "p").await;
    network.create_bucket(&text(&whole), "photos").unwrap();
    network.upload(&text(&whole), "photos", "kept", b"kept").unwrap();
    let permission = satchel_storj_tests::Permission::read_only();
    let key = network.restrict_key(&project.api_key, permission, &["photos", "letters"], None).unwrap();
    let ours = request_access(network.satellite(), &Secret::new(key.clone()), &Secret::from("p")).await.unwrap();
    let official = network.request_access(&key, "p").unwrap();
    assert_eq!(network.inspect(&text(&ours)), network.inspect(&official));
    let project = NativeProject::open(&ours).await.unwrap();
    assert_eq!(project.get("photos", "kept").await.unwrap(), b"kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn objects_go_both_ways_whatever_their_keys_and_sizes() {
    let network = Network::shared();
    let grant = access(network, &network.new_project(true), "写真 ö").await;
    let project = NativeProject::open(&grant).await.unwrap();
    assert!(project.list_buckets().await.unwrap().is_empty());
    assert!(project.create_bucket("photos").await.unwrap(), "it is new");
    assert!(!project.create_bucket("photos").await.unwrap(), "it was there");
    let names: Vec<String> = project.list_buckets().await.unwrap().into_iter().map(|bucket| bucket.name).collect();
    assert_eq!(names, ["photos"]);
    let keys =
        ["a", "a/b", "a//b", "/lead", "../up", "sp ace ", "100%+#?&=", "写真/ö/🔑", "o\u{308}", "\u{1}\n\t", "tail/"];
    // Nothing, what the satellite keeps by itself, what the nodes hold, and several pieces.
    let sizes = [0, 1, 4_000, 80_000, 700_000];
    for (at, key) in keys.iter().enumerate() {
        let bytes: Vec<u8> = (0..sizes[at % sizes.len()]).map(|byte: u32| byte.to_le_bytes()[at % 2]).collect();
        project.put("photos", key, bytes.clone()).await.unwrap();
        assert_eq!(network.download(&text(&grant), "photos", key).unwrap(), bytes, "{key:?}");
        assert_eq!(project.get("photos", key).await.unwrap(), bytes, "{key:?}");
    }
    network.upload(&text(&grant), "photos", "theirs", b"theirs").unwrap();
    assert_eq!(project.get("photos", "theirs").await.unwrap(), b"theirs");

    for (prefix, recursive) in
        [("", true), ("", false), ("a/", true), ("a/", false), ("写真/ö/", true), ("none/", true)]
    {
        let ours = project.list_objects("photos", prefix, recursive).await.unwrap().collect().await.unwrap();
        let mut ours: Vec<_> = ours.into_iter().map(|row| (row.key, row.is_prefix, row.size)).collect();
        let theirs = network.list(&text(&grant), "photos", prefix, recursive).unwrap();
        let mut theirs: Vec<_> =
            theirs.into_iter().map(|row| (row.key, row.is_prefix, u64::try_from(row.size).unwrap())).collect();
        ours.sort();
        theirs.sort();
        assert_eq!(ours, theirs, "{prefix:?} {recursive}");
    }
    let other = access(network, &network.new_project(true), "写真 ö").await;
    let none = NativeProject::open(&other).await.unwrap().list_objects("photos", "", true).await.unwrap();
    assert_eq!(none.collect().await, Err(NativeError::BucketNotFound { bucket: "photos".into() }));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_passphrase_sees_another_bucket() {
    let network = Network::shared();
    let owner = network.new_project(true);
    let project = NativeProject::open(&access(network, &owner, "one").await).await.unwrap();
    project.create_bucket("photos").await.unwrap();
    project.put("photos", "mine", b"mine".to_vec()).await.unwrap();
    let other = NativeProject::open(&access(network, &owner, "two").await).await.unwrap();
    assert!(other.list_objects("photos", "", true).await.unwrap().collect().await.unwrap().is_empty());
    let missing = NativeError::ObjectNotFound { bucket: "photos".into(), key: "mine".into() };
    assert_eq!(other.get("photos", "mine").await, Err(missing));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_listing_comes_in_pages_and_is_whole() {
    let network = Network::shared();
    let project = NativeProject::open(&access(network, &network.new_project(true), "p").await).await.unwrap();
    project.create_bucket("many").await.unwrap();
    let writes = stream::iter(0..1_030).map(|at| {
        let project = &project;
        async move { project.put("many", &format!("folder/{at}"), Vec::new()).await }
    });
    let outcomes: Vec<_> = writes.buffer_unordered(12).collect().await;
    let failed: Vec<_> = outcomes.into_iter().filter_map(Result::err).collect();
    assert_eq!(failed, []);
    let mut listing = project.list_objects("many", "folder/", false).await.unwrap();
    let (mut pages, mut keys) = (0, Vec::new());
    while let Some(page) = listing.next_page().await.unwrap() {
        pages += 1;
        keys.extend(page.into_iter().map(|row| row.key));
    }
    assert_eq!(listing.next_page().await, Ok(None), "the end stays the end");
    keys.sort();
    keys.dedup();
    assert_eq!((pages, keys.len()), (2, 1_030));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_share_stops_working_and_nothing_else_does() {
    let network = Network::shared();
    let grant = access(network, &network.new_project(true), "p").await;
    let project = NativeProject::open(&grant).await.unwrap();
    project.create_bucket("photos").await.unwrap();
    project.put("photos", "2026/one.txt", b"one".to_vec()).await.unwrap();
    let (share, sibling) = (read_only(&grant, "photos", "2026/", 1), read_only(&grant, "photos", "2026/", 2));
    let below = read_only(&share, "photos", "2026/one.txt", 3);
    let options = RegisterOptions { insecure: true, ..RegisterOptions::default() };
    let service = AuthServiceAddress::parse(&network.auth().drpc).unwrap();
    let key = register_access(&service, &share, true, &options).await.unwrap().access_key_id;
    let link = format!("{}/raw/{key}/photos/2026/one.txt", network.links());
    assert_eq!(http::get(&link).await.unwrap().status, 200);
    let opened = NativeProject::open(&share).await.unwrap();
    assert_eq!(opened.get("photos", "2026/one.txt").await.unwrap(), b"one");

    // Only downwards: a share can't end itself, what stands beside it, or what it came from.
    for (one, other) in [(&share, &share), (&share, &sibling), (&share, &grant)] {
        assert_eq!(revoke_access(one, other).await, Err(NativeError::NotMadeFromIt));
    }
    revoke_access(&grant, &share).await.unwrap();
    for dead in [&share, &below] {
        let why = NativeProject::open(dead).await.unwrap().get("photos", "2026/one.txt").await.unwrap_err();
        assert!(matches!(why, NativeError::PermissionDenied { .. }), "{why:?}");
    }
    assert!(opened.get("photos", "2026/one.txt").await.is_err(), "an open connection doesn't help");
    assert!(network.download(&text(&share), "photos", "2026/one.txt").is_err());
    assert_eq!(http::get(&link).await.unwrap().status, 403);
    for alive in [&grant, &sibling] {
        let project = NativeProject::open(alive).await.unwrap();
        assert_eq!(project.get("photos", "2026/one.txt").await.unwrap(), b"one");
    }
    // Whoever lost the answer may ask again. Of what hasn't begun nobody can tell whether it was revoked.
    revoke_access(&grant, &share).await.unwrap();
    let read = Permission { download: true, list: true, ..Permission::default() };
    let later = Permission { not_before: Some(Timestamp::from_milliseconds(4_102_444_800_000)), ..read };
    let later = grant.restrict(&later, &[], [4; 4]).unwrap();
    revoke_access(&grant, &later).await.unwrap();
    assert!(matches!(revoke_access(&grant, &later).await, Err(NativeError::NotRevoked { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_is_registered_by_drpc_in_plain_and_over_tls() {
    let network = Network::shared();
    let grant = access(network, &network.new_project(true), "p").await;
    let project = NativeProject::open(&grant).await.unwrap();
    project.create_bucket("photos").await.unwrap();
    project.put("photos", "one.txt", b"one".to_vec()).await.unwrap();
    let share = read_only(&grant, "photos", "one.txt", 1);
    let certificate = Some(fs::read(&network.auth().certificate).unwrap());
    for (address, options) in [
        (&network.auth().drpc, RegisterOptions { certificate: None, insecure: true }),
        (&network.auth().drpc_tls, RegisterOptions { certificate, insecure: false }),
    ] {
        let service = AuthServiceAddress::parse(&format!("drpc://{address}")).unwrap();
        for public in [true, false] {
            let given = register_access(&service, &share, public, &options).await.unwrap();
            assert_eq!((given.access_key_id.len(), given.secret_key.expose().len()), (28, 53));
            assert_eq!(given.endpoint, network.auth().endpoint);
            let link = format!("{}/raw/{}/photos/one.txt", network.links(), given.access_key_id);
            let answer = http::get(&link).await.unwrap();
            assert_eq!(answer.status, if public { 200 } else { 403 });
            assert_eq!(answer.body == b"one", public);
        }
    }
}
