//! Objects to standard output and from standard input.

use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::StreamExt;
use satchel_objects::{
    Body, BucketName, Checksum, CompletedPart, ErrorKind, GetOptions, ObjectKey, ObjectStore, Preconditions,
    PutOptions, StoreError, UploadId,
};
use tokio::task::JoinSet;

use crate::failure::{Result, failed};
use crate::interrupt::Interrupts;
use crate::output::Output;

/// How often a request is tried, and how long the first pause is; each later one is twice as long.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(500);

/// How large the first parts are, in bytes, and how many parts are sent while another is read.
const PART: u64 = 8 << 20;
const AT_ONCE: usize = 2;

/// After so many parts the size doubles, so that 10,000 parts hold whatever comes: 8 MiB parts would end at 78 GiB.
const DOUBLES_AFTER: u32 = 2_000;

/// The most parts that an upload can have. Source: Amazon S3 User Guide, "Multipart upload limits".
const MOST_PARTS: u16 = 10_000;

/// Writes an object to standard output. A connection that breaks is taken up where it broke, if the object is still the
/// same.
pub async fn download(
    store: &dyn ObjectStore,
    bucket: &BucketName,
    key: &ObjectKey,
    output: &mut Output,
) -> Result<()> {
    let mut options = GetOptions::default();
    let (mut written, mut size, mut tries) = (0_u64, None, 0);
    loop {
        match piece(store, bucket, key, &mut options, &mut written, &mut size, output).await? {
            Ok(()) => return Ok(()),
            // Without a tag nobody could tell whether the rest is of the same object.
            Err(error) if written > 0 && options.if_match.is_none() => return Err(error.into()),
            Err(error) => {
                tries += 1;
                if tries >= TRIES || !error.is_retryable() {
                    return Err(error.into());
                }
                tokio::time::sleep(PAUSE * 2_u32.pow(tries - 1)).await;
            }
        }
        if let Some(size) = size {
            options.range = Some((written, size - written));
        }
    }
}

async fn piece(
    store: &dyn ObjectStore,
    bucket: &BucketName,
    key: &ObjectKey,
    options: &mut GetOptions,
    written: &mut u64,
    size: &mut Option<u64>,
    output: &mut Output,
) -> Result<Result<(), StoreError>> {
    if size.is_some_and(|size| *written >= size) {
        return Ok(Ok(()));
    }
    let mut got = match store.get(bucket, key, options).await {
        Ok(got) => got,
        Err(error) => return Ok(Err(error)),
    };
    *size = Some(got.info.size);
    options.if_match = got.info.etag;
    while let Some(bytes) = got.stream.next().await {
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(error) => return Ok(Err(error)),
        };
        output.bytes(&bytes)?;
        *written += bytes.len() as u64;
    }
    output.flush()?;
    Ok(Ok(()))
}

/// Sends standard input as an object, of whatever size. If it ends early or is interrupted, nothing stays behind.
pub async fn upload(store: Arc<dyn ObjectStore>, bucket: BucketName, key: ObjectKey, part: Option<u64>) -> Result<u64> {
    let size = part.unwrap_or(PART);
    let first = read(size).await?;
    if (first.len() as u64) < size {
        let length = first.len() as u64;
        let options = PutOptions { checksum: checksum(&*store, &first), ..PutOptions::default() };
        retried(|| store.put(&bucket, &key, Body::Bytes(first.clone()), &options)).await?;
        return Ok(length);
    }
    let options = PutOptions::default();
    let upload = retried(|| store.create_multipart(&bucket, &key, &options)).await?;
    let mut interrupts = Interrupts::catch();
    let sent = tokio::select! {
        sent = parts(store.clone(), &bucket, &key, &upload, first, size) => sent,
        () = interrupts.wait(1) => Err(failed("stopped; nothing of it was kept")),
    };
    let finished = match sent {
        Ok((parts, length)) => complete(&*store, &bucket, &key, &upload, &parts, length).await.map_err(Into::into),
        Err(stop) => Err(stop),
    };
    if finished.is_err() {
        // The first failure is what counts; `uploads list` shows what couldn't be given up.
        let _ = retried(|| store.abort_multipart(&bucket, &key, &upload)).await;
    }
    finished
}

