//! Listings against a plain model, and what they cost.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::index::Change;
use crate::index::objects::{self, NewObject, WriteConditions};
use crate::index::{buckets, schema};

fn index(keys: impl IntoIterator<Item = String>) -> (tempfile::TempDir, Connection, i64) {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = schema::open(&folder.path().join("index.sqlite")).unwrap();
    let mut change = Change::begin(&mut connection).unwrap();
    for bucket in ["before", "bucket", "cellar"] {
        buckets::create(&mut change, bucket).unwrap();
    }
    let new = NewObject {
        segments: Vec::new(),
        etag: "tag".to_owned(),
        attributes: rows::Attributes::default(),
        checksums: crate::digest::Checksums::default(),
        tags: Vec::new(),
    };
    for key in keys {
        objects::put(&mut change, "bucket", &key, &new, &WriteConditions::default()).unwrap();
    }
    // Neighbours that must never show.
    for bucket in ["before", "cellar"] {
        objects::put(&mut change, bucket, "a/neighbour", &new, &WriteConditions::default()).unwrap();
    }
    change.commit().unwrap();
    let bucket = buckets::find(&connection, "bucket").unwrap();
    (folder, connection, bucket)
}

/// What S3 says a listing is: fold, then cut what isn't after the marker.
fn model(keys: &BTreeSet<String>, query: &Query) -> Vec<String> {
    let folded = keys.iter().filter(|key| key.starts_with(&query.prefix)).map(|key| {
        let rest = &key[query.prefix.len()..];
        let delimiter = query.delimiter.as_deref().filter(|delimiter| !delimiter.is_empty());
        match delimiter.and_then(|delimiter| Some(rest.find(delimiter)? + delimiter.len())) {
            Some(end) => key[..query.prefix.len() + end].to_owned(),
            None => key.clone(),
        }
    });
    let entries: BTreeSet<_> = folded.collect();
    entries.into_iter().filter(|entry| query.after.as_ref().is_none_or(|after| entry > after)).collect()
}

/// Every page, one after the other.
fn all(index: &Connection, bucket: i64, query: &Query) -> Vec<String> {
    let (mut query, mut entries) = (query.clone(), Vec::new());
    loop {
        let page = page(index, bucket, &query).unwrap();
        assert!(page.entries.len() <= query.limit);
        assert!(page.rows_read <= page.entries.len() + 1, "{} rows for {}", page.rows_read, page.entries.len());
        entries.extend(page.entries.iter().map(|entry| entry.text().to_owned()));
        if !page.truncated {
            return entries;
        }
        query.after = entries.last().cloned();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]
    #[test]
    fn listings_are_what_the_model_says(
        keys in prop::collection::btree_set("[ab/é\u{0}\u{10ffff}]{1,6}", 0..40),
        prefix in "[ab/é]{0,3}",
        delimiter in prop::option::of(prop_oneof![Just("/".to_owned()), Just("ab".to_owned()), Just("é".to_owned()), Just(String::new())]),
        after in prop::option::of("[ab/é\u{0}]{1,4}"),
        limit in 1_usize..8,
    ) {
        let (_folder, connection, bucket) = index(keys.iter().cloned());
        let query = Query { prefix, delimiter, after, limit };
        prop_assert_eq!(all(&connection, bucket, &query), model(&keys, &query));
    }
}

#[test]
fn a_page_costs_the_same_however_many_keys_there_are() {
    let keys = (0..20_000).map(|number| format!("big/{number:05}")).chain((0..40).map(|number| format!("z{number}/x")));
    let (_folder, connection, bucket) = index(keys);
    let steps = |query: &Query| {
        let page = page(&connection, bucket, query).unwrap();
        (page.rows_read, page.entries.len(), page.truncated)
    };
    let slash = Some("/".to_owned());
    // The 20,000 keys of a folder are one entry and one row.
    let root = Query { delimiter: slash.clone(), limit: 1000, ..Query::default() };
    assert_eq!(steps(&root), (41, 41, false));
    // A page in the middle of the folder costs its own entries and the one that says there is more.
    let inside = Query { prefix: "big/".into(), delimiter: slash, after: Some("big/15000".into()), limit: 100 };
    assert_eq!(steps(&inside), (101, 100, true));
    let flat = Query { after: Some("big/19990".into()), limit: 5, ..Query::default() };
    assert_eq!(steps(&flat), (6, 5, true));
}

#[test]
fn the_seek_uses_the_table_s_own_order() {
    let (_folder, connection, _) = index([]);
    let plan: String = connection
        .query_row(
            "EXPLAIN QUERY PLAN SELECT key, size, etag, modified, checksums FROM objects
             WHERE bucket = 1 AND key >= x'61' ORDER BY key",
            [],
            |row| row.get(3),
        )
        .unwrap();
    assert_eq!(plan, "SEARCH objects USING PRIMARY KEY (bucket=? AND key>?)");
    let plan: String = connection
        .query_row(
            "EXPLAIN QUERY PLAN SELECT id FROM uploads WHERE bucket = 1 AND (key, id) > (x'61', 'b') ORDER BY key, id",
            [],
            |row| row.get(3),
        )
        .unwrap();
    assert!(plan.starts_with("SEARCH uploads USING PRIMARY KEY (bucket=? AND"), "{plan}");
}

#[test]
fn a_page_of_no_entries_is_empty_and_whole() {
    let (_folder, connection, bucket) = index(["a".to_owned()]);
    let page = page(&connection, bucket, &Query::default()).unwrap();
    assert_eq!((page.entries.len(), page.truncated, page.rows_read), (0, false, 0));
}
