//! Paths, node URLs, links.

use satchel_storj::path::{decrypt_path, derive_content_key, derive_key_of_path, encrypt_path, encrypt_prefix};
use satchel_storj::share_url::join_share_url;
use satchel_storj::{AccessGrant, ApiKey, Cipher, EncryptionKey, EncryptionStore, NodeUrl};
use serde_json::Value;

use crate::cases::{bytes_or_text, each, expected_error, outcome, text};

/// The store that the case describes: its default key alone, or nothing at all.
fn store(case: &Value) -> EncryptionStore {
    let cipher = case["cipher_number"]
        .as_u64()
        .map_or(Cipher::AES_GCM, |number| Cipher::from_number(u8::try_from(number).unwrap()));
    case["default_key_hex"].as_str().map_or_else(EncryptionStore::default, |key| {
        let key = EncryptionKey::new(hex::decode(key).unwrap().try_into().unwrap());
        EncryptionStore::with_default_key(key, cipher)
    })
}

#[test]
fn vector_path() {
    each("path.json", |case| {
        let (store, bucket, path) = (store(case), text(case, "bucket").as_bytes(), bytes_or_text(case, "path"));
        let Some(encrypted) = outcome(case, encrypt_path(bucket, &path, &store)) else { return };
        assert_eq!(hex::encode(&encrypted), text(case, "encrypted_path_hex"));
        if let Some(expected) = case["encrypted_prefix_hex"].as_str() {
            assert_eq!(hex::encode(encrypt_prefix(bucket, &path, &store).unwrap()), expected);
        }
        let decrypted = decrypt_path(bucket, &encrypted, &store);
        assert_eq!(decrypted.is_ok_and(|back| back == path), case["decrypts_back"].as_bool().unwrap_or(true));
    });
}

#[test]
fn vector_derivedkeys() {
    each("derivedkeys.json", |case| {
        let (store, bucket, path) = (store(case), text(case, "bucket").as_bytes(), bytes_or_text(case, "path"));
        let Some(key) = outcome(case, derive_key_of_path(bucket, &path, &store)) else { return };
        assert_eq!(hex::encode(key.expose()), text(case, "path_key_hex"));
        let key = derive_content_key(bucket, &path, &store).unwrap();
        assert_eq!(hex::encode(key.expose()), text(case, "content_key_hex"));
    });
}

#[test]
fn vector_nodeurl() {
    each("nodeurl.json", |case| {
        let input = text(case, "input").as_bytes();
        if let Some(url) = outcome(case, NodeUrl::parse(input)) {
            assert_eq!(url.to_string(), text(case, "string"));
            assert_eq!(String::from_utf8_lossy(&url.address), text(case, "address"));
            assert_eq!(case["id_is_zero"], url.id.is_zero());
        }
        if case.get("uplink_parse_access_error").is_none() {
            return;
        }
        let key = ApiKey::from_parts(b"head", b"secret");
        let checked = AccessGrant::new(input, key, EncryptionStore::default())
            .map_err(|error| format!("uplink: {error}"))
            .and_then(|grant| grant.with_satellite_checked().map_err(|error| error.to_string()));
        match checked {
            Ok(grant) => {
                assert!(case["uplink_parse_access_error"].is_null());
                assert_eq!(String::from_utf8_lossy(grant.satellite()), text(case, "uplink_satellite_address"));
            }
            Err(error) => assert_eq!(case["uplink_parse_access_error"], error),
        }
    });
}

#[test]
fn vector_shareurl() {
    each("shareurl.json", |case| {
        let raw = case["raw"].as_bool().unwrap_or(false);
        let (base, id, bucket) = (text(case, "base_url"), text(case, "access_key_id"), text(case, "bucket"));
        let link = outcome(case, join_share_url(base, id, bucket.as_bytes(), &bytes_or_text(case, "key"), raw));
        assert!(link.is_some() || expected_error(case).is_some());
        assert_eq!(link.unwrap_or_default(), text(case, "url"));
    });
}
