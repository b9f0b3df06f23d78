//! Where a spot is in the book: the marks of its bucket, and of the account's keys on the way there.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, UNIX_EPOCH};

use satchel_accounts::{Account, AccountId, AccountKind, Accounts};
use satchel_objects::{BucketName, ObjectStore};
use satchel_storj::AccessGrant;
use satchel_storj::passphrase::{BucketIdentity, Footprint, Mark, MarkKey, Step, folders_to, satellite_of};
use tokio::sync::OnceCell;

use super::Spot;

/// Under which handle the key of all marks is kept.
const KEY_HANDLE: &str = "passphrase-marks";

/// How long a list of buckets counts: one that is made anew within that time is taken for the old one.
const LIST_COUNTS: Duration = Duration::from_mins(1);
/// How long the list may take.
const LIST_TIMEOUT: Duration = Duration::from_secs(10);

/// More folders than anyone looks into in a sitting.
const MOST_FOOTPRINTS: usize = 1024;

/// Where a spot is in the book.
pub struct Position {
    /// Of the key that all marks are made with.
    pub key: Mark,
    /// The account's footprint on the way there.
    pub footprint: Arc<Footprint>,
    /// How many folders are around the first of the steps.
    pub depth: usize,
    /// The folders on the way, from the outermost one that the account has a key for.
    pub steps: Vec<Step>,
    bucket: BucketIdentity,
    mark_key: MarkKey,
}

impl Position {
    /// The mark of a folder of the bucket.
    pub fn place(&self, folder: &[u8]) -> Mark {
        self.mark_key.place(&self.bucket, folder)
    }
}

/// Finds positions, and remembers what that takes: never a key of a passphrase.
pub struct Positions {
    accounts: Arc<Accounts>,
    key: OnceCell<MarkKey>,
    footprints: Mutex<HashMap<At, Option<Arc<Footprint>>>>,
    buckets: Mutex<HashMap<AccountId, Listed>>,
}

/// An account, and a folder of a bucket.
type At = (AccountId, BucketName, String);

struct Listed {
    at: Instant,
    created: HashMap<BucketName, Option<u64>>,
}

impl Positions {
    /// The positions of these accounts.
    pub fn new(accounts: Arc<Accounts>) -> Self {
        Self { accounts, key: OnceCell::new(), footprints: Mutex::default(), buckets: Mutex::default() }
    }

    /// A spot's position; `None` where the account has no key for it, or where it can't be told now.
    pub async fn of(&self, spot: &Spot<'_>) -> Option<Position> {
        let account = self.accounts.get(&AccountId::new(spot.account)).ok()?;
        if account.kind != AccountKind::Storj {
            return None;
        }
        let mark_key = self.key().await?.clone();
        let footprint = self.footprint(&account, spot.bucket, spot.prefix).await?;
        let created = self.created(&account.id, spot.store.as_ref(), spot.bucket).await;
        let bucket =
            BucketIdentity { satellite: footprint.satellite.clone(), bucket: spot.bucket.to_string(), created };
        let folders: Vec<Vec<u8>> = folders_to(spot.prefix).collect();
        let step =
            |folder: &Vec<u8>| Some(Step { place: mark_key.place(&bucket, folder), print: footprint.at(folder)? });
        let steps: Vec<Step> = folders.iter().filter_map(step).collect();
        let depth = folders.len() - steps.len();
        Some(Position { key: mark_key.id(), footprint, depth, steps, bucket, mark_key })
    }

    /// What the other accounts on the same satellite come to on the way to a spot.
    pub async fn of_others(&self, spot: &Spot<'_>, position: &Position) -> Vec<(AccountId, Arc<Footprint>)> {
        let mut found = Vec::new();
        for account in self.accounts.list() {
            let satellite = account.storj.as_ref().map(|storj| satellite_of(storj.satellite.as_bytes()));
            if account.id.as_str() == spot.account || satellite.as_ref() != Some(&position.bucket.satellite) {
                continue;
            }
            if let Some(footprint) = self.footprint(&account, spot.bucket, spot.prefix).await {
                found.push((account.id, footprint));
            }
        }
        found
    }

    async fn key(&self) -> Option<&MarkKey> {
        let made = self.key.get_or_try_init(|| async { self.accounts.data_key(KEY_HANDLE).await.map(MarkKey::new) });
        made.await.inspect_err(|failure| tracing::debug!("passphrases can't be told apart: {failure}")).ok()
    }

    async fn footprint(&self, account: &Account, bucket: &BucketName, prefix: &str) -> Option<Arc<Footprint>> {
        let at = (account.id.clone(), bucket.clone(), prefix.to_owned());
        let known = lock(&self.footprints).get(&at).cloned();
        if let Some(known) = known {
            return known;
        }
        let key = self.key().await?;
        let grant = self.accounts.grant(&account.id).await;
        let grant = grant.inspect_err(|failure| tracing::debug!("no passphrase to compare: {failure}")).ok()?;
        let parsed = AccessGrant::parse(grant.expose().trim()).ok();
        let made = parsed.and_then(|grant| key.footprint(&grant, bucket.as_str(), prefix)).map(Arc::new);
        let mut footprints = lock(&self.footprints);
        if footprints.len() >= MOST_FOOTPRINTS {
            footprints.clear();
        }
        footprints.insert(at, made.clone());
        made
    }

    /// When a bucket was made, in seconds since 1970, where the account may know.
    async fn created(&self, account: &AccountId, store: &dyn ObjectStore, bucket: &BucketName) -> Option<u64> {
        if let Some(listed) = lock(&self.buckets).get(account)
            && listed.at.elapsed() < LIST_COUNTS
            && let Some(created) = listed.created.get(bucket)
        {
            return *created;
        }
        let listed = tokio::time::timeout(LIST_TIMEOUT, store.list_buckets()).await.ok()?.ok()?;
        let seconds = |bucket: satchel_objects::BucketInfo| {
            let since = bucket.created.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
            (bucket.name, since.map(|since| since.as_secs()))
        };
        let mut created: HashMap<_, _> = listed.into_iter().map(seconds).collect();
        // What isn't listed isn't asked for again at once.
        let answer = *created.entry(bucket.clone()).or_insert(None);
        lock(&self.buckets).insert(account.clone(), Listed { at: Instant::now(), created });
        answer
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // Every change is a single insert.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
