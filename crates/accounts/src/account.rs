//! What is known of an account, and what of it is written to `accounts.json`.

use std::fmt;

use satchel_objects::s3;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::{SecretError, SecretPlace, random};

/// An account's ID: random, and the same as long as the account exists.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(String);

impl AccountId {
    /// Takes an ID that came from outside. It need not exist.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    pub(crate) fn random() -> Result<Self, SecretError> {
        random::hex(8).map(Self)
    }

    /// The ID's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What kind of account it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// The embedded store behind Try it now.
    Demo,
    /// An S3-compatible store with an access key.
    S3,
    /// A profile of the AWS configuration on this computer.
    AwsProfile,
    /// Storj, with an access grant.
    Storj,
}

/// How a bucket is named in a request's address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Addressing {
    /// `https://host/bucket/key`, which every server takes.
    #[default]
    Path,
    /// `https://bucket.host/key`.
    VirtualHosted,
}

impl From<Addressing> for s3::Addressing {
    fn from(addressing: Addressing) -> Self {
        match addressing {
            Addressing::Path => Self::Path,
            Addressing::VirtualHosted => Self::VirtualHosted,
        }
    }
}

/// A saved account. It never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its ID.
    pub id: AccountId,
    /// The name that the person gave it; no two accounts have the same.
    pub name: String,
    /// What kind of account it is.
    pub kind: AccountKind,
    /// Its endpoint; `None` for AWS itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<Url>,
    /// Its region; learnt from the server where `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// How its buckets are addressed.
    #[serde(default)]
    pub addressing: Addressing,
    /// The access key's ID, which isn't secret; `None` for a profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_key_id: Option<String>,
    /// The AWS profile's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// What only a Storj account has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storj: Option<StorjAccess>,
    /// Where its secret is; `None` for a profile, whose secrets aren't ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) secret: Option<SecretReference>,
}

/// What a Storj account has besides the S3 credentials that were registered for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorjAccess {
    /// The satellite's address, as it stands in the grant.
    pub satellite: String,
    /// The auth service that its grant was registered at, and that links are registered at.
    pub auth_service: String,
    /// Link sharing's address, without a slash at its end.
    pub link_sharing: String,
    /// Where its access grant is.
    pub(crate) grant: SecretReference,
}

/// Under which handle a secret is kept, and where it was put.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SecretReference {
    pub(crate) handle: String,
    pub(crate) place: SecretPlace,
}

impl Account {
    /// Where the account's secret was put; `None` for an AWS profile, whose secrets are in the AWS configuration.
    pub fn secret_place(&self) -> Option<SecretPlace> {
        self.secret.as_ref().map(|secret| secret.place)
    }

    /// Every secret that is kept for it.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &SecretReference> {
        self.secret.iter().chain(self.storj.iter().map(|storj| &storj.grant))
    }
}
