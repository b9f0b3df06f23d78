//! Asks the API, or the store behind it, the same thing again and again, and says how long the answers took: one line of
//! JSON. `cargo xtask bench api` compares the two. The store is asked with links that are signed beforehand, so that what
//! this program itself does is the same for both.
#![allow(clippy::print_stdout, reason = "it is what it is for")]

use std::error::Error;
use std::time::{Duration, Instant, SystemTime};

use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region};
use aws_sigv4::http_request::{
    PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation, SigningSettings, UriPathNormalizationMode,
    sign,
};
use aws_sigv4::sign::v4;
use bytes::Bytes;
use futures::future::try_join_all;
use http::{Request, Uri};
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::Frame;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

const BUCKET: &str = "load";
const OBJECT: &str = "object";
const BOUNDARY: &str = "load-boundary";
/// The size of objects that go up and come down, in bytes.
const SIZE: usize = 64 << 10;
/// What a listing shows, and so how many objects there are besides the one that is read.
const KEYS: usize = 1000;

struct Setting {
    /// The API; none to ask the store.
    api: Option<String>,
    endpoint: String,
    access_key_id: String,
    secret_key: String,
}

fn argument(name: &str) -> Option<String> {
    let mut arguments = std::env::args().skip_while(|argument| argument != name);
    arguments.nth(1)
}

fn required(name: &str) -> Result<String> {
    argument(name).ok_or_else(|| format!("{name} is missing").into())
}

#[tokio::main]
async fn main() -> Result<()> {
    let setting = Setting {
        api: argument("--api"),
        endpoint: required("--endpoint")?,
        access_key_id: std::env::var("AWS_ACCESS_KEY_ID")?,
        secret_key: std::env::var("AWS_SECRET_ACCESS_KEY")?,
    };
    match &*required("--operation")? {
        "prepare" => prepare(&setting).await,
        "large-up" => large(&setting, required("--bytes")?.parse()?).await,
        "large-down" => ask(&setting, "large", 1, 1).await,
        operation => {
            ask(&setting, operation, required("--connections")?.parse()?, required("--requests")?.parse()?).await
        }
    }
}

impl Setting {
    fn client(&self) -> aws_sdk_s3::Client {
        let config = aws_sdk_s3::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .credentials_provider(Credentials::new(&self.access_key_id, &self.secret_key, None, None, "load"))
            .endpoint_url(&self.endpoint)
            .force_path_style(true)
            .request_checksum_calculation(aws_sdk_s3::config::RequestChecksumCalculation::WhenRequired)
            .http_client(aws_smithy_http_client::Builder::new().build_http());
        aws_sdk_s3::Client::from_conf(config.build())
    }
}

async fn prepare(setting: &Setting) -> Result<()> {
    let client = setting.client();
    client.create_bucket().bucket(BUCKET).send().await?;
    let body = || aws_sdk_s3::primitives::ByteStream::from(vec![7; SIZE]);
    client.put_object().bucket(BUCKET).key(OBJECT).body(body()).send().await?;
    for number in 0..KEYS {
        client.put_object().bucket(BUCKET).key(format!("listed/{number:04}")).send().await?;
    }
    Ok(())
}

/// What is sent, over and over.
#[derive(Clone)]
struct Asked {
    method: http::Method,
    uri: Uri,
    headers: Vec<(String, String)>,
    body: Bytes,
    /// Whether the answer is an envelope, which has to say that it was done.
    envelope: bool,
}

