//! The network itself, through the official library: what every other test here stands on.

use std::io::Read as _;
use std::net::TcpStream;

use satchel_storj_tests::{Network, Permission, Prefix};

/// Larger than what a satellite keeps by itself, so that the storage nodes hold it.
fn bytes() -> Vec<u8> {
    (0..20_000_u32).flat_map(u32::to_le_bytes).collect()
}

#[test]
fn an_object_comes_back_as_it_went() {
    let network = Network::shared();
    for salted in [true, false] {
        let project = network.new_project(salted);
        let grant = network.request_access(&project.api_key, "correct horse").unwrap();
        network.create_bucket(&grant, "photos").unwrap();
        network.upload(&grant, "photos", "a/ö 写真.jpg", &bytes()).unwrap();
        assert_eq!(network.download(&grant, "photos", "a/ö 写真.jpg").unwrap(), bytes());
        let listed = network.list(&grant, "photos", "", true).unwrap();
        assert_eq!(listed.len(), 1);
        assert_eq!((listed[0].key.as_str(), listed[0].size), ("a/ö 写真.jpg", 80_000));
        let other = network.request_access(&project.api_key, "another passphrase").unwrap();
        assert!(network.list(&other, "photos", "", true).unwrap().is_empty(), "another passphrase sees nothing");
        network.delete(&grant, "photos", "a/ö 写真.jpg").unwrap();
        assert!(network.list(&grant, "photos", "", true).unwrap().is_empty());
    }
}

#[test]
fn only_old_projects_have_the_salt_of_their_id() {
    let network = Network::shared();
    let [salted, unsalted] = [network.salted(), network.unsalted()];
    assert!(salted.salted && !unsalted.salted);
    assert_ne!(salted.salt, unsalted.salt);
    // A random salt has 16 bytes, and a SHA-256 has 32: 24 and 44 characters of base64.
    assert_eq!((salted.salt.len(), unsalted.salt.len()), (24, 44));
}

#[test]
fn a_restriction_with_a_given_nonce_is_the_same_each_time() {
    let network = Network::shared();
    let grant = network.request_access(&network.salted().api_key, "p").unwrap();
    let prefixes = [Prefix::new("photos", "2026/")];
    let share = |nonce| network.share(&grant, Permission::read_only(), &prefixes, nonce).unwrap();
    assert_eq!(share(Some([1, 2, 3, 4])), share(Some([1, 2, 3, 4])));
    assert_ne!(share(Some([1, 2, 3, 4])), share(Some([1, 2, 3, 5])));
    assert_ne!(share(None), share(None));
    let whole = network.inspect(&grant).unwrap();
    let contents = network.inspect(&share(None)).unwrap();
    assert_eq!((whole.caveats.len(), contents.caveats.len()), (0, 1));
    assert!(!whole.default_key.is_empty() && contents.default_key.is_empty(), "a share has no key to the rest");
    assert_eq!(contents.entries.len(), 1);
    assert_eq!(contents.entries[0].bucket, "photos");
    let key = network.restrict_key(&network.salted().api_key, Permission::read_only(), &["photos"], Some([0; 4]));
    assert_eq!(
        key,
        network.restrict_key(&network.salted().api_key, Permission::read_only(), &["photos"], Some([0; 4]))
    );
}

#[test]
fn the_satellite_refuses_what_a_key_may_not_do() {
    let network = Network::shared();
    let project = network.new_project(true);
    let grant = network.request_access(&project.api_key, "p").unwrap();
    network.create_bucket(&grant, "photos").unwrap();
    network.upload(&grant, "photos", "kept", b"kept").unwrap();
    let readable = network.share(&grant, Permission::read_only(), &[], None).unwrap();
    assert_eq!(network.download(&readable, "photos", "kept").unwrap(), b"kept");
    for refused in [network.upload(&readable, "photos", "new", b"x"), network.delete(&readable, "photos", "kept")] {
        let why = refused.unwrap_err().0;
        assert!(why.contains("permission denied"), "{why}");
    }
    let over = Permission { not_after: Some(1_000), ..Permission::read_only() };
    let over = network.share(&grant, over, &[], None).unwrap();
    assert!(network.download(&over, "photos", "kept").is_err(), "its time is over");
}

#[test]
fn what_is_revoked_or_deleted_is_so_at_once() {
    let network = Network::shared();
    let project = network.new_project(true);
    let grant = network.request_access(&project.api_key, "p").unwrap();
    network.create_bucket(&grant, "photos").unwrap();
    network.upload(&grant, "photos", "kept", b"kept").unwrap();
    let share = network.share(&grant, Permission::read_only(), &[], None).unwrap();
    assert!(network.download(&share, "photos", "kept").is_ok());
    network.revoke(&grant, &share).unwrap();
    assert!(network.download(&share, "photos", "kept").is_err());
    assert!(network.download(&grant, "photos", "kept").is_ok());
    let second = network.new_key(&project);
    network.delete_key(&project.api_key);
    assert!(network.download(&grant, "photos", "kept").is_err());
    let through_second = network.request_access(&second, "p").unwrap();
    assert_eq!(network.download(&through_second, "photos", "kept").unwrap(), b"kept");
}

#[test]
fn a_satellite_that_went_away_comes_back() {
    let network = Network::start();
    let project = network.salted();
    network.request_access(&project.api_key, "p").unwrap();
    network.gate("satellite", "refuses");
    let why = network.request_access(&project.api_key, "p").unwrap_err().0;
    assert!(why.contains("connection refused"), "{why}");
    network.gate("satellite", "hangs");
    let (_, address) = network.satellite().split_once('@').unwrap();
    let mut waiting = TcpStream::connect(address).expect("who hangs lets in");
    network.gate("satellite", "serves");
    assert!(waiting.read(&mut [0]).unwrap_or(0) == 0, "who waited is cut off");
    network.request_access(&project.api_key, "p").unwrap();
}
