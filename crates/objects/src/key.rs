//! [`ObjectKey`]: any legal S3 key, kept code point for code point.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The longest key S3 takes, in bytes of UTF-8.
/// Source: Amazon S3 User Guide, "Naming Amazon S3 objects".
const LONGEST: usize = 1024;

/// An object key: 1 to 1,024 bytes of UTF-8. It is never normalised and never treated as a path.
///
/// Cloning is cheap (the text is shared). Ordering is by UTF-8 bytes, which is S3's listing order.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ObjectKey(Arc<str>);

/// Why a text is not an object key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum KeyError {
    /// A key has at least one byte.
    #[error("an object key can't be empty")]
    Empty,
    /// The text is longer than 1,024 bytes of UTF-8.
    #[error("an object key has at most 1,024 bytes, and this one has {bytes}")]
    TooLong {
        /// How many bytes the text has.
        bytes: usize,
    },
}

impl ObjectKey {
    /// Takes any text of 1 to 1,024 bytes.
    pub fn new(text: impl Into<Arc<str>>) -> Result<Self, KeyError> {
        let text = text.into();
        match text.len() {
            0 => Err(KeyError::Empty),
            bytes if bytes > LONGEST => Err(KeyError::TooLong { bytes }),
            _ => Ok(Self(text)),
        }
    }

    /// The key's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands after the last `/`, the `/` of a folder marker aside: `a/b` gives `b`, and `a/b/` gives `b/`.
    pub fn name(&self) -> &str {
        let body = self.0.strip_suffix('/').unwrap_or(&self.0);
        body.rfind('/').map_or(&*self.0, |slash| &self.0[slash + 1..])
    }
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for ObjectKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, formatter)
    }
}

impl TryFrom<String> for ObjectKey {
    type Error = KeyError;

    fn try_from(text: String) -> Result<Self, KeyError> {
        Self::new(text)
    }
}

impl TryFrom<&str> for ObjectKey {
    type Error = KeyError;

    fn try_from(text: &str) -> Result<Self, KeyError> {
        Self::new(text)
    }
}

impl From<ObjectKey> for String {
    fn from(key: ObjectKey) -> Self {
        key.0.as_ref().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_every_legal_key_as_it_is() {
        for text in ["a", "/", "//", "../a", "a/../b", " a ", "新郎/新娘", "🎞", "a\u{1}b", "a\\b", &"x".repeat(1024)]
        {
            assert_eq!(ObjectKey::new(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn refuses_an_empty_and_an_over_long_key() {
        assert_eq!(ObjectKey::new(""), Err(KeyError::Empty));
        assert_eq!(ObjectKey::new("x".repeat(1025)), Err(KeyError::TooLong { bytes: 1025 }));
        assert_eq!(ObjectKey::new("新".repeat(342)), Err(KeyError::TooLong { bytes: 1026 }));
    }

    #[test]
    fn name_is_what_stands_after_the_last_slash() {
        for (key, name) in [("a/b", "b"), ("a/b/", "b/"), ("a", "a"), ("/", "/"), ("a//", "/"), ("/a", "a")] {
            assert_eq!(ObjectKey::new(key).unwrap().name(), name, "{key}");
        }
    }
}
