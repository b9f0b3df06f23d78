//! What stands at a destination, learnt by listing: never a request per file, except where they are few.

use std::collections::{BTreeSet, HashMap};

use futures::future::try_join_all;
use satchel_objects::{ErrorKind, ListEntry, ObjectKey, ObjectStore, ObjectSummary};

use super::names::numbered;
use crate::pages::list;
use crate::{Place, Result};

/// Up to so many objects and folders are asked for by name: what is beside them can be a million others.
const ASKED_BY_KEY: usize = 8;

/// Above so many folders, one listing of the whole place costs fewer requests than one for each.
const LISTED_ONE_BY_ONE: usize = 32;

/// The objects at a destination, by key.
#[derive(Debug, Default)]
pub(super) struct Existing {
    objects: HashMap<String, ObjectSummary>,
    /// The place itself wasn't listed: of what is beside the keys nothing is known.
    partial: bool,
}

impl Existing {
    /// Learns what stands at keys of a place in the cheapest way that says all of it.
    pub(super) async fn look<'a>(
        store: &dyn ObjectStore,
        place: &Place,
        keys: impl Iterator<Item = &'a ObjectKey> + Send,
    ) -> Result<Self> {
        let mut folders = BTreeSet::new();
        let mut loose = Vec::new();
        for key in keys {
            match key.as_str().strip_prefix(&*place.prefix).and_then(|relative| relative.split_once('/')) {
                Some((folder, _)) => _ = folders.insert(folder),
                None => loose.push(key),
            }
        }
        let mut existing = Self::default();
        if loose.len() <= ASKED_BY_KEY && folders.len() <= ASKED_BY_KEY {
            existing.partial = true;
            let asked = try_join_all(loose.iter().map(|key| head(store, place, key))).await?;
            asked.into_iter().flatten().for_each(|object| existing.add(object));
            for folder in folders {
                existing.list_below(store, place, &format!("{}{folder}/", place.prefix)).await?;
            }
        } else if folders.len() > LISTED_ONE_BY_ONE {
            existing.list_below(store, place, &place.prefix).await?;
        } else {
            existing.list(store, place, &folders).await?;
        }
        Ok(existing)
    }

    /// The first numbered name beside `key` that is free, unless it is too long for a key.
    pub(super) async fn beside(
        &self,
        store: &dyn ObjectStore,
        place: &Place,
        key: &str,
        taken: impl Fn(&str) -> bool + Send,
    ) -> Result<Option<ObjectKey>> {
        let mut number = 2;
        loop {
            let beside = numbered(key, number);
            number += 1;
            if self.get(&beside).is_some() || taken(&beside) {
                continue;
            }
            let Ok(beside) = ObjectKey::new(beside) else { return Ok(None) };
            if !self.partial || head(store, place, &beside).await?.is_none() {
                return Ok(Some(beside));
            }
        }
    }

    /// Lists the place itself, and whole those of the named folders that exist in it.
    async fn list(&mut self, store: &dyn ObjectStore, place: &Place, folders: &BTreeSet<&str>) -> Result<()> {
        let mut prefixes = BTreeSet::new();
        list(store, &place.bucket, &place.prefix, Some("/"), |entry| match entry {
            ListEntry::Object(object) => self.add(object),
            ListEntry::Prefix(prefix) => _ = prefixes.insert(prefix),
        })
        .await?;
        for folder in folders {
            let prefix = format!("{}{folder}/", place.prefix);
            if prefixes.contains(&prefix) {
                self.list_below(store, place, &prefix).await?;
            }
        }
        Ok(())
    }

    /// Lists everything below a prefix.
    async fn list_below(&mut self, store: &dyn ObjectStore, place: &Place, prefix: &str) -> Result<()> {
        list(store, &place.bucket, prefix, None, |entry| {
            if let ListEntry::Object(object) = entry {
                self.add(object);
            }
        })
        .await
    }

    fn add(&mut self, object: ObjectSummary) {
        self.objects.insert(object.key.as_str().to_owned(), object);
    }

    pub(super) fn get(&self, key: &str) -> Option<&ObjectSummary> {
        self.objects.get(key)
    }
}

/// One object, asked for by its key.
async fn head(store: &dyn ObjectStore, place: &Place, key: &ObjectKey) -> Result<Option<ObjectSummary>> {
    match store.head(&place.bucket, key).await {
        Ok(info) => Ok(Some(ObjectSummary {
            key: key.clone(),
            size: info.size,
            last_modified: info.last_modified,
            etag: info.etag,
        })),
        Err(error) if error.kind == ErrorKind::NoSuchObject => Ok(None),
        Err(error) => Err(error.into()),
    }
}
