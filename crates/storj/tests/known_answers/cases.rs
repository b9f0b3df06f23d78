//! Reading the files, and the shapes that several of them share.

use std::fs;
use std::path::Path;

use satchel_storj::{AccessGrant, ApiKey, Caveat, CaveatPath, Permission, Timestamp};
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Hands each case of a file to `check`, and says at the end which ones it didn't agree with.
pub fn each(file: &str, check: impl Fn(&Value)) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(file);
    let whole: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let cases = whole["cases"].as_array().unwrap();
    assert!(!cases.is_empty(), "{file} holds no case");
    let check = std::panic::AssertUnwindSafe(check);
    let failed: Vec<&str> = cases
        .iter()
        .filter(|case| std::panic::catch_unwind(|| check(case)).is_err())
        .map(|case| case["id"].as_str().unwrap_or("?"))
        .collect();
    assert!(failed.is_empty(), "{file}: {failed:?}");
}

pub fn text<'a>(case: &'a Value, field: &str) -> &'a str {
    case[field].as_str().unwrap_or_else(|| panic!("{field} is missing in {case}"))
}

pub fn bytes(case: &Value, field: &str) -> Vec<u8> {
    hex::decode(text(case, field)).unwrap()
}

/// Bytes given as hex, or where only the text is given, as that.
pub fn bytes_or_text(case: &Value, field: &str) -> Vec<u8> {
    case[format!("{field}_hex")].as_str().map_or_else(|| text(case, field).into(), |hex| hex::decode(hex).unwrap())
}

/// The error that the case expects.
pub fn expected_error(case: &Value) -> Option<&str> {
    case["error"].as_str()
}

/// Checks an outcome against the case's error and answers the value where there is one.
pub fn outcome<T, E: ToString>(case: &Value, outcome: Result<T, E>) -> Option<T> {
    match outcome {
        Ok(value) => {
            assert_eq!(None, expected_error(case), "{}", case["id"]);
            Some(value)
        }
        Err(error) => {
            assert_eq!(Some(error.to_string().as_str()), expected_error(case), "{}", case["id"]);
            None
        }
    }
}

pub fn time(value: &Value) -> Option<Timestamp> {
    let time = OffsetDateTime::parse(value.as_str()?, &Rfc3339).unwrap();
    Some(Timestamp { seconds: time.unix_timestamp(), nanoseconds: time.nanosecond() })
}

pub fn caveat(fields: &Value) -> Caveat {
    let flag = |name: &str| fields[format!("disallow_{name}")].as_bool().unwrap_or(false);
    let paths = fields["allowed_paths"].as_array();
    Caveat {
        disallow_reads: flag("reads"),
        disallow_writes: flag("writes"),
        disallow_lists: flag("lists"),
        disallow_deletes: flag("deletes"),
        disallow_locks: flag("locks"),
        disallow_put_retention: flag("put_retention"),
        disallow_get_retention: flag("get_retention"),
        disallow_put_legal_hold: flag("put_legal_hold"),
        disallow_get_legal_hold: flag("get_legal_hold"),
        disallow_bypass_governance_retention: flag("bypass_governance_retention"),
        disallow_put_bucket_object_lock_configuration: flag("put_bucket_object_lock_configuration"),
        disallow_get_bucket_object_lock_configuration: flag("get_bucket_object_lock_configuration"),
        disallow_put_bucket_notification_configuration: flag("put_bucket_notification_configuration"),
        disallow_get_bucket_notification_configuration: flag("get_bucket_notification_configuration"),
        allowed_paths: paths
            .into_iter()
            .flatten()
            .map(|path| CaveatPath {
                bucket: bytes_or_text(path, "bucket"),
                encrypted_prefix: bytes(path, "encrypted_path_prefix_hex"),
            })
            .collect(),
        not_after: time(&fields["not_after"]),
        not_before: time(&fields["not_before"]),
        maximum_object_lifetime: fields["max_object_ttl_ns"].as_i64(),
        nonce: fields["nonce_hex"].as_str().map_or_else(Vec::new, |nonce| hex::decode(nonce).unwrap()),
    }
}

