//! What goes into an [`ObjectStore`](crate::ObjectStore) and what comes out. Sizes are bytes, times are `SystemTime`.

use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures::stream::BoxStream;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{BucketName, ObjectKey, StoreError};

/// An entity tag, with its quotes as the server sent it. It is an MD5 only for some objects: never rely on it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ETag(pub String);

impl ETag {
    /// The tag without its quotes, to compare two servers' spellings.
    pub fn unquoted(&self) -> &str {
        self.0.trim_matches('"')
    }
}

/// The ID of a multipart upload, opaque.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UploadId(pub String);

/// A bucket as listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketInfo {
    /// Its name.
    pub name: BucketName,
    /// When it was made, where the server says so.
    pub created: Option<SystemTime>,
}

/// What to list. One request is one page.
#[derive(Clone, Debug)]
pub struct ListRequest {
    /// The bucket.
    pub bucket: BucketName,
    /// Only keys that start with this text; empty for all.
    pub prefix: String,
    /// Keys that have it after the prefix are folded into one PRE entry.
    pub delimiter: Option<String>,
    /// At most so many entries in the page, 1 to 1,000.
    pub max_keys: u16,
    /// Where the page before ended, as it said.
    pub continuation: Option<String>,
    /// Only keys after this one; ignored where `continuation` is given.
    pub start_after: Option<String>,
}

/// One row of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListEntry {
    /// A common prefix (a folder), ending in the delimiter. Prefixes aren't keys: they can be longer than one.
    Prefix(String),
    /// An object.
    Object(ObjectSummary),
}

impl ListEntry {
    /// The prefix, or the object's key: what listings are sorted by.
    pub fn name(&self) -> &str {
        match self {
            Self::Prefix(prefix) => prefix,
            Self::Object(object) => object.key.as_str(),
        }
    }
}

/// An object as a listing shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectSummary {
    /// Its key.
    pub key: ObjectKey,
    /// Its size in bytes.
    pub size: u64,
    /// When it was last written.
    pub last_modified: Option<SystemTime>,
    /// Its entity tag; some servers list none.
    pub etag: Option<ETag>,
}

/// One page of a listing: prefixes and objects, each kind in the server's order.
#[derive(Clone, Debug, Default)]
pub struct ListPage {
    /// The rows: prefixes first.
    pub entries: Vec<ListEntry>,
    /// Where the next page starts; `None` at the end.
    pub continuation: Option<String>,
}

/// An object as HEAD or GET shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectInfo {
    /// Its whole size in bytes, also when only a range was asked for.
    pub size: u64,
    /// Its entity tag.
    pub etag: Option<ETag>,
    /// When it was last written.
    pub last_modified: Option<SystemTime>,
    /// Its content type.
    pub content_type: Option<String>,
    /// The user's metadata, names in lower case without `x-amz-meta-`.
    pub metadata: Vec<(String, String)>,
    /// The checksum of the whole object, where the server keeps one of a kind we know.
    pub checksum: Option<Checksum>,
}

/// A checksum of the bytes, as `x-amz-checksum-…` carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Checksum {
    /// CRC-32C (Castagnoli).
    Crc32c(u32),
    /// CRC-64/NVME.
    Crc64Nvme(u64),
}

/// Conditions on a request, all optional.
#[derive(Clone, Debug, Default)]
pub struct Preconditions {
    /// Only if the object still has this tag.
    pub if_match: Option<ETag>,
    /// Only if no object stands at the key (`If-None-Match: *`).
    pub if_absent: bool,
}

/// What to read of an object.
#[derive(Clone, Debug, Default)]
pub struct GetOptions {
    /// From which byte on, and how many; `None` reads it all.
    pub range: Option<(u64, u64)>,
    /// Only if the object still has this tag.
    pub if_match: Option<ETag>,
}

