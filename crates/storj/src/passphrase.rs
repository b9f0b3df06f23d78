//! Telling passphrases apart without keeping them.
//!
//! A grant made with another passphrase, or with another salt, is as good a grant as any: the satellite takes it, and
//! it lists nothing, because nothing that is there decrypts. What tells the two apart are the keys that they come to at
//! the same place. Of such a key a [`Mark`] is kept: an HMAC under a key of this computer's own, so that who reads the
//! marks can neither guess the passphrase nor tell whether two computers hold the same one.
//!
//! A grant that is limited to a bucket or a prefix holds the very keys that the whole one comes to there, so that both
//! have the same marks from that place on.

mod book;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::cipher::{Cipher, derive_path_key};
use crate::grant::AccessGrant;
use crate::macaroon::hmac_sha256;
use crate::node_url::NodeUrl;
use crate::path::components;
use crate::secret::Secret;

pub use book::{Book, Step, Verdict};

/// What stands before everything that is marked, so that no mark of one kind is ever one of another.
const KEY: &[u8] = b"satchel/passphrase/1/key\0";
const PLACE: &[u8] = b"satchel/passphrase/1/place\0";
const PRINT: &[u8] = b"satchel/passphrase/1/print\0";

/// A keyed fingerprint: 128 bits that say nothing without the key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Mark([u8; Mark::LENGTH]);

impl Mark {
    const LENGTH: usize = 16;

    fn of(sum: [u8; 32]) -> Self {
        let mut mark = [0; Self::LENGTH];
        mark.copy_from_slice(&sum[..Self::LENGTH]);
        Self(mark)
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for Mark {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl From<Mark> for String {
    fn from(mark: Mark) -> Self {
        mark.to_string()
    }
}

impl TryFrom<String> for Mark {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const WRONG: &str = "a mark has 32 hexadecimal digits";
        let digits = text.as_bytes();
        if digits.len() != 2 * Self::LENGTH || !digits.iter().all(u8::is_ascii_hexdigit) {
            return Err(WRONG);
        }
        let mut mark = [0; Self::LENGTH];
        for (byte, digits) in mark.iter_mut().zip(digits.chunks_exact(2)) {
            let digits = str::from_utf8(digits).map_err(|_| WRONG)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| WRONG)?;
        }
        Ok(Self(mark))
    }
}

/// A bucket, whatever its passphrases: two projects may both have `photos`, and a bucket that was deleted and made again
/// is another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketIdentity {
    /// The satellite, as [`satellite_of`] names it.
    pub satellite: Vec<u8>,
    /// The bucket.
    pub bucket: String,
    /// When it was made, in whole seconds since 1970: what every way of listing buckets agrees on. `None` where it isn't
    /// known; such a bucket is another one than the same with its time.
    pub created: Option<u64>,
}

/// A grant's satellite by what proves it: its node ID, or its address where it names none.
pub fn satellite_of(address: &[u8]) -> Vec<u8> {
    match NodeUrl::parse_satellite(address) {
        Ok(url) => url.id.to_string().into_bytes(),
        Err(_) => NodeUrl::parse(address).map_or_else(|_| address.to_vec(), |url| url.address),
    }
}

/// What keys of a grant come to on the way to a folder: where its own key stands, and then each folder below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Footprint {
    /// The satellite, as [`satellite_of`] names it.
    pub satellite: Vec<u8>,
    prints: Vec<(Vec<u8>, Mark)>,
}

impl Footprint {
    /// How many folders on the way it has keys for.
    pub fn len(&self) -> usize {
        self.prints.len()
    }

    /// Whether it has none; one that was made always has one.
    pub fn is_empty(&self) -> bool {
        self.prints.is_empty()
    }

    /// Where the grant's own key stands: empty for a whole bucket, or project.
    pub fn base(&self) -> &[u8] {
        self.prints.first().map_or(&[], |(path, _)| path)
    }

    /// What its key comes to at one path on the way.
    pub fn at(&self, path: &[u8]) -> Option<Mark> {
        self.prints.iter().find(|(known, _)| known == path).map(|(_, print)| *print)
    }

    /// Whether the grant's own key is that of the folder: what is listed there is all that it shows.
    pub fn is_whole_at(&self, prefix: &str) -> bool {
        self.base() == folder(prefix)
    }
}

/// The key that everything is marked with. It is kept where secrets are.
#[derive(Clone, Debug)]
pub struct MarkKey(Secret<[u8; MarkKey::LENGTH]>);

