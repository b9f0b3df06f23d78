//! Multipart uploads: begun, filled, completed, aborted.

use s3s::dto::*;
use s3s::{S3ErrorCode, S3Request, S3Response};

use super::answers::{self, attributes_of};
use super::body::{self, Incoming};
use super::objects::checksums_of;
use super::tagging;
use crate::digest::{Algorithm, Checksums, Expected, whole};
use crate::errors::{Fault, Result, answers as faults};
use crate::index::objects::{NewObject, WriteConditions};
use crate::index::parts::Part;
use crate::index::uploads::{Completed, Upload};
use crate::index::{self, Change, objects, parts, segments, uploads};
use crate::store::Store;

/// The highest part number.
const MOST_PARTS: i32 = 10_000;
/// The smallest part but for the last, in bytes: 5 MiB.
const SMALLEST_PART: u64 = 5 << 20;

/// Refuses part numbers that S3 refuses.
pub(super) fn check_number(number: i32) -> Result<()> {
    match number {
        1..=MOST_PARTS => Ok(()),
        _ => Err(faults::invalid_argument("Part number must be an integer between 1 and 10000, inclusive")),
    }
}

pub(super) async fn create_multipart_upload(
    store: &Store,
    request: S3Request<CreateMultipartUploadInput>,
) -> Result<S3Response<CreateMultipartUploadOutput>> {
    let mut input = request.input;
    let algorithm = input.checksum_algorithm.as_ref().map(|name| Algorithm::named(name.as_str())).transpose()?;
    let kind = input.checksum_type.as_ref().map(ChecksumType::as_str);
    let composite = match (algorithm, kind) {
        (Some(Algorithm::Crc64Nvme), Some(ChecksumType::COMPOSITE))
        | (Some(Algorithm::Sha1 | Algorithm::Sha256), Some(ChecksumType::FULL_OBJECT))
        | (None, Some(_)) => {
            return Err(Fault::answer(
                S3ErrorCode::InvalidRequest,
                "The checksum type can't be used with the checksum algorithm.",
            ));
        }
        (None | Some(Algorithm::Crc64Nvme), _) | (_, Some(ChecksumType::FULL_OBJECT)) => false,
        (Some(_), _) => true,
    };
    let upload = Upload {
        key: input.key.clone(),
        id: uploads::new_id()?,
        initiated: index::now(),
        attributes: attributes_of!(input),
        tags: tagging::parse(input.tagging.as_deref())?,
        algorithm,
        composite,
    };
    let (bucket, id) = (input.bucket.clone(), upload.id.clone());
    store.change(None, move |change| uploads::create(change, &bucket, &upload)).await?;
    Ok(S3Response::new(CreateMultipartUploadOutput {
        bucket: Some(input.bucket),
        key: Some(input.key),
        upload_id: Some(id),
        checksum_type: algorithm.map(|_| checksum_type(composite)),
        checksum_algorithm: input.checksum_algorithm,
        ..Default::default()
    }))
}

/// The type of an upload's checksum.
pub(super) fn checksum_type(composite: bool) -> ChecksumType {
    ChecksumType::from_static(if composite { ChecksumType::COMPOSITE } else { ChecksumType::FULL_OBJECT })
}

