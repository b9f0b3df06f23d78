//! The page that describes the API for people, made from the list of operations.

use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::response::{Html, IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, header};
use satchel_operations_schema::{Auth, Method, Shape};
use sha2::{Digest, Sha256};

use crate::adapters::{HttpOperation, OPERATIONS};
use crate::answers::Data;
use crate::openapi::{FILE, fields, takes_file};

const STYLE: &str = include_str!("docs/page.css");
const INTRODUCTION: &str = include_str!("docs/introduction.html");

static PAGE: LazyLock<String> = LazyLock::new(page);
/// The page runs nothing and loads nothing: its one style is named by its hash.
static POLICY: LazyLock<Option<HeaderValue>> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    let policy = format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; frame-ancestors 'none'");
    HeaderValue::from_str(&policy).ok()
});

/// The page.
pub async fn show() -> Response {
    let mut response = Html(PAGE.as_str()).into_response();
    if let Some(policy) = &*POLICY {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy.clone());
    }
    response
}

fn page() -> String {
    let mut page = String::with_capacity(64 << 10);
    page.push_str("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Satchel's HTTP API</title>");
    page.push_str("<meta name=\"viewport\" content=\"width=device-width\"><style>");
    page.push_str(STYLE);
    page.push_str("</style></head><body><nav aria-label=\"Operations\"><ul>");
    for operation in OPERATIONS {
        // Writing to a text can't fail.
        let _ = write!(page, "<li><a href=\"#{0}\">{0}</a></li>", operation.name);
    }
    page.push_str("</ul></nav><main>");
    page.push_str(INTRODUCTION);
    for operation in OPERATIONS {
        section(&mut page, operation);
    }
    page.push_str("</main></body></html>\n");
    page
}

fn section(page: &mut String, operation: &HttpOperation) {
    let method = method(operation);
    let _ = write!(
        page,
        "<section id=\"{0}\"><h2><span class=\"method\">{method}</span> <code>/{0}</code></h2><p>{1}</p>",
        operation.name,
        escaped(operation.doc.trim())
    );
    if operation.auth == Auth::S3 {
        page.push_str(
            "<p class=\"needs\">Needs the store’s credentials: <code>AccessKeyId</code>, \
                       <code>SecretKey</code>, <code>Endpoint</code>.</p>",
        );
    }
    if fields(operation).next().is_some() {
        page.push_str("<table><thead><tr><th>Parameter</th><th>Type</th><th>What it is</th></tr></thead><tbody>");
        for field in fields(operation) {
            let (kind, optional) = described(field.name, (field.shape)());
            let doc = if field.name == FILE { "The bytes: a file part of any length." } else { field.doc.trim() };
            let mark = if optional { "<span class=\"optional\">optional</span>" } else { "" };
            let _ = write!(
                page,
                "<tr><td><code>{}</code> {mark}</td><td>{kind}</td><td>{}</td></tr>",
                field.name,
                escaped(doc)
            );
        }
        page.push_str("</tbody></table>");
    }
    let _ = write!(page, "<p>{}</p><pre>{}</pre></section>", answer(operation), escaped(&example(operation)));
}

fn method(operation: &HttpOperation) -> &'static str {
    match operation.method {
        Method::Post => "POST",
        Method::Delete => "DELETE",
    }
}

/// A parameter's type in words, and whether it may be left out.
fn described(name: &str, shape: Shape) -> (&'static str, bool) {
    match shape {
        Shape::Optional(inner) => (described(name, *inner).0, true),
        _ if name == FILE => ("file", false),
        Shape::SecretText | Shape::SecretInput => ("text, secret", false),
        Shape::Integer => ("number", false),
        Shape::Boolean => ("true or false", false),
        Shape::List(Shape::Text) => ("list of texts", false),
        Shape::List(_) | Shape::Named(_) | Shape::Map(_) => ("JSON", false),
        Shape::Text | Shape::Unit => ("text", false),
    }
}

