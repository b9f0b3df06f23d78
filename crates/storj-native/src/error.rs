//! Why a call gave nothing.

use std::time::Duration;

use satchel_storj::{ApiKeyError, GrantError, SatelliteError};
use thiserror::Error;

/// Why a call gave nothing. Where it says what somebody `said`, that is one line without anything that could be a key.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NativeError {
    /// Satchel was built without the official library (feature `native`).
    #[error("this build of Satchel can't speak to satellites: it was built without Storj's own library")]
    NotInThisBuild,

    /// The satellite's address is none.
    #[error(transparent)]
    Satellite(#[from] SatelliteError),
    /// The API key is none.
    #[error(transparent)]
    ApiKey(#[from] ApiKeyError),
    /// The access grant is none.
    #[error(transparent)]
    Grant(#[from] GrantError),
    /// The character NUL, with which the library ends a text.
    #[error("{what}: the character NUL can't be sent to Storj's own library")]
    NulCharacter {
        /// What it stands in.
        what: &'static str,
    },
    /// A prefix that isn't empty and doesn't end with `/`: encrypted keys can be listed by whole folders alone.
    #[error("prefix: it has to end with /")]
    Prefix,
    /// The address isn't one for DRPC, or not one that the library takes (it takes no IPv6 address, only names for it).
    #[error("auth_service: host:port is needed, and the host can't be an IPv6 address")]
    AuthServiceAddress,
    /// The certificate isn't one in PEM.
    #[error("the auth service's certificate: there is no certificate in PEM in it")]
    Certificate,
    /// The grant to revoke wasn't made from the grant that is to revoke it, or is that grant itself.
    #[error("only a grant that was made from this one can be revoked with it")]
    NotMadeFromIt,
    /// Too large for a call that holds the whole object in memory.
    #[error("the object has {size} bytes, and at most {maximum} can be read or written at once")]
    TooLarge {
        /// Bytes that it has.
        size: u64,
        /// Bytes that it may have.
        maximum: u64,
    },

    /// Nobody knows the host's name, or nobody can be asked: often there is no network.
    #[error("the name of {host} can't be looked up: check the address and the network")]
    UnknownHost {
        /// Host and port.
        host: String,
    },
    /// Nobody answers at the address.
    #[error("{host} can't be reached: {said}")]
    Unreachable {
        /// Host and port.
        host: String,
        /// The system's words.
        said: String,
    },
    /// Who answers there can't prove to be the one that the address names.
    #[error("what answers at {host} isn't what it should be: {said}")]
    WrongIdentity {
        /// Host and port.
        host: String,
        /// The library's words.
        said: String,
    },
    /// Nothing was heard for too long.
    #[error("{what}: nothing was heard for {} seconds", after.as_secs())]
    TimedOut {
        /// What the call was to do.
        what: &'static str,
        /// How long it waited.
        after: Duration,
    },
    /// Too many calls were running for this one to have its turn.
    #[error("too many calls to Storj are running: try again in a while")]
    Busy,
    /// The call was ended from outside.
    #[error("the call was ended before it was done")]
    Canceled,

    /// The satellite doesn't take the API key for anything. It doesn't say why.
    #[error("the satellite doesn't accept this API key: it is unknown there, deleted, revoked, or not for this time")]
    Unauthorized,
    /// The grant isn't for this. The satellite says the same of a grant without the right, of one whose time is over or
    /// hasn't begun, and of one that was revoked or whose key was deleted.
    #[error("this access may not do that, isn't for this time, or was revoked: {said}")]
    PermissionDenied {
        /// Its words.
        said: String,
    },
    /// Asked too often.
    #[error("too many requests: try again in a while")]
    TooManyRequests,
    /// The project's limit of traffic is reached.
    #[error("the project's bandwidth limit is reached")]
    BandwidthLimit,
    /// The project's limit of storage is reached.
    #[error("the project's storage limit is reached")]
    StorageLimit,
    /// The project's limit of segments is reached.
    #[error("the project's segment limit is reached")]
    SegmentsLimit,
    /// No bucket can have that name.
    #[error("no bucket can be called “{bucket}”")]
    BucketName {
        /// The name.
        bucket: String,
    },
    /// No such bucket.
    #[error("there is no bucket “{bucket}”")]
    BucketNotFound {
        /// Its name.
        bucket: String,
    },
    /// No object can have that key.
    #[error("no object can be called “{key}”")]
    ObjectKey {
        /// The key.
        key: String,
    },
    /// No such object, or none that this passphrase shows.
    #[error("there is no object “{key}” in “{bucket}”")]
    ObjectNotFound {
        /// The bucket's name.
        bucket: String,
        /// The object's key.
        key: String,
    },
    /// The satellite couldn't take a grant back. It says so of one that is revoked already, and of its own failures.
    #[error("the satellite couldn't revoke this access: {said}")]
    NotRevoked {
        /// Its words.
        said: String,
    },
    /// The auth service answered that it won't. By DRPC it gives no reason.
    #[error("the auth service refused this access: it may end within a minute, or be for another satellite ({said})")]
    AuthServiceRefused {
        /// Its words.
        said: String,
    },

    /// The object ended before all of its bytes were there.
    #[error("only {received} of the object's {expected} bytes came")]
    Truncated {
        /// Bytes that came.
        received: u64,
        /// Bytes that it has.
        expected: u64,
    },
    /// Anything else, among it a fault of the library's own.
    #[error("Storj's own library failed: {said}")]
    Library {
        /// Its words.
        said: String,
    },
}

impl NativeError {
    /// Whether the same call may succeed later.
    pub fn is_temporary(&self) -> bool {
        matches!(
            self,
            Self::UnknownHost { .. }
                | Self::Unreachable { .. }
                | Self::TimedOut { .. }
                | Self::Busy
                | Self::TooManyRequests
                | Self::NotRevoked { .. }
                | Self::Truncated { .. }
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_network_did_may_pass_and_what_was_refused_stays() {
        assert!(NativeError::UnknownHost { host: "h:1".into() }.is_temporary());
        assert!(NativeError::TimedOut { what: "list", after: Duration::from_secs(1) }.is_temporary());
        assert!(!NativeError::NotInThisBuild.is_temporary());
        assert!(!NativeError::Unauthorized.is_temporary());
    }
}
