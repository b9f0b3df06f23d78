//! From the crates' errors to the one that doors show.

pub mod access;
pub mod links;
mod local_api;

use std::collections::BTreeMap;

use satchel_accounts::{AccountsError, DraftField, DraftProblem, FileError};
use satchel_demo_store::DemoError;
use satchel_localpath::{LocalError, LocalErrorKind};
use satchel_objects::{BucketNameError, ErrorKind, KeyError, StoreError};
use satchel_operations_schema::types::{ErrorCode, ErrorInfo};
use satchel_transfer::{JournalError, JournalErrorKind, TransferError};

pub use local_api::local_api;

/// An error of a code, with named values.
pub fn error(code: ErrorCode, params: &[(&str, &str)], message: impl Into<String>, retryable: bool) -> ErrorInfo {
    let params = params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    ErrorInfo { code, params, message: message.into(), retryable }
}

/// Something that has no code of its own.
pub fn other(detail: impl Into<String>) -> ErrorInfo {
    let detail = detail.into();
    error(ErrorCode::Other, &[("detail", &detail)], detail.clone(), false)
}

/// A parameter that is missing or wrong, in a way that only a program gets it: the sentence is for the details.
pub fn invalid_parameter(field: &str, sentence: &str) -> ErrorInfo {
    wrong_field(field, "other", sentence)
}

/// A parameter that has to be there and is empty.
pub fn empty_parameter(field: &str) -> ErrorInfo {
    wrong_field(field, "empty", "is empty")
}

/// A parameter that a person filled in wrongly. `problem` is one that the window has words for.
pub fn wrong_field(field: &str, problem: &str, sentence: &str) -> ErrorInfo {
    let message = format!("parameter {field}: {sentence}");
    error(ErrorCode::InvalidParameter, &[("field", field), ("problem", problem)], message, false)
}

/// Parameters that serde couldn't read: the field is at `path`, or, where it is missing, named in the sentence. The
/// sentence may repeat a value (`invalid type: string "…"`), and a value may be a secret: what stands between quotes is
/// cut out.
pub fn unreadable_parameters(path: &str, sentence: &str) -> ErrorInfo {
    let missing = sentence.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    let field = match (missing, path) {
        (Some(field), ".") => field.to_owned(),
        (Some(field), path) => format!("{path}.{field}"),
        (None, path) => path.to_owned(),
    };
    let mut problem = String::new();
    for (index, piece) in sentence.split('"').enumerate() {
        problem.push_str(if index % 2 == 0 { piece } else { "…" });
    }
    invalid_parameter(&field, &problem)
}

/// A handle that isn't known any more.
pub fn stale(what: &str) -> ErrorInfo {
    error(ErrorCode::StaleHandle, &[("what", what)], format!("this {what} isn't known any more"), false)
}

/// What a bucket's name does wrong.
pub fn bucket_name(name: &str, why: BucketNameError) -> ErrorInfo {
    let rule = match why {
        BucketNameError::Empty => "empty",
        BucketNameError::Length => "length",
        BucketNameError::Character => "character",
        BucketNameError::Edge => "edge",
        BucketNameError::Address => "address",
        BucketNameError::Impossible => "impossible",
    };
    error(ErrorCode::InvalidBucketName, &[("bucket", name), ("rule", rule)], why.to_string(), false)
}

/// The same error, said of the field that it stands in.
pub fn in_field(field: &str, mut info: ErrorInfo) -> ErrorInfo {
    info.params.insert("field".to_owned(), field.to_owned());
    info.message = format!("parameter {field}: {}", info.message);
    info
}

/// What a key does wrong.
pub fn key(why: KeyError) -> ErrorInfo {
    match why {
        KeyError::Empty => error(ErrorCode::KeyEmpty, &[], why.to_string(), false),
        KeyError::TooLong { bytes } => {
            error(ErrorCode::KeyTooLong, &[("bytes", &bytes.to_string())], why.to_string(), false)
        }
    }
}

/// A store call that failed.
pub fn store(failure: &StoreError) -> ErrorInfo {
    let mut params = BTreeMap::new();
    if let Some(bucket) = &failure.bucket {
        params.insert("bucket".to_owned(), bucket.to_string());
    }
    if let Some(key) = &failure.key {
        params.insert("key".to_owned(), key.to_string());
    }
    if let Some(detail) = &failure.detail {
        params.insert("detail".to_owned(), detail.clone());
        params.insert("host".to_owned(), detail.clone());
    }
    if let Some(answer) = &failure.answer {
        params.insert("status".to_owned(), answer.status.to_string());
        params
            .entry("detail".to_owned())
            .or_insert_with(|| if answer.message.is_empty() { answer.code.clone() } else { answer.message.clone() });
    }
    let code = store_code(failure.kind);
    if failure.kind == ErrorKind::AddressRefused {
        params.extend([("field", "endpoint"), ("problem", "other")].map(|(name, value)| (name.into(), value.into())));
    }
    if code == ErrorCode::InvalidBucketName {
        params.insert("rule".to_owned(), "server".to_owned());
    }
    ErrorInfo { code, params, message: failure.to_string(), retryable: failure.is_retryable() }
}

