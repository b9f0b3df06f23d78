//! Failures without an answer: names, connections, encryption, credentials, the local file.

use std::error::Error;
use std::{fmt, io};

use aws_credential_types::provider::error::CredentialsError;

use crate::ErrorKind;
use crate::s3::AddressRefused;
use crate::s3::observe::WebPage;

/// A local file failed while it was being sent. It has a type of its own so that it can be told from a broken
/// connection.
#[derive(Debug)]
pub(in crate::s3) struct LocalReadError(pub(in crate::s3) io::Error);

impl fmt::Display for LocalReadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the local file couldn't be read: {}", self.0)
    }
}

impl Error for LocalReadError {}

/// Why no answer came from `host`, with a detail that is safe to show: for other services that are reached with
/// [`http_connector`](crate::s3::http_connector).
pub fn connection_failure(error: &(dyn Error + 'static), host: &str) -> (ErrorKind, Option<String>) {
    chain_kind(error, Some(host))
}

/// What the chain of causes says, and a detail that is safe to show.
pub(in crate::s3) fn chain_kind(error: &(dyn Error + 'static), host: Option<&str>) -> (ErrorKind, Option<String>) {
    let host = host.map(str::to_owned);
    let mut found = (ErrorKind::Other, None);
    let mut next = Some(error);
    while let Some(cause) = next {
        if let Some(local) = cause.downcast_ref::<LocalReadError>() {
            return (ErrorKind::LocalRead, Some(local.0.to_string()));
        }
        if cause.is::<WebPage>() {
            return (ErrorKind::NotS3, host);
        }
        if let Some(refused) = cause.downcast_ref::<AddressRefused>() {
            return (ErrorKind::AddressRefused, Some(refused.to_string()));
        }
        if let Some(missing) = cause.downcast_ref::<CredentialsError>() {
            return (ErrorKind::NoCredentials, Some(credentials_detail(missing)));
        }
        if let Some(tls) = cause.downcast_ref::<rustls::Error>() {
            return (ErrorKind::Tls, Some(tls_detail(tls, host.as_deref())));
        }
        if let Some(failure) = cause.downcast_ref::<io::Error>() {
            let kind = io_kind(failure.kind());
            if kind != ErrorKind::Other {
                found = (kind, host.clone());
            }
            // An io::Error's source skips the error that it wraps.
            if let Some(inner) = failure.get_ref() {
                let (kind, detail) = chain_kind(inner, host.as_deref());
                if kind != ErrorKind::Other {
                    return (kind, detail);
                }
            }
        }
        // Neither hyper-util nor the SDK exports a type for these.
        let text = cause.to_string();
        if text == "dns error" || text.starts_with("failed to lookup address") {
            return (ErrorKind::NameLookup, host);
        }
        if text == "tls handshake eof" {
            let host = host.as_deref().unwrap_or("the server");
            return (ErrorKind::Tls, Some(format!("{host}: the connection was closed before it was encrypted")));
        }
        if text.starts_with("minimum throughput was specified") {
            return (ErrorKind::Timeout, host);
        }
        if found.0 == ErrorKind::Other {
            if text.starts_with("invalid HTTP version")
                || text.starts_with("invalid HTTP status-code")
                || text.starts_with("invalid HTTP header")
            {
                found = (ErrorKind::NotS3, host.clone());
            } else if text.starts_with("connection closed before message completed")
                || text.starts_with("error reading a body from connection")
                || text.starts_with("streaming error")
            {
                found = (ErrorKind::ConnectionLost, host.clone());
            }
        }
        next = cause.source();
    }
    found
}

fn io_kind(kind: io::ErrorKind) -> ErrorKind {
    use io::ErrorKind as I;
    match kind {
        I::ConnectionRefused => ErrorKind::ConnectionRefused,
        I::ConnectionReset | I::ConnectionAborted | I::BrokenPipe | I::UnexpectedEof | I::NotConnected => {
            ErrorKind::ConnectionLost
        }
        I::TimedOut => ErrorKind::Timeout,
        I::HostUnreachable | I::NetworkUnreachable | I::AddrNotAvailable | I::NetworkDown => {
            ErrorKind::ConnectionRefused
        }
        _ => ErrorKind::Other,
    }
}

/// What is wrong with the encrypted connection, without the certificate itself.
fn tls_detail(error: &rustls::Error, host: Option<&str>) -> String {
    use rustls::{CertificateError as C, Error as E};
    let host = host.unwrap_or("the server");
    match error {
        E::InvalidCertificate(C::UnknownIssuer) => format!("{host}: nobody we trust signed the certificate"),
        E::InvalidCertificate(C::NotValidForName | C::NotValidForNameContext { .. }) => {
            format!("{host}: the certificate is for another name")
        }
        E::InvalidCertificate(C::Expired | C::ExpiredContext { .. }) => format!("{host}: the certificate has expired"),
        E::InvalidCertificate(C::NotValidYet | C::NotValidYetContext { .. }) => {
            format!("{host}: the certificate isn't valid yet")
        }
        E::InvalidMessage(_) => {
            format!("{host}: what answers there isn't encrypted; does the address start with http?")
        }
        other => format!("{host}: {other}"),
    }
}

/// Which way credentials are missing. The library's own text may quote a configuration file, so it isn't used.
fn credentials_detail(error: &CredentialsError) -> String {
    match error {
        CredentialsError::CredentialsNotLoaded(_) => "none are set up",
        CredentialsError::ProviderTimedOut(_) => "getting them took too long",
        CredentialsError::InvalidConfiguration(_) => "the profile is missing or incomplete",
        _ => "they couldn't be fetched; a session may have ended",
    }
    .to_owned()
}
