//! Making links. What can't be made is found out before anything is registered or signed; what was registered is kept
//! before anybody sees it.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use futures::future::join_all;
use satchel_objects::{BucketName, ObjectKey, ObjectStore};
use satchel_operations_schema::types::{
    ErrorCode, ErrorInfo, LinkKind, LinkOpens, LinkTerms, RestrictedPlace, SharedLink,
};
use satchel_secret::Secret;
use satchel_storj::doctor::{Right, examine};
use satchel_storj::{AccessGrant, Permission, Timestamp};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::record::{Link, Opener, Registered, Sealed, scope_of};
use super::{Links, now, terms};
use crate::access::{AccessServices, restrict};
use crate::bodies::documented::{bucket_of, key_of, milliseconds};
use crate::errors;

/// How many links one call makes.
pub const MOST_AT_ONCE: usize = 100;
/// How many registrations go to an auth service at once.
const REGISTRATIONS: usize = 4;

/// What links are made with.
pub enum LinkMaker {
    /// An access grant, and the services of its account.
    Storj {
        /// The account's own grant. It is registered nowhere.
        grant: Secret<String>,
        /// Where the restricted ones are registered.
        auth_service: String,
        /// Link sharing's address.
        link_sharing: String,
    },
    /// The credentials of a store.
    Presigned {
        /// The store.
        store: Arc<dyn ObjectStore>,
        /// Whether it is on this computer and runs with Satchel alone.
        local_only: bool,
    },
}

/// Which links.
pub struct LinksWanted<'a> {
    /// The account's ID.
    pub account: &'a str,
    /// Its name.
    pub account_name: &'a str,
    /// The bucket.
    pub bucket: &'a str,
    /// Keys, prefixes, or one empty text for the bucket.
    pub keys: &'a [String],
    /// The terms; by the account's defaults where none are given.
    pub terms: Option<&'a LinkTerms>,
}

impl LinkMaker {
    /// How its links work.
    pub fn kind(&self) -> LinkKind {
        match self {
            Self::Storj { .. } => LinkKind::Storj,
            Self::Presigned { .. } => LinkKind::Presigned,
        }
    }
}

/// A link that can be made.
struct Begun<'a> {
    key: &'a str,
    terms: LinkTerms,
}

impl Links {
    /// Makes a link for each key, and keeps them.
    ///
    /// # Errors
    /// `CannotShare`, `InvalidTimeRange`, `InvalidParameter`, `CannotRestrict`, those of the store and of the auth
    /// service, `LinksUnavailable`. Those made before a failure are kept, and the error says how many (`made`).
    pub async fn make(
        &self,
        services: &AccessServices,
        maker: &LinkMaker,
        wanted: &LinksWanted<'_>,
    ) -> Result<Vec<SharedLink>, ErrorInfo> {
        let bucket = bucket_of(wanted.bucket)?;
        if wanted.keys.is_empty() {
            return Err(errors::empty_parameter("keys"));
        }
        if wanted.keys.len() > MOST_AT_ONCE {
            let sentence = format!("at most {MOST_AT_ONCE} links are made at once");
            return Err(errors::wrong_field("keys", "too_long", &sentence));
        }
        let mut begun = Vec::with_capacity(wanted.keys.len());
        for key in wanted.keys {
            if !key.is_empty() {
                key_of(key)?;
            }
            let usual = || self.usual_terms(wanted.account, maker.kind(), key);
            let asked = wanted.terms.cloned().unwrap_or_else(usual);
            let terms = terms::checked(maker.kind(), scope_of(key), &asked, now())?;
            begun.push(Begun { key, terms });
        }
        match maker {
            LinkMaker::Storj { grant, auth_service, link_sharing } => {
                let registrar = Registrar { access: services, auth_service, link_sharing };
                self.register_all(registrar, grant, wanted, &begun).await
            }
            LinkMaker::Presigned { store, local_only } => {
                let links = sign_all(store.as_ref(), &bucket, wanted, begun, *local_only).await?;
                self.keep(links).await
            }
        }
    }

