//! The calls about buckets.

use aws_sdk_s3::types::{BucketLocationConstraint, CreateBucketConfiguration};

use super::call::{About, Manner};
use super::client::DEFAULT_REGION;
use super::{S3Store, answers, errors};
use crate::{BucketInfo, BucketName, Operation, Result, StoreError};

impl S3Store {
    pub(super) async fn list_all_buckets(&self) -> Result<Vec<BucketInfo>> {
        let about = About { operation: Operation::ListBuckets, bucket: None, key: None };
        let mut buckets = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let output = self
                .call(about, Manner::SMALL, |client| client.list_buckets().set_continuation_token(after.clone()).send())
                .await?;
            for bucket in output.buckets() {
                let name = bucket.name().ok_or_else(|| errors::incomplete(about, "bucket name"))?;
                let name = BucketName::new(name).map_err(|_| errors::incomplete(about, "usable bucket name"))?;
                if let Some(region) = bucket.bucket_region().filter(|region| *region != self.inner.region) {
                    self.learn_region(&name, region);
                }
                buckets.push(BucketInfo { name, created: answers::time(bucket.creation_date()) });
            }
            let next = output.continuation_token().filter(|token| !token.is_empty()).map(str::to_owned);
            if next.is_none() || next == after {
                return Ok(buckets);
            }
            after = next;
        }
    }

    pub(super) async fn make_bucket(&self, bucket: &BucketName) -> Result<()> {
        let region = self.region_of(Some(bucket));
        let constraint = (region != DEFAULT_REGION).then_some(region);
        let first = match self.make_bucket_in(bucket, constraint.as_deref()).await {
            Ok(()) => return Ok(()),
            Err(error) if names_the_place(&error) => error,
            Err(error) => return Err(error),
        };
        // Servers differ: some want their region named, some refuse any name, some learn us theirs by refusing.
        let region = self.region_of(Some(bucket));
        let other = if constraint.is_some() && constraint.as_deref() == Some(&*region) { None } else { Some(region) };
        match self.make_bucket_in(bucket, other.as_deref()).await {
            Ok(()) => Ok(()),
            Err(second) if names_the_place(&second) => Err(first),
            Err(second) => Err(second),
        }
    }

    async fn make_bucket_in(&self, bucket: &BucketName, region: Option<&str>) -> Result<()> {
        let about = About::bucket(Operation::CreateBucket, bucket);
        let configuration = region.map(|region| {
            CreateBucketConfiguration::builder().location_constraint(BucketLocationConstraint::from(region)).build()
        });
        // Repeating it unseen would turn a lost answer into "you own it already".
        self.call(about, Manner::SMALL.once(), |client| {
            client.create_bucket().bucket(bucket.as_str()).set_create_bucket_configuration(configuration.clone()).send()
        })
        .await?;
        Ok(())
    }

    pub(super) async fn remove_bucket(&self, bucket: &BucketName) -> Result<()> {
        let about = About::bucket(Operation::DeleteBucket, bucket);
        self.call(about, Manner::SMALL.once(), |client| client.delete_bucket().bucket(bucket.as_str()).send()).await?;
        Ok(())
    }

    pub(super) async fn check_bucket(&self, bucket: &BucketName) -> Result<()> {
        let about = About::bucket(Operation::HeadBucket, bucket);
        self.call(about, Manner::SMALL, |client| client.head_bucket().bucket(bucket.as_str()).send()).await?;
        Ok(())
    }
}

/// Whether a refusal is about the place that CreateBucket named or didn't name.
fn names_the_place(error: &StoreError) -> bool {
    error.answer.as_ref().is_some_and(|answer| {
        matches!(
            &*answer.code,
            "MalformedXML" | "IllegalLocationConstraintException" | "InvalidLocationConstraint" | "InvalidRegion"
        )
    })
}