/// Makes the object of its parts. Where the answer was lost, the object itself says whether it worked.
async fn complete(
    store: &dyn ObjectStore,
    bucket: &BucketName,
    key: &ObjectKey,
    upload: &UploadId,
    parts: &[CompletedPart],
    length: u64,
) -> Result<u64, StoreError> {
    let conditions = Preconditions::default();
    let mut asked = 0;
    let completed = retried(|| {
        asked += 1;
        store.complete_multipart(bucket, key, upload, parts, &conditions)
    });
    match completed.await {
        Err(error) if error.kind == ErrorKind::NoSuchUpload && asked > 1 => {
            let info = retried(|| store.head(bucket, key)).await?;
            if info.size == length { Ok(length) } else { Err(error) }
        }
        result => result.map(|_| length),
    }
}

async fn parts(
    store: Arc<dyn ObjectStore>,
    bucket: &BucketName,
    key: &ObjectKey,
    upload: &UploadId,
    first: Bytes,
    mut size: u64,
) -> Result<(Vec<CompletedPart>, u64)> {
    let mut sending = JoinSet::new();
    let mut done = Vec::new();
    let (mut bytes, mut length) = (first, 0);
    for number in 1..=MOST_PARTS {
        length += bytes.len() as u64;
        while sending.len() >= AT_ONCE
            && let Some(sent) = sending.join_next().await
        {
            done.push(sent.map_err(failed)??);
        }
        let (store, bucket, key, upload) = (store.clone(), bucket.clone(), key.clone(), upload.clone());
        sending.spawn(async move { send(&*store, &bucket, &key, &upload, number, bytes).await });
        if u32::from(number) % DOUBLES_AFTER == 0 {
            size *= 2;
        }
        bytes = read(size).await?;
        if bytes.is_empty() {
            while let Some(sent) = sending.join_next().await {
                done.push(sent.map_err(failed)??);
            }
            done.sort_by_key(|part| part.part_number);
            return Ok((done, length));
        }
    }
    Err(failed("that is more than an object can hold; give a larger --part-size"))
}

async fn send(
    store: &dyn ObjectStore,
    bucket: &BucketName,
    key: &ObjectKey,
    upload: &UploadId,
    number: u16,
    bytes: Bytes,
) -> Result<CompletedPart> {
    let sum = checksum(store, &bytes);
    let put = retried(|| store.upload_part(bucket, key, upload, number, Body::Bytes(bytes.clone()), sum)).await?;
    let etag = put.etag.ok_or_else(|| failed("the server acknowledged a part without its tag"))?;
    Ok(CompletedPart { part_number: number, etag, checksum: put.checksum })
}

fn checksum(store: &dyn ObjectStore, bytes: &[u8]) -> Option<Checksum> {
    let sum = || u32::try_from(crc_fast::checksum(crc_fast::CrcAlgorithm::Crc32Iscsi, bytes)).ok();
    if store.capabilities().checksums { sum().map(Checksum::Crc32c) } else { None }
}

async fn retried<T, F: Future<Output = Result<T, StoreError>>>(mut work: impl FnMut() -> F) -> Result<T, StoreError> {
    let mut tries = 1;
    loop {
        match work().await {
            Err(error) if error.is_retryable() && tries < TRIES => {
                tokio::time::sleep(PAUSE * 2_u32.pow(tries - 1)).await;
                tries += 1;
            }
            result => return result,
        }
    }
}

/// Reads standard input until there are `size` bytes or it ends.
async fn read(size: u64) -> Result<Bytes> {
    let read = tokio::task::spawn_blocking(move || {
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0).min(64 << 20));
        std::io::stdin().lock().take(size).read_to_end(&mut bytes).map(|_| Bytes::from(bytes))
    });
    read.await.map_err(failed)?.map_err(|error| failed(format!("standard input can't be read: {error}")))
}
