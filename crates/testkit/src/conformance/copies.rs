//! Copies at the server.

use satchel_objects::{BucketName, CopyRequest, ETag, ErrorKind as K, ObjectKey, PutOptions, Tag};

use super::ground::{Failure, Ground, key, noise, refused};
use super::{Check, body, check, check_if, ensure};

pub(super) fn checks() -> Vec<Check> {
    vec![
        check("copy: bytes, type and metadata go along", body!(along)),
        check_if("copy: tags go along", "tagging", |can| can.tagging, body!(tags)),
        check("copy: to another bucket", body!(across)),
        check("copy: gentle keys as source and destination", body!(gentle)),
        check("copy: only if the source is unchanged", body!(if_unchanged)),
        check("copy: a missing source is said to be missing", body!(missing)),
    ]
}

fn request(source: (&BucketName, &ObjectKey), destination: (&BucketName, &ObjectKey)) -> CopyRequest {
    CopyRequest {
        source: (source.0.clone(), source.1.clone()),
        destination: (destination.0.clone(), destination.1.clone()),
        if_source_matches: None,
    }
}

async fn along(ground: &Ground<'_>) -> Result<(), Failure> {
    let options = PutOptions {
        content_type: Some("image/png".to_owned()),
        metadata: vec![("colour".into(), "blue".into())],
        ..Default::default()
    };
    let content = noise(100_000);
    let (from, to) = (ground.put_with("from", &content, &options).await?, key("to/there")?);
    let copied = ground.store.copy(&request((&ground.bucket, &from), (&ground.bucket, &to))).await?;
    ensure!(copied.etag.is_some(), "the copy has no tag");
    ensure!(ground.read(&ground.bucket, &to).await? == content, "the copy has other bytes");
    let info = ground.store.head(&ground.bucket, &to).await?;
    ensure!(info.content_type == options.content_type, "the copy's type is {:?}", info.content_type);
    ensure!(info.metadata == options.metadata, "the copy's metadata is {:?}", info.metadata);
    ensure!(ground.read(&ground.bucket, &from).await? == content, "the source changed");
    Ok(())
}

async fn tags(ground: &Ground<'_>) -> Result<(), Failure> {
    let (from, to) = (ground.put("from", b"x").await?, key("to")?);
    let tags = vec![Tag { key: "project".into(), value: "wedding + more".into() }];
    ground.store.put_tags(&ground.bucket, &from, &tags).await?;
    ground.store.copy(&request((&ground.bucket, &from), (&ground.bucket, &to))).await?;
    let got = ground.store.tags(&ground.bucket, &to).await?;
    ensure!(got == tags, "the copy's tags are {got:?}");
    Ok(())
}

async fn across(ground: &Ground<'_>) -> Result<(), Failure> {
    ground.store.create_bucket(&ground.other).await?;
    let from = ground.put("a folder/from", b"across").await?;
    ground.store.copy(&request((&ground.bucket, &from), (&ground.other, &from))).await?;
    ensure!(ground.read(&ground.other, &from).await? == b"across", "the copy has other bytes");
    Ok(())
}

async fn gentle(ground: &Ground<'_>) -> Result<(), Failure> {
    for from in crate::keys::gentle() {
        ground.put(from.as_str(), from.as_str().as_bytes()).await?;
        let to = key(&format!("copy of/{from}"))?;
        ground.store.copy(&request((&ground.bucket, &from), (&ground.bucket, &to))).await?;
        ensure!(
            ground.read(&ground.bucket, &to).await? == from.as_str().as_bytes(),
            "the copy of {from:?} is another's"
        );
    }
    Ok(())
}

async fn if_unchanged(ground: &Ground<'_>) -> Result<(), Failure> {
    let (from, to) = (ground.put("from", b"x").await?, key("to")?);
    let mut request = request((&ground.bucket, &from), (&ground.bucket, &to));
    request.if_source_matches = Some(ETag("\"0123456789abcdef0123456789abcdef\"".into()));
    refused(ground.store.copy(&request).await, &[K::PreconditionFailed], "copying a changed source")?;
    request.if_source_matches = ground.store.head(&ground.bucket, &from).await?.etag;
    ground.store.copy(&request).await?;
    Ok(())
}

async fn missing(ground: &Ground<'_>) -> Result<(), Failure> {
    let (from, to) = (key("no/such/object")?, key("to")?);
    let copied = ground.store.copy(&request((&ground.bucket, &from), (&ground.bucket, &to))).await;
    refused(copied, &[K::NoSuchObject], "copying a missing object")?;
    let copied = ground.store.copy(&request((&ground.other, &from), (&ground.bucket, &to))).await;
    refused(copied, &[K::NoSuchBucket], "copying from a missing bucket")?;
    Ok(())
}
