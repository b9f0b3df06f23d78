//! What stands at a destination, learnt by listing: never a request per file.

use std::collections::{BTreeSet, HashMap};

use satchel_objects::{ListEntry, ObjectStore, ObjectSummary};

use crate::pages::list;
use crate::{Place, Result};

/// The objects at a destination, by key.
#[derive(Debug, Default)]
pub(super) struct Existing(HashMap<String, ObjectSummary>);

impl Existing {
    /// Lists the place itself, and whole those of the named folders that exist in it.
    pub(super) async fn list(store: &dyn ObjectStore, place: &Place, folders: &BTreeSet<String>) -> Result<Self> {
        let mut existing = Self::default();
        let mut prefixes = BTreeSet::new();
        list(store, &place.bucket, &place.prefix, Some("/"), |entry| match entry {
            ListEntry::Object(object) => existing.add(object),
            ListEntry::Prefix(prefix) => _ = prefixes.insert(prefix),
        })
        .await?;
        for folder in folders {
            let prefix = format!("{}{folder}/", place.prefix);
            if prefixes.contains(&prefix) {
                existing.list_below(store, place, &prefix).await?;
            }
        }
        Ok(existing)
    }

    /// Lists everything below a prefix.
    pub(super) async fn list_below(&mut self, store: &dyn ObjectStore, place: &Place, prefix: &str) -> Result<()> {
        list(store, &place.bucket, prefix, None, |entry| {
            if let ListEntry::Object(object) = entry {
                self.add(object);
            }
        })
        .await
    }

    pub(super) fn add(&mut self, object: ObjectSummary) {
        self.0.insert(object.key.as_str().to_owned(), object);
    }

    pub(super) fn get(&self, key: &str) -> Option<&ObjectSummary> {
        self.0.get(key)
    }
}
