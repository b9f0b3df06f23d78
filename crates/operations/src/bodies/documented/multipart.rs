//! Multipart uploads, step by step.

use satchel_objects::{CompletedPart, ETag, Preconditions, PutOptions, UploadId};
use satchel_operations_schema::types::{
    BucketRequest, CompleteMultipartUpload, MultipartRequest, MultipartUpload, ObjectRequest, Part, UploadIdAnswer,
};

use super::{Answer, Store, bucket_of, key_of, milliseconds};
use crate::errors;

/// The part number, which is 1 to 10,000.
pub fn part_number_of(number: u32) -> Answer<u16> {
    u16::try_from(number)
        .ok()
        .filter(|number| (1..=10_000).contains(number))
        .ok_or_else(|| errors::invalid_parameter("part_number", "must be 1 to 10000"))
}

/// The upload ID, which can't be empty.
pub fn upload_id_of(text: String) -> Answer<UploadId> {
    if text.is_empty() { Err(errors::invalid_parameter("upload_id", "is empty")) } else { Ok(UploadId(text)) }
}

pub async fn create_multipart_upload(store: &Store, request: ObjectRequest) -> Answer<UploadIdAnswer> {
    let (bucket, key) = (bucket_of(&request.bucket)?, key_of(&request.key)?);
    let made = store.create_multipart(&bucket, &key, &PutOptions::default()).await;
    made.map(|id| UploadIdAnswer { upload_id: id.0 }).map_err(|failure| errors::store(&failure))
}

pub async fn complete_multipart_upload(store: &Store, request: CompleteMultipartUpload) -> Answer<()> {
    let (bucket, key) = (bucket_of(&request.bucket)?, key_of(&request.key)?);
    let upload_id = upload_id_of(request.upload_id)?;
    if request.parts.is_empty() {
        return Err(errors::invalid_parameter("parts", "must name at least one part"));
    }
    let parts = request
        .parts
        .into_iter()
        .map(|part| {
            let part_number = part_number_of(part.part_number)?;
            Ok(CompletedPart { part_number, etag: ETag(part.etag), checksum: None })
        })
        .collect::<Answer<Vec<_>>>()?;
    let done = store.complete_multipart(&bucket, &key, &upload_id, &parts, &Preconditions::default()).await;
    done.map(|_| ()).map_err(|failure| errors::store(&failure))
}

pub async fn abort_multipart_upload(store: &Store, request: MultipartRequest) -> Answer<()> {
    let (bucket, key) = (bucket_of(&request.bucket)?, key_of(&request.key)?);
    let upload_id = upload_id_of(request.upload_id)?;
    store.abort_multipart(&bucket, &key, &upload_id).await.map_err(|failure| errors::store(&failure))
}

pub async fn list_multipart_uploads(store: &Store, request: BucketRequest) -> Answer<Vec<MultipartUpload>> {
    let bucket = bucket_of(&request.bucket)?;
    let (mut uploads, mut after) = (Vec::new(), None);
    loop {
        let page = store.multipart_page(&bucket, "", after.as_ref()).await;
        let page = page.map_err(|failure| errors::store(&failure))?;
        uploads.extend(page.uploads.into_iter().map(|upload| MultipartUpload {
            initiated: milliseconds(upload.initiated),
            key: upload.key.into(),
            upload_id: upload.upload_id.0,
        }));
        // A server that repeats its marker would keep us here for ever.
        if page.next.is_none() || page.next == after {
            return Ok(uploads);
        }
        after = page.next;
    }
}

pub async fn list_parts(store: &Store, request: MultipartRequest) -> Answer<Vec<Part>> {
    let (bucket, key) = (bucket_of(&request.bucket)?, key_of(&request.key)?);
    let upload_id = upload_id_of(request.upload_id)?;
    let (mut parts, mut after) = (Vec::new(), None);
    loop {
        let page = store.part_page(&bucket, &key, &upload_id, after).await;
        let page = page.map_err(|failure| errors::store(&failure))?;
        parts.extend(page.parts.into_iter().map(|part| Part {
            part_number: u32::from(part.part_number),
            size: part.size,
            etag: part.etag.map(|etag| etag.0).unwrap_or_default(),
        }));
        if page.next.is_none() || page.next <= after {
            return Ok(parts);
        }
        after = page.next;
    }
}
