//! HTTP/1.1 as bytes: heads as they came, and where bodies end.

use std::io;

use bytes::{Buf, Bytes, BytesMut};
use tokio::io::AsyncReadExt;
use tokio::net::tcp::OwnedReadHalf;

/// No head is longer.
const LONGEST_HEAD: usize = 64 << 10;
/// What is read at once.
const CHUNK: usize = 64 << 10;

fn invalid(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.to_owned())
}

/// The head of a request or an answer.
#[derive(Clone, Debug)]
pub(super) struct Head {
    /// As it came, the empty line included.
    pub(super) raw: Bytes,
    /// The first line.
    pub(super) line: String,
    /// Names in lower case.
    pub(super) headers: Vec<(String, String)>,
}

impl Head {
    /// Reads the bytes up to and including the empty line.
    pub(super) fn parse(raw: Bytes) -> io::Result<Self> {
        let text = String::from_utf8_lossy(&raw).into_owned();
        let mut lines = text.split("\r\n");
        let line = lines.next().filter(|line| !line.is_empty()).ok_or_else(|| invalid("no first line"))?.to_owned();
        let headers = lines.filter_map(|line| line.split_once(':'));
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
        Ok(Self { raw, line, headers })
    }

    /// The value of a header, by its name in lower case.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The method and the target.
    pub(super) fn request_line(&self) -> (&str, &str) {
        let mut words = self.line.split(' ');
        (words.next().unwrap_or_default(), words.next().unwrap_or_default())
    }

    /// An answer's status.
    pub(super) fn status(&self) -> io::Result<u16> {
        self.line.split(' ').nth(1).and_then(|word| word.parse().ok()).ok_or_else(|| invalid("no status"))
    }

    fn has_word(&self, name: &str, word: &str) -> bool {
        let named = self.headers.iter().filter(|(known, _)| known == name);
        named.into_iter().any(|(_, value)| value.split(',').any(|one| one.trim().eq_ignore_ascii_case(word)))
    }

    /// Whether the connection ends with this message.
    pub(super) fn closes(&self) -> bool {
        self.has_word("connection", "close")
    }

    /// Whether the client waits for a 100 (Continue).
    pub(super) fn expects_continue(&self) -> bool {
        self.has_word("expect", "100-continue")
    }

    /// How a request's body ends.
    pub(super) fn request_body(&self) -> io::Result<Framing> {
        if self.has_word("transfer-encoding", "chunked") {
            return Ok(Framing::Chunks(0));
        }
        self.value("content-length").map_or(Ok(Framing::Length(0)), length)
    }

    /// How the body of the answer to a request of this method ends.
    pub(super) fn answer_body(&self, method: &str) -> io::Result<Framing> {
        let status = self.status()?;
        if method == "HEAD" || status == 204 || status == 304 || status < 200 {
            return Ok(Framing::Length(0));
        }
        if self.has_word("transfer-encoding", "chunked") {
            return Ok(Framing::Chunks(0));
        }
        self.value("content-length").map_or(Ok(Framing::Connection), length)
    }

    /// The same head with other values for some headers.
    pub(super) fn with(&self, changes: &[(&str, String)]) -> Bytes {
        let mut text = format!("{}\r\n", self.line);
        for (name, value) in &self.headers {
            let value = changes.iter().find(|(changed, _)| changed == name).map_or(value, |(_, value)| value);
            text.extend([name, ": ", value, "\r\n"]);
        }
        text.push_str("\r\n");
        text.into()
    }
}

fn length(text: &str) -> io::Result<Framing> {
    text.parse().map(Framing::Length).map_err(|_| invalid("no length"))
}

/// Where a body ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// After so many bytes more.
    Length(u64),
    /// With the empty chunk; so much of the present chunk is left.
    Chunks(u64),
    /// With the connection.
    Connection,
}

impl Framing {
    /// How long it is, where that is known before.
    pub(super) fn length(self) -> Option<u64> {
        match self {
            Self::Length(length) => Some(length),
            Self::Chunks(_) | Self::Connection => None,
        }
    }
}

