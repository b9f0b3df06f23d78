use std::collections::BTreeSet;

use aws_sdk_s3::types::{Delete, EncodingType, ObjectIdentifier};
use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::support::{BUCKET, Fixture, failed, failure};

/// Every key of the bucket, decoded.
async fn keys(fixture: &Fixture) -> BTreeSet<String> {
    let mut pages =
        fixture.client.list_objects_v2().bucket(BUCKET).encoding_type(EncodingType::Url).into_paginator().send();
    let mut keys = BTreeSet::new();
    while let Some(page) = pages.next().await {
        for object in page.unwrap().contents() {
            keys.insert(percent_decode_str(object.key().unwrap()).decode_utf8().unwrap().into_owned());
        }
    }
    keys
}

#[tokio::test]
async fn hostile_keys_are_ordinary() {
    let fixture = Fixture::new().await;
    let long = "文".repeat(341) + "a";
    let hostile = [
        "a",
        "a/b",
        "a/",
        "a//b",
        "/a",
        "//",
        "/",
        "..",
        "../..",
        "../../etc/passwd",
        ".",
        "./a",
        "a/../b",
        "a/./b",
        " a ",
        "a\u{0}b",
        "\nx",
        "\r\nx",
        "\u{7f}",
        "\u{1}",
        "a\\b",
        "C:\\x",
        "con",
        "a?b",
        "a#b",
        "a%2Fb",
        "a+b",
        "a&b=c",
        "*",
        "\u{feff}",
        "e\u{301}",
        "é",
        "😀/文/ñ",
        "\u{10ffff}",
        "\"<&>'",
        "?versionId=1",
        &long,
    ];
    for key in hostile {
        fixture.put(key, format!("of {key}")).await;
    }
    assert_eq!(keys(&fixture).await, hostile.iter().map(|key| (*key).to_owned()).collect());
    for key in hostile {
        assert_eq!(fixture.get(key).await, format!("of {key}").into_bytes(), "{key:?}");
        fixture.client.delete_object().bucket(BUCKET).key(key).send().await.unwrap();
    }
    assert_eq!(keys(&fixture).await, BTreeSet::new());
    assert_eq!(fixture.blobs(), 0);
}

/// The AWS SDK refuses to send a key of nothing but white space, so the address is put in just before signing.
#[tokio::test]
async fn a_key_of_white_space_is_a_key() {
    let fixture = Fixture::new().await;
    let address = fixture.server.address();
    for (key, encoded) in [(" ", "%20"), ("\n", "%0A"), ("\r\n\t", "%0D%0A%09")] {
        let uri = format!("http://{address}/{BUCKET}/{encoded}");
        let put = fixture.client.put_object().bucket(BUCKET).key("x").body(b"white".to_vec().into()).customize();
        let there = uri.clone();
        put.mutate_request(move |request| request.set_uri(there.clone()).unwrap()).send().await.unwrap();
        assert_eq!(keys(&fixture).await, BTreeSet::from([key.to_owned()]));
        let get = fixture.client.get_object().bucket(BUCKET).key("x").customize();
        let there = uri.clone();
        let got = get.mutate_request(move |request| request.set_uri(there.clone()).unwrap()).send().await.unwrap();
        assert_eq!(&got.body.collect().await.unwrap().into_bytes()[..], b"white");
        let delete = fixture.client.delete_object().bucket(BUCKET).key("x").customize();
        delete.mutate_request(move |request| request.set_uri(uri.clone()).unwrap()).send().await.unwrap();
        assert_eq!(keys(&fixture).await, BTreeSet::new());
    }
}

#[tokio::test]
async fn a_key_of_1025_bytes_is_too_long() {
    let fixture = Fixture::new().await;
    fixture.put(&"k".repeat(1024), "fits").await;
    let put = fixture.client.put_object().bucket(BUCKET).key("k".repeat(1025)).send().await;
    assert_eq!(failure(put), failed(400, "KeyTooLongError"));
}

#[tokio::test]
async fn a_batch_delete_names_what_went() {
    let fixture = Fixture::new().await;
    for key in ["a", "a/b", "..", "x<y>&"] {
        fixture.put(key, "x").await;
    }
    let named = |keys: &[&str]| {
        let objects = keys.iter().map(|key| ObjectIdentifier::builder().key(*key).build().unwrap());
        Delete::builder().set_objects(Some(objects.collect()))
    };
    let delete = named(&["a", "missing", "x<y>&"]).build().unwrap();
    let done = fixture.client.delete_objects().bucket(BUCKET).delete(delete).send().await.unwrap();
    let gone: Vec<_> = done.deleted().iter().filter_map(|deleted| deleted.key()).collect();
    assert_eq!(gone, ["a", "missing", "x<y>&"]);
    let quiet = named(&[".."]).quiet(true).build().unwrap();
    let done = fixture.client.delete_objects().bucket(BUCKET).delete(quiet).send().await.unwrap();
    assert!(done.deleted().is_empty() && done.errors().is_empty());
    assert_eq!(keys(&fixture).await, BTreeSet::from(["a/b".to_owned()]));
}

#[test]
fn any_legal_key_is_put_listed_read_and_deleted() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let fixture = runtime.block_on(Fixture::new());
    let key = prop_oneof![any::<String>(), "[./\\\\%+ \u{0}-\u{1f}é]{1,40}", "(\\.\\.?/{1,2}){1,20}"];
    let key = key.prop_filter("1 to 1,024 bytes, not only spaces", |key| {
        (1..=1024).contains(&key.len()) && !key.trim().is_empty()
    });
    let mut runner = TestRunner::new(Config { cases: 48, ..Config::default() });
    let property = |key: String| {
        runtime.block_on(async {
            fixture.put(&key, key.clone()).await;
            prop_assert_eq!(keys(&fixture).await, BTreeSet::from([key.clone()]));
            prop_assert_eq!(fixture.get(&key).await, key.as_bytes());
            fixture.client.head_object().bucket(BUCKET).key(&key).send().await.unwrap();
            fixture.client.delete_object().bucket(BUCKET).key(&key).send().await.unwrap();
            prop_assert_eq!(keys(&fixture).await, BTreeSet::new());
            Ok(())
        })
    };
    runner.run(&key, property).unwrap();
}
