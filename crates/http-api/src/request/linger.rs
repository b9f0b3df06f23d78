//! A body that is read to its end even where nobody wants the rest: a client that still sends would otherwise see its
//! connection break, and not the answer.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http_body::{Body as _, Frame, SizeHint};
use http_body_util::BodyExt;

/// How long what nobody wants is read.
const PATIENCE: Duration = Duration::from_secs(30);

/// A request's body, of which more than one hold the end.
#[derive(Clone)]
pub struct Lingering(Arc<Mutex<Shared>>);

struct Shared {
    body: Body,
    ended: bool,
}

impl Lingering {
    /// Over this body.
    pub fn new(body: Body) -> Self {
        let ended = body.is_end_stream();
        Self(Arc::new(Mutex::new(Shared { body, ended })))
    }

    /// Reads, beside everything else, what is left.
    pub fn read_the_rest(self) {
        if self.lock().ended {
            return;
        }
        tokio::spawn(async move {
            let mut body = self;
            let reading = async { while let Some(Ok(_)) = body.frame().await {} };
            let _ = tokio::time::timeout(PATIENCE, reading).await;
        });
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl http_body::Body for Lingering {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let mut shared = self.lock();
        let polled = Pin::new(&mut shared.body).poll_frame(context);
        if matches!(polled, Poll::Ready(None | Some(Err(_)))) {
            shared.ended = true;
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.lock().body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.lock().body.size_hint()
    }
}