fn store_code(kind: ErrorKind) -> ErrorCode {
    match kind {
        ErrorKind::NoSuchBucket => ErrorCode::NoSuchBucket,
        ErrorKind::NoSuchObject => ErrorCode::NoSuchObject,
        ErrorKind::NoSuchUpload => ErrorCode::NoSuchUpload,
        ErrorKind::AccessDenied => ErrorCode::AccessDenied,
        ErrorKind::UnknownAccessKey => ErrorCode::UnknownAccessKey,
        ErrorKind::WrongSecret => ErrorCode::WrongSecret,
        ErrorKind::CredentialsExpired => ErrorCode::CredentialsExpired,
        ErrorKind::NoCredentials => ErrorCode::NoCredentials,
        ErrorKind::ClockSkew => ErrorCode::ClockSkew,
        ErrorKind::WrongRegion => ErrorCode::WrongRegion,
        ErrorKind::BucketTaken => ErrorCode::BucketTaken,
        ErrorKind::BucketAlreadyOwned => ErrorCode::BucketAlreadyOwned,
        ErrorKind::BucketNotEmpty => ErrorCode::BucketNotEmpty,
        ErrorKind::InvalidBucketName => ErrorCode::InvalidBucketName,
        ErrorKind::PreconditionFailed => ErrorCode::PreconditionFailed,
        ErrorKind::InvalidRange => ErrorCode::InvalidRange,
        ErrorKind::Unsupported => ErrorCode::Unsupported,
        ErrorKind::InvalidRequest => ErrorCode::InvalidRequest,
        ErrorKind::TooLarge => ErrorCode::TooLarge,
        ErrorKind::QuotaExceeded => ErrorCode::QuotaExceeded,
        ErrorKind::Throttled => ErrorCode::Throttled,
        ErrorKind::ServerFailed => ErrorCode::ServerFailed,
        ErrorKind::NameLookup => ErrorCode::NameLookup,
        ErrorKind::ConnectionRefused => ErrorCode::ConnectionRefused,
        ErrorKind::Tls => ErrorCode::Tls,
        ErrorKind::Timeout => ErrorCode::Timeout,
        ErrorKind::ConnectionLost => ErrorCode::ConnectionLost,
        ErrorKind::NotS3 => ErrorCode::NotS3,
        ErrorKind::AddressRefused => ErrorCode::InvalidParameter,
        ErrorKind::Integrity => ErrorCode::Integrity,
        ErrorKind::LocalRead => ErrorCode::LocalFailed,
        ErrorKind::Other => ErrorCode::Other,
    }
}

/// A local file or folder that failed.
pub fn local(failure: &LocalError) -> ErrorInfo {
    let code = match failure.kind {
        LocalErrorKind::NotFound => ErrorCode::LocalNotFound,
        LocalErrorKind::Denied | LocalErrorKind::ReadOnly => ErrorCode::LocalDenied,
        LocalErrorKind::DiskFull => ErrorCode::LocalDiskFull,
        _ => ErrorCode::LocalFailed,
    };
    let (path, detail) = (failure.path.display().to_string(), failure.kind.to_string());
    error(code, &[("path", &path), ("detail", &detail)], failure.to_string(), true)
}

/// A file of ours that can't be read or written.
pub fn file(failure: &FileError) -> ErrorInfo {
    let message = failure.to_string();
    match failure {
        FileError::Newer { path, .. } => {
            error(ErrorCode::NewerFile, &[("path", &path.display().to_string())], message, false)
        }
        FileError::Unreadable { path, detail } => {
            let path = path.display().to_string();
            error(ErrorCode::LocalFailed, &[("path", &path), ("detail", detail)], message, false)
        }
        FileError::Write { path, source } => {
            let (path, detail) = (path.display().to_string(), source.to_string());
            error(ErrorCode::LocalFailed, &[("path", &path), ("detail", &detail)], message, true)
        }
    }
}

