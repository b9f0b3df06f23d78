//! Keys, grants, credentials and links through the desktop's door: what is secret stays in the engine.

use std::sync::Arc;

use async_trait::async_trait;
use satchel_operations::{Engine, Satellites, dispatch};
use satchel_operations_schema::types::{ErrorCode, ErrorInfo};
use satchel_secret::Secret;
use satchel_storj::auth_service::Credentials;
pub use satchel_testkit::storj::{API_KEY, GRANT, SATELLITE};
use satchel_testkit::storj::{PROJECT, SALT};
use serde_json::{Value, json};

use crate::auth_service::{ACCESS_KEY_ID, FakeAuthService, SECRET_KEY};
use crate::support::{TestHost, open};

/// An engine without any account.
pub struct Bench {
    pub engine: Engine,
    pub host: Arc<TestHost>,
    pub folder: tempfile::TempDir,
}

impl Bench {
    /// In a build without Storj's own library, whatever this one has.
    pub async fn new() -> Self {
        Self::with_satellites(Answering(|| Err(failing(ErrorCode::NotInThisBuild, false)))).await
    }

    pub async fn with_satellites(satellites: impl Satellites) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let host = Arc::new(TestHost::default());
        let engine = open(folder.path(), host.clone()).await.with_satellites(Arc::new(satellites));
        Self { engine, host, folder }
    }

    pub async fn done(&self, command: &str, parameters: Value) -> Value {
        dispatch(&self.engine, command, &parameters).await.unwrap_or_else(|info| panic!("{command}: {info:?}"))
    }

    pub async fn refused(&self, command: &str, parameters: Value) -> ErrorInfo {
        dispatch(&self.engine, command, &parameters).await.unwrap_err()
    }

    /// What a handle stands for.
    pub async fn reveal(&self, handle: &Value) -> String {
        self.done("reveal_secret", handle.clone()).await["text"].as_str().unwrap().to_owned()
    }
}

fn restrict_key() -> Value {
    json!({ "buckets": ["photos"], "api_key": API_KEY, "allow_download": true })
}

fn access_grant() -> Value {
    json!({
        "satellite_node_url": SATELLITE, "restrict_key": API_KEY, "password": "password", "project_id": PROJECT,
    })
}

fn with(mut parameters: Value, field: &str, value: Value) -> Value {
    parameters[field] = value;
    parameters
}

#[tokio::test]
async fn a_key_is_restricted_to_buckets_and_rights_and_what_is_wrong_is_said_in_documented_words() {
    let bench = Bench::new().await;
    let handle = bench.done("create_restrict_key", restrict_key()).await;
    assert!(!handle.to_string().contains(API_KEY), "{handle}");
    let found = bench.done("examine_access", json!({ "text": handle })).await;
    assert_eq!((&found["subject"]["kind"], &found["rights"][0]), (&json!("api_key"), &json!("read")), "{found}");
    assert_eq!((&found["places"][0]["bucket"], &found["whole_project"]), (&json!("photos"), &json!(false)));
    for (field, value, code, message) in [
        ("allow_download", json!(false), ErrorCode::PermissionEmpty, "permission is empty"),
        ("api_key", json!("nonsense"), ErrorCode::AccessUnreadable, "api key format: invalid api key format"),
        ("api_key", json!(""), ErrorCode::InvalidParameter, "parameter api_key: is empty"),
        ("buckets", json!([]), ErrorCode::InvalidParameter, "buckets: at least one is needed"),
    ] {
        let refused = bench.refused("create_restrict_key", with(restrict_key(), field, value)).await;
        assert_eq!((refused.code, refused.message.as_str()), (code, message));
    }
    let backwards = with(with(restrict_key(), "not_before", json!(2)), "not_after", json!(1));
    let refused = bench.refused("create_restrict_key", backwards).await;
    assert_eq!((refused.code, refused.message.as_str()), (ErrorCode::InvalidTimeRange, "invalid time range"));
}

