//! `/healthz`, `/readyz` and `/metrics`: for whoever runs this server. They wait for nobody's turn.

mod ask;

use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderValue, Method, StatusCode, header};

use crate::envelope::{Envelope, Format};
use crate::limits::Queue;
use crate::observe::{METRICS_CONTENT_TYPE, Metrics};

pub use ask::{NotReady, ask_whether_ready};

/// The answer, where the path is one of these.
///
/// - `/healthz`: 200 as long as the process can answer at all.
/// - `/readyz`: 200, or 503 from the moment it is known that it will stop, so that a load balancer sends nothing more.
///   The server keeps nothing and needs nobody: there is no other way not to be ready.
/// - `/metrics`: the counts, as OpenMetrics.
pub(crate) fn answer(request: &Parts, leaving: bool, metrics: &Metrics, queue: &Queue) -> Option<Response> {
    let path = request.uri.path();
    if !matches!(path, "/healthz" | "/readyz" | "/metrics") {
        return None;
    }
    let format = Format::of_query(request.uri.query());
    if !matches!(request.method, Method::GET | Method::HEAD) {
        let message = format!("{path} is asked for with GET");
        let mut refused = Envelope::failure(format, StatusCode::METHOD_NOT_ALLOWED, &message).into_response();
        refused.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET,HEAD"));
        return Some(refused);
    }
    let mut response = match path {
        "/metrics" => {
            let (running, waiting) = queue.counts();
            let content_type = (header::CONTENT_TYPE, METRICS_CONTENT_TYPE);
            ([content_type], metrics.text(running, waiting)).into_response()
        }
        "/readyz" if leaving => {
            Envelope::failure(format, StatusCode::SERVICE_UNAVAILABLE, "the server is stopping").into_response()
        }
        _ => Envelope::success::<()>(format, "success", None, None).into_response(),
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Some(response)
}
