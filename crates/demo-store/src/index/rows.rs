//! What the rows hold.

use std::collections::BTreeMap;

use rusqlite::Row;
use serde::{Deserialize, Serialize};

use crate::digest::Checksums;
use crate::errors::Result;

/// What a client says of an object besides its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Attributes {
    /// `Content-Type`.
    pub(crate) content_type: Option<String>,
    /// `Cache-Control`.
    pub(crate) cache_control: Option<String>,
    /// `Content-Disposition`.
    pub(crate) content_disposition: Option<String>,
    /// `Content-Encoding`.
    pub(crate) content_encoding: Option<String>,
    /// `Content-Language`.
    pub(crate) content_language: Option<String>,
    /// `Expires`, in milliseconds since 1970.
    pub(crate) expires: Option<i64>,
    /// `x-amz-website-redirect-location`.
    pub(crate) redirect: Option<String>,
    /// `x-amz-meta-…`, without that.
    pub(crate) metadata: BTreeMap<String, String>,
}

/// Tags, in the order they were given.
pub(crate) type Tags = Vec<(String, String)>;

/// An object without its key.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    /// Whose segments hold its bytes.
    pub(crate) owner: i64,
    /// In bytes.
    pub(crate) size: u64,
    /// Without quotes.
    pub(crate) etag: String,
    /// When it was written, in milliseconds since 1970.
    pub(crate) modified: i64,
    /// Its headers and metadata.
    pub(crate) attributes: Attributes,
    /// Its checksums.
    pub(crate) checksums: Checksums,
    /// Its tags.
    pub(crate) tags: Tags,
}

impl Object {
    /// The columns that [`Object::read`] takes, in its order.
    pub(crate) const COLUMNS: &str = "owner, size, etag, modified, attributes, checksums, tags";

    /// Reads a row of those columns.
    pub(crate) fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            owner: row.get(0)?,
            size: super::unsigned(row.get(1)?),
            etag: row.get(2)?,
            modified: row.get(3)?,
            attributes: json(row, 4)?,
            checksums: json(row, 5)?,
            tags: json(row, 6)?,
        })
    }
}

/// Reads a column that holds JSON.
pub(crate) fn json<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: usize) -> Result<T> {
    Ok(serde_json::from_str(row.get_ref(column)?.as_str().map_err(rusqlite::Error::from)?)?)
}

/// A key as it lies in the index. Only text is written, so nothing is lost.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
