//! Object stores: keys, buckets, typed errors, the [`ObjectStore`] trait, and its implementation for S3.
//!
//! An object key is any legal S3 key, code point for code point, and never a path: `//`, `..`, a leading `/`, trailing
//! spaces and `a` beside `a/b` are all ordinary. Turning a key into a local path is the business of another crate.

#![allow(
    clippy::result_large_err,
    reason = "an error names its bucket, its key and the answer; next to a request, 200 bytes are nothing"
)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod body;
mod bucket;
mod error;
mod key;
mod listing;
mod model;
mod pages;
pub mod s3;
mod store;

pub use body::{Body, FileSection, Pace};
pub use bucket::{BucketName, BucketNameError};
pub use error::{ErrorKind, Operation, Result, ServiceAnswer, StoreError};
pub use key::{KeyError, ObjectKey};
pub use listing::{ListAll, ListOptions, ListSource, list_all};
pub use model::{
    BucketInfo, Checksum, CompletedPart, CopyRequest, DeleteOutcome, ETag, GetOptions, GetResult, ListEntry, ListPage,
    ListRequest, MultipartUpload, MultipartUploadPage, ObjectInfo, ObjectSummary, PartInfo, PartPage, Preconditions,
    PresignedUrl, PutOptions, PutResult, Tag, UploadId,
};
pub use pages::{list_parts, list_uploads};
pub use store::{Capabilities, ObjectStore};
