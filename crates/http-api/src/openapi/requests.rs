//! What operations take, in every encoding that they can be asked in.

use satchel_operations_schema::Shape;
use serde_json::{Value, json};

use super::schema::{Encoding, parameters};
use super::{fields, reference, takes_file};
use crate::adapters::HttpOperation;

/// The name of what an operation takes, where it takes something.
fn name(operation: &HttpOperation, encoding: Encoding) -> Option<String> {
    let Shape::Named(description) = (operation.request)() else { return None };
    fields(operation).next()?;
    let suffix = if encoding == Encoding::Form { "Form" } else { "" };
    Some(format!("{}{suffix}", description.name))
}

/// The encodings that an operation can be asked in.
fn encodings(operation: &HttpOperation) -> &'static [(&'static str, Encoding)] {
    if takes_file(operation) {
        &[("multipart/form-data", Encoding::Form)]
    } else {
        &[
            ("application/json", Encoding::Json),
            ("application/x-www-form-urlencoded", Encoding::Form),
            ("multipart/form-data", Encoding::Form),
        ]
    }
}

/// The schemas of what an operation takes, by their names.
pub fn schemas(operation: &HttpOperation) -> impl Iterator<Item = (String, Value)> {
    encodings(operation)
        .iter()
        .filter_map(move |(_, encoding)| Some((name(operation, *encoding)?, parameters(operation, *encoding))))
}

/// Every encoding that the operation can be asked in. Parameters may stand in the query, too.
pub fn body(operation: &HttpOperation) -> Value {
    let content: serde_json::Map<String, Value> = encodings(operation)
        .iter()
        .filter_map(|(kind, encoding)| {
            let name = name(operation, *encoding)?;
            Some(((*kind).to_owned(), json!({ "schema": reference("schemas", &name) })))
        })
        .collect();
    json!({
        "required": fields(operation).any(|field| !matches!((field.shape)(), Shape::Optional(_))),
        "description": "Parameters may stand in the query instead; one in the body wins.",
        "content": content,
    })
}
