//! Listings: pages in the order of the keys' UTF-8 bytes, each at a cost that doesn't grow with the bucket. A folded
//! prefix is stepped over by one seek to its successor.

use rusqlite::Connection;

use crate::errors::Result;

use super::rows;

/// What to list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query {
    /// Only keys that start with it.
    pub(crate) prefix: String,
    /// Keys that have it after the prefix are folded into one entry.
    pub(crate) delimiter: Option<String>,
    /// Only entries after this one: a key, or a folded prefix.
    pub(crate) after: Option<String>,
    /// At most so many entries.
    pub(crate) limit: usize,
}

/// An entry of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// A common prefix.
    Prefix(String),
    /// An object.
    Object(Listed),
}

impl Entry {
    /// The text it is ordered by.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Prefix(prefix) => prefix,
            Self::Object(object) => &object.key,
        }
    }
}

/// An object as a listing shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    /// Its key.
    pub(crate) key: String,
    /// In bytes.
    pub(crate) size: u64,
    /// Without quotes.
    pub(crate) etag: String,
    /// When it was written, in milliseconds since 1970.
    pub(crate) modified: i64,
    /// Its checksums.
    pub(crate) checksums: crate::digest::Checksums,
}

/// A page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    /// In order.
    pub(crate) entries: Vec<Entry>,
    /// There are more after the last.
    pub(crate) truncated: bool,
    /// How many rows of the index were looked at: at most one more than there are entries.
    pub(crate) rows_read: usize,
}

/// Lists one page.
pub(crate) fn page(index: &Connection, bucket: i64, query: &Query) -> Result<Page> {
    let mut page = Page::default();
    if query.limit == 0 {
        return Ok(page);
    }
    let mut from = Some(first(query));
    let mut statement = index.prepare_cached(
        "SELECT key, size, etag, modified, checksums FROM objects WHERE bucket = ? AND key >= ? ORDER BY key",
    )?;
    // One round for each stretch between folded prefixes.
    while let Some(start) = from.take() {
        let mut rows = statement.query((bucket, start))?;
        while let Some(row) = rows.next()? {
            page.rows_read += 1;
            let key = rows::text(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?);
            if !key.starts_with(&query.prefix) {
                return Ok(page);
            }
            if page.entries.len() == query.limit {
                page.truncated = true;
                return Ok(page);
            }
            if let Some(folded) = fold(&key, query) {
                from = successor(folded.as_bytes());
                page.entries.push(Entry::Prefix(folded.to_owned()));
                break;
            }
            let (size, etag, modified) = (super::unsigned(row.get(1)?), row.get(2)?, row.get(3)?);
            page.entries.push(Entry::Object(Listed { key, size, etag, modified, checksums: rows::json(row, 4)? }));
        }
    }
    Ok(page)
}

/// Where the first seek goes.
pub(super) fn first(query: &Query) -> Vec<u8> {
    let prefix = query.prefix.as_bytes();
    let Some(after) = query.after.as_deref().filter(|after| after.as_bytes() >= prefix) else {
        return prefix.to_vec();
    };
    // An entry inside a folded prefix sorts after that prefix, so the prefix is over, too.
    let beyond = fold(after, query).and_then(|folded| successor(folded.as_bytes()));
    beyond.unwrap_or_else(|| [after.as_bytes(), &[0]].concat())
}

/// The common prefix that a key is folded into.
pub(super) fn fold<'key>(key: &'key str, query: &Query) -> Option<&'key str> {
    let delimiter = query.delimiter.as_deref().filter(|delimiter| !delimiter.is_empty())?;
    let rest = key.strip_prefix(&*query.prefix)?;
    let end = query.prefix.len() + rest.find(delimiter)? + delimiter.len();
    key.get(..end)
}

/// The first text after every text that starts with `prefix`.
pub(super) fn successor(prefix: &[u8]) -> Option<Vec<u8>> {
    let last = prefix.iter().rposition(|byte| *byte != u8::MAX)?;
    let mut successor = prefix[..=last].to_vec();
    successor[last] += 1;
    Some(successor)
}

#[cfg(test)]
mod tests;
