//! The rest of a body whose request was refused early.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;

/// At most so many bytes are thrown away: more than the parts that clients send.
const MOST: u64 = 256 << 20;
/// And for so long.
const LONGEST: Duration = Duration::from_secs(20);

/// A body that two can read: the service, and after it whoever throws the rest away.
#[derive(Clone, Debug)]
pub(super) struct Shared(Arc<Mutex<Incoming>>);

impl Shared {
    pub(super) fn new(body: Incoming) -> Self {
        Self(Arc::new(Mutex::new(body)))
    }

    /// Reads the rest and throws it away. A connection that is closed with bytes unread is reset, and the client, still
    /// sending, would see that in place of the answer.
    pub(super) async fn drain(mut self) {
        let rest = async {
            let mut left = MOST;
            while let Some(Ok(frame)) = std::future::poll_fn(|context| Pin::new(&mut self).poll_frame(context)).await {
                left = left.saturating_sub(frame.data_ref().map_or(0, |bytes| bytes.len() as u64));
                if left == 0 {
                    break;
                }
            }
        };
        // What isn't over by then is cut off.
        let _ = tokio::time::timeout(LONGEST, rest).await;
    }

    fn with<T>(&self, work: impl FnOnce(Pin<&mut Incoming>) -> T) -> T {
        work(Pin::new(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl Body for Shared {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        self.with(|body| body.poll_frame(context))
    }

    fn is_end_stream(&self) -> bool {
        self.with(|body| body.is_end_stream())
    }

    fn size_hint(&self) -> SizeHint {
        self.with(|body| body.size_hint())
    }
}
