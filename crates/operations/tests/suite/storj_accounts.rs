//! Storj accounts: a grant is registered and tried, and then saved.

use satchel_operations_schema::types::ErrorCode;
use serde_json::{Value, json};

use crate::access::{API_KEY, Bench, GRANT, SATELLITE};
use crate::auth_service::{ACCESS_KEY_ID, FakeAuthService};
use crate::secrets::gateway;

#[tokio::test]
async fn a_storj_account_is_tried_saved_used_and_removed() {
    let bench = Bench::new().await;
    let gateway = gateway(&bench).await;
    let endpoint = format!("http://{}", gateway.address());
    let service = FakeAuthService::start(&endpoint).await;
    let draft = json!({ "grant": format!("{GRANT}\n"), "auth_service": format!("{}/", service.url) });
    let prepared = bench.done("prepare_storj_account", draft).await;
    assert_eq!((&prepared["name"], &prepared["endpoint"]), (&json!("us1.storj.io"), &json!(endpoint)), "{prepared}");
    assert_eq!((&prepared["report"]["works"], &prepared["report"]["buckets"]), (&json!(true), &json!(0)));
    assert_eq!(prepared["finding"]["subject"]["kind"], "access_grant");
    assert_eq!(service.only_request(), json!({ "access_grant": GRANT, "public": false }), "never public");
    assert_eq!(bench.done("list_accounts", json!({})).await, json!([]), "nothing is saved yet");

    let request = json!({ "prepared": prepared["prepared"], "name": " 我的 Storj " });
    let account = bench.done("add_storj_account", request.clone()).await;
    assert_eq!((&account["name"], &account["account_kind"]), (&json!("我的 Storj"), &json!("storj")), "{account}");
    assert_eq!((&account["satellite"], &account["access_key_id"]), (&json!(SATELLITE), &json!(ACCESS_KEY_ID)));
    assert_eq!(bench.refused("add_storj_account", request).await.code, ErrorCode::StaleHandle, "it is saved once");

    let on = |parameters: Value| {
        let mut parameters = parameters;
        parameters["account"] = account["account"].clone();
        parameters
    };
    bench.done("create_bucket", on(json!({ "bucket": "photos" }))).await;
    assert_eq!(bench.done("list_buckets", on(json!({}))).await[0]["bucket"], "photos");
    assert_eq!(bench.done("test_account", on(json!({}))).await["works"], true);
    let refused = bench.refused("replace_account_secret", on(json!({ "secret_key": "another" }))).await;
    assert!(refused.message.contains("access grant"), "{refused:?}");
    bench.done("remove_account", on(json!({}))).await;
    assert_eq!(bench.done("list_accounts", json!({})).await, json!([]));
    gateway.shutdown().await;
}

#[tokio::test]
async fn a_grant_for_one_place_names_the_account_after_it() {
    let bench = Bench::new().await;
    let gateway = gateway(&bench).await;
    let service = FakeAuthService::start(&format!("http://{}", gateway.address())).await;
    let restricted = bench
        .done(
            "restrict_access",
            json!({
                "access": GRANT, "allow_download": true, "allow_upload": false, "allow_list": true,
                "allow_delete": false, "places": [{ "bucket": "photos", "prefix": "2026/" }],
            }),
        )
        .await;
    let draft = json!({ "grant": restricted, "auth_service": service.url });
    let prepared = bench.done("prepare_storj_account", draft).await;
    assert_eq!(prepared["name"], "photos/2026 (us1.storj.io)");
    gateway.shutdown().await;
}

#[tokio::test]
async fn what_fails_is_named_and_nothing_is_saved() {
    let bench = Bench::new().await;
    // The gateway is gone: the grant was registered, and the report says what doesn't work.
    let service = FakeAuthService::start("http://127.0.0.1:9").await;
    let draft = json!({ "grant": GRANT, "auth_service": service.url });
    let prepared = bench.done("prepare_storj_account", draft).await;
    assert_eq!(prepared["report"]["works"], false);
    assert_eq!(prepared["report"]["failure"]["code"], "connection_refused");

    for (draft, code, problem) in [
        (json!({ "grant": API_KEY, "auth_service": service.url }), ErrorCode::AccessUnreadable, "not_a_grant"),
        (json!({ "grant": "x", "auth_service": service.url }), ErrorCode::AccessUnreadable, "unrecognised"),
        (json!({ "grant": GRANT, "auth_service": "ftp://x" }), ErrorCode::InvalidParameter, "not_an_address"),
        (
            json!({ "grant": GRANT, "auth_service": service.url, "link_sharing": "https://" }),
            ErrorCode::InvalidParameter,
            "not_an_address",
        ),
    ] {
        let refused = bench.refused("prepare_storj_account", draft).await;
        assert_eq!((refused.code, refused.params["problem"].as_str()), (code, problem), "{refused:?}");
    }
    let nonsense = FakeAuthService::start("not an address").await;
    let draft = json!({ "grant": GRANT, "auth_service": nonsense.url });
    let refused = bench.refused("prepare_storj_account", draft).await;
    assert_eq!((refused.code, refused.params["field"].as_str()), (ErrorCode::InvalidParameter, "endpoint"));
    let request = json!({ "prepared": "prepared-99", "name": "" });
    assert_eq!(bench.refused("add_storj_account", request).await.code, ErrorCode::StaleHandle);
    assert_eq!(bench.done("list_accounts", json!({})).await, json!([]));
}
