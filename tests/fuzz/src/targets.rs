//! What is fed, and what must hold of whatever is accepted.

use satchel_storj::doctor::examine_at;
use satchel_storj::share_url::{LinkAccess, LinkForm, join_share_url, parse_share_link};
use satchel_storj::{AccessGrant, ApiKey, Caveat, NodeUrl, Permission, SharePrefix, Timestamp, base58};

/// One parser.
pub struct Target {
    pub name: &'static str,
    /// Answers what the input brought about, or what rule it broke.
    pub run: fn(&[u8]) -> Result<String, String>,
}

pub static TARGETS: [Target; 5] = [
    Target { name: "base58", run: base58 },
    Target { name: "macaroon", run: macaroon },
    Target { name: "grant", run: grant },
    Target { name: "node_url", run: node_url },
    Target { name: "share_link", run: share_link },
];

fn must(holds: bool, rule: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(rule.to_owned()) }
}

/// What the doctor makes of it: it must survive everything too.
fn diagnosis(text: &str) -> String {
    match examine_at(text, Timestamp::default()) {
        Ok(finding) => format!("{:?}", finding.risks),
        Err(error) => error.to_string(),
    }
}

fn base58(input: &[u8]) -> Result<String, String> {
    let text = String::from_utf8_lossy(input);
    let behaviour = match base58::decode(&text) {
        Ok(decoded) => {
            let again = base58::encode(&decoded.payload, decoded.version);
            must(again == text, "what was decoded encodes to the same text")?;
            format!("{} {}", decoded.version, decoded.payload.len())
        }
        Err(error) => error.to_string(),
    };
    let encoded = base58::encode(input, 0);
    let back = base58::decode(&encoded).map_err(|error| error.to_string())?;
    must(*back.payload == *input, "what was encoded decodes to the same bytes")?;
    Ok(format!("{behaviour} {}", diagnosis(&text)))
}

fn macaroon(input: &[u8]) -> Result<String, String> {
    let key = match ApiKey::parse_bytes(input) {
        Ok(key) => key,
        Err(error) => return Ok(error.to_string()),
    };
    let written = key.serialize_bytes();
    let again = ApiKey::parse_bytes(&written).map_err(|error| format!("what was written can't be read: {error}"))?;
    must(again.serialize_bytes() == written, "a key that was written reads back the same")?;
    let restricted = key.restrict(&Caveat { disallow_deletes: true, ..Caveat::default() });
    let read = ApiKey::parse(restricted.serialize().expose()).map_err(|error| error.to_string())?;
    must(read.caveat_bytes().len() == key.caveat_bytes().len() + 1, "a restriction is added, and none is lost")?;
    for bytes in key.caveat_bytes() {
        if let Ok(caveat) = Caveat::parse(bytes) {
            let same = Caveat::parse(&caveat.serialize()).map_err(|error| error.to_string())?;
            // Midnight of the year 1 means "not set", and so isn't written.
            let zero = [caveat.not_after, caveat.not_before].contains(&Some(Timestamp::ZERO));
            must(zero || same == caveat, "a caveat that was written reads back the same")?;
        }
    }
    let caveats = key.caveats().map(|caveats| caveats.len()).map_err(|error| error.to_string());
    Ok(format!("{caveats:?} {}", diagnosis(key.serialize().expose())))
}

fn grant(input: &[u8]) -> Result<String, String> {
    let grant = match AccessGrant::parse_bytes(input) {
        Ok(grant) => grant,
        Err(error) => return Ok(error.to_string()),
    };
    // A first reading drops what nobody knows and settles the ciphers; from then on nothing changes.
    let settle = |grant: &AccessGrant| AccessGrant::parse_bytes(grant.serialize_bytes().expose());
    let once = settle(&grant).map_err(|error| format!("what was written can't be read: {error}"))?;
    let twice = settle(&once).map_err(|error| format!("what was written can't be read: {error}"))?;
    let same = once.serialize_bytes().expose() == twice.serialize_bytes().expose();
    must(same, "a grant that was written reads back the same")?;
    let permission = Permission { download: true, ..Permission::default() };
    let shared = grant.restrict(&permission, &[SharePrefix::new("photos", "a/b/")], [0; 4]);
    if let Ok(shared) = &shared {
        must(shared.store().default_key.is_none(), "a share of a place holds no key of the whole project")?;
    }
    let satellite = grant.clone().with_satellite_checked().err().map(|error| error.to_string());
    let entries = grant.store().entries().count();
    Ok(format!("{entries} {satellite:?} {} {}", shared.is_ok(), diagnosis(grant.serialize().expose())))
}

fn node_url(input: &[u8]) -> Result<String, String> {
    let url = match NodeUrl::parse(input) {
        Ok(url) => url,
        Err(error) => return Ok(error.to_string().split('"').next().unwrap_or_default().to_owned()),
    };
    let text = url.to_string();
    let plain = url.address.iter().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(byte));
    // An address with escapes isn't written in a way that can always be read again: the official library's neither.
    if plain && !url.address.is_empty() {
        let again =
            NodeUrl::parse(text.as_bytes()).map_err(|error| format!("what was written can't be read: {error}"))?;
        must(again.to_string() == text && again.id == url.id, "a node URL that was written reads back the same")?;
    }
    let satellite = NodeUrl::parse_satellite(input).is_ok();
    Ok(format!("{satellite} {} {} {}", url.id.is_zero(), url.noise_public_key.len(), url.features > 0))
}

fn share_link(input: &[u8]) -> Result<String, String> {
    let text = String::from_utf8_lossy(input);
    let link = match parse_share_link(&text) {
        Ok(link) => link,
        Err(error) => return Ok(format!("{error} {}", diagnosis(&text))),
    };
    if let LinkAccess::Id(id) = &link.access {
        let raw = link.form == LinkForm::Raw;
        if let Ok(made) = join_share_url(&link.base_url, id.as_str(), &link.bucket, &link.key, raw) {
            let again = parse_share_link(&made).map_err(|error| format!("what was made can't be read: {error}"))?;
            must(again.bucket == link.bucket && again.key == link.key, "a link leads where it was made for")?;
        }
    }
    let parts = link.key.split(|byte| *byte == b'/').count();
    Ok(format!("{:?} {} {parts} {}", link.form, link.bucket.is_empty(), diagnosis(&text)))
}
