//! Hashes of a body: the MD5 that becomes its ETag, and the checksums that the client asks for.

pub(crate) mod whole;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use md5::{Digest as _, Md5};
use s3s::S3ErrorCode;
use s3s::checksum::ChecksumHasher;
use s3s::crypto::{Checksum as _, Crc32, Crc32c, Crc64Nvme, Sha1, Sha256};
use serde::{Deserialize, Serialize};

use crate::errors::{Fault, Result};

/// A kind of checksum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Algorithm {
    /// CRC-32, as in ZIP.
    Crc32,
    /// CRC-32C (Castagnoli).
    Crc32c,
    /// CRC-64/NVME.
    Crc64Nvme,
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
}

impl Algorithm {
    /// Every kind, with its name in S3 and the header that carries it.
    const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Crc32, "CRC32", "x-amz-checksum-crc32"),
        (Self::Crc32c, "CRC32C", "x-amz-checksum-crc32c"),
        (Self::Crc64Nvme, "CRC64NVME", "x-amz-checksum-crc64nvme"),
        (Self::Sha1, "SHA1", "x-amz-checksum-sha1"),
        (Self::Sha256, "SHA256", "x-amz-checksum-sha256"),
    ];

    /// The kind of that S3 name.
    pub(crate) fn named(name: &str) -> Result<Self> {
        Self::ALL
            .iter()
            .find(|(_, known, _)| known.eq_ignore_ascii_case(name))
            .map(|(algorithm, ..)| *algorithm)
            .ok_or_else(|| Fault::answer(S3ErrorCode::InvalidRequest, "Checksum algorithm provided is unsupported."))
    }

    /// Its S3 name.
    pub(crate) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(algorithm, ..)| *algorithm == self).map_or("", |(_, name, _)| name)
    }

    /// The kinds that a request's trailer will carry, by its `x-amz-trailer` header.
    fn in_trailer(headers: &HeaderMap) -> Vec<Self> {
        let names: Vec<_> = headers.get_all("x-amz-trailer").iter().filter_map(|value| value.to_str().ok()).collect();
        Self::ALL
            .iter()
            .filter(|(.., header)| {
                names.iter().flat_map(|list| list.split(',')).any(|name| name.trim().eq_ignore_ascii_case(header))
            })
            .map(|(algorithm, ..)| *algorithm)
            .collect()
    }
}

/// Checksums in base64, as S3 carries them. An object or part has one, rarely more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Checksums {
    /// CRC-32.
    pub(crate) crc32: Option<String>,
    /// CRC-32C.
    pub(crate) crc32c: Option<String>,
    /// CRC-64/NVME.
    pub(crate) crc64nvme: Option<String>,
    /// SHA-1.
    pub(crate) sha1: Option<String>,
    /// SHA-256.
    pub(crate) sha256: Option<String>,
    /// A checksum of the parts' checksums, not of the bytes.
    pub(crate) composite: bool,
}

impl Checksums {
    /// The checksum of that kind.
    pub(crate) fn get(&self, algorithm: Algorithm) -> Option<&String> {
        match algorithm {
            Algorithm::Crc32 => self.crc32.as_ref(),
            Algorithm::Crc32c => self.crc32c.as_ref(),
            Algorithm::Crc64Nvme => self.crc64nvme.as_ref(),
            Algorithm::Sha1 => self.sha1.as_ref(),
            Algorithm::Sha256 => self.sha256.as_ref(),
        }
    }

    /// Sets the checksum of that kind.
    pub(crate) fn set(&mut self, algorithm: Algorithm, value: String) {
        let place = match algorithm {
            Algorithm::Crc32 => &mut self.crc32,
            Algorithm::Crc32c => &mut self.crc32c,
            Algorithm::Crc64Nvme => &mut self.crc64nvme,
            Algorithm::Sha1 => &mut self.sha1,
            Algorithm::Sha256 => &mut self.sha256,
        };
        *place = Some(value);
    }

    /// The kinds that are set.
    pub(crate) fn algorithms(&self) -> impl Iterator<Item = Algorithm> {
        Algorithm::ALL.iter().map(|(algorithm, ..)| *algorithm).filter(|algorithm| self.get(*algorithm).is_some())
    }

