//! Copies inside the store: whole objects copy rows, not bytes.

use s3s::dto::*;
use s3s::{S3ErrorCode, S3Request, S3Response};

use super::answers::{self, attributes_of};
use super::conditions::{ReadConditions, Verdict};
use super::objects::refuse_parts_and_versions;
use super::tagging;
use crate::blobs::{Hold, Segment};
use crate::digest::{Expected, Hashes, Hashing};
use crate::errors::{Fault, Result, answers as faults};
use crate::index::objects::{self, NewObject, WriteConditions};
use crate::index::rows::Object;
use crate::index::{parts, segments, uploads};
use crate::store::Store;

/// The bucket and key of a copy's source.
fn source(source: &CopySource) -> Result<(String, String)> {
    match source {
        CopySource::Bucket { bucket, key, version_id } => {
            refuse_parts_and_versions(None, version_id.as_deref())?;
            Ok((bucket.to_string(), key.to_string()))
        }
        _ => Err(Fault::answer(S3ErrorCode::NotImplemented, "The demo store has no access points.")),
    }
}

fn check(conditions: &ReadConditions, object: &Object) -> Result<()> {
    match conditions.check(object) {
        Verdict::Hold => Ok(()),
        Verdict::Failed | Verdict::Unchanged => Err(faults::precondition_failed()),
    }
}

pub(super) async fn copy_object(
    store: &Store,
    request: S3Request<CopyObjectInput>,
) -> Result<S3Response<CopyObjectOutput>> {
    let mut input = request.input;
    let from = source(&input.copy_source)?;
    let replaces = |directive: Option<&str>| match directive {
        None | Some("COPY") => Ok(false),
        Some("REPLACE") => Ok(true),
        Some(_) => Err(faults::invalid_argument("Unknown directive.")),
    };
    let new_attributes = replaces(input.metadata_directive.as_ref().map(MetadataDirective::as_str))?;
    let new_tags = replaces(input.tagging_directive.as_ref().map(TaggingDirective::as_str))?;
    let tags = tagging::parse(input.tagging.as_deref())?;
    let attributes = attributes_of!(input);
    let onto_itself = from.0 == input.bucket && from.1 == input.key;
    if onto_itself && !new_attributes && attributes.redirect.is_none() {
        return Err(Fault::answer(
            S3ErrorCode::InvalidRequest,
            "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
        ));
    }
    let conditions = ReadConditions {
        if_match: input.copy_source_if_match.take(),
        if_none_match: input.copy_source_if_none_match.take(),
        if_modified_since: input.copy_source_if_modified_since.take(),
        if_unmodified_since: input.copy_source_if_unmodified_since.take(),
    };
    let (bucket, key) = (input.bucket, input.key);
    let (etag, sums, modified) = store
        .change(None, move |change| {
            let object = objects::get(change.index(), &from.0, &from.1)?;
            check(&conditions, &object)?;
            let new = NewObject {
                segments: segments::of(change.index(), object.owner)?,
                etag: object.etag,
                attributes: if new_attributes { attributes } else { object.attributes },
                checksums: object.checksums,
                tags: if new_tags { tags } else { object.tags },
            };
            let modified = objects::put(change, &bucket, &key, &new, &WriteConditions::default())?;
            Ok((new.etag, new.checksums, modified))
        })
        .await?;
    let copy_object_result = Some(CopyObjectResult {
        checksum_type: sums.kind(),
        checksum_crc32: sums.crc32,
        checksum_crc32c: sums.crc32c,
        checksum_crc64nvme: sums.crc64nvme,
        checksum_sha1: sums.sha1,
        checksum_sha256: sums.sha256,
        e_tag: Some(answers::etag(etag)),
        last_modified: Some(answers::time(modified)),
    });
    Ok(S3Response::new(CopyObjectOutput { copy_object_result, ..Default::default() }))
}