/// An account that can't be saved or used.
pub fn accounts(failure: &AccountsError) -> ErrorInfo {
    let message = failure.to_string();
    match failure {
        AccountsError::NoSuchAccount(_) => error(ErrorCode::NoSuchAccount, &[], message, false),
        AccountsError::Draft(draft) => {
            let field = match draft.field {
                DraftField::Name => "name",
                DraftField::Endpoint => "endpoint",
                DraftField::Region => "region",
                DraftField::AccessKeyId => "access_key_id",
                DraftField::SecretKey => "secret_key",
                DraftField::SessionToken => "session_token",
                DraftField::Profile => "profile",
            };
            let problem = match draft.problem {
                DraftProblem::Empty => "empty",
                DraftProblem::TooLong => "too_long",
                DraftProblem::Space => "space",
                DraftProblem::NotAnAddress => "not_an_address",
                DraftProblem::UserInfo => "user_info",
                DraftProblem::QueryOrFragment => "query_or_fragment",
                DraftProblem::UnknownProfile => "unknown_profile",
            };
            wrong_field(field, problem, &draft.problem.to_string())
        }
        AccountsError::NewerFile(failure) | AccountsError::File(failure) => file(failure),
        AccountsError::Secrets { source, .. } => {
            error(ErrorCode::SecretsUnavailable, &[("detail", &source.to_string())], message, true)
        }
        AccountsError::SecretOutOfReach { .. } => {
            error(ErrorCode::SecretsUnavailable, &[("detail", &message)], message.clone(), true)
        }
        AccountsError::SecretMissing { name } | AccountsError::SecretDamaged { name } => {
            error(ErrorCode::SecretMissing, &[("name", name)], message, false)
        }
        AccountsError::Store(failure) => store(failure),
        AccountsError::DemoNotRunning => other(message),
    }
}

/// The practice store couldn't be started. The cause says which disk or port refused.
pub fn demo(failure: &DemoError) -> ErrorInfo {
    let cause = std::error::Error::source(failure).map(|source| format!(": {source}")).unwrap_or_default();
    other(format!("{failure}{cause}"))
}

/// The journal of transfers that can't be read or written.
fn journal(failure: &JournalError) -> ErrorInfo {
    let code = match failure.kind {
        JournalErrorKind::DiskFull => ErrorCode::LocalDiskFull,
        _ => ErrorCode::JournalFailed,
    };
    let path = failure.path.display().to_string();
    let detail = if failure.detail.is_empty() { failure.kind.to_string() } else { failure.detail.clone() };
    error(code, &[("path", &path), ("detail", &detail)], failure.to_string(), true)
}

/// A plan or a transfer that failed.
pub fn transfer(failure: &TransferError) -> ErrorInfo {
    let message = failure.to_string();
    let mut info = match failure {
        TransferError::Store(failure) => return store(failure),
        TransferError::Local(failure) => return local(failure),
        TransferError::SourceChanged { path } => {
            error(ErrorCode::SourceChanged, &[("path", &path.display().to_string())], message, true)
        }
        TransferError::ObjectChanged { key } | TransferError::Taken { key } => {
            error(ErrorCode::PreconditionFailed, &[("key", key.as_str())], message, true)
        }
        TransferError::Integrity { key } => error(ErrorCode::Integrity, &[("key", key.as_str())], message, true),
        TransferError::SameObject { name } => error(ErrorCode::SameObject, &[("key", name)], message, false),
        TransferError::IntoItself { prefix } => error(ErrorCode::SameObject, &[("key", prefix)], message, false),
        TransferError::InvalidName { .. } => wrong_field("name", "name", "can't be empty or have a slash"),
        TransferError::ImpossibleKey { source, .. } => key(*source),
        TransferError::UnknownTransfer => stale("transfer"),
        TransferError::Busy { name } => error(ErrorCode::TargetBusy, &[("name", name)], message, true),
        TransferError::UploadGone { key } => error(ErrorCode::NoSuchUpload, &[("key", key.as_str())], message, true),
        TransferError::UploadLeft { key } => error(ErrorCode::UploadLeft, &[("key", key.as_str())], message, true),
        TransferError::NoStore { reason } => error(ErrorCode::AccountUnavailable, &[("detail", reason)], message, true),
        TransferError::Journal(failure) => journal(failure),
        _ => other(message),
    };
    info.retryable = failure.is_retryable();
    info
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unreadable_parameters_never_repeat_a_value() {
        let info = unreadable_parameters("max_keys", "invalid type: string \"sesame\", expected u32");
        assert!(!format!("{info:?}").contains("sesame"));
        assert_eq!(info.params["field"], "max_keys");
        assert_eq!(unreadable_parameters(".", "missing field `bucket`").params["field"], "bucket");
        assert_eq!(unreadable_parameters("tags[1]", "missing field `key`").params["field"], "tags[1].key");
    }
}