    async fn register_all(
        &self,
        registrar: Registrar<'_>,
        grant: &Secret<String>,
        wanted: &LinksWanted<'_>,
        begun: &[Begun<'_>],
    ) -> Result<Vec<SharedLink>, ErrorInfo> {
        let restricted = begun.iter().map(|begun| restricted(grant, wanted.bucket, begun));
        let restricted: Vec<(Begun<'_>, Secret<String>)> = restricted.collect::<Result<_, _>>()?;
        // A public link that nobody knows how to take back must never be: first it is made sure that it can be kept.
        self.change(|_| Ok(())).await?;
        let (mut made, mut failure) = (Vec::with_capacity(begun.len()), None);
        for some in restricted.chunks(REGISTRATIONS) {
            let registrations = some.iter().map(|(begun, grant)| registrar.register(wanted, begun, grant));
            for registered in join_all(registrations).await {
                match registered {
                    Ok(link) => made.push(link),
                    Err(info) => failure = failure.or(Some(info)),
                }
            }
            if failure.is_some() {
                break;
            }
        }
        let count = made.len();
        let kept = if made.is_empty() { Vec::new() } else { self.keep(made).await? };
        match failure {
            None => Ok(kept),
            Some(info) => Err(errors::links::after_some(info, count, begun.len())),
        }
    }

    /// Keeps links. Nobody has seen them before.
    async fn keep(&self, links: Vec<Link>) -> Result<Vec<SharedLink>, ErrorInfo> {
        let described = links.iter().map(Link::described).collect();
        self.change(|kept| {
            kept.links.extend(links);
            Ok(())
        })
        .await?;
        Ok(described)
    }
}

/// Where a Storj account's links are registered and opened.
#[derive(Clone, Copy)]
struct Registrar<'a> {
    access: &'a AccessServices,
    auth_service: &'a str,
    link_sharing: &'a str,
}

impl Registrar<'_> {
    async fn register(
        &self,
        wanted: &LinksWanted<'_>,
        begun: &Begun<'_>,
        restricted: &Secret<String>,
    ) -> Result<Link, ErrorInfo> {
        let grant = AccessGrant::parse(restricted.expose())
            .map_err(|failure| errors::access::unreadable("grant", failure.to_string()))?;
        let registered = |access_key_id: String| Registered {
            link_sharing: self.link_sharing.to_owned(),
            access_key_id: Sealed(Secret::new(access_key_id)),
            satellite: String::from_utf8_lossy(grant.satellite()).into_owned(),
            restricted_key: Sealed(grant.api_key().serialize()),
        };
        // What makes no link is found out before anything is registered.
        registered("id".to_owned()).link(wanted.bucket, begun.key, begun.terms.opens)?;
        let made = self.access.register(self.auth_service, restricted, true).await?;
        // The service may make it end sooner, as for projects that pay nothing.
        let sooner = made.restricted_until.as_deref().and_then(milliseconds_of);
        let not_after = begun.terms.not_after.into_iter().chain(sooner).min();
        let terms = LinkTerms { not_after, ..begun.terms.clone() };
        link(wanted, begun.key, terms, false, Opener::Storj(registered(made.access_key_id)))
    }
}

fn milliseconds_of(text: &str) -> Option<i64> {
    let time = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    i64::try_from(time.unix_timestamp_nanos() / 1_000_000).ok()
}

