//! A connection whose other end has to keep going.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use http::StatusCode;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use super::{Limits, Pace};

/// Where a connection is: odd while a request is worked on, even between requests.
#[derive(Clone, Debug, Default)]
pub(crate) struct Phase(Arc<AtomicU64>);

impl Phase {
    /// A request's head has arrived.
    pub(crate) fn begin(&self) {
        self.0.fetch_or(1, Ordering::Relaxed);
    }

    /// Its answer has gone out.
    pub(crate) fn end(&self) {
        let now = self.0.load(Ordering::Relaxed);
        self.0.store((now | 1) + 1, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A connection that ends with an error where a request's head takes too long, or where an answer is taken too slowly.
///
/// A head that hyper can't read it answers by itself, with a status and nothing else. That answer is kept back here, so
/// that a whole one can be written instead.
pub(crate) struct Socket {
    inner: TcpStream,
    phase: Phase,
    header_time: Duration,
    /// Until when the head that has begun has to be there, and in which phase it began.
    head: Option<(u64, Pin<Box<Sleep>>)>,
    pace: Pace,
    /// The phase in which everything that had been written was sent: what is written in the same phase after that is of
    /// no request.
    sent: u64,
    kept_back: Option<StatusCode>,
}

impl Socket {
    pub(crate) fn new(inner: TcpStream, limits: &Limits, phase: Phase) -> Self {
        let pace = Pace::new(limits.stall, limits.rate);
        Self { inner, phase, header_time: limits.header_time, head: None, pace, sent: 0, kept_back: None }
    }

    /// What hyper wanted to answer to a head that it can't read.
    pub(crate) fn take_kept_back(&mut self) -> Option<StatusCode> {
        self.kept_back.take()
    }

    /// Keeps an answer back that is of no request.
    fn keeps_back(&mut self, bytes: &[u8]) -> bool {
        if self.phase.get() != self.sent {
            return false;
        }
        let status = bytes.strip_prefix(b"HTTP/1.1 ").and_then(|rest| StatusCode::from_bytes(rest.get(..3)?).ok());
        self.kept_back = status.filter(StatusCode::is_client_error);
        self.kept_back.is_some()
    }

    /// Fails where a write has been standing for too long; `written` is what became of it now.
    fn watch_write(&mut self, context: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match &written {
            Poll::Ready(Ok(bytes)) => self.pace.moved(*bytes),
            Poll::Ready(Err(_)) => {}
            Poll::Pending => {
                return self.pace.poll_too_slow(context).map(|()| Err(io::ErrorKind::TimedOut.into()));
            }
        }
        written
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.inner).poll_read(context, buffer);
        let phase = self.phase.get();
        if self.head.as_ref().is_some_and(|(begun, _)| *begun != phase) {
            self.head = None;
        }
        if phase % 2 == 1 {
            return read;
        }
        if read.is_ready() {
            if buffer.filled().len() > before && self.head.is_none() {
                self.head = Some((phase, Box::pin(sleep(self.header_time))));
            }
            return read;
        }
        match &mut self.head {
            Some((_, timer)) => timer.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into())),
            None => Poll::Pending,
        }
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.keeps_back(bytes) {
            return Poll::Ready(Ok(bytes.len()));
        }
        let written = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.watch_write(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if slices.first().is_some_and(|first| self.keeps_back(first)) {
            return Poll::Ready(Ok(slices.iter().map(|slice| slice.len()).sum()));
        }
        let written = Pin::new(&mut self.inner).poll_write_vectored(context, slices);
        self.watch_write(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        // hyper flushes when it has nothing left to write.
        let phase = self.phase.get();
        if phase.is_multiple_of(2) {
            self.sent = phase;
        }
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.kept_back.is_some() {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}
