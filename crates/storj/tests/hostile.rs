//! Any input is answered, and what is accepted comes back the same.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests say what they expect")]

use proptest::collection::vec;
use proptest::prelude::*;
use satchel_storj::doctor::{ExamineError, examine};
use satchel_storj::path::{decrypt_path, encrypt_path, encrypt_prefix};
use satchel_storj::share_url::{join_share_url, parse_share_link};
use satchel_storj::store::StoreError;
use satchel_storj::{
    AccessGrant, ApiKey, Caveat, CaveatPath, Cipher, EncryptionKey, EncryptionStore, NodeUrl, Permission, ProjectId,
    SharePrefix, StoreEntry, Timestamp, base58,
};

const SATELLITE: &str = "12EayRS2V1kEsWESU9QMRseFhdxYxKicsiFmxrsLZHeLUtdps3S@us1.storj.io:7777";
const ID: &str = "jv2ohknlvcnkzcng2keb25p6a5gq";

fn cipher() -> impl Strategy<Value = Cipher> {
    prop_oneof![Just(Cipher::NULL), Just(Cipher::AES_GCM), Just(Cipher::SECRET_BOX)]
}

/// Paths with many slashes and dots, empty components, and bytes that sort first and last.
fn path() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![Just(b'/'), Just(b'.'), Just(0), Just(1), Just(0xfe), Just(0xff), any::<u8>()];
    vec(byte, 0..24)
}

fn caveat() -> impl Strategy<Value = Caveat> {
    let time = || proptest::option::of((any::<i64>(), 0..1_000_000_000_u32));
    let place = (vec(any::<u8>(), 0..8), vec(any::<u8>(), 0..8));
    (any::<[bool; 14]>(), vec(place, 0..4), time(), time(), proptest::option::of(any::<i64>()), vec(any::<u8>(), 0..5))
        .prop_map(|(flags, places, not_after, not_before, lifetime, nonce)| {
            let time = |(seconds, nanoseconds)| Timestamp { seconds, nanoseconds };
            let place = |(bucket, encrypted_prefix)| CaveatPath { bucket, encrypted_prefix };
            Caveat {
                disallow_reads: flags[0],
                disallow_writes: flags[1],
                disallow_lists: flags[2],
                disallow_deletes: flags[3],
                disallow_locks: flags[4],
                disallow_put_retention: flags[5],
                disallow_get_retention: flags[6],
                disallow_put_legal_hold: flags[7],
                disallow_get_legal_hold: flags[8],
                disallow_bypass_governance_retention: flags[9],
                disallow_put_bucket_object_lock_configuration: flags[10],
                disallow_get_bucket_object_lock_configuration: flags[11],
                disallow_put_bucket_notification_configuration: flags[12],
                disallow_get_bucket_notification_configuration: flags[13],
                allowed_paths: places.into_iter().map(place).collect(),
                not_after: not_after.map(time),
                not_before: not_before.map(time),
                maximum_object_lifetime: lifetime,
                nonce,
            }
        })
}

fn grant(cipher: Cipher) -> AccessGrant {
    let store = EncryptionStore::with_default_key(EncryptionKey::new([7; 32]), cipher);
    AccessGrant::new(SATELLITE, ApiKey::from_parts(&[1; 32], b"secret"), store).unwrap()
}

fn shared(prefixes: &[(String, Vec<u8>)]) -> AccessGrant {
    let prefixes: Vec<SharePrefix> =
        prefixes.iter().map(|(bucket, prefix)| SharePrefix::new(bucket.as_str(), prefix.as_slice())).collect();
    let permission = Permission { download: true, ..Permission::default() };
    grant(Cipher::AES_GCM).restrict(&permission, &prefixes, [1, 2, 3, 4]).unwrap()
}

