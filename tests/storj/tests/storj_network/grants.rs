//! Grants that Satchel makes by itself, beside those of the official library.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use satchel_storj::operations::generate_access_grant;
use satchel_storj::{AccessGrant, ApiKey, Cipher, Permission, ProjectId, Salt, Secret, SharePrefix, Timestamp};
use satchel_storj_tests::{Network, Project};

/// Passphrases that would be others if somebody normalised or trimmed them.
pub const PASSPHRASES: [&str; 4] = ["correct horse", " ö≠o\u{308} 写真 🔑 ", "", "a\tb\nc"];

/// A grant made offline.
pub fn offline(network: &Network, project: &Project, passphrase: &str, salt: &Salt) -> AccessGrant {
    let api_key = ApiKey::parse(&project.api_key).unwrap();
    generate_access_grant(network.satellite(), api_key, &Secret::from(passphrase), salt, Cipher::AES_GCM).unwrap()
}

/// The salt that the satellite has for a project.
pub fn salt_of(project: &Project) -> Salt {
    Salt::parse(&project.salt).unwrap()
}

fn text(grant: &AccessGrant) -> String {
    grant.serialize().expose().clone()
}

fn nonce() -> [u8; 4] {
    [9, 8, 7, 6]
}

#[test]
fn a_grant_made_with_the_project_s_salt_is_the_official_one_byte_for_byte() {
    let network = Network::shared();
    for salted in [true, false] {
        let project = network.new_project(salted);
        for passphrase in PASSPHRASES {
            let official = network.request_access(&project.api_key, passphrase).unwrap();
            assert_eq!(text(&offline(network, &project, passphrase, &salt_of(&project))), official);
        }
    }
}

#[test]
fn the_salt_of_the_project_s_id_is_right_for_old_projects_alone() {
    let network = Network::shared();
    for salted in [true, false] {
        let project = network.new_project(salted);
        let salt = Salt::of_project(ProjectId::parse(&project.id).unwrap());
        let (ours, official) =
            (offline(network, &project, "p", &salt), network.request_access(&project.api_key, "p").unwrap());
        network.create_bucket(&official, "photos").unwrap();
        network.upload(&official, "photos", "theirs", b"theirs").unwrap();
        network.upload(&text(&ours), "photos", "ours", b"ours").unwrap();
        let seen = |grant: &str| network.list(grant, "photos", "", true).unwrap().len();
        // In a project with a salt of its own neither sees the other's objects.
        assert_eq!((seen(&text(&ours)), seen(&official)), if salted { (1, 1) } else { (2, 2) });
    }
}

#[test]
fn what_satchel_s_grant_wrote_the_official_one_reads_and_the_other_way_round() {
    let network = Network::shared();
    for salted in [true, false] {
        let project = network.new_project(salted);
        let ours = text(&offline(network, &project, "写真", &salt_of(&project)));
        let official = network.request_access(&project.api_key, "写真").unwrap();
        network.create_bucket(&ours, "photos").unwrap();
        network.upload(&ours, "photos", "a/ö 写真.jpg", b"ours").unwrap();
        network.upload(&official, "photos", "a/b//c", b"theirs").unwrap();
        assert_eq!(network.download(&official, "photos", "a/ö 写真.jpg").unwrap(), b"ours");
        assert_eq!(network.download(&ours, "photos", "a/b//c").unwrap(), b"theirs");
        let (one, other) = (network.list(&ours, "photos", "a/", true), network.list(&official, "photos", "a/", true));
        assert_eq!(one.as_ref().unwrap().len(), 2);
        assert_eq!(one, other);
    }
}

#[test]
fn a_grant_that_satchel_restricted_is_refused_the_rest() {
    let network = Network::shared();
    let project = network.new_project(true);
    let whole = offline(network, &project, "p", &salt_of(&project));
    let (whole, grant) = (text(&whole), whole);
    for bucket in ["photos", "letters"] {
        network.create_bucket(&whole, bucket).unwrap();
        network.upload(&whole, bucket, "2026/kept", b"kept").unwrap();
        network.upload(&whole, bucket, "2025/kept", b"kept").unwrap();
    }
    let read = Permission { download: true, list: true, ..Permission::default() };
    let prefix = [SharePrefix::new("photos", "2026/")];
    let share = text(&grant.restrict(&read, &prefix, nonce()).unwrap());
    assert_eq!(network.download(&share, "photos", "2026/kept").unwrap(), b"kept");
    assert_eq!(network.list(&share, "photos", "2026/", true).unwrap().len(), 1);
    assert!(network.download(&share, "photos", "2025/kept").is_err(), "outside the prefix");
    assert!(network.download(&share, "letters", "2026/kept").is_err(), "another bucket");
    assert!(network.list(&share, "letters", "", true).is_err(), "another bucket's listing");
    assert!(network.upload(&share, "photos", "2026/new", b"x").is_err(), "it is for reading");
    assert!(network.delete(&share, "photos", "2026/kept").is_err(), "it is for reading");
    assert!(network.create_bucket(&share, "new-one").is_err(), "it is for reading");

    let write = Permission { upload: true, ..Permission::default() };
    let share = text(&grant.restrict(&write, &prefix, nonce()).unwrap());
    network.upload(&share, "photos", "2026/new", b"x").unwrap();
    assert!(network.download(&share, "photos", "2026/new").is_err(), "it is for writing");
}

#[test]
fn a_grant_that_satchel_limited_in_time_is_good_in_its_time_alone() {
    let network = Network::shared();
    let project = network.new_project(false);
    let grant = offline(network, &project, "p", &salt_of(&project));
    network.create_bucket(&text(&grant), "photos").unwrap();
    network.upload(&text(&grant), "photos", "kept", b"kept").unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let at = |time: Duration| Some(Timestamp::from_milliseconds(i64::try_from(time.as_millis()).unwrap()));
    let hour = Duration::from_hours(1);
    let (past, future) = (at(now.saturating_sub(hour)), at(now + hour));
    let read = Permission { download: true, list: true, ..Permission::default() };
    for (not_before, not_after, good) in [(past, future, true), (None, past, false), (future, None, false)] {
        let share = grant.restrict(&Permission { not_before, not_after, ..read.clone() }, &[], nonce()).unwrap();
        assert_eq!(network.download(&text(&share), "photos", "kept").is_ok(), good, "{not_before:?} {not_after:?}");
    }
}