impl MarkKey {
    /// How many bytes it has.
    pub const LENGTH: usize = 32;

    /// Takes a key's bytes, which must come from the system's generator.
    pub fn new(bytes: Secret<[u8; Self::LENGTH]>) -> Self {
        Self(bytes)
    }

    /// What tells this key from others: marks of another one mean nothing.
    pub fn id(&self) -> Mark {
        self.mark(&[KEY])
    }

    /// The mark of a place in a bucket.
    pub fn place(&self, bucket: &BucketIdentity, path: &[u8]) -> Mark {
        let BucketIdentity { satellite, bucket, created } = bucket;
        let created = created.map_or_else(Vec::new, |seconds| seconds.to_be_bytes().to_vec());
        // Each part with its length, so that no two rows of parts are the same bytes.
        let length = |part: &[u8]| (part.len() as u64).to_be_bytes();
        self.mark(&[
            PLACE,
            &length(satellite),
            satellite,
            &length(bucket.as_bytes()),
            bucket.as_bytes(),
            &length(&created),
            &created,
            path,
        ])
    }

    /// What a grant's keys come to on the way to a folder of a bucket: at a prefix that ends in a slash, or in the whole
    /// bucket. `None` where it has no key, or where names aren't encrypted: those every passphrase shows.
    pub fn footprint(&self, grant: &AccessGrant, bucket: &str, prefix: &str) -> Option<Footprint> {
        let path = folder(prefix);
        let (base, rest) = grant.store().look_up(bucket.as_bytes(), path)?;
        if !matches!(base.cipher, Cipher::AES_GCM | Cipher::SECRET_BOX) {
            return None;
        }
        let mut key = base.key_in(bucket.as_bytes());
        let depth = components(path).len() - rest.len();
        let mut prints = vec![(joined(path, depth), self.print(base.cipher, key.expose()))];
        for (deeper, component) in (depth + 1..).zip(rest) {
            key = derive_path_key(&key, component);
            prints.push((joined(path, deeper), self.print(base.cipher, key.expose())));
        }
        Some(Footprint { satellite: satellite_of(grant.satellite()), prints })
    }

    /// The same key encrypts names to other ones with another cipher, and then it shows nothing just as well.
    fn print(&self, cipher: Cipher, key: &[u8]) -> Mark {
        self.mark(&[PRINT, &[cipher.number()], key])
    }

    fn mark(&self, parts: &[&[u8]]) -> Mark {
        Mark::of(hmac_sha256(self.0.expose(), parts))
    }
}

/// Every folder on the way to one, from the whole bucket on.
pub fn folders_to(prefix: &str) -> impl Iterator<Item = Vec<u8>> {
    let path = folder(prefix);
    (0..=components(path).len()).map(move |depth| joined(path, depth))
}

/// A folder's path: its prefix without the slash that ends it.
fn folder(prefix: &str) -> &[u8] {
    prefix.strip_suffix('/').unwrap_or(prefix).as_bytes()
}

