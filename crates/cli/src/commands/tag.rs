//! `tag`: shows the tags of objects, sets some, takes some away.

use std::collections::HashSet;

use satchel_objects::{BucketName, ObjectKey, Tag};
use satchel_operations::check_tags;
use serde::Serialize;

use super::buckets::finish;
use crate::arguments::{Global, TagArgument, Tags};
use crate::connect::{self, Session};
use crate::failure::{Exit, Result, Stop, usage};
use crate::location::RemotePath;
use crate::output::Output;
use crate::units;

#[derive(Serialize)]
struct Row<'a> {
    event: &'static str,
    bucket: &'a str,
    key: &'a str,
    tags: &'a [Tag],
}

/// What is to be done to the tags of an object.
#[derive(Debug, PartialEq, Eq)]
enum Change<'a> {
    /// Nothing: they are shown.
    Nothing,
    /// These are all.
    Replace(Vec<Tag>),
    /// These are set and those taken away; the others stay.
    Merge { set: Vec<Tag>, remove: &'a [String] },
}

pub async fn run(global: &Global, tags: &Tags, output: &mut Output) -> Result<Exit> {
    let (objects, change) = understood(tags)?;
    let session = connect::open(global).await?;
    let mut failures = Vec::new();
    for (path, key) in &objects {
        let done = match &change {
            Change::Nothing => show(&session, path, key, objects.len() > 1, output).await,
            change => alter(&session, path, key, change, output).await,
        };
        match done {
            Ok(()) => {}
            Err(Stop::Failed(failure)) => failures.push(*failure),
            Err(unread @ Stop::Unread) => return Err(unread),
        }
    }
    finish(failures, objects.len(), output.json)
}

/// What was typed, with its limits looked at before anything is asked of a server.
fn understood(tags: &Tags) -> Result<(Vec<(&RemotePath, ObjectKey)>, Change<'_>)> {
    let (mut objects, mut set) = (Vec::new(), Vec::new());
    for argument in &tags.arguments {
        match argument {
            TagArgument::Object(path) => {
                let key = path.object().ok_or_else(|| usage(format!("{path} is a bucket: name an object in it")))?;
                objects.push((path, key));
            }
            TagArgument::Tag(tag) => set.push(tag.clone()),
        }
    }
    if objects.is_empty() {
        return Err(usage("no object is named: write s3://BUCKET/KEY before the tags"));
    }
    check_tags(&set).map_err(|info| usage(info.message))?;
    if let Some(both) = set.iter().find(|tag| tags.remove.contains(&tag.key)) {
        return Err(usage(format!("the tag {} can't be set and removed at once", both.key)));
    }
    let change = match (tags.clear, tags.replace) {
        (true, _) if !set.is_empty() => {
            return Err(usage("--clear takes all tags away: --replace sets others instead"));
        }
        (_, true) if set.is_empty() => return Err(usage("--replace needs tags: --clear takes all of them away")),
        (true, _) | (_, true) => Change::Replace(set),
        (false, false) if set.is_empty() && tags.remove.is_empty() => Change::Nothing,
        (false, false) => Change::Merge { set, remove: &tags.remove },
    };
    Ok((objects, change))
}

async fn show(session: &Session, path: &RemotePath, key: &ObjectKey, named: bool, output: &mut Output) -> Result<()> {
    let tags = session.store.tags(&path.bucket, key).await?;
    if output.json {
        return output.object(&row("tags", path, &tags));
    }
    if named {
        output.name(&path.to_string())?;
        output.bytes(b":\n")?;
    }
    for tag in &tags {
        output.name(&tag.key)?;
        output.bytes(b"=")?;
        output.name(&tag.value)?;
        output.bytes(b"\n")?;
    }
    Ok(())
}

/// S3 can only write an object's tags whole: they are read, changed, and written where something is different then.
async fn alter(
    session: &Session,
    path: &RemotePath,
    key: &ObjectKey,
    change: &Change<'_>,
    output: &mut Output,
) -> Result<()> {
    let bucket = &path.bucket;
    let before = session.store.tags(bucket, key).await?;
    let after = changed(&before, change);
    check_tags(&after)?;
    let event = if same(&before, &after) {
        "unchanged"
    } else {
        write(session, bucket, key, &after).await?;
        "tagged"
    };
    match (output.json, output.quiet) {
        (true, _) => output.object(&row(event, path, &after)),
        (false, true) => Ok(()),
        (false, false) => {
            output.bytes(format!("{event} ").as_bytes())?;
            output.name(&path.to_string())?;
            output.line(&format!(" ({})", units::count(after.len() as u64, "tag")))
        }
    }
}

async fn write(session: &Session, bucket: &BucketName, key: &ObjectKey, tags: &[Tag]) -> Result<()> {
    if tags.is_empty() {
        return Ok(session.store.delete_tags(bucket, key).await?);
    }
    Ok(session.store.put_tags(bucket, key, tags).await?)
}

/// The tags that an object has afterwards: those it had, in their order, then what is new.
fn changed(before: &[Tag], change: &Change<'_>) -> Vec<Tag> {
    match change {
        Change::Nothing => before.to_vec(),
        Change::Replace(tags) => tags.clone(),
        Change::Merge { set, remove } => {
            let kept = before.iter().filter(|tag| !remove.contains(&tag.key));
            let known: HashSet<&str> = before.iter().map(|tag| tag.key.as_str()).collect();
            let value = |tag: &Tag| set.iter().find(|new| new.key == tag.key).unwrap_or(tag).clone();
            let new = set.iter().filter(|tag| !known.contains(tag.key.as_str())).cloned();
            kept.map(value).chain(new).collect()
        }
    }
}

/// Servers give tags in an order of their own.
fn same(before: &[Tag], after: &[Tag]) -> bool {
    before.len() == after.len() && after.iter().all(|tag| before.contains(tag))
}

fn row<'a>(event: &'static str, path: &'a RemotePath, tags: &'a [Tag]) -> Row<'a> {
    Row { event, bucket: path.bucket.as_str(), key: &path.key, tags }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(list: &[(&str, &str)]) -> Vec<Tag> {
        list.iter().map(|(key, value)| Tag { key: (*key).into(), value: (*value).into() }).collect()
    }

    #[test]
    fn what_is_not_named_stays() {
        let before = tags(&[("a", "1"), ("b", "2"), ("c", "3")]);
        let remove = ["b".to_owned(), "not there".to_owned()];
        let change = Change::Merge { set: tags(&[("d", "4"), ("a", "one")]), remove: &remove };
        assert_eq!(changed(&before, &change), tags(&[("a", "one"), ("c", "3"), ("d", "4")]));
        assert_eq!(changed(&before, &Change::Replace(tags(&[("x", "")]))), tags(&[("x", "")]));
    }

    #[test]
    fn the_order_of_tags_makes_no_difference() {
        assert!(same(&tags(&[("a", "1"), ("b", "2")]), &tags(&[("b", "2"), ("a", "1")])));
        assert!(!same(&tags(&[("a", "1")]), &tags(&[("a", "2")])));
        assert!(!same(&tags(&[("a", "1"), ("b", "2")]), &tags(&[("a", "1")])));
    }
}
