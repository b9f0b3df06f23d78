//! What a link says.

use serde::Serialize;
use thiserror::Error;

use crate::credentials::AccessKeyId;
use crate::go::url;
use crate::grant::AccessGrant;

/// A longer text isn't looked at. A link can hold a whole grant and a key of 1,024 bytes with every byte escaped.
const MAXIMUM_TEXT: usize = 72 * 1024;

/// Why a text is no share link.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum ShareLinkError {
    /// Not an `http` or `https` URL with a host.
    #[error("this isn't a web address")]
    NotAUrl,
    /// A web address without an access key ID or a grant where links have one.
    #[error("this web address isn't a share link")]
    NoAccess,
    /// Longer than a link can be.
    #[error("longer than {MAXIMUM_TEXT} bytes")]
    TooLong,
}

/// The ways in which a link can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkForm {
    /// `/s/…`: a page with a preview.
    Page,
    /// `/raw/…`: the bytes.
    Raw,
    /// Neither, as the documented `shareUrl` writes it: link sharing redirects to the page.
    Bare,
}

/// What a link is registered under.
#[derive(Clone, Debug)]
pub enum LinkAccess {
    /// An access key ID that the auth service knows.
    Id(AccessKeyId),
    /// A whole grant: who has the link has the keys.
    Grant(Box<AccessGrant>),
}

/// A share link, taken apart.
#[derive(Clone, Debug)]
pub struct ShareLink {
    /// What stands before the form: link sharing's own address, without a slash at the end.
    pub base_url: String,
    /// How it is written.
    pub form: LinkForm,
    /// What it is registered under.
    pub access: LinkAccess,
    /// The bucket; empty where it shares a project.
    pub bucket: Vec<u8>,
    /// The key, or a prefix ending in a slash; empty where it shares a bucket.
    pub key: Vec<u8>,
}

/// Takes a link apart. As for link sharing itself, `%2F` is a slash like any other.
pub fn parse_share_link(text: &str) -> Result<ShareLink, ShareLinkError> {
    if text.len() > MAXIMUM_TEXT {
        return Err(ShareLinkError::TooLong);
    }
    let link = url::parse(text.as_bytes()).map_err(|_| ShareLinkError::NotAUrl)?;
    if !matches!(link.scheme.as_str(), "http" | "https") || link.host.is_empty() {
        return Err(ShareLinkError::NotAUrl);
    }
    let path = link.path.strip_prefix(b"/").unwrap_or(&link.path);
    let segments: Vec<&[u8]> = path.split(|byte| *byte == b'/').collect();
    let (at, access) = segments
        .iter()
        .enumerate()
        .find_map(|(at, segment)| Some((at, access(segment)?)))
        .ok_or(ShareLinkError::NoAccess)?;
    let form = match at.checked_sub(1).map(|before| segments[before]) {
        Some(b"s") => LinkForm::Page,
        Some(b"raw") => LinkForm::Raw,
        _ => LinkForm::Bare,
    };
    let base = if form == LinkForm::Bare { at } else { at - 1 };
    let base_path = segments[..base].iter().flat_map(|segment| [b"/", *segment].concat()).collect();
    let bucket = segments.get(at + 1).map_or_else(Vec::new, |bucket| bucket.to_vec());
    let key = segments.get(at + 2..).map_or_else(Vec::new, |key| key.join(&b'/'));
    Ok(ShareLink { base_url: link.with_path_alone(base_path).text(), form, access, bucket, key })
}

fn access(segment: &[u8]) -> Option<LinkAccess> {
    let text = str::from_utf8(segment).ok()?;
    if let Some(id) = AccessKeyId::parse(text) {
        return Some(LinkAccess::Id(id));
    }
    // The shortest grant holds a key of more than 60 bytes: shorter segments aren't worth decoding.
    let worth_it = text.len() > 90;
    worth_it.then(|| AccessGrant::parse(text).ok()).flatten().map(|grant| LinkAccess::Grant(Box::new(grant)))
}
