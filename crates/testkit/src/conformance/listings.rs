//! Listings: folders, pages, order, every object once.

use std::collections::BTreeSet;

use satchel_objects::{ETag, ListEntry, ListRequest, ObjectKey};

use super::ground::{Failure, Ground, key};
use super::{Check, body, check, check_if, ensure};

pub(super) fn checks() -> Vec<Check> {
    vec![
        check("list: an empty bucket has no rows", body!(empty)),
        check("list: a delimiter folds folders", body!(delimiter)),
        check("list: rows have size, time and tag", body!(rows)),
        check("list: 1,100 keys come over pages, each once", body!(pages)),
        check("list: small pages of folders and objects", body!(mixed_pages)),
        check("list: start after a key", body!(start_after)),
        check("list: gentle keys come back as they went", body!(gentle)),
        check_if("list: in the order of bytes", "ordered_listing", |can| can.ordered_listing, body!(ordered)),
    ]
}

async fn empty(ground: &Ground<'_>) -> Result<(), Failure> {
    for delimiter in [None, Some("/")] {
        let page = ground.store.list_page(&ground.request("", delimiter)).await?;
        ensure!(page.entries.is_empty() && page.continuation.is_none(), "an empty bucket lists {page:?}");
    }
    let page = ground.store.list_page(&ground.request("no/such/folder/", Some("/"))).await?;
    ensure!(page.entries.is_empty(), "a missing folder lists {page:?}");
    Ok(())
}

async fn delimiter(ground: &Ground<'_>) -> Result<(), Failure> {
    for name in ["a.txt", "folder/b.txt", "folder/deep/c.txt", "folder/deep/d.txt", "other/e.txt"] {
        ground.put(name, b"x").await?;
    }
    let top = names(ground.entries(ground.request("", Some("/"))).await?);
    ensure!(top == set(&["a.txt", "PRE folder/", "PRE other/"]), "the top lists {top:?}");
    let folder = names(ground.entries(ground.request("folder/", Some("/"))).await?);
    ensure!(folder == set(&["folder/b.txt", "PRE folder/deep/"]), "the folder lists {folder:?}");
    let flat = names(ground.entries(ground.request("folder/", None)).await?);
    let expected = set(&["folder/b.txt", "folder/deep/c.txt", "folder/deep/d.txt"]);
    ensure!(flat == expected, "without a delimiter the folder lists {flat:?}");
    Ok(())
}

async fn rows(ground: &Ground<'_>) -> Result<(), Failure> {
    let key = ground.put("a", b"12345").await?;
    let head = ground.store.head(&ground.bucket, &key).await?;
    let listed = ground.list_all(&ground.bucket, "").await?;
    let [row] = &listed[..] else { return Err(Failure::new(format!("one object lists as {listed:?}"))) };
    ensure!(row.key == key && row.size == 5, "the row is {row:?}");
    ensure!(row.last_modified.is_some(), "the row has no time");
    let tags = (row.etag.as_ref().map(ETag::unquoted), head.etag.as_ref().map(ETag::unquoted));
    ensure!(tags.0 == tags.1 && tags.0.is_some(), "row and HEAD have the tags {tags:?}");
    Ok(())
}

async fn pages(ground: &Ground<'_>) -> Result<(), Failure> {
    let keys = (0..1100).map(|number| key(&format!("many/{number:05}"))).collect::<Result<Vec<_>, _>>()?;
    ground.put_many(&keys).await?;
    let first = ground.store.list_page(&ground.request("", None)).await?;
    ensure!(first.entries.len() == 1000, "the first page has {} rows", first.entries.len());
    let listed: Vec<ObjectKey> =
        ground.list_all(&ground.bucket, "").await?.into_iter().map(|object| object.key).collect();
    ensure!(listed.len() == 1100, "{} of 1,100 objects are listed", listed.len());
    let distinct: BTreeSet<_> = listed.into_iter().collect();
    ensure!(distinct.into_iter().eq(keys), "the listed keys aren't those that were put");
    let folded = names(ground.entries(ground.request("", Some("/"))).await?);
    ensure!(folded == set(&["PRE many/"]), "folded, the top lists {folded:?}");
    Ok(())
}

async fn mixed_pages(ground: &Ground<'_>) -> Result<(), Failure> {
    let mut expected = BTreeSet::new();
    for number in 0..7 {
        for name in [format!("f{number}/x"), format!("f{number}/y"), format!("o{number}")] {
            ground.put(&name, b"x").await?;
        }
        expected.insert(format!("PRE f{number}/"));
        expected.insert(format!("o{number}"));
    }
    for size in [1, 3, 5] {
        let entries = ground.entries(ListRequest { max_keys: size, ..ground.request("", Some("/")) }).await?;
        ensure!(entries.len() == 14, "pages of {size} give {} rows of 14", entries.len());
        let listed = names(entries);
        ensure!(listed == expected, "pages of {size} list {listed:?}");
    }
    Ok(())
}

async fn start_after(ground: &Ground<'_>) -> Result<(), Failure> {
    for name in ["a", "b", "c"] {
        ground.put(name, b"x").await?;
    }
    let request = ListRequest { start_after: Some("a".to_owned()), ..ground.request("", None) };
    let listed = names(ground.entries(request).await?);
    ensure!(listed == set(&["b", "c"]), "after a come {listed:?}");
    Ok(())
}

async fn gentle(ground: &Ground<'_>) -> Result<(), Failure> {
    let keys = crate::keys::gentle();
    ground.put_many(&keys).await?;
    let listed: BTreeSet<_> = ground.list_all(&ground.bucket, "").await?.into_iter().map(|object| object.key).collect();
    let expected: BTreeSet<_> = keys.iter().cloned().collect();
    ensure!(listed == expected, "the listing differs by {:?}", listed.symmetric_difference(&expected));
    for key in &keys {
        ensure!(ground.read(&ground.bucket, key).await? == key.as_str().as_bytes(), "{key:?} has another's bytes");
    }
    Ok(())
}

async fn ordered(ground: &Ground<'_>) -> Result<(), Failure> {
    for name in ["b", "a-", "a", "a/b", "a0", "é", "z", "Z", "新", "🎞", "\u{e000}"] {
        // Where keys are paths, `a` can't stand beside `a/b`.
        if ground.can.free_keys || name != "a" {
            ground.put(name, b"x").await?;
        }
    }
    let listed: Vec<ObjectKey> =
        ground.list_all(&ground.bucket, "").await?.into_iter().map(|object| object.key).collect();
    ensure!(listed.is_sorted(), "the listing isn't in order: {listed:?}");
    Ok(())
}

fn names(entries: Vec<ListEntry>) -> BTreeSet<String> {
    let name = |entry| match entry {
        ListEntry::Prefix(prefix) => format!("PRE {prefix}"),
        ListEntry::Object(object) => object.key.as_str().to_owned(),
    };
    entries.into_iter().map(name).collect()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
