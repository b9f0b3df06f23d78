//! The documented operations' own rules, beyond what the known answers say.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests say what they expect")]

use satchel_storj::operations::{
    CreateAccessGrant, OperationError, RestrictKey, ShareUrl, create_access_grant, create_restrict_key, share_grant,
};
use satchel_storj::share_url::documented_share_url;
use satchel_storj::{ApiKey, Caveat, Secret, Timestamp};

const PROJECT: &str = "b9a1c2d3-e4f5-4678-9abc-def012345678";
const SATELLITE: &str = "12EayRS2V1kEsWESU9QMRseFhdxYxKicsiFmxrsLZHeLUtdps3S@us1.storj.io:7777";

fn key() -> Secret<String> {
    ApiKey::from_parts(&[1; 32], b"secret").serialize()
}

fn restrict<'a>(api_key: &'a Secret<String>, buckets: &'a [String]) -> RestrictKey<'a> {
    RestrictKey {
        api_key,
        buckets,
        allow_download: false,
        allow_upload: false,
        allow_list: false,
        allow_delete: false,
        not_before: None,
        not_after: None,
    }
}

fn last_caveat(key: &ApiKey) -> Caveat {
    key.caveats().unwrap().pop().unwrap()
}

#[test]
fn a_restricted_key_is_for_what_was_named_and_for_nothing_else() {
    let (api_key, buckets) = (key(), ["photos".to_owned(), "b-ü".to_owned()]);
    let request = RestrictKey {
        allow_list: true,
        not_before: Some(-1),
        not_after: Some(1_656_633_600_123),
        ..restrict(&api_key, &buckets)
    };
    let (one, other) = (create_restrict_key(&request).unwrap(), create_restrict_key(&request).unwrap());
    assert_ne!(one.serialize_bytes(), other.serialize_bytes(), "each has a nonce of its own, to be revoked alone");
    let caveat = last_caveat(&one);
    assert!(!caveat.disallow_lists);
    assert!(caveat.disallow_reads && caveat.disallow_writes && caveat.disallow_deletes);
    assert!(caveat.disallow_put_retention && caveat.disallow_bypass_governance_retention);
    let named: Vec<&[u8]> = caveat.allowed_paths.iter().map(|path| path.bucket.as_slice()).collect();
    assert_eq!(named, [b"photos".as_slice(), "b-ü".as_bytes()]);
    assert_eq!(caveat.not_before, Some(Timestamp { seconds: -1, nanoseconds: 999_000_000 }));
    assert_eq!(caveat.not_after.unwrap().milliseconds(), 1_656_633_600_123);
    assert_eq!(caveat.nonce.len(), 4);
}

#[test]
fn a_restriction_that_makes_no_sense_is_refused_in_the_official_order() {
    let (api_key, bad, buckets) = (key(), Secret::from("bad"), ["photos".to_owned()]);
    let refused = |request: &RestrictKey<'_>| create_restrict_key(request).unwrap_err().to_string();
    let reversed = RestrictKey { not_before: Some(2), not_after: Some(1), ..restrict(&bad, &buckets) };
    assert_eq!(refused(&restrict(&bad, &buckets)), "permission is empty");
    assert_eq!(refused(&reversed), "invalid time range");
    let equal = RestrictKey { not_before: Some(1), not_after: Some(1), ..restrict(&bad, &buckets) };
    assert_eq!(refused(&equal), "api key format: invalid api key format");
    assert!(create_restrict_key(&RestrictKey { api_key: &api_key, ..equal }).is_ok());

    assert_eq!(create_restrict_key(&restrict(&bad, &[])).unwrap_err(), OperationError::NoBuckets);
    let unnamed = [String::new()];
    let request = RestrictKey { allow_list: true, ..restrict(&api_key, &unnamed) };
    assert_eq!(create_restrict_key(&request).unwrap_err(), OperationError::EmptyBucketName);
}

