//! Names and what they stand for.

use std::net::IpAddr;
use std::sync::Arc;
use std::{fmt, io};

use async_trait::async_trait;
use aws_smithy_runtime_api::client::dns::{DnsFuture, ResolveDns, ResolveDnsError};

use super::{AddressRefused, AddressRule};

/// What looks names up.
#[async_trait]
pub trait Names: fmt::Debug + Send + Sync + 'static {
    /// Every address that a name stands for.
    ///
    /// # Errors
    /// Where the name isn't known, or nobody could be asked.
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// Looks names up as every program of this system does: `hosts` file, DNS, and what else it is set to ask.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemNames;

#[async_trait]
impl Names for SystemNames {
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        Ok(tokio::net::lookup_host((name, 0)).await?.map(|found| found.ip()).collect())
    }
}

/// Answers only those addresses that a rule allows. What is asked here is what the connector dials.
#[derive(Clone, Debug)]
pub(super) struct Checked {
    pub(super) names: Arc<dyn Names>,
    pub(super) rule: Arc<dyn AddressRule>,
}

impl Checked {
    async fn allowed(&self, name: &str) -> Result<Vec<IpAddr>, ResolveDnsError> {
        let found = self.names.addresses(name).await.map_err(ResolveDnsError::new)?;
        let mut refused: Option<AddressRefused> = None;
        let mut allowed = Vec::with_capacity(found.len());
        for address in found {
            match self.rule.check_address(name, address) {
                Ok(()) => allowed.push(address),
                Err(why) => refused = refused.or(Some(why)),
            }
        }
        match refused {
            Some(refused) if allowed.is_empty() => Err(ResolveDnsError::new(refused)),
            _ => Ok(allowed),
        }
    }
}

impl ResolveDns for Checked {
    fn resolve_dns<'a>(&'a self, name: &'a str) -> DnsFuture<'a> {
        DnsFuture::new(self.allowed(name))
    }
}