fn answer(operation: &HttpOperation) -> String {
    let names =
        |names: Vec<&str>| names.iter().map(|name| format!("<code>{name}</code>")).collect::<Vec<_>>().join(", ");
    let of = |shape: Shape| match shape {
        Shape::Named(description) => names(description.fields.iter().map(|field| field.name).collect()),
        Shape::List(Shape::Named(description)) => {
            format!("a list of {}", names(description.fields.iter().map(|field| field.name).collect()))
        }
        _ => "a text".to_owned(),
    };
    match (operation.data)() {
        Data::None => format!("Answers <code>msg</code> “{}”.", operation.message),
        Data::Shaped(shape) => format!("Answers in <code>data</code> {}.", of(shape)),
        Data::Record(fields) => {
            format!("Answers in <code>data</code> {}.", names(fields.iter().map(|(name, _)| *name).collect()))
        }
        Data::Page(shape) => format!(
            "Answers in <code>data</code> {}; where there is more, <code>is_truncated</code> and \
             <code>next_continuation_token</code> stand beside it.",
            of(shape)
        ),
        Data::Bytes => {
            "Answers the object’s bytes, or the envelope of a failure. One <code>Range</code> is honoured.".into()
        }
    }
}

/// A line that can be tried, with the token and the credentials from the environment.
fn example(operation: &HttpOperation) -> String {
    let mut example = String::from("curl");
    if operation.method == Method::Delete {
        example.push_str(" -X DELETE");
    }
    let _ = write!(example, " $SATCHEL/{} -H \"Authorization: Bearer $TOKEN\"", operation.name);
    if operation.auth == Auth::S3 {
        example.push_str(
            " \\\n  -H \"AccessKeyId: $AWS_ACCESS_KEY_ID\" -H \"SecretKey: $AWS_SECRET_ACCESS_KEY\" -H \"Endpoint: $AWS_ENDPOINT_URL\"",
        );
    }
    let required = fields(operation).filter(|field| !matches!((field.shape)(), Shape::Optional(_)));
    if takes_file(operation) {
        example.push_str(" \\\n ");
        for field in required {
            let value = if field.name == FILE { "@cake.jpg".to_owned() } else { value_of(field.name) };
            let _ = write!(example, " -F {}={value}", field.name);
        }
        return example;
    }
    let body: Vec<String> = required
        .map(|field| match (field.shape)() {
            Shape::List(Shape::Text) => format!("\"{}\":[\"{}\"]", field.name, value_of(field.name)),
            Shape::List(_) if field.name == "parts" => "\"parts\":[{\"part_number\":1,\"etag\":\"…\"}]".to_owned(),
            Shape::List(_) => format!("\"{}\":[{{\"key\":\"colour\",\"value\":\"blue\"}}]", field.name),
            _ => format!("\"{}\":\"{}\"", field.name, value_of(field.name)),
        })
        .collect();
    if body.is_empty() {
        return example.replacen("curl", "curl -X POST", 1);
    }
    let _ = write!(example, " \\\n  -H \"Content-Type: application/json\" -d '{{{}}}'", body.join(","));
    if matches!((operation.data)(), Data::Bytes) {
        example.push_str(" -o cake.jpg");
    }
    example
}

fn value_of(field: &str) -> String {
    match field {
        "bucket" | "buckets" | "source_bucket" | "destination_bucket" => "photos",
        "key" | "keys" | "source_key" => "2026/cake.jpg",
        "destination_key" => "2027/cake.jpg",
        "part_number" => "1",
        "auth_service" => "https://auth.storjshare.io",
        "base_url" => "https://link.storjshare.io",
        "satellite_node_url" => "12EayRS2V1kEsWESU9QMRseFhdxYxKicsiFmxrsLZHeLUtdps3S@us1.storj.io:7777",
        _ => "…",
    }
    .to_owned()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_a_section_with_every_parameter() {
        for operation in OPERATIONS {
            let start = PAGE.find(&format!("<section id=\"{}\">", operation.name)).unwrap();
            let section = PAGE[start..].split("</section>").next().unwrap();
            assert!(section.contains(escaped(operation.doc.trim()).as_str()) && section.contains("curl "));
            for field in fields(operation) {
                assert!(section.contains(&format!("<code>{}</code>", field.name)), "{} {}", operation.name, field.name);
            }
        }
        assert!(!PAGE.contains("<script") && !PAGE.contains("http-equiv"));
    }
}
