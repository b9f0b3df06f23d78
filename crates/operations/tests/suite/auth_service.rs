//! An auth service on this computer that gives the same credentials for every grant.

use satchel_testkit::fake::{FakeServer, Reply};
use serde_json::{Value, json};

/// Of the shape that Storj's have.
pub const ACCESS_KEY_ID: &str = "jv2ohknlvcnkzcng2keb25p6a5gq";
pub const SECRET_KEY: &str = "j2ncanarysecretkeycanarysecretkeycanarysecretkeycanarys";

/// The service. It ends when it is dropped.
pub struct FakeAuthService {
    pub url: String,
    server: FakeServer,
}

impl FakeAuthService {
    /// One that gives credentials for this gateway.
    pub async fn start(endpoint: &str) -> Self {
        let answer = json!({ "access_key_id": ACCESS_KEY_ID, "secret_key": SECRET_KEY, "endpoint": endpoint });
        Self::answering(200, answer.to_string()).await
    }

    /// One that always answers so.
    pub async fn answering(status: u16, body: String) -> Self {
        let server = FakeServer::start(move |_| Reply::new(status, &[], &body)).await.unwrap();
        Self { url: server.url(), server }
    }

    /// What it was sent.
    pub fn requests(&self) -> Vec<Value> {
        self.server.seen().iter().map(|request| serde_json::from_slice(&request.body).unwrap()).collect()
    }

    /// The one request that came.
    pub fn only_request(&self) -> Value {
        let requests = self.requests();
        assert_eq!(requests.len(), 1, "{requests:?}");
        requests[0].clone()
    }
}
