//! What is said to Storj's auth service, and what it answers, without the network between.
//!
//! Source: storj.io/edge, `pkg/auth/httpauth/resources.go` and `pkg/auth/authdb/db.go`: `POST /v1/access` with a grant
//! gives S3 credentials. The grant's keys go to the service: it decrypts for those who ask with the credentials.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::secret::Secret;
use crate::words::fit_to_show;

/// Where Storj's own service is.
pub const STORJ_AUTH_SERVICE: &str = "https://auth.storjshare.io";

/// The largest body that the service takes, in bytes. A grant for very many buckets doesn't fit.
pub const MAXIMUM_BODY: usize = 4 * 1024;

/// An answer's body longer than this isn't read.
pub const MAXIMUM_ANSWER: usize = 64 * 1024;

/// Why there are no credentials.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum AuthServiceError {
    /// Known beforehand: the body would be larger than [`MAXIMUM_BODY`].
    #[error("the access grant is too large for the auth service: {size} bytes, and it takes {MAXIMUM_BODY}")]
    TooLarge {
        /// How large the body would be.
        size: usize,
    },
    /// The service says so itself; its limit is another one than ours.
    #[error("the access grant is too large for this auth service")]
    TooLargeForService,
    /// The service found no grant in the text.
    #[error("{said}")]
    InvalidGrant {
        /// Its words.
        said: String,
    },
    /// The grant is for a satellite that this service doesn't serve.
    #[error("{said}")]
    SatelliteNotServed {
        /// Its words, with the satellite's address.
        said: String,
    },
    /// The grant ends within a minute, or has ended.
    #[error("access grant: expiration cannot be shorter than a minute")]
    ExpiresTooSoon,
    /// The service couldn't read the request.
    #[error("the auth service couldn't read the request: {said}")]
    Unreadable {
        /// Its words.
        said: String,
    },
    /// Too many requests.
    #[error("the auth service is busy, try again in a while")]
    Busy,
    /// The service failed.
    #[error("the auth service failed (HTTP {status}), try again in a while")]
    Unavailable {
        /// The HTTP status.
        status: u16,
    },
    /// It refused for another reason.
    #[error("the auth service refused (HTTP {status}): {said}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Its words.
        said: String,
    },
    /// What answers there isn't an auth service.
    #[error("what answers at this address isn't an auth service (HTTP {status})")]
    NotTheService {
        /// The HTTP status.
        status: u16,
    },
}

impl AuthServiceError {
    /// Whether the same request may succeed later.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Busy | Self::Unavailable { .. })
    }
}

/// Where an auth service is and how it is spoken to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthServiceAddress {
    /// `https://host` (or `http://`, which anybody on the way can read): the URL to post to.
    Http {
        /// The URL, with its path.
        url: String,
        /// Whether the way there is encrypted.
        encrypted: bool,
    },
    /// `host:port` or `drpc://host:port`: DRPC over TLS.
    Drpc {
        /// `host:port`.
        address: String,
    },
}

/// A text that is no address of an auth service.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("auth_service: https://host or host:port is needed")]
pub struct AuthServiceAddressError;

impl AuthServiceAddress {
    /// Takes an address as the documented operations do.
    pub fn parse(text: &str) -> Result<Self, AuthServiceAddressError> {
        let encrypted = text.starts_with("https://");
        if encrypted || text.starts_with("http://") {
            let base = text.trim_end_matches('/');
            let host = base.split_once("://").map_or("", |(_, rest)| rest);
            if host.is_empty() || host.contains(['?', '#', '@', ' ']) || host.starts_with('/') {
                return Err(AuthServiceAddressError);
            }
            return Ok(Self::Http { url: format!("{base}/v1/access"), encrypted });
        }
        let address = text.strip_prefix("drpc://").unwrap_or(text);
        let (host, port) = address.rsplit_once(':').ok_or(AuthServiceAddressError)?;
        let plain = |part: &str| !part.is_empty() && !part.contains(['/', '?', '#', '@', ' ']);
        if !plain(host) || port.parse::<u16>().is_err() {
            return Err(AuthServiceAddressError);
        }
        Ok(Self::Drpc { address: address.to_owned() })
    }
}

