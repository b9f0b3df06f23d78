//! A [`Body`] as the SDK sends it: read by position while it goes out, and again for a retry.

use std::fs::File;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use aws_sdk_s3::primitives::{ByteStream, SdkBody};
use bytes::Bytes;
use futures::future::BoxFuture;
use http_body::{Frame, SizeHint};
use tokio::task::JoinHandle;
use tokio::time::{Instant, Interval, MissedTickBehavior};

use super::call::About;
use super::errors::LocalReadError;
use crate::{Body, ErrorKind, FileSection, Pace, Result};

/// How much is read at once. Two of these are the most that a part holds in memory.
const CHUNK: u64 = 128 << 10;
/// How much a pace is asked for at once: at 64 KiB/s, four times a second.
const PIECE: usize = 16 << 10;
/// How often a body that is held back says so. The SDK takes a body that nobody asks for bytes for a stalled
/// connection; one that is asked and has none yet, for a slow source.
const SIGN_OF_LIFE: Duration = Duration::from_millis(100);

/// How long a request may stand still: nothing of its body moves, or all of it went and no answer comes. Above what a
/// gateway needs to spread a part over its nodes.
const STILL: Duration = Duration::from_mins(5);

/// Whether a body moves. A body that is held back on purpose counts as moving.
#[derive(Clone, Debug, Default)]
pub(super) struct Moving(Arc<AtomicU64>);

impl Moving {
    fn tell(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// Waits for a request with this body, as long as something moves.
    pub(super) async fn watch<T>(&self, about: About<'_>, sending: impl Future<Output = Result<T>>) -> Result<T> {
        let mut sending = std::pin::pin!(sending);
        loop {
            let before = self.0.load(Ordering::Relaxed);
            match tokio::time::timeout(STILL, &mut sending).await {
                Ok(done) => return done,
                Err(_) if self.0.load(Ordering::Relaxed) == before => return Err(about.error(ErrorKind::Timeout)),
                Err(_) => {}
            }
        }
    }
}

/// The body as a stream that can be sent again.
pub(super) fn stream(body: &Body, moving: &Moving) -> ByteStream {
    match body {
        Body::Bytes(bytes) => ByteStream::from(bytes.clone()),
        Body::File(section) if section.length == 0 => ByteStream::from(Bytes::new()),
        Body::File(section) => {
            let (section, moving) = (section.clone(), moving.clone());
            ByteStream::new(SdkBody::retryable(move || {
                SdkBody::from_body_1_x(SectionBody::new(&section, moving.clone()))
            }))
        }
    }
}

struct SectionBody {
    file: Arc<File>,
    /// Where the next read begins, and how much is still to be read.
    offset: u64,
    unread: u64,
    reading: Option<JoinHandle<io::Result<Bytes>>>,
    /// What was read and not yet given.
    chunk: Bytes,
    gate: Option<Gate>,
    moving: Moving,
}

impl SectionBody {
    fn new(section: &FileSection, moving: Moving) -> Self {
        Self {
            file: section.file.clone(),
            offset: section.offset,
            unread: section.length,
            reading: None,
            chunk: Bytes::new(),
            gate: section.pace.clone().map(Gate::new),
            moving,
        }
    }

    /// How many bytes are still to be given. A read that is on its way has counted as read.
    fn left(&self) -> u64 {
        self.unread + self.chunk.len() as u64
    }

    /// Begins to read the next chunk. Its bytes count as unread until they are here.
    fn read_next(&self) -> JoinHandle<io::Result<Bytes>> {
        let (file, offset, length) = (self.file.clone(), self.offset, self.unread.min(CHUNK));
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

    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !self.chunk.is_empty() {
            return Poll::Ready(Ok(()));
        }
        let mut reading = self.reading.take().unwrap_or_else(|| self.read_next());
        let Poll::Ready(read) = Pin::new(&mut reading).poll(context) else {
            self.reading = Some(reading);
            return Poll::Pending;
        };
        self.chunk = read.map_err(io::Error::other).and_then(|chunk| chunk)?;
        self.offset += self.chunk.len() as u64;
        self.unread -= self.chunk.len() as u64;
        // The next chunk is read while this one is sent.
        self.reading = (self.unread > 0).then(|| self.read_next());
        Poll::Ready(Ok(()))
    }
}

impl http_body::Body for SectionBody {
    type Data = Bytes;
    type Error = LocalReadError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, LocalReadError>>> {
        if self.left() == 0 {
            return Poll::Ready(None);
        }
        if let Err(error) = ready!(self.poll_chunk(context)) {
            return Poll::Ready(Some(Err(LocalReadError(error))));
        }
        self.moving.tell();
        let read = self.chunk.len();
        let free = match &mut self.gate {
            None => read,
            Some(gate) => ready!(gate.poll_free(read, context)),
        };
        Poll::Ready(Some(Ok(Frame::data(self.chunk.split_to(free)))))
    }

    fn is_end_stream(&self) -> bool {
        self.left() == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left())
    }
}

/// What a pace holds back.
struct Gate {
    pace: Arc<dyn Pace>,
    /// The piece that may go when the future is done. The mutex is never locked: it makes the future `Sync`.
    held: Option<(Mutex<BoxFuture<'static, ()>>, usize)>,
    signs: Option<Interval>,
}

impl Gate {
    fn new(pace: Arc<dyn Pace>) -> Self {
        Self { pace, held: None, signs: None }
    }

