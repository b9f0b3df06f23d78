//! Links made of a grant.

use satchel_operations_schema::types::{ErrorInfo, RestrictedPlace};
use satchel_secret::Secret;
use satchel_storj::share_url::join_share_url;
use satchel_storj::{Permission, Timestamp};

use super::{AccessServices, restrict};
use crate::errors;

/// What a link is made of.
#[derive(Clone, Debug)]
pub struct LinkParts<'a> {
    /// An access grant that reaches the place.
    pub access: &'a Secret<String>,
    /// The bucket.
    pub bucket: &'a str,
    /// An object's key, a prefix ending in a slash, or nothing for the whole bucket.
    pub key: &'a str,
    /// Until when, in milliseconds since 1970 UTC.
    pub not_after: Option<i64>,
    /// The auth service.
    pub auth_service: &'a str,
    /// Link sharing's address. It is never fetched.
    pub base_url: &'a str,
    /// Whether it leads to the object's bytes instead of a page.
    pub raw: bool,
}

/// Makes a link that anyone can open, to this place and nothing else: for downloading and listing, until its time is
/// over.
///
/// # Errors
/// As [`restrict`] and [`create_credentials`](super::create_credentials); what can't be restricted is never registered.
pub async fn make_link(services: &AccessServices, parts: LinkParts<'_>) -> Result<Secret<String>, ErrorInfo> {
    let join = |id: &str| join_share_url(parts.base_url, id, parts.bucket.as_bytes(), parts.key.as_bytes(), parts.raw);
    // What makes no link is found out before anything is registered.
    join("id").map_err(|failure| errors::access::link(&failure))?;
    let permission = Permission {
        download: true,
        list: true,
        not_after: parts.not_after.map(Timestamp::from_milliseconds),
        ..Permission::default()
    };
    if satchel_storj::AccessGrant::parse(parts.access.expose().trim()).is_err() {
        return Err(errors::access::unreadable("not_a_grant", "an access grant is needed"));
    }
    let place = RestrictedPlace { bucket: parts.bucket.to_owned(), prefix: parts.key.to_owned() };
    let restricted = restrict(parts.access, &permission, &[place])?;
    let registered = services.register(parts.auth_service, &restricted, true).await?;
    join(&registered.access_key_id).map(Secret::new).map_err(|failure| errors::access::link(&failure))
}
