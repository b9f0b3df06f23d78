//! Buckets.

use satchel_objects::BucketName;
use satchel_operations_schema::types::{Bucket, BucketRequest, NoParameters};

use super::{Answer, Store, bucket_of, milliseconds};
use crate::errors;

pub async fn create_bucket(store: &Store, request: BucketRequest) -> Answer<()> {
    let bucket = BucketName::new_to_create(&*request.bucket)
        .map_err(|why| errors::in_field("bucket", errors::bucket_name(&request.bucket, why)))?;
    store.create_bucket(&bucket).await.map_err(|failure| errors::store(&failure))
}

pub async fn delete_bucket(store: &Store, request: BucketRequest) -> Answer<()> {
    store.delete_bucket(&bucket_of(&request.bucket)?).await.map_err(|failure| errors::store(&failure))
}

pub async fn list_buckets(store: &Store, _: NoParameters) -> Answer<Vec<Bucket>> {
    let buckets = store.list_buckets().await.map_err(|failure| errors::store(&failure))?;
    Ok(buckets
        .into_iter()
        .map(|bucket| Bucket { bucket: bucket.name.to_string(), created: milliseconds(bucket.created) })
        .collect())
}

pub async fn head_bucket(store: &Store, request: BucketRequest) -> Answer<()> {
    store.head_bucket(&bucket_of(&request.bucket)?).await.map_err(|failure| errors::store(&failure))
}