/// An object that is being read. Dropping it ends the request.
pub struct GetResult {
    /// The object.
    pub info: ObjectInfo,
    /// How many bytes `stream` will give. Fewer is an error from the stream itself, never a silent end.
    pub length: u64,
    /// The bytes, in order.
    pub stream: BoxStream<'static, Result<Bytes, StoreError>>,
}

impl fmt::Debug for GetResult {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("GetResult")
            .field("info", &self.info)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

/// How an object is to be written, besides its bytes.
#[derive(Clone, Debug, Default)]
pub struct PutOptions {
    /// Its content type; `application/octet-stream` where `None`.
    pub content_type: Option<String>,
    /// The user's metadata, names in lower case without `x-amz-meta-`.
    pub metadata: Vec<(String, String)>,
    /// On what condition.
    pub preconditions: Preconditions,
    /// The checksum of the body, sent where the server can check it.
    pub checksum: Option<Checksum>,
}

/// What the server said of a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutResult {
    /// The new object's (or part's) tag.
    pub etag: Option<ETag>,
    /// The checksum that the server recorded, where it did.
    pub checksum: Option<Checksum>,
}

/// A server-side copy. Metadata, content type and tags go along.
#[derive(Clone, Debug)]
pub struct CopyRequest {
    /// Where the object is.
    pub source: (BucketName, ObjectKey),
    /// Where it goes.
    pub destination: (BucketName, ObjectKey),
    /// Only if the source still has this tag.
    pub if_source_matches: Option<ETag>,
}

/// What became of one key of a batch delete.
#[derive(Debug)]
pub struct DeleteOutcome {
    /// The key.
    pub key: ObjectKey,
    /// Deleted (or not there, which S3 doesn't tell apart), or why it stayed.
    pub result: Result<(), StoreError>,
}

/// A tag of an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// 1 to 128 characters, unique within the object.
    pub key: String,
    /// 0 to 256 characters.
    pub value: String,
}

/// A part as ListParts shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartInfo {
    /// 1 to 10,000.
    pub part_number: u16,
    /// Its size in bytes.
    pub size: u64,
    /// Its tag.
    pub etag: Option<ETag>,
    /// Its checksum, where the server keeps one.
    pub checksum: Option<Checksum>,
}

/// A page of ListParts.
#[derive(Clone, Debug, Default)]
pub struct PartPage {
    /// The parts, by number.
    pub parts: Vec<PartInfo>,
    /// The part number to go on after; `None` at the end.
    pub next: Option<u16>,
}

/// A part to be named in Complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompletedPart {
    /// 1 to 10,000.
    pub part_number: u16,
    /// The tag that its upload answered.
    pub etag: ETag,
    /// The checksum that its upload answered.
    pub checksum: Option<Checksum>,
}

/// A multipart upload that was begun and neither completed nor aborted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MultipartUpload {
    /// The key it will have.
    pub key: ObjectKey,
    /// Its ID.
    pub upload_id: UploadId,
    /// When it was begun, by the server's clock.
    pub initiated: Option<SystemTime>,
}

/// A page of ListMultipartUploads.
#[derive(Clone, Debug, Default)]
pub struct MultipartUploadPage {
    /// The uploads.
    pub uploads: Vec<MultipartUpload>,
    /// The key and upload ID to go on after; `None` at the end.
    pub next: Option<(String, String)>,
}

/// A link that reads one object without credentials until its time is over. Who has the text can read the object, so
/// it doesn't print itself.
#[derive(Clone)]
pub struct PresignedUrl {
    /// The link.
    pub url: Zeroizing<String>,
    /// When it ends: after the asked time, or with the credentials that signed it, whichever is first.
    pub expires: SystemTime,
}

impl PresignedUrl {
    /// The longest time a link can be made for (Signature Version 4: 7 days).
    pub const LONGEST: Duration = Duration::from_hours(24 * 7);
}

impl fmt::Debug for PresignedUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PresignedUrl").field("expires", &self.expires).finish_non_exhaustive()
    }
}
