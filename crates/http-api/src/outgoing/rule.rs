//! The rule itself.

use std::net::IpAddr;

use satchel_objects::s3::{AddressRefused, AddressRule};
use url::{Host, Url};

use super::Origin;
use super::class::{Class, class};

/// What may be called.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) allowed: Vec<Origin>,
    pub(super) beyond_loopback: bool,
}

/// Names that clouds give to their metadata services. They stand for addresses that are refused anyway; these are for
/// proxies and for name services that answer something else.
const METADATA_NAMES: &[&str] = &[
    "metadata",
    "metadata.google.internal",
    "metadata.goog",
    "instance-data",
    "instance-data.ec2.internal",
    "metadata.tencentyun.com",
    "metadata.azure.internal",
];

impl Rule {
    /// Whether an address of DRPC (`host:port`) is listed.
    pub(super) fn check_drpc(&self, address: &str) -> Result<(), AddressRefused> {
        let origin = Url::parse(&format!("drpc://{address}")).ok().as_ref().and_then(Origin::of);
        if origin.is_some_and(|origin| self.allowed.contains(&origin)) {
            return Ok(());
        }
        let why = "this server speaks DRPC only to what its list of allowed endpoints names (--allow-endpoint \
                   drpc://host:port): give the auth service's https address";
        Err(AddressRefused { address: format!("drpc://{address}"), why: why.to_owned() })
    }

    fn check_class(&self, class: Class) -> Result<(), &'static str> {
        if class.is_never_a_store() {
            return Err("this server doesn't call such addresses unless they are listed (--allow-endpoint)");
        }
        if class != Class::Public && self.beyond_loopback {
            return Err("a server that others reach doesn't call addresses of its own network unless they are listed \
                        (--allow-endpoint)");
        }
        Ok(())
    }
}

impl AddressRule for Rule {
    fn check_url(&self, url: &Url) -> Result<(), AddressRefused> {
        let shown = Origin::of(url).map_or_else(|| format!("{}:", url.scheme()), |origin| origin.to_string());
        let refuse = |why: String| Err(AddressRefused { address: shown.clone(), why });
        if !matches!(url.scheme(), "http" | "https") {
            return refuse("only http and https addresses are called".to_owned());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("an address with a user name or password in it isn't called".to_owned());
        }
        let Some(origin) = Origin::of(url) else { return refuse("it has no host".to_owned()) };
        if !self.allowed.is_empty() {
            if self.allowed.contains(&origin) {
                return Ok(());
            }
            return refuse("it isn't in this server's list of allowed endpoints (--allow-endpoint)".to_owned());
        }
        let class = match url.host() {
            Some(Host::Ipv4(address)) => class(address.into()),
            Some(Host::Ipv6(address)) => class(address.into()),
            Some(Host::Domain(name)) if METADATA_NAMES.contains(&name.trim_end_matches('.')) => Class::Metadata,
            _ => Class::Public,
        };
        self.check_class(class).or_else(|why| refuse(format!("it is {}; {why}", class.words())))
    }

    /// The answer doesn't tell what the name stands for: whoever asks could read the server's name service with it.
    fn check_address(&self, name: &str, address: IpAddr) -> Result<(), AddressRefused> {
        let class = class(address);
        // With a list nothing gets here but a name on it.
        let allowed = if self.allowed.is_empty() { self.check_class(class).is_ok() } else { !class.is_never_a_store() };
        if allowed {
            return Ok(());
        }
        tracing::info!(name, %address, ?class, "a name stands for an address that isn't called");
        let why = "it stands for an address that this server doesn't call unless it is listed (--allow-endpoint)";
        Err(AddressRefused { address: name.to_owned(), why: why.to_owned() })
    }
}
