//! The tags of an object.

use aws_sdk_s3::types::{Tag as SdkTag, Tagging};

use super::S3Store;
use super::call::{About, Manner};
use super::repair::carried;
use crate::{BucketName, ErrorKind, ObjectKey, Operation, Result, Tag};

impl S3Store {
    pub(super) async fn get_tags(&self, bucket: &BucketName, key: &ObjectKey) -> Result<Vec<Tag>> {
        let about = About::object(Operation::GetObjectTagging, bucket, key);
        let output = self
            .call(about, Manner::SMALL, |client| {
                client.get_object_tagging().bucket(bucket.as_str()).key(carried(key)).send()
            })
            .await?;
        let tag = |tag: &SdkTag| Tag { key: tag.key().to_owned(), value: tag.value().to_owned() };
        Ok(output.tag_set().iter().map(tag).collect())
    }

    pub(super) async fn set_tags(&self, bucket: &BucketName, key: &ObjectKey, tags: &[Tag]) -> Result<()> {
        let about = About::object(Operation::PutObjectTagging, bucket, key);
        let invalid = |error| about.error(ErrorKind::Other).source(error);
        let tags = tags
            .iter()
            .map(|tag| SdkTag::builder().key(&tag.key).value(&tag.value).build())
            .collect::<Result<Vec<_>, _>>()
            .map_err(invalid)?;
        let tagging = Tagging::builder().set_tag_set(Some(tags)).build().map_err(invalid)?;
        self.call(about, Manner::SMALL, |client| {
            client.put_object_tagging().bucket(bucket.as_str()).key(carried(key)).tagging(tagging.clone()).send()
        })
        .await?;
        Ok(())
    }

    pub(super) async fn clear_tags(&self, bucket: &BucketName, key: &ObjectKey) -> Result<()> {
        let about = About::object(Operation::DeleteObjectTagging, bucket, key);
        self.call(about, Manner::SMALL, |client| {
            client.delete_object_tagging().bucket(bucket.as_str()).key(carried(key)).send()
        })
        .await?;
        Ok(())
    }
}
