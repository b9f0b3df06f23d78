//! Multipart uploads.

use aws_sdk_s3::types::{
    ChecksumAlgorithm, ChecksumType, CompletedMultipartUpload, CompletedPart as SdkPart, EncodingType,
};

use super::call::{About, Manner};
use super::listing::{Texts, listed_key};
use super::repair::carried;
use super::{S3Store, answers, body, errors};
use crate::{
    Body, BucketName, Checksum, CompletedPart, MultipartUpload, MultipartUploadPage, ObjectKey, Operation, PartInfo,
    PartPage, Preconditions, PutOptions, PutResult, Result, UploadId,
};

impl S3Store {
    /// `tagging` is in the header's form. The kind of `options.checksum` is what the parts will carry.
    pub(super) async fn begin_upload(
        &self,
        bucket: &BucketName,
        key: &ObjectKey,
        options: &PutOptions,
        tagging: Option<String>,
    ) -> Result<UploadId> {
        let about = About::object(Operation::CreateMultipartUpload, bucket, key);
        // Repeated unseen it would leave an upload behind that nobody knows of.
        let manner = Manner::SMALL.once();
        let output = self
            .with_checksum(options.checksum, |checksum| {
                let (algorithm, kind) = match checksum {
                    // Of the whole object, so that a download can be compared with it.
                    Some(Checksum::Crc32c(_)) => (Some(ChecksumAlgorithm::Crc32C), Some(ChecksumType::FullObject)),
                    Some(Checksum::Crc64Nvme(_)) => {
                        (Some(ChecksumAlgorithm::Crc64Nvme), Some(ChecksumType::FullObject))
                    }
                    None => (None, None),
                };
                let tagging = tagging.clone();
                self.call(about, manner, move |client| {
                    client
                        .create_multipart_upload()
                        .bucket(bucket.as_str())
                        .key(carried(key))
                        .content_type(options.content_type.as_deref().unwrap_or("application/octet-stream"))
                        .set_metadata(answers::metadata_map(&options.metadata))
                        .set_tagging(tagging.clone())
                        .set_checksum_algorithm(algorithm.clone())
                        .set_checksum_type(kind.clone())
                        .send()
                })
            })
            .await?;
        let id = output.upload_id().filter(|id| !id.is_empty()).ok_or_else(|| errors::incomplete(about, "UploadId"))?;
        Ok(UploadId(id.to_owned()))
    }

    pub(super) async fn send_part(
        &self,
        bucket: &BucketName,
        key: &ObjectKey,
        upload_id: &UploadId,
        part_number: u16,
        body: Body,
        checksum: Option<Checksum>,
    ) -> Result<PutResult> {
        let about = About::object(Operation::UploadPart, bucket, key);
        let (moving, body) = (body::Moving::default(), &body);
        let sending = self.with_checksum(checksum, |checksum| {
            let (crc32c, crc64) = answers::checksum_headers(checksum);
            let moving = moving.clone();
            self.call(about, Manner::BODY, move |client| {
                client
                    .upload_part()
                    .bucket(bucket.as_str())
                    .key(carried(key))
                    .upload_id(&upload_id.0)
                    .part_number(i32::from(part_number))
                    .body(body::stream(body, &moving))
                    .content_length(answers::length(body.length()))
                    .set_checksum_crc32_c(crc32c.clone())
                    .set_checksum_crc64_nvme(crc64.clone())
                    .send()
            })
        });
        let output = Box::pin(moving.watch(about, sending)).await?;
        Ok(PutResult {
            etag: answers::etag(output.e_tag()),
            checksum: answers::checksum(output.checksum_crc32_c(), output.checksum_crc64_nvme()),
        })
    }

