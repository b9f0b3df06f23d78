//! What a text is, whatever stands around it.

use super::read::{read_grant, read_key};
use super::{ExamineError, Finding, MAXIMUM_TEXT, Risk, Subject};
use crate::api_key::ApiKey;
use crate::base58::{self, Base58Error};
use crate::caveat::Timestamp;
use crate::credentials::{AccessKeyId, SecretKey};
use crate::grant::AccessGrant;
use crate::share_url::{LinkAccess, ShareLink, parse_share_link};

/// No key and no grant is shorter.
const SHORTEST_SECRET: usize = 60;
/// A macaroon begins with its version; a grant begins with the tag of its first field.
const MACAROON_VERSION: u8 = 2;

pub(super) fn recognise(text: &str, now: Timestamp) -> Result<Finding, ExamineError> {
    if text.len() > MAXIMUM_TEXT {
        return Err(ExamineError::TooLong);
    }
    let text = text.trim().trim_matches(['"', '\'', '`']);
    if text.is_empty() {
        return Err(ExamineError::Empty);
    }
    if let Ok(link) = parse_share_link(text) {
        return Ok(describe_link(link, now));
    }
    if let Some(finding) = describe_credentials(text) {
        return Ok(finding);
    }
    // A mail program may have broken the lines of it.
    let joined: String = text.split_whitespace().collect();
    match describe_encoded(&joined, now) {
        Err(ExamineError::Unrecognised) => {
            // Or it stands in a line of a configuration file.
            let words = text.split(|character: char| !character.is_ascii_alphanumeric());
            let longest = words.max_by_key(|word| word.len()).unwrap_or_default();
            describe_encoded(longest, now)
        }
        outcome => outcome,
    }
}

/// A key or a grant in base58.
fn describe_encoded(text: &str, now: Timestamp) -> Result<Finding, ExamineError> {
    let decoded = match base58::decode(text) {
        Ok(decoded) if decoded.version == 0 => decoded,
        Err(Base58Error::Checksum) if text.len() >= SHORTEST_SECRET => return Err(ExamineError::Damaged),
        Err(Base58Error::TooLong) => return Err(ExamineError::TooLong),
        _ => return Err(ExamineError::Unrecognised),
    };
    if decoded.payload.first() == Some(&MACAROON_VERSION) {
        let key = ApiKey::parse_bytes(&decoded.payload).map_err(ExamineError::ApiKey)?;
        return Ok(read_key(&key, now));
    }
    if decoded.payload.len() < SHORTEST_SECRET {
        return Err(ExamineError::Unrecognised);
    }
    let grant = AccessGrant::parse_bytes(&decoded.payload).map_err(ExamineError::Grant)?;
    Ok(read_grant(&grant, now))
}

fn describe_link(link: ShareLink, now: Timestamp) -> Finding {
    let ShareLink { base_url, form, access, bucket, key } = link;
    let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (bucket, key) = (lossy(&bucket), lossy(&key));
    match access {
        LinkAccess::Id(id) => {
            let access_key_id = Some(id.as_str().to_owned());
            let subject = Subject::ShareLink { base_url, form, access_key_id, bucket, key };
            unknown(subject, Risk::OpenToAnyone)
        }
        LinkAccess::Grant(grant) => {
            let subject = Subject::ShareLink { base_url, form, access_key_id: None, bucket, key };
            let mut finding = Finding { subject, ..read_grant(&grant, now) };
            finding.risks.splice(0..0, [Risk::LinkHoldsKeys, Risk::OpenToAnyone]);
            finding.risks.sort_by_key(|risk| std::cmp::Reverse(risk.severity()));
            finding
        }
    }
}

/// Credentials, in any layout: two words of the right shape among others.
fn describe_credentials(text: &str) -> Option<Finding> {
    let words = || text.split(|character: char| !character.is_ascii_alphanumeric());
    let id = words().find_map(AccessKeyId::parse)?;
    let has_secret_key = words().any(|word| SecretKey::parse(word).is_some());
    let parts = text.split(|character: char| character.is_whitespace() || "\"',;".contains(character));
    let endpoint = parts
        .filter_map(|part| part.find("https://").or_else(|| part.find("http://")).map(|at| &part[at..]))
        .find(|url| !url.contains(id.as_str()))
        .map(str::to_owned);
    let subject = Subject::S3Credentials { access_key_id: id.as_str().to_owned(), has_secret_key, endpoint };
    let mut finding = unknown(subject, Risk::SecretKeyMissing);
    if has_secret_key {
        finding.risks.clear();
    }
    Some(finding)
}

/// What only a service knows more about.
fn unknown(subject: Subject, risk: Risk) -> Finding {
    Finding {
        subject,
        rights: None,
        places: None,
        validity: None,
        maximum_object_lifetime: None,
        satellite: None,
        keys: None,
        risks: vec![risk],
    }
}
