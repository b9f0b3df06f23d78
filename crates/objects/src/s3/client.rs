//! Builds the SDK's client: connections, trust, proxies, time limits, credentials.

use std::time::{Duration, SystemTime};

use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_config::environment::region::EnvironmentVariableRegionProvider;
use aws_config::meta::region::RegionProviderChain;
use aws_config::profile::{ProfileFileCredentialsProvider, ProfileFileRegionProvider};
use aws_config::provider_config::ProviderConfig;
use aws_config::{AppName, BehaviorVersion};
use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::config::{
    Builder, Region, RequestChecksumCalculation, ResponseChecksumValidation, SharedAsyncSleep,
    SharedCredentialsProvider, SharedHttpClient, StalledStreamProtectionConfig,
};
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_http_client::{Builder as HttpBuilder, Connector};
use aws_smithy_runtime_api::client::http::HttpConnectorSettings;

use super::observe::Observer;
use super::{Addressing, Credentials, S3Config};
use crate::{ErrorKind, Operation, Result, StoreError};

/// How long setting up a connection may take.
pub(super) const CONNECT: Duration = Duration::from_secs(15);
/// How long a body may stand still. Above what a gateway needs to spread a part over its nodes.
const STALL: Duration = Duration::from_mins(1);
/// How long one attempt of a small call may take.
pub(super) const SMALL_CALL: Duration = Duration::from_mins(1);
/// The region that signatures name where nobody says another, and Amazon's own default.
pub(super) const DEFAULT_REGION: &str = "us-east-1";

/// What [`build`] makes.
pub(super) struct Built {
    pub(super) settings: aws_sdk_s3::Config,
    pub(super) credentials: SharedCredentialsProvider,
    pub(super) region: String,
}

/// Builds a client's settings without asking anything of the network.
pub(super) async fn build(config: &S3Config, http: SharedHttpClient, observer: Observer) -> Built {
    let region = match &config.region {
        Some(region) if !region.is_empty() => region.clone(),
        _ => find_region(&config.credentials).await,
    };
    let credentials = credentials(config, &http, &region).await;
    with(config, region, credentials, http, observer)
}

/// Builds a client's settings around these credentials.
pub(super) fn with(
    config: &S3Config,
    region: String,
    credentials: SharedCredentialsProvider,
    http: SharedHttpClient,
    observer: Observer,
) -> Built {
    let mut builder = Builder::new()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.clone()))
        .credentials_provider(credentials.clone())
        .http_client(http)
        .interceptor(observer)
        .retry_config(RetryConfig::standard().with_max_attempts(3))
        .timeout_config(TimeoutConfig::builder().connect_timeout(CONNECT).operation_attempt_timeout(SMALL_CALL).build())
        .stalled_stream_protection(StalledStreamProtectionConfig::enabled().grace_period(STALL).build())
        .force_path_style(config.addressing == Addressing::Path);
    // A name that the SDK refuses is left out: what it is for is the server's log.
    builder.set_app_name(AppName::new("satchel").ok());
    if let Some(endpoint) = &config.endpoint {
        builder = builder.endpoint_url(endpoint.as_str().trim_end_matches('/'));
    }
    // Gateways refuse the trailing checksums that the SDK adds by itself; ours are ordinary headers.
    builder = builder
        .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
        .response_checksum_validation(ResponseChecksumValidation::WhenRequired);
    Built { settings: builder.build(), credentials, region }
}

/// A client that honours the system's proxies and trusts as [`trust`] says. It follows no redirect: credentials go only
/// where the user sent them.
pub(super) async fn http_client() -> Result<SharedHttpClient> {
    let tls = trust().await?;
    let proxies = ProxyConfig::from_env();
    Ok(HttpBuilder::new().build_with_connector_fn(move |settings, components| {
        let sleep =
            components.and_then(aws_smithy_runtime_api::client::runtime_components::RuntimeComponents::sleep_impl);
        connector(tls.clone(), proxies.clone(), settings.cloned(), sleep)
    }))
}