#[test]
fn a_project_s_own_salt_makes_another_grant() {
    let (restrict_key, password) = (key(), Secret::from("password"));
    let request = CreateAccessGrant {
        satellite_node_url: SATELLITE,
        restrict_key: &restrict_key,
        password: &password,
        project_id: PROJECT,
        salt: None,
    };
    let with = |salt| create_access_grant(&CreateAccessGrant { salt: Some(salt), ..request.clone() });
    let documented = create_access_grant(&request).unwrap();
    let same = with("udQyl9qugTHduxaUpNUXSjO8MNlQa4vxqNWX67GnZck=").unwrap();
    assert_eq!(documented.serialize().expose(), same.serialize().expose(), "SHA-256 of the project ID");
    let random = with("8PHy8/T19vf4+fr7/P3+/w==").unwrap();
    assert_ne!(documented.serialize().expose(), random.serialize().expose());
    assert_eq!(with("AAAA").unwrap_err().to_string(), "salt: 16 or 32 bytes are needed, not 3");
    assert_eq!(with("not base64!").unwrap_err().to_string(), "illegal base64 data at input byte 3");
    let bad = Secret::from("bad");
    let both = CreateAccessGrant { restrict_key: &bad, salt: Some("x"), ..request };
    assert_eq!(create_access_grant(&both).unwrap_err().to_string(), "api key format: invalid api key format");
}

/// A share of one object in one bucket, without a time.
fn photo<'a>(restrict_key: &'a Secret<String>, password: &'a Secret<String>, key: &'a str) -> ShareUrl<'a> {
    let grant =
        CreateAccessGrant { satellite_node_url: SATELLITE, restrict_key, password, project_id: PROJECT, salt: None };
    ShareUrl { grant, bucket: "photos", key, not_before: None, not_after: None }
}

#[test]
fn a_share_is_for_its_one_place_and_never_for_more() {
    let (restrict_key, password) = (key(), Secret::from("password"));
    let share = |key, not_before, not_after| {
        share_grant(&ShareUrl { not_before, not_after, ..photo(&restrict_key, &password, key) })
    };
    let grant = share("/a//b c/日本.txt", None, Some(1_900_000_000_000)).unwrap();
    let caveat = last_caveat(grant.api_key());
    assert!(!caveat.disallow_reads && !caveat.disallow_lists && caveat.disallow_writes && caveat.disallow_deletes);
    assert!(grant.store().default_key.is_none());
    let places: Vec<_> =
        grant.store().entries().map(|(bucket, entry)| (bucket, entry.unencrypted.as_slice())).collect();
    assert_eq!(places, [(b"photos".as_slice(), "/a//b c/日本.txt".as_bytes())]);

    for key in ["", "/"] {
        assert_eq!(share(key, None, None).unwrap_err(), OperationError::WholeBucket);
    }
    assert_eq!(share("a", Some(2), Some(1)).unwrap_err().to_string(), "invalid time range");
}

#[test]
fn a_documented_link_is_escaped_as_documented() {
    for (key, escaped) in [
        ("a.txt", "buc1%2Fa.txt"),
        ("/a", "buc1%2F%2Fa"),
        ("a b+c&d=e?f#g%h", "buc1%2Fa%20b%2Bc%26d%3De%3Ff%23g%25h"),
        ("../é~*'()", "buc1%2F..%2F%C3%A9~%2A%27%28%29"),
    ] {
        let link = documented_share_url("https://share.example", "jx3c", "buc1", key);
        assert_eq!(link, format!("https://share.example/jx3c/{escaped}"));
    }
    assert_eq!(documented_share_url("https://s.example/", "jx3c", "b", "k"), "https://s.example/jx3c/b%2Fk");
}

#[test]
fn a_share_from_a_key_for_other_buckets_is_an_error() {
    let (api_key, buckets) = (key(), ["docs".to_owned()]);
    let restricted =
        create_restrict_key(&RestrictKey { allow_download: true, allow_list: true, ..restrict(&api_key, &buckets) });
    let restrict_key = restricted.unwrap().serialize();
    let password = Secret::from("password");
    let refused = share_grant(&photo(&restrict_key, &password, "a.txt"));
    assert_eq!(refused.unwrap_err().to_string(), "missing encryption base: \"photos\"/\"a.txt\"");
}
