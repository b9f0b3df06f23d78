//! Errors about share links. None of them holds a link.

use satchel_accounts::SealedError;
use satchel_objects::s3::Unreachable;
use satchel_operations_schema::types::{ErrorCode, ErrorInfo};

use super::{error, store_code};

/// Such a link can't be made.
pub fn cannot_share(problem: &str) -> ErrorInfo {
    let sentence = match problem {
        "folder" => "only a page or a zip file can be made of a folder, and only with a Storj account",
        "bucket" => "only a page or a zip file can be made of a bucket, and only with a Storj account",
        "starts_later" => "a presigned link works from the moment that it is made",
        "archive_of_file" => "a zip file is made of a folder or a bucket of a Storj account",
        "no_download" => "this account's access grant may not download",
        "ends_too_late" => "a presigned link lasts 7 days at most",
        _ => "the link's time would be over when it is made",
    };
    error(ErrorCode::CannotShare, &[("problem", problem)], sentence, false)
}

/// The link can't be withdrawn.
pub fn cannot_revoke(problem: &str) -> ErrorInfo {
    let sentence = match problem {
        "presigned" => "a presigned link can't be withdrawn; it ends by itself, or with the key that signed it",
        _ => "the account that made the link was removed, and withdrawing it takes that account's access grant",
    };
    error(ErrorCode::CannotRevoke, &[("problem", problem)], sentence, false)
}

/// No link of that ID.
pub fn no_such_link() -> ErrorInfo {
    error(ErrorCode::NoSuchLink, &[], "no link of that ID was made here", false)
}

/// A time that ends before it begins.
pub fn time_range() -> ErrorInfo {
    error(ErrorCode::InvalidTimeRange, &[], "invalid time range", false)
}

/// The links can't be read or kept now.
pub fn unavailable(failure: &SealedError) -> ErrorInfo {
    let said = failure.to_string();
    let retryable =
        matches!(failure, SealedError::Secrets { .. } | SealedError::Busy { .. } | SealedError::SetAside { .. });
    error(ErrorCode::LinksUnavailable, &[("detail", &said)], said.clone(), retryable)
}

/// Nobody answered where the link leads.
pub fn unreachable(failure: &Unreachable) -> ErrorInfo {
    let detail = failure.detail.as_deref().unwrap_or(&failure.host);
    let params = [("host", failure.host.as_str()), ("detail", detail)];
    error(store_code(failure.kind), &params, failure.to_string(), true)
}

/// Who answered where the link leads can't say now.
pub fn answered(status: u16) -> ErrorInfo {
    let code = if status == 429 { ErrorCode::Throttled } else { ErrorCode::ServerFailed };
    let sentence = format!("the service that opens the link answered {status}");
    error(code, &[("status", &status.to_string())], sentence, true)
}

/// A failure after some of the links were made.
pub fn after_some(mut failure: ErrorInfo, made: usize, asked: usize) -> ErrorInfo {
    if made > 0 {
        failure.message = format!("{}; {made} of {asked} links were made before, and are kept", failure.message);
    }
    failure.params.insert("made".to_owned(), made.to_string());
    failure.params.insert("asked".to_owned(), asked.to_string());
    failure
}
