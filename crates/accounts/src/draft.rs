//! Accounts before they are saved: what the person filled in, and what is wrong with it, field by field.

use std::fmt;

use satchel_secret::Secret;
use url::Url;
use zeroize::Zeroizing;

use crate::Addressing;

/// An S3-compatible store, before it is saved.
#[derive(Clone)]
pub struct S3Draft {
    /// A name for people; made from the endpoint where empty.
    pub name: String,
    /// The server's address, as [`parse_endpoint`] takes it; AWS itself where `None` or empty.
    pub endpoint: Option<String>,
    /// The region; learnt from the server where `None` or empty.
    pub region: Option<String>,
    /// How buckets are addressed.
    pub addressing: Addressing,
    /// The access key's ID.
    pub access_key_id: String,
    /// The secret key. White space around it, which comes along with copying, isn't taken for a part of it.
    pub secret_key: Zeroizing<String>,
    /// The session token of temporary credentials; none where `None` or empty.
    pub session_token: Option<Zeroizing<String>>,
}

impl fmt::Debug for S3Draft {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("S3Draft")
            .field("name", &self.name)
            .field("endpoint", &self.endpoint)
            .field("access_key_id", &self.access_key_id)
            .finish_non_exhaustive()
    }
}

/// An account that uses a profile of the AWS configuration.
#[derive(Clone, Debug, Default)]
pub struct ProfileDraft {
    /// A name for people; the profile's where empty.
    pub name: String,
    /// The profile.
    pub profile: String,
    /// Another endpoint than the profile's, as [`parse_endpoint`] takes it.
    pub endpoint: Option<String>,
    /// Another region than the profile's.
    pub region: Option<String>,
}

/// A Storj account before it is saved: a grant, and what the auth service gave for it.
#[derive(Clone, Debug)]
pub struct StorjDraft {
    /// A name for people.
    pub name: String,
    /// The access grant.
    pub grant: Secret<String>,
    /// The satellite's address, as it stands in the grant.
    pub satellite: String,
    /// The auth service.
    pub auth_service: String,
    /// Link sharing's address.
    pub link_sharing: String,
    /// The gateway that the auth service named.
    pub endpoint: String,
    /// The access key's ID.
    pub access_key_id: String,
    /// The secret key.
    pub secret_key: Secret<String>,
}

/// A field that a person fills in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of the drafts' fields")]
pub enum DraftField {
    Name,
    Endpoint,
    Region,
    AccessKeyId,
    SecretKey,
    SessionToken,
    Profile,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DraftProblem {
    /// It is empty.
    #[error("is empty")]
    Empty,
    /// It has more than 1,000 characters (4,096 for a session token), or more than 100 for a name.
    #[error("is too long")]
    TooLong,
    /// It has a space or a control character where there can't be one.
    #[error("has a space or an invisible character in it")]
    Space,
    /// It is no absolute http or https address.
    #[error("is no http or https address")]
    NotAnAddress,
    /// The address has a user name or a password in it.
    #[error("has a user name or a password in it")]
    UserInfo,
    /// The address has a `?` or a `#` and something behind it.
    #[error("has a ? or # in it")]
    QueryOrFragment,
    /// The AWS configuration has no such profile.
    #[error("is no profile of the AWS configuration")]
    UnknownProfile,
}

/// A draft that can't be an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field:?} {problem}")]
pub struct DraftError {
    /// Which field.
    pub field: DraftField,
    /// What is wrong with it.
    pub problem: DraftProblem,
}

/// An endpoint, read from what a person typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The address.
    pub url: Url,
    /// No scheme was typed, so that https was taken. Worth saying to the person.
    pub https_assumed: bool,
}

/// Reads the address of a server: absolute, http or https, without user name, password, query and fragment. A bare
/// host such as `s3.example.com` or `localhost:7070` is taken for an https one.
///
/// # Errors
/// [`DraftError`] for the field [`DraftField::Endpoint`].
pub fn parse_endpoint(text: &str) -> Result<Endpoint, DraftError> {
    let refused = |problem| DraftError { field: DraftField::Endpoint, problem };
    let text = text.trim();
    check_text(DraftField::Endpoint, text, 1_000)?;
    let https_assumed = !text.contains("://");
    let url = if https_assumed { Url::parse(&format!("https://{text}")) } else { Url::parse(text) };
    let url = url.map_err(|_| refused(DraftProblem::NotAnAddress))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return Err(refused(DraftProblem::NotAnAddress));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused(DraftProblem::UserInfo));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refused(DraftProblem::QueryOrFragment));
    }
    Ok(Endpoint { url, https_assumed })
}