/// A grant on its way to the service.
#[derive(Clone, Debug)]
pub struct Registration<'a> {
    /// The grant.
    pub access_grant: &'a Secret<String>,
    /// Whether link sharing shows what the grant opens to anyone who has the access key ID. Share links need it;
    /// nothing else should have it, because that ID stands in every presigned URL.
    pub public: bool,
}

#[derive(Serialize)]
struct RegistrationBody<'a> {
    access_grant: &'a str,
    public: bool,
}

impl Registration<'_> {
    /// The JSON to post.
    pub fn body(&self) -> Result<Secret<Vec<u8>>, AuthServiceError> {
        let access_grant = self.access_grant.expose();
        // Large enough from the start, so that no half-written copy of the grant is left behind.
        let mut body = Vec::with_capacity(access_grant.len() * 6 + 64);
        let written = serde_json::to_writer(&mut body, &RegistrationBody { access_grant, public: self.public });
        let body = Secret::new(body);
        let size = body.expose().len();
        if size > MAXIMUM_BODY || written.is_err() {
            return Err(AuthServiceError::TooLarge { size });
        }
        Ok(body)
    }
}

/// What the service gives for a grant.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The access key ID.
    pub access_key_id: String,
    /// The secret key.
    pub secret_key: Secret<String>,
    /// The gateway to use them at.
    pub endpoint: String,
    /// Where the service made the grant end sooner, as for projects that pay nothing: when, as it writes it.
    pub restricted_until: Option<String>,
}

#[derive(Deserialize)]
struct Answer {
    access_key_id: String,
    secret_key: String,
    #[serde(default)]
    endpoint: String,
    #[serde(default, rename = "freeTierRestrictedExpiration")]
    restricted_until: Option<String>,
}

