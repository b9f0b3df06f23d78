//! Weaker keys and grants of what is at hand.

use satchel_operations_schema::types::{ErrorCode, ErrorInfo, RestrictedPlace};
use satchel_secret::Secret;
use satchel_storj::doctor::{Finding, Places, Right, examine};
use satchel_storj::permission::{random_nonce, set_permission};
use satchel_storj::{AccessGrant, ApiKey, Permission, SharePrefix};

use crate::errors;

/// Makes a weaker key of a key, or a weaker grant of a grant. It never answers an access that does less than was asked
/// without saying so: a place that the key or grant doesn't reach is an error, and so is a right that none of it is
/// left of. Without places it is for every place that it reaches already.
///
/// # Errors
/// `AccessUnreadable`, `PermissionEmpty`, `InvalidTimeRange`, `CannotRestrict`.
pub fn restrict(
    access: &Secret<String>,
    permission: &Permission,
    places: &[RestrictedPlace],
) -> Result<Secret<String>, ErrorInfo> {
    permission.check().map_err(errors::access::permission)?;
    if let Some(nameless) = places.iter().position(|place| place.bucket.is_empty()) {
        return Err(errors::empty_parameter(&format!("places[{nameless}].bucket")));
    }
    if let Some(place) = places.iter().find(|place| place.prefix == "/") {
        // The format drops the last slash of what is shared: nothing would be left, and that means the whole bucket.
        let sentence = "a prefix of / alone would be the whole bucket";
        return Err(errors::access::cannot_restrict(&place.bucket, &place.prefix, sentence));
    }
    let text = Secret::from(access.expose().trim());
    let access = Access::parse(&text)?;
    for place in places {
        let alone = access.restrict(permission, std::slice::from_ref(place))?;
        if reaches_nothing(&look(&alone)?) {
            let sentence = format!("it doesn't reach {}/{} itself", place.bucket, place.prefix);
            return Err(errors::access::cannot_restrict(&place.bucket, &place.prefix, sentence));
        }
    }
    let made = access.restrict(permission, places)?;
    let finding = look(&made)?;
    let asked = [
        (permission.download, Right::Read),
        (permission.upload, Right::Write),
        (permission.list, Right::List),
        (permission.delete, Right::Delete),
    ];
    if !asked.iter().any(|(wanted, right)| *wanted && finding.may(*right)) {
        return Err(errors::error(ErrorCode::PermissionEmpty, &[], "permission is empty", false));
    }
    Ok(made)
}

/// What can be restricted.
enum Access<'a> {
    Key(&'a Secret<String>),
    Grant(AccessGrant),
}

impl<'a> Access<'a> {
    fn parse(text: &'a Secret<String>) -> Result<Self, ErrorInfo> {
        if let Ok(grant) = AccessGrant::parse(text.expose()) {
            return Ok(Self::Grant(grant));
        }
        if ApiKey::parse(text.expose()).is_ok() {
            return Ok(Self::Key(text));
        }
        // The doctor knows best what is wrong with it; a link or credentials it can read are neither key nor grant.
        let failure = examine(text.expose()).map(|_| ());
        Err(failure.err().map_or_else(
            || errors::access::unreadable("not_a_key", "only an API key or an access grant can be restricted"),
            |failure| errors::access::examine(&failure),
        ))
    }

    fn restrict(&self, permission: &Permission, places: &[RestrictedPlace]) -> Result<Secret<String>, ErrorInfo> {
        let nonce = random_nonce().map_err(|failure| errors::other(failure.to_string()))?;
        match self {
            Self::Key(key) => {
                if places.iter().any(|place| !place.prefix.is_empty()) {
                    // Only a grant has the keys that a prefix is encrypted with.
                    let sentence = "a prefix can be given to an access grant only: an API key has no encryption keys";
                    return Err(errors::access::unreadable("not_a_grant", sentence));
                }
                let buckets: Vec<&str> = places.iter().map(|place| place.bucket.as_str()).collect();
                let made = set_permission(key.expose(), &buckets, permission, nonce);
                made.map(|key| key.serialize()).map_err(errors::access::restrict_key)
            }
            Self::Grant(grant) => {
                let share = |place: &RestrictedPlace| SharePrefix::new(place.bucket.as_str(), place.prefix.as_str());
                let prefixes: Vec<_> = places.iter().map(share).collect();
                let made = grant.restrict(permission, &prefixes, nonce);
                let first = places.first().map_or(("", ""), |place| (&place.bucket, &place.prefix));
                made.map(|grant| grant.serialize()).map_err(|failure| errors::access::share(&failure, first.0, first.1))
            }
        }
    }
}

fn look(made: &Secret<String>) -> Result<Finding, ErrorInfo> {
    examine(made.expose()).map_err(|failure| errors::access::examine(&failure))
}

fn reaches_nothing(finding: &Finding) -> bool {
    matches!(&finding.places, Some(Places::Some { places }) if places.is_empty())
}