#[tokio::test]
async fn a_grant_is_what_the_official_console_makes() {
    let bench = Bench::new().await;
    let handle = bench.done("create_access_grant", access_grant()).await;
    assert_eq!(bench.reveal(&handle).await, GRANT);
    let salted = with(with(access_grant(), "salt", json!(SALT)), "project_id", json!("unused"));
    assert_eq!(bench.reveal(&bench.done("create_access_grant", salted).await).await, GRANT);
    // A secret that the engine keeps is as good as one that was typed.
    let kept = bench.done("create_restrict_key", restrict_key()).await;
    let handle = bench.done("create_access_grant", with(access_grant(), "restrict_key", kept)).await;
    let found = bench.done("examine_access", json!({ "text": handle })).await;
    assert_eq!(found["subject"], json!({ "kind": "access_grant", "restrictions": 1 }), "{found}");
    for (field, value, code, message) in [
        ("project_id", json!("short"), ErrorCode::InvalidParameter, "uuid: invalid string length 5"),
        ("salt", json!("AAAA"), ErrorCode::InvalidParameter, "salt: 16 or 32 bytes are needed, not 3"),
        ("restrict_key", json!("x"), ErrorCode::AccessUnreadable, "api key format: invalid api key format"),
        ("password", json!(""), ErrorCode::InvalidParameter, "parameter password: is empty"),
        ("password", json!({ "secret": "secret-99" }), ErrorCode::StaleHandle, "this secret isn't known any more"),
    ] {
        let refused = bench.refused("create_access_grant", with(access_grant(), field, value)).await;
        assert!(refused.code == code && refused.message.starts_with(message), "{refused:?}");
    }
}

#[tokio::test]
async fn credentials_are_registered_and_never_public_unless_asked() {
    let bench = Bench::new().await;
    for (public, sent) in [(Value::Null, false), (json!(false), false), (json!(true), true)] {
        let service = FakeAuthService::start("https://gateway.example").await;
        let request = json!({ "access_grant": GRANT, "auth_service": service.url, "public": public });
        let made = bench.done("create_credentials", request).await;
        assert_eq!(
            (&made["access_key_id"], &made["endpoint"]),
            (&json!(ACCESS_KEY_ID), &json!("https://gateway.example"))
        );
        assert_eq!(bench.reveal(&made["secret_key"]).await, SECRET_KEY);
        assert_eq!(service.only_request(), json!({ "access_grant": GRANT, "public": sent }));
    }
}

#[tokio::test]
async fn what_is_no_grant_goes_to_no_auth_service() {
    let bench = Bench::new().await;
    let service = FakeAuthService::start("https://gateway.example").await;
    let request = json!({ "access_grant": "my passphrase, pasted by mistake", "auth_service": service.url });
    let refused = bench.refused("create_credentials", request).await;
    assert_eq!(refused.message, "access grant: uplink: invalid access grant format");
    assert_eq!(refused.code, ErrorCode::AccessUnreadable);
    assert_eq!(service.requests(), Vec::<Value>::new());
    for (address, code, problem) in [
        ("nowhere", ErrorCode::InvalidParameter, Some("not_an_address")),
        ("http://auth.example", ErrorCode::InvalidParameter, Some("unencrypted")),
        ("auth.example:7777", ErrorCode::NotInThisBuild, None),
        ("http://127.0.0.1:9", ErrorCode::ConnectionRefused, None),
    ] {
        let request = json!({ "access_grant": GRANT, "auth_service": address });
        let refused = bench.refused("create_credentials", request).await;
        assert_eq!((refused.code, refused.params.get("problem").map(String::as_str)), (code, problem), "{refused:?}");
    }
}

