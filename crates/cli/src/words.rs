//! Errors in words, with what to do next. The code decides, never the server's prose.

use satchel_operations_schema::types::{ErrorCode, ErrorInfo, LinkState};

/// What went wrong and what helps, in a sentence or two.
pub fn sentence(info: &ErrorInfo) -> String {
    let (what, next) = words(info);
    if next.is_empty() { what } else { format!("{what}. {next}") }
}

/// What went wrong, and what helps.
pub fn words(info: &ErrorInfo) -> (String, &'static str) {
    let value = |name: &str| info.params.get(name).map_or("", String::as_str);
    let (bucket, key, host, path, name) = (value("bucket"), value("key"), value("host"), value("path"), value("name"));
    let at = match (bucket, key) {
        ("", "") => String::new(),
        ("", key) => key.to_owned(),
        (bucket, "") => format!("s3://{bucket}"),
        (bucket, key) => format!("s3://{bucket}/{key}"),
    };
    let on = if at.is_empty() { String::new() } else { format!(" on {at}") };
    let server = if host.is_empty() { "the server".to_owned() } else { host.to_owned() };
    match info.code {
        ErrorCode::NoSuchBucket => {
            (format!("there is no bucket {bucket}"), "`satchel ls` lists the buckets, `satchel mb` makes one.")
        }
        ErrorCode::NoSuchObject => (
            format!("there is no object {at}"),
            "Keys are taken exactly as they are written; a folder ends in / and needs -r.",
        ),
        ErrorCode::NoSuchUpload => {
            (format!("that upload of {at} isn't there any more"), "It was completed or aborted.")
        }
        ErrorCode::AccessDenied => (
            format!("these credentials may not do that{on}"),
            "Use others with --account or AWS_PROFILE, or have these allowed more.",
        ),
        ErrorCode::UnknownAccessKey => (
            "the server doesn't know this access key".to_owned(),
            "Check the key's ID, and that the endpoint is the server it belongs to.",
        ),
        ErrorCode::WrongSecret => {
            ("the secret key doesn't fit the access key".to_owned(), "Check both, or make a new pair.")
        }
        ErrorCode::CredentialsExpired => {
            ("the credentials have expired".to_owned(), "Sign in again (`aws sso login`), or set new ones.")
        }
        ErrorCode::NoCredentials => (
            "there are no credentials".to_owned(),
            "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or use a saved account with --account.",
        ),
        ErrorCode::ClockSkew => ("this computer's clock and the server's differ too much".to_owned(), "Set the clock."),
        ErrorCode::WrongRegion => (format!("{at} is in another region"), "Set AWS_REGION to it."),
        ErrorCode::BucketTaken => (
            format!("somebody else has a bucket named {bucket}"),
            "Bucket names are shared by everyone: choose another.",
        ),
        ErrorCode::BucketAlreadyOwned => (format!("you have the bucket {bucket} already"), ""),
        ErrorCode::BucketNotEmpty => {
            (format!("the bucket {bucket} isn't empty"), "`satchel rm -r` deletes what is in it first.")
        }
        ErrorCode::InvalidBucketName => (format!("{bucket} can't be a bucket's name: {}", info.message), ""),
        ErrorCode::PreconditionFailed => {
            (format!("{at} is another one by now, and it was left alone"), "The same command again looks anew.")
        }
        ErrorCode::Unsupported => (format!("the server can't do this{on}"), ""),
        ErrorCode::TooLarge => (format!("{at} is larger than the server takes"), ""),
        ErrorCode::QuotaExceeded => ("the store is full".to_owned(), "Delete something, or have it enlarged."),
        ErrorCode::Throttled => {
            ("the server asks to slow down".to_owned(), "Try again later, or with a lower --concurrency.")
        }
        ErrorCode::ServerFailed => (format!("the server failed: {}", info.message), "Try again later."),
        ErrorCode::NameLookup => {
            (format!("the name of {server} can't be looked up"), "Check the endpoint and the network.")
        }
        ErrorCode::ConnectionRefused => (format!("nothing answers at {server}"), "Check the endpoint and its port."),
        ErrorCode::Tls => (
            format!("no encrypted connection to {server}: {}", value("detail")),
            "AWS_CA_BUNDLE names a file of further certificates.",
        ),
        ErrorCode::Timeout => (format!("{server} doesn't answer in time"), "Try again later."),
        ErrorCode::ConnectionLost => ("the connection broke".to_owned(), "The same command again goes on."),
        ErrorCode::NotS3 => (format!("what answers at {server} isn't an S3 server"), "Check the endpoint."),
        ErrorCode::Integrity => (format!("the bytes of {at} didn't arrive as they were sent"), "Try again."),
        ErrorCode::PassphraseDiffers => (passphrase(bucket, value("account")), "--yes writes there all the same."),
        ErrorCode::InvalidParameter => (parameter(info), ""),
        ErrorCode::SameObject => (format!("{at} is source and destination at once"), ""),
        ErrorCode::SecretsUnavailable => (
            format!("the secret can't be had: {}", value("detail")),
            "Unlock the keyring, or use the AWS environment instead of --account.",
        ),
        ErrorCode::SecretMissing => (
            format!("the secret of the account {name} is gone"),
            "`satchel account remove` and `satchel account add` enter it anew.",
        ),
        ErrorCode::NewerFile => {
            (format!("{path} was written by a newer Satchel and is left alone"), "Use the newer one.")
        }
        ErrorCode::LocalNotFound => (format!("there is no {path}"), ""),
        ErrorCode::LocalDenied => (format!("{path} may not be read or written: {}", value("detail")), ""),
        ErrorCode::LocalDiskFull => {
            (format!("the disk of {path} is full"), "Make room; the same command again goes on.")
        }
        ErrorCode::SourceChanged => {
            (format!("{path} changed while it was being sent, and was left out"), "The same command again sends it.")
        }
        ErrorCode::NoSuchLink => (info.message.clone(), "`satchel links list` shows them."),
        ErrorCode::LinksUnavailable => {
            (format!("the links that were made here can't be read or kept: {}", value("detail")), "")
        }
        _ => (info.message.clone(), ""),
    }
}

