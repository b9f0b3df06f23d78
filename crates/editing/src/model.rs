//! What an edit is about.

use std::fmt;
use std::time::SystemTime;

use satchel_objects::{BucketName, ETag, ObjectKey};
use serde::{Deserialize, Serialize};

/// The ID of an edit: 16 random bytes in hexadecimal digits, and the name of its folder.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EditId(pub String);

impl EditId {
    /// Whether a text is an ID that we would have made: other folders beside ours aren't touched.
    pub fn is_one(text: &str) -> bool {
        text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    }
}

impl fmt::Display for EditId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The object that is edited.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Target {
    /// The account's ID.
    pub account: String,
    /// The bucket.
    pub bucket: BucketName,
    /// The key.
    pub key: ObjectKey,
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
}

/// What tells one version of an object from another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Version {
    /// Its tag.
    Tag(ETag),
    /// A server without tags: size and time have to do.
    Untagged {
        /// The size in bytes.
        size: u64,
        /// When it was written, by the server's clock.
        written: Option<SystemTime>,
    },
}

impl Version {
    /// Whether both are the same version. Servers spell a tag with and without its quotes.
    pub fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Tag(one), Self::Tag(other)) => one.unquoted() == other.unquoted(),
            _ => self == other,
        }
    }
}

/// What stands at the key as far as we know: the one thing that a save may replace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum At {
    /// This version of the object.
    Version(Version),
    /// Nothing, and the copy may go there.
    Nothing,
    /// Nothing: it was deleted by somebody, and the person left it so. A later save asks again.
    Deleted,
}

/// What is known of the object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Base {
    /// What stands there.
    pub at: At,
    /// What it holds; `None` where only its version is known.
    pub content: Option<Content>,
}

/// What was last given to the store to write, until the end of that is known: after a crash it tells our own object
/// from somebody else's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// What was sent.
    pub content: Content,
    /// The file's time, which goes along as metadata.
    pub modified: Option<SystemTime>,
}

/// A save met something else than the version it was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// Somebody wrote another version.
    Changed(crate::Remote),
    /// Somebody deleted the object.
    Deleted,
}

/// What the person wants done about a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// The local copy replaces what is there, or puts it back.
    KeepMine,
    /// What is there stays and is fetched; the local copy is kept beside as `name (mine).ext`. What was deleted stays
    /// deleted.
    KeepTheirs,
    /// The local copy goes up beside as `name (2).ext`, and is edited there from now on.
    KeepBoth,
}