proptest! {
    #[test]
    fn no_text_and_no_bytes_break_a_parser(bytes in vec(any::<u8>(), 0..300), text in "\\PC{0,80}") {
        let _ = (ApiKey::parse(&text), AccessGrant::parse(&text), NodeUrl::parse(text.as_bytes()));
        let _ = (base58::decode(&text), ProjectId::parse(&text), parse_share_link(&text), examine(&text));
        let _ = (ApiKey::parse_bytes(&bytes), AccessGrant::parse_bytes(&bytes), Caveat::parse(&bytes));
        let _ = (NodeUrl::parse(&bytes), examine(&base58::encode(&bytes, 0)));
    }

    #[test]
    fn a_changed_grant_is_read_or_refused(
        prefixes in vec(("[a-z]{0,3}", path()), 0..3),
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = shared(&prefixes).serialize_bytes().expose().clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        for bytes in [&bytes[..], &bytes[..cut.index(bytes.len())]] {
            if let Ok(grant) = AccessGrant::parse_bytes(bytes) {
                prop_assert!(AccessGrant::parse(grant.serialize().expose()).is_ok());
                prop_assert!(examine(grant.serialize().expose()).is_ok());
            }
            let _ = ApiKey::parse_bytes(bytes);
        }
    }

    #[test]
    fn base58_comes_back(payload in vec(any::<u8>(), 0..200), version in any::<u8>()) {
        let decoded = base58::decode(&base58::encode(&payload, version)).unwrap();
        prop_assert_eq!((&*decoded.payload, decoded.version), (&payload, version));
    }

    #[test]
    fn one_wrong_character_is_noticed(payload in vec(any::<u8>(), 60..90), at in any::<prop::sample::Index>()) {
        let text = base58::encode(&payload, 0);
        let at = at.index(text.len());
        let other = if text.as_bytes()[at] == b'Q' { 'R' } else { 'Q' };
        let wrong = format!("{}{other}{}", &text[..at], &text[at + 1..]);
        prop_assert!(base58::decode(&wrong).is_err());
        prop_assert_eq!(examine(&wrong).unwrap_err(), ExamineError::Damaged);
    }

    #[test]
    fn a_caveat_comes_back(caveat in caveat()) {
        let set = |time: Option<Timestamp>| time.filter(|time| *time != Timestamp::ZERO);
        let read = Caveat::parse(&caveat.serialize()).unwrap();
        prop_assert_eq!(read, Caveat { not_after: set(caveat.not_after), not_before: set(caveat.not_before), ..caveat });
    }

    #[test]
    fn what_nobody_knows_in_a_caveat_stays_in_the_key(mut known in caveat(), number in 31..500_u32) {
        known.nonce = vec![9];
        // An unknown field at the end, as a newer tool would write it: its number, three bytes.
        let mut tag = (number << 3) | 2;
        let mut bytes = known.serialize();
        while tag >= 0x80 {
            bytes.push(tag.to_le_bytes()[0] | 0x80);
            tag >>= 7;
        }
        bytes.push(tag.to_le_bytes()[0]);
        bytes.extend([3, b'n', b'e', b'w']);
        let set = |time: Option<Timestamp>| time.filter(|time| *time != Timestamp::ZERO);
        let expected = Caveat { not_after: set(known.not_after), not_before: set(known.not_before), ..known };
        prop_assert_eq!(Caveat::parse(&bytes).unwrap(), expected);
    }

    #[test]
    fn a_path_comes_back_whatever_it_holds(path in path(), bucket in "[a-z]{1,4}", cipher in cipher()) {
        let (grant, bucket) = (grant(cipher), bucket.as_bytes());
        let encrypted = encrypt_path(bucket, &path, grant.store()).unwrap();
        prop_assert_eq!(decrypt_path(bucket, &encrypted, grant.store()).unwrap(), path.clone());
        let slashes = |path: &[u8]| path.iter().filter(|byte| **byte == b'/').collect::<Vec<_>>().len();
        prop_assert_eq!(slashes(&encrypted), slashes(&path));
    }

    #[test]
    fn a_folder_encrypts_to_the_beginning_of_what_lies_in_it(folder in path(), name in path(), cipher in cipher()) {
        // Of the slash alone official tools make a slash, and so do we.
        prop_assume!(!folder.is_empty());
        let store = grant(cipher);
        let folder = [folder.as_slice(), b"/"].concat();
        let prefix = encrypt_prefix(b"b", &folder, store.store()).unwrap();
        let whole = encrypt_path(b"b", &[folder, name].concat(), store.store()).unwrap();
        prop_assert!(whole.starts_with(&prefix));
    }

    #[test]
    fn a_shared_grant_opens_its_places_as_the_whole_one_does(prefix in path(), name in path()) {
        let place = [prefix.as_slice(), b"/", &name].concat();
        let shared = shared(&[("photos".into(), prefix)]);
        let read = AccessGrant::parse(shared.serialize().expose()).unwrap();
        let whole = encrypt_path(b"photos", &place, grant(Cipher::AES_GCM).store()).unwrap();
        prop_assert_eq!(encrypt_path(b"photos", &place, read.store()).unwrap(), whole);
        prop_assert!(encrypt_path(b"other", b"a", read.store()).is_err());
        prop_assert!(read.store().default_key.is_none());
    }

    #[test]
    fn a_link_leads_to_every_legal_key(key in "\\PC{1,20}", bucket in "[a-z0-9]{3,8}", raw in any::<bool>()) {
        prop_assume!(!raw || !key.ends_with('/'));
        let link = join_share_url("https://link.example/base", ID, bucket.as_bytes(), key.as_bytes(), raw).unwrap();
        let read = parse_share_link(&link).unwrap();
        prop_assert_eq!((read.bucket, read.key), (bucket.into_bytes(), key.into_bytes()));
    }
}

