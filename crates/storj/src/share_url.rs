//! Links that anyone can open, and reading them back.
//!
//! Sources: storj.io/uplink/edge, `share.go` (`JoinShareURL`), the document of the operation `shareUrl`, and
//! storj.io/edge, `pkg/linksharing/sharing`, for what link sharing makes of a path.

mod parse;

use thiserror::Error;

use crate::go::escape::{Part, escape};
use crate::go::quote::quote;
use crate::go::url;

pub use parse::{LinkAccess, LinkForm, ShareLink, ShareLinkError, parse_share_link};

/// Where Storj's own link sharing is.
pub const STORJ_LINK_SHARING: &str = "https://link.storjshare.io";

/// Why no link could be made. The sentences are those of the official library.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ShareUrlError {
    /// No access key ID.
    #[error("uplink: accessKeyID is required")]
    NoAccessKeyId,
    /// A key without its bucket.
    #[error("uplink: bucket is required if key is specified")]
    NoBucket,
    /// A direct link to no object.
    #[error("uplink: key is required for a raw download link")]
    NoKey,
    /// A direct link to a prefix.
    #[error("uplink: a raw download link can not be a prefix")]
    RawPrefix,
    /// The base isn't an absolute URL.
    #[error("uplink: invalid base url: {}", quote(.0.as_bytes()))]
    BaseUrl(String),
}

/// `edge.JoinShareURL`: a link to the page of an object, a prefix (it ends in a slash), a bucket or a project, or with
/// `raw` one to the object's bytes.
pub fn join_share_url(
    base_url: &str,
    access_key_id: &str,
    bucket: &[u8],
    key: &[u8],
    raw: bool,
) -> Result<String, ShareUrlError> {
    if access_key_id.is_empty() {
        return Err(ShareUrlError::NoAccessKeyId);
    }
    if bucket.is_empty() && !key.is_empty() {
        return Err(ShareUrlError::NoBucket);
    }
    if raw && key.is_empty() {
        return Err(ShareUrlError::NoKey);
    }
    if raw && key.ends_with(b"/") {
        return Err(ShareUrlError::RawPrefix);
    }
    let mut link = url::parse_request(base_url.as_bytes()).map_err(|_| ShareUrlError::BaseUrl(base_url.to_owned()))?;
    let mut path = trim_slashes(&link.path).to_vec();
    path.extend_from_slice(if raw { b"/raw/" } else { b"/s/" });
    path.extend_from_slice(access_key_id.as_bytes());
    for part in [bucket, key] {
        if !part.is_empty() {
            path.push(b'/');
            path.extend_from_slice(part);
        }
    }
    link.path = path;
    Ok(link.text())
}

fn trim_slashes(mut path: &[u8]) -> &[u8] {
    while let [b'/', rest @ ..] | [rest @ .., b'/'] = path {
        path = rest;
    }
    path
}

/// The documented link of the operation `shareUrl`: `base_url/ID/bucket%2Fkey`, escaped as Go's `url.QueryEscape` does,
/// but with `%20` for a space, because link sharing refuses a `+`.
pub fn documented_share_url(base_url: &str, access_key_id: &str, bucket: &str, key: &str) -> String {
    let place = escape([bucket, "/", key].concat().as_bytes(), Part::Query).replace('+', "%20");
    format!("{}/{access_key_id}/{place}", base_url.strip_suffix('/').unwrap_or(base_url))
}