/// What sends a request to another service and gets its answer, with the trust that stores have, and through the
/// system's proxies, or through none. It follows no redirect and has no time limit.
///
/// # Errors
/// `Tls` where `AWS_CA_BUNDLE` names a file that isn't a certificate bundle.
pub async fn http_connector(proxies: bool) -> Result<Connector> {
    let proxies = if proxies { ProxyConfig::from_env() } else { ProxyConfig::disabled() };
    Ok(connector(trust().await?, proxies, None, None))
}

fn connector(
    tls: TlsContext,
    proxies: ProxyConfig,
    settings: Option<HttpConnectorSettings>,
    sleep: Option<SharedAsyncSleep>,
) -> Connector {
    let provider = Provider::Rustls(CryptoMode::Ring);
    let mut connector = Connector::builder().tls_provider(provider).tls_context(tls).proxy_config(proxies);
    connector.set_connector_settings(settings);
    connector.set_sleep_impl(sleep);
    connector.build()
}

/// The system's certificates, and those of `AWS_CA_BUNDLE` besides.
pub(super) async fn trust() -> Result<TlsContext> {
    let unreadable = |path: &str, detail: String| {
        StoreError::new(ErrorKind::Tls, Operation::ListBuckets).detail(format!("AWS_CA_BUNDLE={path}: {detail}"))
    };
    let mut trust = TrustStore::default();
    if let Some(path) = std::env::var("AWS_CA_BUNDLE").ok().filter(|path| !path.is_empty()) {
        let pem = tokio::fs::read(&path).await.map_err(|error| unreadable(&path, error.to_string()))?;
        // The connector would panic on a file without a certificate, at the first request.
        if !String::from_utf8_lossy(&pem).contains("-----BEGIN CERTIFICATE-----") {
            return Err(unreadable(&path, "no certificate in the file".to_owned()));
        }
        trust = trust.with_pem_certificate(pem);
    }
    TlsContext::builder()
        .with_trust_store(trust)
        .build()
        .map_err(|error| StoreError::new(ErrorKind::Tls, Operation::ListBuckets).source(error))
}

/// The region of the profile or the environment. Never asks a cloud machine's metadata service: on a laptop that is a
/// wait for nothing.
async fn find_region(credentials: &Credentials) -> String {
    let chain = match credentials {
        Credentials::Keys { .. } => return DEFAULT_REGION.to_owned(),
        Credentials::Profile(name) => {
            RegionProviderChain::first_try(ProfileFileRegionProvider::builder().profile_name(name).build())
                .or_else(EnvironmentVariableRegionProvider::new())
        }
        Credentials::Environment => RegionProviderChain::first_try(EnvironmentVariableRegionProvider::new())
            .or_else(ProfileFileRegionProvider::new()),
    };
    chain.region().await.map_or_else(|| DEFAULT_REGION.to_owned(), |region| region.as_ref().to_owned())
}

/// Keys in hand.
pub(super) fn keys(
    access_key_id: &str,
    secret_key: &str,
    session_token: Option<&str>,
    expires: Option<SystemTime>,
) -> SharedCredentialsProvider {
    let session_token = session_token.map(str::to_owned);
    let keys = aws_credential_types::Credentials::new(access_key_id, secret_key, session_token, expires, "satchel");
    SharedCredentialsProvider::new(keys)
}

async fn credentials(config: &S3Config, http: &SharedHttpClient, region: &str) -> SharedCredentialsProvider {
    match &config.credentials {
        Credentials::Keys { access_key_id, secret_key, session_token, expires } => {
            keys(access_key_id, secret_key, session_token.as_ref().map(|token| token.as_str()), *expires)
        }
        // Only the profile: variables in the environment must not stand in for the one that was named.
        Credentials::Profile(name) => {
            let settings = ProviderConfig::without_region()
                .with_http_client(http.clone())
                .with_region(Some(Region::new(region.to_owned())));
            let provider = ProfileFileCredentialsProvider::builder().configure(&settings).profile_name(name).build();
            SharedCredentialsProvider::new(provider)
        }
        Credentials::Environment => {
            let settings = ProviderConfig::without_region()
                .with_http_client(http.clone())
                .with_region(Some(Region::new(region.to_owned())));
            SharedCredentialsProvider::new(DefaultCredentialsChain::builder().configure(settings).build().await)
        }
    }
}
