//! Multipart uploads.

use futures::{StreamExt, TryStreamExt};
use satchel_objects::{Checksum, CompletedPart, ETag, ErrorKind as K, ObjectKey, Preconditions, PutOptions, UploadId};

use super::ground::{Failure, Ground, bytes, key, noise, refused, section};
use super::{Check, body, check, check_if, ensure};

pub(super) fn checks() -> Vec<Check> {
    vec![
        check("multipart: parts make the object", body!(whole)),
        check("multipart: a part sent again replaces the first", body!(replaced)),
        check("multipart: begun uploads are listed", body!(uploads)),
        check("multipart: 1,010 parts are listed over pages", body!(part_pages)),
        check("multipart: given up, its parts are gone", body!(abort)),
        check("multipart: an unknown upload is said to be unknown", body!(unknown)),
        check("multipart: a wrong part isn't joined", body!(wrong_part)),
        check_if("multipart: completed only if absent", "put_if_absent", |can| can.put_if_absent, body!(if_absent)),
        check_if("multipart: completed only if unchanged", "put_if_match", |can| can.put_if_match, body!(if_match)),
        check_if("multipart: checksums of parts are kept", "checksums", |can| can.checksums, body!(checksums)),
    ]
}

const ALWAYS: Preconditions = Preconditions { if_match: None, if_absent: false };

async fn send(
    ground: &Ground<'_>,
    key: &ObjectKey,
    id: &UploadId,
    part_number: u16,
    content: &[u8],
    checksum: Option<Checksum>,
) -> Result<CompletedPart, Failure> {
    let body = section(content)?;
    let sent = ground.store.upload_part(&ground.bucket, key, id, part_number, body, checksum).await?;
    let etag = sent.etag.ok_or_else(|| Failure::new("a part's answer has no tag"))?;
    Ok(CompletedPart { part_number, etag, checksum })
}

/// A part that any server takes before the last.
fn full_part(ground: &Ground<'_>) -> Vec<u8> {
    noise(usize::try_from(ground.can.smallest_part).unwrap_or_default().max(1))
}

async fn whole(ground: &Ground<'_>) -> Result<(), Failure> {
    let key = key("a folder/新郎.mov")?;
    let options = PutOptions {
        content_type: Some("video/quicktime".to_owned()),
        metadata: vec![("mtime".into(), "1700000000".into())],
        ..Default::default()
    };
    let id = ground.store.create_multipart(&ground.bucket, &key, &options).await?;
    refused(ground.store.head(&ground.bucket, &key).await, &[K::NoSuchObject], "HEAD before Complete")?;
    let (first, last) = (full_part(ground), noise(1234));
    // Sent out of order, as parallel parts are.
    let second = send(ground, &key, &id, 2, &last, None).await?;
    let parts = [send(ground, &key, &id, 1, &first, None).await?, second];
    let page = ground.store.part_page(&ground.bucket, &key, &id, None).await?;
    let listed: Vec<_> = page.parts.iter().map(|part| (part.part_number, part.size)).collect();
    ensure!(listed == [(1, first.len() as u64), (2, 1234)], "the parts list as {listed:?}");
    for (listed, sent) in page.parts.iter().zip(&parts) {
        let same = listed.etag.as_ref().is_some_and(|tag| tag.unquoted() == sent.etag.unquoted());
        ensure!(same, "the part's tag is listed as {:?}, and was {:?}", listed.etag, sent.etag);
    }
    ensure!(page.next.is_none(), "two parts are more than a page");
    let done = ground.store.complete_multipart(&ground.bucket, &key, &id, &parts, &ALWAYS).await?;
    ensure!(done.etag.is_some(), "Complete answers no tag");
    ensure!(ground.read(&ground.bucket, &key).await? == [first, last].concat(), "the object has other bytes");
    let info = ground.store.head(&ground.bucket, &key).await?;
    ensure!(info.content_type == options.content_type, "the type is {:?}", info.content_type);
    ensure!(info.metadata == options.metadata, "the metadata is {:?}", info.metadata);
    Ok(())
}

