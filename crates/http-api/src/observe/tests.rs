use http::{HeaderMap, HeaderValue};

use super::request_id::HEADER;
use super::*;

#[test]
fn an_id_that_is_sent_is_taken_over_where_it_is_plain() {
    let with = |values: &[&str]| {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(HEADER, HeaderValue::from_str(value).unwrap());
        }
        RequestId::of(&headers).as_str().to_owned()
    };
    for plain in ["a", "7f0b2d9e-5b0e-4d8e-9d52-2f6a1c1f7a11", "proxy_1.2", &"x".repeat(64)] {
        assert_eq!(with(&[plain]), plain);
    }
    for other in ["", "a b", "a\"b", "a=b", "a,b", "{}", &"x".repeat(65)] {
        let made = with(&[other]);
        assert!(made.len() == 32 && made != other, "{other}: {made}");
    }
    assert_eq!(with(&["a", "b"]).len(), 32);
    assert_ne!(with(&[]), with(&[]));
}

#[test]
fn a_path_is_named_only_where_it_is_ours() {
    assert_eq!(Route::of("/listObjects"), Route { path: "/listObjects", is_operation: true });
    assert_eq!(Route::of("/healthz"), Route { path: "/healthz", is_operation: false });
    for other in ["/listobjects", "/", "", "/listObjects/canary", "/list_objects", "listObjects"] {
        assert_eq!(Route::of(other), Route { path: "-", is_operation: false }, "{other}");
    }
    assert_eq!(OPERATION_PATHS.len(), 25);
}
