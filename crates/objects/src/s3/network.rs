//! Connections that a rule allows, shared by many stores.
//!
//! A server that calls addresses which its clients name must not be led to places that only it can reach. The rule is
//! asked twice, and both times about what is really connected to: about the URL of every request, because an IP address
//! in it never reaches a resolver, and about every address that a name stands for, in the resolver of the connector
//! itself. A name that answers something else a moment later changes nothing: what was checked is what is dialled.

mod names;

use std::error::Error;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use aws_smithy_http_client::Connector;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext};
use aws_smithy_runtime_api::client::connector_metadata::ConnectorMetadata;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use thiserror::Error;
use url::Url;

pub use names::{Names, SystemNames};

use super::client::{CONNECT, trust};
use super::is_on_this_computer;
use crate::Result;

/// An address that requests may not go to.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{address} is refused: {why}")]
pub struct AddressRefused {
    /// The origin, or the name with what it stands for. Without user info, path and query.
    pub address: String,
    /// Why, and what would allow it.
    pub why: String,
}

/// Where requests may go.
pub trait AddressRule: fmt::Debug + Send + Sync + 'static {
    /// Judges the address of a request, before anything is looked up. Where its host is an IP address, this is the only
    /// question.
    ///
    /// # Errors
    /// [`AddressRefused`].
    fn check_url(&self, url: &Url) -> Result<(), AddressRefused>;

    /// Judges an address that a name stands for. Others of the same name may still be connected to.
    ///
    /// # Errors
    /// [`AddressRefused`].
    fn check_address(&self, name: &str, address: IpAddr) -> Result<(), AddressRefused>;
}

/// Connections to what a rule allows. Clones share them, and so do the stores made with [`S3Store::over`].
///
/// [`S3Store::over`]: super::S3Store::over
#[derive(Clone)]
pub struct Network(Arc<Inner>);

struct Inner {
    rule: Arc<dyn AddressRule>,
    direct: Connector,
    through_proxies: Option<Connector>,
}

impl Network {
    /// Connections with the trust that stores have, to what `rule` allows, with names looked up by `names`.
    ///
    /// With `proxies`, requests go through the system's proxies, but for those to this computer. A proxy looks names up
    /// by itself: then [`AddressRule::check_url`] is all that stands before it.
    ///
    /// # Errors
    /// `Tls` where `AWS_CA_BUNDLE` names a file that isn't a certificate bundle.
    pub async fn new(rule: Arc<dyn AddressRule>, names: Arc<dyn Names>, proxies: bool) -> Result<Self> {
        let trust = trust().await?;
        let checked = names::Checked { names, rule: rule.clone() };
        let direct = connector(&trust, ProxyConfig::disabled(), checked.clone());
        let through_proxies = proxies.then(|| connector(&trust, ProxyConfig::from_env(), checked));
        Ok(Self(Arc::new(Inner { rule, direct, through_proxies })))
    }

    /// What the rule says of an address, without looking its name up.
    ///
    /// # Errors
    /// [`AddressRefused`].
    pub fn check(&self, url: &Url) -> Result<(), AddressRefused> {
        self.0.rule.check_url(url)
    }
}

fn connector(trust: &TlsContext, proxies: ProxyConfig, names: names::Checked) -> Connector {
    let settings = HttpConnectorSettings::builder().connect_timeout(CONNECT).build();
    Connector::builder()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .tls_context(trust.clone())
        .proxy_config(proxies)
        .connector_settings(settings)
        .build_with_resolver(names)
}

impl HttpConnector for Network {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let url = match Url::parse(request.uri()) {
            Ok(url) => url,
            Err(error) => return HttpConnectorFuture::ready(Err(ConnectorError::user(error.into()))),
        };
        if let Err(refused) = self.check(&url) {
            return HttpConnectorFuture::ready(Err(ConnectorError::user(refused.into())));
        }
        // A proxy between us and ourselves would only be another reader.
        let through_proxies = self.0.through_proxies.as_ref().filter(|_| !is_on_this_computer(&url));
        let answer = through_proxies.unwrap_or(&self.0.direct).call(request);
        HttpConnectorFuture::new(async move {
            // A refusal stays one: as a failed lookup it would be tried again.
            answer.await.map_err(|error| match refusal(&error) {
                Some(refused) => ConnectorError::user(refused.clone().into()),
                None => error,
            })
        })
    }
}

/// The refusal in a chain of causes.
fn refusal<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a AddressRefused> {
    std::iter::successors(Some(error), |&error| error.source()).find_map(|error| error.downcast_ref())
}

impl HttpClient for Network {
    /// The one set of connections, whatever the settings: the time limits of stores are those of their requests.
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        Some(ConnectorMetadata::new("hyper", Some("1.x".into())))
    }
}

impl fmt::Debug for Network {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Network").field(&self.0.rule).finish()
    }
}
