//! Fetching a link as anyone would.

use std::fmt;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use url::{Host, Url};

use super::{connection_failure, http_connector};
use crate::ErrorKind;

/// Why no answer came. No text of it holds the address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreachable {
    /// What failed.
    pub kind: ErrorKind,
    /// Host and port.
    pub host: String,
    /// More about it that is safe to show.
    pub detail: Option<String>,
}

impl fmt::Display for Unreachable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let detail = self.detail.as_deref().filter(|detail| **detail != self.host);
        match detail {
            Some(detail) => write!(formatter, "{} couldn't be reached: {detail}", self.host),
            None => write!(formatter, "{} couldn't be reached: {}", self.host, why_unreachable(self.kind)),
        }
    }
}

impl std::error::Error for Unreachable {}

/// What a failed connection is called where nothing more is known of it.
pub fn why_unreachable(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::NameLookup => "its name can't be looked up",
        ErrorKind::ConnectionRefused => "nothing answers there",
        ErrorKind::Tls => "no encrypted connection could be made",
        ErrorKind::Timeout => "no answer in time",
        ErrorKind::AddressRefused => "requests may not go there",
        _ => "the connection broke",
    }
}

/// Asks for the first byte of what is at `address`, without credentials, cookies or a redirect followed, and answers the
/// status.
///
/// # Errors
/// [`Unreachable`], also after `timeout`.
pub async fn visit(address: &str, timeout: Duration) -> Result<u16, Unreachable> {
    let nowhere = || Unreachable { kind: ErrorKind::InvalidRequest, host: String::new(), detail: None };
    let url = Url::parse(address).map_err(|_| nowhere())?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(nowhere)?;
    let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let failed = |kind, detail| Unreachable { kind, host: host.clone(), detail };
    let asking = async {
        // A proxy between us and ourselves would only be another reader.
        let connector = http_connector(!is_on_this_computer(&url));
        let connector = connector.await.map_err(|error| failed(error.kind, error.detail.clone()))?;
        let mut request = HttpRequest::new(SdkBody::empty());
        request.set_uri(address).map_err(|_| nowhere())?;
        request.headers_mut().insert("range", "bytes=0-0");
        request.headers_mut().insert("accept", "*/*");
        request.headers_mut().insert("user-agent", concat!("satchel/", env!("CARGO_PKG_VERSION")));
        let response = connector.call(request).await.map_err(|error| {
            let (kind, detail) = connection_failure(&error, &host);
            // Nobody said that an S3 server is there.
            failed(if kind == ErrorKind::NotS3 { ErrorKind::ConnectionLost } else { kind }, detail)
        })?;
        Ok(response.status().as_u16())
    };
    let answer = tokio::time::timeout(timeout, asking).await;
    let answer = answer.unwrap_or_else(|_| Err(failed(ErrorKind::Timeout, None)));
    tracing::debug!(host, ?answer, "fetched a link");
    answer
}

/// Whether an address is one of this computer's own, which nobody else listens in on.
pub fn is_on_this_computer(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.trim_end_matches('.') == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