fn asked(setting: &Setting, operation: &str) -> Result<Asked> {
    let Some(api) = &setting.api else { return signed(setting, operation) };
    let object = format!(r#"{{"bucket":"{BUCKET}","key":"{OBJECT}"}}"#);
    let json = "application/json".to_owned();
    let (name, content_type, body) = match operation {
        "head" => ("headObject", json, object),
        "list" => ("listObjects", json, format!(r#"{{"bucket":"{BUCKET}","prefix":"listed/"}}"#)),
        "down" => ("downloadObject", json, object),
        "large" => ("downloadObject", json, format!(r#"{{"bucket":"{BUCKET}","key":"large"}}"#)),
        "up" => {
            let body = format!("{}{}\r\n--{BOUNDARY}--\r\n", form_head("up"), "x".repeat(SIZE));
            ("uploadObject", format!("multipart/form-data; boundary={BOUNDARY}"), body)
        }
        other => return Err(format!("there is no operation {other}").into()),
    };
    let mut headers = credentials(setting);
    headers.push(("content-type".to_owned(), content_type));
    let (uri, envelope) = (format!("{api}/{name}").parse()?, name != "downloadObject");
    Ok(Asked { method: http::Method::POST, uri, headers, body: body.into(), envelope })
}

fn form_head(key: &str) -> String {
    let field = |name: &str, value: &str| {
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let file = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n");
    format!("{}{}{file}", field("bucket", BUCKET), field("key", key))
}

fn credentials(setting: &Setting) -> Vec<(String, String)> {
    let Setting { endpoint, access_key_id, secret_key, .. } = setting;
    [("accesskeyid", access_key_id), ("secretkey", secret_key), ("endpoint", endpoint)]
        .map(|(name, value)| (name.to_owned(), value.clone()))
        .into()
}

fn signed(setting: &Setting, operation: &str) -> Result<Asked> {
    let (method, path, body) = match operation {
        "head" => ("HEAD", OBJECT.to_owned(), Bytes::new()),
        "list" => ("GET", "?encoding-type=url&list-type=2&max-keys=1000&prefix=listed%2F".to_owned(), Bytes::new()),
        "down" => ("GET", OBJECT.to_owned(), Bytes::new()),
        "up" => ("PUT", "up".to_owned(), vec![b'x'; SIZE].into()),
        other => return Err(format!("there is no operation {other}").into()),
    };
    let mut request = Request::builder().method(method).uri(format!("{}/{BUCKET}/{path}", setting.endpoint)).body(())?;
    let mut signing = SigningSettings::default();
    signing.signature_location = SignatureLocation::QueryParams;
    signing.expires_in = Some(Duration::from_hours(1));
    signing.percent_encoding_mode = PercentEncodingMode::Single;
    signing.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    let identity = Credentials::new(&setting.access_key_id, &setting.secret_key, None, None, "load").into();
    let parameters = v4::SigningParams::builder().identity(&identity).region("us-east-1").name("s3");
    let parameters = parameters.time(SystemTime::now()).settings(signing).build()?;
    let signable =
        SignableRequest::new(method, request.uri().to_string(), std::iter::empty(), SignableBody::UnsignedPayload)?;
    let (instructions, _) = sign(signable, &parameters.into())?.into_parts();
    instructions.apply_to_request_http1x(&mut request);
    let (method, uri) = (request.method().clone(), request.uri().clone());
    Ok(Asked { method, uri, headers: Vec::new(), body, envelope: false })
}

type Sender<B> = SendRequest<B>;

async fn connect<B>(uri: &Uri) -> Result<Sender<B>>
where
    B: hyper::body::Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    let authority = uri.authority().ok_or("an address has a host")?;
    let stream = TcpStream::connect(authority.as_str()).await?;
    stream.set_nodelay(true)?;
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(sender)
}

fn request<B>(asked: &Asked, body: B) -> Result<Request<B>> {
    let path = asked.uri.path_and_query().map_or("/", |path| path.as_str());
    let host = asked.uri.authority().map(ToString::to_string).unwrap_or_default();
    let mut request = Request::builder().method(asked.method.clone()).uri(path).header("host", host);
    for (name, value) in &asked.headers {
        request = request.header(name, value);
    }
    Ok(request.body(body)?)
}

async fn one(sender: &mut Sender<Full<Bytes>>, asked: &Asked) -> Result<u64> {
    sender.ready().await?;
    let answer = sender.send_request(request(asked, Full::new(asked.body.clone()))?).await?;
    let status = answer.status();
    let (mut body, mut first, mut length) = (answer.into_body(), Bytes::new(), 0);
    while let Some(frame) = body.frame().await {
        let data = frame?.into_data().unwrap_or_default();
        length += data.len() as u64;
        if first.is_empty() {
            first = data;
        }
    }
    let done = status.is_success() && (!asked.envelope || first.starts_with(b"{\"code\":0"));
    if done { Ok(length) } else { Err(format!("{status}: {}", String::from_utf8_lossy(&first)).into()) }
}

async fn ask(setting: &Setting, operation: &str, connections: usize, requests: usize) -> Result<()> {
    let asked = asked(setting, operation)?;
    let share = requests.div_ceil(connections);
    let started = Instant::now();
    let all = (0..connections).map(|_| {
        let asked = asked.clone();
        tokio::spawn(async move {
            let mut sender = connect(&asked.uri).await?;
            let (mut times, mut bytes) = (Vec::with_capacity(share), 0);
            for _ in 0..share {
                let begun = Instant::now();
                bytes += one(&mut sender, &asked).await?;
                times.push(begun.elapsed());
            }
            Result::Ok((times, bytes))
        })
    });
    let answers = try_join_all(all).await?.into_iter().collect::<Result<Vec<_>>>()?;
    let wall = started.elapsed();
    let bytes: u64 = answers.iter().map(|(_, bytes)| bytes).sum();
    let mut times: Vec<Duration> = answers.into_iter().flat_map(|(times, _)| times).collect();
    times.sort();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64();
    let said = serde_json::json!({
        "median": at(50), "p99": at(99), "wall": wall.as_secs_f64(), "requests": times.len(), "bytes": bytes,
    });
    println!("{said}");
    Ok(())
}

/// Sends an object of zeros through the API, however large.
async fn large(setting: &Setting, bytes: u64) -> Result<()> {
    let api = setting.api.as_ref().ok_or("--api is missing")?;
    let mut headers = credentials(setting);
    headers.push(("content-type".to_owned(), format!("multipart/form-data; boundary={BOUNDARY}")));
    let (head, tail) = (Bytes::from(form_head("large")), Bytes::from(format!("\r\n--{BOUNDARY}--\r\n")));
    headers.push(("content-length".to_owned(), (bytes + (head.len() + tail.len()) as u64).to_string()));
    let (uri, zeros) = (format!("{api}/uploadObject").parse()?, Bytes::from(vec![0; 256 << 10]));
    let asked = Asked { method: http::Method::POST, uri, headers, body: Bytes::new(), envelope: true };
    let pieces = futures::stream::unfold(bytes, move |left| {
        let piece = zeros.slice(..usize::try_from(left).unwrap_or(usize::MAX).min(zeros.len()));
        async move { (left > 0).then(|| (piece.clone(), left - piece.len() as u64)) }
    });
    let whole = futures::StreamExt::chain(futures::stream::iter([head]), pieces);
    let whole = futures::StreamExt::chain(whole, futures::stream::iter([tail]));
    let body = StreamBody::new(Box::pin(futures::StreamExt::map(whole, |piece| {
        std::result::Result::<_, std::convert::Infallible>::Ok(Frame::data(piece))
    })));
    let started = Instant::now();
    let mut sender = connect(&asked.uri).await?;
    let answer = sender.send_request(request(&asked, body)?).await?.into_body().collect().await?.to_bytes();
    if !answer.starts_with(b"{\"code\":0") {
        return Err(String::from_utf8_lossy(&answer).into());
    }
    println!("{}", serde_json::json!({ "wall": started.elapsed().as_secs_f64(), "bytes": bytes }));
    Ok(())
}
