//! A request's body that a client has to keep sending.

use std::error::Error;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll, ready};

use axum::body::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;

use super::{Limits, Pace};
use crate::request::SlowClient;

/// Whether a body was given up because the client was too slow.
#[derive(Clone, Debug, Default)]
pub(crate) struct Late(Arc<AtomicBool>);

impl Late {
    pub(crate) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A body that ends with an error where its client is slower than the limits. Only the time counts in which somebody
/// waits for it.
pub(crate) struct Watched {
    inner: Incoming,
    pace: Pace,
    received: Arc<AtomicU64>,
    late: Late,
}

impl Watched {
    pub(crate) fn new(inner: Incoming, limits: &Limits, received: Arc<AtomicU64>, late: Late) -> Self {
        Self { inner, pace: Pace::new(limits.stall, limits.rate), received, late }
    }
}

impl Body for Watched {
    type Data = Bytes;
    type Error = Box<dyn Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if self.late.is_set() {
            return Poll::Ready(Some(Err(SlowClient.into())));
        }
        if let Poll::Ready(frame) = Pin::new(&mut self.inner).poll_frame(context) {
            let data = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref());
            let length = data.map_or(0, Bytes::len);
            self.received.fetch_add(length as u64, Ordering::Relaxed);
            self.pace.moved(length);
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        ready!(self.pace.poll_too_slow(context));
        self.late.0.store(true, Ordering::Relaxed);
        Poll::Ready(Some(Err(SlowClient.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