/// The first components of a path.
fn joined(path: &[u8], depth: usize) -> Vec<u8> {
    components(path)[..depth].join(&b'/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api_key::ApiKey;
    use crate::operations::generate_access_grant;
    use crate::{Permission, ProjectId, Salt, SharePrefix};

    const API_KEY: &str =
        "13YqcutUoQp1Hz8deQcSQni4SNikzyWp4qGKhxZqnN66iiSyp5GAN8Cq7krgnzkqg8mJeyn3TFwxjukLhfQa4etqcXFPB15AdCtRrJE";
    const SATELLITE: &str = "12EayRS2V1kEsWESU9QMRseFhdxYxKicsiFmxrsLZHeLUtdps3S@us1.storj.io:7777";

    fn key() -> MarkKey {
        MarkKey::new(Secret::new([7; 32]))
    }

    fn grant(passphrase: &str, cipher: Cipher) -> AccessGrant {
        let salt = Salt::of_project(ProjectId::parse("b9a1c2d3-e4f5-4678-9abc-def012345678").unwrap());
        let api_key = ApiKey::parse(API_KEY).unwrap();
        generate_access_grant(SATELLITE, api_key, &Secret::from(passphrase), &salt, cipher).unwrap()
    }

    fn restricted(grant: &AccessGrant, bucket: &str, prefix: &str) -> AccessGrant {
        let permission = Permission { list: true, ..Permission::default() };
        grant.restrict(&permission, &[SharePrefix::new(bucket, prefix)], [1; 4]).unwrap()
    }

    #[test]
    fn the_same_passphrase_leaves_the_same_marks_whatever_the_grant_is_limited_to() {
        let (one, other) = (grant("one", Cipher::AES_GCM), grant("other", Cipher::AES_GCM));
        let of = |grant: &AccessGrant, prefix| key().footprint(grant, "photos", prefix).unwrap();
        let whole = of(&one, "2026/冬/");
        assert_eq!((whole.len(), whole.base()), (3, &b""[..]));
        assert_ne!(whole.at(b""), of(&other, "").at(b""));
        assert_eq!(of(&restricted(&one, "photos", ""), "2026/冬/"), whole, "a whole bucket is as good as the project");

        let narrow = of(&restricted(&one, "photos", "2026/"), "2026/冬/");
        assert_eq!((narrow.base(), narrow.len(), narrow.at(b"")), (&b"2026"[..], 2, None));
        assert_eq!(narrow.at("2026/冬".as_bytes()), whole.at("2026/冬".as_bytes()));
        assert!(narrow.at(b"2026").is_some() && narrow.at(b"2026") == whole.at(b"2026"));
        assert!(narrow.is_whole_at("2026/") && !narrow.is_whole_at("2026/冬/") && whole.is_whole_at(""));

        for out_of_reach in [("letters", ""), ("photos", ""), ("photos", "2025/")] {
            let narrow = restricted(&one, "photos", "2026");
            assert_eq!(key().footprint(&narrow, out_of_reach.0, out_of_reach.1), None, "{out_of_reach:?}");
        }
    }

    #[test]
    fn marks_differ_with_key_cipher_bucket_and_place() {
        let grant_of = |cipher| grant("p", cipher);
        let whole = key().footprint(&grant_of(Cipher::AES_GCM), "photos", "").unwrap();
        let print = whole.at(b"").unwrap();
        let boxed = key().footprint(&grant_of(Cipher::SECRET_BOX), "photos", "").unwrap();
        assert_ne!(boxed.at(b""), Some(print), "the names are others");
        let another = MarkKey::new(Secret::new([8; 32]));
        assert_ne!(another.footprint(&grant_of(Cipher::AES_GCM), "photos", "").unwrap().at(b""), Some(print));
        assert_ne!(another.id(), key().id());
        for open in [Cipher::NULL, Cipher::NULL_BASE64_URL] {
            assert_eq!(key().footprint(&grant_of(open), "photos", ""), None, "such names everybody sees");
        }

        let bucket = BucketIdentity { satellite: whole.satellite, bucket: "photos".to_owned(), created: Some(1) };
        let mut marks = vec![
            key().place(&bucket, b""),
            key().place(&bucket, b"a"),
            key().place(&BucketIdentity { created: None, ..bucket.clone() }, b""),
            key().place(&BucketIdentity { created: Some(2), ..bucket.clone() }, b""),
            key().place(&BucketIdentity { bucket: "photo".to_owned(), ..bucket.clone() }, b""),
            key().place(&BucketIdentity { satellite: Vec::new(), ..bucket }, b""),
            print,
        ];
        let all = marks.len();
        marks.sort_by_key(ToString::to_string);
        marks.dedup();
        assert_eq!(marks.len(), all);
    }

    #[test]
    fn a_satellite_is_known_by_its_node_id_however_it_is_addressed() {
        let id = b"12EayRS2V1kEsWESU9QMRseFhdxYxKicsiFmxrsLZHeLUtdps3S".to_vec();
        for address in [SATELLITE, &SATELLITE.replace("us1", "gateway.us1"), "us-central-1.tardigrade.io:7777"] {
            assert_eq!(satellite_of(address.as_bytes()), id, "{address}");
        }
        assert_eq!(satellite_of(b"example.org:7777"), b"example.org:7777");
    }

    #[test]
    fn folders_are_found_component_by_component() {
        let paths = |prefix| folders_to(prefix).map(|path| String::from_utf8(path).unwrap()).collect::<Vec<_>>();
        assert_eq!(paths(""), [""]);
        assert_eq!(paths("a/b/"), ["", "a", "a/b"]);
        assert_eq!(paths("a//"), ["", "a", "a/"]);
    }

    #[test]
    fn a_mark_is_read_as_it_was_written_and_nothing_else_is_one() {
        let mark = key().id();
        assert_eq!(Mark::try_from(mark.to_string()).unwrap(), mark);
        let long = "0".repeat(34);
        for wrong in ["", "00", &long, "zz000000000000000000000000000000", "+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1"] {
            assert!(Mark::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
    }
}
