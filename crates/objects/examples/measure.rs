//! Measures this crate on a real server: `measure JOB ENDPOINT BUCKET COUNT [DELAY]`, credentials from `AWS_ACCESS_KEY_ID`
//! and `AWS_SECRET_ACCESS_KEY`.
//!
//! Jobs: `list` and `list-plain` (the bucket's listing, `COUNT` times), `put` and `get` (4 KiB, 32 at once), and `sdk-put`
//! and `sdk-get`, the same through the bare SDK. `DELAY` milliseconds are added to every round trip. Prints wall seconds,
//! CPU seconds of this process, and what was done.
#![allow(clippy::print_stdout, reason = "it prints its figures")]

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt};
use satchel_objects::s3::{Addressing, Credentials, S3Config, S3Store};
use satchel_objects::{
    BucketName, Checksum, GetOptions, ListAll, ListOptions, ListRequest, ObjectKey, ObjectStore, PutOptions, list_all,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use zeroize::Zeroizing;

type Failure = Box<dyn Error + Send + Sync>;
/// How many objects are on their way at once.
const AT_ONCE: usize = 32;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [job, endpoint, bucket, count, delay @ ..] = &arguments[..] else {
        return Err("measure JOB ENDPOINT BUCKET COUNT [DELAY]".into());
    };
    let delay: u64 = delay.first().map_or(Ok(0), |delay| delay.parse())?;
    let endpoint = if delay > 0 { late(endpoint, delay).await? } else { endpoint.clone() };
    let (bucket, count) = (BucketName::new(bucket.clone())?, count.parse::<usize>()?);
    let (id, secret) = (std::env::var("AWS_ACCESS_KEY_ID")?, std::env::var("AWS_SECRET_ACCESS_KEY")?);
    let config = S3Config {
        endpoint: Some(endpoint.parse()?),
        region: None,
        addressing: Addressing::Path,
        credentials: Credentials::Keys {
            access_key_id: id,
            secret_key: Zeroizing::new(secret),
            session_token: None,
            expires: None,
        },
        storj: false,
    };
    let store = Arc::new(S3Store::new(config).await?);
    let begin = Instant::now();
    let before = cpu()?;
    let done = match &**job {
        "list" => {
            let mut rows = 0;
            for _ in 0..count {
                rows += fast(store.clone(), &bucket).await?;
            }
            rows
        }
        "list-plain" => {
            let mut rows = 0;
            for _ in 0..count {
                rows += plain(&*store, &bucket).await?;
            }
            rows
        }
        "put" => each(count, |key| put(store.clone(), bucket.clone(), key)).await?,
        "get" => each(count, |key| get(store.clone(), bucket.clone(), key)).await?,
        "sdk-put" => {
            let client = client(&endpoint);
            each(count, |key| sdk_put(client.clone(), bucket.clone(), key)).await?
        }
        "sdk-get" => {
            let client = client(&endpoint);
            each(count, |key| sdk_get(client.clone(), bucket.clone(), key)).await?
        }
        job => return Err(format!("no job {job}").into()),
    };
    println!("{job} wall {:.3} cpu {:.3} done {done}", begin.elapsed().as_secs_f64(), cpu()? - before);
    Ok(())
}

async fn fast(store: Arc<dyn ObjectStore>, bucket: &BucketName) -> Result<usize, Failure> {
    let request = ListAll { bucket: bucket.clone(), prefix: String::new(), delimiter: None, start_after: None };
    let pages = list_all(store, request, ListOptions::default());
    Ok(pages.try_fold(0, async |count, rows| Ok(count + rows.len())).await?)
}

async fn plain(store: &dyn ObjectStore, bucket: &BucketName) -> Result<usize, Failure> {
    let (mut count, mut continuation) = (0, None);
    loop {
        let request = ListRequest {
            bucket: bucket.clone(),
            prefix: String::new(),
            delimiter: None,
            max_keys: 1000,
            continuation,
            start_after: None,
        };
        let page = store.list_page(&request).await?;
        count += page.entries.len();
        continuation = page.continuation;
        if continuation.is_none() {
            return Ok(count);
        }
    }
}

