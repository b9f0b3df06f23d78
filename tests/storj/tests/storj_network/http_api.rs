//! The documented operations on access over HTTP, against the official services: the gateway takes what they make, link
//! sharing opens it, and the satellite's word ends it.

use std::sync::Arc;

use satchel_http_api::{Config, Limits, OutgoingConfig, Running, TokenAccess};
use satchel_operations::NativeSatellites;
use satchel_storj_tests::{Network, Project};
use satchel_testkit::http::{self, Answer};
use serde_json::{Value, json};

/// What a store is opened with, as `createCredentials` answers it.
struct Keys(Value);

impl Keys {
    fn text(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap()
    }
}

/// The API on a port of its own, and a project with a bucket on the network.
struct Bench {
    network: &'static Network,
    project: Project,
    /// The official library's grant of everything, with the passphrase `p`.
    whole: String,
    server: Running,
}

impl Bench {
    async fn new() -> Self {
        let network = Network::shared();
        let project = network.new_project(true);
        let whole = network.request_access(&project.api_key, "p").unwrap();
        network.create_bucket(&whole, "photos").unwrap();
        // Only the two services that clients name here may be called.
        let allowed = [&network.auth().http, &network.auth().endpoint].map(|address| address.parse().unwrap());
        let outgoing = OutgoingConfig { allowed: allowed.to_vec() };
        let listen = "127.0.0.1:0".parse().unwrap();
        let config = Config { listen, access: TokenAccess::Open, limits: Limits::default() };
        let server = satchel_http_api::serve(config, &outgoing, Arc::new(NativeSatellites)).await.unwrap();
        Self { network, project, whole, server }
    }

    async fn send(&self, method: &str, name: &str, keys: Option<&Keys>, kind: &str, body: &[u8]) -> Answer {
        let mut headers = vec![("Content-Type", kind)];
        if let Some(keys) = keys {
            headers.push(("AccessKeyId", keys.text("access_key_id")));
            headers.push(("SecretKey", keys.text("secret_key")));
            headers.push(("Endpoint", keys.text("endpoint")));
        }
        http::send(method, &format!("http://{}/{name}", self.server.address()), &headers, body).await.unwrap()
    }

    /// The envelope of an operation.
    async fn call(&self, name: &str, keys: Option<&Keys>, parameters: Value) -> Value {
        let method = if name.starts_with("delete") { "DELETE" } else { "POST" };
        let answer = self.send(method, name, keys, "application/json", parameters.to_string().as_bytes()).await;
        assert_eq!(answer.status, 200, "{name}");
        serde_json::from_slice(&answer.body).unwrap()
    }

    async fn done(&self, name: &str, keys: Option<&Keys>, parameters: Value) -> Value {
        let answer = self.call(name, keys, parameters).await;
        assert_eq!(answer["code"], 0, "{name}: {answer}");
        answer["data"].clone()
    }

    /// What a failed operation says.
    async fn refused(&self, name: &str, keys: Option<&Keys>, parameters: Value) -> String {
        let answer = self.call(name, keys, parameters).await;
        assert_eq!(answer["code"], -1, "{name}: {answer}");
        answer["msg"].as_str().unwrap().to_owned()
    }

    async fn upload(&self, keys: &Keys, key: &str, bytes: &str) -> Value {
        let field = |name: &str, text: &str| format!("--b\r\nContent-Disposition: form-data; {name}\r\n\r\n{text}\r\n");
        let body = [
            field("name=\"bucket\"", "photos"),
            field("name=\"key\"", key),
            field("name=\"file\"; filename=\"f\"", bytes),
            "--b--\r\n".to_owned(),
        ];
        let kind = "multipart/form-data; boundary=b";
        let answer = self.send("POST", "uploadObject", Some(keys), kind, body.concat().as_bytes()).await;
        serde_json::from_slice(&answer.body).unwrap()
    }

    /// An API key for `photos` with these rights, made over HTTP.
    async fn key(&self, rights: &[&str]) -> String {
        let mut parameters = json!({ "buckets": ["photos"], "api_key": self.project.api_key });
        for right in rights {
            parameters[*right] = true.into();
        }
        self.done("createRestrictKey", None, parameters).await.as_str().unwrap().to_owned()
    }

    /// Its grant, made over HTTP.
    async fn grant(&self, api_key: &str) -> String {
        let parameters = json!({
            "satellite_node_url": self.network.satellite(), "restrict_key": api_key, "password": "p",
            "project_id": self.project.id, "salt": self.project.salt,
        });
        self.done("createAccessGrant", None, parameters).await.as_str().unwrap().to_owned()
    }

    /// Its credentials, made over HTTP.
    async fn keys(&self, grant: &str, public: bool) -> Keys {
        let auth_service = &self.network.auth().http;
        let parameters = json!({ "access_grant": grant, "auth_service": auth_service, "public": public });
        let keys = Keys(self.done("createCredentials", None, parameters).await);
        assert_eq!(keys.text("endpoint"), self.network.auth().endpoint);
        keys
    }

    fn share(&self, api_key: &str, key: &str) -> Value {
        json!({
            "bucket": "photos", "key": key, "satellite_node_url": self.network.satellite(), "api_key": api_key,
            "password": "p", "project_id": self.project.id, "salt": self.project.salt,
            "auth_service": self.network.auth().http, "base_url": self.network.links(),
        })
    }