pub(super) async fn upload_part_copy(
    store: &Store,
    request: S3Request<UploadPartCopyInput>,
) -> Result<S3Response<UploadPartCopyOutput>> {
    let mut input = request.input;
    let from = source(&input.copy_source)?;
    super::multipart::check_number(input.part_number)?;
    let range = input.copy_source_range.as_deref().map(read_range).transpose()?;
    let conditions = ReadConditions {
        if_match: input.copy_source_if_match.take(),
        if_none_match: input.copy_source_if_none_match.take(),
        if_modified_since: input.copy_source_if_modified_since.take(),
        if_unmodified_since: input.copy_source_if_unmodified_since.take(),
    };
    let (bucket, key, id) = (input.bucket, input.key, input.upload_id);
    let upload = (bucket.clone(), key.clone(), id.clone());
    let (stretch, algorithm, hold) = store
        .held(move |index, blobs| {
            let upload = uploads::get(index, &upload.0, &upload.1, &upload.2)?;
            let object = objects::get(index, &from.0, &from.1)?;
            check(&conditions, &object)?;
            let all = segments::of(index, object.owner)?;
            let (first, length) = match range {
                None => (0, object.size),
                Some((first, last)) if last < object.size => (first, last - first + 1),
                Some(_) => return Err(faults::invalid_argument("Range specified is not valid for the source object")),
            };
            let stretch = segments::slice(&all, first, length);
            let hold = blobs.hold(&stretch);
            Ok((stretch, upload.algorithm, hold))
        })
        .await?;
    let expected = Expected { wanted: algorithm, ..Expected::default() };
    let (hashes, hold) = hash(store, stretch.clone(), expected, hold).await?;
    let (etag, sums) = (hashes.md5.clone(), hashes.checksums.clone());
    let modified = store
        .change(None, move |change| {
            let upload = uploads::get(change.index(), &bucket, &key, &id)?;
            for segment in &stretch {
                // Held blobs stay on the disk, but once nothing refers to one it is doomed: don't refer to it again.
                if !segments::is_used(change.index(), segment.blob)? {
                    return Err(faults::no_such_key());
                }
            }
            let modified = parts::put(change, &upload.id, input.part_number, &stretch, &hashes)?;
            drop(hold);
            Ok(modified)
        })
        .await?;
    let copy_part_result = Some(CopyPartResult {
        checksum_crc32: sums.crc32,
        checksum_crc32c: sums.crc32c,
        checksum_crc64nvme: sums.crc64nvme,
        checksum_sha1: sums.sha1,
        checksum_sha256: sums.sha256,
        e_tag: Some(answers::etag(etag)),
        last_modified: Some(answers::time(modified)),
    });
    Ok(S3Response::new(UploadPartCopyOutput { copy_part_result, ..Default::default() }))
}

/// Reads `bytes=first-last`: here both have to be given.
fn read_range(text: &str) -> Result<(u64, u64)> {
    let range = text.strip_prefix("bytes=").and_then(|range| range.split_once('-'));
    range
        .and_then(|(first, last)| Some((first.parse().ok()?, last.parse().ok()?)))
        .filter(|(first, last)| first <= last)
        .ok_or_else(|| {
            faults::invalid_argument("The x-amz-copy-source-range value must be of the form bytes=first-last")
        })
}

/// Hashes the bytes of some segments. A part's ETag is their MD5, which no row knows.
async fn hash(store: &Store, segments: Vec<Segment>, expected: Expected, hold: Hold) -> Result<(Hashes, Hold)> {
    use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
    let blobs = store.blobs().clone();
    tokio::task::spawn_blocking(move || {
        let mut hashing = Hashing::new(expected, &http::HeaderMap::new());
        for segment in segments {
            let mut file = blobs.read(segment.blob)?;
            file.seek(SeekFrom::Start(segment.offset))?;
            let mut reader = BufReader::with_capacity(1 << 19, file.take(segment.length));
            let mut left = segment.length;
            while left > 0 {
                let bytes = reader.fill_buf()?;
                let length = bytes.len();
                if length == 0 {
                    return Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof).into());
                }
                hashing.update(bytes);
                reader.consume(length);
                left -= length as u64;
            }
        }
        Ok((hashing.finish(None)?, hold))
    })
    .await?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_range_names_both_ends() {
        assert_eq!(read_range("bytes=0-9").unwrap(), (0, 9));
        for wrong in ["", "0-9", "bytes=-9", "bytes=0-", "bytes=9-0", "bytes=0-9,11-12"] {
            assert!(read_range(wrong).is_err(), "{wrong}");
        }
    }
}