    /// `COMPOSITE` or `FULL_OBJECT`; nothing where there is no checksum.
    pub(crate) fn kind(&self) -> Option<s3s::dto::ChecksumType> {
        use s3s::dto::ChecksumType;
        let kind = if self.composite { ChecksumType::COMPOSITE } else { ChecksumType::FULL_OBJECT };
        self.algorithms().next().map(|_| ChecksumType::from_static(kind))
    }

    /// Holds every checksum of `expected` against these.
    pub(crate) fn check(&self, expected: &Self) -> Result<()> {
        if expected.algorithms().all(|algorithm| self.get(algorithm) == expected.get(algorithm)) {
            return Ok(());
        }
        Err(Fault::answer(S3ErrorCode::BadDigest, "The checksum you specified did not match the calculated checksum."))
    }

    /// Adds what a trailer carries.
    fn add_trailer(&mut self, trailer: &HeaderMap) {
        for (algorithm, _, header) in Algorithm::ALL {
            if let Some(value) = trailer.get(header).and_then(|value| value.to_str().ok()) {
                self.set(algorithm, value.trim().to_owned());
            }
        }
    }
}

/// What the client says of its body's hashes.
#[derive(Debug, Default)]
pub(crate) struct Expected {
    /// Content-MD5, in base64.
    pub(crate) content_md5: Option<String>,
    /// The checksums of the headers; those of a trailer are added at the end.
    pub(crate) checksums: Checksums,
    /// What is computed although nothing is expected.
    pub(crate) wanted: Option<Algorithm>,
}

/// Hashes a body as it passes.
pub(crate) struct Hashing {
    md5: Md5,
    checksums: ChecksumHasher,
    expected: Expected,
}

/// The hashes of a whole body.
#[derive(Clone, Debug)]
pub(crate) struct Hashes {
    /// MD5 in hex.
    pub(crate) md5: String,
    /// The checksums that were asked for.
    pub(crate) checksums: Checksums,
}

impl Hashing {
    /// Begins, with the request's headers, which announce a trailer.
    pub(crate) fn new(expected: Expected, headers: &HeaderMap) -> Self {
        let mut algorithms = Algorithm::in_trailer(headers);
        algorithms.extend(expected.checksums.algorithms());
        if algorithms.is_empty() {
            // As S3 does since December 2024: an object without a checksum of the client's choice gets this one.
            algorithms.push(expected.wanted.unwrap_or(Algorithm::Crc64Nvme));
        }
        let has = |algorithm| algorithms.contains(&algorithm);
        let checksums = ChecksumHasher {
            crc32: has(Algorithm::Crc32).then(Crc32::new),
            crc32c: has(Algorithm::Crc32c).then(Crc32c::new),
            crc64nvme: has(Algorithm::Crc64Nvme).then(Crc64Nvme::new),
            sha1: has(Algorithm::Sha1).then(Sha1::new),
            sha256: has(Algorithm::Sha256).then(Sha256::new),
        };
        Self { md5: Md5::new(), checksums, expected }
    }

    /// Takes bytes.
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.md5.update(bytes);
        self.checksums.update(bytes);
    }

    /// Ends, and holds the result against what the client said.
    pub(crate) fn finish(self, trailer: Option<&HeaderMap>) -> Result<Hashes> {
        let md5 = self.md5.finalize();
        if let Some(expected) = &self.expected.content_md5 {
            let expected =
                STANDARD.decode(expected).ok().filter(|bytes| bytes.len() == md5.len()).ok_or_else(|| {
                    Fault::answer(S3ErrorCode::InvalidDigest, "The Content-MD5 you specified was invalid.")
                })?;
            if expected != md5[..] {
                return Err(Fault::answer(
                    S3ErrorCode::BadDigest,
                    "The Content-MD5 you specified did not match what we received.",
                ));
            }
        }
        let sums = self.checksums.finalize();
        let checksums = Checksums {
            crc32: sums.checksum_crc32,
            crc32c: sums.checksum_crc32c,
            crc64nvme: sums.checksum_crc64nvme,
            sha1: sums.checksum_sha1,
            sha256: sums.checksum_sha256,
            composite: false,
        };
        let mut expected = self.expected.checksums;
        if let Some(trailer) = trailer {
            expected.add_trailer(trailer);
        }
        checksums.check(&expected)?;
        Ok(Hashes { md5: hex::encode(md5), checksums })
    }
}
