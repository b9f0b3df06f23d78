//! From an HTTP request to what an operation is given.

mod linger;
mod multipart;

use axum::body::Body;
use futures::TryStreamExt;
use http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt;
use zeroize::Zeroizing;

pub use linger::Lingering;

use crate::fields::Fields;
use crate::input::{Input, Refused};

/// The list of deleteObjects may be so many times as long as what other operations take.
const LIST: usize = 32;

/// How many bytes the fields of a request may have, where most have so many.
fn longest(command: &str, field_bytes: usize) -> usize {
    if command == "delete_objects" { field_bytes.saturating_mul(LIST) } else { field_bytes }
}

/// A client that sent nothing for too long, as an error of a body that waited for it.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the client sent nothing for too long")]
pub struct SlowClient;

/// Reads a request as far as its file, or to its end where it has none.
///
/// # Errors
/// What can't be read; and the format that the answer is to have, as far as it is known, is in `input.fields`.
pub async fn read(
    command: &str,
    field_bytes: usize,
    query: Option<&str>,
    headers: &HeaderMap,
    body: Body,
) -> (Input, Result<(), Refused>) {
    let mut input = Input { fields: Fields::of_query(query), ..Input::default() };
    let read = read_body(&mut input, longest(command, field_bytes), headers, body).await;
    (input, read)
}

async fn read_body(input: &mut Input, longest: usize, headers: &HeaderMap, body: Body) -> Result<(), Refused> {
    if headers.get(header::CONTENT_ENCODING).is_some_and(|coding| coding != "identity") {
        return Err(unreadable("bodies can't be compressed: leave Content-Encoding out"));
    }
    let content_type = headers.get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap_or("?"));
    let kind = content_type.map(|whole| whole.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    match kind.as_deref() {
        Some("multipart/form-data") => {
            let boundary = multer::parse_boundary(content_type.unwrap_or_default());
            let boundary = boundary.map_err(|_| unreadable("multipart/form-data needs a boundary"))?;
            let length = length(headers);
            let pieces = TryStreamExt::map_err(body.into_data_stream(), |error| body_error(&error));
            multipart::begin(input, longest, length, boundary, pieces).await
        }
        Some("application/json") => {
            let whole = collect(body, longest).await?;
            if whole.is_empty() { Ok(()) } else { Ok(input.fields.add_json(&whole)?) }
        }
        Some("application/x-www-form-urlencoded") => {
            input.fields.add_form(&collect(body, longest).await?);
            Ok(())
        }
        kind => {
            if collect(body, longest).await?.is_empty() {
                return Ok(());
            }
            let known = "application/json, application/x-www-form-urlencoded and multipart/form-data";
            let given = if kind.is_some() { "bodies of this Content-Type" } else { "bodies without a Content-Type" };
            Err(unreadable(&format!("{given} can't be read: {known} can")))
        }
    }
}

fn unreadable(sentence: &str) -> Refused {
    Refused::Request(StatusCode::UNSUPPORTED_MEDIA_TYPE, sentence.to_owned())
}

/// The whole body's length, where the client says it.
fn length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn too_long(longest: usize) -> Refused {
    let sentence = format!("the request's fields have more than {longest} bytes, the most that is read");
    Refused::Request(StatusCode::PAYLOAD_TOO_LARGE, sentence)
}

/// Reads a body that isn't a file. It may hold secrets, so it is wiped.
async fn collect(mut body: Body, longest: usize) -> Result<Zeroizing<Vec<u8>>, Refused> {
    let mut whole = Zeroizing::new(Vec::new());
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| body_error(&error))?;
        let Some(data) = frame.data_ref() else { continue };
        if whole.len() + data.len() > longest {
            return Err(too_long(longest));
        }
        grow(&mut whole, data.len());
        whole.extend_from_slice(data);
    }
    Ok(whole)
}

/// Makes room without leaving a copy behind in what is given back.
fn grow(whole: &mut Zeroizing<Vec<u8>>, more: usize) {
    if whole.capacity() - whole.len() < more {
        let mut larger = Zeroizing::new(Vec::with_capacity((whole.len() + more).max(2 * whole.capacity())));
        larger.extend_from_slice(whole);
        *whole = larger;
    }
}

/// A body that couldn't be read to its end.
fn body_error(error: &axum::Error) -> Refused {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<SlowClient>() {
            return Refused::Request(StatusCode::REQUEST_TIMEOUT, SlowClient.to_string());
        }
        cause = error.source();
    }
    Refused::Request(StatusCode::BAD_REQUEST, "the request's body broke off".to_owned())
}
