//! The caller's credentials: three headers, and the stores that they open.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use http::HeaderMap;
use satchel_accounts::{DraftProblem, parse_endpoint};
use satchel_objects::ObjectStore;
use satchel_objects::s3::{Addressing, Credentials, S3Config, S3Store};
use satchel_operations::errors;
use satchel_operations_schema::types::ErrorInfo;
use sha2::{Digest, Sha256};
use url::Url;
use zeroize::Zeroizing;

use crate::input::Refused;
use crate::outgoing::Outgoing;

/// Who calls, and which server is meant.
pub struct StoreCredentials {
    endpoint: Url,
    access_key_id: String,
    secret_key: Zeroizing<String>,
}

impl fmt::Debug for StoreCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("StoreCredentials").field("endpoint", &self.endpoint.as_str()).finish_non_exhaustive()
    }
}

impl StoreCredentials {
    /// From the headers `AccessKeyId`, `SecretKey` (or `SecretAccessKey`) and `Endpoint`.
    ///
    /// # Errors
    /// `InvalidParameter` for the header that is missing or wrong.
    pub fn of(headers: &HeaderMap) -> Result<Self, ErrorInfo> {
        let access_key_id = header(headers, &["AccessKeyId"])?.to_owned();
        let secret_key = Zeroizing::new(header(headers, &["SecretKey", "SecretAccessKey"])?.to_owned());
        let endpoint = header(headers, &["Endpoint"])?;
        if !endpoint.contains("://") {
            return Err(errors::invalid_parameter("Endpoint", DraftProblem::NotAnAddress.to_string().as_str()));
        }
        let endpoint = parse_endpoint(endpoint);
        let endpoint = endpoint.map_err(|wrong| errors::invalid_parameter("Endpoint", &wrong.problem.to_string()))?;
        Ok(Self { endpoint: endpoint.url, access_key_id, secret_key })
    }

    /// The same for the same credentials, and of no use to learn them.
    fn fingerprint(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        for part in [self.endpoint.as_str(), &self.access_key_id, &self.secret_key] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        hash.finalize().into()
    }
}

/// A header that has to be there once, under one of its names.
fn header<'a>(headers: &'a HeaderMap, names: &[&str]) -> Result<&'a str, ErrorInfo> {
    let mut given = names.iter().flat_map(|name| headers.get_all(*name));
    let wrong = |sentence: &str| Err(errors::invalid_parameter(names[0], sentence));
    let (Some(value), None) = (given.next(), given.next()) else {
        let missing = names.iter().all(|name| !headers.contains_key(*name));
        return wrong(if missing { "is missing: it is a header" } else { "is given more than once" });
    };
    match value.to_str() {
        Ok("") => wrong("is empty"),
        Ok(text) => Ok(text),
        Err(_) => wrong("has characters that keys and addresses don't have"),
    }
}

/// Stores that are open: their connections and what was learnt of them serve the next request.
pub struct Stores {
    open: Mutex<HashMap<[u8; 32], Kept>>,
    most: usize,
}

struct Kept {
    store: Arc<dyn ObjectStore>,
    used: std::time::Instant,
}

impl Stores {
    /// Keeps so many open.
    pub fn new(most: usize) -> Self {
        Self { open: Mutex::default(), most }
    }

    /// The store that these credentials open. Nothing is sent for it.
    ///
    /// # Errors
    /// `InvalidParameter` for an endpoint that may not be called; and where `AWS_CA_BUNDLE` is no certificate bundle.
    pub async fn open(
        &self,
        credentials: StoreCredentials,
        outgoing: Option<&Outgoing>,
    ) -> Result<Arc<dyn ObjectStore>, Refused> {
        let fingerprint = credentials.fingerprint();
        if let Some(kept) = self.lock().get_mut(&fingerprint) {
            kept.used = std::time::Instant::now();
            return Ok(kept.store.clone());
        }
        let network = match outgoing.map(|outgoing| outgoing.endpoint(&credentials.endpoint)).transpose() {
            Ok(network) => network,
            Err(refused) => return Err(errors::invalid_parameter("Endpoint", &refused.to_string()).into()),
        };
        let StoreCredentials { endpoint, access_key_id, secret_key } = credentials;
        let store: Arc<dyn ObjectStore> = if let Some(network) = network {
            Arc::new(S3Store::over(endpoint, access_key_id, secret_key, network))
        } else {
            let keys = Credentials::Keys { access_key_id, secret_key, session_token: None, expires: None };
            let (endpoint, addressing) = (Some(endpoint), Addressing::Path);
            let config = S3Config { endpoint, region: None, addressing, credentials: keys, storj: false };
            Arc::new(S3Store::new(config).await.map_err(|failure| errors::store(&failure))?)
        };
        let mut open = self.lock();
        if open.len() >= self.most
            && let Some(oldest) = open.iter().min_by_key(|(_, kept)| kept.used).map(|(fingerprint, _)| *fingerprint)
        {
            open.remove(&oldest);
        }
        let kept = Kept { store: store.clone(), used: std::time::Instant::now() };
        // Another request may have opened the same meanwhile; either does.
        open.insert(fingerprint, kept);
        Ok(store)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<[u8; 32], Kept>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