pub(super) async fn upload_part(
    store: &Store,
    request: S3Request<UploadPartInput>,
) -> Result<S3Response<UploadPartOutput>> {
    let mut input = request.input;
    check_number(input.part_number)?;
    let (bucket, key, id) = (input.bucket.clone(), input.key.clone(), input.upload_id.clone());
    // Asked before the body is read, which may be long.
    let upload = store.read(move |index| uploads::get(index, &bucket, &key, &id)).await?;
    let named = input.checksum_algorithm.take().map(|name| Algorithm::named(name.as_str())).transpose()?;
    let expected = Expected {
        content_md5: input.content_md5.take(),
        checksums: checksums_of!(input),
        wanted: named.or(upload.algorithm),
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
    let (hashes, stretch) = (received.hashes.clone(), received.segments);
    store
        .change(received.blob, move |change| {
            let upload = uploads::get(change.index(), &input.bucket, &input.key, &input.upload_id)?;
            parts::put(change, &upload.id, input.part_number, &stretch, &hashes)
        })
        .await?;
    let (etag, sums) = (received.hashes.md5, received.hashes.checksums);
    Ok(S3Response::new(UploadPartOutput {
        e_tag: Some(answers::etag(etag)),
        checksum_crc32: sums.crc32,
        checksum_crc32c: sums.crc32c,
        checksum_crc64nvme: sums.crc64nvme,
        checksum_sha1: sums.sha1,
        checksum_sha256: sums.sha256,
        ..Default::default()
    }))
}

pub(super) async fn abort_multipart_upload(
    store: &Store,
    request: S3Request<AbortMultipartUploadInput>,
) -> Result<S3Response<AbortMultipartUploadOutput>> {
    let input = request.input;
    store
        .change(None, move |change| {
            let upload = uploads::get(change.index(), &input.bucket, &input.key, &input.upload_id)?;
            uploads::remove(change, &upload.id)
        })
        .await?;
    Ok(S3Response::new(AbortMultipartUploadOutput::default()))
}

/// A part as Complete names it.
struct Named {
    number: i32,
    etag: String,
    checksums: Checksums,
}

/// What Complete asks for.
struct Request {
    bucket: String,
    key: String,
    id: String,
    named: Vec<Named>,
    conditions: WriteConditions,
    expected: Checksums,
    size: Option<i64>,
}

pub(super) async fn complete_multipart_upload(
    store: &Store,
    request: S3Request<CompleteMultipartUploadInput>,
) -> Result<S3Response<CompleteMultipartUploadOutput>> {
    let mut input = request.input;
    let named = input.multipart_upload.take().and_then(|upload| upload.parts).unwrap_or_default();
    let named = named.into_iter().map(|mut part| {
        let etag = part.e_tag.take().map(ETag::into_value).unwrap_or_default();
        Named { number: part.part_number.unwrap_or_default(), etag, checksums: checksums_of!(part) }
    });
    let asked = Request {
        named: named.collect(),
        bucket: input.bucket.clone(),
        key: input.key.clone(),
        id: input.upload_id.clone(),
        expected: checksums_of!(input),
        conditions: WriteConditions { if_match: input.if_match, if_none_match: input.if_none_match },
        size: input.mpu_object_size,
    };
    let done = store.change(None, move |change| complete(change, &asked)).await?;
    let sums = done.checksums;
    Ok(S3Response::new(CompleteMultipartUploadOutput {
        location: Some(format!("/{}/{}", input.bucket, answers::encoded(&input.key, true))),
        bucket: Some(input.bucket),
        key: Some(input.key),
        e_tag: Some(answers::etag(done.etag)),
        checksum_type: sums.kind(),
        checksum_crc32: sums.crc32,
        checksum_crc32c: sums.crc32c,
        checksum_crc64nvme: sums.crc64nvme,
        checksum_sha1: sums.sha1,
        checksum_sha256: sums.sha256,
        ..Default::default()
    }))
}

fn complete(change: &mut Change<'_>, asked: &Request) -> Result<Completed> {
    if asked.named.is_empty() {
        return Err(Fault::answer(S3ErrorCode::MalformedXML, "You must specify at least one part"));
    }
    let names: Vec<_> = asked.named.iter().map(|part| format!("{} {}", part.number, part.etag)).collect();
    let names = names.join("\n");
    let upload = match uploads::get(change.index(), &asked.bucket, &asked.key, &asked.id) {
        Err(Fault::Answer { code: S3ErrorCode::NoSuchUpload, .. }) => {
            // The answer to the first Complete may have been lost: its repetition gets the same.
            let earlier = uploads::recall(change.index(), &asked.bucket, &asked.key, &asked.id, &names)?;
            return earlier.ok_or_else(faults::no_such_upload);
        }
        upload => upload?,
    };
    let chosen = choose(change, asked)?;
    let size: u64 = chosen.iter().map(|part| part.size).sum();
    if asked.size.is_some_and(|wanted| u64::try_from(wanted) != Ok(size)) {
        return Err(Fault::answer(S3ErrorCode::InvalidRequest, "The x-amz-mp-object-size doesn't match the parts."));
    }
    let algorithm = upload.algorithm.unwrap_or(Algorithm::Crc64Nvme);
    let sums = chosen.iter().map(|part| (&part.checksums, part.size));
    let checksums = whole::checksum(algorithm, upload.composite, sums).unwrap_or_default();
    checksums.check(&asked.expected)?;
    let etag = whole::etag(chosen.iter().map(|part| &*part.etag)).ok_or_else(faults::no_such_upload)?;
    let mut stretch = Vec::new();
    for part in &chosen {
        stretch.extend(segments::of(change.index(), part.owner)?);
    }
    let new = NewObject {
        segments: stretch,
        etag: etag.clone(),
        attributes: upload.attributes.clone(),
        checksums: checksums.clone(),
        tags: upload.tags.clone(),
    };
    objects::put(change, &asked.bucket, &asked.key, &new, &asked.conditions)?;
    // After the object owns the blobs: only those of parts that weren't named become garbage.
    uploads::remove(change, &upload.id)?;
    let done = Completed { etag, checksums };
    uploads::remember(change, &asked.bucket, &upload, &names, &done)?;
    Ok(done)
}

/// The parts that Complete names, if it may name them so.
fn choose(change: &Change<'_>, asked: &Request) -> Result<Vec<Part>> {
    if !asked.named.is_sorted_by(|one, next| one.number < next.number) {
        return Err(Fault::answer(
            S3ErrorCode::InvalidPartOrder,
            "The list of parts was not in ascending order. Parts must be ordered by part number.",
        ));
    }
    let all = parts::list(change.index(), &asked.id, 0, usize::try_from(MOST_PARTS).unwrap_or_default())?;
    let mut chosen = Vec::with_capacity(asked.named.len());
    for named in &asked.named {
        let part = all.binary_search_by_key(&named.number, |part| part.number).ok().and_then(|place| all.get(place));
        let fits = |part: &&Part| part.etag == named.etag && part.checksums.check(&named.checksums).is_ok();
        let part = part.filter(fits).ok_or_else(|| {
            Fault::answer(
                S3ErrorCode::InvalidPart,
                "One or more of the specified parts could not be found. The part might not have been uploaded, or the specified entity tag might not match the part's entity tag.",
            )
        })?;
        chosen.push(part.clone());
    }
    let but_the_last = chosen.len().saturating_sub(1);
    if chosen.iter().take(but_the_last).any(|part| part.size < SMALLEST_PART) {
        return Err(Fault::answer(
            S3ErrorCode::EntityTooSmall,
            "Your proposed upload is smaller than the minimum allowed size",
        ));
    }
    Ok(chosen)
}