pub fn permission(fields: &Value) -> Permission {
    let flag = |name: &str| fields[name].as_bool().unwrap_or(false);
    Permission {
        download: flag("AllowDownload"),
        upload: flag("AllowUpload"),
        list: flag("AllowList"),
        delete: flag("AllowDelete"),
        lock: flag("AllowLock"),
        put_object_retention: flag("AllowPutObjectRetention"),
        get_object_retention: flag("AllowGetObjectRetention"),
        put_object_legal_hold: flag("AllowPutObjectLegalHold"),
        get_object_legal_hold: flag("AllowGetObjectLegalHold"),
        bypass_governance_retention: flag("AllowBypassGovernanceRetention"),
        put_bucket_object_lock_configuration: flag("AllowPutBucketObjectLockConfiguration"),
        get_bucket_object_lock_configuration: flag("AllowGetBucketObjectLockConfiguration"),
        put_bucket_notification_configuration: flag("AllowPutBucketNotificationConfiguration"),
        get_bucket_notification_configuration: flag("AllowGetBucketNotificationConfiguration"),
        not_before: time(&fields["NotBefore"]),
        not_after: time(&fields["NotAfter"]),
        maximum_object_lifetime: fields["MaxObjectTTL"].as_i64(),
    }
}

/// The nonce of the caveat that the official tool added; any where the case expects an error.
pub fn nonce(case: &Value) -> [u8; 4] {
    let from_key = |key: &str| ApiKey::parse(key).unwrap().caveats().unwrap().pop().unwrap().nonce;
    case["caveat_added"]["nonce_hex"]
        .as_str()
        .map(|nonce| hex::decode(nonce).unwrap())
        .or_else(|| case["parsed"]["api_key"].as_str().map(from_key))
        .map_or([0; 4], |nonce| nonce.try_into().unwrap())
}

/// Compares a key with `head_hex`, `tail_hex` and `caveats_hex`, and whether it reads back the same.
pub fn assert_parts(expected: &Value, key: &ApiKey) {
    assert_eq!(hex::encode(key.head()), text(expected, "head_hex"));
    assert_eq!(hex::encode(key.tail().expose()), text(expected, "tail_hex"));
    let caveats: Vec<String> = key.caveat_bytes().iter().map(hex::encode).collect();
    let expected_caveats = expected["caveats_hex"].as_array().cloned().unwrap_or_default();
    assert_eq!(caveats, expected_caveats.iter().map(|hex| hex.as_str().unwrap()).collect::<Vec<_>>());
    assert_eq!(*ApiKey::parse_bytes(&key.serialize_bytes()).unwrap().serialize_bytes(), *key.serialize_bytes());
}

/// The same, and `raw_hex` and `key`: what is written.
pub fn assert_key(expected: &Value, key: &ApiKey) {
    assert_parts(expected, key);
    assert_eq!(hex::encode(key.serialize_bytes()), text(expected, "raw_hex"));
    assert_eq!(key.serialize().expose(), text(expected, "key"));
}

/// Compares a grant with a case's `parsed`.
pub fn assert_grant(expected: &Value, grant: &AccessGrant) {
    assert_eq!(String::from_utf8_lossy(grant.satellite()), text(expected, "satellite_address"));
    assert_eq!(grant.api_key().serialize().expose(), text(expected, "api_key"));
    let default_key = grant.store().default_key.as_ref().map(|key| hex::encode(key.expose()));
    assert_eq!(default_key.as_deref(), expected["default_key_hex"].as_str());
    assert_eq!(u64::from(grant.store().default_cipher.number()), expected["default_path_cipher"].as_u64().unwrap());
    let entries: Vec<[String; 5]> = grant
        .store()
        .entries()
        .map(|(bucket, entry)| {
            [
                String::from_utf8_lossy(bucket).into_owned(),
                hex::encode(&entry.unencrypted),
                hex::encode(&entry.encrypted),
                hex::encode(entry.key.expose()),
                entry.cipher.number().to_string(),
            ]
        })
        .collect();
    let expected_entries: Vec<[String; 5]> = expected["store_entries"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|entry| {
            [
                text(entry, "bucket").to_owned(),
                hex::encode(bytes_or_text(entry, "unencrypted_path")),
                text(entry, "encrypted_path_hex").to_owned(),
                text(entry, "key_hex").to_owned(),
                entry["path_cipher"].to_string(),
            ]
        })
        .collect();
    assert_eq!(entries, expected_entries);
    if let Some(scope) = expected["scope_proto_hex"].as_str().filter(|_| entries.len() < 2) {
        let written = hex::encode(grant.serialize_bytes().expose());
        assert!(written == scope || differ_in_the_cipher_alone(&written, scope), "{written}");
    }
}

/// A grant that names no cipher is written with the one that it is read as.
fn differ_in_the_cipher_alone(written: &str, scope: &str) -> bool {
    let read = |hex: &str| AccessGrant::parse_bytes(&hex::decode(hex).unwrap()).unwrap();
    let same = read(written).serialize_bytes().expose() == read(scope).serialize_bytes().expose();
    same && written.len() == scope.len() + 4
}
