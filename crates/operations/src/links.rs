//! Share links, for every door: made, kept, written out, fetched, withdrawn. Their texts are secret, and lie in one file
//! that only the keyring opens.

mod defaults;
mod fetch;
mod make;
mod record;
mod snippet;
mod terms;

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use satchel_accounts::files::FileNotice;
use satchel_accounts::{Accounts, SealedError, SealedFile};
use satchel_operations_schema::types::{
    CheckedLink, ErrorInfo, LinkDefaults, LinkKind, LinkOpens, LinkOptions, LinkScope, LinkState, LinkTerms,
    LinkWriting, SharedLink, SharedLinks,
};
use satchel_secret::Secret;
use satchel_storj::{AccessGrant, ApiKey, EncryptionStore};

use crate::access::AccessServices;
use crate::errors;

use defaults::DefaultsFile;
pub use make::{LinkMaker, LinksWanted, MOST_AT_ONCE};
use record::{Kept, Link, Opener};

/// The version of `links.sealed` that this Satchel writes.
const VERSION: u32 = 1;

/// The links that were made here.
pub struct Links {
    kept: SealedFile<Kept>,
    defaults: DefaultsFile,
}

/// What making a link again takes.
pub struct Again {
    /// The account that made it.
    pub account: String,
    /// The bucket.
    pub bucket: String,
    /// The key, the prefix, or nothing.
    pub key: String,
}

/// Links' failures, on the way out of a change of the file.
struct Failure(ErrorInfo);

impl From<SealedError> for Failure {
    fn from(failure: SealedError) -> Self {
        Self(errors::links::unavailable(&failure))
    }
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

impl Links {
    /// The links of this data folder. Nothing is read before it is asked for.
    pub fn open(directory: &Path, accounts: &Accounts) -> (Self, Option<FileNotice>) {
        let (defaults, notice) = DefaultsFile::open(directory);
        (Self { kept: accounts.sealed_file("links.sealed", "links", VERSION), defaults }, notice)
    }

    /// Whether links are still known after a restart.
    pub fn are_kept(&self) -> bool {
        self.kept.is_kept()
    }

    /// What links an account can make.
    pub fn options(&self, services: &AccessServices, account: &str, kind: LinkKind, local_only: bool) -> LinkOptions {
        LinkOptions {
            link_kind: kind,
            defaults: self.defaults(account, kind),
            longest: terms::longest(kind),
            local_only,
            can_revoke: kind == LinkKind::Storj && services.satellites.can_revoke(),
        }
    }

    fn defaults(&self, account: &str, kind: LinkKind) -> LinkDefaults {
        let set = self.defaults.get(account).filter(|set| terms::check_defaults(kind, set).is_ok());
        set.unwrap_or_else(|| terms::first_defaults(kind))
    }

    /// Sets an account's defaults.
    ///
    /// # Errors
    /// `CannotShare` for what its links can't be; those of writing the file.
    pub fn set_defaults(&self, account: &str, kind: LinkKind, defaults: LinkDefaults) -> Result<(), ErrorInfo> {
        terms::check_defaults(kind, &defaults)?;
        self.defaults.set(account, Some(defaults))
    }

    /// Forgets an account's defaults. Its links stay.
    ///
    /// # Errors
    /// Those of writing the file.
    pub fn forget_defaults(&self, account: &str) -> Result<(), ErrorInfo> {
        self.defaults.set(account, None)
    }

    /// The terms of a link to a key where nobody says otherwise.
    pub fn usual_terms(&self, account: &str, kind: LinkKind, key: &str) -> LinkTerms {
        terms::by_defaults(&self.defaults(account, kind), kind, record::scope_of(key), now())
    }

    async fn read(&self) -> Result<Kept, ErrorInfo> {
        self.kept.read().await.map_err(|failure| errors::links::unavailable(&failure))
    }

    async fn change<R>(&self, change: impl FnOnce(&mut Kept) -> Result<R, ErrorInfo>) -> Result<R, ErrorInfo> {
        let changed = self.kept.change(|kept| change(kept).map_err(Failure)).await;
        changed.map_err(|Failure(info)| info)
    }

    async fn link(&self, id: &str) -> Result<Link, ErrorInfo> {
        self.read().await?.links.into_iter().find(|link| link.id == id).ok_or_else(errors::links::no_such_link)
    }

    /// Every link, the newest first.
    ///
    /// # Errors
    /// `LinksUnavailable`.
    pub async fn list(&self) -> Result<SharedLinks, ErrorInfo> {
        let mut links: Vec<SharedLink> = self.read().await?.links.iter().rev().map(Link::described).collect();
        links.sort_by_key(|link| std::cmp::Reverse(link.made));
        Ok(SharedLinks { links, kept: self.are_kept() })
    }

    /// What a link is of, for making it again.
    ///
    /// # Errors
    /// `NoSuchLink`, `LinksUnavailable`.
    pub async fn again(&self, id: &str) -> Result<Again, ErrorInfo> {
        let Link { account, bucket, key, .. } = self.link(id).await?;
        Ok(Again { account, bucket, key })
    }

