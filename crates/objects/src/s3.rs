//! The S3 store, on aws-sdk-s3.

mod answers;
mod body;
mod buckets;
mod call;
mod client;
mod config;
mod copy;
mod delete;
mod encoding;
mod errors;
mod identity;
mod learn;
mod listing;
mod multipart;
mod network;
mod objects;
mod observe;
mod presign;
mod repair;
mod store;
mod tags;
mod visit;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_s3::config::{SharedCredentialsProvider, SharedHttpClient};
use url::Url;
use zeroize::Zeroizing;

pub use client::http_connector;
pub use config::{Addressing, Credentials, S3Config};
pub use encoding::attachment;
pub use errors::connection_failure;
pub use network::{AddressRefused, AddressRule, Names, Network, SystemNames};
pub use visit::{Unreachable, is_on_this_computer, visit, why_unreachable};

use crate::{BucketName, Capabilities, Result};

/// A store behind an S3 endpoint. Cloning is cheap; clones share connections and what was learnt.
#[derive(Clone)]
pub struct S3Store {
    inner: Arc<Inner>,
    /// Every request is sent once: whoever asks has retries of its own.
    once: bool,
}

struct Inner {
    config: S3Config,
    settings: aws_sdk_s3::Config,
    /// One for each manner and region, made when it is first needed.
    clients: Mutex<HashMap<call::Manner, HashMap<String, aws_sdk_s3::Client>>>,
    credentials: SharedCredentialsProvider,
    /// The region that buckets are looked for in until an answer names another.
    region: String,
    /// Regions learnt from answers.
    regions: Mutex<HashMap<BucketName, String>>,
    able: Able,
    observer: observe::Observer,
}

/// What the server can do, as far as is known now.
#[derive(Debug)]
struct Able(Mutex<Capabilities>);

impl Able {
    fn get(&self) -> Capabilities {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lose(&self, which: impl Fn(&mut Capabilities) -> &mut bool) {
        *which(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner)) = false;
    }
}

impl S3Store {
    /// Makes a store. Nothing is sent yet: a profile that can't be loaded says so with the first request.
    ///
    /// # Errors
    /// `Tls` where `AWS_CA_BUNDLE` names a file that isn't a certificate bundle.
    pub async fn new(config: S3Config) -> Result<Self> {
        let (http, observer) = (client::http_client().await?, observe::Observer::default());
        let built = client::build(&config, http, observer.clone()).await;
        Ok(Self::of(config, built, observer))
    }

    /// Makes a store of these keys that reaches only what a network allows, over connections that it shares with others.
    /// Where it isn't allowed, every request fails with `AddressRefused`.
    pub fn over(endpoint: Url, access_key_id: String, secret_key: Zeroizing<String>, network: &Network) -> Self {
        let (http, observer) = (SharedHttpClient::new(network.clone()), observe::Observer::default());
        let credentials = client::keys(&access_key_id, &secret_key, None, None);
        let keys = Credentials::Keys { access_key_id, secret_key, session_token: None, expires: None };
        let endpoint = Some(endpoint);
        let config = S3Config { endpoint, region: None, addressing: Addressing::Path, credentials: keys, storj: false };
        let region = client::DEFAULT_REGION.to_owned();
        let built = client::with(&config, region, credentials, http, observer.clone());
        Self::of(config, built, observer)
    }

    fn of(config: S3Config, built: client::Built, observer: observe::Observer) -> Self {
        let client::Built { settings, credentials, region } = built;
        let able = Capabilities { advised_part: config.advised_part(), ..Capabilities::default() };
        let able = Able(Mutex::new(able));
        let (clients, regions) = (Mutex::default(), Mutex::default());
        let inner = Inner { config, settings, clients, credentials, region, regions, able, observer };
        Self { inner: Arc::new(inner), once: false }
    }

    /// What the store was made with.
    pub fn config(&self) -> &S3Config {
        &self.inner.config
    }

    /// The host that requests go to, for error texts.
    fn host(&self) -> Option<String> {
        let endpoint = self.inner.config.endpoint.as_ref()?;
        let host = endpoint.host_str()?;
        Some(endpoint.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
    }

    fn region_of(&self, bucket: Option<&BucketName>) -> String {
        let regions = self.inner.regions.lock().unwrap_or_else(PoisonError::into_inner);
        bucket.and_then(|bucket| regions.get(bucket)).unwrap_or(&self.inner.region).clone()
    }

    fn learn_region(&self, bucket: &BucketName, region: &str) {
        tracing::debug!(%bucket, region, "learnt the bucket's region");
        let mut regions = self.inner.regions.lock().unwrap_or_else(PoisonError::into_inner);
        regions.insert(bucket.clone(), region.to_owned());
    }
}

impl fmt::Debug for S3Store {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("S3Store").field("config", &self.inner.config).finish_non_exhaustive()
    }
}
