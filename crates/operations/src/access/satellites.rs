//! The seam to what speaks to satellites: the official library, in builds that have it.

use async_trait::async_trait;
use satchel_operations_schema::types::{ErrorCode, ErrorInfo};
use satchel_secret::Secret;
use satchel_storj::AccessGrant;
use satchel_storj::auth_service::{AuthServiceAddress, Credentials};
use satchel_storj_native::{NativeError, RegisterOptions};

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

    /// Takes back `child`, which was made from `grant`, and whatever was made from it. Of the child its API key is all
    /// that is needed, no encryption key. To take it back once more succeeds.
    async fn revoke(&self, grant: &Secret<String>, child: &Secret<String>) -> Result<(), ErrorInfo>;

    /// Whether [`Satellites::revoke`] can succeed at all.
    fn can_revoke(&self) -> bool;
}

/// What a build can do that may have Storj's own library. In one that hasn't, each call says so.
#[derive(Clone, Copy, Debug, Default)]
pub struct NativeSatellites;

#[async_trait]
impl Satellites for NativeSatellites {
    async fn request_grant(
        &self,
        satellite: &str,
        api_key: &Secret<String>,
        passphrase: &Secret<String>,
    ) -> Result<Secret<String>, ErrorInfo> {
        let grant = satchel_storj_native::request_access(satellite, api_key, passphrase).await;
        grant.map(|grant| grant.serialize()).map_err(|failure| {
            let what_else = "give the salt or the project's ID, or paste an access grant that was made elsewhere";
            // Without the node ID, which nobody reads.
            let host = satellite.rsplit('@').next().unwrap_or(satellite);
            info(
                &failure,
                host,
                &format!("this build of Satchel can't ask a satellite for the project's salt: {what_else}"),
            )
        })
    }

    async fn register(&self, address: &str, grant: &Secret<String>, public: bool) -> Result<Credentials, ErrorInfo> {
        let grant = parsed(grant)?;
        let drpc = AuthServiceAddress::Drpc { address: address.to_owned() };
        let registered =
            satchel_storj_native::register_access(&drpc, &grant, public, &RegisterOptions::default()).await;
        registered.map_err(|failure| {
            info(&failure, address, "this build of Satchel can't speak DRPC: give the auth service's https address")
        })
    }

    async fn revoke(&self, grant: &Secret<String>, child: &Secret<String>) -> Result<(), ErrorInfo> {
        let (grant, child) = (parsed(grant)?, parsed(child)?);
        let satellite = String::from_utf8_lossy(grant.satellite()).into_owned();
        let host = satellite.rsplit('@').next().unwrap_or(&satellite);
        let revoked = satchel_storj_native::revoke_access(&grant, &child).await;
        revoked.map_err(|failure| info(&failure, host, "this build of Satchel can't take back what was shared"))
    }

    fn can_revoke(&self) -> bool {
        satchel_storj_native::IS_IN_THIS_BUILD
    }
}

fn parsed(grant: &Secret<String>) -> Result<AccessGrant, ErrorInfo> {
    AccessGrant::parse(grant.expose()).map_err(|failure| errors::access::unreadable("grant", failure.to_string()))
}

/// A failure of asking `host`, in the words of the doors; `not_in_this_build` is what they say where the library is
/// missing.
fn info(failure: &NativeError, host: &str, not_in_this_build: &str) -> ErrorInfo {
    let said = failure.to_string();
    let parameter = |field: &'static str| (ErrorCode::InvalidParameter, vec![("field", field), ("problem", "other")]);
    let (code, params): (ErrorCode, Vec<(&str, &str)>) = match failure {
        NativeError::NotInThisBuild => {
            return errors::error(ErrorCode::NotInThisBuild, &[], not_in_this_build, false);
        }
        NativeError::Satellite(_) => parameter("satellite"),
        NativeError::AuthServiceAddress | NativeError::Certificate => parameter("auth_service"),
        NativeError::NulCharacter { what: "passphrase" } => parameter("passphrase"),
        NativeError::ApiKey(_) => (ErrorCode::AccessUnreadable, vec![("problem", "api_key")]),
        NativeError::Grant(_) | NativeError::NotMadeFromIt | NativeError::NulCharacter { .. } => {
            (ErrorCode::AccessUnreadable, vec![("problem", "grant")])
        }
        NativeError::UnknownHost { host } => (ErrorCode::NameLookup, vec![("host", host)]),
        NativeError::Unreachable { host, .. } => (ErrorCode::ConnectionRefused, vec![("host", host)]),
        NativeError::WrongIdentity { host, said } => (ErrorCode::Tls, vec![("host", host), ("detail", said)]),
        NativeError::TimedOut { .. } => (ErrorCode::Timeout, vec![("host", host)]),
        NativeError::Busy | NativeError::TooManyRequests => (ErrorCode::Throttled, vec![]),
        NativeError::Canceled => (ErrorCode::Cancelled, vec![]),
        NativeError::Unauthorized | NativeError::PermissionDenied { .. } | NativeError::NotRevoked { .. } => {
            (ErrorCode::SatelliteRefused, vec![("detail", &said)])
        }
        NativeError::AuthServiceRefused { .. } => (ErrorCode::AuthServiceRefused, vec![("detail", &said)]),
        NativeError::BandwidthLimit | NativeError::StorageLimit | NativeError::SegmentsLimit => {
            (ErrorCode::QuotaExceeded, vec![])
        }
        NativeError::Prefix
        | NativeError::TooLarge { .. }
        | NativeError::BucketName { .. }
        | NativeError::BucketNotFound { .. }
        | NativeError::ObjectKey { .. }
        | NativeError::ObjectNotFound { .. }
        | NativeError::Truncated { .. }
        | NativeError::Library { .. } => (ErrorCode::Other, vec![("detail", &said)]),
    };
    errors::error(code, &params, said.clone(), failure.is_temporary())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_without_the_library_says_so_and_what_else_can_be_done() {
        let said = info(&NativeError::NotInThisBuild, "host", "give the salt");
        assert_eq!(
            (said.code, said.message.as_str(), said.retryable),
            (ErrorCode::NotInThisBuild, "give the salt", false)
        );
    }
}
