//! Links that read one object without credentials.

use std::time::{Duration, SystemTime};

use aws_sdk_s3::config::ProvideCredentials;
use aws_sdk_s3::presigning::PresigningConfig;
use zeroize::Zeroizing;

use super::call::{About, Manner};
use super::encoding::attachment;
use super::repair::carried;
use super::{S3Store, errors};
use crate::{BucketName, ErrorKind, ObjectKey, Operation, PresignedUrl, Result};

impl S3Store {
    pub(super) async fn presign(
        &self,
        bucket: &BucketName,
        key: &ObjectKey,
        lifetime: Duration,
        file_name: Option<&str>,
    ) -> Result<PresignedUrl> {
        let about = About::object(Operation::PresignGetObject, bucket, key);
        let now = SystemTime::now();
        let credentials = self
            .inner
            .credentials
            .provide_credentials()
            .await
            .map_err(|error| errors::no_credentials(Operation::PresignGetObject, error).bucket(bucket).key(key))?;
        let mut lifetime = lifetime.clamp(Duration::from_secs(1), PresignedUrl::LONGEST);
        if let Some(end) = credentials.expiry() {
            let left = end.duration_since(now).unwrap_or_default();
            if left.as_secs() == 0 {
                return Err(about.error(ErrorKind::CredentialsExpired));
            }
            lifetime = lifetime.min(left);
        }
        // The query holds whole seconds.
        let lifetime = Duration::from_secs(lifetime.as_secs().max(1));
        let other = |error| about.error(ErrorKind::Other).source(error);
        let times = PresigningConfig::builder()
            // The server counts by its own clock.
            .start_time(self.inner.observer.server_time(now))
            .expires_in(lifetime)
            .build()
            .map_err(|error| about.error(ErrorKind::Other).source(error))?;
        let region = self.region_of(Some(bucket));
        let request = self
            .client(&region, Manner::SMALL)
            .get_object()
            .bucket(bucket.as_str())
            .key(carried(key))
            .set_response_content_disposition(file_name.map(attachment))
            .presigned(times)
            .await
            .map_err(|error| other(Box::new(error)))?;
        Ok(PresignedUrl { url: Zeroizing::new(request.uri().to_owned()), expires: now + lifetime })
    }
}
