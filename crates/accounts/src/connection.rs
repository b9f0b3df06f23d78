//! Trying a store out, before or after it is saved.

use std::sync::Arc;
use std::time::{Duration, Instant};

use satchel_objects::s3::{Credentials, S3Config, S3Store};
use satchel_objects::{ErrorKind, ObjectStore, StoreError};
use zeroize::Zeroizing;

use crate::draft::{CheckedProfile, CheckedS3, parse_endpoint};
use crate::{AccountsError, Addressing, ProfileDraft, S3Draft, StorjDraft};

/// What a connection test found.
#[derive(Debug)]
pub struct ConnectionReport {
    /// Whether the account can be used.
    pub works: bool,
    /// How many buckets it lists; `None` where it may not list them, which is no failure, or where it doesn't work.
    pub buckets: Option<usize>,
    /// What failed. Its kind says whether it was the name, the encryption, the clock, the key, the right or the region.
    pub failure: Option<StoreError>,
    /// By how much the server's clock is ahead of ours (`true`) or behind it, where that is over 5 minutes. It works
    /// all the same.
    pub clock_skew: Option<(bool, Duration)>,
    /// How long the test took.
    pub round_trip: Duration,
}

/// Lists the buckets to see whether the store can be used. Keys that are restricted to some buckets may not list them
/// all: the server then knows the key and says "denied", and that is no failure.
pub async fn test_connection(store: &dyn ObjectStore) -> ConnectionReport {
    let started = Instant::now();
    let listed = store.list_buckets().await;
    let round_trip = started.elapsed();
    let clock_skew = store.clock_skew();
    match listed {
        Ok(buckets) => {
            ConnectionReport { works: true, buckets: Some(buckets.len()), failure: None, clock_skew, round_trip }
        }
        Err(error) if error.kind == ErrorKind::AccessDenied => {
            ConnectionReport { works: true, buckets: None, failure: None, clock_skew, round_trip }
        }
        Err(error) => ConnectionReport { works: false, buckets: None, failure: Some(error), clock_skew, round_trip },
    }
}

/// The store that a draft would make, to be tried before it is saved. Nothing is kept.
///
/// # Errors
/// [`AccountsError::Draft`] names the wrong field, [`AccountsError::Store`] where the store can't be made.
pub async fn draft_store(draft: &S3Draft) -> Result<Arc<dyn ObjectStore>, AccountsError> {
    let CheckedS3 { endpoint, region, addressing, access_key_id, secret_key, session_token, .. } = draft.check()?;
    let credentials = Credentials::Keys { access_key_id, secret_key, session_token, expires: None };
    open(S3Config { endpoint, region, addressing: addressing.into(), credentials, storj: false }).await
}

/// The store that a profile's draft would make, to be tried before it is saved.
///
/// # Errors
/// As [`draft_store`].
pub async fn draft_profile_store(draft: &ProfileDraft) -> Result<Arc<dyn ObjectStore>, AccountsError> {
    let CheckedProfile { profile, endpoint, region, addressing, .. } = draft.check()?;
    let credentials = Credentials::Profile(profile);
    open(S3Config { endpoint, region, addressing: addressing.into(), credentials, storj: false }).await
}

/// The store that a Storj account would have, to be tried before it is saved.
///
/// # Errors
/// As [`draft_store`].
pub async fn draft_storj_store(draft: &StorjDraft) -> Result<Arc<dyn ObjectStore>, AccountsError> {
    let credentials = Credentials::Keys {
        access_key_id: draft.access_key_id.clone(),
        secret_key: Zeroizing::new(draft.secret_key.expose().clone()),
        session_token: None,
        expires: None,
    };
    let endpoint = parse_endpoint(&draft.endpoint)?.url;
    let addressing = Addressing::Path.into();
    open(S3Config { endpoint: Some(endpoint), region: None, addressing, credentials, storj: true }).await
}

pub(crate) async fn open(config: S3Config) -> Result<Arc<dyn ObjectStore>, AccountsError> {
    Ok(Arc::new(S3Store::new(config).await?))
}
