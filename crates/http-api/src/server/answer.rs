//! One request and its answer.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::IpAddr;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use http_body::Body as _;
use hyper::body::Incoming;
use tower::ServiceExt;

use super::{RETRY_AFTER, Shared};
use crate::envelope::{Code, Envelope, Format};
use crate::guard::{HEALTH, Refusal};
use crate::health;
use crate::limits::{Client, Late, Permit, Phase, QueueRefusal, Watched, client_of};
use crate::observe::{REQUEST_ID, Record, Recorded, RequestId, Route};

/// Answers a request: the guard, a turn, the route. Every answer has the request's ID.
pub(super) async fn answer(
    shared: &Shared,
    client: IpAddr,
    phase: &Phase,
    request: http::Request<Incoming>,
) -> http::Response<Recorded> {
    let (mut head, body) = request.into_parts();
    let route = Route::of(head.uri.path());
    let id = RequestId::of(&head.headers);
    let id_header = id.header();
    head.extensions.insert(id.clone());
    let record = Record::begin(&shared.observer, phase, client, &head, route, id);
    let (mut response, permit) = route_to(shared, client, route, head, body, &record).await;
    if shared.is_stopping() {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response.headers_mut().insert(REQUEST_ID, id_header);
    record.answer(response, permit)
}

async fn route_to(
    shared: &Shared,
    client: IpAddr,
    route: Route,
    head: Parts,
    body: Incoming,
    record: &Record,
) -> (Response, Option<Permit>) {
    let format = Format::of_query(head.uri.query());
    let metrics = &shared.observer.metrics;
    if let Err(refusal) = shared.guard.check(&head) {
        metrics.refused(refusal);
        return (refused(format, refusal), None);
    }
    let stopping = shared.is_stopping();
    if stopping && !HEALTH.contains(&head.uri.path()) {
        return (no_turn(format, QueueRefusal::Stopping), None);
    }
    if let Some(answer) = health::answer(&head, shared.is_leaving(), metrics, &shared.queue) {
        return (answer, None);
    }
    let mut permit = None;
    if route.is_operation {
        match shared.queue.enter(of(client, &head.headers)).await {
            Ok(turn) => permit = Some(turn),
            Err(refusal) => {
                metrics.no_turn(refusal);
                return (no_turn(format, refusal), None);
            }
        }
    }
    let late = Late::default();
    let body = if body.is_end_stream() {
        Body::empty()
    } else {
        Body::new(Watched::new(body, &shared.limits, record.received(), late.clone()))
    };
    let method = head.method.clone();
    let routed = shared.router.clone().oneshot(http::Request::from_parts(head, body)).await;
    let response = routed.unwrap_or_else(|never| match never {});
    if late.is_set() {
        let message = "the body came too slowly: nothing for a while, or too little at a time";
        let mut late = Envelope::failure(format, StatusCode::REQUEST_TIMEOUT, message).into_response();
        late.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        return (late, permit);
    }
    (in_the_envelope(format, route, &method, response), permit)
}

/// Whose turn a request takes. The access key ID isn't proved here, but then it needn't be: see the queue.
fn of(address: IpAddr, headers: &HeaderMap) -> Client {
    let credential = headers.get("accesskeyid").map_or(0, |id| {
        let mut hasher = DefaultHasher::new();
        id.as_bytes().hash(&mut hasher);
        hasher.finish()
    });
    Client { address: client_of(address), credential }
}

fn refused(format: Format, refusal: Refusal) -> Response {
    let mut response = Envelope::failure(format, refusal.status(), refusal.message()).into_response();
    if let Some(challenge) = refusal.challenge() {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    // What follows such a head on the same connection may be a part of it, as another server reads it.
    if refusal.status() == StatusCode::BAD_REQUEST {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

fn no_turn(format: Format, refusal: QueueRefusal) -> Response {
    let (status, message) = match refusal {
        QueueRefusal::Full => (StatusCode::TOO_MANY_REQUESTS, "too many requests are waiting: try again in a while"),
        QueueRefusal::Waited => {
            (StatusCode::TOO_MANY_REQUESTS, "the request waited too long for its turn: try again in a while")
        }
        QueueRefusal::Stopping => (StatusCode::SERVICE_UNAVAILABLE, "the server is stopping: try again in a while"),
    };
    let mut response = Envelope::failure(format, status, message).into_response();
    response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
    response
}

/// A router's own 404 and 405 have no body: they get the envelope, and 405 keeps its `Allow`.
fn in_the_envelope(format: Format, route: Route, method: &Method, response: Response) -> Response {
    let bare = response.body().is_end_stream() && response.extensions().get::<Code>().is_none();
    let message = match response.status() {
        StatusCode::NOT_FOUND if bare => "no operation has this path".to_owned(),
        StatusCode::METHOD_NOT_ALLOWED if bare => {
            let allowed = response.headers().get(header::ALLOW).and_then(|allow| allow.to_str().ok());
            format!("{} isn't called with {method}, but with {}", route.path, allowed.unwrap_or("another method"))
        }
        _ => return response,
    };
    let mut answer = Envelope::failure(format, response.status(), &message).into_response();
    if let Some(allow) = response.headers().get(header::ALLOW) {
        answer.headers_mut().insert(header::ALLOW, allow.clone());
    }
    answer
}
