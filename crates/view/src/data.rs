//! The rows of one folder: a fixed-size index and one arena with the text of the keys.

use std::hash::BuildHasher;
use std::time::{Duration, SystemTime};

use hashbrown::{DefaultHashBuilder, HashTable};
use satchel_objects::{ListEntry, ObjectSummary};

/// No ID yet, or none at all.
pub(crate) const NO_ID: u32 = u32::MAX;

/// The bit of [`Entry::length`] that marks a folder.
const PRE: u32 = 1 << 31;

/// No time is known.
const NO_TIME: i64 = i64::MIN;

/// One object or folder: 32 bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    /// Where its text starts in the arena, in bytes.
    start: u64,
    /// Bytes of the object; 0 for a folder.
    pub(crate) size: u64,
    /// Milliseconds since 1970, or [`NO_TIME`]: smaller than any other.
    pub(crate) modified: i64,
    /// How many bytes of text it has, and the bit [`PRE`].
    length: u32,
    /// Its row ID.
    pub(crate) id: u32,
}

impl Entry {
    pub(crate) fn is_pre(&self) -> bool {
        self.length & PRE != 0
    }

    /// The last change.
    pub(crate) fn time(&self) -> Option<SystemTime> {
        if self.modified == NO_TIME {
            return None;
        }
        let distance = Duration::from_millis(self.modified.unsigned_abs());
        if self.modified < 0 {
            SystemTime::UNIX_EPOCH.checked_sub(distance)
        } else {
            SystemTime::UNIX_EPOCH.checked_add(distance)
        }
    }
}

/// The entries of a folder, in the order they came in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Data {
    entries: Vec<Entry>,
    /// What stands behind the folder's prefix in each key, one after another; a folder's with its `/`.
    text: String,
}

impl Data {
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(crate) fn get(&self, index: u32) -> Option<&Entry> {
        self.entries.get(index as usize)
    }

    /// What stands behind the folder's prefix in the key.
    pub(crate) fn text(&self, entry: &Entry) -> &str {
        let start = usize::try_from(entry.start).unwrap_or(usize::MAX);
        let end = start.saturating_add((entry.length & !PRE) as usize);
        self.text.get(start..end).unwrap_or("")
    }

    /// What to show: the text without a folder's `/`.
    pub(crate) fn name(&self, entry: &Entry) -> &str {
        let text = self.text(entry);
        if entry.is_pre() { text.strip_suffix('/').unwrap_or(text) } else { text }
    }

    /// Gives the entry at `index` its row ID.
    pub(crate) fn set_id(&mut self, index: usize, id: u32) {
        if let Some(entry) = self.entries.get_mut(index) {
            entry.id = id;
        }
    }

    /// Adds what a page listed under `prefix`. What doesn't belong there is left out: the folder's own marker, and
    /// keys that the server should not have named.
    pub(crate) fn add_page(&mut self, prefix: &str, page: &[ListEntry]) {
        self.entries.reserve(page.len());
        for entry in page {
            match entry {
                ListEntry::Prefix(key) => self.add(prefix, key, true, 0, NO_TIME),
                ListEntry::Object(ObjectSummary { key, size, last_modified, .. }) => {
                    let modified = last_modified.map_or(NO_TIME, milliseconds);
                    self.add(prefix, key.as_str(), false, *size, modified);
                }
            }
        }
    }

    fn add(&mut self, prefix: &str, key: &str, is_pre: bool, size: u64, modified: i64) {
        if let Some(text) = key.strip_prefix(prefix).filter(|text| !text.is_empty()) {
            self.push(text, Entry { start: 0, size, modified, length: if is_pre { PRE } else { 0 }, id: NO_ID });
        }
    }

    /// Adds an entry with that text; `like` says the rest.
    fn push(&mut self, text: &str, like: Entry) {
        // A text of 2 GiB can't come out of a page, and a folder has room for fewer than 2³² rows.
        let (Ok(length), true) = (u32::try_from(text.len()), self.entries.len() < NO_ID as usize) else { return };
        if length < PRE {
            let start = self.text.len() as u64;
            self.entries.push(Entry { start, length: length | (like.length & PRE), ..like });
            self.text.push_str(text);
        }
    }

    /// Gives back what growing left over.
    pub(crate) fn shrink(&mut self) {
        self.entries.shrink_to_fit();
        self.text.shrink_to_fit();
    }
}

/// Milliseconds since 1970, rounded down, within what the index can hold.
fn milliseconds(time: SystemTime) -> i64 {
    let clamp = |milliseconds: u128| i64::try_from(milliseconds).unwrap_or(i64::MAX);
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => clamp(since.as_millis()),
        Err(error) => -clamp(error.duration().as_nanos().div_ceil(1_000_000)),
    }
}

/// Finds entries by their text, while a folder is being listed: a server whose listing isn't ordered, or that changes
/// meanwhile, can name a key twice.
#[derive(Debug, Default)]
pub(crate) struct Names {
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Names {
    /// Names of all entries of `data`.
    pub(crate) fn of(data: &Data) -> Self {
        let mut names = Self::default();
        names.table.reserve(data.len(), |_| 0);
        for (index, entry) in (0..).zip(&data.entries) {
            names.insert(data, index, entry);
        }
        names
    }

    fn hash(&self, data: &Data, entry: &Entry) -> u64 {
        self.hasher.hash_one((entry.is_pre(), data.text(entry)))
    }

    fn insert(&mut self, data: &Data, index: u32, entry: &Entry) {
        let hash = self.hash(data, entry);
        let hasher = &self.hasher;
        let of = |index: &u32| data.get(*index).map_or(0, |entry| hasher.hash_one((entry.is_pre(), data.text(entry))));
        self.table.insert_unique(hash, index, of);
    }

    /// The index in `data` of the entry that has the kind and text of `other`'s `entry`.
    pub(crate) fn find(&self, data: &Data, other: &Data, entry: &Entry) -> Option<u32> {
        let text = other.text(entry);
        let same = |index: &u32| {
            data.get(*index).is_some_and(|known| known.is_pre() == entry.is_pre() && data.text(known) == text)
        };
        self.table.find(self.hash(other, entry), same).copied()
    }

    /// Appends to `data` what `page` has and `data` has not.
    pub(crate) fn append_new(&mut self, data: &mut Data, page: &Data) {
        for entry in &page.entries {
            if self.find(data, page, entry).is_none() {
                let before = data.len();
                data.push(page.text(entry), *entry);
                if let (Ok(index), Some(&added)) = (u32::try_from(before), data.entries.get(before)) {
                    self.insert(data, index, &added);
                }
            }
        }
    }
}