/// How a link was found.
pub fn link_state(state: LinkState) -> &'static str {
    match state {
        LinkState::Live => "live",
        LinkState::NotYet => "not yet",
        LinkState::Expired => "expired",
        LinkState::Revoked => "withdrawn",
        LinkState::Missing => "missing",
        LinkState::Refused => "refused",
    }
}

fn passphrase(bucket: &str, account: &str) -> String {
    let fits = if account.is_empty() { String::new() } else { format!(", the one of the account {account}") };
    format!("s3://{bucket} was filled with another passphrase{fits}")
}

fn parameter(info: &ErrorInfo) -> String {
    if let Some(detail) = info.params.get("detail") {
        return detail.clone();
    }
    // "parameter endpoint: is no http or https address" is a sentence without its first word.
    let words = info.message.strip_prefix("parameter ").unwrap_or(&info.message);
    // A documented sentence may begin with something else than the field.
    match words.split_once(": ") {
        Some((field, problem)) if info.params.get("field").is_some_and(|known| known == field) => {
            format!("--{} {problem}", field.replace('_', "-"))
        }
        _ => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_words() {
        for code in ErrorCode::ALL {
            let params = [("bucket", "b"), ("key", "k"), ("path", "/p"), ("host", "h"), ("detail", "d"), ("name", "n")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()));
            let info = ErrorInfo { code: *code, params: params.into(), message: "m".into(), retryable: false };
            let sentence = sentence(&info);
            assert!(!sentence.is_empty() && !sentence.contains("  ") && !sentence.ends_with(". "), "{sentence}");
        }
    }

    #[test]
    fn a_wrong_field_is_named_as_it_is_typed() {
        let info = ErrorInfo {
            code: ErrorCode::InvalidParameter,
            params: [("field".to_owned(), "access_key_id".to_owned())].into(),
            message: "parameter access_key_id: is empty".into(),
            retryable: false,
        };
        assert_eq!(sentence(&info), "--access-key-id is empty");
    }
}