/// The account's grant for this place and these terms alone; and the terms that hold, since what the account's grant may
/// not do, no link can.
fn restricted<'a>(
    grant: &Secret<String>,
    bucket: &str,
    begun: &Begun<'a>,
) -> Result<(Begun<'a>, Secret<String>), ErrorInfo> {
    let Begun { key, terms } = begun;
    let permission = Permission {
        download: true,
        list: terms.list,
        not_before: terms.not_before.map(Timestamp::from_milliseconds),
        not_after: terms.not_after.map(Timestamp::from_milliseconds),
        ..Permission::default()
    };
    let place = RestrictedPlace { bucket: bucket.to_owned(), prefix: (*key).to_owned() };
    let no_download = || errors::links::cannot_share("no_download");
    let made = restrict(grant, &permission, &[place]).map_err(|failure| match failure.code {
        ErrorCode::PermissionEmpty => no_download(),
        _ => failure,
    })?;
    let finding = examine(made.expose()).map_err(|failure| errors::access::examine(&failure))?;
    if !finding.may(Right::Read) {
        return Err(no_download());
    }
    let list = finding.may(Right::List);
    if terms.opens == LinkOpens::Archive && !list {
        let sentence = "a zip file is made from a list, and this account's access grant may not list";
        return Err(errors::error(ErrorCode::PermissionEmpty, &[], sentence, false));
    }
    let (from, until) = finding.validity.map_or((None, None), |validity| (validity.from, validity.until));
    let not_before = from.filter(|from| terms.not_before.is_some() || *from > now());
    let terms = LinkTerms { list, not_before, not_after: until, ..terms.clone() };
    Ok((Begun { key, terms }, made))
}

/// Signs every link, after a look at each object: signing needs no server, so a link to an object that is gone would be
/// made all the same.
async fn sign_all(
    store: &dyn ObjectStore,
    bucket: &BucketName,
    wanted: &LinksWanted<'_>,
    begun: Vec<Begun<'_>>,
    local_only: bool,
) -> Result<Vec<Link>, ErrorInfo> {
    let keys: Vec<ObjectKey> = begun.iter().map(|begun| key_of(begun.key)).collect::<Result<_, _>>()?;
    for keys in keys.chunks(REGISTRATIONS) {
        for found in join_all(keys.iter().map(|key| store.head(bucket, key))).await {
            found.map_err(|failure| errors::store(&failure))?;
        }
    }
    let mut links = Vec::with_capacity(begun.len());
    for (Begun { key: text, terms }, key) in begun.into_iter().zip(&keys) {
        let left = terms.not_after.unwrap_or_default().saturating_sub(now());
        let lifetime = Duration::from_millis(u64::try_from(left).unwrap_or_default());
        let file_name = (terms.opens == LinkOpens::File).then(|| key.name());
        let signed = store.presign_get(bucket, key, lifetime, file_name).await;
        let signed = signed.map_err(|failure| errors::store(&failure))?;
        let expires = i64::try_from(milliseconds(Some(signed.expires))).unwrap_or(i64::MAX);
        if expires <= now() || signed.expires <= UNIX_EPOCH {
            let sentence = "the credentials that would sign the link have ended";
            return Err(errors::error(ErrorCode::CredentialsExpired, &[], sentence, false));
        }
        // Credentials that end sooner end it sooner.
        let terms = LinkTerms { not_after: Some(expires), ..terms };
        let mut url = signed.url;
        let url = Sealed(Secret::new(std::mem::take(&mut *url)));
        links.push(link(wanted, text, terms, local_only, Opener::Presigned { url })?);
    }
    Ok(links)
}

fn link(
    wanted: &LinksWanted<'_>,
    key: &str,
    terms: LinkTerms,
    local_only: bool,
    opener: Opener,
) -> Result<Link, ErrorInfo> {
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(|failure| errors::other(failure.to_string()))?;
    Ok(Link {
        id: format!("{:016x}", u64::from_be_bytes(random)),
        account: wanted.account.to_owned(),
        account_name: wanted.account_name.to_owned(),
        bucket: wanted.bucket.to_owned(),
        key: key.to_owned(),
        scope: scope_of(key),
        terms,
        made: now(),
        revoked: None,
        local_only,
        opener,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_service_s_own_end_is_read() {
        assert_eq!(milliseconds_of("2026-12-01T00:00:00Z"), Some(1_796_083_200_000));
        assert_eq!(milliseconds_of("2026-12-01T01:00:00.5+01:00"), Some(1_796_083_200_500));
        assert_eq!(milliseconds_of("soon"), None);
    }
}
