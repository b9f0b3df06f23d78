//! One request, from its head to the last byte of its answer.

use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::{Instant, SystemTime};

use axum::body::{Body, Bytes};
use http::request::Parts;
use http::{Method, Response};
use http_body::{Frame, SizeHint};

use super::{ACCESS_LOG, Observer, RequestId, Route, ServedRequest};
use crate::envelope::Code;
use crate::limits::{Permit, Phase};

/// As nginx has it: the client went away before there was an answer.
const CLIENT_GONE: u16 = 499;

/// What is known of a request so far. It is told when it is dropped.
pub(crate) struct Record {
    observer: Observer,
    phase: Phase,
    id: RequestId,
    at: SystemTime,
    began: Instant,
    client: IpAddr,
    method: &'static str,
    route: Route,
    status: u16,
    code: Option<i32>,
    received: Arc<AtomicU64>,
    sent: u64,
    /// How many bytes the answer is said to have.
    promised: Option<u64>,
    /// Whether an answer went out to its last byte.
    whole: bool,
}

impl Record {
    pub(crate) fn begin(
        observer: &Observer,
        phase: &Phase,
        client: IpAddr,
        request: &Parts,
        route: Route,
        id: RequestId,
    ) -> Self {
        Self::new(observer, phase, client, name(&request.method), route, id)
    }

    /// Of what never became a request.
    pub(crate) fn unread(observer: &Observer, phase: &Phase, client: IpAddr, id: RequestId) -> Self {
        Self::new(observer, phase, client, "-", Route::UNKNOWN, id)
    }

    fn new(
        observer: &Observer,
        phase: &Phase,
        client: IpAddr,
        method: &'static str,
        route: Route,
        id: RequestId,
    ) -> Self {
        phase.begin();
        observer.metrics.in_flight.inc();
        Self {
            observer: observer.clone(),
            phase: phase.clone(),
            id,
            at: SystemTime::now(),
            began: Instant::now(),
            client,
            method,
            route,
            status: CLIENT_GONE,
            code: None,
            received: Arc::default(),
            sent: 0,
            promised: None,
            whole: false,
        }
    }

    /// Where the bytes of the request's body are counted.
    pub(crate) fn received(&self) -> Arc<AtomicU64> {
        self.received.clone()
    }

    /// The answer, which tells of itself when it has gone out. It holds its turn until then.
    pub(crate) fn answer(mut self, response: Response<Body>, permit: Option<Permit>) -> Response<Recorded> {
        self.status = response.status().as_u16();
        self.code = response.extensions().get::<Code>().map(|code| code.0);
        let length = response.headers().get(http::header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
        self.promised = length.and_then(|length| length.parse().ok());
        // Of an answer to HEAD no body goes out.
        self.whole = self.method == "HEAD" || http_body::Body::is_end_stream(response.body());
        response.map(|inner| Recorded { inner, record: self, _permit: permit })
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        self.phase.end();
        self.observer.metrics.in_flight.dec();
        let served = ServedRequest {
            id: self.id.as_str().to_owned(),
            at: self.at,
            client: self.client,
            method: self.method.to_owned(),
            path: self.route.path.to_owned(),
            status: self.status,
            code: self.code,
            took: self.began.elapsed(),
            received: self.received.load(Ordering::Relaxed),
            sent: self.sent,
            whole: self.whole,
        };
        self.observer.metrics.count(&served);
        let took = served.took.as_secs_f64();
        let ServedRequest { id, client, method, path, status, code, received, sent, whole, .. } = &served;
        let cut = !whole;
        tracing::info!(
            target: ACCESS_LOG,
            %id, %client, %method, %path, status, code, took, received, sent, cut
        );
        // Nobody has to watch.
        let _ = self.observer.served.send(served);
    }
}

/// A method that HTTP knows. Others may be any text.
fn name(method: &Method) -> &'static str {
    const KNOWN: &[&str] = &["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT"];
    KNOWN.iter().find(|known| **known == method.as_str()).copied().unwrap_or("-")
}

/// The body of an answer, counted.
pub(crate) struct Recorded {
    inner: Body,
    record: Record,
    _permit: Option<Permit>,
}

impl http_body::Body for Recorded {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.inner).poll_frame(context);
        if let Poll::Ready(frame) = &polled {
            match frame {
                Some(Ok(frame)) => {
                    self.record.sent += frame.data_ref().map_or(0, |data| data.len() as u64);
                    // What has a length isn't asked for its end.
                    self.record.whole = self.inner.is_end_stream() || self.record.promised == Some(self.record.sent);
                }
                Some(Err(_)) => self.record.whole = false,
                None => self.record.whole = true,
            }
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
