//! Answers to what never became a request: a head that can't be read, a connection too many.

use std::net::IpAddr;
use std::time::{Duration, SystemTime};

use axum::response::IntoResponse;
use http::{HeaderValue, StatusCode, header};
use http_body_util::BodyExt;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::{RETRY_AFTER, Shared};
use crate::envelope::{Envelope, Format};
use crate::guard::Refusal;
use crate::limits::Phase;
use crate::observe::{REQUEST_ID, Record, RequestId};
use crate::times::http_date;

/// So much of what a client still sends is read, and for so long: it would otherwise see its connection break, and not
/// the answer.
const LINGER: (u64, Duration) = (1 << 20, Duration::from_secs(5));

/// What is wrong with a head, by the status that hyper has for it.
pub(super) fn refusal_of(status: StatusCode) -> Refusal {
    match status {
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => Refusal::HeadTooLarge,
        StatusCode::URI_TOO_LONG => Refusal::TargetTooLong,
        _ => Refusal::Unreadable,
    }
}

/// Writes the envelope, tells of it as of any other answer, and ends the sending half of the connection.
pub(super) async fn refuse(
    shared: &Shared,
    client: IpAddr,
    phase: &Phase,
    socket: &mut (impl AsyncWrite + Unpin),
    refusal: Refusal,
) -> std::io::Result<()> {
    shared.observer.metrics.refused(refusal);
    let id = RequestId::new();
    let mut answer = Envelope::failure(Format::Json, refusal.status(), refusal.message()).into_response();
    let headers = answer.headers_mut();
    headers.insert(REQUEST_ID, id.header());
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    if refusal.status() == StatusCode::TOO_MANY_REQUESTS {
        headers.insert(header::RETRY_AFTER, RETRY_AFTER);
    }
    if let Some(date) = http_date(SystemTime::now()).and_then(|date| HeaderValue::from_str(&date).ok()) {
        headers.insert(header::DATE, date);
    }
    let record = Record::unread(&shared.observer, phase, client, id);
    let (head, mut body) = record.answer(answer, None).into_parts();
    let mut content = Vec::new();
    while let Some(Ok(frame)) = body.frame().await {
        content.extend_from_slice(frame.data_ref().map_or(&[], |data| data));
    }
    let (status, length) = (head.status, content.len());
    let reason = status.canonical_reason().unwrap_or_default();
    let mut bytes = format!("HTTP/1.1 {} {reason}\r\ncontent-length: {length}\r\n", status.as_str()).into_bytes();
    for (name, value) in &head.headers {
        for part in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
            bytes.extend_from_slice(part);
        }
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.append(&mut content);
    socket.write_all(&bytes).await?;
    // Told when it has gone out.
    drop(body);
    socket.shutdown().await
}

/// Reads a little of what still comes, which nobody wants.
pub(super) async fn linger(socket: &mut (impl AsyncRead + Unpin)) {
    let (bytes, time) = LINGER;
    let mut rest = socket.take(bytes);
    let mut nowhere = tokio::io::sink();
    let reading = tokio::io::copy(&mut rest, &mut nowhere);
    // However it ends: the answer is out.
    let _ = tokio::time::timeout(time, reading).await;
}
