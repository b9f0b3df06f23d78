//! The documented operations on access. They need no store: the services and a request with its secrets go in, and what
//! comes out is secret, so that each door writes or keeps it in its own way.

use satchel_operations_schema::types::{
    CreateAccessGrant, CreateCredentials, CreateRestrictKey, CredentialsOutput, SecretOutput, SecretText, ShareUrl,
};
use satchel_secret::Secret;
use satchel_storj::AccessGrant;
use satchel_storj::operations as storj;
use satchel_storj::share_url::documented_share_url;

use crate::access::AccessServices;
use crate::bodies::documented::{Answer, bucket_of, key_of};
use crate::errors;
use crate::secrets::typed;

/// A required parameter is there and not empty. This comes before every other check.
fn filled(parameters: &[(&str, &str)]) -> Answer<()> {
    match parameters.iter().find(|(_, text)| text.is_empty()) {
        Some((field, _)) => Err(errors::empty_parameter(field)),
        None => Ok(()),
    }
}

fn output(secret: Secret<String>) -> SecretOutput {
    SecretOutput(SecretText::from(secret))
}

/// A weaker API key: for these buckets, with these rights, in this time.
///
/// # Errors
/// `InvalidParameter`, `PermissionEmpty`, `InvalidTimeRange`, `AccessUnreadable`, with the documented sentences.
#[allow(clippy::unused_async, reason = "every body is called alike")]
pub async fn create_restrict_key(_: &AccessServices, request: CreateRestrictKey) -> Answer<SecretOutput> {
    let api_key = typed(&request.api_key)?;
    filled(&[("api_key", api_key.expose())])?;
    let key = storj::create_restrict_key(&storj::RestrictKey {
        api_key,
        buckets: &request.buckets,
        allow_download: request.allow_download.unwrap_or(false),
        allow_upload: request.allow_upload.unwrap_or(false),
        allow_list: request.allow_list.unwrap_or(false),
        allow_delete: request.allow_delete.unwrap_or(false),
        not_before: request.not_before,
        not_after: request.not_after,
    });
    key.map(|key| output(key.serialize())).map_err(|failure| errors::access::operation(&failure, "", ""))
}

/// An access grant by the documented derivation, or with the salt that is given.
///
/// # Errors
/// `InvalidParameter` and `AccessUnreadable`, with the documented sentences.
pub async fn create_access_grant(services: &AccessServices, request: CreateAccessGrant) -> Answer<SecretOutput> {
    let (restrict_key, password) = (typed(&request.restrict_key)?.clone(), typed(&request.password)?.clone());
    filled(&[
        ("satellite_node_url", &request.satellite_node_url),
        ("restrict_key", restrict_key.expose()),
        ("password", password.expose()),
        ("project_id", &request.project_id),
    ])?;
    let grant = services
        .derive(move || {
            storj::create_access_grant(&storj::CreateAccessGrant {
                satellite_node_url: &request.satellite_node_url,
                restrict_key: &restrict_key,
                password: &password,
                project_id: &request.project_id,
                salt: request.salt.as_deref(),
            })
        })
        .await?;
    grant.map(|grant| output(grant.serialize())).map_err(|failure| errors::access::operation(&failure, "", ""))
}

/// S3 credentials for a grant. The text is looked at before it is sent: what isn't a grant may be another secret, and goes to nobody.
///
/// # Errors
/// Those of the auth service and of the way there.
pub async fn create_credentials(services: &AccessServices, request: CreateCredentials) -> Answer<CredentialsOutput> {
    let grant = typed(&request.access_grant)?;
    filled(&[("access_grant", grant.expose()), ("auth_service", &request.auth_service)])?;
    if let Err(failure) = AccessGrant::parse(grant.expose()) {
        // As the auth service itself says it.
        return Err(errors::access::unreadable("grant", format!("access grant: uplink: {failure}")));
    }
    let made = services.register(&request.auth_service, grant, request.public.unwrap_or(false)).await?;
    Ok(CredentialsOutput {
        access_key_id: made.access_key_id,
        secret_key: output(made.secret_key),
        endpoint: made.endpoint,
    })
}

/// A link that anyone can open, to one object and nothing else. A restriction that fails is an error: nothing
/// unrestricted is ever registered.
///
/// # Errors
/// As [`create_access_grant`] and [`create_credentials`], and `CannotRestrict`.
pub async fn share_url(services: &AccessServices, request: ShareUrl) -> Answer<SecretOutput> {
    let (api_key, password) = (typed(&request.api_key)?.clone(), typed(&request.password)?.clone());
    filled(&[
        ("bucket", &request.bucket),
        ("key", &request.key),
        ("satellite_node_url", &request.satellite_node_url),
        ("api_key", api_key.expose()),
        ("password", password.expose()),
        ("project_id", &request.project_id),
        ("auth_service", &request.auth_service),
        ("base_url", &request.base_url),
    ])?;
    check_base_url(&request.base_url)?;
    // What can't be there needs no link.
    bucket_of(&request.bucket)?;
    key_of(&request.key)?;
    let ShareUrl { bucket, key, auth_service, base_url, .. } = request.clone();
    let grant = services
        .derive(move || {
            storj::share_grant(&storj::ShareUrl {
                grant: storj::CreateAccessGrant {
                    satellite_node_url: &request.satellite_node_url,
                    restrict_key: &api_key,
                    password: &password,
                    project_id: &request.project_id,
                    salt: request.salt.as_deref(),
                },
                bucket: &request.bucket,
                key: &request.key,
                not_before: request.not_before,
                not_after: request.not_after,
            })
        })
        .await?
        .map_err(|failure| errors::access::operation(&failure, &bucket, &key))?;
    let registered = services.register(&auth_service, &grant.serialize(), true).await?;
    let link = documented_share_url(&base_url, &registered.access_key_id, &bucket, &key);
    Ok(output(Secret::new(link)))
}

/// The address is never fetched, but a link that nobody can open is no link.
fn check_base_url(base_url: &str) -> Answer<()> {
    let host = ["https://", "http://"].iter().find_map(|scheme| base_url.strip_prefix(scheme));
    let plain = host.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/') && !rest.contains(['?', '#', ' ']));
    if plain { Ok(()) } else { Err(errors::access::base_url()) }
}