/// The reading side of a connection.
#[derive(Debug)]
pub(super) struct Incoming {
    pub(super) half: OwnedReadHalf,
    buffer: BytesMut,
}

impl Incoming {
    pub(super) fn new(half: OwnedReadHalf) -> Self {
        Self { half, buffer: BytesMut::new() }
    }

    /// Whether the other side has ended the connection, or broken it.
    pub(super) fn is_gone(&mut self) -> bool {
        self.buffer.reserve(CHUNK);
        match self.half.try_read_buf(&mut self.buffer) {
            Ok(read) => read == 0,
            Err(error) => error.kind() != io::ErrorKind::WouldBlock,
        }
    }

    async fn more(&mut self) -> io::Result<usize> {
        self.buffer.reserve(CHUNK);
        self.half.read_buf(&mut self.buffer).await
    }

    /// The next head; `None` where the connection has ended in order.
    pub(super) async fn head(&mut self) -> io::Result<Option<Head>> {
        let mut looked = 0;
        loop {
            if let Some(end) = self.buffer[looked..].windows(4).position(|four| four == b"\r\n\r\n") {
                return Head::parse(self.buffer.split_to(looked + end + 4).freeze()).map(Some);
            }
            looked = self.buffer.len().saturating_sub(3);
            if looked > LONGEST_HEAD {
                return Err(invalid("an endless head"));
            }
            if self.more().await? == 0 {
                return if self.buffer.is_empty() { Ok(None) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
            }
        }
    }

    /// The next piece of a body, or its end with what trails it (the last chunk's headers, the empty line included).
    pub(super) async fn piece(&mut self, framing: &mut Framing) -> io::Result<Piece> {
        match framing {
            Framing::Length(0) => Ok(Piece::End(Bytes::new())),
            Framing::Length(left) => Ok(Piece::Data(self.some(left).await?)),
            Framing::Chunks(left @ 1..) => {
                let bytes = self.some(left).await?;
                if *left == 0 && !self.line().await?.is_empty() {
                    return Err(invalid("a chunk without its end"));
                }
                Ok(Piece::Data(bytes))
            }
            Framing::Chunks(left) => {
                let line = self.line().await?;
                let size = line.split(|byte| *byte == b';').next().unwrap_or_default();
                let size = std::str::from_utf8(size).ok().map(str::trim).unwrap_or_default();
                *left = u64::from_str_radix(size, 16).map_err(|_| invalid("no chunk"))?;
                if *left > 0 {
                    return Box::pin(self.piece(framing)).await;
                }
                let mut trailer = Vec::new();
                loop {
                    let line = self.line().await?;
                    trailer.extend_from_slice(&line);
                    trailer.extend_from_slice(b"\r\n");
                    if line.is_empty() {
                        return Ok(Piece::End(trailer.into()));
                    }
                }
            }
            Framing::Connection => {
                if self.buffer.is_empty() && self.more().await? == 0 {
                    return Ok(Piece::End(Bytes::new()));
                }
                Ok(Piece::Data(self.buffer.split().freeze()))
            }
        }
    }

    async fn line(&mut self) -> io::Result<Bytes> {
        loop {
            if let Some(end) = self.buffer.windows(2).position(|two| two == b"\r\n") {
                let line = self.buffer.split_to(end).freeze();
                self.buffer.advance(2);
                return Ok(line);
            }
            if self.buffer.len() > LONGEST_HEAD || self.more().await? == 0 {
                return Err(invalid("no end of a chunk's line"));
            }
        }
    }

    /// At least one byte of those that are left.
    async fn some(&mut self, left: &mut u64) -> io::Result<Bytes> {
        if self.buffer.is_empty() && self.more().await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let count = usize::try_from(*left).unwrap_or(usize::MAX).min(self.buffer.len());
        *left -= count as u64;
        Ok(self.buffer.split_to(count).freeze())
    }
}

/// A piece of a body.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Data(Bytes),
    End(Bytes),
}
