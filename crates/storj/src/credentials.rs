//! S3 credentials as Storj's auth service makes them.
//!
//! Source: storj.io/edge, `pkg/auth/authdb/db.go`: both are base32 in small letters without padding, of a byte that
//! says what it is and 16 or 32 random bytes. The access key ID is at the same time the key that the service encrypts
//! the grant with: without it the service itself can't read the grant.

use std::fmt;

use crate::secret::Secret;

/// How long an access key ID is.
pub const ACCESS_KEY_ID_LENGTH: usize = 28;
/// How long a secret key is.
pub const SECRET_KEY_LENGTH: usize = 53;

const ACCESS_KEY_ID_MARK: u8 = 77;
const SECRET_KEY_MARK: u8 = 78;

/// An access key ID. It stands in links and signed requests, so it isn't hidden; but where it was registered as public
/// it opens everything that its grant opens.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AccessKeyId(String);

impl AccessKeyId {
    /// Takes a text of the right shape, in capitals too, as the service does.
    pub fn parse(text: &str) -> Option<Self> {
        let small = text.to_ascii_lowercase();
        has_shape(&small, ACCESS_KEY_ID_LENGTH, ACCESS_KEY_ID_MARK).then_some(Self(small))
    }

    /// The ID as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccessKeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A secret key, with which requests are signed.
#[derive(Clone, Debug)]
pub struct SecretKey(Secret<String>);

impl SecretKey {
    /// Takes a text of the right shape.
    pub fn parse(text: &str) -> Option<Self> {
        has_shape(text, SECRET_KEY_LENGTH, SECRET_KEY_MARK).then(|| Self(Secret::from(text)))
    }

    /// The key itself.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// Base32 of that many characters whose first byte is the mark.
fn has_shape(text: &str, length: usize, mark: u8) -> bool {
    let value = |byte: u8| match byte {
        b'a'..=b'z' => Some(byte - b'a'),
        b'2'..=b'7' => Some(byte - b'2' + 26),
        _ => None,
    };
    let bytes = text.as_bytes();
    let first = bytes.first().copied().and_then(value).zip(bytes.get(1).copied().and_then(value));
    bytes.len() == length
        && bytes.iter().all(|byte| value(*byte).is_some())
        && first.is_some_and(|(high, low)| high << 3 | low >> 2 == mark)
}
