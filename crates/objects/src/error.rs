//! The one error of this crate: what failed, on what, and whether asking again helps.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{BucketName, ObjectKey};

/// What a store call gives.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// A store call that failed.
///
/// Its `Display` is the documented S3 text where a server answered (see [`ServiceAnswer`]), else a plain sentence.
/// Neither holds a secret.
#[derive(Debug)]
pub struct StoreError {
    /// What failed, as a closed list that callers act on.
    pub kind: ErrorKind,
    /// The S3 operation that was asked for.
    pub operation: Operation,
    /// The bucket, where there is one.
    pub bucket: Option<BucketName>,
    /// The key, where there is one.
    pub key: Option<ObjectKey>,
    /// What the server said, where it said anything.
    pub answer: Option<ServiceAnswer>,
    /// A detail that is safe to show (a host name, a limit), where there is no server's answer.
    pub detail: Option<String>,
    /// How long the server asked to wait before the next try (`Retry-After`), where it did.
    pub retry_after: Option<Duration>,
    /// The cause in the library below.
    pub source: Option<Box<dyn Error + Send + Sync>>,
}

/// What a server's error answer says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceAnswer {
    /// The HTTP status.
    pub status: u16,
    /// `x-amz-request-id`; empty where the server sends none.
    pub request_id: String,
    /// `x-amz-id-2`; empty where the server sends none.
    pub host_id: String,
    /// The S3 error code, such as `NoSuchBucket`.
    pub code: String,
    /// The server's sentence.
    pub message: String,
}

/// Every kind of failure. It is closed: the UI has words for each, in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ErrorKind {
    /// No bucket of that name.
    NoSuchBucket,
    /// No object at that key.
    NoSuchObject,
    /// No multipart upload of that ID.
    NoSuchUpload,
    /// The credentials are known, but don't allow this.
    AccessDenied,
    /// The access key isn't known to the server.
    UnknownAccessKey,
    /// The signature doesn't fit: the secret key is wrong.
    WrongSecret,
    /// The credentials were valid once.
    CredentialsExpired,
    /// No credentials could be had (an empty profile, an ended SSO session).
    NoCredentials,
    /// The clocks differ too much, and correcting for it didn't help.
    ClockSkew,
    /// The bucket is in another region, which couldn't be learnt from the answer.
    WrongRegion,
    /// Somebody has a bucket of that name.
    BucketTaken,
    /// We have a bucket of that name already.
    BucketAlreadyOwned,
    /// The bucket holds objects.
    BucketNotEmpty,
    /// The name of the bucket is not allowed.
    InvalidBucketName,
    /// A condition of the request wasn't met: the object changed, or one is there already.
    PreconditionFailed,
    /// The range begins behind the object's end.
    InvalidRange,
    /// The server can't do this.
    Unsupported,
    /// The server found the request wrong.
    InvalidRequest,
    /// The body is larger than the server takes.
    TooLarge,
    /// The store is full, or a quota is used up.
    QuotaExceeded,
    /// The server asks us to slow down.
    Throttled,
    /// The server failed (5xx).
    ServerFailed,
    /// The host's name can't be looked up.
    NameLookup,
    /// Nothing answers there.
    ConnectionRefused,
    /// The encrypted connection couldn't be set up: an unknown or wrong certificate.
    Tls,
    /// No answer in time.
    Timeout,
    /// The connection broke.
    ConnectionLost,
    /// Something answers there, but it isn't an S3 server.
    NotS3,
    /// Requests may not go to this address: see [`crate::s3::Network`].
    AddressRefused,
    /// The bytes aren't those that were sent or promised.
    Integrity,
    /// The local file couldn't be read while it was sent.
    LocalRead,
    /// Anything else.
    Other,
}

impl ErrorKind {
    /// Whether the same request may succeed if it is sent again a little later.
    pub fn is_retryable(self) -> bool {
        matches!(
            self,
            Self::Throttled
                | Self::ServerFailed
                | Self::Timeout
                | Self::ConnectionLost
                | Self::ConnectionRefused
                | Self::NameLookup
                | Self::Integrity
        )
    }
}

