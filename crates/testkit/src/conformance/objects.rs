//! HEAD, GET, PUT and DELETE.

use satchel_objects::{Checksum, ETag, ErrorKind as K, GetOptions, Preconditions, PutOptions};

use super::ground::{Failure, Ground, bytes, key, noise, refused, section};
use super::{Check, body, check, check_if, ensure};

pub(super) fn checks() -> Vec<Check> {
    vec![
        check("object: bytes come back as they went", body!(round_trip)),
        check("object: a section of a file goes up", body!(from_file)),
        check("object: the later write counts", body!(overwrite)),
        check("object: content type and metadata are kept", body!(metadata)),
        check("object: ranges", body!(ranges)),
        check("object: a range behind the end is refused", body!(bad_range)),
        check("object: read only if unchanged", body!(if_match)),
        check("object: missing is said to be missing", body!(missing)),
        check("object: deleting, also what isn't there", body!(delete)),
        check_if("object: written only if absent", "put_if_absent", |can| can.put_if_absent, body!(if_absent)),
        check_if("object: written only if unchanged", "put_if_match", |can| can.put_if_match, body!(put_if_match)),
        check_if("object: checksums are checked and kept", "checksums", |can| can.checksums, body!(checksums)),
    ]
}

async fn round_trip(ground: &Ground<'_>) -> Result<(), Failure> {
    for length in [0, 1, 1000, 300_000] {
        let content = noise(length);
        let key = ground.put(&format!("size-{length}"), &content).await?;
        ensure!(ground.read(&ground.bucket, &key).await? == content, "{length} bytes changed");
        let info = ground.store.head(&ground.bucket, &key).await?;
        ensure!(info.size == length as u64, "HEAD says {} of {length} bytes", info.size);
        ensure!(info.etag.is_some() && info.last_modified.is_some(), "HEAD says {info:?}");
        ensure!(
            info.content_type.as_deref() == Some("application/octet-stream"),
            "the type is {:?}",
            info.content_type
        );
    }
    Ok(())
}

async fn from_file(ground: &Ground<'_>) -> Result<(), Failure> {
    for length in [0, 1, 262_144, 1_000_001] {
        let (key, content) = (key(&format!("file-{length}"))?, noise(length));
        ground.store.put(&ground.bucket, &key, section(&content)?, &PutOptions::default()).await?;
        ensure!(ground.read(&ground.bucket, &key).await? == content, "{length} bytes of a file changed");
    }
    Ok(())
}

async fn overwrite(ground: &Ground<'_>) -> Result<(), Failure> {
    let key = key("a")?;
    let first = ground.store.put(&ground.bucket, &key, bytes(b"first"), &PutOptions::default()).await?;
    let second = ground.store.put(&ground.bucket, &key, bytes(b"second"), &PutOptions::default()).await?;
    ensure!(first.etag.is_some() && first.etag != second.etag, "the tags are {:?} and {:?}", first.etag, second.etag);
    ensure!(ground.read(&ground.bucket, &key).await? == b"second", "the first write is still there");
    Ok(())
}

async fn metadata(ground: &Ground<'_>) -> Result<(), Failure> {
    let options = PutOptions {
        content_type: Some("text/plain; charset=utf-8".to_owned()),
        metadata: vec![("colour".into(), "blue, green".into()), ("mtime".into(), "1700000000.5".into())],
        ..Default::default()
    };
    let key = ground.put_with("a", b"x", &options).await?;
    let got = ground.store.get(&ground.bucket, &key, &GetOptions::default()).await?.info;
    for info in [ground.store.head(&ground.bucket, &key).await?, got] {
        ensure!(info.content_type == options.content_type, "the type is {:?}", info.content_type);
        ensure!(info.metadata == options.metadata, "the metadata is {:?}", info.metadata);
    }
    // A web page is an object like any other.
    let options = PutOptions { content_type: Some("text/html".to_owned()), ..Default::default() };
    let key = ground.put_with("page.html", b"<html></html>", &options).await?;
    ensure!(ground.read(&ground.bucket, &key).await? == b"<html></html>", "a page changed");
    Ok(())
}

async fn ranges(ground: &Ground<'_>) -> Result<(), Failure> {
    let content = noise(10_000);
    let key = ground.put("a", &content).await?;
    for (from, length) in [(0, 1), (0, 10_000), (9_999, 1), (1234, 4321), (9_000, 5_000), (0, u64::MAX)] {
        let options = GetOptions { range: Some((from, length)), if_match: None };
        let size = ground.store.get(&ground.bucket, &key, &options).await?.info.size;
        ensure!(size == 10_000, "with a range, the size is {size}");
        let start = usize::try_from(from).unwrap_or_default();
        let end = usize::try_from(from.saturating_add(length).min(10_000)).unwrap_or_default();
        let got = ground.read_with(&ground.bucket, &key, &options).await?;
        ensure!(got == content[start..end], "{length} bytes from {from} are others");
    }
    Ok(())
}

async fn bad_range(ground: &Ground<'_>) -> Result<(), Failure> {
    let key = ground.put("a", b"12345").await?;
    let options = GetOptions { range: Some((5, 1)), if_match: None };
    refused(ground.store.get(&ground.bucket, &key, &options).await, &[K::InvalidRange], "a range behind the end")?;
    Ok(())
}

