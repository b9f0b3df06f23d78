//! Buckets.

use satchel_objects::{BucketName, ErrorKind as K};

use super::ground::{Failure, Ground, refused};
use super::{Check, body, check, ensure};

pub(super) fn checks() -> Vec<Check> {
    vec![
        check("bucket: made, listed, deleted", body!(lifecycle)),
        check("bucket: made twice is refused", body!(twice)),
        check("bucket: with an object isn't deleted", body!(not_empty)),
        check("bucket: missing is said to be missing", body!(missing)),
        check("bucket: a name not allowed is refused", body!(bad_name)),
    ]
}

async fn lifecycle(ground: &Ground<'_>) -> Result<(), Failure> {
    ground.store.create_bucket(&ground.other).await?;
    let listed = ground.store.list_buckets().await?;
    for bucket in [&ground.bucket, &ground.other] {
        ensure!(listed.iter().any(|info| info.name == *bucket), "{bucket} isn't listed");
        ground.store.head_bucket(bucket).await?;
    }
    ground.store.delete_bucket(&ground.other).await?;
    let listed = ground.store.list_buckets().await?;
    ensure!(!listed.iter().any(|info| info.name == ground.other), "a deleted bucket is listed");
    Ok(())
}

async fn twice(ground: &Ground<'_>) -> Result<(), Failure> {
    let again = ground.store.create_bucket(&ground.bucket).await;
    refused(again, &[K::BucketAlreadyOwned, K::BucketTaken], "making a bucket twice")?;
    Ok(())
}

async fn not_empty(ground: &Ground<'_>) -> Result<(), Failure> {
    let key = ground.put("kept", b"kept").await?;
    refused(
        ground.store.delete_bucket(&ground.bucket).await,
        &[K::BucketNotEmpty],
        "deleting a bucket with an object",
    )?;
    ensure!(ground.read(&ground.bucket, &key).await? == b"kept", "the object changed");
    Ok(())
}

async fn missing(ground: &Ground<'_>) -> Result<(), Failure> {
    let bucket = &ground.other;
    refused(ground.store.head_bucket(bucket).await, &[K::NoSuchBucket], "HEAD of a missing bucket")?;
    refused(ground.store.delete_bucket(bucket).await, &[K::NoSuchBucket], "deleting a missing bucket")?;
    let mut request = ground.request("", None);
    request.bucket = bucket.clone();
    let error = refused(ground.store.list_page(&request).await, &[K::NoSuchBucket], "listing a missing bucket")?;
    ensure!(error.bucket.as_ref() == Some(bucket), "the error doesn't name the bucket");
    ensure!(error.answer.is_some_and(|answer| answer.status == 404), "the error has no answer of 404");
    Ok(())
}

async fn bad_name(ground: &Ground<'_>) -> Result<(), Failure> {
    for name in ["Capital-Letters", "under_score", "a", "-edge"] {
        let bucket = BucketName::new(name).map_err(|error| Failure::new(error.to_string()))?;
        refused(ground.store.create_bucket(&bucket).await, &[K::InvalidBucketName], &format!("a bucket named {name}"))?;
    }
    Ok(())
}
