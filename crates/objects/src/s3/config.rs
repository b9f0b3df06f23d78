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
    /// Whether Storj is behind it, as for a gateway under a name of one's own. Storj's own gateways are known by theirs.
    pub storj: bool,
}

/// What Storj advises for parts: one of them fills one segment, so that each costs the fewest pieces and requests.
/// Source: Storj's documentation on multipart part sizes.
const STORJ_PART: u64 = 64 << 20;

impl S3Config {
    /// The part size that the makers of this store advise, in bytes; 0 where none is known.
    pub(super) fn advised_part(&self) -> u64 {
        let host = self.endpoint.as_ref().and_then(Url::host_str).unwrap_or_default();
        // A URL's host is in lower case already; it may end in the root's dot.
        let host = host.strip_suffix('.').unwrap_or(host);
        let is_storj = self.storj || host == "storjshare.io" || host.ends_with(".storjshare.io");
        if is_storj { STORJ_PART } else { 0 }
    }
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
    fn storj_wants_parts_as_large_as_its_segments() {
        for (endpoint, storj, advised) in [
            ("https://gateway.storjshare.io", false, STORJ_PART),
            ("https://gateway.eu1.storjshare.io.:443/", false, STORJ_PART),
            ("https://gateway.storjshare.io.example.com", false, 0),
            ("https://notstorjshare.io", false, 0),
            ("http://127.0.0.1:9000", false, 0),
            ("http://127.0.0.1:9000", true, STORJ_PART),
        ] {
            let config = S3Config {
                endpoint: Some(endpoint.parse().unwrap()),
                region: None,
                addressing: Addressing::Path,
                credentials: Credentials::Environment,
                storj,
            };
            assert_eq!(config.advised_part(), advised, "{endpoint}");
        }
    }

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
            storj: false,
        };
        let text = format!("{config:?}").to_lowercase();
        assert!(!text.contains("canary"), "{text}");
    }
}
