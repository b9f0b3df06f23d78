//! Hashes of sections of files: CRC-32C where a server checks it, else MD5 to compare with an ETag that is one.

use std::fs::File;
use std::io;

use md5::{Digest, Md5};
use satchel_objects::{Checksum, ETag};
use serde::{Deserialize, Serialize};

/// How much is read at once. Many parts are hashed side by side, and none of them may take much memory.
const STEP: usize = 256 << 10;

/// Which hash is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HashKind {
    Crc32c,
    Crc64Nvme,
    Md5,
}

impl HashKind {
    /// The kind of a checksum.
    pub(crate) fn of(checksum: Checksum) -> Self {
        match checksum {
            Checksum::Crc32c(_) => Self::Crc32c,
            Checksum::Crc64Nvme(_) => Self::Crc64Nvme,
        }
    }
}

/// A hash of some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Hash {
    Checksum(Checksum),
    Md5([u8; 16]),
}

enum Hasher {
    Crc32c(crc_fast::Digest),
    Crc64Nvme(crc_fast::Digest),
    Md5(Box<Md5>),
}

impl Hasher {
    fn new(kind: HashKind) -> Self {
        match kind {
            HashKind::Crc32c => Self::Crc32c(crc_fast::Digest::new(crc_fast::CrcAlgorithm::Crc32Iscsi)),
            HashKind::Crc64Nvme => Self::Crc64Nvme(crc_fast::Digest::new(crc_fast::CrcAlgorithm::Crc64Nvme)),
            HashKind::Md5 => Self::Md5(Box::default()),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Crc32c(digest) | Self::Crc64Nvme(digest) => digest.update(bytes),
            Self::Md5(digest) => digest.update(bytes),
        }
    }

    fn finish(self) -> Hash {
        match self {
            // The lower half is all there is of a 32-bit checksum.
            #[allow(clippy::cast_possible_truncation, reason = "a 32-bit checksum comes in 64 bits")]
            Self::Crc32c(digest) => Hash::Checksum(Checksum::Crc32c(digest.finalize() as u32)),
            Self::Crc64Nvme(digest) => Hash::Checksum(Checksum::Crc64Nvme(digest.finalize())),
            Self::Md5(digest) => Hash::Md5(digest.finalize().into()),
        }
    }
}

/// The hash of bytes in memory.
pub(crate) fn of_bytes(kind: HashKind, bytes: &[u8]) -> Hash {
    let mut hasher = Hasher::new(kind);
    hasher.update(bytes);
    hasher.finish()
}

/// The hash of pieces of bytes, one behind the other.
pub(crate) fn of_pieces(kind: HashKind, pieces: &[impl AsRef<[u8]>]) -> Hash {
    let mut hasher = Hasher::new(kind);
    for piece in pieces {
        hasher.update(piece.as_ref());
    }
    hasher.finish()
}

/// The hash of a section of a file. It blocks. A file that ends before the section does is an error.
pub(crate) fn of_section(kind: HashKind, file: &File, offset: u64, length: u64) -> io::Result<Hash> {
    let mut hasher = Hasher::new(kind);
    let mut buffer = vec![0; STEP.min(usize::try_from(length).unwrap_or(STEP)).max(1)];
    let mut done = 0;
    while done < length {
        let wanted = usize::try_from(length - done).unwrap_or(STEP).min(buffer.len());
        read_exact_at(file, &mut buffer[..wanted], offset + done)?;
        hasher.update(&buffer[..wanted]);
        done += wanted as u64;
    }
    Ok(hasher.finish())
}

#[cfg(unix)]
pub(crate) fn read_exact_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, offset)
}

#[cfg(windows)]
pub(crate) fn read_exact_at(file: &File, mut buffer: &mut [u8], mut offset: u64) -> io::Result<()> {
    while !buffer.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, buffer, offset)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        buffer = &mut buffer[read..];
        offset += read as u64;
    }
    Ok(())
}

/// The MD5 that a tag may be: 32 hexadecimal digits. The tag of a multipart upload has a `-`. Some servers' tags only
/// look like one (objects encrypted with KMS), so a difference alone proves nothing.
pub(crate) fn md5_of_tag(etag: Option<&ETag>) -> Option<[u8; 16]> {
    let mut md5 = [0; 16];
    hex::decode_to_slice(etag?.unquoted(), &mut md5).ok()?;
    Some(md5)
}

/// Whether what a server answered to a write contradicts what was sent.
pub(crate) fn contradicts(sent: Hash, etag: Option<&ETag>, checksum: Option<Checksum>) -> bool {
    match sent {
        Hash::Checksum(sent) => {
            let same_kind = |answered: &Checksum| std::mem::discriminant(answered) == std::mem::discriminant(&sent);
            checksum.filter(same_kind).is_some_and(|answered| answered != sent)
        }
        Hash::Md5(sent) => md5_of_tag(etag).is_some_and(|answered| answered != sent),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Check values from the catalogue of parametrised CRC algorithms, and RFC 1321.
    #[test]
    fn hashes_are_the_published_ones() {
        assert_eq!(of_bytes(HashKind::Crc32c, b"123456789"), Hash::Checksum(Checksum::Crc32c(0xe306_9283)));
        assert_eq!(
            of_bytes(HashKind::Crc64Nvme, b"123456789"),
            Hash::Checksum(Checksum::Crc64Nvme(0xae8b_1486_0a79_9888))
        );
        let Hash::Md5(md5) = of_bytes(HashKind::Md5, b"abc") else { unreachable!() };
        assert_eq!(md5_of_tag(Some(&ETag("\"900150983cd24fb0d6963f7d28e17f72\"".into()))), Some(md5));
        assert_eq!(md5_of_tag(Some(&ETag("\"900150983cd24fb0d6963f7d28e17f72-2\"".into()))), None);
    }

    #[test]
    fn a_section_is_hashed_alone_and_a_short_file_is_an_error() {
        let file = tempfile::tempfile().unwrap();
        std::io::Write::write_all(&mut &file, b"xx123456789").unwrap();
        let crc = of_section(HashKind::Crc32c, &file, 2, 9).unwrap();
        assert_eq!(crc, Hash::Checksum(Checksum::Crc32c(0xe306_9283)));
        assert!(of_section(HashKind::Crc32c, &file, 2, 10).is_err());
    }
}
