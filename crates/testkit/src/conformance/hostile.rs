//! Keys that are no paths, over every call.

use std::collections::BTreeSet;

use futures::{StreamExt, TryStreamExt};
use satchel_objects::{CopyRequest, ObjectKey, PutOptions, Tag};

use super::ground::{Failure, Ground, key};
use super::{Check, body, check_if, ensure};

pub(super) fn checks() -> Vec<Check> {
    vec![
        check_if("hostile keys: put, listed, read, deleted", "free_keys", |can| can.free_keys, body!(life)),
        check_if("hostile keys: copied", "free_keys", |can| can.free_keys, body!(copied)),
        check_if("hostile keys: tagged", "free_keys", |can| can.free_keys && can.tagging, body!(tagged)),
        check_if("hostile keys: uploaded in parts", "free_keys", |can| can.free_keys, body!(multipart)),
        check_if("hostile keys: folders add up", "free_keys", |can| can.free_keys, body!(folders)),
    ]
}

async fn life(ground: &Ground<'_>) -> Result<(), Failure> {
    let keys = ground.hostile();
    ground.put_many(&keys).await?;
    let listed: BTreeSet<ObjectKey> =
        ground.list_all(&ground.bucket, "").await?.into_iter().map(|object| object.key).collect();
    let expected: BTreeSet<ObjectKey> = keys.iter().cloned().collect();
    ensure!(listed == expected, "the listing differs by {:?}", listed.symmetric_difference(&expected));
    let reads = futures::stream::iter(keys.clone()).map(|key| async move {
        let content = ground.read(&ground.bucket, &key).await?;
        ensure!(content == key.as_str().as_bytes(), "{key:?} has another's bytes");
        let info = ground.store.head(&ground.bucket, &key).await?;
        ensure!(info.size == key.as_str().len() as u64, "HEAD of {key:?} is another's");
        Ok(())
    });
    reads.buffer_unordered(16).try_collect::<Vec<()>>().await?;
    for outcome in ground.store.delete_many(&ground.bucket, &keys).await? {
        outcome.result?;
    }
    let left = ground.list_all(&ground.bucket, "").await?;
    ensure!(left.is_empty(), "left are {left:?}");
    Ok(())
}

async fn copied(ground: &Ground<'_>) -> Result<(), Failure> {
    let keys = ground.hostile();
    ground.put_many(&keys).await?;
    let copies = futures::stream::iter(keys).enumerate().map(|(number, from)| async move {
        let to = key(&format!("copies/{number}"))?;
        let request = CopyRequest {
            source: (ground.bucket.clone(), from.clone()),
            destination: (ground.bucket.clone(), to.clone()),
            if_source_matches: None,
        };
        ground.store.copy(&request).await?;
        ensure!(
            ground.read(&ground.bucket, &to).await? == from.as_str().as_bytes(),
            "the copy of {from:?} is another's"
        );
        Ok(())
    });
    copies.buffer_unordered(16).try_collect::<Vec<()>>().await?;
    Ok(())
}

async fn tagged(ground: &Ground<'_>) -> Result<(), Failure> {
    for (number, name) in ground.hostile().into_iter().enumerate().step_by(7) {
        let key = ground.put(name.as_str(), b"x").await?;
        let tags = vec![Tag { key: "number".into(), value: number.to_string() }];
        ground.store.put_tags(&ground.bucket, &key, &tags).await?;
        let got = ground.store.tags(&ground.bucket, &key).await?;
        ensure!(got == tags, "the tags of {key:?} are {got:?}");
    }
    Ok(())
}

async fn multipart(ground: &Ground<'_>) -> Result<(), Failure> {
    for key in ground.hostile().into_iter().step_by(11) {
        let id = ground.store.create_multipart(&ground.bucket, &key, &PutOptions::default()).await?;
        let uploads = ground.store.multipart_page(&ground.bucket, "", None).await?.uploads;
        ensure!(uploads.iter().any(|upload| upload.key == key), "{key:?} isn't among {uploads:?}");
        ground.store.abort_multipart(&ground.bucket, &key, &id).await?;
    }
    Ok(())
}

/// Walking folder by folder finds every key, each once: what the window does.
async fn folders(ground: &Ground<'_>) -> Result<(), Failure> {
    let keys: BTreeSet<ObjectKey> = ground.hostile().into_iter().filter(|key| key.as_str().len() < 200).collect();
    ground.put_many(&keys.iter().cloned().collect::<Vec<_>>()).await?;
    let mut found = BTreeSet::new();
    let mut open = vec![String::new()];
    while let Some(prefix) = open.pop() {
        for entry in ground.entries(ground.request(&prefix, Some("/"))).await? {
            match entry {
                satchel_objects::ListEntry::Prefix(folder) => {
                    ensure!(
                        folder.len() > prefix.len() && folder.starts_with(&prefix),
                        "{folder:?} is below {prefix:?}"
                    );
                    open.push(folder);
                }
                satchel_objects::ListEntry::Object(object) => {
                    ensure!(found.insert(object.key.clone()), "{:?} is found twice", object.key);
                }
            }
        }
    }
    ensure!(found == keys, "walking differs by {:?}", found.symmetric_difference(&keys));
    Ok(())
}
