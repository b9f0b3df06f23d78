//! Node URLs: where a satellite is and how it proves that it is the one.
//!
//! Source: storj.io/common/storj (`nodeurl.go`, `node.go`), storj.io/common/rpc (`known_ids.go`) and storj.io/uplink
//! (`parseNodeURL` of `access.go`).

use std::fmt;

use thiserror::Error;

use crate::base58::{self, Base58Error};
use crate::go::number::{atoi, parse_hexadecimal};
use crate::go::quote::quote;
use crate::go::url;

/// A longer text isn't looked at.
const MAXIMUM_TEXT: usize = 8 * 1024;

/// Why a text is no node URL. The sentences are those of the official library.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NodeUrlError {
    /// Not a URL; the sentence is that of Go's URL parser.
    #[error("node URL: {0}")]
    Url(String),
    /// Another scheme than `storj://`.
    #[error("node URL: unknown scheme {}", quote(.0.as_bytes()))]
    Scheme(String),
    /// What stands before the `@` isn't a node ID's text.
    #[error("node URL: node ID: {0}")]
    NodeId(Base58Error),
    /// A node ID of another length.
    #[error("node URL: node ID: not enough bytes to make a node id; have {0}, need 32")]
    NodeIdLength(usize),
    /// The key of the Noise protocol isn't one.
    #[error("node URL: {0}")]
    NoiseKey(Base58Error),
    /// A parameter isn't the number it should be; the sentence is that of Go's number parser.
    #[error("node URL: {0}")]
    Number(String),
    /// Longer than 8 KiB.
    #[error("node URL: longer than {MAXIMUM_TEXT} bytes")]
    TooLong,
}

/// Why an address is none that a satellite can be reached at. The sentences are those of the official library.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SatelliteError {
    /// Not a node URL.
    #[error("uplink: {0}")]
    Url(#[from] NodeUrlError),
    /// Without its node ID nobody can tell whether it is the satellite.
    #[error("uplink: node id is required in satelliteNodeURL")]
    NoNodeId,
}

/// A node's ID: 32 bytes, the last of which is a version and always 0.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct NodeId([u8; 32]);

impl NodeId {
    /// `NodeIDFromString`. The version in the text is taken for 0, whatever it says, as there is no other.
    pub fn parse(text: &str) -> Result<Self, NodeUrlError> {
        let decoded = base58::decode(text).map_err(NodeUrlError::NodeId)?;
        let mut id: [u8; 32] =
            decoded.payload.as_slice().try_into().map_err(|_| NodeUrlError::NodeIdLength(decoded.payload.len()))?;
        id[31] = 0;
        Ok(Self(id))
    }

    /// Whether it is none.
    pub fn is_zero(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&base58::encode(&self.0, 0))
    }
}

impl fmt::Debug for NodeId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// A node's ID and address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeUrl {
    /// The ID; zero where the URL names none.
    pub id: NodeId,
    /// `host` or `host:port`.
    pub address: Vec<u8>,
    /// Which Noise protocol the node speaks; 0 where none is named.
    pub noise_protocol: i64,
    /// The key for that.
    pub noise_public_key: Vec<u8>,
    /// The debounce limit; 0 where none is named.
    pub debounce_limit: i64,
    /// The features' bits.
    pub features: u64,
}

