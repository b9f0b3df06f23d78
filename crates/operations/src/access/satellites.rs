//! The seam to what speaks to satellites: the official library, in builds that have it.

use async_trait::async_trait;
use satchel_operations_schema::types::{ErrorCode, ErrorInfo};
use satchel_secret::Secret;
use satchel_storj::auth_service::Credentials;

use crate::errors;

/// What only a satellite, or the official library, can do. Errors are those of the doors: `SatelliteRefused` with the
/// satellite's words, those of connections (`NameLookup`, `ConnectionRefused`, `Timeout`, …) with `host`, and
/// `NotInThisBuild`. None of them holds a secret.
#[async_trait]
pub trait Satellites: Send + Sync + 'static {
    /// An access grant made with the project's own salt, which the satellite gives to the API key.
    async fn request_grant(
        &self,
        satellite: &str,
        api_key: &Secret<String>,
        passphrase: &Secret<String>,
    ) -> Result<Secret<String>, ErrorInfo>;

    /// Registers a grant at the auth service at `address` (`host:port`), by DRPC over TLS.
    async fn register(&self, address: &str, grant: &Secret<String>, public: bool) -> Result<Credentials, ErrorInfo>;
}

/// A build that can't speak to satellites.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoSatellites;

/// Says that this build can't, and what can be done instead.
fn not_in_this_build(sentence: &str) -> ErrorInfo {
    errors::error(ErrorCode::NotInThisBuild, &[], sentence, false)
}

#[async_trait]
impl Satellites for NoSatellites {
    async fn request_grant(
        &self,
        _: &str,
        _: &Secret<String>,
        _: &Secret<String>,
    ) -> Result<Secret<String>, ErrorInfo> {
        Err(not_in_this_build(
            "this build of Satchel can't ask a satellite for the project's salt: give the salt or the project's ID, or \
             paste an access grant that was made elsewhere",
        ))
    }

    async fn register(&self, _: &str, _: &Secret<String>, _: bool) -> Result<Credentials, ErrorInfo> {
        Err(not_in_this_build("this build of Satchel can't speak DRPC: give the auth service's https address"))
    }
}
