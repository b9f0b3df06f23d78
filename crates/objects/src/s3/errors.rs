//! From the SDK's errors to ours.

mod codes;
mod transport;

use std::error::Error;
use std::time::{Duration, SystemTime};

use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::primitives::{DateTime, DateTimeFormat};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

pub use transport::connection_failure;
pub(super) use transport::{LocalReadError, chain_kind};

use super::call::About;
use crate::{ErrorKind, Operation, ServiceAnswer, StoreError};

/// Names what went wrong. `host` is where the request went.
pub(super) fn map<E>(about: About<'_>, host: Option<&str>, error: SdkError<E, HttpResponse>) -> StoreError
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    let refused = error.raw_response().filter(|response| is_refusal(response));
    if let Some(response) = refused {
        return answered(about, response).source(without_response(error));
    }
    let (kind, detail) = match &error {
        SdkError::TimeoutError(_) => (ErrorKind::Timeout, host.map(str::to_owned)),
        SdkError::DispatchFailure(failure) if failure.is_timeout() => (ErrorKind::Timeout, host.map(str::to_owned)),
        SdkError::ConstructionFailure(_) => {
            let (kind, detail) = chain_kind(&error, host);
            // What the SDK itself won't send (a metadata value that no header can hold).
            (if kind == ErrorKind::Other { ErrorKind::InvalidRequest } else { kind }, detail)
        }
        // A good status with a body that isn't the answer: no S3 server.
        SdkError::ResponseError(_) | SdkError::ServiceError(_) => match chain_kind(&error, host) {
            (ErrorKind::Other, _) => (ErrorKind::NotS3, host.map(str::to_owned)),
            known => known,
        },
        _ => chain_kind(&error, host),
    };
    let mut mapped = about.error(kind);
    mapped.detail = detail;
    mapped.source(without_response(error))
}

/// Whether an answer is an error. Some come with status 200.
pub(super) fn is_refusal(response: &HttpResponse) -> bool {
    !response.status().is_success() || body_of(response).is_some_and(is_xml_error)
}

/// The code in an error's document.
pub(super) fn code(response: &HttpResponse) -> Option<String> {
    element(body_of(response)?, "Code")
}

/// The region that a refusal names, by header or in its body.
pub(super) fn region<E>(error: &SdkError<E, HttpResponse>) -> Option<String> {
    let response = error.raw_response()?;
    if !matches!(response.status().as_u16(), 301 | 307 | 400 | 403) {
        return None;
    }
    let named = response.headers().get("x-amz-bucket-region").map(str::to_owned);
    let region = named.or_else(|| {
        let body = body_of(response)?;
        let code = element(body, "Code")?;
        // `IllegalLocationConstraintException` names none, and other errors may carry an unrelated Region.
        matches!(&*code, "AuthorizationHeaderMalformed" | "PermanentRedirect" | "TemporaryRedirect")
            .then(|| element(body, "Region"))?
    })?;
    // It goes into a signature and, at Amazon, into a host name: nothing but a plain label is believed.
    let plain =
        !region.is_empty() && region.len() <= 64 && region.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    plain.then_some(region)
}

/// Whether a refusal may be due to our clock. A HEAD's refusal has no code.
pub(super) fn may_be_clock<E>(error: &SdkError<E, HttpResponse>) -> bool {
    error.raw_response().is_some_and(|response| {
        let code = code(response).unwrap_or_default();
        response.status().as_u16() == 403
            && matches!(&*code, "" | "RequestTimeTooSkewed" | "SignatureDoesNotMatch" | "AccessDenied")
    })
}

/// The error that a server's answer stands for.
fn answered(about: About<'_>, response: &HttpResponse) -> StoreError {
    let status = response.status().as_u16();
    let header = |name| response.headers().get(name).unwrap_or_default().to_owned();
    let body = body_of(response).unwrap_or_default();
    let xml = is_xml_error(body);
    let text = |name| if xml { element(body, name) } else { None };
    let filled = |header: String, name| if header.is_empty() { text(name).unwrap_or_default() } else { header };
    // An empty answer (HEAD) gets its code from the status, as aws-sdk-go-v2 does it.
    let reason =
        http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or_default();
    let code = text("Code").unwrap_or_else(|| reason.replace([' ', '-'], ""));
    let kind = if !xml && !body.iter().all(u8::is_ascii_whitespace) && status < 500 {
        stranger(body)
    } else {
        codes::kind(about.operation, status, &code)
    };
    let mut error = about.error(kind);
    error.retry_after = retry_after(response);
    error.answer(ServiceAnswer {
        status,
        request_id: filled(header("x-amz-request-id"), "RequestId"),
        host_id: filled(header("x-amz-id-2"), "HostId"),
        message: text("Message").unwrap_or_else(|| reason.to_owned()),
        code,
    })
}

