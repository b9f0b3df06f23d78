//! Base58, API keys, caveats, permissions, root keys.

use hmac::{Hmac, KeyInit, Mac};
use satchel_storj::base58;
use satchel_storj::permission::set_permission;
use satchel_storj::root_key::derive_root_key;
use satchel_storj::{ApiKey, Caveat, Secret};
use sha2::Sha256;

use crate::cases::{assert_key, assert_parts, bytes, caveat, each, nonce, outcome, permission, text};

#[test]
fn vector_base58check() {
    each("base58check.json", |case| {
        if let Some(decoded) = outcome(case, base58::decode(text(case, "encoded"))) {
            let version = u8::try_from(case["version"].as_u64().unwrap()).unwrap();
            assert_eq!(*decoded.payload, bytes(case, "payload_hex"));
            assert_eq!(decoded.version, version);
            assert_eq!(base58::encode(&bytes(case, "payload_hex"), version), text(case, "encoded"));
        }
    });
}

#[test]
fn vector_apikey() {
    each("apikey.json", |case| {
        let Some(key) = outcome(case, ApiKey::parse(text(case, "key"))) else { return };
        assert_parts(case, &key);
        let (written, given) = (key.serialize_bytes(), base58::decode(text(case, "key")).unwrap().payload);
        // A key with parts that nobody reads is written without them; every other comes back letter by letter.
        assert!([hex::encode(&written), hex::encode(&given)].contains(&text(case, "raw_hex").to_owned()));
        assert_eq!(written == given, key.serialize().expose() == text(case, "key"));
        if let Some(secret) = case["secret_hex"].as_str() {
            let mut tail = sign(&hex::decode(secret).unwrap(), key.head());
            for caveat in key.caveat_bytes() {
                tail = sign(&tail, caveat);
            }
            assert_eq!(hex::encode(tail), text(case, "tail_hex"));
        }
    });
}

fn sign(key: &[u8], data: &[u8]) -> Vec<u8> {
    Hmac::<Sha256>::new_from_slice(key).unwrap().chain_update(data).finalize().into_bytes().to_vec()
}

#[test]
fn vector_caveat() {
    each("caveat.json", |case| {
        let caveat = caveat(&case["caveat"]);
        assert_eq!(hex::encode(caveat.serialize()), text(case, "caveat_hex"));
        assert_eq!(Caveat::parse(&bytes(case, "caveat_hex")).unwrap(), caveat);
        let base = outcome(case, ApiKey::parse(text(case, "base_key"))).unwrap();
        assert_key(&case["restricted"], &base.restrict(&caveat));
    });
}

#[test]
fn vector_setpermission() {
    each("setpermission.json", |case| {
        let buckets: Vec<&str> =
            case["buckets"].as_array().into_iter().flatten().map(|bucket| bucket.as_str().unwrap()).collect();
        let restricted = set_permission(text(case, "api_key"), &buckets, &permission(&case["permission"]), nonce(case));
        let Some(key) = outcome(case, restricted) else { return };
        assert_key(&case["one_possible_output"], &key);
        let mut added = key.caveats().unwrap().pop().unwrap();
        assert_eq!(added, caveat(&case["caveat_added"]));
        assert_eq!(case["nonce_len"], added.nonce.len());
        added.nonce.clear();
        assert_eq!(hex::encode(added.serialize()), text(case, "caveat_hex_without_nonce"));
    });
}

#[test]
fn vector_rootkey() {
    each("rootkey.json", |case| {
        let passphrase = Secret::new(bytes(case, "passphrase_hex"));
        let lanes = u8::try_from(case["argon2_threads"].as_u64().unwrap()).unwrap();
        let path = case["path"].as_str().unwrap_or_default();
        let key = derive_root_key(&passphrase, &bytes(case, "salt_hex"), path.as_bytes(), lanes).unwrap();
        assert_eq!(hex::encode(key.expose()), text(case, "root_key_hex"));
    });
}
