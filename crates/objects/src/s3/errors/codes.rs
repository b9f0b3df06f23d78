//! S3's error codes, Amazon's and those of the servers that speak its language.

use crate::{ErrorKind, Operation};

/// The kind that a code stands for; where the code is unknown, the HTTP status decides.
pub(super) fn kind(operation: Operation, status: u16, code: &str) -> ErrorKind {
    use ErrorKind as K;
    match code {
        "NoSuchBucket" => K::NoSuchBucket,
        "NoSuchKey" | "NoSuchVersion" => K::NoSuchObject,
        "NoSuchUpload" => K::NoSuchUpload,
        "NotFound" => not_found(operation),
        "AccessDenied"
        | "AccessDeniedException"
        | "AllAccessDisabled"
        | "AccountProblem"
        | "Forbidden"
        | "UnauthorizedAccess"
        | "NotSignedUp"
        | "InvalidObjectState"
        | "MethodNotAllowedException" => K::AccessDenied,
        "InvalidAccessKeyId" | "InvalidAccessKeyID" | "UnrecognizedClientException" | "InvalidClientTokenId" => {
            K::UnknownAccessKey
        }
        "SignatureDoesNotMatch" | "InvalidSignatureException" | "InvalidSignature" => K::WrongSecret,
        "ExpiredToken" | "ExpiredTokenException" | "TokenRefreshRequired" | "InvalidToken" | "RequestExpired" => {
            K::CredentialsExpired
        }
        "RequestTimeTooSkewed" => K::ClockSkew,
        "PermanentRedirect"
        | "TemporaryRedirect"
        | "Redirect"
        | "AuthorizationHeaderMalformed"
        | "MovedPermanently"
        | "TemporaryRedirectException"
        | "IllegalLocationConstraintException"
        | "InvalidLocationConstraint"
        | "InvalidRegion" => K::WrongRegion,
        "BucketAlreadyExists" => K::BucketTaken,
        "BucketAlreadyOwnedByYou" => K::BucketAlreadyOwned,
        "BucketNotEmpty" => K::BucketNotEmpty,
        "InvalidBucketName" => K::InvalidBucketName,
        "PreconditionFailed" | "ConditionalRequestConflict" | "NotModified" => K::PreconditionFailed,
        "InvalidRange" | "RequestedRangeNotSatisfiable" | "RangeNotSatisfiable" => K::InvalidRange,
        "NotImplemented" | "MethodNotAllowed" | "XNotImplemented" | "UnsupportedOperation" => K::Unsupported,
        "EntityTooLarge"
        | "MaxMessageLengthExceeded"
        | "RequestEntityTooLarge"
        | "PayloadTooLarge"
        | "ContentTooLarge" => K::TooLarge,
        "QuotaExceeded"
        | "XMinioStorageFull"
        | "XMinioAdminBucketQuotaExceeded"
        | "TooManyBuckets"
        | "ServiceQuotaExceededException"
        | "StorageLimitExceeded"
        | "XStorjStorageLimitExceeded"
        | "InsufficientStorage"
        | "DiskFull" => K::QuotaExceeded,
        "SlowDown"
        | "SlowDownRead"
        | "SlowDownWrite"
        | "TooManyRequests"
        | "Throttling"
        | "ThrottlingException"
        | "RequestLimitExceeded"
        | "BandwidthLimitExceeded"
        | "ServiceUnavailable"
        | "Busy"
        | "Reduce" => K::Throttled,
        "InternalError"
        | "OperationAborted"
        | "XMinioServerNotInitialized"
        | "BadGateway"
        | "GatewayTimeout"
        | "InternalServerError" => K::ServerFailed,
        "RequestTimeout" | "RequestTimeoutException" => K::Timeout,
        "IncompleteBody" => K::ConnectionLost,
        "BadDigest"
        | "XAmzContentSHA256Mismatch"
        | "XAmzContentChecksumMismatch"
        | "InvalidDigest"
        | "ContentSHA256Mismatch"
        | "InvalidChecksum" => K::Integrity,
        _ => by_status(operation, status),
    }
}

