//! How a store is reached and with what credentials.

use std::fmt;
use std::time::SystemTime;

use url::Url;
use zeroize::Zeroizing;

/// Where an S3 store is and who we are there.
#[derive(Clone, Debug)]
pub struct S3Config {
    /// The server's address, such as `https://gateway.storjshare.io`; Amazon's own where `None`.
    pub endpoint: Option<Url>,
    /// The region to begin with. Where `None`: the profile's or the environment's, else `us-east-1`. A bucket in
    /// another region is found by the server's answer.
    pub region: Option<String>,
    /// How a bucket is written into the address.
    pub addressing: Addressing,
    /// Who we are.
    pub credentials: Credentials,
}

/// How a bucket is written into a request's address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Addressing {
    /// `https://host/bucket/key`: every server understands it.
    #[default]
    Path,
    /// `https://bucket.host/key`.
    VirtualHosted,
}

/// Credentials, or where to find them.
#[derive(Clone)]
pub enum Credentials {
    /// Keys in hand.
    Keys {
        /// The public half.
        access_key_id: String,
        /// The secret half.
        secret_key: Zeroizing<String>,
        /// The token of temporary credentials.
        session_token: Option<Zeroizing<String>>,
        /// When temporary credentials end, where that is known.
        expires: Option<SystemTime>,
    },
    /// A profile of the AWS configuration files, by name: keys, SSO, assumed roles.
    Profile(String),
    /// What the AWS tools would use: environment variables, the default profile, the machine's role.
    Environment,
}

impl fmt::Debug for Credentials {
    /// Says which kind it is, and never what is in it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keys { expires, .. } => {
                formatter.debug_struct("Keys").field("expires", expires).finish_non_exhaustive()
            }
            Self::Profile(name) => formatter.debug_tuple("Profile").field(name).finish(),
            Self::Environment => formatter.write_str("Environment"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_secret() {
        let config = S3Config {
            endpoint: None,
            region: None,
            addressing: Addressing::Path,
            credentials: Credentials::Keys {
                access_key_id: "AKIACANARY".into(),
                secret_key: Zeroizing::new("secret-canary".into()),
                session_token: Some(Zeroizing::new("token-canary".into())),
                expires: None,
            },
        };
        let text = format!("{config:?}").to_lowercase();
        assert!(!text.contains("canary"), "{text}");
    }
}
