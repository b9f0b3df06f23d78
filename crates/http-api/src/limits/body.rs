//! A request's body that a client has to keep sending.

use std::error::Error;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::time::{Instant, Sleep, sleep_until};

use super::Limits;
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
    idle: Duration,
    rate: u32,
    received: Arc<AtomicU64>,
    late: Late,
    waiting: Option<Instant>,
    waited: Duration,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Watched {
    pub(crate) fn new(inner: Incoming, limits: &Limits, received: Arc<AtomicU64>, late: Late) -> Self {
        let (idle, rate) = (limits.body_idle, limits.body_rate);
        Self { inner, idle, rate, received, late, waiting: None, waited: Duration::ZERO, timer: None }
    }

    /// Until when the next bytes have to come.
    fn deadline(&self, since: Instant) -> Instant {
        let received = self.received.load(Ordering::Relaxed);
        let earned = Duration::from_millis(received.saturating_mul(1000) / u64::from(self.rate.max(1)));
        let left = self.idle.saturating_add(earned).saturating_sub(self.waited);
        since + left.min(self.idle)
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
            if let Some(since) = self.waiting.take() {
                self.waited += since.elapsed();
            }
            if let Some(data) = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref()) {
                self.received.fetch_add(data.len() as u64, Ordering::Relaxed);
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        if self.waiting.is_none() {
            let now = Instant::now();
            self.waiting = Some(now);
            let deadline = self.deadline(now);
            match &mut self.timer {
                Some(timer) => timer.as_mut().reset(deadline),
                None => self.timer = Some(Box::pin(sleep_until(deadline))),
            }
        }
        if let Some(timer) = &mut self.timer {
            ready!(timer.as_mut().poll(context));
            self.late.0.store(true, Ordering::Relaxed);
            return Poll::Ready(Some(Err(SlowClient.into())));
        }
        Poll::Pending
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
