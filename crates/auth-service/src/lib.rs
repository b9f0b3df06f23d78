//! Storj's auth service over HTTP: an access grant goes in, S3 credentials come out.
//!
//! What is said and what an answer means is in [`satchel_storj::auth_service`]; this crate carries it. It goes where the
//! S3 store goes: through the system's proxies, trusting the system's certificates and those of `AWS_CA_BUNDLE`. It
//! follows no redirect, and it never sends a grant where somebody on the way could read it.
//!
//! Source: storj.io/edge, `pkg/auth/httpauth/resources.go` (`POST /v1/access`).
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

use std::error::Error;
use std::fmt;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use http_body_util::BodyExt;
use satchel_objects::ErrorKind;
use satchel_objects::s3::{self, Network};
use satchel_secret::Secret;
use satchel_storj::auth_service::{
    AuthServiceAddress, AuthServiceError, Credentials, MAXIMUM_ANSWER, Registration, read_answer,
};
use thiserror::Error;
use url::Url;
use zeroize::Zeroizing;

/// How long a registration may take in all. The service writes to its database in between.
const REGISTRATION: Duration = Duration::from_secs(30);

/// Why there are no credentials. None of the texts holds a secret.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum RegisterError {
    /// The address is one for DRPC, which this crate doesn't speak.
    #[error("{address} is spoken to by DRPC, not by HTTP")]
    NotHttp {
        /// The address.
        address: String,
    },
    /// The address has no host that could be asked.
    #[error("auth_service: https://host or host:port is needed")]
    NotAnAddress,
    /// A grant holds the encryption keys: over `http://` everybody on the way could read them. This computer itself is
    /// the one place where that does no harm.
    #[error("auth_service: http://{host} would show the access grant to everybody on the way: https is needed")]
    Unencrypted {
        /// The host.
        host: String,
    },
    /// No answer came.
    #[error("the auth service at {host} couldn't be reached: {}", detail.as_deref().unwrap_or(s3::why_unreachable(*kind)))]
    Connection {
        /// What failed, in the words that stores have for it.
        kind: ErrorKind,
        /// Host and port.
        host: String,
        /// More about it that is safe to show.
        detail: Option<String>,
    },
    /// The service answered, and not with credentials; or the grant is too large to be sent at all.
    #[error("{source}")]
    Service {
        /// What it said.
        source: AuthServiceError,
        /// Host and port.
        host: String,
    },
}

impl RegisterError {
    /// Whether the same request may succeed later.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::NotHttp { .. } | Self::NotAnAddress | Self::Unencrypted { .. } => false,
            Self::Connection { kind, .. } => !matches!(kind, ErrorKind::Tls | ErrorKind::AddressRefused),
            Self::Service { source, .. } => source.is_temporary(),
        }
    }
}

/// The auth service, over HTTP.
#[derive(Clone, Debug)]
pub struct AuthService {
    timeout: Duration,
    network: Option<Network>,
}

impl Default for AuthService {
    fn default() -> Self {
        Self { timeout: REGISTRATION, network: None }
    }
}

impl AuthService {
    /// Reaches only what a network allows, through the proxies that it has.
    pub fn over(network: Network) -> Self {
        Self { network: Some(network), ..Self::default() }
    }

    /// Gives a registration another time than the half minute that it has.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Registers a grant and answers its S3 credentials.
    ///
    /// With `public`, link sharing opens everything that the grant opens to anyone who knows the access key ID.
    ///
    /// # Errors
    /// [`RegisterError`].
    pub async fn register(
        &self,
        address: &AuthServiceAddress,
        grant: &Secret<String>,
        public: bool,
    ) -> Result<Credentials, RegisterError> {
        let url = match address {
            AuthServiceAddress::Http { url, .. } => Url::parse(url).map_err(|_| RegisterError::NotAnAddress)?,
            AuthServiceAddress::Drpc { address } => return Err(RegisterError::NotHttp { address: address.clone() }),
        };
        let host = shown_host(&url).ok_or(RegisterError::NotAnAddress)?;
        let on_this_computer = s3::is_on_this_computer(&url);
        if url.scheme() != "https" && !on_this_computer {
            return Err(RegisterError::Unencrypted { host });
        }
        let body = Registration { access_grant: grant, public }.body();
        let body = body.map_err(|source| RegisterError::Service { source, host: host.clone() })?;
        // A proxy between us and ourselves would only be another reader.
        let answer = tokio::time::timeout(self.timeout, self.post(&url, &host, body, !on_this_computer)).await;
        let timeout = || RegisterError::Connection { kind: ErrorKind::Timeout, host: host.clone(), detail: None };
        let (status, body) = answer.map_err(|_| timeout())??;
        let credentials = match body {
            Some(body) => read_answer(status, &body),
            None => Err(AuthServiceError::NotTheService { status }),
        };
        tracing::debug!(host, status, public, "asked the auth service for credentials");
        credentials.map_err(|source| RegisterError::Service { source, host })
    }

    /// The status and the body of the answer; no body where it is longer than any answer of the service.
    async fn post(
        &self,
        url: &Url,
        host: &str,
        body: Secret<Vec<u8>>,
        proxies: bool,
    ) -> Result<(u16, Option<Zeroizing<Vec<u8>>>), RegisterError> {
        let failed = |error: &(dyn Error + 'static)| {
            let (kind, detail) = s3::connection_failure(error, host);
            // What isn't HTTP is no auth service.
            if kind == ErrorKind::NotS3 {
                let source = AuthServiceError::NotTheService { status: 0 };
                return RegisterError::Service { source, host: host.to_owned() };
            }
            RegisterError::Connection { kind, host: host.to_owned(), detail: detail.filter(|detail| detail != host) }
        };
        let mut request = HttpRequest::new(SdkBody::from(Bytes::from_owner(Wiped(body))));
        let asked = request.set_method("POST").and_then(|()| request.set_uri(url.as_str()));
        asked.map_err(|_| RegisterError::NotAnAddress)?;
        request.headers_mut().insert("content-type", "application/json");
        request.headers_mut().insert("accept", "application/json");
        request.headers_mut().insert("user-agent", concat!("satchel/", env!("CARGO_PKG_VERSION")));
        let answer = if let Some(network) = &self.network {
            network.call(request)
        } else {
            let connector = s3::http_connector(proxies).await.map_err(|error| RegisterError::Connection {
                kind: error.kind,
                host: host.to_owned(),
                detail: error.detail.clone(),
            })?;
            connector.call(request)
        };
        let response = answer.await.map_err(|error| failed(&error))?;
        let status = response.status().as_u16();
        let mut answer = response.into_body();
        let mut whole = Zeroizing::new(Vec::with_capacity(4 * 1024));
        while let Some(frame) = answer.frame().await {
            let frame = frame.map_err(|error| failed(&*error))?;
            let data = frame.data_ref().map_or(&[][..], |data| data);
            if whole.len() + data.len() > MAXIMUM_ANSWER {
                return Ok((status, None));
            }
            whole.extend_from_slice(data);
        }
        Ok((status, Some(whole)))
    }
}

/// A body that is wiped once it was sent.
struct Wiped(Secret<Vec<u8>>);

impl AsRef<[u8]> for Wiped {
    fn as_ref(&self) -> &[u8] {
        self.0.expose()
    }
}

impl fmt::Debug for Wiped {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("•••")
    }
}

fn shown_host(url: &Url) -> Option<String> {
    let host = url.host_str().filter(|host| !host.is_empty())?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}
