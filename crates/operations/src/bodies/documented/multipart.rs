//! Multipart uploads, step by step.

use futures::TryStreamExt;
use satchel_objects::{CompletedPart, ETag, Preconditions, PutOptions, UploadId, list_uploads};
use satchel_operations_schema::types::{
    BucketRequest, CompleteMultipartUpload, MultipartRequest, MultipartUpload, ObjectRequest, Part, UploadIdAnswer,
};

use super::{Answer, Store, bucket_of, key_of, milliseconds};
use crate::errors;

/// The part number, which is 1 to 10,000.
pub fn part_number_of(number: u32) -> Answer<u16> {
    part_number_in("part_number", number)
}

fn part_number_in(field: &str, number: u32) -> Answer<u16> {
    u16::try_from(number)
        .ok()
        .filter(|number| (1..=10_000).contains(number))
        .ok_or_else(|| errors::invalid_parameter(field, "must be 1 to 10000"))
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
        .enumerate()
        .map(|(at, part)| {
            let part_number = part_number_in(&format!("parts[{at}].part_number"), part.part_number)?;
            if part.etag.is_empty() {
                return Err(errors::empty_parameter(&format!("parts[{at}].etag")));
            }
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
    let uploads = list_uploads(&**store, &bucket, "").map_ok(|upload| MultipartUpload {
        initiated: milliseconds(upload.initiated),
        key: upload.key.into(),
        upload_id: upload.upload_id.0,
    });
    uploads.try_collect().await.map_err(|failure| errors::store(&failure))
}

pub async fn list_parts(store: &Store, request: MultipartRequest) -> Answer<Vec<Part>> {
    let (bucket, key) = (bucket_of(&request.bucket)?, key_of(&request.key)?);
    let upload_id = upload_id_of(request.upload_id)?;
    let parts = satchel_objects::list_parts(&**store, &bucket, &key, &upload_id).map_ok(|part| Part {
        part_number: u32::from(part.part_number),
        size: part.size,
        etag: part.etag.map(|etag| etag.0).unwrap_or_default(),
    });
    parts.try_collect().await.map_err(|failure| errors::store(&failure))
}
