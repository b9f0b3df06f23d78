//! Whether a request's head can be read in one way only.

use http::header;
use http::request::Parts;

use super::Refusal;

/// Refuses what this server and another one on the way might understand differently.
pub(super) fn check(request: &Parts) -> Result<(), Refusal> {
    let uri = &request.uri;
    if uri.scheme().is_some() || uri.authority().is_some() || !is_plain(uri.path()) {
        return Err(Refusal::Target);
    }
    if request.headers.get_all(header::HOST).iter().count() != 1 {
        return Err(Refusal::Host);
    }
    if request.headers.get_all(header::AUTHORIZATION).iter().count() > 1 {
        return Err(Refusal::Authorization);
    }
    Ok(())
}

/// Every path of this API is letters, digits, `.`, `-` and `_` between single slashes.
fn is_plain(path: &str) -> bool {
    let Some(path) = path.strip_prefix('/') else { return false };
    let plain = |segment: &str| {
        !matches!(segment, "" | "." | "..")
            && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
    };
    path.is_empty() || path.split('/').all(plain)
}
