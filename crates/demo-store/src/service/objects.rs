//! Objects: written, read, deleted.

use s3s::dto::*;
use s3s::{S3Error, S3Request, S3Response};

use super::answers::{self, attributes_of};
use super::body::{self, Incoming};
use super::conditions::{self, ReadConditions};
use super::tagging;
use crate::digest::{Algorithm, Checksums, Expected};
use crate::errors::{Fault, Result};
use crate::index::objects::{self, NewObject, WriteConditions};
use crate::index::{buckets, segments};
use crate::store::Store;

/// The checksums that a request's headers name.
macro_rules! checksums_of {
    ($input:expr) => {
        crate::digest::Checksums {
            crc32: $input.checksum_crc32.take(),
            crc32c: $input.checksum_crc32c.take(),
            crc64nvme: $input.checksum_crc64nvme.take(),
            sha1: $input.checksum_sha1.take(),
            sha256: $input.checksum_sha256.take(),
            composite: false,
        }
    };
}
pub(super) use checksums_of;

pub(super) async fn put_object(
    store: &Store,
    request: S3Request<PutObjectInput>,
) -> Result<S3Response<PutObjectOutput>> {
    let mut input = request.input;
    let bucket = input.bucket.clone();
    // Asked before the body is read, which may be long.
    store.read(move |index| buckets::find(index, &bucket)).await?;
    let tags = tagging::parse(input.tagging.as_deref())?;
    let expected = Expected {
        content_md5: input.content_md5.take(),
        checksums: checksums_of!(input),
        wanted: input.checksum_algorithm.take().map(|name| Algorithm::named(name.as_str())).transpose()?,
    };
    let received = body::receive(
        store,
        Incoming {
            body: input.body.take(),
            length: input.content_length,
            expected,
            headers: request.headers,
            trailer: request.trailing_headers,
        },
    )
    .await?;
    let (etag, sums) = (received.hashes.md5, received.hashes.checksums);
    let new = NewObject {
        segments: received.segments,
        etag: etag.clone(),
        attributes: attributes_of!(input),
        checksums: sums.clone(),
        tags,
    };
    let conditions = WriteConditions { if_match: input.if_match, if_none_match: input.if_none_match };
    let (bucket, key) = (input.bucket, input.key);
    store.change(received.blob, move |change| objects::put(change, &bucket, &key, &new, &conditions)).await?;
    Ok(S3Response::new(PutObjectOutput {
        e_tag: Some(answers::etag(etag)),
        checksum_type: sums.kind(),
        checksum_crc32: sums.crc32,
        checksum_crc32c: sums.crc32c,
        checksum_crc64nvme: sums.crc64nvme,
        checksum_sha1: sums.sha1,
        checksum_sha256: sums.sha256,
        ..Default::default()
    }))
}

pub(super) async fn get_object(
    store: &Store,
    request: S3Request<GetObjectInput>,
) -> Result<S3Response<GetObjectOutput>, S3Error> {
    let input = request.input;
    refuse_parts_and_versions(input.part_number, input.version_id.as_deref())?;
    let (bucket, key) = (input.bucket, input.key);
    let (object, all, hold) = store
        .held(move |index, blobs| {
            let object = objects::get(index, &bucket, &key)?;
            let all = segments::of(index, object.owner)?;
            let hold = blobs.hold(&all);
            Ok((object, all, hold))
        })
        .await?;
    let conditions = ReadConditions {
        if_match: input.if_match,
        if_none_match: input.if_none_match,
        if_modified_since: input.if_modified_since,
        if_unmodified_since: input.if_unmodified_since,
    };
    conditions.check_read(&object)?;
    let range = input.range.map(|range| conditions::resolve(range, object.size)).transpose()?;
    let (first, length) = range.unwrap_or((0, object.size));
    let content_range = range.map(|_| format!("bytes {first}-{}/{}", first + length - 1, object.size));
    let wanted = segments::slice(&all, first, length);
    let stream = body::send(store.blobs().clone(), wanted, hold);
    // A whole object's checksum says nothing of a range.
    let sums = shown(input.checksum_mode.as_ref().filter(|_| range.is_none()), object.checksums);
    let attributes = object.attributes;
    let output = GetObjectOutput {
        accept_ranges: Some("bytes".to_owned()),
        body: Some(StreamingBlob::wrap(stream)),
        cache_control: attributes.cache_control.clone(),
        checksum_type: sums.kind(),
        checksum_crc32: sums.crc32,
        checksum_crc32c: sums.crc32c,
        checksum_crc64nvme: sums.crc64nvme,
        checksum_sha1: sums.sha1,
        checksum_sha256: sums.sha256,
        content_disposition: attributes.content_disposition.clone(),
        content_encoding: attributes.content_encoding.clone(),
        content_language: attributes.content_language.clone(),
        content_length: i64::try_from(length).ok(),
        content_range,
        content_type: Some(answers::content_type(&attributes)),
        e_tag: Some(answers::etag(object.etag)),
        expires: attributes.expires.map(answers::time),
        last_modified: Some(answers::time(object.modified)),
        tag_count: i32::try_from(object.tags.len()).ok().filter(|count| *count > 0),
        website_redirect_location: attributes.redirect,
        metadata: Some(attributes.metadata.into_iter().collect()),
        ..Default::default()
    };
    let status = if range.is_some() { http::StatusCode::PARTIAL_CONTENT } else { http::StatusCode::OK };
    Ok(S3Response::with_status(output, status))
}