    /// What a link leads to: the bytes instead of the page.
    async fn opened(&self, link: &str) -> Answer {
        let place = link.strip_prefix(self.network.links()).unwrap();
        http::get(&format!("{}/raw{place}", self.network.links())).await.unwrap()
    }
}

fn object(key: &str) -> Value {
    json!({ "bucket": "photos", "key": key })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_a_grant_and_credentials_made_over_http_open_the_gateway_and_no_more_than_they_are_for() {
    let bench = Bench::new().await;
    bench.network.create_bucket(&bench.whole, "letters").unwrap();
    let key = bench.key(&["allow_list", "allow_download", "allow_upload"]).await;
    let grant = bench.grant(&key).await;
    assert_eq!(grant, bench.network.request_access(&key, "p").unwrap(), "it is the official library's, byte for byte");
    let keys = bench.keys(&grant, false).await;

    assert_eq!(bench.upload(&keys, "夏/a b+c.txt", "three eggs").await, json!({ "code": 0, "msg": "上传成功" }));
    assert_eq!(bench.network.download(&bench.whole, "photos", "夏/a b+c.txt").unwrap(), b"three eggs");
    let rows = bench.done("listObjects", Some(&keys), json!({ "bucket": "photos" })).await;
    assert_eq!(rows, json!([{ "key": "夏/a b+c.txt", "size": 10, "kind": "OBJ" }]));
    let down = object("夏/a b+c.txt").to_string();
    let down = bench.send("POST", "downloadObject", Some(&keys), "application/json", down.as_bytes()).await;
    assert_eq!(down.body, b"three eggs");
    let said = bench.refused("deleteObject", Some(&keys), object("夏/a b+c.txt")).await;
    assert!(said.contains("StatusCode: 403"), "{said}");
    let said = bench.refused("listObjects", Some(&keys), json!({ "bucket": "letters" })).await;
    assert!(said.contains("StatusCode: 403"), "{said}");

    // It wasn't asked to be public, so link sharing opens nothing of it.
    let link = format!("{}/{}/photos/%E5%A4%8F/a%20b+c.txt", bench.network.links(), keys.text("access_key_id"));
    assert_eq!(bench.opened(&link).await.status, 403);
    let public = bench.keys(&grant, true).await;
    let link = link.replace(keys.text("access_key_id"), public.text("access_key_id"));
    assert_eq!(bench.opened(&link).await.status, 200);

    bench.network.revoke(&bench.whole, &grant).unwrap();
    let said = bench.refused("listObjects", Some(&keys), json!({ "bucket": "photos" })).await;
    assert!(said.contains("StatusCode: 403"), "{said}");
    assert_eq!(bench.opened(&link).await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_made_over_http_opens_its_object_alone_until_its_key_is_revoked() {
    let bench = Bench::new().await;
    for key in ["2026/cake & tea.txt", "2026/other.txt"] {
        bench.network.upload(&bench.whole, "photos", key, key.as_bytes()).unwrap();
    }
    let key = bench.key(&["allow_list", "allow_download"]).await;
    let made = bench.done("shareUrl", None, bench.share(&key, "2026/cake & tea.txt")).await;
    let link = made.as_str().unwrap();
    assert!(link.ends_with("/photos%2F2026%2Fcake%20%26%20tea.txt"), "{link}");
    let opened = bench.opened(link).await;
    assert_eq!((opened.status, opened.body.as_slice()), (200, &b"2026/cake & tea.txt"[..]));
    let beside = link.replace("cake%20%26%20tea.txt", "other.txt");
    assert_eq!(bench.opened(&beside).await.status, 403);

    // A key that may not read makes a link that opens nothing, and one that is over none at all.
    let writing = bench.key(&["allow_upload"]).await;
    let blind = bench.done("shareUrl", None, bench.share(&writing, "2026/other.txt")).await;
    assert_eq!(bench.opened(blind.as_str().unwrap()).await.status, 403);
    let mut over = bench.share(&key, "2026/other.txt");
    over["not_after"] = 1_600_000_000_000_i64.into();
    bench.refused("shareUrl", None, over).await;

    bench.network.revoke(&bench.whole, &bench.grant(&key).await).unwrap();
    assert_eq!(bench.opened(link).await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_access_is_said_over_http_and_repeats_no_secret() {
    let bench = Bench::new().await;
    let grant = bench.grant(&bench.project.api_key).await;
    let unlisted = json!({ "access_grant": grant, "auth_service": bench.network.auth().https });
    let said = bench.refused("createCredentials", None, unlisted).await;
    assert!(said.starts_with("parameter auth_service: ") && said.contains("is refused"), "{said}");
    let no_service = json!({ "access_grant": grant, "auth_service": bench.network.auth().endpoint });
    let said = bench.refused("createCredentials", None, no_service).await;
    assert!(!said.contains(&grant), "{said}");
    // A key that the satellite doesn't know any more makes credentials that open nothing.
    let keys = bench.keys(&grant, false).await;
    bench.network.delete_key(&bench.project.api_key);
    let said = bench.refused("headBucket", Some(&keys), json!({ "bucket": "photos" })).await;
    assert!(said.contains("StatusCode: 40") && !said.contains(keys.text("secret_key")), "{said}");
}
