//! One way for every request: send, learn the region or the clock from a refusal, send once more, name the error.

use std::error::Error;
use std::future::Future;
use std::sync::PoisonError;
use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::config::{Builder, Region};
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use super::client::{CONNECT, SMALL_CALL};
use super::{S3Store, errors};
use crate::{BucketName, ErrorKind, ObjectKey, Operation, Result, StoreError};

/// What a request is about: its errors say so.
#[derive(Clone, Copy, Debug)]
pub(super) struct About<'a> {
    pub(super) operation: Operation,
    pub(super) bucket: Option<&'a BucketName>,
    pub(super) key: Option<&'a ObjectKey>,
}

impl<'a> About<'a> {
    pub(super) fn bucket(operation: Operation, bucket: &'a BucketName) -> Self {
        Self { operation, bucket: Some(bucket), key: None }
    }

    pub(super) fn object(operation: Operation, bucket: &'a BucketName, key: &'a ObjectKey) -> Self {
        Self { operation, bucket: Some(bucket), key: Some(key) }
    }

    /// An error about this.
    pub(super) fn error(self, kind: ErrorKind) -> StoreError {
        let mut error = StoreError::new(kind, self.operation);
        error.bucket = self.bucket.cloned();
        error.key = self.key.cloned();
        error
    }
}

/// How long a request may take and whether the SDK may send it again by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Manner {
    /// The longest that one attempt may take; `None` where its body is watched (see [`super::body::Moving`]).
    limit: Option<Duration>,
    /// A second sending would do harm, or hide what became of the first.
    once: bool,
}

impl Manner {
    /// A small call that can be repeated.
    pub(super) const SMALL: Self = Self { limit: Some(SMALL_CALL), once: false };
    /// A call that the server has work with: joining parts, copying.
    pub(super) const LONG: Self = Self { limit: Some(Duration::from_mins(30)), once: false };
    /// A call with a body, which takes as long as the line, or a limit on bandwidth, lets it.
    pub(super) const BODY: Self = Self { limit: None, once: false };

    /// The same, sent once.
    pub(super) const fn once(self) -> Self {
        Self { once: true, ..self }
    }

    /// The settings of a client that sends so.
    fn apply(self, settings: Builder) -> Builder {
        let mut timeouts = TimeoutConfig::builder().connect_timeout(CONNECT);
        timeouts.set_operation_attempt_timeout(self.limit);
        let settings = settings.timeout_config(timeouts.build());
        if self.once { settings.retry_config(RetryConfig::disabled()) } else { settings }
    }
}

impl S3Store {
    /// The client that sends to a region in a manner. Setting one up costs more than a small request, so that each is
    /// kept; all share their connections and credentials.
    pub(super) fn client(&self, region: &str, manner: Manner) -> Client {
        let manner = if self.once { manner.once() } else { manner };
        let mut clients = self.inner.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = clients.get(&manner).and_then(|clients| clients.get(region)) {
            return client.clone();
        }
        let settings = self.inner.settings.to_builder().region(Region::new(region.to_owned()));
        let client = Client::from_conf(manner.apply(settings).build());
        clients.entry(manner).or_default().insert(region.to_owned(), client.clone());
        client
    }

    /// Sends a request with `send`, which gets the client for this one sending.
    pub(super) async fn call<T, E, Sending>(
        &self,
        about: About<'_>,
        manner: Manner,
        send: impl Fn(Client) -> Sending + Send,
    ) -> Result<T>
    where
        Sending: Future<Output = Result<T, SdkError<E, HttpResponse>>> + Send,
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        let region = self.region_of(about.bucket);
        let error = match send(self.client(&region, manner)).await {
            Ok(output) => return Ok(output),
            Err(error) => error,
        };
        let learnt = errors::region(&error).filter(|learnt| *learnt != region);
        if let (Some(learnt), Some(bucket)) = (&learnt, about.bucket) {
            self.learn_region(bucket, learnt);
        }
        // Each of the SDK's clients corrects the clock from the answers that it got itself: this one has one now.
        let clock = self.inner.observer.skew().is_some() && errors::may_be_clock(&error);
        if learnt.is_none() && !clock {
            return Err(self.learn_from(errors::map(about, self.host().as_deref(), error)));
        }
        let region = learnt.unwrap_or(region);
        send(self.client(&region, manner)).await.map_err(|error| {
            let mut error = errors::map(about, self.host().as_deref(), error);
            if clock && matches!(error.kind, ErrorKind::AccessDenied | ErrorKind::WrongSecret) {
                error.detail = Some("the clock was corrected for this request".to_owned());
            }
            self.learn_from(error)
        })
    }
}
