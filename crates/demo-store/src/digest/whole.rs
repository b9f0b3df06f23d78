//! The hashes of an object made of parts, from the parts' hashes: the bytes aren't read again.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crc_fast::{CrcAlgorithm, checksum_combine};
use md5::{Digest as _, Md5};
use s3s::checksum::ChecksumHasher;
use s3s::crypto::{Checksum as _, Crc32, Crc32c, Crc64Nvme, Sha1, Sha256};

use super::{Algorithm, Checksums};

/// The ETag of a multipart object: the MD5 of its parts' MD5s, and their number. `None` if a part's tag is no MD5.
pub(crate) fn etag<'part>(parts: impl ExactSizeIterator<Item = &'part str>) -> Option<String> {
    let count = parts.len();
    let mut whole = Md5::new();
    for part in parts {
        whole.update(hex::decode(part).ok()?);
    }
    Some(format!("{}-{count}", hex::encode(whole.finalize())))
}

/// The checksum of a multipart object from its parts' checksums and sizes; `None` if a part has none of that kind.
pub(crate) fn checksum<'part>(
    algorithm: Algorithm,
    composite: bool,
    parts: impl ExactSizeIterator<Item = (&'part Checksums, u64)>,
) -> Option<Checksums> {
    let count = parts.len();
    let parts = parts
        .map(|(sums, size)| Some((STANDARD.decode(sums.get(algorithm)?).ok()?, size)))
        .collect::<Option<Vec<_>>>()?;
    let value = if composite { of_checksums(algorithm, &parts, count)? } else { of_bytes(algorithm, &parts)? };
    let mut sums = Checksums { composite, ..Checksums::default() };
    sums.set(algorithm, value);
    Some(sums)
}

/// `COMPOSITE`: the checksum of the parts' checksums, and their number.
fn of_checksums(algorithm: Algorithm, parts: &[(Vec<u8>, u64)], count: usize) -> Option<String> {
    let is = |wanted| algorithm == wanted;
    let mut hasher = ChecksumHasher {
        crc32: is(Algorithm::Crc32).then(Crc32::new),
        crc32c: is(Algorithm::Crc32c).then(Crc32c::new),
        crc64nvme: is(Algorithm::Crc64Nvme).then(Crc64Nvme::new),
        sha1: is(Algorithm::Sha1).then(Sha1::new),
        sha256: is(Algorithm::Sha256).then(Sha256::new),
    };
    for (bytes, _) in parts {
        hasher.update(bytes);
    }
    let sums = hasher.finalize();
    let value = match algorithm {
        Algorithm::Crc32 => sums.checksum_crc32,
        Algorithm::Crc32c => sums.checksum_crc32c,
        Algorithm::Crc64Nvme => sums.checksum_crc64nvme,
        Algorithm::Sha1 => sums.checksum_sha1,
        Algorithm::Sha256 => sums.checksum_sha256,
    }?;
    Some(format!("{value}-{count}"))
}

/// `FULL_OBJECT`: what the bytes' own checksum is. Only CRCs can be put together so.
fn of_bytes(algorithm: Algorithm, parts: &[(Vec<u8>, u64)]) -> Option<String> {
    let (kind, width) = match algorithm {
        Algorithm::Crc32 => (CrcAlgorithm::Crc32IsoHdlc, 4),
        Algorithm::Crc32c => (CrcAlgorithm::Crc32Iscsi, 4),
        Algorithm::Crc64Nvme => (CrcAlgorithm::Crc64Nvme, 8),
        Algorithm::Sha1 | Algorithm::Sha256 => return None,
    };
    let mut whole = None;
    for (bytes, size) in parts {
        let part = bytes.iter().fold(0, |number: u64, byte| number << 8 | u64::from(*byte));
        whole = Some(whole.map_or(part, |before| checksum_combine(kind, before, part, *size)));
    }
    let bytes = whole?.to_be_bytes();
    Some(STANDARD.encode(&bytes[bytes.len() - width..]))
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;
    use crate::digest::{Expected, Hashing};

    fn sums(algorithm: Algorithm, bytes: &[u8]) -> Checksums {
        let mut hashing = Hashing::new(Expected { wanted: Some(algorithm), ..Expected::default() }, &HeaderMap::new());
        hashing.update(bytes);
        hashing.finish(None).unwrap().checksums
    }

    #[test]
    fn the_parts_crcs_give_the_crc_of_the_whole() {
        let bytes: Vec<u8> = (0..40_000_u32).map(|number| (number * 7 % 251) as u8).collect();
        for algorithm in [Algorithm::Crc32, Algorithm::Crc32c, Algorithm::Crc64Nvme] {
            let parts: Vec<_> = bytes.chunks(9_999).map(|part| (sums(algorithm, part), part.len() as u64)).collect();
            let whole = checksum(algorithm, false, parts.iter().map(|(sums, size)| (sums, *size))).unwrap();
            assert_eq!(whole, sums(algorithm, &bytes), "{algorithm:?}");
        }
    }

    #[test]
    fn hashes_have_no_whole_but_a_composite() {
        let part = sums(Algorithm::Sha256, b"abc");
        assert!(checksum(Algorithm::Sha256, false, [(&part, 3)].into_iter()).is_none());
        let whole = checksum(Algorithm::Sha256, true, [(&part, 3)].into_iter()).unwrap();
        // printf abc | sha256sum | xxd -r -p | sha256sum | xxd -r -p | base64
        assert_eq!(whole.sha256.as_deref(), Some("T4tCwi3TcptRm6b2jS2nzFstYG0F2u1a1RKMwD5sY1g=-1"));
    }

    #[test]
    fn the_etag_is_the_md5_of_md5s() {
        // The MD5 of "abc", and the MD5 of its 16 bytes, by another program.
        let abc = "900150983cd24fb0d6963f7d28e17f72";
        assert_eq!(etag([abc].into_iter()).as_deref(), Some("af5da9f45af7a300e3aded972f8ff687-1"));
        assert_eq!(etag(["no hex"].into_iter()), None);
    }
}
