//! Access grants: made, read, shared.

use satchel_storj::operations::{CreateAccessGrant, create_access_grant, generate_access_grant};
use satchel_storj::{AccessGrant, ApiKey, Cipher, Salt, Secret, SharePrefix};
use serde_json::Value;

use crate::cases::{assert_grant, each, expected_error, nonce, outcome, permission, text};

#[test]
fn vector_genaccessgrant() {
    each("genaccessgrant.json", |case| {
        if case["encrypt_path"].as_bool().unwrap_or(true) && case["project_id"].is_string() {
            check_operation(case);
        }
        if let Some(salt) = case["salt_base64"].as_str() {
            let cipher = if case["encrypt_path"] == false { Cipher::NULL } else { Cipher::AES_GCM };
            let generated = ApiKey::parse(text(case, "api_key")).map_err(|error| error.to_string()).and_then(|key| {
                let salt = Salt::from_base64(salt).map_err(|error| error.to_string())?;
                let passphrase = Secret::from(text(case, "passphrase"));
                generate_access_grant(text(case, "satellite_node_url"), key, &passphrase, &salt, cipher)
                    .map_err(|error| error.to_string())
            });
            check(case, outcome(case, generated));
        }
    });
}

/// The documented operation, whose salt comes from the project's ID.
fn check_operation(case: &Value) {
    let grant = create_access_grant(&CreateAccessGrant {
        satellite_node_url: text(case, "satellite_node_url"),
        restrict_key: &Secret::from(text(case, "api_key")),
        password: &Secret::from(text(case, "passphrase")),
        project_id: text(case, "project_id"),
        salt: None,
    });
    check(case, outcome(case, grant));
}

fn check(case: &Value, grant: Option<AccessGrant>) {
    let Some(grant) = grant else { return };
    assert_grant(&case["parsed"], &grant);
    if let Some(expected) = case["grant"].as_str() {
        assert_eq!(grant.serialize().expose(), expected);
    }
    if let Some(possible) = case["one_possible_grant"].as_str() {
        assert_grant(&case["parsed"], &AccessGrant::parse(possible).unwrap());
    }
    if let Some(key) = case["root_key_hex"].as_str().filter(|_| grant.store().default_key.is_some()) {
        assert_eq!(grant.store().default_key.as_ref().map(|own| hex::encode(own.expose())).unwrap(), key);
    }
}

#[test]
fn vector_grantparse() {
    each("grantparse.json", |case| {
        let parsed = outcome(case, AccessGrant::parse(text(case, "grant")));
        if let Some(grant) = &parsed {
            assert_grant(&case["parsed"], grant);
            assert_grant(&case["parsed"], &AccessGrant::parse(grant.serialize().expose()).unwrap());
        }
        if let Some(expected) = case["uplink_error"].as_str() {
            let by_uplink = match AccessGrant::parse(text(case, "grant")) {
                Err(error) => format!("uplink: {error}"),
                Ok(grant) => grant.with_satellite_checked().unwrap_err().to_string(),
            };
            assert_eq!(by_uplink, expected);
        }
    });
}

#[test]
fn vector_share() {
    each("share.json", |case| {
        let Some(grant) = outcome(case, share(case, nonce(case))) else { return };
        assert_grant(&case["parsed"], &grant);
        let mut added = grant.api_key().caveats().unwrap().pop().unwrap();
        added.nonce.clear();
        if let Some(expected) = case["caveat_hex_without_nonce"].as_str() {
            assert_eq!(hex::encode(added.serialize()), expected);
        }
        if let Some(possible) = case["one_possible_output"].as_str() {
            assert_grant(&case["parsed"], &AccessGrant::parse(possible).unwrap());
        }
        let fixed = &case["with_fixed_nonce"];
        if fixed.is_object() {
            let nonce = hex::decode(text(fixed, "nonce_hex")).unwrap().try_into().unwrap();
            let grant = share(case, nonce).unwrap();
            assert_eq!(grant.serialize().expose(), text(fixed, "grant"));
            assert_grant(&fixed["parsed"], &grant);
        }
    });
    each("share.json", |case| assert!(expected_error(case).is_some() || case["parsed"].is_object()));
}

/// `uplink.Access.Share` where the case names prefixes, `consolewasm.RestrictGrant` where it names paths.
fn share(case: &Value, nonce: [u8; 4]) -> Result<AccessGrant, String> {
    let mut grant = AccessGrant::parse(text(case, "grant")).map_err(|error| error.to_string())?;
    let prefixes: Vec<SharePrefix> = if let Some(paths) = case["paths"].as_array() {
        paths.iter().map(|path| SharePrefix::parse(path.as_str().unwrap())).collect()
    } else {
        grant = grant.with_satellite_checked().map_err(|error| error.to_string())?;
        let prefixes = case["prefixes"].as_array().into_iter().flatten();
        prefixes.map(|prefix| SharePrefix::new(text(prefix, "Bucket"), text(prefix, "Prefix"))).collect()
    };
    grant.restrict(&permission(&case["permission"]), &prefixes, nonce).map_err(|error| error.to_string())
}
