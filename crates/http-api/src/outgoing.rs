//! Where a server calls out to, on behalf of its clients.
//!
//! `Endpoint` and `auth_service` are addresses that a client names and this server calls. Whoever may use the API could
//! so reach what only the server can: itself, its neighbours, the metadata service of a cloud. What is refused:
//!
//! | address | listening on loopback | listening beyond |
//! |---|---|---|
//! | not http or https; with a user name | refused | refused |
//! | link-local, metadata services, unspecified, multicast, broadcast, reserved | refused | refused |
//! | loopback, private, carrier-grade NAT, unique local, documentation, benchmarks | allowed | refused |
//! | all else | allowed | allowed |
//!
//! An IPv6 address that carries an IPv4 one (mapped, compatible, NAT64, 6to4, Teredo) is judged by both. With a list of
//! allowed origins nothing else is called, whatever it is; a listed name may stand for a private address, and for a
//! link-local one only where that address itself is listed.
//!
//! Names are looked up once for each connection, in the connector, and the addresses that were judged are those that are
//! dialled. The system's proxies look names up themselves, so they are used for listed origins only. DRPC goes through a
//! library that looks names up by itself: its addresses have to be listed (`drpc://host:port`).

mod class;
mod origin;
mod rule;
mod satellites;
#[cfg(test)]
mod tests;

use std::net::IpAddr;
use std::sync::Arc;

use satchel_objects::s3::{AddressRefused, Names, Network, SystemNames};
use satchel_operations::{AccessServices, Satellites};
use url::Url;

pub use origin::{Origin, OriginError};
use rule::Rule;

/// What the clients of a server may have it call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutgoingConfig {
    /// Where it isn't empty: these origins and nothing else.
    pub allowed: Vec<Origin>,
}

/// What this server calls on behalf of its clients, and how.
#[derive(Clone, Debug)]
pub struct Outgoing {
    rule: Arc<Rule>,
    network: Network,
}

impl Outgoing {
    /// For a server that listens on `listen`.
    ///
    /// # Errors
    /// `Tls` where `AWS_CA_BUNDLE` names a file that isn't a certificate bundle.
    pub async fn new(config: &OutgoingConfig, listen: IpAddr) -> satchel_objects::Result<Self> {
        Self::with_names(config, listen, Arc::new(SystemNames)).await
    }

    /// The same, with names looked up by `names`.
    ///
    /// # Errors
    /// As [`Outgoing::new`].
    pub async fn with_names(
        config: &OutgoingConfig,
        listen: IpAddr,
        names: Arc<dyn Names>,
    ) -> satchel_objects::Result<Self> {
        let rule = Arc::new(Rule { allowed: config.allowed.clone(), beyond_loopback: !listen.is_loopback() });
        // Without a list nobody vouches for what a proxy would look up.
        let proxies = !rule.allowed.is_empty();
        let network = Network::new(rule.clone(), names, proxies).await?;
        Ok(Self { rule, network })
    }

    /// The connections to an endpoint that a client named, for
    /// [`S3Store::over`](satchel_objects::s3::S3Store::over). A name is judged when it is looked up: then requests fail
    /// with `AddressRefused`.
    ///
    /// # Errors
    /// [`AddressRefused`] where the address itself says enough.
    pub fn endpoint(&self, url: &Url) -> Result<&Network, AddressRefused> {
        self.network.check(url)?;
        Ok(&self.network)
    }

    /// The operations on access, with auth services and satellites called by the same rule.
    pub fn access(&self, satellites: Arc<dyn Satellites>) -> AccessServices {
        let listed = satellites::Listed { satellites, rule: self.rule.clone() };
        AccessServices::new(Arc::new(listed)).over(self.network.clone())
    }
}