    /// Links written out, a line each, in this order.
    ///
    /// # Errors
    /// `NoSuchLink`; `CannotShare` where a link can't be written so; `LinksUnavailable`.
    pub async fn write(&self, ids: &[String], writing: LinkWriting) -> Result<Secret<String>, ErrorInfo> {
        if ids.is_empty() {
            return Err(errors::empty_parameter("links"));
        }
        let kept = self.read().await?;
        let mut lines: Vec<Secret<String>> = Vec::new();
        for id in ids {
            let link = kept.links.iter().find(|link| &link.id == id).ok_or_else(errors::links::no_such_link)?;
            lines.extend(written(link, writing)?);
        }
        // Large enough from the start, so that no shorter copy is left behind.
        let length = lines.iter().map(|line| line.expose().len() + 1).sum();
        let mut text = String::with_capacity(length);
        for line in &lines {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(line.expose());
        }
        Ok(Secret::new(text))
    }

    /// Fetches a link as anyone would. One that works on this computer only is fetched once `wake` has had the store of
    /// its account started.
    ///
    /// # Errors
    /// `NoSuchLink`, `LinksUnavailable`, those of connections with their `host`, `Throttled`, `ServerFailed`.
    pub async fn check<F: Future<Output = ()>>(
        &self,
        id: &str,
        wake: impl FnOnce(String) -> F,
    ) -> Result<CheckedLink, ErrorInfo> {
        let link = self.link(id).await?;
        if link.local_only {
            wake(link.account.clone()).await;
        }
        let state = fetch::state(&link).await?;
        Ok(CheckedLink { state, at: now() })
    }

    /// The account of a link that can be withdrawn.
    ///
    /// # Errors
    /// `CannotRevoke` for a presigned link; `NoSuchLink`, `LinksUnavailable`.
    pub async fn revocable(&self, id: &str) -> Result<String, ErrorInfo> {
        let link = self.link(id).await?;
        match link.kind() {
            LinkKind::Storj => Ok(link.account),
            LinkKind::Presigned => Err(errors::links::cannot_revoke("presigned")),
        }
    }

    /// Withdraws a link with the grant that it was made of, and then fetches it. What is answered is what was found:
    /// for as long as link sharing and the satellite remember what they allowed, that can still be [`LinkState::Live`].
    /// Where it can't be fetched, the satellite's word stands.
    ///
    /// # Errors
    /// `CannotRevoke`, `NoSuchLink`, `LinksUnavailable`, and those of [`Satellites::revoke`](crate::Satellites::revoke).
    pub async fn revoke(
        &self,
        services: &AccessServices,
        id: &str,
        grant: &Secret<String>,
    ) -> Result<CheckedLink, ErrorInfo> {
        let link = self.link(id).await?;
        let Opener::Storj(registered) = &link.opener else {
            return Err(errors::links::cannot_revoke("presigned"));
        };
        let unreadable = |said: String| errors::access::unreadable("api_key", said);
        let key = ApiKey::parse(registered.restricted_key.0.expose()).map_err(|wrong| unreadable(wrong.to_string()))?;
        let child = AccessGrant::new(registered.satellite.as_str(), key, EncryptionStore::default());
        let child = child.map_err(|wrong| unreadable(wrong.to_string()))?.serialize();
        services.satellites.revoke(grant, &child).await?;
        let at = now();
        let revoked = self
            .change(|kept| {
                let found = kept.links.iter_mut().find(|link| link.id == id);
                // Taken off the list meanwhile, it is withdrawn all the same.
                if let Some(found) = found {
                    found.revoked.get_or_insert(at);
                }
                Ok(())
            })
            .await;
        let link = Link { revoked: Some(link.revoked.unwrap_or(at)), ..link };
        let state = fetch::state(&link).await.unwrap_or_else(|failure| {
            tracing::info!(message = failure.message, "a withdrawn link couldn't be fetched");
            LinkState::Revoked
        });
        revoked?;
        Ok(CheckedLink { state, at: now() })
    }

    /// Takes a link off the list. It stays as it is.
    ///
    /// # Errors
    /// `NoSuchLink`, `LinksUnavailable`.
    pub async fn forget(&self, id: &str) -> Result<(), ErrorInfo> {
        self.change(|kept| {
            let before = kept.links.len();
            kept.links.retain(|link| link.id != id);
            if kept.links.len() == before { Err(errors::links::no_such_link()) } else { Ok(()) }
        })
        .await
    }
}

/// A link's lines.
fn written(link: &Link, writing: LinkWriting) -> Result<Vec<Secret<String>>, ErrorInfo> {
    let is_object = link.scope == LinkScope::Object;
    let only = |text: Secret<String>| vec![text];
    Ok(match writing {
        LinkWriting::AsMade => only(link.text()?),
        LinkWriting::Page => only(link.text_for(LinkOpens::Page)?),
        LinkWriting::File => only(link.text_for(LinkOpens::File)?),
        LinkWriting::Archive => only(link.text_for(LinkOpens::Archive)?),
        LinkWriting::PageAndFile if link.kind() == LinkKind::Presigned => only(link.text()?),
        LinkWriting::PageAndFile => vec![link.text_for(LinkOpens::Page)?, link.text_for(LinkOpens::File)?],
        LinkWriting::Snippet => {
            let shown = link.text()?;
            let file = if is_object { link.text_for(LinkOpens::File)? } else { shown.clone() };
            only(Secret::new(snippet::html(file.expose(), shown.expose(), &link.key, &link.bucket)))
        }
    })
}