#[tokio::test]
async fn an_auth_service_s_refusals_have_codes_and_its_own_words() {
    let bench = Bench::new().await;
    for (status, body, code, retryable) in [
        (400, "access grant: expiration cannot be shorter than a minute", ErrorCode::GrantEndsTooSoon, false),
        (400, "access grant: disallowed satellite: \"1x@h:1\"", ErrorCode::SatelliteNotServed, false),
        (403, "no", ErrorCode::AuthServiceRefused, false),
        (429, "", ErrorCode::Throttled, true),
        (502, "", ErrorCode::ServerFailed, true),
        (404, "", ErrorCode::NotAuthService, false),
    ] {
        let service = FakeAuthService::answering(status, body.to_owned()).await;
        let request = json!({ "access_grant": GRANT, "auth_service": service.url });
        let refused = bench.refused("create_credentials", request).await;
        assert_eq!((refused.code, refused.retryable), (code, retryable), "{refused:?}");
        assert!(refused.message.contains(body), "{refused:?}");
    }
}

fn share() -> Value {
    json!({
        "bucket": "photos", "key": "2026/ö 写真 #1+2.jpg", "satellite_node_url": SATELLITE, "api_key": API_KEY,
        "password": "password", "project_id": PROJECT, "auth_service": "", "base_url": "https://link.example/",
    })
}

#[tokio::test]
async fn a_link_shows_one_object_and_nothing_else() {
    let bench = Bench::new().await;
    let service = FakeAuthService::start("https://gateway.example").await;
    let request = with(share(), "auth_service", json!(service.url));
    let link = bench.done("share_url", with(request.clone(), "not_after", json!(4_000_000_000_000_i64))).await;
    let expected =
        format!("https://link.example/{ACCESS_KEY_ID}/photos%2F2026%2F%C3%B6%20%E5%86%99%E7%9C%9F%20%231%2B2.jpg");
    assert_eq!(bench.reveal(&link).await, expected);
    let sent = service.only_request();
    assert_eq!(sent["public"], true);
    let found = bench.done("examine_access", json!({ "text": sent["access_grant"] })).await;
    assert_eq!((&found["rights"], &found["whole_project"]), (&json!(["read", "list"]), &json!(false)), "{found}");
    assert_eq!(found["places"].as_array().unwrap().len(), 1, "{found}");
    assert_eq!(found["places"][0]["prefix"], json!({ "kind": "path", "path": "2026/ö 写真 #1+2.jpg" }));
    assert_eq!(found["keys"]["default_key"], false, "no key to the rest");
    assert_eq!(found["validity"]["until"], 4_000_000_000_000_i64);
}

#[tokio::test]
async fn a_link_that_cannot_be_restricted_is_not_made() {
    let bench = Bench::new().await;
    let service = FakeAuthService::start("https://gateway.example").await;
    let request = with(share(), "auth_service", json!(service.url));
    for (field, value, code) in [
        ("key", json!("/"), ErrorCode::InvalidParameter),
        ("key", json!(""), ErrorCode::InvalidParameter),
        ("bucket", json!(""), ErrorCode::InvalidParameter),
        ("base_url", json!("link.example"), ErrorCode::InvalidParameter),
        ("not_before", json!(4_000_000_000_001_i64), ErrorCode::InvalidTimeRange),
    ] {
        let refused = bench
            .refused("share_url", with(with(request.clone(), "not_after", json!(4_000_000_000_000_i64)), field, value));
        let refused = refused.await;
        assert_eq!(refused.code, code, "{refused:?}");
    }
    // A key for another bucket has no business here.
    let elsewhere = bench.done("create_restrict_key", with(restrict_key(), "buckets", json!(["other"]))).await;
    let refused = bench.refused("share_url", with(request, "api_key", elsewhere)).await;
    assert_eq!((refused.code, refused.params["bucket"].as_str()), (ErrorCode::CannotRestrict, "photos"), "{refused:?}");
    assert_eq!(service.requests(), Vec::<Value>::new(), "nothing was registered");
}

