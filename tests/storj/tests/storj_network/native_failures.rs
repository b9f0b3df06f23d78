//! Every way that a call to the satellite can fail, each in a process of its own: it ends well, with a typed error, and
//! names no secret.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use satchel_storj::{ApiKey, Secret};
use satchel_storj_tests::{Network, Permission, Prefix};
use serde_json::{Value, json};

const PASSPHRASE: &str = "sesame-canary-7261";

/// Makes a call in a process of its own. Whatever it says, none of its secrets is in it.
fn call(call: &str, parameters: Value) -> Value {
    let mut asked = parameters;
    asked["call"] = call.into();
    let mut child = Command::new(env!("CARGO_BIN_EXE_native-call"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    writeln!(child.stdin.take().unwrap(), "{asked}").unwrap();
    let output = child.wait_with_output().unwrap();
    let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{call}: {}\n{said}{complained}", output.status);
    let answer: Value = serde_json::from_str(&said).unwrap_or_else(|error| panic!("{call}: {error}: {said}"));
    if answer.get("error").is_some() {
        for secret in ["api_key", "passphrase", "grant", "child"] {
            let secret = asked[secret].as_str().unwrap_or_default();
            let shown = secret.len() > 8 && (said.contains(secret) || complained.contains(secret));
            assert!(!shown, "{call}: a secret is shown: {said}{complained}");
        }
        let words = answer["says"].as_str().unwrap();
        assert!(!words.is_empty() && !words.contains('\n') && !words.contains(".go:"), "{words}");
    }
    answer
}

/// The same for a call that has to fail: the error's name, and whether it passes.
#[track_caller]
fn fails(name: &str, parameters: Value, error: &str, passes: bool) {
    let answer = call(name, parameters);
    assert_eq!((answer["error"].as_str(), answer["passes"].as_bool()), (Some(error), Some(passes)), "{name}: {answer}");
}

/// A name that nobody has. The library doesn't always wait for the answer of the name servers: then it says that its
/// connection was closed.
fn fails_for_a_name_that_nobody_has(name: &str, parameters: Value) {
    let answer = call(name, parameters);
    let error = answer["error"].as_str();
    assert!(matches!(error, Some("UnknownHost" | "Unreachable")), "{name}: {answer}");
    assert_eq!(answer["passes"], true, "{name}: {answer}");
}

/// A project with one object, and the grant for all of it.
fn project(network: &Network) -> (String, String) {
    let project = network.new_project(true);
    let grant = network.request_access(&project.api_key, PASSPHRASE).unwrap();
    network.create_bucket(&grant, "photos").unwrap();
    network.upload(&grant, "photos", "kept", b"kept").unwrap();
    (project.api_key, grant)
}

#[test]
fn texts_that_are_none_never_get_to_the_library() {
    let network = Network::shared();
    let (api_key, grant) = project(network);
    let satellite = network.satellite();
    let ask = |satellite: &str, api_key: &str, passphrase: &str| json!({"satellite": satellite, "api_key": api_key, "passphrase": passphrase});
    let without_id = satellite.split_once('@').unwrap().1;
    for address in ["", "nonsense", "%zz", without_id, "http://example.com", "12345@example.com:7777"] {
        fails("request_access", ask(address, &api_key, PASSPHRASE), "Satellite", false);
    }
    for key in ["", "nonsense", &api_key[1..], &grant] {
        fails("request_access", ask(satellite, key, PASSPHRASE), "ApiKey", false);
    }
    fails("request_access", ask(satellite, &api_key, "half\0hidden"), "NulCharacter", false);
    for text in ["", "nonsense", &grant[..grant.len() - 1], &api_key] {
        fails("list_buckets", json!({"grant": text}), "Grant", false);
        fails("revoke", json!({"grant": grant, "child": text}), "Grant", false);
    }
    for (bucket, key) in [("photos\0", "k"), ("photos", "k\0")] {
        fails("get", json!({"grant": grant, "bucket": bucket, "key": key}), "NulCharacter", false);
        fails("put", json!({"grant": grant, "bucket": bucket, "key": key}), "NulCharacter", false);
    }
    fails("list", json!({"grant": grant, "bucket": "photos", "key": "a/b"}), "Prefix", false);
    for address in ["https://auth.example", "[::1]:7777"] {
        fails("register", json!({"grant": grant, "address": address}), "AuthServiceAddress", false);
    }
    let register = json!({"grant": grant, "address": network.auth().drpc_tls, "certificate": "-----BEGIN CERT"});
    fails("register", register, "Certificate", false);
    let refused = call("share", json!({"grant": grant}));
    assert_eq!(refused["ok"]["refused"], "permission is empty");
}

#[test]
fn a_grant_with_an_address_that_the_library_refuses_is_refused_before() {
    let network = Network::shared();
    let (api_key, _) = project(network);
    let key = ApiKey::parse(&api_key).unwrap();
    let salt = crate::grants::salt_of(network.salted());
    for satellite in ["nonsense", "example.com:7777", "%zz", "id@host\0:1"] {
        let (key, passphrase) = (key.clone(), Secret::from(PASSPHRASE));
        let cipher = satchel_storj::Cipher::AES_GCM;
        let grant = satchel_storj::operations::generate_access_grant(satellite, key, &passphrase, &salt, cipher);
        let grant = grant.unwrap().serialize().expose().clone();
        fails("list_buckets", json!({"grant": grant}), "Satellite", false);
        fails(
            "register",
            json!({"grant": grant, "address": network.auth().drpc, "insecure": true}),
            "Satellite",
            false,
        );
    }
}

#[test]
fn what_the_satellite_refuses_is_told_apart() {
    let network = Network::shared();
    let (api_key, grant) = project(network);
    let at =
        |grant: &str, bucket: &str, key: &str| json!({"grant": grant, "bucket": bucket, "key": key, "data": "eA=="});
    // Of objects the satellite doesn't say whether their bucket is there.
    fails("get", at(&grant, "nobodys-bucket", "kept"), "ObjectNotFound", false);
    fails("list", at(&grant, "nobodys-bucket", ""), "BucketNotFound", false);
    fails("put", at(&grant, "nobodys-bucket", "new"), "BucketNotFound", false);
    fails("get", at(&grant, "photos", "missing"), "ObjectNotFound", false);
    fails("get", at(&grant, "photos", ""), "ObjectKey", false);
    fails("get", at(&grant, "", "kept"), "BucketName", false);
    fails("create_bucket", at(&grant, "Not A Bucket!", ""), "BucketName", false);

    let share = network.share(&grant, Permission::read_only(), &[Prefix::new("photos", "kept")], None).unwrap();
    fails("put", at(&share, "photos", "kept"), "PermissionDenied", false);
    fails("get", at(&share, "photos", "missing"), "PermissionDenied", false);
    fails("create_bucket", at(&share, "new-one", ""), "PermissionDenied", false);
    let over = Permission { not_after: Some(1_000), ..Permission::read_only() };
    fails("get", at(&network.share(&grant, over, &[], None).unwrap(), "photos", "kept"), "PermissionDenied", false);
    network.revoke(&grant, &share).unwrap();
    fails("get", at(&share, "photos", "kept"), "PermissionDenied", false);

    let (_, elsewhere) = project(network);
    fails("revoke", json!({"grant": grant, "child": elsewhere}), "NotMadeFromIt", false);
    fails("revoke", json!({"grant": grant, "child": grant}), "NotMadeFromIt", false);

    let ask = |key: &str| json!({"satellite": network.satellite(), "api_key": key, "passphrase": PASSPHRASE});
    let stranger = ApiKey::from_parts(&[7; 32], &[8; 32]).serialize().expose().clone();
    fails("request_access", ask(&stranger), "Unauthorized", false);
    network.delete_key(&api_key);
    fails("request_access", ask(&api_key), "Unauthorized", false);
    fails("list_buckets", json!({"grant": grant}), "PermissionDenied", false);
    fails("get", at(&grant, "photos", "kept"), "PermissionDenied", false);
    let share = network.share(&grant, Permission::read_only(), &[], None).unwrap();
    fails("revoke", json!({"grant": grant, "child": share}), "PermissionDenied", false);
}

#[test]
fn an_address_that_nobody_or_somebody_else_has_is_told_apart() {
    let network = Network::shared();
    let (api_key, grant) = project(network);
    let (id, address) = network.satellite().split_once('@').unwrap();
    let ask = |satellite: String| json!({"satellite": satellite, "api_key": api_key, "passphrase": PASSPHRASE});
    fails_for_a_name_that_nobody_has("request_access", ask(format!("{id}@satellite.invalid:7777")));
    let other = "12EayRS2V1kEsWESU9QMRseFhdxYxKicsiFmxrsLZHeLUtdps3S";
    fails("request_access", ask(format!("{other}@{address}")), "WrongIdentity", false);

    let register = |address: &str| json!({"grant": grant, "address": address});
    fails_for_a_name_that_nobody_has("register", register("auth.invalid:7777"));
    // The system trusts no authority of ours, and who speaks in plain hangs up.
    fails("register", register(&network.auth().drpc_tls), "WrongIdentity", false);
    fails("register", register(&network.auth().drpc), "Unreachable", true);
    let ends = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() + Duration::from_secs(30);
    let not_after = Some(i64::try_from(ends.as_millis()).unwrap());
    let soon = network.share(&grant, Permission { not_after, ..Permission::read_only() }, &[], None).unwrap();
    let soon = json!({"grant": soon, "address": network.auth().drpc, "insecure": true});
    fails("register", soon, "AuthServiceRefused", false);
}

#[test]
fn a_satellite_that_is_down_or_silent_is_an_error_in_time() {
    let network = Network::start();
    let (api_key, grant) = project(&network);
    let share = network.share(&grant, Permission::read_only(), &[], None).unwrap();
    let calls = |quiet: u64| {
        let at = json!({"grant": grant, "bucket": "photos", "key": "kept", "data": "eA==", "quiet": quiet});
        let listing = json!({"grant": grant, "bucket": "photos", "quiet": quiet});
        let ask = json!({
            "satellite": network.satellite(), "api_key": api_key, "passphrase": PASSPHRASE, "quiet": quiet,
        });
        [
            ("request_access", ask),
            ("revoke", json!({"grant": grant, "child": share, "quiet": quiet})),
            ("list_buckets", listing.clone()),
            ("list", listing.clone()),
            ("create_bucket", listing),
            ("put", at.clone()),
            ("get", at),
        ]
    };
    network.gate("satellite", "refuses");
    for (name, parameters) in calls(60_000) {
        fails(name, parameters, "Unreachable", true);
    }
    network.gate("satellite", "hangs");
    for (name, parameters) in calls(300) {
        fails(name, parameters, "TimedOut", true);
    }
    let patient = json!({"grant": grant, "bucket": "photos", "key": "kept", "quiet": 120_000});
    assert_eq!(call("drop", patient.clone())["ok"], "ended");
    fails("crowd", json!({"grant": grant, "bucket": "photos", "key": "kept", "quiet": 3_000}), "Busy", true);
    let silent = json!({
        "grant": grant, "satellite": network.satellite(), "api_key": api_key, "passphrase": PASSPHRASE, "quiet": 100,
    });
    fails("left_behind", silent, "TimedOut", true);
    network.gate("satellite", "serves");
    assert_eq!(call("get", patient)["ok"], "a2VwdA==");
}

#[test]
fn an_auth_service_that_is_down_or_silent_is_an_error_in_time() {
    let network = Network::start();
    let (_, grant) = project(&network);
    let certificate = std::fs::read_to_string(&network.auth().certificate).unwrap();
    let plain = json!({"grant": grant, "address": network.auth().drpc, "insecure": true, "quiet": 300});
    let tls = json!({"grant": grant, "address": network.auth().drpc_tls, "certificate": certificate, "quiet": 300});
    for (gate, parameters) in [("auth_drpc", plain), ("auth_drpc_tls", tls)] {
        network.gate(gate, "hangs");
        fails("register", parameters.clone(), "TimedOut", true);
        network.gate(gate, "refuses");
        let mut patient = parameters;
        patient["quiet"] = json!(60_000);
        fails("register", patient.clone(), "Unreachable", true);
        network.gate(gate, "serves");
        assert_eq!(call("register", patient)["ok"].as_str().unwrap().len(), 28);
    }
}
