//! What is behind the documented operations `createRestrictKey`, `createAccessGrant` and `shareUrl`.
//!
//! The checks come in the order of the official tools, so that a call with two faults is told of the same one. What
//! only a door knows (a parameter that is missing, a number that isn't one) is checked before, at the door.

use thiserror::Error;

use crate::api_key::{ApiKey, ApiKeyError};
use crate::caveat::Timestamp;
use crate::cipher::Cipher;
use crate::grant::{AccessGrant, GrantError, ShareError, SharePrefix};
use crate::permission::{NoRandomness, Permission, RestrictKeyError, random_nonce, set_permission};
use crate::project::{ProjectId, ProjectIdError, Salt, SaltError};
use crate::root_key::{GRANT_LANES, RootKeyError, derive_root_key};
use crate::secret::Secret;
use crate::store::EncryptionStore;

/// Why an operation answered no key, grant or link. The `Display` is what the operation's envelope says.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum OperationError {
    /// No bucket was named. A key for every bucket is never made by leaving them out.
    #[error("buckets: at least one is needed")]
    NoBuckets,
    /// A bucket without a name.
    #[error("buckets: a name is empty")]
    EmptyBucketName,
    /// No key, or `/` alone, would in the format share the whole bucket.
    #[error("key: an object's key is needed; nothing or / alone would share the whole bucket")]
    WholeBucket,
    /// The key couldn't be restricted.
    #[error(transparent)]
    RestrictKey(#[from] RestrictKeyError),
    /// The API key is none.
    #[error(transparent)]
    ApiKey(#[from] ApiKeyError),
    /// The project ID is none.
    #[error(transparent)]
    ProjectId(#[from] ProjectIdError),
    /// The salt is none.
    #[error(transparent)]
    Salt(#[from] SaltError),
    /// No key could be derived from the passphrase.
    #[error(transparent)]
    RootKey(#[from] RootKeyError),
    /// The parts make no grant.
    #[error(transparent)]
    Grant(#[from] GrantError),
    /// The grant couldn't be restricted.
    #[error(transparent)]
    Share(#[from] ShareError),
    /// No random numbers for a nonce.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

/// What `createRestrictKey` takes.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "the documented parameters are these")]
pub struct RestrictKey<'a> {
    /// The key to restrict.
    pub api_key: &'a Secret<String>,
    /// The buckets that the new key is for.
    pub buckets: &'a [String],
    /// May download.
    pub allow_download: bool,
    /// May upload.
    pub allow_upload: bool,
    /// May list.
    pub allow_list: bool,
    /// May delete.
    pub allow_delete: bool,
    /// From when on, in milliseconds since 1970 UTC.
    pub not_before: Option<i64>,
    /// Until when, in milliseconds since 1970 UTC.
    pub not_after: Option<i64>,
}

/// What `createAccessGrant` takes.
#[derive(Clone, Debug)]
pub struct CreateAccessGrant<'a> {
    /// The satellite. Any text but an empty one, as for the official tool.
    pub satellite_node_url: &'a str,
    /// The API key, restricted or not.
    pub restrict_key: &'a Secret<String>,
    /// The encryption passphrase, byte for byte.
    pub password: &'a Secret<String>,
    /// The project's ID, from which the salt comes where none is given.
    pub project_id: &'a str,
    /// The project's own salt, in base64.
    pub salt: Option<&'a str>,
}

/// What `shareUrl` takes, as far as it needs no network.
#[derive(Clone, Debug)]
pub struct ShareUrl<'a> {
    /// The parts of the grant to share from.
    pub grant: CreateAccessGrant<'a>,
    /// The bucket.
    pub bucket: &'a str,
    /// The object's key.
    pub key: &'a str,
    /// From when on, in milliseconds since 1970 UTC.
    pub not_before: Option<i64>,
    /// Until when, in milliseconds since 1970 UTC.
    pub not_after: Option<i64>,
}

/// `createRestrictKey`: a key for the buckets named, with the rights named, and no others.
pub fn create_restrict_key(request: &RestrictKey<'_>) -> Result<ApiKey, OperationError> {
    if request.buckets.is_empty() {
        return Err(OperationError::NoBuckets);
    }
    if request.buckets.iter().any(String::is_empty) {
        return Err(OperationError::EmptyBucketName);
    }
    let permission = Permission {
        download: request.allow_download,
        upload: request.allow_upload,
        list: request.allow_list,
        delete: request.allow_delete,
        not_before: request.not_before.map(Timestamp::from_milliseconds),
        not_after: request.not_after.map(Timestamp::from_milliseconds),
        ..Permission::default()
    };
    Ok(set_permission(request.api_key.expose(), request.buckets, &permission, random_nonce()?)?)
}

/// `createAccessGrant`. **It blocks** while the passphrase's key is derived: see [`derive_root_key`].
pub fn create_access_grant(request: &CreateAccessGrant<'_>) -> Result<AccessGrant, OperationError> {
    let api_key = ApiKey::parse(request.restrict_key.expose())?;
    let salt = match request.salt {
        Some(salt) => Salt::parse(salt)?,
        None => Salt::of_project(ProjectId::parse(request.project_id)?),
    };
    generate_access_grant(request.satellite_node_url, api_key, request.password, &salt, Cipher::AES_GCM)
}

/// `GenAccessGrant` of the console, with any salt and path cipher. **It blocks**: see [`derive_root_key`].
pub fn generate_access_grant(
    satellite_node_url: &str,
    api_key: ApiKey,
    passphrase: &Secret<String>,
    salt: &Salt,
    path_cipher: Cipher,
) -> Result<AccessGrant, OperationError> {
    if satellite_node_url.is_empty() {
        return Err(GrantError::NoSatellite.into());
    }
    let passphrase = Secret::new(passphrase.expose().as_bytes().to_vec());
    let key = derive_root_key(&passphrase, salt.bytes(), b"", GRANT_LANES)?;
    Ok(AccessGrant::new(satellite_node_url, api_key, EncryptionStore::with_default_key(key, path_cipher))?)
}

/// The grant that `shareUrl` registers: for downloading and listing what is at `bucket/key`, in the time range, and
/// nothing else. What can't be restricted is an error, never an unrestricted grant. **It blocks**, as above.
pub fn share_grant(request: &ShareUrl<'_>) -> Result<AccessGrant, OperationError> {
    // The format drops the last slash of what is shared: of these keys nothing would be left.
    if matches!(request.key, "" | "/") {
        return Err(OperationError::WholeBucket);
    }
    let permission = Permission {
        download: true,
        list: true,
        not_before: request.not_before.map(Timestamp::from_milliseconds),
        not_after: request.not_after.map(Timestamp::from_milliseconds),
        ..Permission::default()
    };
    // Before the slow part: what is wrong with the time is known already.
    permission.check().map_err(ShareError::from)?;
    let grant = create_access_grant(&request.grant)?;
    let prefix = SharePrefix::new(request.bucket, request.key);
    Ok(grant.restrict(&permission, &[prefix], random_nonce()?)?)
}
