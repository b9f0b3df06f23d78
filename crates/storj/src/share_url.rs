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

/// What a link leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkTarget {
    /// A page about an object, or one that lists a prefix or a bucket.
    Page,
    /// An object's bytes.
    Bytes,
    /// Everything below a prefix or a bucket in one zip file, where link sharing makes them.
    Zip,
}

/// A link that survives browsers, chats and mail, whatever the key: only letters, digits and `-_.~` stand in it
/// unescaped, and slashes between names. Browsers take `..`, `.` and nothing between two slashes for steps in a path: the
/// slash before such a name is escaped, which link sharing takes for a slash like any other. Nor is a full stop the last
/// character, which would be taken for the sentence's.
///
/// Source for the forms: storj.io/edge, `pkg/linksharing/sharing` (`standard.go`, `present.go`).
pub fn sturdy_share_url(
    base_url: &str,
    access_key_id: &str,
    bucket: &str,
    key: &str,
    target: LinkTarget,
) -> Result<String, ShareUrlError> {
    let base = || ShareUrlError::BaseUrl(base_url.to_owned());
    let parsed = url::parse_request(base_url.as_bytes()).map_err(|_| base())?;
    if !matches!(parsed.scheme.as_str(), "http" | "https") || parsed.host.is_empty() || base_url.contains(['?', '#']) {
        return Err(base());
    }
    match (target, access_key_id, bucket, key) {
        (_, "", _, _) => return Err(ShareUrlError::NoAccessKeyId),
        (_, _, "", _) => return Err(ShareUrlError::NoBucket),
        (LinkTarget::Bytes, _, _, "") => return Err(ShareUrlError::NoKey),
        (LinkTarget::Bytes, _, _, key) if key.ends_with('/') => return Err(ShareUrlError::RawPrefix),
        _ => {}
    }
    let mut place = escape_all(bucket);
    let mut names = key.split('/').peekable();
    while let Some(name) = names.next() {
        // What stands behind a slash at the end is no name.
        let is_step = matches!(name, "." | "..") || (name.is_empty() && names.peek().is_some());
        place.push_str(if is_step { "%2F" } else { "/" });
        place.push_str(&escape_all(name));
    }
    if place.ends_with('.') {
        place.truncate(place.len() - 1);
        place.push_str("%2E");
    }
    let (form, query) = match target {
        LinkTarget::Page => ("s", ""),
        LinkTarget::Bytes => ("raw", ""),
        LinkTarget::Zip => ("raw", "?download=1&download-kind=zip"),
    };
    Ok(format!("{}/{form}/{access_key_id}/{place}{query}", base_url.trim_end_matches('/')))
}

fn escape_all(text: &str) -> String {
    escape(text.as_bytes(), Part::Query).replace('+', "%20")
}

/// The documented link of the operation `shareUrl`: `base_url/ID/bucket%2Fkey`, escaped as Go's `url.QueryEscape` does,
/// but with `%20` for a space, because link sharing refuses a `+`.
pub fn documented_share_url(base_url: &str, access_key_id: &str, bucket: &str, key: &str) -> String {
    let place = escape([bucket, "/", key].concat().as_bytes(), Part::Query).replace('+', "%20");
    format!("{}/{access_key_id}/{place}", base_url.strip_suffix('/').unwrap_or(base_url))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ID: &str = "jv2ohknlvcnkzcng2keb25p6a5gq";

    fn link(key: &str, target: LinkTarget) -> String {
        sturdy_share_url("https://link.example/", ID, "photos", key, target).unwrap()
    }

    #[test]
    fn a_sturdy_link_has_no_steps_and_nothing_that_gets_lost() {
        for (key, place) in [
            ("2026/a b+c.jpg", "photos/2026/a%20b%2Bc.jpg"),
            ("写/100%#?&=\"'<>\\.txt", "photos/%E5%86%99/100%25%23%3F%26%3D%22%27%3C%3E%5C.txt"),
            ("..", "photos%2F.%2E"),
            ("../up", "photos%2F../up"),
            ("a/../b", "photos/a%2F../b"),
            ("./a", "photos%2F./a"),
            ("/lead", "photos%2F/lead"),
            ("a//b", "photos/a%2F/b"),
            ("the end.", "photos/the%20end%2E"),
            ("folder/", "photos/folder/"),
            ("a//", "photos/a%2F/"),
            ("", "photos/"),
        ] {
            assert_eq!(link(key, LinkTarget::Page), format!("https://link.example/s/{ID}/{place}"), "{key:?}");
        }
        assert_eq!(link("a", LinkTarget::Bytes), format!("https://link.example/raw/{ID}/photos/a"));
        let zip = format!("https://link.example/raw/{ID}/photos/f/?download=1&download-kind=zip");
        assert_eq!(link("f/", LinkTarget::Zip), zip);
    }

    #[test]
    fn what_makes_no_sturdy_link_is_said() {
        let make = |base, id, bucket, key| sturdy_share_url(base, id, bucket, key, LinkTarget::Bytes).unwrap_err();
        let base = "https://link.example";
        assert_eq!(make(base, "", "b", "k"), ShareUrlError::NoAccessKeyId);
        assert_eq!(make(base, ID, "", "k"), ShareUrlError::NoBucket);
        assert_eq!(make(base, ID, "b", ""), ShareUrlError::NoKey);
        assert_eq!(make(base, ID, "b", "k/"), ShareUrlError::RawPrefix);
        for base in ["", "link.example", "ftp://link.example", "https://", "https://link.example/?a=b"] {
            assert_eq!(make(base, ID, "b", "k"), ShareUrlError::BaseUrl(base.to_owned()), "{base}");
        }
    }

    proptest! {
        #[test]
        fn a_sturdy_link_leads_to_its_key(key in "[./a ~\\PC]{1,12}", target in 0..2) {
            let target = [LinkTarget::Page, LinkTarget::Bytes][usize::try_from(target).unwrap()];
            prop_assume!(target == LinkTarget::Page || !key.ends_with('/'));
            let text = link(&key, target);
            let read = parse_share_link(&text).unwrap();
            prop_assert_eq!((read.bucket.as_slice(), read.key.as_slice()), (&b"photos"[..], key.as_bytes()));
            // As a browser reads it: nothing is resolved.
            let path = text.strip_prefix("https://link.example").unwrap();
            prop_assert!(path.split('/').skip(1).all(|name| !matches!(name, "." | "..")), "{}", text);
            prop_assert!(!path.trim_end_matches('/').contains("//"), "{}", text);
        }
    }
}
