//! [`BucketName`]: lenient about names that exist, strict about names to be made.

use std::fmt;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

/// The name of a bucket. What a server lists is taken as it is; [`BucketName::new_to_create`] holds a new name to the
/// rules that every S3 server accepts.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BucketName(String);

/// Which naming rule a bucket name breaks.
/// Source: Amazon S3 User Guide, "General purpose bucket naming rules".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BucketNameError {
    /// The name has no character.
    #[error("a bucket name can't be empty")]
    Empty,
    /// The name has fewer than 3 or more than 63 characters.
    #[error("a bucket name has 3 to 63 characters")]
    Length,
    /// The name has a character other than `a`–`z`, `0`–`9`, `-` and `.`.
    #[error("a bucket name has only lower-case letters, digits, hyphens and dots")]
    Character,
    /// The name starts or ends with something other than a letter or a digit, or has two dots side by side.
    #[error("a bucket name starts and ends with a letter or a digit, and has no two dots side by side")]
    Edge,
    /// The name looks like an IPv4 address.
    #[error("a bucket name can't look like an IP address")]
    Address,
    /// A `/` or a control character, which no server takes.
    #[error("a bucket name can't have a slash or a control character")]
    Impossible,
}

/// The longest name that a bucket ever had, in bytes. Source: Amazon S3 User Guide, on buckets made in US East (N.
/// Virginia) before March 2018.
const LONGEST: usize = 255;

impl BucketName {
    /// Takes the name of a bucket that may exist. Refused is only what could not be sent to any server.
    pub fn new(name: impl Into<String>) -> Result<Self, BucketNameError> {
        let name = name.into();
        if name.is_empty() {
            return Err(BucketNameError::Empty);
        }
        if name.len() > LONGEST {
            return Err(BucketNameError::Length);
        }
        // `.` and `..` would change the request's path once a URL library has resolved it.
        if name == "." || name == ".." || name.chars().any(|c| c == '/' || c.is_control()) {
            return Err(BucketNameError::Impossible);
        }
        Ok(Self(name))
    }

    /// Takes a name for a new bucket, which must follow the naming rules.
    pub fn new_to_create(name: impl Into<String>) -> Result<Self, BucketNameError> {
        let name = name.into();
        if name.is_empty() {
            return Err(BucketNameError::Empty);
        }
        if !(3..=63).contains(&name.chars().count()) {
            return Err(BucketNameError::Length);
        }
        if !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.') {
            return Err(BucketNameError::Character);
        }
        let edges_fit = name.starts_with(|c: char| c.is_ascii_alphanumeric())
            && name.ends_with(|c: char| c.is_ascii_alphanumeric())
            && !name.contains("..");
        if !edges_fit {
            return Err(BucketNameError::Edge);
        }
        if name.parse::<Ipv4Addr>().is_ok() {
            return Err(BucketNameError::Address);
        }
        Ok(Self(name))
    }

    /// The name's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BucketName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for BucketName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_name_follows_the_rules() {
        for name in ["abc", "a-b.c", "0ab", &"a".repeat(63)] {
            assert!(BucketName::new_to_create(name).is_ok(), "{name}");
        }
        for (name, why) in [
            ("", BucketNameError::Empty),
            ("ab", BucketNameError::Length),
            (&*"a".repeat(64), BucketNameError::Length),
            ("Abc", BucketNameError::Character),
            ("a_b", BucketNameError::Character),
            ("桶桶桶", BucketNameError::Character),
            ("-ab", BucketNameError::Edge),
            ("ab.", BucketNameError::Edge),
            ("a..b", BucketNameError::Edge),
            ("192.168.1.1", BucketNameError::Address),
        ] {
            assert_eq!(BucketName::new_to_create(name), Err(why), "{name}");
        }
    }

    #[test]
    fn an_existing_name_is_taken_as_it_is() {
        assert!(BucketName::new("Old_Bucket").is_ok());
        for name in ["a/b", "..", ".", "a\nb"] {
            assert_eq!(BucketName::new(name), Err(BucketNameError::Impossible), "{name}");
        }
    }
}
