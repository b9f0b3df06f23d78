//! Tags.

use satchel_objects::{ErrorKind as K, Tag};

use super::ground::{Failure, Ground, key, refused};
use super::{Check, body, check_if, ensure};

pub(super) fn checks() -> Vec<Check> {
    vec![
        check_if("tags: set, replaced, removed", "tagging", |can| can.tagging, body!(lifecycle)),
        check_if("tags: of a missing object", "tagging", |can| can.tagging, body!(missing)),
        check_if("tags: eleven are refused", "tagging", |can| can.tagging, body!(too_many)),
    ]
}

fn tags(pairs: &[(&str, &str)]) -> Vec<Tag> {
    let mut tags: Vec<_> =
        pairs.iter().map(|(key, value)| Tag { key: (*key).to_owned(), value: (*value).to_owned() }).collect();
    tags.sort_by(|a, b| a.key.cmp(&b.key));
    tags
}

async fn lifecycle(ground: &Ground<'_>) -> Result<(), Failure> {
    let object = ground.put("a folder/a", b"x").await?;
    let now = || async {
        let mut tags = ground.store.tags(&ground.bucket, &object).await?;
        tags.sort_by(|a, b| a.key.cmp(&b.key));
        Ok::<_, Failure>(tags)
    };
    ensure!(now().await?.is_empty(), "a new object has tags");
    for set in [
        tags(&[("project", "wedding"), ("a b", "c d"), ("empty", "")]),
        tags(&[("+-=._:/@", "+-=._:/@")]),
        tags(&[("项目", "婚礼"), ("é", "ü")]),
    ] {
        ground.store.put_tags(&ground.bucket, &object, &set).await?;
        let got = now().await?;
        ensure!(got == set, "{set:?} came back as {got:?}");
    }
    ground.store.delete_tags(&ground.bucket, &object).await?;
    ensure!(now().await?.is_empty(), "removed tags are still there");
    ensure!(ground.read(&ground.bucket, &object).await? == b"x", "tags changed the object");
    Ok(())
}

async fn missing(ground: &Ground<'_>) -> Result<(), Failure> {
    let object = key("no/such/object")?;
    refused(ground.store.tags(&ground.bucket, &object).await, &[K::NoSuchObject], "tags of a missing object")?;
    let put = ground.store.put_tags(&ground.bucket, &object, &tags(&[("a", "b")])).await;
    refused(put, &[K::NoSuchObject], "tagging a missing object")?;
    Ok(())
}

async fn too_many(ground: &Ground<'_>) -> Result<(), Failure> {
    let object = ground.put("a", b"x").await?;
    let names: Vec<String> = (0..11).map(|number| format!("tag{number}")).collect();
    let eleven: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "x")).collect();
    let put = ground.store.put_tags(&ground.bucket, &object, &tags(&eleven)).await;
    refused(put, &[K::InvalidRequest], "eleven tags")?;
    Ok(())
}
