//! A [`Body`] as the SDK sends it: read by position while it goes out, and again for a retry.

use std::fs::File;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use aws_sdk_s3::primitives::{ByteStream, SdkBody};
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::task::JoinHandle;

use super::errors::LocalReadError;
use crate::{Body, FileSection};

/// How much is read at once. Two of these are the most that a part holds in memory.
const CHUNK: u64 = 256 << 10;

/// The body as a stream that can be sent again.
pub(super) fn stream(body: &Body) -> ByteStream {
    match body {
        Body::Bytes(bytes) => ByteStream::from(bytes.clone()),
        Body::File(section) if section.length == 0 => ByteStream::from(Bytes::new()),
        Body::File(section) => {
            let section = section.clone();
            ByteStream::new(SdkBody::retryable(move || SdkBody::from_body_1_x(SectionBody::new(&section))))
        }
    }
}

struct SectionBody {
    file: Arc<File>,
    offset: u64,
    left: u64,
    reading: Option<JoinHandle<io::Result<Bytes>>>,
}

impl SectionBody {
    fn new(section: &FileSection) -> Self {
        Self { file: section.file.clone(), offset: section.offset, left: section.length, reading: None }
    }

    fn read_next(&self) -> JoinHandle<io::Result<Bytes>> {
        let (file, offset, length) = (self.file.clone(), self.offset, self.left.min(CHUNK));
        tokio::task::spawn_blocking(move || {
            let mut chunk = vec![0; usize::try_from(length).unwrap_or(usize::MAX)];
            let mut filled = 0;
            while filled < chunk.len() {
                match read_at(&file, &mut chunk[filled..], offset + filled as u64) {
                    Ok(0) => return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file became shorter")),
                    Ok(read) => filled += read,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(Bytes::from(chunk))
        })
    }
}

impl http_body::Body for SectionBody {
    type Data = Bytes;
    type Error = LocalReadError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, LocalReadError>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let mut reading = self.reading.take().unwrap_or_else(|| self.read_next());
        let Poll::Ready(read) = Pin::new(&mut reading).poll(context) else {
            self.reading = Some(reading);
            return Poll::Pending;
        };
        let chunk = read.map_err(io::Error::other).and_then(|chunk| chunk);
        Poll::Ready(Some(match chunk {
            Ok(chunk) => {
                self.offset += chunk.len() as u64;
                self.left -= chunk.len() as u64;
                // The next chunk is read while this one is sent.
                self.reading = (self.left > 0).then(|| self.read_next());
                Ok(Frame::data(chunk))
            }
            Err(error) => Err(LocalReadError(error)),
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

#[cfg(unix)]
fn read_at(file: &File, into: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, into, offset)
}

#[cfg(windows)]
fn read_at(file: &File, into: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, into, offset)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn section(content: &[u8], offset: u64, length: u64) -> Body {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(content).unwrap();
        Body::File(FileSection { file: Arc::new(file), offset, length })
    }

    #[tokio::test]
    async fn a_section_is_sent_whole_and_again() {
        let content: Vec<u8> = (0..1_000_000_u32).map(|n| (n % 251) as u8).collect();
        let body = section(&content, 1000, 700_000);
        for _ in 0..2 {
            let sent = stream(&body).collect().await.unwrap().into_bytes();
            assert_eq!(sent, content[1000..701_000]);
        }
        assert_eq!(stream(&body).size_hint().1, Some(700_000));
    }

    #[tokio::test]
    async fn a_short_file_is_an_error_and_no_short_body() {
        let error = stream(&section(b"short", 0, 10)).collect().await.unwrap_err();
        let (kind, detail) = super::super::errors::chain_kind(&error, None);
        assert_eq!(kind, crate::ErrorKind::LocalRead);
        assert_eq!(detail.as_deref(), Some("the file became shorter"));
    }
}