/// An empty 404 doesn't say what is missing: what the operation asked for.
fn not_found(operation: Operation) -> ErrorKind {
    use Operation as O;
    match operation {
        O::ListBuckets => ErrorKind::NotS3,
        O::HeadObject
        | O::GetObject
        | O::CopyObject
        | O::GetObjectTagging
        | O::PutObjectTagging
        | O::DeleteObjectTagging => ErrorKind::NoSuchObject,
        O::UploadPart | O::UploadPartCopy | O::CompleteMultipartUpload | O::AbortMultipartUpload | O::ListParts => {
            ErrorKind::NoSuchUpload
        }
        _ => ErrorKind::NoSuchBucket,
    }
}

fn by_status(operation: Operation, status: u16) -> ErrorKind {
    match status {
        301 | 302 | 307 | 308 => ErrorKind::WrongRegion,
        304 | 412 => ErrorKind::PreconditionFailed,
        401 | 403 => ErrorKind::AccessDenied,
        404 => not_found(operation),
        405 | 501 => ErrorKind::Unsupported,
        408 => ErrorKind::Timeout,
        413 => ErrorKind::TooLarge,
        416 => ErrorKind::InvalidRange,
        429 | 503 => ErrorKind::Throttled,
        507 => ErrorKind::QuotaExceeded,
        500..=599 => ErrorKind::ServerFailed,
        400..=499 => ErrorKind::InvalidRequest,
        _ => ErrorKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_statuses_have_their_kinds() {
        use ErrorKind as K;
        use Operation as O;
        for (operation, status, code, expected) in [
            (O::ListObjectsV2, 404, "NoSuchBucket", K::NoSuchBucket),
            (O::GetObject, 404, "NoSuchKey", K::NoSuchObject),
            (O::HeadObject, 404, "NotFound", K::NoSuchObject),
            (O::HeadBucket, 404, "NotFound", K::NoSuchBucket),
            (O::PutObject, 403, "AccessDenied", K::AccessDenied),
            (O::HeadObject, 403, "Forbidden", K::AccessDenied),
            (O::ListBuckets, 403, "InvalidAccessKeyId", K::UnknownAccessKey),
            (O::ListBuckets, 403, "SignatureDoesNotMatch", K::WrongSecret),
            (O::ListBuckets, 400, "ExpiredToken", K::CredentialsExpired),
            (O::ListBuckets, 403, "RequestTimeTooSkewed", K::ClockSkew),
            (O::HeadBucket, 301, "MovedPermanently", K::WrongRegion),
            (O::CreateBucket, 409, "BucketAlreadyExists", K::BucketTaken),
            (O::CreateBucket, 409, "BucketAlreadyOwnedByYou", K::BucketAlreadyOwned),
            (O::DeleteBucket, 409, "BucketNotEmpty", K::BucketNotEmpty),
            (O::CreateBucket, 400, "InvalidBucketName", K::InvalidBucketName),
            (O::PutObject, 412, "PreconditionFailed", K::PreconditionFailed),
            (O::PutObject, 409, "ConditionalRequestConflict", K::PreconditionFailed),
            (O::GetObject, 416, "InvalidRange", K::InvalidRange),
            (O::PutObjectTagging, 501, "NotImplemented", K::Unsupported),
            (O::PutObject, 400, "EntityTooLarge", K::TooLarge),
            (O::PutObject, 507, "XMinioStorageFull", K::QuotaExceeded),
            (O::PutObject, 503, "SlowDown", K::Throttled),
            (O::PutObject, 503, "", K::Throttled),
            (O::PutObject, 500, "InternalError", K::ServerFailed),
            (O::PutObject, 502, "", K::ServerFailed),
            (O::PutObject, 400, "BadDigest", K::Integrity),
            (O::UploadPart, 404, "NoSuchUpload", K::NoSuchUpload),
            (O::PutObject, 400, "InvalidTag", K::InvalidRequest),
            (O::PutObject, 413, "", K::TooLarge),
        ] {
            assert_eq!(kind(operation, status, code), expected, "{operation:?} {status} {code}");
        }
    }
}