/// What an answer means.
pub fn read_answer(status: u16, body: &[u8]) -> Result<Credentials, AuthServiceError> {
    let body = &body[..body.len().min(MAXIMUM_ANSWER)];
    if status == 200 {
        let answer: Answer = serde_json::from_slice(body).map_err(|_| AuthServiceError::NotTheService { status })?;
        let Answer { access_key_id, secret_key, endpoint, restricted_until } = answer;
        let secret_key = Secret::new(secret_key);
        if access_key_id.is_empty() || secret_key.expose().is_empty() {
            return Err(AuthServiceError::NotTheService { status });
        }
        return Ok(Credentials { access_key_id, secret_key, endpoint, restricted_until });
    }
    let said = fit_to_show(&String::from_utf8_lossy(body));
    Err(match status {
        400 if said.contains("expiration cannot be shorter than a minute") => AuthServiceError::ExpiresTooSoon,
        400 if said.contains("disallowed satellite") => AuthServiceError::SatelliteNotServed { said },
        400 if said.starts_with("access grant: ") => AuthServiceError::InvalidGrant { said },
        413 => AuthServiceError::TooLargeForService,
        422 => AuthServiceError::Unreadable { said },
        429 => AuthServiceError::Busy,
        500..=599 => AuthServiceError::Unavailable { status },
        400 | 401 | 403 | 409 => AuthServiceError::Refused { status, said },
        _ => AuthServiceError::NotTheService { status },
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn credentials_are_read() {
        let body = br#"{"access_key_id":"jv2ohknlvcnkzcng2keb25p6a5gq","secret_key":"j2nc","endpoint":"https://gateway.example"}"#;
        let credentials = read_answer(200, body).unwrap();
        assert_eq!(credentials.access_key_id, "jv2ohknlvcnkzcng2keb25p6a5gq");
        assert_eq!(credentials.secret_key.expose(), "j2nc");
        assert_eq!(credentials.endpoint, "https://gateway.example");
        assert!(!format!("{credentials:?}").contains("j2nc"));
    }

    #[test]
    fn the_auth_service_s_refusals_are_told_apart() {
        let read = |status, body: &str| read_answer(status, body.as_bytes()).unwrap_err();
        let said = "access grant: uplink: invalid access grant format";
        assert_eq!(read(400, &format!("{said}\n")), AuthServiceError::InvalidGrant { said: said.into() });
        assert_eq!(read(400, said).to_string(), said);
        let soon = "access grant: expiration cannot be shorter than a minute\n";
        assert_eq!(read(400, soon), AuthServiceError::ExpiresTooSoon);
        let other = "access grant: disallowed satellite: \"12EayRS2V1kEsWESU9QMRseFhdxYxKicsiFmxrsLZHeLUtdps3S@h:1\"";
        assert_eq!(read(400, other), AuthServiceError::SatelliteNotServed { said: other.into() });
        assert_eq!(read(413, ""), AuthServiceError::TooLargeForService);
        assert!(matches!(read(422, "invalid character 'x'"), AuthServiceError::Unreadable { .. }));
        assert!(read(429, "").is_temporary() && read(503, "").is_temporary());
        assert!(!read(400, said).is_temporary());
        for (status, body) in [(200, "<html>"), (200, "{}"), (404, "404 page not found"), (301, "")] {
            assert!(matches!(read(status, body), AuthServiceError::NotTheService { .. }), "{status} {body}");
        }
    }

    #[test]
    fn a_key_that_a_service_repeats_is_not_repeated() {
        let key =
            "13YqcutUoQp1Hz8deQcSQni4SNikzyWp4qGKhxZqnN66iiSyp5GAN8Cq7krgnzkqg8mJeyn3TFwxjukLhfQa4etqcXFPB15AdCtRrJE";
        let error = read_answer(403, format!("no \"{key}\"\u{1b}[1m").as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), "the auth service refused (HTTP 403): no •••");
    }

    #[test]
    fn a_grant_that_is_too_large_is_known_before_it_is_sent() {
        let fits = Secret::new("1".repeat(MAXIMUM_BODY - r#"{"access_grant":"","public":false}"#.len()));
        let registration = Registration { access_grant: &fits, public: false };
        let body = registration.body().unwrap();
        assert_eq!(body.expose().len(), MAXIMUM_BODY);
        assert!(body.expose().starts_with(br#"{"access_grant":"111"#));
        let larger = Secret::new(format!("{}1", fits.expose()));
        let error = Registration { access_grant: &larger, public: false }.body().unwrap_err();
        assert_eq!(error, AuthServiceError::TooLarge { size: MAXIMUM_BODY + 1 });
    }

    #[test]
    fn an_address_says_how_the_service_is_spoken_to() {
        let http = |url: &str, encrypted| Ok(AuthServiceAddress::Http { url: url.into(), encrypted });
        let drpc = |address: &str| Ok(AuthServiceAddress::Drpc { address: address.into() });
        let parse = AuthServiceAddress::parse;
        assert_eq!(parse("https://auth.example/"), http("https://auth.example/v1/access", true));
        assert_eq!(parse("http://127.0.0.1:20000"), http("http://127.0.0.1:20000/v1/access", false));
        assert_eq!(parse("auth.example:7777"), drpc("auth.example:7777"));
        assert_eq!(parse("drpc://[::1]:7777"), drpc("[::1]:7777"));
        for wrong in ["", "auth.example", "https://", "ftp://auth.example:1", "auth.example:x", "auth.example:99999"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_answer_breaks_its_reader(status in any::<u16>(), body in proptest::collection::vec(any::<u8>(), 0..400)) {
            if let Err(error) = read_answer(status, &body) {
                prop_assert!(error.to_string().len() < 600);
            }
        }
    }
}
