//! What is sent: bytes in memory, or a section of an open file. Both can be sent again on a retry.

use std::fmt;
use std::fs::File;
use std::sync::Arc;

use bytes::Bytes;
use futures::future::BoxFuture;

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
    /// Who says how fast the bytes may go; `None` for as fast as they can.
    pub pace: Option<Arc<dyn Pace>>,
}

/// Holds a body back: a limit on bandwidth. It is asked for each small piece (16 KiB or less) just before that piece is
/// handed to the connection, so that a limit set while a body is on its way counts at once. However long a piece is
/// held back, the connection isn't taken for a stalled one.
pub trait Pace: Send + Sync + fmt::Debug {
    /// Asks for `bytes` more. `None`: they may go at once; else they may go when the future is done. They count as
    /// taken either way. A dropped future means that the bytes were never sent.
    fn take(&self, bytes: u64) -> Option<BoxFuture<'static, ()>>;
}

impl FileSection {
    /// `length` bytes of `file` from `offset` on, as fast as they can go.
    pub fn new(file: Arc<File>, offset: u64, length: u64) -> Self {
        Self { file, offset, length, pace: None }
    }
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
