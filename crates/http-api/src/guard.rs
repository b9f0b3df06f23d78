//! Who may ask anything at all. It is asked before a request reaches a route or a byte of its body is read, and what
//! isn't allowed here is refused. In this order:
//!
//! 1. **Ambiguous or misdirected requests** (400): a target that isn't a plain path (a whole URL, `*`, `..`, `//`, a `%`
//!    or any other character that no path of this API has), no `Host` or several, several `Authorization`.
//! 2. **Browsers** (403): any `Origin`, any `Sec-Fetch-Site` but `none`. There is no CORS: no answer ever carries
//!    `Access-Control-Allow-…`. A page that somebody opened can't use the API, with a token or without.
//! 3. Where there is no token, **foreign `Host`** (403): not `localhost`, `127.0.0.1`, `[::1]` or the address that is
//!    listened on, each with our port. A web site whose name was turned round to this computer still sends its own name.
//! 4. `GET` and `HEAD` of **`/healthz` and `/readyz` pass**: they say one word, and a load balancer has no token.
//! 5. Where there is a token, **its absence** (401), on every other path, known or not.
//!
//! So `/docs`, `/openapi.json` and `/metrics` take the token, too, and a browser can't open them at a server that has
//! one: it has no way to send it by navigation that a web page couldn't use. Fetch them with a client that can; or open
//! `/docs` at a server without a token on one's own computer, where typing the address is navigation of one's own
//! (`Sec-Fetch-Site: none`).

mod head;

use std::net::SocketAddr;
use std::sync::{PoisonError, RwLock};

use http::request::Parts;
use http::{HeaderValue, Method, StatusCode, header};

use crate::token::{ApiToken, TokenAccess};

/// The paths that answer without a token.
pub(crate) const HEALTH: &[&str] = &["/healthz", "/readyz"];

/// Why a request was refused before it reached a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Refusal {
    /// The target isn't a plain path.
    Target,
    /// None, or several.
    Host,
    /// Several.
    Authorization,
    /// A browser sent it for a page.
    Origin,
    /// A browser sent it for a page.
    FetchSite,
    /// The name of another server.
    ForeignHost,
    /// No token.
    NoToken,
    /// Not the token.
    WrongToken,
    /// The request's line and headers are too long, or too many.
    HeadTooLarge,
    /// The request's target is too long.
    TargetTooLong,
    /// It isn't HTTP.
    Unreadable,
    /// A connection more than the client may have.
    TooManyConnections,
}

impl Refusal {
    /// What it is called in the counts.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::Host => "host",
            Self::Authorization => "authorization",
            Self::Origin => "origin",
            Self::FetchSite => "fetch_site",
            Self::ForeignHost => "foreign_host",
            Self::NoToken => "no_token",
            Self::WrongToken => "wrong_token",
            Self::HeadTooLarge => "head_too_large",
            Self::TargetTooLong => "target_too_long",
            Self::Unreadable => "unreadable",
            Self::TooManyConnections => "connections",
        }
    }

    /// The status of the answer.
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::Target | Self::Host | Self::Authorization | Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::Origin | Self::FetchSite | Self::ForeignHost => StatusCode::FORBIDDEN,
            Self::NoToken | Self::WrongToken => StatusCode::UNAUTHORIZED,
            Self::HeadTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::TargetTooLong => StatusCode::URI_TOO_LONG,
            Self::TooManyConnections => StatusCode::TOO_MANY_REQUESTS,
        }
    }

    /// What the answer says: what is wrong, and what to do.
    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::Target => {
                "the request's target must be the plain path of an operation, such as /listObjects: no whole URL, no \
                 empty or dot segments, nothing escaped"
            }
            Self::Host => "exactly one Host header is needed",
            Self::Authorization => "there is more than one Authorization header",
            Self::Origin | Self::FetchSite => {
                "web pages can't use this API: requests with an Origin header, or with a Sec-Fetch-Site other than none, \
                 are refused"
            }
            Self::ForeignHost => {
                "this server is called localhost, 127.0.0.1 or [::1], with its port, and answers to no other name"
            }
            Self::NoToken => "a token is needed: send the header `Authorization: Bearer TOKEN`",
            Self::WrongToken => "this isn't the API's token",
            Self::HeadTooLarge => {
                "the request's line and headers are too long, or there are too many headers: what is long belongs into \
                 the body"
            }
            Self::TargetTooLong => "the request's address is too long: parameters may stand in the body, too",
            Self::Unreadable => "the request's line or one of its headers isn't HTTP/1.1",
            Self::TooManyConnections => {
                "this client has as many connections as it may: use one of them again, or try again in a while"
            }
        }
    }

    /// What `WWW-Authenticate` says.
    pub(crate) fn challenge(self) -> Option<HeaderValue> {
        match self {
            Self::NoToken => Some(HeaderValue::from_static("Bearer realm=\"satchel\"")),
            Self::WrongToken => Some(HeaderValue::from_static("Bearer realm=\"satchel\", error=\"invalid_token\"")),
            _ => None,
        }
    }
}

