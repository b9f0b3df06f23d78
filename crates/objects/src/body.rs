//! What is sent: bytes in memory, or a section of an open file. Both can be sent again on a retry.

use std::fs::File;
use std::sync::Arc;

use bytes::Bytes;

/// The body of a PUT or of a part. It can be read any number of times, so that a retry sends the same bytes.
#[derive(Clone, Debug)]
pub enum Body {
    /// Bytes in memory: markers, tags and other small things.
    Bytes(Bytes),
    /// A section of a file that was opened once: replacing the file at its path doesn't change what is sent.
    File(FileSection),
}

/// `length` bytes of `file` from `offset` on, read by position as they are sent.
#[derive(Clone, Debug)]
pub struct FileSection {
    /// The open file, shared by the sections of one upload.
    pub file: Arc<File>,
    /// Where the section starts, in bytes.
    pub offset: u64,
    /// How many bytes it has. A file that turns out shorter is an error of the call, never a short object.
    pub length: u64,
}

impl Body {
    /// How many bytes will be sent.
    pub fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File(section) => section.length,
        }
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self::Bytes(bytes)
    }
}
