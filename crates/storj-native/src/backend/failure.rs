//! The library's errors, told apart.

use std::io;

use uplink::error::Uplink;

use crate::error::NativeError;
use crate::words::first_line;

/// What a call was about, for its errors.
#[derive(Clone, Debug, Default)]
pub(super) struct About {
    /// Host and port that were called.
    pub host: String,
    /// The bucket, if there was one.
    pub bucket: String,
    /// The object's key, if there was one.
    pub key: String,
}

impl About {
    /// A call to a host.
    pub fn host(host: &str) -> Self {
        Self { host: host.to_owned(), ..Self::default() }
    }

    /// What the wrapper answered.
    pub fn failure(&self, error: &uplink::Error) -> NativeError {
        match error {
            uplink::Error::Uplink(error) => self.told(error),
            other => NativeError::Library { said: first_line(&other.to_string()) },
        }
    }

    /// What the wrapper answered where it reads or writes.
    pub fn stream_failure(&self, error: io::Error) -> NativeError {
        match error.downcast::<uplink::Error>() {
            Ok(error) => self.failure(&error),
            Err(error) => NativeError::Library { said: first_line(&error.to_string()) },
        }
    }

    /// What the library itself answered.
    pub fn told(&self, error: &Uplink) -> NativeError {
        let (bucket, key) = (self.bucket.clone(), self.key.clone());
        match error {
            Uplink::Canceled(_) => NativeError::Canceled,
            Uplink::TooManyRequests(_) => NativeError::TooManyRequests,
            Uplink::BandwidthLimitExceeded(_) => NativeError::BandwidthLimit,
            Uplink::StorageLimitExceeded(_) => NativeError::StorageLimit,
            Uplink::SegmentsLimitExceeded(_) => NativeError::SegmentsLimit,
            Uplink::BucketNameInvalid(_) => NativeError::BucketName { bucket },
            Uplink::BucketNotFound(_) => NativeError::BucketNotFound { bucket },
            Uplink::ObjectKeyInvalid(_) => NativeError::ObjectKey { key },
            Uplink::ObjectNotFound(_) => NativeError::ObjectNotFound { bucket, key },
            Uplink::PermissionDenied(message) => NativeError::PermissionDenied { said: first_line(message) },
            Uplink::EdgeRegisterAccessFailed(message) => self
                .of_the_network(message)
                .unwrap_or_else(|| NativeError::AuthServiceRefused { said: first_line(message) }),
            Uplink::EdgeAuthDialFailed(message) => self
                .of_the_network(message)
                .unwrap_or_else(|| NativeError::Unreachable { host: self.host.clone(), said: first_line(message) }),
            Uplink::Internal(message) => self.of_the_network(message).unwrap_or_else(|| {
                let said = first_line(message);
                if said.ends_with("Failed to revoke API key") {
                    NativeError::NotRevoked { said }
                } else {
                    NativeError::Library { said }
                }
            }),
            // The end of a stream has no words, and where it is an error somebody hung up.
            Uplink::Unknown(_) => {
                NativeError::Unreachable { host: self.host.clone(), said: "the connection was closed".into() }
            }
            Uplink::InvalidHandle(message)
            | Uplink::BucketAlreadyExists(message)
            | Uplink::BucketNotEmpty(message)
            | Uplink::UploadDone(message) => NativeError::Library { said: first_line(message) },
        }
    }

    /// The library has one code for all that can happen on the way, so the words decide.
    fn of_the_network(&self, message: &str) -> Option<NativeError> {
        let said = first_line(message);
        let says = |words: &[&str]| words.iter().any(|words| said.contains(words));
        let host = self.host.clone();
        if says(&["no such host", "server misbehaving", "Temporary failure in name resolution"]) {
            Some(NativeError::UnknownHost { host })
        } else if says(&["x509:", "tls:", "peertls", "tlsopts", "protocol error"]) {
            Some(NativeError::WrongIdentity { host, said })
        } else if says(&[
            "connection refused",
            "connection reset",
            "i/o timeout",
            "deadline exceeded",
            "network is unreachable",
            "no route to host",
            "broken pipe",
            "connection closed",
            "conn closed",
            "context canceled",
        ]) || said.ends_with("EOF")
        {
            Some(NativeError::Unreachable { host, said })
        } else {
            None
        }
    }
}
