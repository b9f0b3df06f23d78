//! The API's description in OpenAPI 3.1, made from the list of operations.

mod schema;

use satchel_operations_schema::{Auth, Field, Method, Shape};
use serde_json::{Value, json};

use crate::adapters::{HttpOperation, OPERATIONS};
use crate::answers::Data;

/// The name of the field that is a file here.
pub(crate) const FILE: &str = "file";
/// Fields that only the desktop takes.
const DESKTOP_ONLY: &[&str] = &["target"];

/// The fields that an operation takes over HTTP.
pub(crate) fn fields(operation: &HttpOperation) -> impl Iterator<Item = &'static Field> {
    let fields = match (operation.request)() {
        Shape::Named(description) => description.fields,
        _ => &[],
    };
    fields.iter().filter(|field| !DESKTOP_ONLY.contains(&field.name))
}

/// Whether an operation takes a file.
pub(crate) fn takes_file(operation: &HttpOperation) -> bool {
    fields(operation).any(|field| field.name == FILE)
}

/// The whole description.
pub fn document() -> Value {
    let paths: serde_json::Map<String, Value> = OPERATIONS
        .iter()
        .map(|operation| {
            let method = match operation.method {
                Method::Post => "post",
                Method::Delete => "delete",
            };
            (format!("/{}", operation.name), json!({ method: described(operation) }))
        })
        .collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Satchel's HTTP API",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Buckets and objects of any S3-compatible store, and Storj's keys, grants and share links. \
                            Every operation answers with status 200 and an envelope: `code` is 0 where it was done \
                            and -1 where it wasn't, and `msg` says why. Other statuses mean that no operation was reached.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "schemas": {
                "Failure": schema::envelope(-1, None, None),
            },
            "parameters": {
                "data_format": {
                    "name": "data_format", "in": "query", "required": false,
                    "description": "`xml` (in any case) for an answer in XML; else it is JSON. It may stand in the body, too.",
                    "schema": { "type": "string", "examples": ["xml"] },
                },
            },
            "responses": {
                "NotReached": {
                    "description": "No operation was reached: 401 the server's token is missing or wrong, 403 the Host \
                                    or Origin is refused, 404 no such path, 405 wrong method, 408 too slow, 413 body \
                                    too long, 415 body of an unknown type, 429 too many requests wait, 503 shutting down.",
                    "content": formats(&json!({ "$ref": "#/components/schemas/Failure" })),
                },
            },
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": "The server's own token." },
                "accessKeyId": {
                    "type": "apiKey", "in": "header", "name": "AccessKeyId", "description": "The store's access key ID.",
                },
                "secretKey": {
                    "type": "apiKey", "in": "header", "name": "SecretKey",
                    "description": "The store's secret key. `SecretAccessKey` is the same.",
                },
                "endpoint": {
                    "type": "apiKey", "in": "header", "name": "Endpoint",
                    "description": "The store's address: an absolute http or https URL.",
                },
            },
        },
    })
}

fn formats(schema: &Value) -> Value {
    json!({ "application/json": { "schema": schema }, "application/xml": { "schema": schema } })
}

fn described(operation: &HttpOperation) -> Value {
    let security = match operation.auth {
        Auth::S3 => json!([{ "token": [], "accessKeyId": [], "secretKey": [], "endpoint": [] }]),
        Auth::None => json!([{ "token": [] }]),
    };
    let mut parameters = vec![json!({ "$ref": "#/components/parameters/data_format" })];
    let mut responses =
        json!({ "200": answered(operation), "default": { "$ref": "#/components/responses/NotReached" } });
    if matches!((operation.data)(), Data::Bytes) {
        parameters.push(json!({
            "name": "Range", "in": "header", "required": false, "schema": { "type": "string", "examples": ["bytes=0-99"] },
            "description": "One range of bytes: `bytes=0-99`, `bytes=100-`, `bytes=-5`.",
        }));
        responses["206"] = json!({ "description": "The range that was asked for.", "content": schema::bytes() });
        responses["416"] = json!({ "$ref": "#/components/responses/NotReached" });
    }
    let mut described = json!({
        "operationId": operation.command,
        "summary": operation.doc.trim(),
        "security": security,
        "parameters": parameters,
        "responses": responses,
    });
    if fields(operation).next().is_some() {
        described["requestBody"] = body(operation);
    }
    described
}

/// Every encoding that the operation can be asked in. Parameters may stand in the query, too.
fn body(operation: &HttpOperation) -> Value {
    let schema = schema::parameters(operation);
    let kinds: &[&str] = if takes_file(operation) {
        &["multipart/form-data"]
    } else {
        &["application/json", "application/x-www-form-urlencoded", "multipart/form-data"]
    };
    let content: serde_json::Map<String, Value> =
        kinds.iter().map(|kind| ((*kind).to_owned(), json!({ "schema": schema }))).collect();
    json!({
        "required": fields(operation).any(|field| !matches!((field.shape)(), Shape::Optional(_))),
        "description": "Parameters may stand in the query instead; one in the body wins.",
        "content": content,
    })
}

fn answered(operation: &HttpOperation) -> Value {
    let failure = json!({ "$ref": "#/components/schemas/Failure" });
    let success = match (operation.data)() {
        Data::Bytes => {
            let mut content = schema::bytes();
            content["application/json"] = json!({ "schema": failure });
            return json!({ "description": "The object's bytes, or the envelope of a failure.", "content": content });
        }
        data => schema::envelope(0, schema::data(data), matches!(data, Data::Page(_)).then(schema::page)),
    };
    json!({
        "description": format!("The envelope. Where it was done, `msg` is `{}`.", operation.message),
        "content": formats(&json!({ "oneOf": [success, failure] })),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_described() {
        let document = document();
        let paths = document["paths"].as_object().unwrap();
        assert_eq!(paths.len(), 25);
        let list = &paths["/listObjects"]["post"];
        let schema = &list["requestBody"]["content"]["application/json"]["schema"];
        assert_eq!(
            (&schema["required"], &schema["properties"]["bucket"]["type"]),
            (&json!(["bucket"]), &json!("string"))
        );
        let answer = &list["responses"]["200"]["content"]["application/xml"]["schema"]["oneOf"][0]["properties"];
        assert_eq!(answer["data"]["items"]["properties"]["key"]["xml"], json!({ "name": "Key" }));
        assert_eq!(answer["next_continuation_token"]["xml"], json!({ "name": "NextContinuationToken" }));
        let upload = &paths["/uploadObject"]["post"]["requestBody"]["content"];
        assert_eq!(upload.as_object().unwrap().len(), 1);
        assert!(paths["/listBuckets"]["post"].get("requestBody").is_none());
        assert!(!document.to_string().contains("SecretHandle") && !document.to_string().contains("\"target\""));
    }
}
