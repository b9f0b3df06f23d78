//! ListParts and ListMultipartUploads.

use s3s::dto::*;
use s3s::{S3Request, S3Response};

use super::answers::{self, encoded};
use super::listing::limit;
use super::multipart::checksum_type;
use crate::digest::Algorithm;
use crate::errors::Result;
use crate::index::uploads::{self, Upload, UploadEntry, UploadQuery};
use crate::index::{buckets, parts};
use crate::store::Store;

fn algorithm(algorithm: Option<Algorithm>) -> Option<ChecksumAlgorithm> {
    algorithm.map(|algorithm| ChecksumAlgorithm::from_static(algorithm.name()))
}

fn storage_class() -> StorageClass {
    StorageClass::from_static(StorageClass::STANDARD)
}

fn initiator() -> Initiator {
    let owner = answers::owner();
    Initiator { display_name: owner.display_name, id: owner.id }
}

pub(super) async fn list_parts(
    store: &Store,
    request: S3Request<ListPartsInput>,
) -> Result<S3Response<ListPartsOutput>> {
    let input = request.input;
    let max_parts = limit(input.max_parts)?;
    let after = input.part_number_marker.unwrap_or(0);
    let count = usize::try_from(max_parts).unwrap_or(0);
    let (bucket, key, id) = (input.bucket.clone(), input.key.clone(), input.upload_id.clone());
    let (upload, mut found) = store
        .read(move |index| {
            let upload = uploads::get(index, &bucket, &key, &id)?;
            let found = parts::list(index, &id, after, count + 1)?;
            Ok((upload, found))
        })
        .await?;
    let is_truncated = found.len() > count && count > 0;
    found.truncate(count);
    let next_part_number_marker = found.last().filter(|_| is_truncated).map(|part| part.number);
    let listed = found.into_iter().map(|part| Part {
        checksum_crc32: part.checksums.crc32,
        checksum_crc32c: part.checksums.crc32c,
        checksum_crc64nvme: part.checksums.crc64nvme,
        checksum_sha1: part.checksums.sha1,
        checksum_sha256: part.checksums.sha256,
        e_tag: Some(answers::etag(part.etag)),
        last_modified: Some(answers::time(part.modified)),
        part_number: Some(part.number),
        size: i64::try_from(part.size).ok(),
    });
    Ok(S3Response::new(ListPartsOutput {
        parts: Some(listed.collect()),
        bucket: Some(input.bucket),
        key: Some(input.key),
        upload_id: Some(input.upload_id),
        checksum_algorithm: algorithm(upload.algorithm),
        checksum_type: upload.algorithm.map(|_| checksum_type(upload.composite)),
        initiator: Some(initiator()),
        is_truncated: Some(is_truncated),
        max_parts: Some(max_parts),
        next_part_number_marker,
        owner: Some(answers::owner()),
        part_number_marker: Some(after),
        storage_class: Some(storage_class()),
        ..Default::default()
    }))
}

pub(super) async fn list_multipart_uploads(
    store: &Store,
    request: S3Request<ListMultipartUploadsInput>,
) -> Result<S3Response<ListMultipartUploadsOutput>> {
    let input = request.input;
    let max_uploads = limit(input.max_uploads)?;
    let url = answers::is_url(input.encoding_type.as_ref());
    let query = UploadQuery {
        prefix: input.prefix.clone().unwrap_or_default(),
        delimiter: input.delimiter.clone(),
        after_key: input.key_marker.clone().filter(|key| !key.is_empty()),
        after_id: input.upload_id_marker.clone().filter(|id| !id.is_empty()),
        limit: usize::try_from(max_uploads).unwrap_or(0),
    };
    let bucket = input.bucket.clone();
    let (entries, truncated) = store
        .read(move |index| {
            let bucket = buckets::find(index, &bucket)?;
            uploads::page(index, bucket, &query)
        })
        .await?;
    let (mut next_key, mut next_id) = (None, None);
    if truncated {
        match entries.last() {
            Some(UploadEntry::Prefix(prefix)) => next_key = Some(encoded(prefix, url)),
            Some(UploadEntry::Upload(upload)) => {
                next_key = Some(encoded(&upload.key, url));
                next_id = Some(upload.id.clone());
            }
            None => {}
        }
    }
    let (mut listed, mut prefixes) = (Vec::new(), Vec::new());
    for entry in entries {
        match entry {
            UploadEntry::Prefix(prefix) => prefixes.push(CommonPrefix { prefix: Some(encoded(&prefix, url)) }),
            UploadEntry::Upload(upload) => listed.push(row(*upload, url)),
        }
    }
    Ok(S3Response::new(ListMultipartUploadsOutput {
        bucket: Some(input.bucket),
        common_prefixes: Some(prefixes),
        delimiter: input.delimiter.map(|delimiter| encoded(&delimiter, url)),
        encoding_type: input.encoding_type,
        is_truncated: Some(truncated),
        key_marker: Some(encoded(&input.key_marker.unwrap_or_default(), url)),
        max_uploads: Some(max_uploads),
        next_key_marker: next_key,
        next_upload_id_marker: next_id,
        prefix: Some(encoded(&input.prefix.unwrap_or_default(), url)),
        request_charged: None,
        upload_id_marker: input.upload_id_marker,
        uploads: Some(listed),
    }))
}

fn row(upload: Upload, url: bool) -> MultipartUpload {
    MultipartUpload {
        checksum_algorithm: algorithm(upload.algorithm),
        checksum_type: upload.algorithm.map(|_| checksum_type(upload.composite)),
        initiated: Some(answers::time(upload.initiated)),
        initiator: Some(initiator()),
        key: Some(encoded(&upload.key, url)),
        owner: Some(answers::owner()),
        storage_class: Some(storage_class()),
        upload_id: Some(upload.id),
    }
}
