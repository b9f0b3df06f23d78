//! Copies at the server: in one request, and in parts where that is refused for size.

use super::call::{About, Manner};
use super::encoding::{copy_source, tagging_header};
use super::repair::carried;
use super::{S3Store, answers, errors};
use crate::{
    CompletedPart, CopyRequest, ErrorKind, Operation, Preconditions, PutOptions, PutResult, Result, StoreError,
    UploadId,
};

/// The largest object that CopyObject takes at Amazon. Source: S3 API reference, "CopyObject".
const LARGEST: u64 = 5 << 30;
/// The size of a copied part: 10,000 of them reach 5 TiB.
const PART: u64 = 1 << 29;

impl S3Store {
    /// CopyObject first, whatever the size: most servers copy anything so (Storj's has no UploadPartCopy), and no
    /// HEAD is spent on small objects.
    pub(super) async fn copy_object(&self, request: &CopyRequest) -> Result<PutResult> {
        let refusal = match self.copy_whole(request).await {
            Err(error) if may_be_size(&error) => error,
            done => return done,
        };
        let (bucket, key) = &request.source;
        let info = self.head_object(bucket, key).await?;
        if info.size <= LARGEST || !self.inner.able.get().part_copy {
            return Err(refusal);
        }
        let etag = info.etag.clone();
        if let (Some(wanted), Some(etag)) = (&request.if_source_matches, &etag)
            && wanted.unquoted() != etag.unquoted()
        {
            return Err(about(request).error(ErrorKind::PreconditionFailed));
        }
        let tags = if self.inner.able.get().tagging { self.get_tags(bucket, key).await? } else { Vec::new() };
        let tagging = tagging_header(tags.iter().map(|tag| (&*tag.key, &*tag.value)));
        let options = PutOptions { content_type: info.content_type, metadata: info.metadata, ..Default::default() };
        let (bucket, key) = &request.destination;
        let id = self.begin_upload(bucket, key, &options, (!tagging.is_empty()).then_some(tagging)).await?;
        // Every part is bound to the object that was measured, so that two versions are never mixed.
        let pinned = CopyRequest { if_source_matches: etag, ..request.clone() };
        let done = self.copy_parts(&pinned, &id, info.size).await;
        if done.is_err()
            && let Err(error) = self.give_up_upload(bucket, key, &id).await
        {
            tracing::warn!(%error, "an unfinished copy was left at the server");
        }
        done
    }

    async fn copy_whole(&self, request: &CopyRequest) -> Result<PutResult> {
        let (bucket, key) = &request.destination;
        let output = self
            .call(about(request), Manner::LONG, |client| {
                client
                    .copy_object()
                    .bucket(bucket.as_str())
                    .key(carried(key))
                    .copy_source(copy_source(request.source.0.as_str(), request.source.1.as_str()))
                    .set_copy_source_if_match(request.if_source_matches.as_ref().map(|tag| tag.0.clone()))
                    .send()
            })
            .await?;
        let result = output.copy_object_result();
        Ok(PutResult {
            etag: answers::etag(result.and_then(|result| result.e_tag())),
            checksum: result
                .and_then(|result| answers::checksum(result.checksum_crc32_c(), result.checksum_crc64_nvme())),
        })
    }

    async fn copy_parts(&self, request: &CopyRequest, id: &UploadId, size: u64) -> Result<PutResult> {
        let (bucket, key) = &request.destination;
        let about = About::object(Operation::UploadPartCopy, bucket, key);
        let mut parts = Vec::new();
        for (part_number, start) in (1_u16..).zip((0..size).step_by(usize::try_from(PART).unwrap_or(usize::MAX))) {
            let last = (start + PART).min(size) - 1;
            let output = self
                .call(about, Manner::LONG, |client| {
                    client
                        .upload_part_copy()
                        .bucket(bucket.as_str())
                        .key(carried(key))
                        .upload_id(&id.0)
                        .part_number(i32::from(part_number))
                        .copy_source(copy_source(request.source.0.as_str(), request.source.1.as_str()))
                        .copy_source_range(format!("bytes={start}-{last}"))
                        .set_copy_source_if_match(request.if_source_matches.as_ref().map(|tag| tag.0.clone()))
                        .send()
                })
                .await?;
            let etag = answers::etag(output.copy_part_result().and_then(|result| result.e_tag()));
            let etag = etag.ok_or_else(|| errors::incomplete(about, "ETag"))?;
            parts.push(CompletedPart { part_number, etag, checksum: None });
        }
        self.finish_upload(bucket, key, id, &parts, &Preconditions::default()).await
    }
}

fn about(request: &CopyRequest) -> About<'_> {
    About::object(Operation::CopyObject, &request.destination.0, &request.destination.1)
}

/// Whether a refusal may mean "too large for one request": Amazon says InvalidRequest, others EntityTooLarge.
fn may_be_size(error: &StoreError) -> bool {
    let code = error.answer.as_ref().map_or("", |answer| &*answer.code);
    error.kind == ErrorKind::TooLarge || code == "InvalidRequest"
}
