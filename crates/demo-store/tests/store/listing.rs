use aws_sdk_s3::types::EncodingType;

use super::support::{BUCKET, Fixture, failed, failure};

#[tokio::test]
async fn both_versions_page_through_folders() {
    let fixture = Fixture::new().await;
    for key in ["a", "b/1", "b/2", "b/c/3", "d", "e/4", "f"] {
        fixture.put(key, key).await;
    }
    let mut rows = Vec::new();
    let mut pages = fixture.client.list_objects_v2().bucket(BUCKET).delimiter("/").max_keys(2).into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        assert!(page.key_count().unwrap() <= 2);
        rows.extend(page.common_prefixes().iter().map(|prefix| prefix.prefix().unwrap().to_owned()));
        rows.extend(page.contents().iter().map(|object| object.key().unwrap().to_owned()));
        assert!(page.contents().iter().all(|object| object.e_tag().is_some() && object.last_modified().is_some()));
    }
    rows.sort();
    assert_eq!(rows, ["a", "b/", "d", "e/", "f"]);

    let first = fixture.client.list_objects().bucket(BUCKET).delimiter("/").max_keys(2).send().await.unwrap();
    assert_eq!((first.is_truncated(), first.next_marker()), (Some(true), Some("b/")));
    let marker = first.next_marker().unwrap();
    let next = fixture.client.list_objects().bucket(BUCKET).delimiter("/").marker(marker).send().await.unwrap();
    assert_eq!(next.contents()[0].key(), Some("d"));
    assert_eq!(next.common_prefixes()[0].prefix(), Some("e/"));
    assert_eq!(next.is_truncated(), Some(false));

    let inside = fixture.client.list_objects_v2().bucket(BUCKET).prefix("b/").start_after("b/1").send().await.unwrap();
    let keys: Vec<_> = inside.contents().iter().filter_map(|object| object.key()).collect();
    assert_eq!(keys, ["b/2", "b/c/3"]);
}

#[tokio::test]
async fn names_come_encoded_where_that_was_asked_for() {
    let fixture = Fixture::new().await;
    fixture.put("p \u{1}/a+b c\n", "x").await;
    let request = fixture.client.list_objects_v2().bucket(BUCKET).encoding_type(EncodingType::Url);
    let whole = request.clone().prefix("p \u{1}").send().await.unwrap();
    assert_eq!(whole.contents()[0].key(), Some("p%20%01/a%2Bb%20c%0A"));
    assert_eq!(whole.prefix(), Some("p%20%01"));
    let folded = request.delimiter("/").send().await.unwrap();
    assert_eq!(folded.common_prefixes()[0].prefix(), Some("p%20%01/"));
}

#[tokio::test]
async fn wrong_arguments_are_refused() {
    let fixture = Fixture::new().await;
    let list = || fixture.client.list_objects_v2().bucket(BUCKET);
    assert_eq!(failure(list().continuation_token("a/b").send().await), failed(400, "InvalidArgument"));
    assert_eq!(failure(list().max_keys(-1).send().await), failed(400, "InvalidArgument"));
    let none = list().max_keys(0).send().await.unwrap();
    assert_eq!((none.key_count(), none.is_truncated()), (Some(0), Some(false)));
}