#[tokio::test]
async fn examining_says_what_a_text_is_and_repeats_none_of_it() {
    let bench = Bench::new().await;
    let found = bench.done("examine_access", json!({ "text": format!("\n {GRANT} ") })).await;
    assert_eq!(found["subject"]["kind"], "access_grant");
    assert_eq!(found["shown"], format!("{}…{}", &GRANT[..6], &GRANT[GRANT.len() - 4..]));
    assert_eq!((&found["whole_project"], &found["satellite"]["address"]), (&json!(true), &json!(SATELLITE)));
    assert_eq!(found["risks"][0], json!({ "risk": "unrestricted", "severity": "danger" }));
    for piece in GRANT.as_bytes().windows(12).map(|piece| std::str::from_utf8(piece).unwrap()) {
        assert!(!found.to_string().contains(piece), "{piece}");
    }
    for (text, problem) in
        [("", "empty"), ("hunter2", "unrecognised"), (&GRANT[1..], "damaged"), (&"1".repeat(200_000), "too_long")]
    {
        let refused = bench.refused("examine_access", json!({ "text": text })).await;
        assert_eq!((refused.code, refused.params["problem"].as_str()), (ErrorCode::AccessUnreadable, problem));
    }
}

#[tokio::test]
async fn a_suggested_passphrase_is_kept_and_has_six_words() {
    let bench = Bench::new().await;
    let [one, other] =
        [bench.done("suggest_passphrase", json!({})).await, bench.done("suggest_passphrase", json!({})).await];
    let [first, second] = [bench.reveal(&one).await, bench.reveal(&other).await];
    assert_eq!(first.split(' ').count(), 6, "{first}");
    assert_ne!(first, second);
    assert!(!one.to_string().contains(first.split(' ').next().unwrap()));
}

/// Satellites that answer one thing.
struct Answering(fn() -> Result<Secret<String>, ErrorInfo>);

#[async_trait]
impl Satellites for Answering {
    async fn request_grant(
        &self,
        _: &str,
        _: &Secret<String>,
        _: &Secret<String>,
    ) -> Result<Secret<String>, ErrorInfo> {
        self.0()
    }
    async fn register(&self, _: &str, _: &Secret<String>, _: bool) -> Result<Credentials, ErrorInfo> {
        Err(self.0().expect_err("nothing is registered here"))
    }
    async fn revoke(&self, _: &Secret<String>, _: &Secret<String>) -> Result<(), ErrorInfo> {
        Err(self.0().expect_err("nothing is revoked here"))
    }
    fn can_revoke(&self) -> bool {
        false
    }
}

fn failing(code: ErrorCode, retryable: bool) -> ErrorInfo {
    ErrorInfo { code, params: std::collections::BTreeMap::new(), message: "said".into(), retryable }
}

#[tokio::test]
async fn a_grant_s_salt_comes_from_the_best_source_there_is_and_the_answer_says_which() {
    let parts = json!({ "satellite": SATELLITE, "api_key": format!(" {API_KEY}\n"), "passphrase": "password" });
    let with_project = with(parts.clone(), "project_id", json!(PROJECT));
    let bench = Bench::new().await;
    let made = bench.done("make_grant", with(parts.clone(), "salt", json!(SALT))).await;
    assert_eq!((&made["salt"], bench.reveal(&made["grant"]).await.as_str()), (&json!("given"), GRANT));
    let made = bench.done("make_grant", with_project.clone()).await;
    assert_eq!((&made["salt"], bench.reveal(&made["grant"]).await.as_str()), (&json!("project_id"), GRANT));
    assert_eq!(bench.refused("make_grant", parts.clone()).await.code, ErrorCode::NotInThisBuild);
    for (field, value, code) in [
        ("api_key", json!("x"), ErrorCode::AccessUnreadable),
        ("passphrase", json!(""), ErrorCode::InvalidParameter),
        ("satellite", json!(" "), ErrorCode::InvalidParameter),
        ("project_id", json!("x"), ErrorCode::InvalidParameter),
    ] {
        assert_eq!(bench.refused("make_grant", with(with_project.clone(), field, value)).await.code, code, "{field}");
    }

    let asked = Bench::with_satellites(Answering(|| Ok(Secret::from("from the satellite")))).await;
    let made = asked.done("make_grant", with_project.clone()).await;
    assert_eq!(
        (&made["salt"], asked.reveal(&made["grant"]).await.as_str()),
        (&json!("satellite"), "from the satellite")
    );

    // Who can't be reached leaves the documented derivation; who refuses the key has the last word.
    let offline = Bench::with_satellites(Answering(|| Err(failing(ErrorCode::NameLookup, true)))).await;
    assert_eq!(offline.done("make_grant", with_project.clone()).await["salt"], "project_id");
    assert_eq!(offline.refused("make_grant", parts).await.code, ErrorCode::NameLookup);
    let refusing = Bench::with_satellites(Answering(|| Err(failing(ErrorCode::SatelliteRefused, false)))).await;
    assert_eq!(refusing.refused("make_grant", with_project).await.code, ErrorCode::SatelliteRefused);
}

