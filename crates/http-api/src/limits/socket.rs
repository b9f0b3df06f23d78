//! A connection whose other end has to keep going.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep};

use super::Limits;

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

/// A connection that ends with an error where a request's head takes too long, or where nothing is taken of an answer.
pub(crate) struct Socket {
    inner: TcpStream,
    phase: Phase,
    header_time: Duration,
    write_stall: Duration,
    /// Until when the head that has begun has to be there, and in which phase it began.
    head: Option<(u64, Pin<Box<Sleep>>)>,
    stall: Option<Pin<Box<Sleep>>>,
    stalled: bool,
}

impl Socket {
    pub(crate) fn new(inner: TcpStream, limits: &Limits, phase: Phase) -> Self {
        let (header_time, write_stall) = (limits.header_time, limits.write_stall);
        Self { inner, phase, header_time, write_stall, head: None, stall: None, stalled: false }
    }

    /// Fails where a write has been standing for too long; `written` is what became of it now.
    fn watch_write<T>(&mut self, context: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = false;
            return written;
        }
        let limit = self.write_stall;
        let timer = self.stall.get_or_insert_with(|| Box::pin(sleep(limit)));
        if !std::mem::replace(&mut self.stalled, true) {
            timer.as_mut().reset(Instant::now() + limit);
        }
        timer.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
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
        let written = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.watch_write(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(context, slices);
        self.watch_write(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.inner).poll_flush(context);
        self.watch_write(context, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}