    /// How many of the next `length` bytes may go; at least one when it is ready.
    fn poll_free(&mut self, length: usize, context: &mut Context<'_>) -> Poll<usize> {
        let mut free = 0;
        while free < length {
            let Some((held, piece)) = &mut self.held else {
                let piece = PIECE.min(length - free);
                match self.pace.take(piece as u64) {
                    None => free += piece,
                    Some(wait) => self.held = Some((Mutex::new(wait), piece)),
                }
                continue;
            };
            let wait = held.get_mut().unwrap_or_else(PoisonError::into_inner);
            if wait.as_mut().poll(context).is_pending() {
                break;
            }
            free += *piece;
            self.held = None;
        }
        if free > 0 {
            self.signs = None;
            return Poll::Ready(free);
        }
        let signs = self.signs.get_or_insert_with(|| {
            let mut signs = tokio::time::interval_at(Instant::now() + SIGN_OF_LIFE, SIGN_OF_LIFE);
            signs.set_missed_tick_behavior(MissedTickBehavior::Delay);
            signs
        });
        while signs.poll_tick(context).is_ready() {}
        Poll::Pending
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
    use super::*;
    use std::io::Write;

    fn section(content: &[u8], offset: u64, length: u64) -> Body {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(content).unwrap();
        Body::File(FileSection::new(Arc::new(file), offset, length))
    }

    #[tokio::test]
    async fn a_section_is_sent_whole_and_again() {
        let content: Vec<u8> = (0..1_000_000_u32).map(|n| (n % 251) as u8).collect();
        let body = section(&content, 1000, 700_000);
        for _ in 0..2 {
            let sent = stream(&body, &Moving::default()).collect().await.unwrap().into_bytes();
            assert_eq!(sent, content[1000..701_000]);
        }
        assert_eq!(stream(&body, &Moving::default()).size_hint().1, Some(700_000));
    }

    #[tokio::test]
    async fn a_short_file_is_an_error_and_no_short_body() {
        let error = stream(&section(b"short", 0, 10), &Moving::default()).collect().await.unwrap_err();
        let (kind, detail) = super::super::errors::chain_kind(&error, None);
        assert_eq!(kind, crate::ErrorKind::LocalRead);
        assert_eq!(detail.as_deref(), Some("the file became shorter"));
    }

    /// Lets a first bit go, and each piece behind it only after a second.
    #[derive(Debug, Default)]
    struct Slow {
        free: AtomicU64,
        asked: AtomicU64,
    }

    impl Pace for Slow {
        fn take(&self, bytes: u64) -> Option<BoxFuture<'static, ()>> {
            assert!(bytes > 0 && bytes <= PIECE as u64);
            self.asked.fetch_add(bytes, Ordering::Relaxed);
            let left = self.free.load(Ordering::Relaxed);
            self.free.store(left.saturating_sub(bytes), Ordering::Relaxed);
            (left < bytes).then(|| Box::pin(tokio::time::sleep(Duration::from_secs(1))) as _)
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_paced_body_is_whole_goes_in_pieces_and_says_that_it_lives() {
        let content: Vec<u8> = (0..300_000_u32).map(|n| (n % 251) as u8).collect();
        let pace = Arc::new(Slow { free: AtomicU64::new(3 * PIECE as u64), ..Slow::default() });
        let Body::File(section) = section(&content, 0, 300_000) else { unreachable!() };
        let mut body = SectionBody::new(&FileSection { pace: Some(pace.clone()), ..section }, Moving::default());
        let (mut sent, mut frames, mut signs) = (Vec::new(), Vec::new(), 0);
        let begin = Instant::now();
        while !http_body::Body::is_end_stream(&body) {
            let frame = std::future::poll_fn(|context| {
                let frame = http_body::Body::poll_frame(Pin::new(&mut body), context);
                signs += u64::from(frame.is_pending());
                frame
            });
            let data = frame.await.unwrap().unwrap().into_data().unwrap();
            frames.push(data.len());
            sent.extend_from_slice(&data);
        }
        assert_eq!(sent, content);
        assert_eq!(pace.asked.load(Ordering::Relaxed), 300_000);
        assert_eq!(frames[0], 3 * PIECE, "what may go goes together");
        assert!(frames[1..].iter().all(|frame| *frame <= PIECE));
        assert_eq!(begin.elapsed().as_secs(), frames.len() as u64 - 1, "one second each");
        assert!(signs >= 9 * (frames.len() as u64 - 1), "asked {signs} times in {} seconds", frames.len() - 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_stands_still_is_given_up_and_one_that_moves_is_not() {
        let moving = Moving::default();
        let about = About { operation: crate::Operation::PutObject, bucket: None, key: None };
        let still = moving.watch(about, std::future::pending::<Result<()>>()).await;
        assert_eq!(still.unwrap_err().kind, ErrorKind::Timeout);
        let slow = async {
            for _ in 0..20 {
                tokio::time::sleep(STILL * 2 / 3).await;
                moving.tell();
            }
            Ok(())
        };
        moving.watch(about, slow).await.unwrap();
    }
}
