//! The index: one ordered SQLite table of keys, and what hangs on it. Everything here blocks: the async side reaches
//! it through [`crate::store::Store`] only.

pub(crate) mod buckets;
pub(crate) mod listing;
pub(crate) mod objects;
pub(crate) mod parts;
pub(crate) mod rows;
pub(crate) mod schema;
pub(crate) mod segments;
pub(crate) mod uploads;

use std::time::{SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, Transaction};

use crate::blobs::BlobId;
use crate::errors::Result;

/// A change of the index: all of it is durable, or none.
pub(crate) struct Change<'connection> {
    transaction: Transaction<'connection>,
    /// Blobs that nothing refers to once the change is durable.
    garbage: Vec<BlobId>,
}

impl<'connection> Change<'connection> {
    /// Begins. The write lock is taken at once, so that what is read stays true until the end.
    pub(crate) fn begin(connection: &'connection mut Connection) -> Result<Self> {
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        Ok(Self { transaction, garbage: Vec::new() })
    }

    /// The index as this change sees it.
    pub(crate) fn index(&self) -> &Connection {
        &self.transaction
    }

    /// Makes it durable and answers the blobs to remove.
    pub(crate) fn commit(self) -> Result<Vec<BlobId>> {
        self.transaction.commit()?;
        Ok(self.garbage)
    }
}

/// Now, in milliseconds since 1970.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// SQLite's integers are signed; no size comes near the limit.
pub(crate) fn signed(size: u64) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

/// The other way. Sizes are never written negative.
pub(crate) fn unsigned(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

/// A random number to own segments by.
pub(crate) fn random_owner() -> Result<i64> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    Ok(i64::from_le_bytes(bytes) & i64::MAX)
}
