//! One way for every request: send, learn the region or the clock from a refusal, send once more, name the error.

use std::error::Error;
use std::future::Future;
use std::time::Duration;

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
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    /// The longest that one attempt may take, its body included.
    limit: Duration,
    /// A second sending would do harm, or hide what became of the first.
    once: bool,
}

impl Manner {
    /// A small call that can be repeated.
    pub(super) const SMALL: Self = Self { limit: SMALL_CALL, once: false };
    /// A call that the server has work with: joining parts, copying.
    pub(super) const LONG: Self = Self { limit: Duration::from_mins(30), once: false };

    /// A call with a body. A body that stands still is noticed much earlier; the limit is for a server that takes
    /// the body and never answers, and so has to allow for the slowest line.
    pub(super) fn body(length: u64) -> Self {
        const SLOWEST: u64 = 8 << 10;
        Self { limit: Duration::from_mins(5) + Duration::from_secs(length / SLOWEST), once: false }
    }

    /// The same, sent once.
    pub(super) const fn once(self) -> Self {
        Self { once: true, ..self }
    }

    fn apply(self, with: Builder) -> Builder {
        let with = with.timeout_config(
            TimeoutConfig::builder().connect_timeout(CONNECT).operation_attempt_timeout(self.limit).build(),
        );
        if self.once { with.retry_config(RetryConfig::disabled()) } else { with }
    }
}

impl S3Store {
    /// Sends a request with `send`, which gets the settings of this one sending.
    pub(super) async fn call<T, E, Sending>(
        &self,
        about: About<'_>,
        manner: Manner,
        send: impl Fn(Builder) -> Sending + Send,
    ) -> Result<T>
    where
        Sending: Future<Output = Result<T, SdkError<E, HttpResponse>>> + Send,
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        let region = self.region_of(about.bucket);
        let settings = |region: &str| manner.apply(Builder::new().region(Region::new(region.to_owned())));
        let knew_clock = self.inner.observer.skew().is_some();
        let error = match send(settings(&region)).await {
            Ok(output) => return Ok(output),
            Err(error) => error,
        };
        let learnt = errors::region(&error).filter(|learnt| *learnt != region);
        if let (Some(learnt), Some(bucket)) = (&learnt, about.bucket) {
            self.learn_region(bucket, learnt);
        }
        // The SDK corrects the clock by itself for calls that it may repeat and whose refusal has a code.
        let clock = !knew_clock && self.inner.observer.skew().is_some() && errors::may_be_clock(&error);
        if learnt.is_none() && !clock {
            return Err(self.learn_from(errors::map(about, self.host().as_deref(), error)));
        }
        let region = learnt.unwrap_or(region);
        send(settings(&region)).await.map_err(|error| {
            let mut error = errors::map(about, self.host().as_deref(), error);
            if clock && matches!(error.kind, ErrorKind::AccessDenied | ErrorKind::WrongSecret) {
                error.detail = Some("the clock was corrected for this request".to_owned());
            }
            self.learn_from(error)
        })
    }

    /// Remembers what a server can't do, so that it isn't asked again.
    fn learn_from(&self, error: StoreError) -> StoreError {
        if error.kind == ErrorKind::Unsupported {
            let able = &self.inner.able;
            match error.operation {
                Operation::GetObjectTagging | Operation::PutObjectTagging | Operation::DeleteObjectTagging => {
                    able.lose(|able| &mut able.tagging);
                }
                Operation::DeleteObjects => able.lose(|able| &mut able.batch_delete),
                Operation::UploadPartCopy => able.lose(|able| &mut able.part_copy),
                _ => {}
            }
        }
        error
    }
}