impl NodeUrl {
    /// `ParseNodeURL`: `id@host:port`, with `storj://` before it or not, and parameters after it or not. The ID may be
    /// left out. An empty text is an empty URL.
    pub fn parse(text: &[u8]) -> Result<Self, NodeUrlError> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        if text.len() > MAXIMUM_TEXT {
            return Err(NodeUrlError::TooLong);
        }
        let has_scheme = text.windows(3).any(|window| window == b"://");
        let parsed = if has_scheme { url::parse(text) } else { url::parse(&[b"storj://", text].concat()) };
        let parsed = parsed.map_err(NodeUrlError::Url)?;
        if !parsed.scheme.is_empty() && parsed.scheme != "storj" {
            return Err(NodeUrlError::Scheme(parsed.scheme));
        }
        let id = parsed.user.as_ref().map_or(Ok(NodeId::default()), |user| NodeId::parse(&user.text()))?;
        let number = |name: &str| match url::query_value(&parsed.raw_query, name) {
            value if value.is_empty() => Ok(0),
            value => atoi(&value).map_err(NodeUrlError::Number),
        };
        let noise = url::query_value(&parsed.raw_query, "noise_pub");
        let noise_public_key = match str::from_utf8(&noise) {
            Ok("") => Vec::new(),
            Ok(text) => base58::decode(text).map_err(NodeUrlError::NoiseKey)?.payload.to_vec(),
            Err(_) => return Err(NodeUrlError::NoiseKey(Base58Error::Format)),
        };
        let noise_protocol = number("noise_proto")?;
        let debounce_limit = number("debounce")?;
        let features = match url::query_value(&parsed.raw_query, "f") {
            value if value.is_empty() => 0,
            value => parse_hexadecimal(&value).map_err(NodeUrlError::Number)?,
        };
        Ok(Self { id, address: parsed.host, noise_protocol, noise_public_key, debounce_limit, features })
    }

    /// What uplink wants of a satellite's address: an ID, its own or the known one.
    pub fn parse_satellite(text: &[u8]) -> Result<Self, SatelliteError> {
        let mut satellite = Self::parse(text)?;
        if satellite.id.is_zero() {
            let known = known_node_id(&satellite.address).ok_or(SatelliteError::NoNodeId)?;
            satellite.id = NodeId::parse(known)?;
        }
        Ok(satellite)
    }
}

impl fmt::Display for NodeUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.id.is_zero() {
            write!(formatter, "{}@", self.id)?;
        }
        formatter.write_str(&String::from_utf8_lossy(&self.address))?;
        let mut parameters = Vec::new();
        if self.debounce_limit > 0 {
            parameters.push(format!("debounce={}", self.debounce_limit));
        }
        if self.features > 0 {
            parameters.push(format!("f={:x}", self.features));
        }
        if self.noise_protocol != 0 {
            parameters.push(format!("noise_proto={}", self.noise_protocol));
        }
        if !self.noise_public_key.is_empty() {
            parameters.push(format!("noise_pub={}", base58::encode(&self.noise_public_key, 0)));
        }
        if parameters.is_empty() {
            return Ok(());
        }
        write!(formatter, "?{}", parameters.join("&"))
    }
}

/// `KnownNodeID`: the satellites that could be named without their ID before IDs were needed. There won't be more.
fn known_node_id(address: &[u8]) -> Option<&'static str> {
    const US: &str = "12EayRS2V1kEsWESU9QMRseFhdxYxKicsiFmxrsLZHeLUtdps3S";
    const ASIA: &str = "121RTSDpyNZVcEU84Ticf2L1ntiuUimbWgfATz21tuvgk3vzoA6";
    const EUROPE: &str = "12L9ZFwhzVpuEKMUNUqkaTLGzwY9G24tbiigLiXpmZWKwmcNDDs";
    let host = match address.iter().position(|byte| *byte == b':') {
        Some(at) if !address[at + 1..].iter().any(|byte| b":[]".contains(byte)) => &address[..at],
        _ => address,
    };
    Some(match host {
        b"us-central-1.tardigrade.io" | b"mars.tardigrade.io" => US,
        b"asia-east-1.tardigrade.io" | b"saturn.tardigrade.io" => ASIA,
        b"europe-west-1.tardigrade.io" | b"jupiter.tardigrade.io" => EUROPE,
        b"satellite.stefan-benten.de" => "118UWpMCHzs6CvSgWd9BfFVjw5K9pZbJjkfZJexMtSkmKxvvAW",
        b"saltlake.tardigrade.io" => "1wFTAgs9DP5RSnCqKV1eLf6N9wtk4EAtmN5DpSxcs8EjT69tGE",
        _ => return None,
    })
}