    pub(super) async fn finish_upload(
        &self,
        bucket: &BucketName,
        key: &ObjectKey,
        upload_id: &UploadId,
        parts: &[CompletedPart],
        preconditions: &Preconditions,
    ) -> Result<PutResult> {
        let about = About::object(Operation::CompleteMultipartUpload, bucket, key);
        let parts = parts.iter().map(|part| {
            let (crc32c, crc64) = self.sent_checksum(part.checksum);
            SdkPart::builder()
                .part_number(i32::from(part.part_number))
                .e_tag(&part.etag.0)
                .set_checksum_crc32_c(crc32c)
                .set_checksum_crc64_nvme(crc64)
                .build()
        });
        let parts = CompletedMultipartUpload::builder().set_parts(Some(parts.collect())).build();
        // Repeated unseen after a lost answer it would say NoSuchUpload of an object that is there.
        let output = self
            .call(about, Manner::LONG.once(), |client| {
                client
                    .complete_multipart_upload()
                    .bucket(bucket.as_str())
                    .key(carried(key))
                    .upload_id(&upload_id.0)
                    .multipart_upload(parts.clone())
                    .set_if_match(preconditions.if_match.as_ref().map(|tag| tag.0.clone()))
                    .set_if_none_match(preconditions.if_absent.then(|| "*".to_owned()))
                    .send()
            })
            .await
            .map_err(|error| self.learn_conditions(preconditions, error))?;
        Ok(PutResult {
            etag: answers::etag(output.e_tag()),
            checksum: answers::checksum(output.checksum_crc32_c(), output.checksum_crc64_nvme()),
        })
    }

    pub(super) async fn give_up_upload(
        &self,
        bucket: &BucketName,
        key: &ObjectKey,
        upload_id: &UploadId,
    ) -> Result<()> {
        let about = About::object(Operation::AbortMultipartUpload, bucket, key);
        self.call(about, Manner::SMALL, |client| {
            client.abort_multipart_upload().bucket(bucket.as_str()).key(carried(key)).upload_id(&upload_id.0).send()
        })
        .await?;
        Ok(())
    }

    pub(super) async fn list_uploads(
        &self,
        bucket: &BucketName,
        prefix: &str,
        after: Option<&(String, String)>,
    ) -> Result<MultipartUploadPage> {
        let about = About::bucket(Operation::ListMultipartUploads, bucket);
        let output = self
            .call(about, Manner::SMALL, |client| {
                client
                    .list_multipart_uploads()
                    .bucket(bucket.as_str())
                    .set_prefix((!prefix.is_empty()).then(|| prefix.to_owned()))
                    .set_key_marker(after.map(|(key, _)| key.clone()))
                    .set_upload_id_marker(after.map(|(_, id)| id.clone()).filter(|id| !id.is_empty()))
                    .encoding_type(EncodingType::Url)
                    .send()
            })
            .await?;
        let texts = Texts::new(output.encoding_type(), output.uploads().iter().map(|upload| upload.key()));
        let decode = |text: Option<&str>| texts.decode(about, text);
        let mut uploads = Vec::with_capacity(output.uploads().len());
        for upload in output.uploads() {
            uploads.push(MultipartUpload {
                key: listed_key(about, decode(upload.key())?)?,
                upload_id: UploadId(
                    upload.upload_id().ok_or_else(|| errors::incomplete(about, "UploadId"))?.to_owned(),
                ),
                initiated: answers::time(upload.initiated()),
            });
        }
        let next = if output.is_truncated() == Some(true) {
            Some((decode(output.next_key_marker())?, output.next_upload_id_marker().unwrap_or_default().to_owned()))
        } else {
            None
        };
        Ok(MultipartUploadPage { uploads, next })
    }

    pub(super) async fn list_parts(
        &self,
        bucket: &BucketName,
        key: &ObjectKey,
        upload_id: &UploadId,
        after: Option<u16>,
    ) -> Result<PartPage> {
        let about = About::object(Operation::ListParts, bucket, key);
        let output = self
            .call(about, Manner::SMALL, |client| {
                client
                    .list_parts()
                    .bucket(bucket.as_str())
                    .key(carried(key))
                    .upload_id(&upload_id.0)
                    .set_part_number_marker(after.map(|number| number.to_string()))
                    .send()
            })
            .await?;
        let mut parts = Vec::with_capacity(output.parts().len());
        for part in output.parts() {
            let number = part.part_number().and_then(|number| u16::try_from(number).ok());
            parts.push(PartInfo {
                part_number: number.ok_or_else(|| errors::incomplete(about, "part number"))?,
                size: answers::size(part.size()).ok_or_else(|| errors::incomplete(about, "size"))?,
                etag: answers::etag(part.e_tag()),
                checksum: answers::checksum(part.checksum_crc32_c(), part.checksum_crc64_nvme()),
            });
        }
        parts.sort_by_key(|part| part.part_number);
        let next = if output.is_truncated() == Some(true) {
            let marker = output.next_part_number_marker().and_then(|marker| marker.parse().ok());
            Some(marker.ok_or_else(|| errors::incomplete(about, "part number marker"))?)
        } else {
            None
        };
        Ok(PartPage { parts, next })
    }
}
