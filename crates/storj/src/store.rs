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
    buckets: BTreeMap<Vec<u8>, Tree>,
    /// The key for every place that has none of its own.
    pub default_key: Option<EncryptionKey>,
    /// How paths under the default key are encrypted.
    pub default_cipher: Cipher,
}

/// The places of a bucket, component by component. Nodes are named by their position, so that no depth is too deep.
#[derive(Clone, Debug)]
struct Tree(Vec<Node>);

#[derive(Clone, Debug, Default)]
struct Node {
    by_name: BTreeMap<Vec<u8>, usize>,
    by_encrypted: BTreeMap<Vec<u8>, usize>,
    entry: Option<StoreEntry>,
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
        Self { buckets: BTreeMap::new(), default_key: Some(key), default_cipher: cipher }
    }

    /// `AddWithCipher`: adds a place, or gives it another key.
    pub fn add(&mut self, bucket: &[u8], entry: StoreEntry) -> Result<(), StoreError> {
        if let Some(tree) = self.buckets.get_mut(bucket) {
            return tree.add(entry);
        }
        let mut tree = Tree(vec![Node::default()]);
        tree.add(entry)?;
        self.buckets.insert(bucket.to_vec(), tree);
        Ok(())
    }

    /// Every place with a key of its own, by bucket and then by path.
    pub fn entries(&self) -> impl Iterator<Item = (&[u8], &StoreEntry)> {
        self.buckets.iter().flat_map(|(bucket, tree)| {
            let mut sorted: Vec<&StoreEntry> = tree.0.iter().filter_map(|node| node.entry.as_ref()).collect();
            sorted.sort_by(|one, other| one.unencrypted.cmp(&other.unencrypted));
            sorted.into_iter().map(move |place| (bucket.as_slice(), place))
        })
    }

    /// Whether it holds no key at all.
    pub fn is_empty(&self) -> bool {
        self.default_key.is_none() && self.buckets.is_empty()
    }

    /// `LookupUnencrypted`: the nearest key on the way to a path, and the components that are left from there.
    pub(crate) fn look_up<'a>(&'a self, bucket: &[u8], path: &'a [u8]) -> Option<(Base<'a>, Vec<&'a [u8]>)> {
        self.nearest(bucket, path, |node| &node.by_name)
    }

    /// `LookupEncrypted`: the same for an encrypted path.
    pub(crate) fn look_up_encrypted<'a>(&'a self, bucket: &[u8], path: &'a [u8]) -> Option<(Base<'a>, Vec<&'a [u8]>)> {
        self.nearest(bucket, path, |node| &node.by_encrypted)
    }

    fn nearest<'a>(
        &'a self,
        bucket: &[u8],
        path: &'a [u8],
        children: impl Fn(&Node) -> &BTreeMap<Vec<u8>, usize>,
    ) -> Option<(Base<'a>, Vec<&'a [u8]>)> {
        let mut parts = components(path);
        if let Some((entry, depth)) = self.buckets.get(bucket).and_then(|tree| tree.nearest(&parts, children)) {
            let StoreEntry { unencrypted, encrypted, key, cipher } = entry;
            let rest = parts.split_off(depth);
            return Some((Base { unencrypted, encrypted, key, cipher: *cipher, is_default: false }, rest));
        }
        let key = self.default_key.as_ref()?;
        Some((Base { unencrypted: &[], encrypted: &[], key, cipher: self.default_cipher, is_default: true }, parts))
    }
}

impl Tree {
    /// The deepest place with a key on the way, and how deep it is.
    fn nearest(
        &self,
        parts: &[&[u8]],
        children: impl Fn(&Node) -> &BTreeMap<Vec<u8>, usize>,
    ) -> Option<(&StoreEntry, usize)> {
        let mut node = self.0.first()?;
        let mut best = node.entry.as_ref().map(|entry| (entry, 0));
        for (depth, part) in (1..).zip(parts) {
            let Some(child) = children(node).get(*part).and_then(|child| self.0.get(*child)) else { break };
            node = child;
            best = node.entry.as_ref().map(|entry| (entry, depth)).or(best);
        }
        best
    }

    fn add(&mut self, entry: StoreEntry) -> Result<(), StoreError> {
        self.check(&entry)?;
        let mut at = 0;
        for (name, encrypted) in components(&entry.unencrypted).into_iter().zip(components(&entry.encrypted)) {
            let new = self.0.len();
            let child = *self.0[at].by_name.entry(name.to_vec()).or_insert(new);
            if child == new {
                self.0[at].by_encrypted.insert(encrypted.to_vec(), new);
                self.0.push(Node::default());
            }
            at = child;
        }
        self.0[at].entry = Some(entry);
        Ok(())
    }

    /// Walks both paths at once: what is known by one of its names must be known by the other.
    fn check(&self, entry: &StoreEntry) -> Result<(), StoreError> {
        let (mut names, mut encrypted) =
            (components(&entry.unencrypted).into_iter(), components(&entry.encrypted).into_iter());
        let mut node = self.0.first();
        loop {
            match (names.next(), encrypted.next()) {
                (None, None) => return Ok(()),
                (Some(name), Some(encrypted)) => {
                    let child = node.and_then(|node| node.by_name.get(name));
                    if child != node.and_then(|node| node.by_encrypted.get(encrypted)) {
                        return Err(StoreError::Conflict);
                    }
                    node = child.and_then(|child| self.0.get(*child));
                }
                _ => return Err(StoreError::Components),
            }
        }
    }
}
