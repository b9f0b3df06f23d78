//! Access: what a text may do, and how keys and grants are made.

mod finding;

use satchel_operations_schema::types::{
    AccessFinding, ErrorCode, ErrorInfo, ExamineAccess, MadeGrant, MakeGrant, NoParameters, RestrictAccess,
    RestrictedPlace, SaltSource, SecretHandle,
};
use satchel_secret::Secret;
use satchel_storj::doctor::{Finding, Places, Right, examine};
use satchel_storj::permission::{random_nonce, set_permission};
use satchel_storj::{AccessGrant, ApiKey, Cipher, Permission, ProjectId, Salt, SharePrefix, Timestamp, operations};

use crate::access as services;
use crate::bodies::documented::Answer;
use crate::engine::Engine;
use crate::errors;

pub use finding::described;

pub async fn examine_access(engine: &Engine, request: ExamineAccess) -> Answer<AccessFinding> {
    let text = engine.secret(&request.text)?;
    let finding = examine(text.expose()).map_err(|failure| errors::access::examine(&failure))?;
    Ok(described(&finding, text.expose()))
}

pub async fn suggest_passphrase(engine: &Engine, _: NoParameters) -> Answer<SecretHandle> {
    let made = services::suggest_passphrase();
    made.map(|passphrase| engine.keep_secret(passphrase))
        .ok_or_else(|| errors::other("the system gave no random numbers"))
}

/// The salt decides what the grant shows, so the best source is taken: the one given, else the satellite, else, where
/// no satellite can be asked, the documented derivation. A satellite that refuses is never gone round.
pub async fn make_grant(engine: &Engine, request: MakeGrant) -> Answer<MadeGrant> {
    let passphrase = engine.secret(&request.passphrase)?;
    if passphrase.expose().is_empty() {
        return Err(errors::empty_parameter("passphrase"));
    }
    let satellite = request.satellite.trim().to_owned();
    if satellite.is_empty() {
        return Err(errors::empty_parameter("satellite"));
    }
    let api_key = Secret::from(engine.secret(&request.api_key)?.expose().trim());
    let parsed = ApiKey::parse(api_key.expose());
    let parsed = parsed.map_err(|failure| errors::access::unreadable("api_key", failure.to_string()))?;

    let given =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let (salt, source) = if let Some(salt) = given(&request.salt) {
        (Salt::parse(&salt).map_err(operations::OperationError::from), SaltSource::Given)
    } else {
        let asked = engine.access.satellites().request_grant(&satellite, &api_key, &passphrase).await;
        match (asked, given(&request.project_id)) {
            (Ok(grant), _) => {
                return Ok(MadeGrant { grant: engine.keep_secret(grant), salt: SaltSource::Satellite });
            }
            (Err(failure), Some(project)) if failure.code == ErrorCode::NotInThisBuild || failure.retryable => {
                let id = ProjectId::parse(&project).map_err(operations::OperationError::from);
                (id.map(Salt::of_project), SaltSource::ProjectId)
            }
            (Err(failure), _) => return Err(failure),
        }
    };
    let salt = salt.map_err(|failure| errors::access::operation(&failure, "", ""))?;
    let made = engine
        .access
        .derive(move || operations::generate_access_grant(&satellite, parsed, &passphrase, &salt, Cipher::AES_GCM))
        .await?;
    let grant = made.map_err(|failure| errors::access::operation(&failure, "", ""))?;
    Ok(MadeGrant { grant: engine.keep_secret(grant.serialize()), salt: source })
}

/// Never answers an access that does less than was asked without saying so: a place that the key or grant doesn't reach
/// is an error, and so is a right that none of it is left of.
pub async fn restrict_access(engine: &Engine, request: RestrictAccess) -> Answer<SecretHandle> {
    let text = Secret::from(engine.secret(&request.access)?.expose().trim());
    let permission = Permission {
        download: request.allow_download,
        upload: request.allow_upload,
        list: request.allow_list,
        delete: request.allow_delete,
        not_before: request.not_before.map(Timestamp::from_milliseconds),
        not_after: request.not_after.map(Timestamp::from_milliseconds),
        ..Permission::default()
    };
    permission.check().map_err(errors::access::permission)?;
    if let Some(nameless) = request.places.iter().position(|place| place.bucket.is_empty()) {
        return Err(errors::empty_parameter(&format!("places[{nameless}].bucket")));
    }
    let access = Access::parse(&text)?;
    for place in &request.places {
        let alone = access.restrict(&permission, std::slice::from_ref(place))?;
        if reaches_nothing(&look(&alone)?) {
            let sentence = format!("it doesn't reach {}/{} itself", place.bucket, place.prefix);
            return Err(errors::access::cannot_restrict(&place.bucket, &place.prefix, sentence));
        }
    }
    let made = access.restrict(&permission, &request.places)?;
    let finding = look(&made)?;
    let asked = [
        (permission.download, Right::Read),
        (permission.upload, Right::Write),
        (permission.list, Right::List),
        (permission.delete, Right::Delete),
    ];
    if !asked.iter().any(|(wanted, right)| *wanted && finding.may(*right)) {
        let sentence = "permission is empty";
        return Err(errors::error(ErrorCode::PermissionEmpty, &[], sentence, false));
    }
    Ok(engine.keep_secret(made))
}

/// What can be restricted.
enum Access<'a> {
    Key(&'a Secret<String>),
    Grant(AccessGrant),
}

impl<'a> Access<'a> {
    fn parse(text: &'a Secret<String>) -> Answer<Self> {
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

    fn restrict(&self, permission: &Permission, places: &[RestrictedPlace]) -> Answer<Secret<String>> {
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
