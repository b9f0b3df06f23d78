//! Who gets past the guard, and who doesn't.

use std::sync::atomic::Ordering;

use satchel_http_api::{ApiToken, Config, Limits, ServeError, TokenAccess, start};

use super::support::{Client, Routes, TOKEN, ask, open, operations, serve, token};

/// Every route that isn't open to anybody.
fn routes() -> Vec<(String, &'static str)> {
    let others = ["/openapi.json", "/docs", "/metrics"].map(|path| (path.to_owned(), "GET"));
    operations().into_iter().chain(others).collect()
}

/// A request, with what the guard looks at.
#[derive(Clone, Debug)]
struct Case {
    has_token: bool,
    method: &'static str,
    path: String,
    authorization: &'static str,
    host: &'static str,
    origin: &'static str,
    site: &'static str,
}

impl Case {
    fn expected(&self) -> u16 {
        let from_a_page = !self.origin.is_empty() || !matches!(self.site, "" | "none");
        let misdirected = !self.has_token && self.host != "own";
        match () {
            () if from_a_page || misdirected => 403,
            () if self.has_token && self.authorization != "right" => 401,
            () => 200,
        }
    }

    fn head(&self, own: &str) -> String {
        let mut lines = vec![format!("{} {} HTTP/1.1", self.method, self.path)];
        lines.push(format!("Host: {}", if self.host == "own" { own } else { self.host }));
        match self.authorization {
            "wrong" => lines.push(format!("Authorization: Bearer {}", "0".repeat(64))),
            "basic" => lines.push("Authorization: Basic dXNlcjpwYXNzd29yZA==".to_owned()),
            "right" => lines.push(format!("Authorization: Bearer {TOKEN}")),
            _ => {}
        }
        match self.origin {
            "" => {}
            "own" => lines.push(format!("Origin: http://{own}")),
            other => lines.push(format!("Origin: {other}")),
        }
        if !self.site.is_empty() {
            lines.push(format!("Sec-Fetch-Site: {}", self.site));
        }
        lines.join("\r\n") + "\r\n\r\n"
    }
}