/// The rules of one server.
#[derive(Debug)]
pub(crate) struct Guard {
    token: Option<RwLock<ApiToken>>,
    /// What the server answers to where there is no token, in lower case.
    names: Vec<String>,
}

impl Guard {
    pub(crate) fn new(access: &TokenAccess, address: SocketAddr) -> Self {
        let token = match access {
            TokenAccess::Token(token) => Some(RwLock::new(token.clone())),
            TokenAccess::Open => None,
        };
        let own = SocketAddr::new(address.ip(), 0).to_string();
        let own = own.trim_end_matches(":0");
        let hosts = ["localhost", "127.0.0.1", "[::1]", own];
        let mut names: Vec<String> = hosts.iter().map(|host| format!("{host}:{}", address.port())).collect();
        if address.port() == 80 {
            names.extend(hosts.map(str::to_owned));
        }
        Self { token, names }
    }

    /// Takes another token from now on, where there is one at all.
    pub(crate) fn replace_token(&self, token: ApiToken) {
        if let Some(held) = &self.token {
            *held.write().unwrap_or_else(PoisonError::into_inner) = token;
        }
    }

    /// Whether a request may go on.
    pub(crate) fn check(&self, request: &Parts) -> Result<(), Refusal> {
        head::check(request)?;
        if request.headers.contains_key(header::ORIGIN) {
            return Err(Refusal::Origin);
        }
        if request.headers.get_all("sec-fetch-site").iter().any(|site| site != "none") {
            return Err(Refusal::FetchSite);
        }
        if self.token.is_none() && !self.is_our_name(request) {
            return Err(Refusal::ForeignHost);
        }
        if HEALTH.contains(&request.uri.path()) && matches!(request.method, Method::GET | Method::HEAD) {
            return Ok(());
        }
        let Some(token) = &self.token else { return Ok(()) };
        match request.headers.get(header::AUTHORIZATION).and_then(bearer) {
            None => Err(Refusal::NoToken),
            Some(sent) if token.read().unwrap_or_else(PoisonError::into_inner).is(sent) => Ok(()),
            Some(_) => Err(Refusal::WrongToken),
        }
    }

    fn is_our_name(&self, request: &Parts) -> bool {
        let host = request.headers.get(header::HOST).and_then(|host| host.to_str().ok());
        host.is_some_and(|host| self.names.iter().any(|name| name.eq_ignore_ascii_case(host)))
    }
}

/// What is behind `Bearer` in an `Authorization` header.
fn bearer(value: &HeaderValue) -> Option<&[u8]> {
    let (scheme, token) = value.as_bytes().split_at_checked(7)?;
    scheme.eq_ignore_ascii_case(b"bearer ").then(|| token.trim_ascii())
}

#[cfg(test)]
mod tests;