fn restriction(access: &str, places: &Value) -> Value {
    json!({
        "access": access, "allow_download": true, "allow_upload": false, "allow_list": true, "allow_delete": false,
        "places": places,
    })
}

#[tokio::test]
async fn an_access_is_restricted_and_never_to_less_than_was_asked_without_saying_so() {
    let bench = Bench::new().await;
    let places = json!([{ "bucket": "photos", "prefix": "2026/夏/" }, { "bucket": "docs", "prefix": "" }]);
    let handle = bench.done("restrict_access", restriction(GRANT, &places)).await;
    let found = bench.done("examine_access", json!({ "text": handle })).await;
    assert_eq!(found["rights"], json!(["read", "list"]));
    assert_eq!(found["places"][0]["prefix"]["kind"], "whole_bucket");
    assert_eq!(found["places"][1]["prefix"]["path"], "2026/夏");
    let weak = bench.reveal(&handle).await;

    let handle =
        bench.done("restrict_access", restriction(API_KEY, &json!([{ "bucket": "photos", "prefix": "" }]))).await;
    let found = bench.done("examine_access", json!({ "text": handle })).await;
    assert_eq!((&found["subject"]["kind"], &found["places"][0]["bucket"]), (&json!("api_key"), &json!("photos")));
    let weak_key = bench.reveal(&handle).await;
    let everywhere = bench.done("restrict_access", restriction(GRANT, &json!([]))).await;
    let found = bench.done("examine_access", json!({ "text": everywhere })).await;
    assert_eq!((&found["whole_project"], &found["rights"]), (&json!(true), &json!(["read", "list"])));

    let outside = json!([{ "bucket": "photos", "prefix": "2025/" }]);
    let inside = json!([{ "bucket": "photos", "prefix": "2026/夏/day 1/" }]);
    let other_bucket = json!([{ "bucket": "other", "prefix": "" }]);
    bench.done("restrict_access", restriction(&weak, &inside)).await;
    for (access, places, code) in [
        (weak.as_str(), &outside, ErrorCode::CannotRestrict),
        (weak_key.as_str(), &other_bucket, ErrorCode::CannotRestrict),
        (API_KEY, &inside, ErrorCode::AccessUnreadable),
        (GRANT, &json!([{ "bucket": "photos", "prefix": "/" }]), ErrorCode::CannotRestrict),
        ("hunter2", &inside, ErrorCode::AccessUnreadable),
        (GRANT, &json!([{ "bucket": "", "prefix": "" }]), ErrorCode::InvalidParameter),
    ] {
        let refused = bench.refused("restrict_access", restriction(access, places)).await;
        assert_eq!(refused.code, code, "{refused:?}");
    }
    let upload_only = with(with(restriction(&weak, &inside), "allow_upload", json!(true)), "allow_list", json!(false));
    let refused = bench.refused("restrict_access", with(upload_only, "allow_download", json!(false))).await;
    assert_eq!(refused.code, ErrorCode::PermissionEmpty, "it can't upload itself");
}
