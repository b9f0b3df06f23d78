//! The keys that a grant carries, by place.
//!
//! Source: storj.io/common/encryption, `store.go`. A store has a default key for the whole project, or keys of single
//! places, or both. A place is known by its path and by its encrypted path, component by component, and the two must
//! agree with every other place: one name can't encrypt in two ways, nor two names in one.

use std::collections::BTreeMap;

use thiserror::Error;

use crate::cipher::Cipher;
use crate::path::components;
use crate::secret::EncryptionKey;

/// Why a place couldn't be added. The sentences are those of the official library.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum StoreError {
    /// The path has more or fewer components than the encrypted one.
    #[error("encrypted and unencrypted paths had different number of components")]
    Components,
    /// It contradicts a place that is already there.
    #[error("conflicting encrypted parts for unencrypted path")]
    Conflict,
}

/// The key of one place and what lies within it.
#[derive(Clone, Debug)]
pub struct StoreEntry {
    /// The path; empty for the whole bucket.
    pub unencrypted: Vec<u8>,
    /// The same path, encrypted.
    pub encrypted: Vec<u8>,
    /// The key.
    pub key: EncryptionKey,
    /// How what lies within is encrypted.
    pub cipher: Cipher,
}

/// The keys of a grant.
#[derive(Clone, Debug, Default)]
pub struct EncryptionStore {
    places: BTreeMap<Vec<u8>, Vec<StoreEntry>>,
    /// The key for every place that has none of its own.
    pub default_key: Option<EncryptionKey>,
    /// How paths under the default key are encrypted.
    pub default_cipher: Cipher,
}

/// The key from which the keys of a place come, and where it stands.
pub(crate) struct Base<'a> {
    pub(crate) unencrypted: &'a [u8],
    pub(crate) encrypted: &'a [u8],
    pub(crate) key: &'a EncryptionKey,
    pub(crate) cipher: Cipher,
    pub(crate) is_default: bool,
}

impl EncryptionStore {
    /// A store with a default key, as a passphrase gives it.
    pub fn with_default_key(key: EncryptionKey, cipher: Cipher) -> Self {
        Self { places: BTreeMap::new(), default_key: Some(key), default_cipher: cipher }
    }

    /// `AddWithCipher`: adds a place, or gives it another key.
    pub fn add(&mut self, bucket: &[u8], entry: StoreEntry) -> Result<(), StoreError> {
        let places = self.places.get(bucket).map_or(&[][..], Vec::as_slice);
        check(places, &entry)?;
        let places = self.places.entry(bucket.to_vec()).or_default();
        match places.iter_mut().find(|place| place.unencrypted == entry.unencrypted) {
            Some(place) => *place = entry,
            None => places.push(entry),
        }
        Ok(())
    }

    /// Every place with a key of its own, by bucket and then by path.
    pub fn entries(&self) -> impl Iterator<Item = (&[u8], &StoreEntry)> {
        self.places.iter().flat_map(|(bucket, places)| {
            let mut sorted: Vec<&StoreEntry> = places.iter().collect();
            sorted.sort_by(|one, other| one.unencrypted.cmp(&other.unencrypted));
            sorted.into_iter().map(move |place| (bucket.as_slice(), place))
        })
    }

    /// Whether it holds no key at all.
    pub fn is_empty(&self) -> bool {
        self.default_key.is_none() && self.places.is_empty()
    }

    /// `LookupUnencrypted`: the nearest key on the way to a path, and the components that are left from there.
    pub(crate) fn look_up<'a>(&'a self, bucket: &[u8], path: &'a [u8]) -> Option<(Base<'a>, Vec<&'a [u8]>)> {
        self.nearest(bucket, path, |entry| &entry.unencrypted)
    }

    /// `LookupEncrypted`: the same for an encrypted path.
    pub(crate) fn look_up_encrypted<'a>(&'a self, bucket: &[u8], path: &'a [u8]) -> Option<(Base<'a>, Vec<&'a [u8]>)> {
        self.nearest(bucket, path, |entry| &entry.encrypted)
    }

    fn nearest<'a>(
        &'a self,
        bucket: &[u8],
        path: &'a [u8],
        path_of: impl Fn(&'a StoreEntry) -> &'a [u8],
    ) -> Option<(Base<'a>, Vec<&'a [u8]>)> {
        let mut parts = components(path);
        let places = self.places.get(bucket).into_iter().flatten();
        let on_the_way = places.filter(|place| is_on_the_way(path_of(place), path));
        if let Some(place) = on_the_way.max_by_key(|place| components(path_of(place)).len()) {
            let rest = parts.split_off(components(path_of(place)).len());
            let StoreEntry { unencrypted, encrypted, key, cipher } = place;
            return Some((Base { unencrypted, encrypted, key, cipher: *cipher, is_default: false }, rest));
        }
        let key = self.default_key.as_ref()?;
        Some((Base { unencrypted: &[], encrypted: &[], key, cipher: self.default_cipher, is_default: true }, parts))
    }
}

/// Whether `path` is at `place` or within it.
fn is_on_the_way(place: &[u8], path: &[u8]) -> bool {
    place.is_empty() || path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest[0] == b'/')
}

/// Walks every known place beside the new one: as long as both names agree they must encrypt alike, and then not.
fn check(places: &[StoreEntry], entry: &StoreEntry) -> Result<(), StoreError> {
    let (names, encrypted) = (components(&entry.unencrypted), components(&entry.encrypted));
    let common = names.len().min(encrypted.len());
    for place in places {
        let known = components(&place.unencrypted);
        let known_encrypted = components(&place.encrypted);
        for level in 0..common.min(known.len()) {
            let (same, same_encrypted) = (names[level] == known[level], encrypted[level] == known_encrypted[level]);
            if same != same_encrypted {
                return Err(StoreError::Conflict);
            }
            if !same {
                break;
            }
        }
    }
    if names.len() == encrypted.len() { Ok(()) } else { Err(StoreError::Components) }
}
