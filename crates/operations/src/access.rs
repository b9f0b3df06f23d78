//! Operations on access, for every door: what they are done with (the auth service, satellites, one turn for deriving
//! keys), and those that aren't documented ones.

mod finding;
mod grants;
mod passphrase;
mod restrict;
mod satellites;
mod share;

use std::sync::Arc;

use satchel_auth_service::AuthService;
use satchel_objects::s3::Network;
use satchel_operations_schema::types::{AccessFinding, ErrorInfo};
use satchel_secret::Secret;
use satchel_storj::auth_service::{AuthServiceAddress, Credentials};
use satchel_storj::doctor;
use tokio::sync::Semaphore;

use crate::errors;

pub use crate::bodies::access::{create_access_grant, create_credentials, create_restrict_key, share_url};
use finding::described;
pub use grants::{GrantParts, make_grant};
pub use passphrase::suggest as suggest_passphrase;
pub use restrict::restrict;
pub use satellites::{NativeSatellites, Satellites};
pub use share::{LinkParts, make_link};

/// Says what a pasted key, grant, link or pair of credentials may do. It asks nobody, and what it says holds no secret.
///
/// # Errors
/// `AccessUnreadable`.
pub fn examine(text: &Secret<String>) -> Result<AccessFinding, ErrorInfo> {
    let finding = doctor::examine(text.expose()).map_err(|failure| errors::access::examine(&failure))?;
    Ok(described(&finding, text.expose()))
}

/// The services behind the operations on access. Every door has one.
pub struct AccessServices {
    auth_service: AuthService,
    pub(crate) satellites: Arc<dyn Satellites>,
    deriving: Semaphore,
}

impl AccessServices {
    /// Over these satellites; [`NativeSatellites`] outside tests.
    pub fn new(satellites: Arc<dyn Satellites>) -> Self {
        Self { auth_service: AuthService::default(), satellites, deriving: Semaphore::new(1) }
    }

    /// The same, with auth services asked only where a network allows it: a server's clients name them.
    #[must_use]
    pub fn over(self, network: Network) -> Self {
        Self { auth_service: AuthService::over(network), ..self }
    }

    /// Does what derives a key from a passphrase: on a thread where it may block, and one after the other, since each
    /// takes 64 MiB.
    pub(crate) async fn derive<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ErrorInfo> {
        let _turn = self.deriving.acquire().await.map_err(|closed| errors::other(closed.to_string()))?;
        tokio::task::spawn_blocking(work).await.map_err(|lost| errors::other(lost.to_string()))
    }

    /// Registers a grant at an auth service, by HTTP or by DRPC as its address says.
    pub(crate) async fn register(
        &self,
        address: &str,
        grant: &Secret<String>,
        public: bool,
    ) -> Result<Credentials, ErrorInfo> {
        let known = AuthServiceAddress::parse(address).map_err(|wrong| errors::access::auth_service_address(&wrong))?;
        match &known {
            AuthServiceAddress::Http { .. } => {
                let registered = self.auth_service.register(&known, grant, public).await;
                registered.map_err(|failure| errors::access::register(&failure))
            }
            AuthServiceAddress::Drpc { address } => self.satellites.register(address, grant, public).await,
        }
    }
}
