//! What a restricted key or a shared grant may do.
//!
//! Sources: storj.io/storj, `satellite/console/consolewasm/permission.go` (`SetPermission`), and storj.io/common/grant,
//! `restrict.go` (`Permission`).

use thiserror::Error;

use crate::api_key::{ApiKey, ApiKeyError};
use crate::caveat::{Caveat, CaveatPath, Timestamp};

/// What may be done and when. Everything is off until it is switched on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "the format has one truth value for each right")]
pub struct Permission {
    /// Download objects and look at their metadata.
    pub download: bool,
    /// Make buckets and upload objects; replacing one needs `delete` too.
    pub upload: bool,
    /// List buckets and objects.
    pub list: bool,
    /// Delete buckets and objects.
    pub delete: bool,
    /// The coarse object lock right of older tools.
    pub lock: bool,
    /// Put objects under retention.
    pub put_object_retention: bool,
    /// Read an object's retention.
    pub get_object_retention: bool,
    /// Put objects under legal hold.
    pub put_object_legal_hold: bool,
    /// Read an object's legal hold.
    pub get_object_legal_hold: bool,
    /// Delete in spite of a governance retention.
    pub bypass_governance_retention: bool,
    /// Change a bucket's lock settings.
    pub put_bucket_object_lock_configuration: bool,
    /// Read a bucket's lock settings.
    pub get_bucket_object_lock_configuration: bool,
    /// Change a bucket's notifications.
    pub put_bucket_notification_configuration: bool,
    /// Read a bucket's notifications.
    pub get_bucket_notification_configuration: bool,
    /// From when on; [`Timestamp::ZERO`] counts as not set.
    pub not_before: Option<Timestamp>,
    /// Until when; [`Timestamp::ZERO`] counts as not set.
    pub not_after: Option<Timestamp>,
    /// How long new objects may live, in nanoseconds.
    pub maximum_object_lifetime: Option<i64>,
}

/// Why a permission makes no sense. The sentences are those of the official tools.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum PermissionError {
    /// Nothing is allowed and no time is set.
    #[error("permission is empty")]
    Empty,
    /// It would end before it begins.
    #[error("invalid time range")]
    TimeRange,
    /// New objects would live for no time at all.
    #[error("non-positive ttl period")]
    Lifetime,
}

/// Why a key couldn't be restricted.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum RestrictKeyError {
    /// The permission makes no sense.
    #[error(transparent)]
    Permission(#[from] PermissionError),
    /// The key is none.
    #[error(transparent)]
    ApiKey(#[from] ApiKeyError),
}

/// Which of the rights the caveat speaks of at all. Rights that a tool doesn't know are left as they are in the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vocabulary {
    /// `SetPermission`: not the coarse lock right, not notifications.
    Console,
    /// `Access.Restrict`: all of them.
    Grant,
}

impl Permission {
    /// The two times without those that count as not set.
    fn times(&self) -> (Option<Timestamp>, Option<Timestamp>) {
        let set = |time: Option<Timestamp>| time.filter(|time| *time != Timestamp::ZERO);
        (set(self.not_before), set(self.not_after))
    }

    /// The checks of `SetPermission` and `Restrict`, in their order: anything set at all, the times, the lifetime.
    pub fn check(&self) -> Result<(), PermissionError> {
        let (not_before, not_after) = self.times();
        if (Self { not_before, not_after, ..self.clone() }) == Self::default() {
            return Err(PermissionError::Empty);
        }
        if not_before.zip(not_after).is_some_and(|(from, until)| until < from) {
            return Err(PermissionError::TimeRange);
        }
        if self.maximum_object_lifetime.is_some_and(|lifetime| lifetime <= 0) {
            return Err(PermissionError::Lifetime);
        }
        Ok(())
    }

    /// The caveat that says so, without paths.
    pub fn caveat(&self, vocabulary: Vocabulary, nonce: &[u8]) -> Caveat {
        let (not_before, not_after) = self.times();
        let grant = vocabulary == Vocabulary::Grant;
        Caveat {
            disallow_reads: !self.download,
            disallow_writes: !self.upload,
            disallow_lists: !self.list,
            disallow_deletes: !self.delete,
            disallow_locks: grant && !self.lock,
            disallow_put_retention: !self.put_object_retention,
            disallow_get_retention: !self.get_object_retention,
            disallow_put_legal_hold: !self.put_object_legal_hold,
            disallow_get_legal_hold: !self.get_object_legal_hold,
            disallow_bypass_governance_retention: !self.bypass_governance_retention,
            disallow_put_bucket_object_lock_configuration: !self.put_bucket_object_lock_configuration,
            disallow_get_bucket_object_lock_configuration: !self.get_bucket_object_lock_configuration,
            disallow_put_bucket_notification_configuration: grant && !self.put_bucket_notification_configuration,
            disallow_get_bucket_notification_configuration: grant && !self.get_bucket_notification_configuration,
            allowed_paths: Vec::new(),
            not_after,
            not_before,
            maximum_object_lifetime: self.maximum_object_lifetime,
            nonce: nonce.to_vec(),
        }
    }
}

/// `SetPermission`: restricts a key to a permission and to buckets, all of them where none is named.
///
/// `nonce` is for tests; others give [`random_nonce`].
pub fn set_permission(
    api_key: &str,
    buckets: &[impl AsRef<[u8]>],
    permission: &Permission,
    nonce: [u8; 4],
) -> Result<ApiKey, RestrictKeyError> {
    permission.check()?;
    let mut caveat = permission.caveat(Vocabulary::Console, &nonce);
    caveat.allowed_paths = buckets
        .iter()
        .map(|bucket| CaveatPath { bucket: bucket.as_ref().to_vec(), encrypted_prefix: Vec::new() })
        .collect();
    Ok(ApiKey::parse(api_key)?.restrict(&caveat))
}

/// The system has no random numbers to give.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("the system gave no random numbers")]
pub struct NoRandomness;

/// Four random bytes for a caveat (`macaroon.WithNonce`).
pub fn random_nonce() -> Result<[u8; 4], NoRandomness> {
    let mut nonce = [0; 4];
    getrandom::fill(&mut nonce).map_err(|_| NoRandomness)?;
    Ok(nonce)
}
