//! JSON Schema for requests and answers, with the names that XML has.

use satchel_operations_schema::{Field, Shape, TypeDescription};
use serde_json::{Map, Value, json};

use super::{FILE, fields};
use crate::adapters::HttpOperation;
use crate::answers::Data;
use crate::envelope::xml_name;

/// A whole number as a text.
const WHOLE_NUMBER: &str = r"^\s*[+-]?[0-9]+\s*$";
/// A boolean as a text.
const TRUE_OR_FALSE: &str = r"^\s*([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[01])\s*$";

/// What a request is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// A JSON object.
    Json,
    /// A form, whose fields are texts: a list that isn't of texts is the JSON of one.
    Form,
}

/// The parameters of an operation.
pub fn parameters(operation: &HttpOperation, encoding: Encoding) -> Value {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for field in fields(operation) {
        let shape = (field.shape)();
        let mut schema = if field.name == FILE {
            json!({ "type": "string", "contentMediaType": "application/octet-stream" })
        } else {
            parameter(field.name, shape, encoding)
        };
        let doc = if field.name == FILE { "The bytes: a file part of any length." } else { field.doc.trim() };
        schema["description"] = doc.into();
        properties.insert(field.name.to_owned(), schema);
        if !matches!(shape, Shape::Optional(_)) {
            required.push(field.name);
        }
    }
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = required.into();
    }
    schema
}

/// The schema of one parameter, bounds and all.
fn parameter(name: &str, shape: Shape, encoding: Encoding) -> Value {
    match (shape, encoding) {
        (Shape::Optional(inner), Encoding::Json) => {
            let mut schema = parameter(name, *inner, encoding);
            or_null(&mut schema);
            schema
        }
        (Shape::Optional(inner), Encoding::Form) => parameter(name, *inner, encoding),
        (Shape::List(Shape::Named(_)), Encoding::Form) => json!({
            "type": "string", "contentMediaType": "application/json",
            "contentSchema": parameter(name, shape, Encoding::Json),
        }),
        (shape, _) => {
            let mut schema = given(shape);
            if matches!(shape, Shape::Text | Shape::SecretText | Shape::SecretInput) {
                schema["minLength"] = 1.into();
            }
            extend(&mut schema, &bounds(name));
            schema
        }
    }
}

/// What a parameter has to be beyond its type, as the operations check it.
fn bounds(name: &str) -> Value {
    match name {
        "bucket" | "source_bucket" | "destination_bucket" => json!({ "maxLength": 255 }),
        // Bytes of UTF-8, so no more characters than that.
        "key" | "source_key" | "destination_key" => json!({ "maxLength": 1024 }),
        "keys" => json!({ "minItems": 1, "items": { "type": "string", "minLength": 1, "maxLength": 1024 } }),
        "buckets" | "parts" => json!({ "minItems": 1 }),
        "tags" => json!({ "maxItems": 10 }),
        "max_keys" => json!({ "minimum": 1 }),
        "part_number" => json!({ "minimum": 1, "maximum": 10_000 }),
        _ => json!({}),
    }
}

/// The same for the fields of what stands in lists.
fn bounds_in(record: &str, name: &str) -> Value {
    match (record, name) {
        ("ObjectTag", "key") => json!({ "minLength": 1, "maxLength": 128 }),
        ("ObjectTag", "value") => json!({ "maxLength": 256 }),
        ("PartTag", "etag") => json!({ "minLength": 1 }),
        ("PartTag", name) => bounds(name),
        ("ListRow", "kind") => json!({ "enum": ["PRE", "OBJ"] }),
        _ => json!({}),
    }
}

fn extend(schema: &mut Value, more: &Value) {
    if let (Value::Object(schema), Value::Object(more)) = (schema, more) {
        schema.extend(more.clone());
    }
}

fn or_null(schema: &mut Value) {
    schema["type"] = match schema["type"].take() {
        Value::Array(mut kinds) => {
            kinds.push("null".into());
            kinds.into()
        }
        kind => json!([kind, "null"]),
    };
}

