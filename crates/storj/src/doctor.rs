//! The access doctor: what a pasted secret may do, where, until when, and what is risky about it.
//!
//! It reads; it asks nobody. Whether a satellite still knows a key, and whether its project still exists, can't be seen
//! from the text. What is found is typed, because the words are the window's, in every language.

mod read;
mod recognise;
mod risks;

use serde::Serialize;
use thiserror::Error;

use crate::api_key::ApiKeyError;
use crate::caveat::Timestamp;
use crate::grant::GrantError;
use crate::share_url::LinkForm;

/// A longer text isn't looked at.
pub const MAXIMUM_TEXT: usize = 96 * 1024;

/// Why nothing can be said about a text. None of them repeats it.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ExamineError {
    /// Nothing was pasted.
    #[error("there is nothing to look at")]
    Empty,
    /// Longer than [`MAXIMUM_TEXT`].
    #[error("longer than any key, grant or link")]
    TooLong,
    /// Neither a key nor a grant, credentials or a share link.
    #[error("this is no API key, access grant, S3 credentials or share link of Storj")]
    Unrecognised,
    /// It looks like a key or a grant, but a character is wrong, missing or too many.
    #[error("a part of it is missing or changed: copy it again, all of it")]
    Damaged,
    /// It is whole and no macaroon.
    #[error(transparent)]
    ApiKey(ApiKeyError),
    /// It is whole and no grant.
    #[error(transparent)]
    Grant(GrantError),
}

/// What a text is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Subject {
    /// An API key: rights, but no encryption keys.
    ApiKey {
        /// How often it was restricted.
        restrictions: usize,
    },
    /// An access grant: rights and encryption keys.
    AccessGrant {
        /// How often its key was restricted.
        restrictions: usize,
    },
    /// S3 credentials. What they may do only the auth service knows.
    S3Credentials {
        /// The access key ID.
        access_key_id: String,
        /// Whether the secret key is there too.
        has_secret_key: bool,
        /// An endpoint that stood beside them.
        endpoint: Option<String>,
    },
    /// A share link.
    ShareLink {
        /// Link sharing's address.
        base_url: String,
        /// Whether it leads to a page or to the bytes.
        form: LinkForm,
        /// The access key ID; `None` where the link holds a whole grant.
        access_key_id: Option<String>,
        /// The bucket; empty where it shares a project.
        bucket: String,
        /// The key or prefix; empty where it shares a bucket.
        key: String,
    },
}

/// Something that can be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// Download objects.
    Read,
    /// Upload objects, make buckets.
    Write,
    /// List buckets and objects.
    List,
    /// Delete objects and buckets.
    Delete,
    /// The coarse object lock right of older keys.
    Lock,
    /// Put objects under retention.
    PutRetention,
    /// Read retentions.
    GetRetention,
    /// Put objects under legal hold.
    PutLegalHold,
    /// Read legal holds.
    GetLegalHold,
    /// Delete in spite of a governance retention.
    BypassGovernanceRetention,
    /// Change a bucket's lock settings.
    PutBucketLock,
    /// Read a bucket's lock settings.
    GetBucketLock,
    /// Change a bucket's notifications.
    PutBucketNotifications,
    /// Read a bucket's notifications.
    GetBucketNotifications,
}

impl Right {
    /// All of them, the everyday ones first.
    pub const ALL: [Self; 14] = [
        Self::Read,
        Self::Write,
        Self::List,
        Self::Delete,
        Self::Lock,
        Self::PutRetention,
        Self::GetRetention,
        Self::PutLegalHold,
        Self::GetLegalHold,
        Self::BypassGovernanceRetention,
        Self::PutBucketLock,
        Self::GetBucketLock,
        Self::PutBucketNotifications,
        Self::GetBucketNotifications,
    ];
}

/// Where it may be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Places {
    /// In every bucket, also in those still to be made.
    WholeProject,
    /// In these places; nowhere where there is none.
    Some {
        /// The places, none of which lies within another.
        places: Vec<Place>,
    },
}

/// A place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The bucket.
    pub bucket: String,
    /// Where in it.
    pub prefix: PlacePrefix,
    /// Whether a grant holds the encryption key for it; never for an API key.
    pub has_key: bool,
}

/// Where in a bucket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PlacePrefix {
    /// Everywhere in it.
    WholeBucket,
    /// At this path and within it. Where names aren't encrypted, also at every other path that begins so.
    Path {
        /// The path, without a slash at its end.
        path: String,
    },
    /// At a path that is encrypted, with no key at hand.
    Encrypted {
        /// How many folders deep.
        depth: usize,
    },
}