/// A draft whose fields were all found right.
pub(crate) struct CheckedS3 {
    pub(crate) name: String,
    pub(crate) endpoint: Option<Url>,
    pub(crate) region: Option<String>,
    pub(crate) addressing: Addressing,
    pub(crate) access_key_id: String,
    pub(crate) secret_key: Zeroizing<String>,
    pub(crate) session_token: Option<Zeroizing<String>>,
}

pub(crate) struct CheckedProfile {
    pub(crate) name: String,
    pub(crate) profile: String,
    pub(crate) endpoint: Option<Url>,
    pub(crate) region: Option<String>,
    pub(crate) addressing: Addressing,
}

impl S3Draft {
    pub(crate) fn check(&self) -> Result<CheckedS3, DraftError> {
        let endpoint = check_endpoint(self.endpoint.as_deref())?;
        let host = endpoint.as_ref().and_then(Url::host_str).unwrap_or("Amazon S3");
        let name = if self.name.trim().is_empty() { host.to_owned() } else { check_name(&self.name)? };
        let access_key_id = self.access_key_id.trim();
        check_text(DraftField::AccessKeyId, access_key_id, 1_000)?;
        let secret_key = self.secret_key.trim();
        check_text(DraftField::SecretKey, secret_key, 1_000)?;
        let session_token = self.session_token.as_ref().map(|token| token.trim()).filter(|token| !token.is_empty());
        if let Some(token) = session_token {
            check_text(DraftField::SessionToken, token, 4_096)?;
        }
        Ok(CheckedS3 {
            name,
            endpoint,
            region: check_region(self.region.as_deref())?,
            addressing: self.addressing,
            access_key_id: access_key_id.to_owned(),
            secret_key: Zeroizing::new(secret_key.to_owned()),
            session_token: session_token.map(|token| Zeroizing::new(token.to_owned())),
        })
    }
}

impl ProfileDraft {
    pub(crate) fn check(&self) -> Result<CheckedProfile, DraftError> {
        // A profile's name may have spaces and is taken as it is.
        if self.profile.is_empty() {
            return Err(DraftError { field: DraftField::Profile, problem: DraftProblem::Empty });
        }
        let name = if self.name.trim().is_empty() { &self.profile } else { &self.name };
        let endpoint = check_endpoint(self.endpoint.as_deref())?;
        Ok(CheckedProfile {
            name: check_name(name)?,
            profile: self.profile.clone(),
            // AWS itself wants the bucket in the host; other servers may not have a name for each bucket.
            addressing: if endpoint.is_some() { Addressing::Path } else { Addressing::VirtualHosted },
            endpoint,
            region: check_region(self.region.as_deref())?,
        })
    }
}

/// A name for people: not empty, at most 100 characters, none of them a control character.
pub(crate) fn check_name(name: &str) -> Result<String, DraftError> {
    let refused = |problem| Err(DraftError { field: DraftField::Name, problem });
    let name = name.trim();
    if name.is_empty() {
        return refused(DraftProblem::Empty);
    }
    if name.chars().count() > 100 {
        return refused(DraftProblem::TooLong);
    }
    if name.chars().any(char::is_control) {
        return refused(DraftProblem::Space);
    }
    Ok(name.to_owned())
}

fn check_endpoint(endpoint: Option<&str>) -> Result<Option<Url>, DraftError> {
    match endpoint.map(str::trim).filter(|endpoint| !endpoint.is_empty()) {
        None => Ok(None),
        Some(endpoint) => parse_endpoint(endpoint).map(|endpoint| Some(endpoint.url)),
    }
}

fn check_region(region: Option<&str>) -> Result<Option<String>, DraftError> {
    let Some(region) = region.map(str::trim).filter(|region| !region.is_empty()) else { return Ok(None) };
    check_text(DraftField::Region, region, 1_000)?;
    Ok(Some(region.to_owned()))
}

