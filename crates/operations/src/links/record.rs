//! What is kept of a link, sealed.

use satchel_operations_schema::types::{ErrorInfo, LinkKind, LinkOpens, LinkScope, LinkTerms, SharedLink};
use satchel_secret::Secret;
use satchel_storj::share_url::{LinkTarget, sturdy_share_url};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::errors;

/// How many characters of an access key ID are shown: enough to know it by, too few to try.
const SHOWN_OF_ID: usize = 4;

/// Everything that is kept.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Kept {
    /// In the order in which they were made.
    pub links: Vec<Link>,
}

/// A link that was made.
#[derive(Clone, Serialize, Deserialize)]
pub struct Link {
    pub id: String,
    pub account: String,
    pub account_name: String,
    pub bucket: String,
    pub key: String,
    pub scope: LinkScope,
    pub terms: LinkTerms,
    pub made: i64,
    pub revoked: Option<i64>,
    pub local_only: bool,
    pub opener: Opener,
}

/// What opens a link, and what takes it back.
#[derive(Clone, Serialize, Deserialize)]
pub enum Opener {
    Storj(Registered),
    Presigned { url: Sealed },
}

/// A grant that was registered as public. Of its secrets only the restricted API key is kept, which takes it back; its
/// encryption keys aren't.
#[derive(Clone, Serialize, Deserialize)]
pub struct Registered {
    pub link_sharing: String,
    /// Whoever has it opens the link.
    pub access_key_id: Sealed,
    pub satellite: String,
    pub restricted_key: Sealed,
}

/// A secret that lies in the sealed file, and may be written nowhere else.
#[derive(Clone)]
pub struct Sealed(pub Secret<String>);

impl Serialize for Sealed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.expose())
    }
}

impl<'de> Deserialize<'de> for Sealed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(Secret::new(text)))
    }
}

/// What a key is of.
pub fn scope_of(key: &str) -> LinkScope {
    match key {
        "" => LinkScope::Bucket,
        key if key.ends_with('/') => LinkScope::Prefix,
        _ => LinkScope::Object,
    }
}

impl Link {
    pub fn kind(&self) -> LinkKind {
        match self.opener {
            Opener::Storj(_) => LinkKind::Storj,
            Opener::Presigned { .. } => LinkKind::Presigned,
        }
    }

    /// What every door may show of it.
    pub fn described(&self) -> SharedLink {
        SharedLink {
            link: self.id.clone(),
            account: self.account.clone(),
            account_name: self.account_name.clone(),
            bucket: self.bucket.clone(),
            key: self.key.clone(),
            scope: self.scope,
            link_kind: self.kind(),
            terms: self.terms.clone(),
            shown: self.shown(),
            made: self.made,
            revoked: self.revoked,
            local_only: self.local_only,
        }
    }

    /// The link as it was made.
    pub fn text(&self) -> Result<Secret<String>, ErrorInfo> {
        self.text_for(self.terms.opens)
    }

    /// The link that opens this. A presigned one has but one form.
    pub fn text_for(&self, opens: LinkOpens) -> Result<Secret<String>, ErrorInfo> {
        match (&self.opener, opens, self.scope) {
            (Opener::Presigned { .. }, LinkOpens::Archive, _) | (_, LinkOpens::Archive, LinkScope::Object) => {
                Err(errors::links::cannot_share("archive_of_file"))
            }
            (_, LinkOpens::File, LinkScope::Prefix) => Err(errors::links::cannot_share("folder")),
            (_, LinkOpens::File, LinkScope::Bucket) => Err(errors::links::cannot_share("bucket")),
            (Opener::Presigned { url }, ..) => Ok(url.0.clone()),
            (Opener::Storj(registered), ..) => registered.link(&self.bucket, &self.key, opens),
        }
    }

    /// Where it leads, without what opens it.
    fn shown(&self) -> String {
        match &self.opener {
            Opener::Storj(registered) => {
                let id = registered.access_key_id.0.expose();
                let start: String = id.chars().take(SHOWN_OF_ID.min(id.chars().count() / 4)).collect();
                let form = if self.terms.opens == LinkOpens::Page { "s" } else { "raw" };
                let place = format!("{}/{}", self.bucket, self.key);
                let base = without_scheme(&registered.link_sharing).trim_end_matches('/');
                format!("{base}/{form}/{start}…/{}", place.trim_end_matches('/'))
            }
            Opener::Presigned { url } => {
                let place = url.0.expose().split('?').next().unwrap_or_default();
                format!("{}?…", without_scheme(place))
            }
        }
    }
}

impl Registered {
    /// The link to a place that it reaches.
    pub fn link(&self, bucket: &str, key: &str, opens: LinkOpens) -> Result<Secret<String>, ErrorInfo> {
        let target = match opens {
            LinkOpens::Page => LinkTarget::Page,
            LinkOpens::File => LinkTarget::Bytes,
            LinkOpens::Archive => LinkTarget::Zip,
        };
        let text = sturdy_share_url(&self.link_sharing, self.access_key_id.0.expose(), bucket, key, target);
        text.map(Secret::new).map_err(|failure| errors::access::link(&failure))
    }
}

fn without_scheme(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, rest)| rest)
}