#[test]
fn places_that_contradict_each_other_are_refused() {
    let entry = |unencrypted: &str, encrypted: &str| StoreEntry {
        unencrypted: unencrypted.into(),
        encrypted: encrypted.into(),
        key: EncryptionKey::new([1; 32]),
        cipher: Cipher::AES_GCM,
    };
    let mut store = EncryptionStore::default();
    store.add(b"b", entry("u1/u2", "e1/e2")).unwrap();
    assert_eq!(store.add(b"b", entry("u1/u3", "e9/e3")), Err(StoreError::Conflict));
    assert_eq!(store.add(b"b", entry("u9/u3", "e1/e3")), Err(StoreError::Conflict));
    assert_eq!(store.add(b"b", entry("u1/u2/u3", "e1/e2")), Err(StoreError::Components));
    assert_eq!(store.add(b"b", entry("u2/u3", "e1")), Err(StoreError::Conflict), "the first fault counts");
    store.add(b"b", entry("u1/u2", "e1/e2")).unwrap();
    store.add(b"other", entry("u1/u3", "e9/e3")).unwrap();
    assert_eq!(store.entries().count(), 2, "the same place again is the same place");
}

#[test]
fn a_grant_made_to_take_long_is_answered_soon() {
    // As many places as fit, all in one bucket and none encrypted, each of them checked against all others.
    let place = |number: u16| CaveatPath { bucket: b"b".to_vec(), encrypted_prefix: number.to_be_bytes().to_vec() };
    let caveat = Caveat { allowed_paths: (0..3_000).map(place).collect(), ..Caveat::default() };
    let store = EncryptionStore::with_default_key(EncryptionKey::new([7; 32]), Cipher::NULL);
    let key = ApiKey::from_parts(&[1; 32], b"secret").restrict(&caveat);
    let grant = AccessGrant::new(SATELLITE, key, store).unwrap();
    assert_eq!(grant.store().entries().count(), 3_000);
    // And one as deep as it can be.
    let deep = shared(&[("b".into(), vec![b'/'; 300])]);
    assert!(AccessGrant::parse(deep.serialize().expose()).is_ok());
}

#[test]
fn groups_within_groups_are_followed_only_so_deep() {
    // Field 100, start of a group, again and again, and as often its end.
    let nested = |depth: usize| [[0xa3, 0x06].repeat(depth), [0xa4, 0x06].repeat(depth)].concat();
    assert!(Caveat::parse(&nested(1_000)).is_ok());
    assert!(Caveat::parse(&nested(1_000)[1..]).is_err());
    let error = Caveat::parse(&nested(200_000)).unwrap_err();
    assert_eq!(error.to_string(), "failed while parsing 0: advance outside buffer");
}

#[test]
fn texts_that_are_too_long_are_refused_at_once() {
    let endless = "1".repeat(10_000_000);
    assert_eq!(base58::decode(&endless).err(), Some(base58::Base58Error::TooLong));
    assert!(ApiKey::parse(&endless).is_err() && AccessGrant::parse(&endless).is_err());
    assert!(NodeUrl::parse(endless.as_bytes()).is_err() && parse_share_link(&endless).is_err());
    assert_eq!(examine(&endless).unwrap_err(), ExamineError::TooLong);
}