async fn each<Work>(count: usize, work: impl Fn(usize) -> Work) -> Result<usize, Failure>
where
    Work: Future<Output = Result<(), Failure>> + Send + 'static,
{
    let tasks = futures::stream::iter(0..count).map(|key| tokio::spawn(work(key)));
    tasks.buffer_unordered(AT_ONCE).map(|done| done?).try_for_each(async |()| Ok::<_, Failure>(())).await?;
    Ok(count)
}

async fn put(store: Arc<S3Store>, bucket: BucketName, key: usize) -> Result<(), Failure> {
    let body = Bytes::from(vec![7; 4096]);
    let key = ObjectKey::new(format!("small-{key:06}"))?;
    let checksum = std::env::var_os("CHECKSUM").map(|_| Checksum::Crc64Nvme(0));
    store.put(&bucket, &key, body.into(), &PutOptions { checksum, ..PutOptions::default() }).await?;
    Ok(())
}

async fn get(store: Arc<S3Store>, bucket: BucketName, key: usize) -> Result<(), Failure> {
    let key = ObjectKey::new(format!("small-{key:06}"))?;
    let got = store.get(&bucket, &key, &GetOptions::default()).await?;
    got.stream.try_for_each(async |_| Ok(())).await?;
    Ok(())
}

/// A client as the SDK's guide makes one, but for checksums that gateways refuse.
fn client(endpoint: &str) -> aws_sdk_s3::Client {
    use aws_sdk_s3::config::{Builder, Credentials, Region, RequestChecksumCalculation, ResponseChecksumValidation};
    let key = |name| std::env::var(name).unwrap_or_default();
    let credentials = Credentials::new(key("AWS_ACCESS_KEY_ID"), key("AWS_SECRET_ACCESS_KEY"), None, None, "measure");
    let config = Builder::new()
        .behavior_version_latest()
        .region(Region::new("us-east-1"))
        .credentials_provider(credentials)
        .endpoint_url(endpoint)
        .force_path_style(true)
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
        .response_checksum_validation(ResponseChecksumValidation::WhenRequired);
    aws_sdk_s3::Client::from_conf(config.build())
}

async fn sdk_put(client: aws_sdk_s3::Client, bucket: BucketName, key: usize) -> Result<(), Failure> {
    let put = client.put_object().bucket(bucket.as_str()).key(format!("small-{key:06}"));
    put.body(Bytes::from(vec![7; 4096]).into()).send().await?;
    Ok(())
}

async fn sdk_get(client: aws_sdk_s3::Client, bucket: BucketName, key: usize) -> Result<(), Failure> {
    let got = client.get_object().bucket(bucket.as_str()).key(format!("small-{key:06}")).send().await?;
    got.body.collect().await?;
    Ok(())
}

/// CPU seconds of this process so far.
fn cpu() -> Result<f64, Failure> {
    let text = std::fs::read_to_string("/proc/self/stat")?;
    let fields: Vec<&str> = text.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |field: usize| fields.get(field).map_or(Ok(0), |text| text.parse::<u32>());
    Ok(f64::from(ticks(11)? + ticks(12)?) / 100.0)
}

/// A door to `endpoint` where everything takes longer, by half the delay each way.
async fn late(endpoint: &str, delay: u64) -> Result<String, Failure> {
    let target = endpoint.trim_start_matches("http://").trim_end_matches('/').to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let half = Duration::from_micros(delay * 500);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let target = target.clone();
            tokio::spawn(async move {
                let server = TcpStream::connect(&target).await?;
                client.set_nodelay(true)?;
                server.set_nodelay(true)?;
                let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
                tokio::spawn(pass(from_client, to_server, half));
                tokio::spawn(pass(from_server, to_client, half));
                Ok::<_, std::io::Error>(())
            });
        }
    });
    Ok(format!("http://{address}"))
}

async fn pass(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    half: Duration,
) -> std::io::Result<()> {
    let (sender, mut receiver) = mpsc::unbounded_channel::<(tokio::time::Instant, Vec<u8>)>();
    tokio::spawn(async move {
        while let Some((due, bytes)) = receiver.recv().await {
            tokio::time::sleep_until(due).await;
            to.write_all(&bytes).await?;
        }
        to.shutdown().await
    });
    loop {
        let mut bytes = vec![0; 64 << 10];
        let read = from.read(&mut bytes).await?;
        if read == 0 {
            return Ok(());
        }
        bytes.truncate(read);
        if sender.send((tokio::time::Instant::now() + half, bytes)).is_err() {
            return Ok(());
        }
    }
}