async fn if_match(ground: &Ground<'_>) -> Result<(), Failure> {
    let key = ground.put("a", b"first").await?;
    let etag = ground.store.head(&ground.bucket, &key).await?.etag;
    let options = GetOptions { range: Some((0, 3)), if_match: etag };
    ensure!(ground.read_with(&ground.bucket, &key, &options).await? == b"fir", "the range is another");
    ground.put("a", b"second").await?;
    let changed = ground.store.get(&ground.bucket, &key, &options).await;
    refused(changed, &[K::PreconditionFailed], "reading a changed object")?;
    let options = GetOptions { range: None, if_match: Some(ETag("\"0123456789abcdef0123456789abcdef\"".into())) };
    let strange = ground.store.get(&ground.bucket, &key, &options).await;
    refused(strange, &[K::PreconditionFailed], "reading with a strange tag")?;
    Ok(())
}

async fn missing(ground: &Ground<'_>) -> Result<(), Failure> {
    let key = key("no/such/object")?;
    let error = refused(ground.store.head(&ground.bucket, &key).await, &[K::NoSuchObject], "HEAD of a missing object")?;
    ensure!(error.key.as_ref() == Some(&key), "the error doesn't name the key");
    let read = ground.store.get(&ground.bucket, &key, &GetOptions::default()).await;
    let error = refused(read, &[K::NoSuchObject], "reading a missing object")?;
    ensure!(!error.is_retryable(), "a missing object is said to be worth another try");
    let put = ground.store.put(&ground.other, &key, bytes(b"x"), &PutOptions::default()).await;
    refused(put, &[K::NoSuchBucket], "writing into a missing bucket")?;
    let read = ground.store.get(&ground.other, &key, &GetOptions::default()).await;
    refused(read, &[K::NoSuchBucket], "reading from a missing bucket")?;
    Ok(())
}

async fn delete(ground: &Ground<'_>) -> Result<(), Failure> {
    let key = ground.put("a/b", b"x").await?;
    ground.store.delete(&ground.bucket, &key).await?;
    refused(ground.store.head(&ground.bucket, &key).await, &[K::NoSuchObject], "HEAD of a deleted object")?;
    ground.store.delete(&ground.bucket, &key).await?;
    Ok(())
}

async fn if_absent(ground: &Ground<'_>) -> Result<(), Failure> {
    let preconditions = Preconditions { if_absent: true, if_match: None };
    let options = PutOptions { preconditions, ..Default::default() };
    let key = ground.put_with("a", b"first", &options).await?;
    let second = ground.store.put(&ground.bucket, &key, bytes(b"second"), &options).await;
    refused(second, &[K::PreconditionFailed], "writing over an object that must not be there")?;
    ensure!(ground.read(&ground.bucket, &key).await? == b"first", "the first write is gone");
    Ok(())
}

async fn put_if_match(ground: &Ground<'_>) -> Result<(), Failure> {
    let key = ground.put("a", b"first").await?;
    let if_match = ground.store.head(&ground.bucket, &key).await?.etag;
    ensure!(if_match.is_some(), "HEAD names no ETag");
    let options = PutOptions { preconditions: Preconditions { if_match, if_absent: false }, ..Default::default() };
    ground.put_with("a", b"second", &options).await?;
    let late = ground.store.put(&ground.bucket, &key, bytes(b"third"), &options).await;
    refused(late, &[K::PreconditionFailed], "writing over an object that has changed")?;
    ensure!(ground.read(&ground.bucket, &key).await? == b"second", "somebody else's write is gone");
    ground.store.delete(&ground.bucket, &key).await?;
    let gone = ground.store.put(&ground.bucket, &key, bytes(b"third"), &options).await;
    refused(gone, &[K::PreconditionFailed, K::NoSuchObject], "writing over an object that was deleted")?;
    refused(ground.store.head(&ground.bucket, &key).await, &[K::NoSuchObject], "HEAD of what was deleted")?;
    Ok(())
}

async fn checksums(ground: &Ground<'_>) -> Result<(), Failure> {
    let content = noise(50_000);
    let crc = crc_fast::checksum(crc_fast::CrcAlgorithm::Crc32Iscsi, &content);
    let right = Checksum::Crc32c(u32::try_from(crc).unwrap_or_default());
    let options = PutOptions { checksum: Some(right), ..Default::default() };
    let key = key("a")?;
    let put = ground.store.put(&ground.bucket, &key, bytes(&content), &options).await?;
    ensure!(put.checksum == Some(right), "PUT says {:?}, and the checksum is {right:?}", put.checksum);
    let head = ground.store.head(&ground.bucket, &key).await?;
    ensure!(head.checksum == Some(right), "HEAD says {:?}", head.checksum);
    let wrong = PutOptions { checksum: Some(Checksum::Crc32c(1)), ..Default::default() };
    let put = ground.store.put(&ground.bucket, &key, bytes(b"other"), &wrong).await;
    refused(put, &[K::Integrity, K::InvalidRequest], "a body with another's checksum")?;
    ensure!(ground.read(&ground.bucket, &key).await? == content, "a refused body replaced the object");
    Ok(())
}
