//! Looks at every answer on its way in: the server's clock, and whether it is an S3 server at all.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use aws_sdk_s3::config::interceptors::{
    BeforeDeserializationInterceptorContextMut, BeforeTransmitInterceptorContextMut,
};
use aws_sdk_s3::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_s3::error::BoxError;
use aws_sdk_s3::primitives::{DateTime, DateTimeFormat, SdkBody};
use aws_smithy_runtime_api::client::orchestrator::Metadata;

use super::repair;

/// From which difference on a clock is worth a word: S3 servers refuse at 15 minutes.
const NOTABLE: Duration = Duration::from_mins(5);

/// Shared by a store and its client.
#[derive(Clone, Debug, Default)]
pub(super) struct Observer {
    /// The server's time minus ours, in milliseconds, by the last answer that had a `Date`.
    skew: Arc<AtomicI64>,
}

/// A web page came where S3 has an empty answer or XML.
#[derive(Debug)]
pub(super) struct WebPage;

impl fmt::Display for WebPage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the server answered with a web page")
    }
}

impl std::error::Error for WebPage {}

impl Observer {
    /// By how much the server's clock is ahead of ours (`true`) or behind it, where that is notable.
    pub(super) fn skew(&self) -> Option<(bool, Duration)> {
        let skew = self.skew.load(Ordering::Relaxed);
        let size = Duration::from_millis(skew.unsigned_abs());
        (size > NOTABLE).then_some((skew > 0, size))
    }

    /// What the server's clock shows at our `time`. The small differences that every answer has are left out.
    pub(super) fn server_time(&self, time: SystemTime) -> SystemTime {
        match self.skew() {
            Some((true, ahead)) => time + ahead,
            Some((false, behind)) => time - behind,
            None => time,
        }
    }

    fn learn(&self, date: &str) {
        let server =
            DateTime::from_str(date, DateTimeFormat::HttpDate).ok().and_then(|date| SystemTime::try_from(date).ok());
        let Some(server) = server else { return };
        let now = SystemTime::now();
        let millis = |duration: Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        let skew = server.duration_since(now).map_or_else(|error| -millis(error.duration()), millis);
        self.skew.store(skew, Ordering::Relaxed);
    }
}

impl Intercept for Observer {
    fn name(&self) -> &'static str {
        "satchel observer"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(address) = repair::unmarked(context.request().uri()) {
            context.request_mut().set_uri(address)?;
        }
        Ok(())
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response();
        // An `Age` means a cache, whose `Date` is old.
        if let (Some(date), None) = (response.headers().get("date"), response.headers().get("age")) {
            self.learn(date);
        }
        let page = response.headers().get("content-type").is_some_and(|kind| kind.starts_with("text/html"))
            && response.headers().get("content-length") != Some("0");
        // An object may well be a web page.
        let object = config.load::<Metadata>().is_some_and(|asked| matches!(asked.name(), "GetObject" | "HeadObject"));
        if response.status().is_success() && response.status().as_u16() != 204 && page && !object {
            return Err(Box::new(WebPage));
        }
        let repeats = config.load::<Metadata>().is_some_and(|asked| {
            matches!(asked.name(), "CreateMultipartUpload" | "CompleteMultipartUpload" | "ListParts")
        });
        if repeats {
            let body = context.response_mut().body_mut();
            *body = repair::readable(std::mem::replace(body, SdkBody::taken()));
        }
        Ok(())
    }
}