pub(super) async fn head_object(
    store: &Store,
    request: S3Request<HeadObjectInput>,
) -> Result<S3Response<HeadObjectOutput>, S3Error> {
    let input = request.input;
    refuse_parts_and_versions(input.part_number, input.version_id.as_deref())?;
    let (bucket, key) = (input.bucket, input.key);
    let object = store.read(move |index| objects::get(index, &bucket, &key)).await?;
    let conditions = ReadConditions {
        if_match: input.if_match,
        if_none_match: input.if_none_match,
        if_modified_since: input.if_modified_since,
        if_unmodified_since: input.if_unmodified_since,
    };
    conditions.check_read(&object)?;
    let range = input.range.map(|range| conditions::resolve(range, object.size)).transpose()?;
    let (first, length) = range.unwrap_or((0, object.size));
    let sums = shown(input.checksum_mode.as_ref().filter(|_| range.is_none()), object.checksums);
    let attributes = object.attributes;
    let output = HeadObjectOutput {
        accept_ranges: Some("bytes".to_owned()),
        cache_control: input.response_cache_control.or_else(|| attributes.cache_control.clone()),
        checksum_type: sums.kind(),
        checksum_crc32: sums.crc32,
        checksum_crc32c: sums.crc32c,
        checksum_crc64nvme: sums.crc64nvme,
        checksum_sha1: sums.sha1,
        checksum_sha256: sums.sha256,
        content_disposition: input.response_content_disposition.or_else(|| attributes.content_disposition.clone()),
        content_encoding: input.response_content_encoding.or_else(|| attributes.content_encoding.clone()),
        content_language: input.response_content_language.or_else(|| attributes.content_language.clone()),
        content_length: i64::try_from(length).ok(),
        content_range: range.map(|_| format!("bytes {first}-{}/{}", first + length - 1, object.size)),
        content_type: Some(input.response_content_type.unwrap_or_else(|| answers::content_type(&attributes))),
        e_tag: Some(answers::etag(object.etag)),
        expires: input.response_expires.or_else(|| attributes.expires.map(answers::time)),
        last_modified: Some(answers::time(object.modified)),
        website_redirect_location: attributes.redirect,
        metadata: Some(attributes.metadata.into_iter().collect()),
        ..Default::default()
    };
    let status = if range.is_some() { http::StatusCode::PARTIAL_CONTENT } else { http::StatusCode::OK };
    Ok(S3Response::with_status(output, status))
}

/// The checksums of a read: only where they were asked for.
fn shown(mode: Option<&ChecksumMode>, checksums: Checksums) -> Checksums {
    if mode.is_some_and(|mode| mode.as_str() == ChecksumMode::ENABLED) { checksums } else { Checksums::default() }
}

/// There are no versions (but `null`, which is the object itself), and parts can't be read by number.
pub(super) fn refuse_parts_and_versions(part: Option<i32>, version: Option<&str>) -> Result<()> {
    use s3s::S3ErrorCode::{NoSuchVersion, NotImplemented};
    if version.is_some_and(|version| version != "null") {
        return Err(Fault::answer(NoSuchVersion, "The specified version does not exist."));
    }
    match part {
        Some(_) => Err(Fault::answer(NotImplemented, "The demo store doesn't read parts by their number.")),
        None => Ok(()),
    }
}

pub(super) async fn delete_object(
    store: &Store,
    request: S3Request<DeleteObjectInput>,
) -> Result<S3Response<DeleteObjectOutput>> {
    let input = request.input;
    refuse_parts_and_versions(None, input.version_id.as_deref())?;
    store
        .change(None, move |change| {
            let bucket = buckets::find(change.index(), &input.bucket)?;
            objects::delete(change, bucket, &input.key, input.if_match.as_ref())
        })
        .await?;
    Ok(S3Response::new(DeleteObjectOutput::default()))
}

/// How many keys a DeleteObjects may name.
const BATCH: usize = 1000;

pub(super) async fn delete_objects(
    store: &Store,
    request: S3Request<DeleteObjectsInput>,
) -> Result<S3Response<DeleteObjectsOutput>> {
    let input = request.input;
    let (named, quiet) = (input.delete.objects, input.delete.quiet == Some(true));
    if named.is_empty() || named.len() > BATCH {
        return Err(Fault::answer(
            s3s::S3ErrorCode::MalformedXML,
            "The XML you provided was not well-formed or did not validate against our published schema",
        ));
    }
    let bucket = input.bucket;
    // All of them in one change: one write to the disk, and never half a batch.
    let (deleted, errors) = store
        .change(None, move |change| {
            let bucket = buckets::find(change.index(), &bucket)?;
            let (mut deleted, mut errors) = (Vec::new(), Vec::new());
            for object in named {
                let condition = object.e_tag.map(ETagCondition::ETag);
                let outcome = refuse_parts_and_versions(None, object.version_id.as_deref())
                    .and_then(|()| objects::delete(change, bucket, &object.key, condition.as_ref()));
                match outcome {
                    Ok(()) => deleted.push(DeletedObject { key: Some(object.key), ..Default::default() }),
                    Err(Fault::Answer { code, message }) => errors.push(Error {
                        code: Some(code.as_str().to_owned()),
                        key: Some(object.key),
                        message: Some(message.to_owned()),
                        version_id: object.version_id,
                    }),
                    Err(fault) => return Err(fault),
                }
            }
            Ok((deleted, errors))
        })
        .await?;
    Ok(S3Response::new(DeleteObjectsOutput {
        deleted: (!quiet).then_some(deleted),
        errors: Some(errors),
        ..Default::default()
    }))
}
