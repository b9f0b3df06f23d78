//! Buckets.

use s3s::dto::*;
use s3s::{S3Request, S3Response};

use super::answers;
use crate::errors::Result;
use crate::index::buckets;
use crate::store::Store;

pub(super) async fn create_bucket(
    store: &Store,
    request: S3Request<CreateBucketInput>,
) -> Result<S3Response<CreateBucketOutput>> {
    let name = request.input.bucket;
    let location = Some(format!("/{name}"));
    store.change(None, move |change| buckets::create(change, &name)).await?;
    Ok(S3Response::new(CreateBucketOutput { location }))
}

pub(super) async fn delete_bucket(
    store: &Store,
    request: S3Request<DeleteBucketInput>,
) -> Result<S3Response<DeleteBucketOutput>> {
    let name = request.input.bucket;
    store.change(None, move |change| buckets::delete(change, &name)).await?;
    Ok(S3Response::new(DeleteBucketOutput::default()))
}

pub(super) async fn head_bucket(
    store: &Store,
    request: S3Request<HeadBucketInput>,
) -> Result<S3Response<HeadBucketOutput>> {
    let name = request.input.bucket;
    store.read(move |index| buckets::find(index, &name)).await?;
    let bucket_region = Some(answers::REGION.to_owned());
    Ok(S3Response::new(HeadBucketOutput { bucket_region, ..Default::default() }))
}

pub(super) async fn get_bucket_location(
    store: &Store,
    request: S3Request<GetBucketLocationInput>,
) -> Result<S3Response<GetBucketLocationOutput>> {
    let name = request.input.bucket;
    store.read(move |index| buckets::find(index, &name)).await?;
    // S3 says nothing where the region is us-east-1.
    Ok(S3Response::new(GetBucketLocationOutput::default()))
}

pub(super) async fn list_buckets(
    store: &Store,
    request: S3Request<ListBucketsInput>,
) -> Result<S3Response<ListBucketsOutput>> {
    let input = request.input;
    let limit = input.max_buckets.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(10_000).clamp(1, 10_000);
    let (prefix, after) = (input.prefix.clone().unwrap_or_default(), input.continuation_token.unwrap_or_default());
    let mut found = store.read(move |index| buckets::list(index, &prefix, &after, limit + 1)).await?;
    let is_truncated = found.len() > limit;
    found.truncate(limit);
    let continuation_token = found.last().filter(|_| is_truncated).map(|bucket| bucket.name.clone());
    let listed = found.into_iter().map(|bucket| Bucket {
        name: Some(bucket.name),
        creation_date: Some(answers::time(bucket.created)),
        ..Default::default()
    });
    Ok(S3Response::new(ListBucketsOutput {
        buckets: Some(listed.collect()),
        continuation_token,
        owner: Some(answers::owner()),
        prefix: input.prefix,
    }))
}
