//! JSON Schema for requests and answers, with the names that XML has.

use satchel_operations_schema::{Field, Shape, TypeDescription};
use serde_json::{Map, Value, json};

use super::{FILE, fields};
use crate::adapters::HttpOperation;
use crate::answers::Data;
use crate::envelope::xml_name;

/// The parameters of an operation.
pub fn parameters(operation: &HttpOperation) -> Value {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for field in fields(operation) {
        let shape = (field.shape)();
        let mut schema = if field.name == FILE {
            json!({ "type": "string", "contentMediaType": "application/octet-stream" })
        } else {
            given(shape)
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

/// A value that is given.
fn given(shape: Shape) -> Value {
    match shape {
        Shape::Optional(inner) => given(*inner),
        Shape::Text => json!({ "type": "string" }),
        Shape::SecretText | Shape::SecretInput => json!({ "type": "string", "format": "password", "writeOnly": true }),
        // As a text it counts, too.
        Shape::Integer => json!({ "type": ["integer", "string"] }),
        Shape::Boolean => json!({ "type": ["boolean", "string"] }),
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
        Shape::Integer => json!({ "type": "integer" }),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::List(item) => json!({ "type": "array", "items": answered(*item) }),
        Shape::Named(description) => record(description, answered),
        shape => given(shape),
    }
}

fn record(description: &TypeDescription, of: fn(Shape) -> Value) -> Value {
    let one = |field: &Field| {
        let mut schema = of((field.shape)());
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
