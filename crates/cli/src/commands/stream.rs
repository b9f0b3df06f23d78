//! Objects to standard output and from standard input.

use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use satchel_objects::{BucketName, GetOptions, ObjectKey, ObjectStore, PutOptions, StoreError};
use satchel_transfer::streamed::{SpoolLimits, Spools, StreamedUpload};
use tokio::sync::mpsc;

use crate::failure::{Result, failed};
use crate::interrupt::Interrupts;
use crate::output::Output;

/// How often a request is tried, and how long the first pause is; each later one is twice as long.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(500);

/// How much of standard input is read at a time, in bytes.
const PIECE: usize = 256 << 10;

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
pub async fn upload(
    store: &Arc<dyn ObjectStore>,
    bucket: &BucketName,
    key: &ObjectKey,
    part_size: Option<u64>,
) -> Result<u64> {
    let spools = Spools::new(SpoolLimits::default());
    let options = PutOptions::default();
    let upload =
        StreamedUpload { store, bucket, key, options, part_size, at_most: None, tries: TRIES, spools: &spools };
    let mut interrupts = Interrupts::catch();
    let stop = async {
        interrupts.wait(1).await;
        failed("stopped; nothing of it was kept")
    };
    upload.send(standard_input(), async { Ok(()) }, stop).await
}

/// Standard input in pieces, read by a thread that may block.
fn standard_input() -> BoxStream<'static, Result<Bytes>> {
    let (sender, receiver) = mpsc::channel(2);
    tokio::task::spawn_blocking(move || {
        let mut input = std::io::stdin().lock();
        loop {
            let mut piece = vec![0; PIECE];
            let read = match input.read(&mut piece) {
                Ok(0) => return,
                Ok(length) => {
                    piece.truncate(length);
                    Ok(Bytes::from(piece))
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => Err(failed(format!("standard input can't be read: {error}"))),
            };
            let broken = read.is_err();
            // Nobody takes it any more where the upload failed.
            if sender.blocking_send(read).is_err() || broken {
                return;
            }
        }
    });
    let pieces = async |mut receiver: mpsc::Receiver<_>| Some((receiver.recv().await?, receiver));
    stream::unfold(receiver, pieces).boxed()
}
