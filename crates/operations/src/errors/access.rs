//! Errors about keys, grants, credentials and the services behind them. `message` is the documented sentence.

use satchel_auth_service::RegisterError;
use satchel_objects::ErrorKind;
use satchel_operations_schema::types::{ErrorCode, ErrorInfo};
use satchel_storj::auth_service::{AuthServiceAddressError, AuthServiceError, MAXIMUM_BODY};
use satchel_storj::doctor::ExamineError;
use satchel_storj::grant::{GrantError, ShareError};
use satchel_storj::operations::OperationError;
use satchel_storj::permission::{PermissionError, RestrictKeyError};
use satchel_storj::share_url::ShareUrlError;

use super::{error, other, store_code};

/// A parameter with the documented sentence, which names the parameter itself.
fn parameter(field: &str, problem: &str, sentence: String) -> ErrorInfo {
    error(ErrorCode::InvalidParameter, &[("field", field), ("problem", problem)], sentence, false)
}

/// A text that is no key, grant, credentials or link that can be used here.
pub fn unreadable(problem: &str, sentence: impl Into<String>) -> ErrorInfo {
    error(ErrorCode::AccessUnreadable, &[("problem", problem)], sentence, false)
}

/// A text that nothing can be said about.
pub fn examine(failure: &ExamineError) -> ErrorInfo {
    let problem = match failure {
        ExamineError::Empty => "empty",
        ExamineError::TooLong => "too_long",
        ExamineError::Unrecognised => "unrecognised",
        ExamineError::Damaged => "damaged",
        ExamineError::ApiKey(_) => "api_key",
        ExamineError::Grant(_) => "grant",
    };
    unreadable(problem, failure.to_string())
}

/// What makes no permission.
pub fn permission(failure: PermissionError) -> ErrorInfo {
    let code = match failure {
        PermissionError::Empty => ErrorCode::PermissionEmpty,
        PermissionError::TimeRange => ErrorCode::InvalidTimeRange,
        PermissionError::Lifetime => ErrorCode::InvalidParameter,
    };
    error(code, &[], failure.to_string(), false)
}

/// A place that a key or grant doesn't reach itself.
pub fn cannot_restrict(bucket: &str, prefix: &str, sentence: impl Into<String>) -> ErrorInfo {
    error(ErrorCode::CannotRestrict, &[("bucket", bucket), ("prefix", prefix)], sentence, false)
}

/// A key that couldn't be restricted.
pub fn restrict_key(failure: RestrictKeyError) -> ErrorInfo {
    match failure {
        RestrictKeyError::Permission(failure) => permission(failure),
        RestrictKeyError::ApiKey(failure) => unreadable("api_key", failure.to_string()),
    }
}

/// A grant that couldn't be shared.
pub fn share(failure: &ShareError, bucket: &str, prefix: &str) -> ErrorInfo {
    match failure {
        ShareError::Permission(failure) => permission(*failure),
        ShareError::Path(_) => cannot_restrict(bucket, prefix, failure.to_string()),
    }
}

/// A documented operation that answered no key, grant or link. `bucket` and `key` are what it was for.
pub fn operation(failure: &OperationError, bucket: &str, key: &str) -> ErrorInfo {
    let said = failure.to_string();
    match failure {
        OperationError::NoBuckets | OperationError::EmptyBucketName => parameter("buckets", "empty", said),
        OperationError::WholeBucket => parameter("key", "other", said),
        OperationError::RestrictKey(failure) => restrict_key(*failure),
        OperationError::ApiKey(_) => unreadable("api_key", said),
        OperationError::ProjectId(_) => parameter("project_id", "other", said),
        OperationError::Salt(_) => parameter("salt", "other", said),
        OperationError::Grant(GrantError::NoSatellite) => parameter("satellite_node_url", "empty", said),
        OperationError::Grant(_) => unreadable("grant", said),
        OperationError::Share(failure) => share(failure, bucket, key),
        OperationError::RootKey(_) | OperationError::NoRandomness(_) => other(said),
    }
}

/// What links can't begin with.
pub fn base_url() -> ErrorInfo {
    parameter("base_url", "not_an_address", "base_url: an http or https address is needed".to_owned())
}

/// What makes no link.
pub fn link(failure: &ShareUrlError) -> ErrorInfo {
    match failure {
        ShareUrlError::BaseUrl(_) => base_url(),
        ShareUrlError::NoBucket => super::empty_parameter("bucket"),
        ShareUrlError::NoKey | ShareUrlError::RawPrefix => parameter("key", "other", failure.to_string()),
        ShareUrlError::NoAccessKeyId => other(failure.to_string()),
    }
}

/// A text that is no address of an auth service.
pub fn auth_service_address(failure: &AuthServiceAddressError) -> ErrorInfo {
    parameter("auth_service", "not_an_address", failure.to_string())
}

/// A grant that wasn't registered.
pub fn register(failure: &RegisterError) -> ErrorInfo {
    let said = failure.to_string();
    let mut info = match failure {
        RegisterError::NotHttp { .. } | RegisterError::NotAnAddress => {
            parameter("auth_service", "not_an_address", said)
        }
        RegisterError::Unencrypted { .. } => parameter("auth_service", "unencrypted", said),
        RegisterError::Connection { kind: ErrorKind::AddressRefused, .. } => parameter("auth_service", "other", said),
        RegisterError::Connection { kind, host, detail } => {
            let mut info = error(store_code(*kind), &[("host", host)], said, true);
            // These name the host in their detail, as for stores.
            info.params.insert("detail".to_owned(), detail.clone().unwrap_or_else(|| host.clone()));
            info
        }
        RegisterError::Service { source, host } => auth_service(source, host),
    };
    info.retryable = failure.is_temporary();
    info
}

/// What an auth service at `host` said instead of giving credentials.
pub fn auth_service(failure: &AuthServiceError, host: &str) -> ErrorInfo {
    let said = failure.to_string();
    let limit = MAXIMUM_BODY.to_string();
    let (code, params): (_, &[(&str, &str)]) = match failure {
        AuthServiceError::TooLarge { size } => {
            let size = size.to_string();
            return error(ErrorCode::GrantTooLarge, &[("bytes", &size), ("limit", &limit)], said, false);
        }
        AuthServiceError::InvalidGrant { .. } => (ErrorCode::AccessUnreadable, &[("problem", "grant")]),
        AuthServiceError::SatelliteNotServed { said } => {
            let satellite = said.split('"').nth(1).unwrap_or(said).to_owned();
            return error(ErrorCode::SatelliteNotServed, &[("satellite", &satellite)], said.clone(), false);
        }
        AuthServiceError::ExpiresTooSoon => (ErrorCode::GrantEndsTooSoon, &[]),
        AuthServiceError::Busy => (ErrorCode::Throttled, &[("host", host)]),
        AuthServiceError::Unavailable { status } => {
            let status = status.to_string();
            return error(ErrorCode::ServerFailed, &[("host", host), ("status", &status)], said, true);
        }
        AuthServiceError::NotTheService { .. } => (ErrorCode::NotAuthService, &[("host", host)]),
        AuthServiceError::TooLargeForService
        | AuthServiceError::Unreadable { .. }
        | AuthServiceError::Refused { .. } => (ErrorCode::AuthServiceRefused, &[("detail", &said), ("host", host)]),
    };
    let params: Vec<(&str, &str)> = params.to_vec();
    error(code, &params, said.clone(), failure.is_temporary())
}
