//! A server that gets another token while it runs.

use std::time::Duration;

use satchel_http_api::{ApiToken, Limits};
use tokio::net::TcpListener;

use super::support::{Client, Routes, TOKEN, ask, serve, token};

#[tokio::test]
async fn a_new_token_is_the_only_one_and_what_runs_goes_on() {
    let (routes, mut entered) = Routes::new();
    let running = serve(token(), Limits::default(), &routes).await;
    let address = running.address();
    let old = format!("Authorization: Bearer {TOKEN}");
    let mut list = Client::connect(address).await;
    list.head("POST /listBuckets", &[&old]).await;
    entered.recv().await.unwrap();
    // A connection that has shown the old token before is asked again, too.
    let mut kept = Client::connect(address).await;
    assert_eq!(kept.ask("POST /createBucket", &[&old]).await.status, 200);

    let made = ApiToken::generate().unwrap();
    running.replace_token(made.clone());
    let new = format!("Authorization: Bearer {}", made.expose());
    kept.ask("POST /createBucket", &[&old]).await.refuses(401);
    ask(address, "POST /createBucket", &[&old]).await.refuses(401);
    assert_eq!(ask(address, "POST /createBucket", &[&new]).await.status, 200);
    routes.gate.add_permits(1);
    assert_eq!(list.answer().await.unwrap().status, 200);
}

#[tokio::test]
async fn the_port_is_free_when_a_server_has_stopped() {
    for _ in 0..20 {
        let (routes, _entered) = Routes::new();
        let running = serve(token(), Limits::default(), &routes).await;
        let address = running.address();
        running.stop(Duration::ZERO).await;
        TcpListener::bind(address).await.unwrap();
    }
}
