use http::Request;

use super::*;

const TOKEN: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn guard(token: bool, address: &str) -> Guard {
    let access = if token { TokenAccess::Token(ApiToken::parse(TOKEN).unwrap()) } else { TokenAccess::Open };
    Guard::new(&access, address.parse().unwrap())
}

fn check(guard: &Guard, target: &str, headers: &[(&str, &str)]) -> Result<(), Refusal> {
    let mut request = Request::get(target);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    guard.check(&request.body(()).unwrap().into_parts().0)
}

#[test]
fn a_head_that_can_be_read_in_two_ways_is_refused() {
    let guard = guard(false, "127.0.0.1:8080");
    let host = ("host", "localhost:8080");
    for target in [
        "http://localhost:8080/listBuckets",
        "*",
        "//listBuckets",
        "/listBuckets/",
        "/a//b",
        "/./listBuckets",
        "/../listBuckets",
        "/docs/../listBuckets",
        "/docs/%2e%2e/listBuckets",
        "/listBuckets%2f",
        "/listBuckets%00",
        "/listBuckets;a=b",
        "/list\\Buckets",
        "/list:Buckets",
        "/%6cistBuckets",
    ] {
        assert_eq!(check(&guard, target, &[host]), Err(Refusal::Target), "{target}");
    }
    for target in ["/", "/listBuckets", "/listBuckets?bucket=a%2Fb&key=../..", "/openapi.json", "/docs/x_y-z.css"] {
        assert_eq!(check(&guard, target, &[host]), Ok(()), "{target}");
    }
    assert_eq!(check(&guard, "/listBuckets", &[]), Err(Refusal::Host));
    assert_eq!(check(&guard, "/listBuckets", &[host, host]), Err(Refusal::Host));
    let token = ("authorization", "Bearer a");
    assert_eq!(check(&guard, "/listBuckets", &[host, token, token]), Err(Refusal::Authorization));
}

#[test]
fn without_a_token_only_our_own_names_are_answered_to() {
    let guard8080 = guard(false, "127.0.0.1:8080");
    for host in ["localhost:8080", "LOCALHOST:8080", "127.0.0.1:8080", "[::1]:8080"] {
        assert_eq!(check(&guard8080, "/listBuckets", &[("host", host)]), Ok(()), "{host}");
    }
    for host in [
        "localhost",
        "localhost:80",
        "localhost:8081",
        "localhost.:8080",
        "127.0.0.1",
        "evil.example",
        "evil.example:8080",
        "localhost:8080.evil.example",
        "localhost:8080@evil.example",
        "evil.localhost:8080",
        "127.0.0.2:8080",
        "127.1:8080",
        "0.0.0.0:8080",
        "[::]:8080",
        "",
        " ",
    ] {
        assert_eq!(check(&guard8080, "/listBuckets", &[("host", host)]), Err(Refusal::ForeignHost), "{host}");
        assert_eq!(check(&guard8080, "/healthz", &[("host", host)]), Err(Refusal::ForeignHost), "{host}");
    }
    assert_eq!(check(&guard(false, "127.0.0.1:80"), "/docs", &[("host", "localhost")]), Ok(()));
    assert_eq!(check(&guard(false, "127.0.0.2:9"), "/docs", &[("host", "127.0.0.2:9")]), Ok(()));
    assert_eq!(check(&guard(false, "[::1]:9"), "/docs", &[("host", "[::1]:9")]), Ok(()));
}

#[test]
fn a_browser_is_refused_with_the_token_too() {
    let bearer = format!("Bearer {TOKEN}");
    for (token, host) in [(true, "api.example"), (false, "127.0.0.1:8080")] {
        let guard = guard(token, "127.0.0.1:8080");
        let with = |more| [("host", host), ("authorization", bearer.as_str()), more];
        for origin in ["http://evil.example", "http://127.0.0.1:8080", "null", "", "file://", "tauri://localhost"] {
            assert_eq!(check(&guard, "/listBuckets", &with(("origin", origin))), Err(Refusal::Origin), "{origin}");
            assert_eq!(check(&guard, "/healthz", &with(("origin", origin))), Err(Refusal::Origin), "{origin}");
        }
        for site in ["cross-site", "same-site", "same-origin", "", "NONE", "none, cross-site"] {
            let refused = check(&guard, "/listBuckets", &with(("sec-fetch-site", site)));
            assert_eq!(refused, Err(Refusal::FetchSite), "{site}");
        }
        assert_eq!(check(&guard, "/docs", &with(("sec-fetch-site", "none"))), Ok(()));
    }
}

#[test]
fn every_path_but_health_takes_the_token() {
    let guard = guard(true, "127.0.0.1:8080");
    let host = ("host", "api.example");
    for path in ["/listBuckets", "/metrics", "/openapi.json", "/docs", "/", "/nowhere", "/healthz/x", "/Healthz"] {
        assert_eq!(check(&guard, path, &[host]), Err(Refusal::NoToken), "{path}");
        for wrong in [
            "Bearer",
            "Bearer ",
            "Bearer x",
            "Basic dXNlcjpwYXNz",
            "Bearer 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde",
            "Bearer 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0",
            "Bearer 0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
            TOKEN,
        ] {
            let refused = check(&guard, path, &[host, ("authorization", wrong)]).unwrap_err();
            assert!(matches!(refused, Refusal::NoToken | Refusal::WrongToken), "{path} {wrong}");
        }
        for right in [format!("Bearer {TOKEN}"), format!("bearer  {TOKEN} ")] {
            assert_eq!(check(&guard, path, &[host, ("authorization", &right)]), Ok(()), "{path} {right}");
        }
        assert!(check(&guard, &format!("{path}?token={TOKEN}"), &[host]).is_err(), "not in an address");
    }
    for path in HEALTH {
        assert_eq!(check(&guard, path, &[host]), Ok(()));
        let post = Request::post(*path).header("host", "api.example").body(()).unwrap();
        assert_eq!(guard.check(&post.into_parts().0), Err(Refusal::NoToken));
    }
}
