//! The API's description in OpenAPI 3.1, made from the list of operations.

mod requests;
mod schema;

use satchel_operations_schema::{Auth, Field, Method, Shape};
use serde_json::{Value, json};

use crate::adapters::{HttpOperation, OPERATIONS};
use crate::answers::Data;

/// The name of the field that is a file here.
pub(crate) const FILE: &str = "file";
/// Fields that only the desktop takes.
const DESKTOP_ONLY: &[&str] = &["target"];

/// The statuses of a request that reaches no operation.
const NOT_REACHED: &[(u16, &str)] = &[
    (400, "The request can be read in two ways, or broke off."),
    (401, "The server's token is missing or wrong."),
    (403, "The request comes from a web page, or names a Host that isn't this server."),
    (408, "The body came too slowly."),
    (413, "The body is too long."),
    (414, "The address is too long."),
    (415, "The body is of a type that isn't read."),
    (429, "Too many requests wait: come again after `Retry-After` seconds."),
    (431, "The headers are too long."),
    (503, "The server is stopping: ask another, or come again after `Retry-After` seconds."),
];

fn not_reached_name(status: u16) -> String {
    format!("NotReached{status}")
}

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
    let mut schemas: serde_json::Map<String, Value> = OPERATIONS.iter().flat_map(requests::schemas).collect();
    schemas.insert("Failure".to_owned(), schema::envelope(-1, None, None));
    let not_reached: serde_json::Map<String, Value> = NOT_REACHED
        .iter()
        .map(|(status, why)| {
            let content = formats(&json!({ "$ref": "#/components/schemas/Failure" }));
            (not_reached_name(*status), json!({ "description": why, "content": content }))
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
            "schemas": schemas,
            "parameters": {
                "data_format": {
                    "name": "data_format", "in": "query", "required": false,
                    "description": "`xml` (in any case) for an answer in XML; else it is JSON. It may stand in the body, too.",
                    "schema": { "type": "string", "examples": ["xml"] },
                },
            },
            "responses": not_reached,
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
    let mut responses = json!({ "200": answered(operation) });
    for (status, _) in NOT_REACHED {
        responses[status.to_string()] = reference("responses", &not_reached_name(*status));
    }
    if matches!((operation.data)(), Data::Bytes) {
        parameters.push(json!({
            "name": "Range", "in": "header", "required": false, "schema": { "type": "string", "examples": ["bytes=0-99"] },
            "description": "One range of bytes: `bytes=0-99`, `bytes=100-`, `bytes=-5`.",
        }));
        responses["200"]["headers"] = of_an_object();
        responses["206"] = json!({
            "description": "The range that was asked for.", "content": schema::bytes(), "headers": of_an_object(),
        });
        responses["416"] = json!({
            "description": "The object ends before the range that was asked for.",
            "content": formats(&json!({ "$ref": "#/components/schemas/Failure" })),
        });
    }
    let mut described = json!({
        "operationId": operation.name,
        "summary": operation.doc.trim(),
        "security": security,
        "parameters": parameters,
        "responses": responses,
    });
    if fields(operation).next().is_some() {
        described["requestBody"] = requests::body(operation);
    }
    described
}

fn reference(kind: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{kind}/{name}") })
}

/// What an answer says of an object beside its bytes. An envelope in its place has none of it.
fn of_an_object() -> Value {
    let header = |description: &str| json!({ "description": description, "schema": { "type": "string" } });
    json!({
        "ETag": header("The object's entity tag. Where it is missing, the answer is the envelope of a failure."),
        "Last-Modified": header("When the object was last written."),
        "Content-Disposition": header("The name for a file, after the key."),
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
        let schemas = &document["components"]["schemas"];
        let taken = |kind: &str| list["requestBody"]["content"][kind]["schema"].clone();
        assert_eq!(taken("application/json"), json!({ "$ref": "#/components/schemas/ListObjects" }));
        assert_eq!(taken("multipart/form-data"), json!({ "$ref": "#/components/schemas/ListObjectsForm" }));
        let schema = &schemas["ListObjects"];
        assert_eq!(
            (&schema["required"], &schema["properties"]["bucket"]["type"], &schema["properties"]["prefix"]["type"]),
            (&json!(["bucket"]), &json!("string"), &json!(["string", "null"]))
        );
        let tags = |name: &str| schemas[name]["properties"]["tags"]["type"].clone();
        assert_eq!((tags("PutObjectTagging"), tags("PutObjectTaggingForm")), (json!("array"), json!("string")));
        let answer = &list["responses"]["200"]["content"]["application/xml"]["schema"]["oneOf"][0]["properties"];
        assert_eq!(answer["data"]["items"]["properties"]["key"]["xml"], json!({ "name": "Key" }));
        assert_eq!(answer["next_continuation_token"]["xml"], json!({ "name": "NextContinuationToken" }));
        let upload = &paths["/uploadObject"]["post"]["requestBody"]["content"];
        assert_eq!(upload.as_object().unwrap().len(), 1);
        assert!(paths["/listBuckets"]["post"].get("requestBody").is_none());
        assert_eq!(list["operationId"], "listObjects");
        assert!(list["responses"].get("default").is_none() && list["responses"].get("401").is_some());
        assert!(!document.to_string().contains("SecretHandle") && !document.to_string().contains("\"target\""));
    }
}
