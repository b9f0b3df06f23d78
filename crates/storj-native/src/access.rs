//! Grants: asked for, revoked, registered.

use std::time::{SystemTime, UNIX_EPOCH};

use satchel_storj::auth_service::{AuthServiceAddress, Credentials};
use satchel_storj::{AccessGrant, ApiKey, Caveat, NodeUrl, Secret};

use crate::backend;
use crate::error::NativeError;
use crate::timeouts::Timeouts;

/// How an auth service is spoken to by DRPC.
#[derive(Clone, Debug, Default)]
pub struct RegisterOptions {
    /// Certificates in PEM to trust instead of the system's, for a service of one's own.
    pub certificate: Option<Vec<u8>>,
    /// Whether to speak in plain, so that anybody on the way can read the grant. For tests on one machine.
    pub insecure: bool,
}

/// A grant from an API key and a passphrase, with the salt that the satellite has for the project, which is the way
/// that shows what everybody else with this passphrase sees. The passphrase itself isn't sent.
///
/// It takes a third of a second and 64 MiB for deriving the key, and a round trip to the satellite.
pub async fn request_access(
    satellite_address: &str,
    api_key: &Secret<String>,
    passphrase: &Secret<String>,
) -> Result<AccessGrant, NativeError> {
    request_access_within(satellite_address, api_key, passphrase, Timeouts::default()).await
}

/// [`request_access`] with other timeouts.
pub async fn request_access_within(
    satellite_address: &str,
    api_key: &Secret<String>,
    passphrase: &Secret<String>,
    timeouts: Timeouts,
) -> Result<AccessGrant, NativeError> {
    backend::available()?;
    let satellite = NodeUrl::parse_satellite(satellite_address.as_bytes())?.to_string();
    ApiKey::parse(api_key.expose())?;
    no_nul("passphrase", passphrase.expose())?;
    let grant = backend::request_access(satellite, api_key.clone(), passphrase.clone(), timeouts).await?;
    Ok(AccessGrant::parse(grant.expose())?)
}

/// Takes back a grant that was made from `access`, and with it every grant made from that one. The satellite forgets
/// within minutes what it had allowed before: its caches decide. To revoke once more what is revoked succeeds.
pub async fn revoke_access(access: &AccessGrant, child: &AccessGrant) -> Result<(), NativeError> {
    revoke_access_within(access, child, Timeouts::default()).await
}

/// [`revoke_access`] with other timeouts.
pub async fn revoke_access_within(
    access: &AccessGrant,
    child: &AccessGrant,
    timeouts: Timeouts,
) -> Result<(), NativeError> {
    backend::available()?;
    let (access, child) = (checked(access)?, checked(child)?);
    let (above, below) = (access.api_key(), child.api_key());
    let made_from = above.head() == below.head()
        && below.caveat_bytes().len() > above.caveat_bytes().len()
        && below.caveat_bytes().starts_with(above.caveat_bytes());
    if !made_from {
        return Err(NativeError::NotMadeFromIt);
    }
    match backend::revoke_access(&access, &child, timeouts).await {
        // A reply that got lost and is asked for again isn't a failure.
        Err(NativeError::NotRevoked { .. }) if has_begun(&child) && is_dead(&child, timeouts).await => Ok(()),
        outcome => outcome,
    }
}

/// Whether no caveat of the grant's keeps its time from having begun.
fn has_begun(grant: &AccessGrant) -> bool {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let begins = |caveat: &Caveat| caveat.not_before.map_or(i64::MIN, |time| time.seconds);
    grant
        .api_key()
        .caveats()
        .is_ok_and(|caveats| caveats.iter().all(|caveat| begins(caveat) < i64::try_from(now).unwrap_or(i64::MAX)))
}

/// Whether the satellite takes the grant's key for nothing any more.
async fn is_dead(grant: &AccessGrant, timeouts: Timeouts) -> bool {
    let satellite = String::from_utf8_lossy(grant.satellite()).into_owned();
    let asked = backend::request_access(satellite, grant.api_key().serialize(), Secret::from(""), timeouts).await;
    matches!(asked, Err(NativeError::Unauthorized))
}

/// Registers a grant at an auth service by DRPC, which gives credentials for gateways and links for it. With `public`
/// whoever has the access key ID may read what the grant opens: for share links, nothing else.
///
/// The grant's keys go to the service.
pub async fn register_access(
    address: &AuthServiceAddress,
    grant: &AccessGrant,
    public: bool,
    options: &RegisterOptions,
) -> Result<Credentials, NativeError> {
    register_access_within(address, grant, public, options, Timeouts::default()).await
}

/// [`register_access`] with other timeouts.
pub async fn register_access_within(
    address: &AuthServiceAddress,
    grant: &AccessGrant,
    public: bool,
    options: &RegisterOptions,
    timeouts: Timeouts,
) -> Result<Credentials, NativeError> {
    backend::available()?;
    let AuthServiceAddress::Drpc { address } = address else { return Err(NativeError::AuthServiceAddress) };
    if address.matches(':').count() != 1 {
        return Err(NativeError::AuthServiceAddress);
    }
    no_nul("auth_service", address)?;
    if options.certificate.as_ref().is_some_and(|pem| !holds_certificate(pem)) {
        return Err(NativeError::Certificate);
    }
    backend::register_access(address.clone(), &checked(grant)?, public, options.clone(), timeouts).await
}

/// A grant that the library takes: its satellite's address is one.
pub(crate) fn checked(grant: &AccessGrant) -> Result<AccessGrant, NativeError> {
    let grant = grant.clone().with_satellite_checked()?;
    // A C string, in the end.
    if grant.satellite().contains(&0) {
        return Err(NativeError::NulCharacter { what: "satellite" });
    }
    Ok(grant)
}

/// The library's texts end with NUL: with one inside, it would see another text, and another passphrase.
pub(crate) fn no_nul(what: &'static str, text: &str) -> Result<(), NativeError> {
    if text.contains('\0') { Err(NativeError::NulCharacter { what }) } else { Ok(()) }
}

/// The library takes what it can of a PEM file and says nothing of the rest.
fn holds_certificate(pem: &[u8]) -> bool {
    let text = String::from_utf8_lossy(pem);
    let mut blocks = text.split("-----BEGIN CERTIFICATE-----").skip(1);
    blocks.any(|block| block.split_once("-----END CERTIFICATE-----").is_some_and(|(body, _)| !body.trim().is_empty()))
        && !pem.contains(&0)
}