/// When it works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Validity {
    /// From when on, in milliseconds since 1970 UTC.
    pub from: Option<i64>,
    /// Until when, in milliseconds since 1970 UTC.
    pub until: Option<i64>,
    /// What that means now.
    pub state: ValidityState,
}

/// What a time range means at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ValidityState {
    /// It works now.
    Valid,
    /// It doesn't work yet.
    NotYet,
    /// It doesn't work any more.
    Expired,
    /// It ends before it begins.
    Never,
}

/// The satellite that a grant is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Satellite {
    /// The address as it stands in the grant.
    pub address: String,
    /// The node ID that proves the satellite's identity; `None` where the grant names none and none is known.
    pub node_id: Option<String>,
}

/// The encryption keys of a grant, by number; never the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Keys {
    /// Whether it has the key for the whole project.
    pub default_key: bool,
    /// How many places it has keys of their own for.
    pub places: usize,
    /// Whether names are encrypted too, under the default key.
    pub names_encrypted: bool,
}

/// How much a risk matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know.
    Notice,
    /// Think before giving it away.
    Warning,
    /// Hardly ever what one wants to give away; or it doesn't work.
    Danger,
}

/// What is risky, or won't work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// A root key: it may do everything, everywhere, for ever.
    Unrestricted,
    /// It reaches every bucket, also those still to be made.
    WholeProject,
    /// It never ends.
    NoExpiry,
    /// It can delete.
    CanDelete,
    /// It can upload.
    CanWrite,
    /// It can delete what a governance retention protects.
    CanBypassRetention,
    /// It can put objects under lock, which nobody may be able to undo.
    CanLock,
    /// Object names aren't encrypted: the satellite sees them.
    NamesVisible,
    /// Without its node ID the satellite can't be told from another one, and official tools refuse the grant.
    SatelliteUnproven,
    /// A restriction in it can't be read, so satellites refuse it.
    UnreadableRestriction,
    /// Its time is over.
    Expired,
    /// Its time hasn't come.
    NotYetValid,
    /// It allows nothing, or nowhere, or never.
    AllowsNothing,
    /// It has no encryption key for a place that it may reach: what is there can't be read with it.
    MissingKeys,
    /// Anyone who has the link can open it.
    OpenToAnyone,
    /// The link holds the encryption keys themselves, and can't be revoked at link sharing.
    LinkHoldsKeys,
    /// Credentials without their secret key: they sign nothing, but may open what was registered as public.
    SecretKeyMissing,
}

impl Risk {
    /// How much it matters.
    pub fn severity(self) -> Severity {
        match self {
            Self::CanWrite | Self::NamesVisible | Self::NotYetValid | Self::CanLock | Self::SecretKeyMissing => {
                Severity::Notice
            }
            Self::WholeProject
            | Self::NoExpiry
            | Self::CanDelete
            | Self::OpenToAnyone
            | Self::SatelliteUnproven
            | Self::MissingKeys => Severity::Warning,
            Self::Unrestricted
            | Self::CanBypassRetention
            | Self::UnreadableRestriction
            | Self::Expired
            | Self::AllowsNothing
            | Self::LinkHoldsKeys => Severity::Danger,
        }
    }
}

/// What was found. It holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What the text is.
    pub subject: Subject,
    /// What it may do; `None` where only a service knows.
    pub rights: Option<Vec<Right>>,
    /// Where; `None` where only a service knows.
    pub places: Option<Places>,
    /// When; `None` where only a service knows.
    pub validity: Option<Validity>,
    /// How long objects uploaded with it may live, in milliseconds.
    pub maximum_object_lifetime: Option<i64>,
    /// The satellite of a grant.
    pub satellite: Option<Satellite>,
    /// The encryption keys of a grant.
    pub keys: Option<Keys>,
    /// What is risky about it, the worst first.
    pub risks: Vec<Risk>,
}

impl Finding {
    /// Whether it may do that, as far as can be seen.
    pub fn may(&self, right: Right) -> bool {
        self.rights.as_ref().is_some_and(|rights| rights.contains(&right))
    }
}

/// Looks at a text, by the computer's clock.
pub fn examine(text: &str) -> Result<Finding, ExamineError> {
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let now = i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX);
    examine_at(text, Timestamp::from_milliseconds(now))
}

/// Looks at a text as at that moment.
pub fn examine_at(text: &str, now: Timestamp) -> Result<Finding, ExamineError> {
    recognise::recognise(text, now)
}