/// The S3 operations, by their names in the API reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are those of the S3 API reference")]
pub enum Operation {
    ListBuckets,
    CreateBucket,
    DeleteBucket,
    HeadBucket,
    ListObjectsV2,
    HeadObject,
    GetObject,
    PutObject,
    CopyObject,
    DeleteObject,
    DeleteObjects,
    GetObjectTagging,
    PutObjectTagging,
    DeleteObjectTagging,
    CreateMultipartUpload,
    UploadPart,
    UploadPartCopy,
    CompleteMultipartUpload,
    AbortMultipartUpload,
    ListMultipartUploads,
    ListParts,
    PresignGetObject,
}

impl StoreError {
    /// An error of a kind, to be filled in.
    pub fn new(kind: ErrorKind, operation: Operation) -> Self {
        Self { kind, operation, bucket: None, key: None, answer: None, detail: None, retry_after: None, source: None }
    }

    /// Names the bucket.
    #[must_use]
    pub fn bucket(mut self, bucket: &BucketName) -> Self {
        self.bucket = Some(bucket.clone());
        self
    }

    /// Names the key.
    #[must_use]
    pub fn key(mut self, key: &ObjectKey) -> Self {
        self.key = Some(key.clone());
        self
    }

    /// Adds what the server said.
    #[must_use]
    pub fn answer(mut self, answer: ServiceAnswer) -> Self {
        self.answer = Some(answer);
        self
    }

    /// Adds a detail that is safe to show.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Adds the cause.
    #[must_use]
    pub fn source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Whether the same request may succeed if it is sent again a little later.
    pub fn is_retryable(&self) -> bool {
        self.kind.is_retryable()
    }

    /// Whether aws-sdk-go-v2 has a type for this failure of this operation: the documented text then has no
    /// `api error` before the code, and no message behind it. Source: the SDK's deserialisers, operation by operation.
    fn is_typed_in_go(&self, code: &str) -> bool {
        match self.operation {
            Operation::CreateBucket => matches!(code, "BucketAlreadyExists" | "BucketAlreadyOwnedByYou"),
            Operation::HeadBucket | Operation::HeadObject => code == "NotFound",
            Operation::ListObjectsV2 => code == "NoSuchBucket",
            Operation::GetObject => matches!(code, "NoSuchKey" | "InvalidObjectState"),
            Operation::CopyObject => code == "ObjectNotInActiveTierError",
            Operation::AbortMultipartUpload => code == "NoSuchUpload",
            _ => false,
        }
    }
}

impl fmt::Display for StoreError {
    /// The documented form: `operation error S3: DeleteBucket, https response error StatusCode: 409, RequestID: …,
    /// HostID: , api error BucketNotEmpty: The bucket you tried to delete is not empty`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "operation error S3: {:?}, ", self.operation)?;
        if let Some(ServiceAnswer { status, request_id, host_id, code, message }) = &self.answer {
            write!(
                formatter,
                "https response error StatusCode: {status}, RequestID: {request_id}, HostID: {host_id}, "
            )?;
            return if self.is_typed_in_go(code) {
                write!(formatter, "{code}: ")
            } else {
                write!(formatter, "api error {code}: {message}")
            };
        }
        write!(formatter, "{:?}", self.kind)?;
        if let Some(detail) = &self.detail {
            write!(formatter, ": {detail}")?;
        }
        Ok(())
    }
}

impl Error for StoreError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(operation: Operation, status: u16, code: &str, message: &str) -> String {
        StoreError::new(ErrorKind::Other, operation)
            .answer(ServiceAnswer {
                status,
                request_id: "171B186E74309BE1".into(),
                host_id: String::new(),
                code: code.into(),
                message: message.into(),
            })
            .to_string()
    }

    #[test]
    fn text_is_the_documented_one() {
        assert_eq!(
            answered(Operation::DeleteBucket, 409, "BucketNotEmpty", "The bucket you tried to delete is not empty"),
            "operation error S3: DeleteBucket, https response error StatusCode: 409, RequestID: 171B186E74309BE1, \
             HostID: , api error BucketNotEmpty: The bucket you tried to delete is not empty"
        );
        assert_eq!(
            answered(Operation::CreateBucket, 409, "BucketAlreadyExists", "The requested bucket name isn't available"),
            "operation error S3: CreateBucket, https response error StatusCode: 409, RequestID: 171B186E74309BE1, \
             HostID: , BucketAlreadyExists: "
        );
    }
}