/// Every route with everything that the guard looks at.
fn matrix(has_token: bool) -> Vec<Case> {
    let mut cases = Vec::new();
    for (path, method) in routes().into_iter().filter(|(path, _)| path != "/downloadObject") {
        for authorization in ["", "wrong", "basic", "right"] {
            for host in ["own", "evil.example", "localhost.evil.example"] {
                for origin in ["", "http://evil.example", "null", "own"] {
                    for site in ["", "none", "cross-site", "same-site", "same-origin"] {
                        let path = path.clone();
                        cases.push(Case { has_token, method, path, authorization, host, origin, site });
                    }
                }
            }
        }
    }
    cases
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_gets_to_a_route_that_the_guard_refuses() {
    let mut count = 0;
    for has_token in [true, false] {
        let (behind, _entered) = Routes::new();
        // The gate stands open.
        behind.gate.add_permits(1 << 20);
        let access = if has_token { token() } else { TokenAccess::Open };
        let running = serve(access, Limits::default(), &behind).await;
        let mut client = Client::connect(running.address()).await;
        for case in matrix(has_token) {
            let before = behind.reached.load(Ordering::SeqCst);
            client.send(case.head(&running.address().to_string())).await;
            let (answer, expected) = (client.answer().await.unwrap(), case.expected());
            assert_eq!(answer.status, expected, "{case:?}");
            let reached = behind.reached.load(Ordering::SeqCst) - before;
            assert_eq!(reached, usize::from(expected == 200 && case.path != "/metrics"), "{case:?}");
            assert!(!answer.headers.iter().any(|(name, _)| name.starts_with("access-control")), "{case:?}");
            assert_eq!(answer.header("www-authenticate").is_some(), expected == 401, "{case:?}");
            if expected != 200 {
                answer.refuses(expected);
            }
            count += 1;
        }
        running.stop(std::time::Duration::ZERO).await;
    }
    eprintln!("{count} requests in the attack matrix, to {} routes", routes().len() - 1);
    assert!(count > 10_000);
}

#[tokio::test]
async fn a_download_takes_the_token_and_no_origin_too() {
    let (routes, _entered) = Routes::new();
    let running = serve(token(), Limits::default(), &routes).await;
    let right = format!("Authorization: Bearer {TOKEN}");
    ask(running.address(), "POST /downloadObject", &[]).await.refuses(401);
    ask(running.address(), "POST /downloadObject", &["Authorization: Bearer x"]).await.refuses(401);
    ask(running.address(), "POST /downloadObject", &[&right, "Origin: null"]).await.refuses(403);
    assert_eq!(routes.reached.load(Ordering::SeqCst), 0);
    let mut client = Client::connect(running.address()).await;
    client.head("POST /downloadObject", &[&right]).await;
    assert_eq!(client.answer().await.unwrap().status, 200);
}

#[tokio::test]
async fn a_preflight_gets_no_leave() {
    let (running, routes, _entered) = open(Limits::default()).await;
    for (path, method) in operations() {
        let asked = format!("Access-Control-Request-Method: {method}");
        let headers = ["Origin: http://evil.example", &asked, "Access-Control-Request-Private-Network: true"];
        let answer = ask(running.address(), &format!("OPTIONS {path}"), &headers).await;
        answer.refuses(403);
        assert!(!answer.headers.iter().any(|(name, _)| name.starts_with("access-control")), "{path}");
        ask(running.address(), &format!("OPTIONS {path}"), &[]).await.refuses(405);
    }
    assert_eq!(routes.reached.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn health_is_told_to_everybody_and_nothing_else_is() {
    let (routes, _entered) = Routes::new();
    let running = serve(token(), Limits::default(), &routes).await;
    let mut client = Client::connect(running.address()).await;
    for path in ["/healthz", "/readyz"] {
        let answer = client.ask(&format!("GET {path}"), &[]).await;
        assert_eq!((answer.status, answer.text()), (200, r#"{"code":0,"msg":"success"}"#.to_owned()));
        client.ask(&format!("POST {path}"), &[]).await.refuses(401);
        client.ask(&format!("GET {path}"), &["Origin: http://evil.example"]).await.refuses(403);
    }
    for path in ["/metrics", "/openapi.json", "/docs", "/", "/favicon.ico", "/healthz/", "/listBuckets"] {
        let answer = ask(running.address(), &format!("GET {path}"), &[]).await;
        assert!(matches!(answer.status, 400 | 401), "{path}: {}", answer.status);
    }
}

#[tokio::test]
async fn a_wrong_method_and_an_unknown_path_are_told_in_the_envelope() {
    let (running, routes, _entered) = open(Limits::default()).await;
    let address = running.address();
    for (path, method) in operations() {
        let wrong = ask(address, &format!("GET {path}"), &[]).await;
        wrong.refuses(405);
        assert_eq!(wrong.header("allow"), Some(method), "{path}");
        assert!(wrong.text().contains(&path) && wrong.text().contains(method), "{}", wrong.text());
    }
    for path in ["/", "/nowhere", "/create_bucket", "/createbucket", "/docs/nowhere"] {
        ask(address, &format!("POST {path}"), &[]).await.refuses(404);
    }
    ask(address, "POST /healthz", &[]).await.refuses(405);
    let xml = ask(address, "GET /createBucket?data_format=XML", &[]).await;
    assert_eq!((xml.status, xml.header("content-type")), (405, Some("application/xml")));
    assert!(xml.text().contains("<code>-1</code>"), "{}", xml.text());
    assert_eq!(routes.reached.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn what_could_be_read_in_two_ways_is_refused() {
    let (running, routes, _entered) = open(Limits::default()).await;
    let address = running.address();
    let host = format!("Host: {address}");
    for head in [
        "POST /createBucket HTTP/1.1\r\n\r\n".to_owned(),
        format!("POST /createBucket HTTP/1.1\r\n{host}\r\n{host}\r\n\r\n"),
        format!("POST /createBucket HTTP/1.1\r\n{host}\r\nHost: evil.example\r\n\r\n"),
        format!("POST http://{address}/createBucket HTTP/1.1\r\n{host}\r\n\r\n"),
        format!("POST http://evil.example/createBucket HTTP/1.1\r\n{host}\r\n\r\n"),
        format!("CONNECT evil.example:443 HTTP/1.1\r\n{host}\r\n\r\n"),
        format!("OPTIONS * HTTP/1.1\r\n{host}\r\n\r\n"),
        format!("POST //createBucket HTTP/1.1\r\n{host}\r\n\r\n"),
        format!("POST /docs/../createBucket HTTP/1.1\r\n{host}\r\n\r\n"),
        format!("POST /%63reateBucket HTTP/1.1\r\n{host}\r\n\r\n"),
        format!("POST /createBucket%2f.. HTTP/1.1\r\n{host}\r\n\r\n"),
        format!("POST /createBucket HTTP/1.1\r\n{host}\r\nAuthorization: a\r\nAuthorization: b\r\n\r\n"),
        // These never become requests.
        format!("POST /createBucket HTTP/1.1\r\n{host}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        format!("POST /createBucket HTTP/1.1\r\n{host}\r\nContent-Length: +1\r\n\r\na"),
        format!("POST /createBucket HTTP/1.1\r\n{host}\r\nTransfer-Encoding: gzip\r\n\r\n"),
        format!("POST /createBucket HTTP/1.1\r\n{host}\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
        format!("POST /createBucket HTTP/1.1\r\n{host}\r\n folded: a\r\n\r\n"),
        "POST /createBucket\r\n\r\n".to_owned(),
        "\u{16}\u{3}\u{1}\u{2}\r\n\r\n".to_owned(),
    ] {
        let mut client = Client::connect(address).await;
        client.send(&head).await;
        let answer = client.answer().await.unwrap_or_else(|| panic!("{head}"));
        assert_eq!(answer.status, 400, "{head}: {}", answer.text());
        assert!(client.is_ended().await, "what follows may be a part of it");
    }
    assert_eq!(routes.reached.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_body_with_two_lengths_smuggles_nothing() {
    let (running, routes, _entered) = open(Limits::default()).await;
    let address = running.address();
    let mut client = Client::connect(address).await;
    // A server in front that goes by the length would take what follows for the body's rest.
    let inner = format!("POST /deleteBucket HTTP/1.1\r\nHost: {address}\r\n\r\n");
    let length = inner.len() + 5;
    let both = format!("Content-Length: {length}\r\nTransfer-Encoding: chunked");
    client.head("POST /createBucket", &[&both]).await;
    client.send(format!("0\r\n\r\n{inner}")).await;
    let answer = client.answer().await.unwrap();
    assert!(answer.status == 400 || client.is_ended().await, "{}", answer.status);
    assert!(routes.reached.load(Ordering::SeqCst) <= 1);
}

#[tokio::test]
async fn each_of_several_requests_at_once_is_looked_at_by_itself() {
    let (routes, _entered) = Routes::new();
    let running = serve(token(), Limits::default(), &routes).await;
    let right = format!("Authorization: Bearer {TOKEN}");
    let mut client = Client::connect(running.address()).await;
    client.head("POST /createBucket", &[&right]).await;
    client.head("POST /createBucket", &[]).await;
    client.head("POST /createBucket", &[&right, "Origin: null"]).await;
    client.head("POST /createBucket", &[&right, "Content-Length: 5"]).await;
    client.send("12345").await;
    client.head("DELETE /deleteBucket", &[&right]).await;
    let mut statuses = Vec::new();
    for _ in 0..5 {
        statuses.push(client.answer().await.unwrap().status);
    }
    assert_eq!(statuses, [200, 401, 403, 200, 200]);
    assert_eq!(routes.reached.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn beyond_loopback_nothing_listens_without_a_token() {
    let config = |listen: &str, access| Config { listen: listen.parse().unwrap(), access, limits: Limits::default() };
    for listen in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0", "[::ffff:127.0.0.1]:0"] {
        let refused = start(config(listen, TokenAccess::Open), axum::Router::new()).await;
        assert!(matches!(refused, Err(ServeError::OpenBeyondLoopback { .. })), "{listen}");
    }
    let access = TokenAccess::Token(ApiToken::generate().unwrap());
    let running = start(config("0.0.0.0:0", access.clone()), axum::Router::new()).await.unwrap();
    let taken = start(config(&running.address().to_string(), access), axum::Router::new()).await;
    let said = taken.unwrap_err().to_string();
    assert!(said.contains("another program") && said.contains("port 0"), "{said}");
}
