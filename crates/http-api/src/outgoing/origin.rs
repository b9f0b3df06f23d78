//! Scheme, host and port.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;
use url::{Host, Url};

/// Where requests may go to: `https://gateway.storjshare.io`, `http://10.1.2.3:9000`, `drpc://auth.example:7777`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    scheme: String,
    host: String,
    port: u16,
}

/// A text that is no origin.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum OriginError {
    /// It can't be read as an address.
    #[error("not an address: https://host[:port], http://host[:port] or drpc://host:port is needed")]
    NotAnAddress,
    /// It says more than an origin does, and would be taken to allow less than it does.
    #[error("scheme, host and port are all that is compared: leave out the rest")]
    More,
}

impl Origin {
    /// The origin of an address; none where it has no host or no port is known for its scheme.
    pub(super) fn of(url: &Url) -> Option<Self> {
        let host = match url.host()? {
            Host::Domain(name) => name.trim_end_matches('.').to_ascii_lowercase(),
            address => address.to_string(),
        };
        let port = url.port_or_known_default()?;
        (!host.is_empty()).then(|| Self { scheme: url.scheme().to_owned(), host, port })
    }
}

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        let url = Url::parse(text).map_err(|_| OriginError::NotAnAddress)?;
        if !matches!(url.scheme(), "http" | "https" | "drpc") {
            return Err(OriginError::NotAnAddress);
        }
        let bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
        if !bare || !url.username().is_empty() || url.password().is_some() {
            return Err(OriginError::More);
        }
        Self::of(&url).ok_or(OriginError::NotAnAddress)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { scheme, host, port } = self;
        match (scheme.as_str(), port) {
            ("http", 80) | ("https", 443) => write!(formatter, "{scheme}://{host}"),
            _ => write!(formatter, "{scheme}://{host}:{port}"),
        }
    }
}
