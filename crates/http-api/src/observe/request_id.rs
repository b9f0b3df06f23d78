//! What a request is called in the log and in its answer.

use std::fmt;

use http::{HeaderMap, HeaderValue};

/// The header.
pub(crate) const HEADER: &str = "x-request-id";
/// The longest ID that is taken over.
const LONGEST: usize = 64;

/// A request's ID: what the client or a proxy calls it, where that is plain and short; else 128 random bits. It is an
/// extension of every request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(HeaderValue);

impl RequestId {
    /// The ID of a request with these headers.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let mut sent = headers.get_all(HEADER).iter();
        match (sent.next(), sent.next()) {
            (Some(only), None) if is_plain(only.as_bytes()) => Self(only.clone()),
            _ => Self::new(),
        }
    }

    /// One of our own.
    pub(crate) fn new() -> Self {
        let mut random = [0_u8; 16];
        // Without random numbers the log is harder to read, and nothing else.
        let _ = getrandom::fill(&mut random);
        Self(HeaderValue::from_str(&hex::encode(random)).unwrap_or_else(|_| HeaderValue::from_static("-")))
    }

    /// As a header.
    pub(crate) fn header(&self) -> HeaderValue {
        self.0.clone()
    }

    /// As a text.
    pub fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or("-")
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

fn is_plain(id: &[u8]) -> bool {
    (1..=LONGEST).contains(&id.len()) && id.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
}