/// Text that goes into a request: something, not endless, and without a space or a control character.
fn check_text(field: DraftField, text: &str, longest: usize) -> Result<(), DraftError> {
    let problem = if text.is_empty() {
        DraftProblem::Empty
    } else if text.chars().count() > longest {
        DraftProblem::TooLong
    } else if text.chars().any(|character| character.is_whitespace() || character.is_control()) {
        DraftProblem::Space
    } else {
        return Ok(());
    };
    Err(DraftError { field, problem })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn draft() -> S3Draft {
        S3Draft {
            name: " My store ".into(),
            endpoint: Some("https://s3.example.com".into()),
            region: None,
            addressing: Addressing::Path,
            access_key_id: "AKIA1".into(),
            secret_key: Zeroizing::new("canary-secret\n".into()),
            session_token: None,
        }
    }

    #[test]
    fn endpoints_are_addresses_and_nothing_more() {
        for (text, url, https_assumed) in [
            ("https://s3.example.com", "https://s3.example.com/", false),
            (" http://127.0.0.1:7070/ ", "http://127.0.0.1:7070/", false),
            ("https://example.com/s3", "https://example.com/s3", false),
            ("s3.example.com", "https://s3.example.com/", true),
            ("localhost:7070", "https://localhost:7070/", true),
            ("[::1]:9000", "https://[::1]:9000/", true),
        ] {
            let endpoint = parse_endpoint(text).unwrap();
            assert_eq!((endpoint.url.as_str(), endpoint.https_assumed), (url, https_assumed), "{text}");
        }
        for (text, problem) in [
            ("", DraftProblem::Empty),
            ("ftp://example.com", DraftProblem::NotAnAddress),
            ("http://", DraftProblem::NotAnAddress),
            ("file:///etc/passwd", DraftProblem::NotAnAddress),
            ("https://exa mple.com", DraftProblem::Space),
            ("https://me:secret@example.com", DraftProblem::UserInfo),
            ("me@example.com", DraftProblem::UserInfo),
            ("https://example.com/?x=1", DraftProblem::QueryOrFragment),
            ("example.com/#top", DraftProblem::QueryOrFragment),
        ] {
            assert_eq!(parse_endpoint(text), Err(DraftError { field: DraftField::Endpoint, problem }), "{text}");
        }
    }

    #[test]
    fn each_wrong_field_is_named() {
        type Change = fn(&mut S3Draft);
        let cases: [(Change, DraftField, DraftProblem); 7] = [
            (|draft| draft.name = "a\u{7}b".into(), DraftField::Name, DraftProblem::Space),
            (|draft| draft.name = "n".repeat(101), DraftField::Name, DraftProblem::TooLong),
            (|draft| draft.access_key_id = "  ".into(), DraftField::AccessKeyId, DraftProblem::Empty),
            (|draft| draft.access_key_id = "AK IA".into(), DraftField::AccessKeyId, DraftProblem::Space),
            (|draft| *draft.secret_key = String::new(), DraftField::SecretKey, DraftProblem::Empty),
            (|draft| draft.region = Some("eu west".into()), DraftField::Region, DraftProblem::Space),
            (|draft| draft.endpoint = Some("https://".into()), DraftField::Endpoint, DraftProblem::NotAnAddress),
        ];
        for (change, field, problem) in cases {
            let mut draft = draft();
            change(&mut draft);
            assert_eq!(draft.check().map(|_| ()), Err(DraftError { field, problem }));
        }
        let error = ProfileDraft::default().check().map(|_| ()).unwrap_err();
        assert_eq!(error.to_string(), "Profile is empty");
    }

    #[test]
    fn white_space_around_is_no_part_of_it_and_names_are_made() {
        let checked = draft().check().unwrap();
        assert_eq!((checked.name.as_str(), checked.secret_key.as_str()), ("My store", "canary-secret"));
        assert_eq!(S3Draft { name: " ".into(), ..draft() }.check().unwrap().name, "s3.example.com");
        let aws = S3Draft { name: String::new(), endpoint: Some(String::new()), ..draft() };
        assert_eq!(aws.check().unwrap().name, "Amazon S3");
        assert!(!format!("{:?}", draft()).contains("canary"));
    }

    proptest! {
        #[test]
        fn what_is_taken_for_an_endpoint_is_one(text in "(https?://|ftp://|)[a-z@:/?#.% \\[\\]0-9]{0,24}") {
            if let Ok(Endpoint { url, .. }) = parse_endpoint(&text) {
                prop_assert!(matches!(url.scheme(), "http" | "https"));
                prop_assert!(url.username().is_empty() && url.password().is_none());
                prop_assert!(url.query().is_none() && url.fragment().is_none());
                let again = Url::parse(url.as_str());
                prop_assert_eq!(again.as_ref(), Ok(&url));
            }
        }
    }
}