/// A value that is given.
fn given(shape: Shape) -> Value {
    match shape {
        Shape::Optional(inner) => {
            let mut schema = given(*inner);
            or_null(&mut schema);
            schema
        }
        Shape::Text => json!({ "type": "string" }),
        Shape::SecretText | Shape::SecretInput => json!({ "type": "string", "format": "password", "writeOnly": true }),
        // As a text it counts, too.
        Shape::Integer => json!({ "type": ["integer", "string"], "pattern": WHOLE_NUMBER }),
        Shape::Boolean => json!({ "type": ["boolean", "string"], "pattern": TRUE_OR_FALSE }),
        Shape::List(item) => json!({ "type": "array", "items": given(*item) }),
        Shape::Map(item) => json!({ "type": "object", "additionalProperties": given(*item) }),
        Shape::Named(description) => record(description, given),
        Shape::Unit => json!({ "type": "null" }),
    }
}

/// A value that is answered.
fn answered(shape: Shape) -> Value {
    match shape {
        Shape::Optional(inner) => answered(*inner),
        // Sizes, times and numbers of parts.
        Shape::Integer => json!({ "type": "integer", "minimum": 0 }),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::List(item) => json!({ "type": "array", "items": answered(*item) }),
        Shape::Named(description) => record(description, answered),
        shape => given(shape),
    }
}

fn record(description: &TypeDescription, of: fn(Shape) -> Value) -> Value {
    let one = |field: &Field| {
        let mut schema = of((field.shape)());
        extend(&mut schema, &bounds_in(description.name, field.name));
        schema["description"] = field.doc.trim().into();
        named(&mut schema, field.name);
        (field.name.to_owned(), schema)
    };
    let is_required = |field: &&Field| !matches!((field.shape)(), Shape::Optional(_));
    let required: Vec<&str> = description.fields.iter().filter(is_required).map(|field| field.name).collect();
    let properties: Map<String, Value> = description.fields.iter().map(one).collect();
    json!({ "type": "object", "description": description.doc.trim(), "properties": properties, "required": required })
}

fn named(schema: &mut Value, name: &str) {
    schema["xml"] = json!({ "name": xml_name(name) });
}

/// What stands in `data`.
pub fn data(data: Data) -> Option<Value> {
    match data {
        Data::None | Data::Bytes => None,
        Data::Shaped(shape) | Data::Page(shape) => Some(answered(shape)),
        Data::Record(fields) => {
            let one = |(name, shape): &(&str, Shape)| {
                let mut schema = answered(*shape);
                named(&mut schema, name);
                ((*name).to_owned(), schema)
            };
            let properties: Map<String, Value> = fields.iter().map(one).collect();
            let required: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
            Some(json!({ "type": "object", "properties": properties, "required": required }))
        }
    }
}

/// What stands beside a listing's rows where there is more.
pub fn page() -> Value {
    json!({
        "is_truncated": {
            "type": "boolean", "const": true, "xml": { "name": "IsTruncated" },
            "description": "There is more; it isn't there where there isn't.",
        },
        "next_continuation_token": {
            "type": "string", "xml": { "name": "NextContinuationToken" },
            "description": "The `continuation_token` of the next page.",
        },
    })
}

/// An envelope.
pub fn envelope(code: i32, data: Option<Value>, beside: Option<Value>) -> Value {
    let mut required = vec!["code", "msg"];
    let mut properties = json!({
        "code": { "type": "integer", "const": code },
        "msg": { "type": "string" },
    });
    if let Some(data) = data {
        properties["data"] = data;
        required.push("data");
    }
    if let (Some(Value::Object(beside)), Value::Object(properties)) = (beside, &mut properties) {
        properties.extend(beside);
    }
    json!({ "type": "object", "xml": { "name": "map" }, "properties": properties, "required": required })
}

/// An object's bytes, of whatever type.
pub fn bytes() -> Value {
    json!({ "*/*": { "schema": { "type": "string", "contentMediaType": "application/octet-stream" } } })
}
