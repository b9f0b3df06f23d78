//! A project's buckets and objects, end-to-end encrypted.

use std::fmt;
use std::time::SystemTime;

use satchel_storj::AccessGrant;

use crate::access::{checked, no_nul};
use crate::backend;
use crate::error::NativeError;
use crate::timeouts::Timeouts;

/// The largest object that [`NativeProject::get`] and [`NativeProject::put`] hold in memory, in bytes: one segment.
pub const MAXIMUM_OBJECT: u64 = 64 * 1024 * 1024;

/// A bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NativeBucket {
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created: SystemTime,
}

/// A row of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NativeObject {
    /// The whole key, decrypted.
    pub key: String,
    /// Whether it is a prefix and stands for all below it. A prefix has no size and no time.
    pub is_prefix: bool,
    /// Bytes.
    pub size: u64,
    /// When it was written.
    pub created: SystemTime,
}

/// A project, as far as a grant opens it.
#[derive(Clone)]
pub struct NativeProject(backend::Project);

impl NativeProject {
    /// Opens a project. Nothing is sent yet: whether the satellite takes the grant shows with the first call.
    pub async fn open(grant: &AccessGrant) -> Result<Self, NativeError> {
        Self::open_within(grant, Timeouts::default()).await
    }

    /// [`NativeProject::open`] with other timeouts, for all its calls.
    pub async fn open_within(grant: &AccessGrant, timeouts: Timeouts) -> Result<Self, NativeError> {
        backend::available()?;
        Ok(Self(backend::Project::open(&checked(grant)?, timeouts).await?))
    }

    /// Every bucket that the grant lets be listed.
    pub async fn list_buckets(&self) -> Result<Vec<NativeBucket>, NativeError> {
        self.0.list_buckets().await
    }

    /// Makes a bucket. False: it was there.
    pub async fn create_bucket(&self, bucket: &str) -> Result<bool, NativeError> {
        no_nul("bucket", bucket)?;
        self.0.create_bucket(bucket.to_owned()).await
    }

    /// Lists what this grant's passphrase shows below a prefix, which is empty or ends with `/`: one level of it, or
    /// everything. Objects of other passphrases don't appear. The order is that of the encrypted keys.
    pub async fn list_objects(
        &self,
        bucket: &str,
        prefix: &str,
        recursive: bool,
    ) -> Result<NativeListing, NativeError> {
        no_nul("bucket", bucket)?;
        no_nul("prefix", prefix)?;
        if !prefix.is_empty() && !prefix.ends_with('/') {
            return Err(NativeError::Prefix);
        }
        Ok(NativeListing(self.0.list_objects(bucket.to_owned(), prefix.to_owned(), recursive).await?))
    }

    /// Writes an object, whole or not at all. One that is there is replaced if the grant lets it be deleted.
    pub async fn put(&self, bucket: &str, key: &str, bytes: Vec<u8>) -> Result<(), NativeError> {
        no_nul("bucket", bucket)?;
        no_nul("key", key)?;
        let size = bytes.len() as u64;
        if size > MAXIMUM_OBJECT {
            return Err(NativeError::TooLarge { size, maximum: MAXIMUM_OBJECT });
        }
        self.0.put(bucket.to_owned(), key.to_owned(), bytes).await
    }

    /// Reads an object, whole or not at all.
    pub async fn get(&self, bucket: &str, key: &str) -> Result<Vec<u8>, NativeError> {
        no_nul("bucket", bucket)?;
        no_nul("key", key)?;
        self.0.get(bucket.to_owned(), key.to_owned()).await
    }
}

impl fmt::Debug for NativeProject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("NativeProject(•••)")
    }
}

/// A listing under way. Until it is read to its end or dropped it counts as one of the
/// [`MAXIMUM_CALLS`](crate::MAXIMUM_CALLS).
pub struct NativeListing(backend::Listing);

impl NativeListing {
    /// The next rows, at most 1,000; `None` at the end. It has the whole listing only who got `None`.
    pub async fn next_page(&mut self) -> Result<Option<Vec<NativeObject>>, NativeError> {
        self.0.next_page().await
    }

    /// All rows that are left.
    pub async fn collect(mut self) -> Result<Vec<NativeObject>, NativeError> {
        let mut rows = Vec::new();
        while let Some(page) = self.next_page().await? {
            rows.extend(page);
        }
        Ok(rows)
    }
}

impl fmt::Debug for NativeListing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("NativeListing")
    }
}