async fn replaced(ground: &Ground<'_>) -> Result<(), Failure> {
    let key = key("a")?;
    let id = ground.store.create_multipart(&ground.bucket, &key, &PutOptions::default()).await?;
    send(ground, &key, &id, 1, b"first", None).await?;
    let part = send(ground, &key, &id, 1, b"second", None).await?;
    let page = ground.store.part_page(&ground.bucket, &key, &id, None).await?;
    ensure!(page.parts.len() == 1 && page.parts[0].size == 6, "the parts are {:?}", page.parts);
    ground.store.complete_multipart(&ground.bucket, &key, &id, &[part], &ALWAYS).await?;
    ensure!(ground.read(&ground.bucket, &key).await? == b"second", "the first sending was joined");
    Ok(())
}

async fn uploads(ground: &Ground<'_>) -> Result<(), Failure> {
    let mut begun = Vec::new();
    for name in ["folder/a b+c", "folder/a b+c", "folder/新", "other"] {
        let key = key(name)?;
        let id = ground.store.create_multipart(&ground.bucket, &key, &PutOptions::default()).await?;
        begun.push((key, id.0));
    }
    begun.sort();
    for (prefix, expected) in [("", &begun[..]), ("folder/", &begun[..3])] {
        let mut listed = Vec::new();
        let mut after = None;
        loop {
            let page = ground.store.multipart_page(&ground.bucket, prefix, after.as_ref()).await?;
            ensure!(page.uploads.iter().all(|upload| upload.initiated.is_some()), "an upload has no time");
            listed.extend(page.uploads.into_iter().map(|upload| (upload.key, upload.upload_id.0)));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        listed.sort();
        ensure!(listed == expected, "below {prefix:?} are {listed:?}, and not {expected:?}");
    }
    let (key, id) = begun.pop().ok_or_else(|| Failure::new("nothing was begun"))?;
    ground.store.abort_multipart(&ground.bucket, &key, &UploadId(id)).await?;
    let left = ground.store.multipart_page(&ground.bucket, "", None).await?.uploads.len();
    ensure!(left == 3, "{left} of 3 uploads are left");
    Ok(())
}

async fn part_pages(ground: &Ground<'_>) -> Result<(), Failure> {
    let key = key("many parts")?;
    let id = ground.store.create_multipart(&ground.bucket, &key, &PutOptions::default()).await?;
    let send = |number: u16| {
        let body = bytes(&number.to_le_bytes());
        let (key, id) = (&key, &id);
        async move { ground.store.upload_part(&ground.bucket, key, id, number, body, None).await }
    };
    futures::stream::iter(1..=1010).map(send).buffer_unordered(16).try_collect::<Vec<_>>().await?;
    let mut numbers = Vec::new();
    let mut after = None;
    loop {
        let page = ground.store.part_page(&ground.bucket, &key, &id, after).await?;
        numbers.extend(page.parts.iter().map(|part| part.part_number));
        after = page.next;
        if after.is_none() {
            break;
        }
        ensure!(numbers.len() <= 1010, "the pages go round in a circle");
    }
    ensure!(numbers.iter().copied().eq(1..=1010), "{} parts of 1,010 are listed in order", numbers.len());
    ground.store.abort_multipart(&ground.bucket, &key, &id).await?;
    Ok(())
}

async fn abort(ground: &Ground<'_>) -> Result<(), Failure> {
    let key = key("a")?;
    let id = ground.store.create_multipart(&ground.bucket, &key, &PutOptions::default()).await?;
    let part = send(ground, &key, &id, 1, b"x", None).await?;
    ground.store.abort_multipart(&ground.bucket, &key, &id).await?;
    let page = ground.store.part_page(&ground.bucket, &key, &id, None).await;
    refused(page, &[K::NoSuchUpload], "the parts of an upload that was given up")?;
    let done = ground.store.complete_multipart(&ground.bucket, &key, &id, &[part], &ALWAYS).await;
    refused(done, &[K::NoSuchUpload], "completing an upload that was given up")?;
    refused(ground.store.head(&ground.bucket, &key).await, &[K::NoSuchObject], "HEAD of what was given up")?;
    Ok(())
}

async fn unknown(ground: &Ground<'_>) -> Result<(), Failure> {
    let key = key("a")?;
    // An ID of the server's own form that has ended.
    let id = ground.store.create_multipart(&ground.bucket, &key, &PutOptions::default()).await?;
    ground.store.abort_multipart(&ground.bucket, &key, &id).await?;
    let sent = ground.store.upload_part(&ground.bucket, &key, &id, 1, bytes(b"x"), None).await;
    refused(sent, &[K::NoSuchUpload], "a part of an unknown upload")?;
    // Storj's gateway takes a second abort for a success, Amazon's servers for an error.
    if let Err(error) = ground.store.abort_multipart(&ground.bucket, &key, &id).await {
        ensure!(error.kind == K::NoSuchUpload, "giving up twice is {error}");
    }
    Ok(())
}

async fn wrong_part(ground: &Ground<'_>) -> Result<(), Failure> {
    let key = key("a")?;
    let id = ground.store.create_multipart(&ground.bucket, &key, &PutOptions::default()).await?;
    let mut part = send(ground, &key, &id, 1, b"x", None).await?;
    part.etag = ETag("\"0123456789abcdef0123456789abcdef\"".into());
    let done = ground.store.complete_multipart(&ground.bucket, &key, &id, &[part], &ALWAYS).await;
    refused(done, &[K::InvalidRequest, K::Integrity], "joining a part with another tag")?;
    refused(ground.store.head(&ground.bucket, &key).await, &[K::NoSuchObject], "HEAD of what wasn't joined")?;
    Ok(())
}

async fn if_absent(ground: &Ground<'_>) -> Result<(), Failure> {
    let key = ground.put("a", b"there").await?;
    let id = ground.store.create_multipart(&ground.bucket, &key, &PutOptions::default()).await?;
    let part = send(ground, &key, &id, 1, b"new", None).await?;
    let absent = Preconditions { if_absent: true, if_match: None };
    let done = ground.store.complete_multipart(&ground.bucket, &key, &id, &[part], &absent).await;
    refused(done, &[K::PreconditionFailed], "completing over an object that must not be there")?;
    ensure!(ground.read(&ground.bucket, &key).await? == b"there", "the object was replaced");
    Ok(())
}

async fn if_match(ground: &Ground<'_>) -> Result<(), Failure> {
    let key = ground.put("a", b"first").await?;
    let if_match = ground.store.head(&ground.bucket, &key).await?.etag;
    let unchanged = Preconditions { if_match, if_absent: false };
    let id = ground.store.create_multipart(&ground.bucket, &key, &PutOptions::default()).await?;
    let part = send(ground, &key, &id, 1, b"second", None).await?;
    ground.store.complete_multipart(&ground.bucket, &key, &id, &[part], &unchanged).await?;
    ensure!(ground.read(&ground.bucket, &key).await? == b"second", "the object has other bytes");
    let id = ground.store.create_multipart(&ground.bucket, &key, &PutOptions::default()).await?;
    let part = send(ground, &key, &id, 1, b"third", None).await?;
    let late = ground.store.complete_multipart(&ground.bucket, &key, &id, &[part], &unchanged).await;
    refused(late, &[K::PreconditionFailed], "completing over an object that has changed")?;
    ensure!(ground.read(&ground.bucket, &key).await? == b"second", "somebody else's write is gone");
    Ok(())
}

async fn checksums(ground: &Ground<'_>) -> Result<(), Failure> {
    let key = key("a")?;
    let content = noise(5000);
    let crc = crc_fast::checksum(crc_fast::CrcAlgorithm::Crc32Iscsi, &content);
    let checksum = Some(Checksum::Crc32c(u32::try_from(crc).unwrap_or_default()));
    let options = PutOptions { checksum, ..Default::default() };
    let id = ground.store.create_multipart(&ground.bucket, &key, &options).await?;
    let part = send(ground, &key, &id, 1, &content, checksum).await?;
    let page = ground.store.part_page(&ground.bucket, &key, &id, None).await?;
    ensure!(page.parts.first().is_some_and(|part| part.checksum == checksum), "the parts are {:?}", page.parts);
    ground.store.complete_multipart(&ground.bucket, &key, &id, &[part], &ALWAYS).await?;
    ensure!(ground.read(&ground.bucket, &key).await? == content, "the object has other bytes");
    Ok(())
}
