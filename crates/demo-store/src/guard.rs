//! What every request passes first: it has to name this computer in its `Host`, or a web page could reach the store
//! under a name of its own (DNS rebinding). Every answer gets a request ID.

mod leftover;

use http::header::{EXPECT, HOST};
use http::{HeaderValue, Method, Request};
use hyper::body::Incoming;
use s3s::{HttpError, HttpResponse, S3Error, S3ErrorCode, S3Result};

/// The ports that requests may name: the one that is listened on, and that of what stands in front, if anything does.
pub(crate) type Ports = [u16; 2];

/// Whether a `Host` names this computer's loopback address and a port that may be named.
fn is_local(host: &str, ports: Ports) -> bool {
    let Some((name, given)) = host.rsplit_once(':') else { return false };
    ports.iter().any(|port| given == port.to_string())
        && (["127.0.0.1", "[::1]"].contains(&name) || name.eq_ignore_ascii_case("localhost"))
}

/// The answer to a request that isn't let through.
fn refusal<T>(request: &Request<T>, ports: Ports) -> Option<S3Error> {
    let mut hosts = request.headers().get_all(HOST).iter();
    let named = hosts.next().and_then(|host| host.to_str().ok()).is_some_and(|host| is_local(host, ports));
    let authority = request.uri().authority().is_none_or(|authority| is_local(authority.as_str(), ports));
    if !named || !authority || hosts.next().is_some() {
        return Some(S3Error::with_message(
            S3ErrorCode::AccessDenied,
            "The demo store answers only on this computer: the Host header has to be 127.0.0.1 or localhost, with the port.",
        ));
    }
    let is_form = request.headers().get(http::header::CONTENT_TYPE).is_some_and(|kind| {
        kind.as_bytes().get(..19).is_some_and(|start| start.eq_ignore_ascii_case(b"multipart/form-data"))
    });
    // A form's file would be gathered in memory before it is looked at.
    (request.method() == Method::POST && is_form)
        .then(|| S3Error::with_message(S3ErrorCode::NotImplemented, "Uploads by HTML forms are not supported."))
}

/// A new request ID.
fn request_id() -> S3Result<String> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|error| S3Error::internal_error(std::io::Error::other(error)))?;
    Ok(hex::encode_upper(bytes))
}

/// Answers a request.
pub(crate) async fn answer(
    service: &s3s::service::S3Service,
    ports: Ports,
    request: Request<Incoming>,
) -> Result<HttpResponse, HttpError> {
    let fatal = |error: S3Error| HttpError::new(Box::new(error));
    let id = request_id().map_err(fatal)?;
    let mut response = match refusal(&request, ports) {
        Some(mut error) => {
            error.set_request_id(id.clone());
            error.to_http_response().map_err(fatal)?
        }
        None => serve(service, request).await?,
    };
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-amz-request-id", value);
    }
    response.headers_mut().insert(http::header::SERVER, HeaderValue::from_static("SatchelDemoStore"));
    // A link that is opened in a browser must not be guessed into a page that runs.
    response.headers_mut().insert(http::header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(response)
}

/// Has the service answer. After a refusal the rest of the body is read, so that the client gets to see the answer;
/// a client that waits for a 100 (Continue) sends nothing more anyway.
async fn serve(service: &s3s::service::S3Service, request: Request<Incoming>) -> Result<HttpResponse, HttpError> {
    let waits = request.headers().contains_key(EXPECT);
    let (head, body) = request.into_parts();
    let body = leftover::Shared::new(body);
    let response = service.call(Request::from_parts(head, s3s::Body::http_body(body.clone()))).await?;
    let failed = response.status().is_client_error() || response.status().is_server_error();
    if failed && !waits {
        body.drain().await;
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(host: &str) -> bool {
        refusal(&Request::builder().uri("/").header(HOST, host).body(()).unwrap(), [80; 2]).is_some()
    }

    #[test]
    fn only_this_computer_with_the_port_is_let_through() {
        for host in ["127.0.0.1:80", "localhost:80", "LocalHost:80", "[::1]:80"] {
            assert!(!refused(host), "{host}");
        }
        for host in ["127.0.0.1", "127.0.0.1:81", "evil.example:80", "127.0.0.1.evil.example:80", "", "localhost:080"] {
            assert!(refused(host), "{host}");
        }
    }

    #[test]
    fn the_port_in_front_may_be_named_too() {
        let with = |host: &str| Request::builder().uri("/").header(HOST, host).body(()).unwrap();
        assert!(
            refusal(&with("127.0.0.1:81"), [80, 81]).is_none() && refusal(&with("localhost:80"), [80, 81]).is_none()
        );
        assert!(refusal(&with("127.0.0.1:82"), [80, 81]).is_some() && refusal(&with("evil:81"), [80, 81]).is_some());
    }

    #[test]
    fn two_hosts_or_none_are_refused() {
        let none = Request::builder().uri("/").body(()).unwrap();
        assert!(refusal(&none, [80; 2]).is_some());
        let two = Request::builder().uri("/").header(HOST, "localhost:80").header(HOST, "evil:80").body(()).unwrap();
        assert!(refusal(&two, [80; 2]).is_some());
        let absolute = Request::builder().uri("http://evil:80/").header(HOST, "localhost:80").body(()).unwrap();
        assert!(refusal(&absolute, [80; 2]).is_some());
    }

    #[test]
    fn forms_are_refused() {
        let form = Request::builder()
            .method(Method::POST)
            .uri("/")
            .header(HOST, "localhost:80")
            .header("content-type", "multipart/form-data; boundary=x");
        assert!(refusal(&form.body(()).unwrap(), [80; 2]).is_some());
    }
}
