//! Calls by DRPC, which look names up by themselves.

use std::sync::Arc;

use async_trait::async_trait;
use satchel_objects::s3::AddressRefused;
use satchel_operations::{Satellites, errors};
use satchel_operations_schema::types::ErrorInfo;
use satchel_secret::Secret;
use satchel_storj::auth_service::Credentials;

use super::rule::Rule;

/// Satellites and auth services that are listed.
pub(super) struct Listed {
    pub(super) satellites: Arc<dyn Satellites>,
    pub(super) rule: Arc<Rule>,
}

fn refused(field: &str, refused: &AddressRefused) -> ErrorInfo {
    errors::invalid_parameter(field, &refused.to_string())
}

#[async_trait]
impl Satellites for Listed {
    async fn request_grant(
        &self,
        satellite: &str,
        api_key: &Secret<String>,
        passphrase: &Secret<String>,
    ) -> Result<Secret<String>, ErrorInfo> {
        let address = satellite.rsplit('@').next().unwrap_or(satellite);
        self.rule.check_drpc(address).map_err(|why| refused("satellite_node_url", &why))?;
        self.satellites.request_grant(satellite, api_key, passphrase).await
    }

    async fn register(&self, address: &str, grant: &Secret<String>, public: bool) -> Result<Credentials, ErrorInfo> {
        self.rule.check_drpc(address).map_err(|why| refused("auth_service", &why))?;
        self.satellites.register(address, grant, public).await
    }

    /// Never: where it would go stands in the grant.
    async fn revoke(&self, _: &Secret<String>, _: &Secret<String>) -> Result<(), ErrorInfo> {
        Err(errors::other("this server takes back no access"))
    }

    fn can_revoke(&self) -> bool {
        false
    }
}
