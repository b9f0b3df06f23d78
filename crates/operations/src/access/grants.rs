//! Grants made of a satellite, a key and a passphrase.

use satchel_operations_schema::types::{ErrorCode, ErrorInfo, SaltSource};
use satchel_secret::Secret;
use satchel_storj::operations::{OperationError, generate_access_grant};
use satchel_storj::{ApiKey, Cipher, ProjectId, Salt};

use super::AccessServices;
use crate::errors;

/// What a grant is made of.
#[derive(Clone, Debug)]
pub struct GrantParts<'a> {
    /// The satellite's address.
    pub satellite: &'a str,
    /// The API key, restricted or not.
    pub api_key: &'a Secret<String>,
    /// The passphrase, byte for byte.
    pub passphrase: &'a Secret<String>,
    /// The project's ID, for the documented derivation.
    pub project_id: Option<&'a str>,
    /// The project's own salt in base64.
    pub salt: Option<&'a str>,
}

/// Makes a grant. The salt decides what it shows, so the best source is taken: the one given, else the satellite, else,
/// where no satellite can be asked, the documented derivation. A satellite that refuses is never gone round.
///
/// # Errors
/// `InvalidParameter`, `AccessUnreadable`, and those of [`Satellites`](super::Satellites).
pub async fn make_grant(
    services: &AccessServices,
    parts: GrantParts<'_>,
) -> Result<(Secret<String>, SaltSource), ErrorInfo> {
    let passphrase = parts.passphrase.clone();
    if passphrase.expose().is_empty() {
        return Err(errors::empty_parameter("passphrase"));
    }
    let satellite = parts.satellite.trim().to_owned();
    if satellite.is_empty() {
        return Err(errors::empty_parameter("satellite"));
    }
    let api_key = Secret::from(parts.api_key.expose().trim());
    let parsed = ApiKey::parse(api_key.expose());
    let parsed = parsed.map_err(|failure| errors::access::unreadable("api_key", failure.to_string()))?;

    let given = |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let (salt, source) = if let Some(salt) = given(parts.salt) {
        (Salt::parse(&salt).map_err(OperationError::from), SaltSource::Given)
    } else {
        let asked = services.satellites.request_grant(&satellite, &api_key, &passphrase).await;
        match (asked, given(parts.project_id)) {
            (Ok(grant), _) => return Ok((grant, SaltSource::Satellite)),
            (Err(failure), Some(project)) if failure.code == ErrorCode::NotInThisBuild || failure.retryable => {
                let id = ProjectId::parse(&project).map_err(OperationError::from);
                (id.map(Salt::of_project), SaltSource::ProjectId)
            }
            (Err(failure), _) => return Err(failure),
        }
    };
    let salt = salt.map_err(|failure| errors::access::operation(&failure, "", ""))?;
    let derived =
        services.derive(move || generate_access_grant(&satellite, parsed, &passphrase, &salt, Cipher::AES_GCM)).await?;
    let grant = derived.map_err(|failure| errors::access::operation(&failure, "", ""))?;
    Ok((grant.serialize(), source))
}
