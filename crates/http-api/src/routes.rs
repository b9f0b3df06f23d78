//! One route for each documented operation, and what describes them.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, delete, get, post};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use satchel_objects::ObjectStore;
use satchel_operations_schema::Method;

use crate::adapters::OPERATIONS;
use crate::api::{Api, Caller, Reply};
use crate::credentials::StoreCredentials;
use crate::envelope::{Envelope, Format};
use crate::input::Refused;
use crate::request::{self, Lingering};
use crate::{docs, openapi};

/// Every route. What it doesn't know it answers with 404, in the envelope.
pub fn router(api: Arc<Api>) -> Router {
    let mut router = Router::new();
    for operation in OPERATIONS {
        let command = operation.command;
        let handler = move |State(api): State<Arc<Api>>, request: Request| answer(api, command, request);
        let route: MethodRouter<Arc<Api>> = match operation.method {
            Method::Post => post(handler),
            Method::Delete => delete(handler),
        };
        let allowed = match operation.method {
            Method::Post => "POST",
            Method::Delete => "DELETE",
        };
        let wrong_method = move |request: Request| async move {
            let mut response =
                refuse(&request, StatusCode::METHOD_NOT_ALLOWED, &format!("this operation takes {allowed}"));
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allowed));
            response
        };
        router = router.route(&format!("/{}", operation.name), route.fallback(wrong_method));
    }
    let document = Bytes::from(openapi::document().to_string());
    router
        .route("/docs", get(docs::show))
        .route("/openapi.json", get(|| async move { ([(header::CONTENT_TYPE, "application/json")], document) }))
        .fallback(|request: Request| async move {
            refuse(
                &request,
                StatusCode::NOT_FOUND,
                "there is no such operation: /openapi.json describes those there are",
            )
        })
        .with_state(api)
}

fn refuse(request: &Request, status: StatusCode, sentence: &str) -> Response {
    Envelope::failure(Format::of_query(request.uri().query()), status, sentence).into_response()
}

async fn answer(api: Arc<Api>, command: &'static str, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let caller = HttpCaller { api: &api, headers: &parts.headers };
    let body = Lingering::new(body);
    let (query, field_bytes) = (parts.uri.query(), api.field_bytes);
    let (input, read) = request::read(command, field_bytes, query, &parts.headers, Body::new(body.clone())).await;
    let reply = match read {
        Ok(()) => api.call(command, input, &caller).await,
        Err(refused) => Reply::refused(Format::asked(input.fields.data_format()), &refused),
    };
    body.read_the_rest();
    let mut response = match reply {
        Reply::Envelope(envelope) => envelope.into_response(),
        Reply::Download(download) => download.into_response(),
    };
    let headers = response.headers_mut();
    // Answers hold secrets, and what is downloaded is never a page of this server's.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    response
}

/// A caller who sends credentials in headers.
struct HttpCaller<'a> {
    api: &'a Api,
    headers: &'a HeaderMap,
}

#[async_trait::async_trait]
impl Caller for HttpCaller<'_> {
    async fn store(&self) -> Result<Arc<dyn ObjectStore>, Refused> {
        let credentials = StoreCredentials::of(self.headers)?;
        self.api.stores.open(credentials, self.api.outgoing.as_ref()).await
    }

    fn range(&self) -> Option<&str> {
        self.headers.get(header::RANGE)?.to_str().ok()
    }
}