/// What `Retry-After` says, in seconds or as a time on the server's clock.
fn retry_after(response: &HttpResponse) -> Option<Duration> {
    const LONGEST: Duration = Duration::from_hours(24);
    let time = |text: &str| {
        let time = DateTime::from_str(text, DateTimeFormat::HttpDate).ok()?;
        SystemTime::try_from(time).ok()
    };
    let text = response.headers().get("retry-after")?.trim();
    let wait = if let Ok(seconds) = text.parse() {
        Duration::from_secs(seconds)
    } else {
        let now = response.headers().get("date").and_then(time).unwrap_or_else(SystemTime::now);
        time(text)?.duration_since(now).unwrap_or_default()
    };
    Some(wait.min(LONGEST))
}

/// What a refusal that isn't S3's says about who sent it.
fn stranger(body: &[u8]) -> ErrorKind {
    let start = String::from_utf8_lossy(&body[..body.len().min(2048)]).to_lowercase();
    // What nginx, Apache and Go's server answer to plain HTTP on their TLS port.
    let wants_tls =
        ["request was sent to https port", "speaking plain http to an ssl", "http request to an https server"];
    if wants_tls.iter().any(|text| start.contains(text)) { ErrorKind::Tls } else { ErrorKind::NotS3 }
}

fn body_of(response: &HttpResponse) -> Option<&[u8]> {
    response.body().bytes()
}

fn is_xml_error(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&body[..body.len().min(4096)]);
    let mut rest = text.trim_start_matches('\u{FEFF}').trim_start();
    if rest.starts_with("<?xml") {
        rest = rest.find("?>").map_or("", |end| rest[end + 2..].trim_start());
    }
    rest.starts_with("<Error>") || rest.starts_with("<Error ")
}

/// The text of the first element of that name. Enough for the flat error document, and it can't fail on bad XML.
fn element(body: &[u8], name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let from = text.find(&format!("<{name}>"))? + name.len() + 2;
    let length = text[from..].find(&format!("</{name}>"))?;
    let raw = &text[from..from + length];
    let plain = raw.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'");
    Some(plain.replace("&#39;", "'").replace("&#34;", "\"").replace("&amp;", "&").trim().to_owned())
}

/// The cause without the answer, whose headers and body aren't for logs.
fn without_response<E>(error: SdkError<E, HttpResponse>) -> Box<dyn Error + Send + Sync>
where
    E: Error + Send + Sync + 'static,
{
    error.into_source().unwrap_or_else(|error| error.to_string().into())
}

/// What became of one key of a batch.
pub(super) fn of_key(about: About<'_>, code: &str, message: &str) -> StoreError {
    let kind = codes::kind(about.operation, 200, code);
    let answer =
        ServiceAnswer { status: 200, code: code.to_owned(), message: message.to_owned(), ..Default::default() };
    about.error(kind).answer(answer)
}

/// The same failure for another key: the cause in the library below stays with the first.
pub(super) fn again(error: &StoreError, about: About<'_>) -> StoreError {
    let mut copy = about.error(error.kind);
    copy.answer.clone_from(&error.answer);
    copy.detail.clone_from(&error.detail);
    copy.retry_after = error.retry_after;
    copy
}

/// An answer that leaves out what S3 always says.
pub(super) fn incomplete(about: About<'_>, what: &str) -> StoreError {
    about.error(ErrorKind::NotS3).detail(format!("the server's answer has no {what}"))
}

/// No credentials could be had for a call that sends nothing.
pub(super) fn no_credentials(operation: Operation, error: impl Error + Send + Sync + 'static) -> StoreError {
    StoreError::new(ErrorKind::NoCredentials, operation).source(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_document_is_told_from_a_page() {
        for body in
            ["<Error><Code>A</Code></Error>", "<?xml version=\"1.0\"?>\n<Error xmlns=\"x\"><Code>A</Code></Error>"]
        {
            assert!(is_xml_error(body.as_bytes()), "{body}");
        }
        for body in ["", "<html><Error></Error></html>", "<ErrorPage>", "{\"Error\": 1}"] {
            assert!(!is_xml_error(body.as_bytes()), "{body}");
        }
    }

    #[test]
    fn an_element_is_read_and_unescaped() {
        let body = b"<Error><Code>X</Code><Message>a &lt;b&gt; &amp;lt;</Message></Error>";
        assert_eq!(element(body, "Message").as_deref(), Some("a <b> &lt;"));
        assert_eq!(element(body, "Region"), None);
        assert_eq!(element(b"<Code>unfinished", "Code"), None);
    }
}
