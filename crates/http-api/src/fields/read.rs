//! From what came to what an operation takes, by the description of the field.

use satchel_operations::errors;
use satchel_operations_schema::types::ErrorInfo;
use satchel_operations_schema::{Field, Shape, TypeDescription};
use serde_json::{Map, Value};

use super::Given;

type Read<T> = Result<T, ErrorInfo>;

fn wrong<T>(name: &str, sentence: &str) -> Read<T> {
    Err(errors::invalid_parameter(name, sentence))
}

/// The value of a field, or `None` where an optional one wasn't given.
pub fn field(name: &str, shape: Shape, given: &[&Given]) -> Read<Option<Value>> {
    match shape {
        Shape::Optional(inner) => match given {
            // A form can't leave a number out, it leaves it empty.
            [Given::Text(text)] if text.is_empty() && !matches!(inner, Shape::Text) => Ok(None),
            [] | [Given::Json(Value::Null)] => Ok(None),
            given => field(name, *inner, given),
        },
        Shape::List(Shape::Text) => texts(name, given).map(Some),
        shape => match given {
            [] | [Given::Json(Value::Null)] => wrong(name, "is missing"),
            [one] => {
                let value = one_value(name, shape, one)?;
                if matches!(&value, Value::String(text) if text.is_empty()) && is_text(shape) {
                    return Err(errors::empty_parameter(name));
                }
                Ok(Some(value))
            }
            _ => wrong(name, "is given more than once"),
        },
    }
}

fn is_text(shape: Shape) -> bool {
    matches!(shape, Shape::Text | Shape::SecretInput | Shape::SecretText)
}

/// A list of texts: a JSON array, or a field that is repeated.
fn texts(name: &str, given: &[&Given]) -> Read<Value> {
    match given {
        [] | [Given::Json(Value::Null)] => wrong(name, "is missing"),
        [Given::Json(Value::Array(items))] => {
            let text = |(at, item): (usize, &Value)| match item {
                Value::String(text) => Ok(Value::String(text.clone())),
                _ => wrong(&format!("{name}[{at}]"), "must be a text"),
            };
            items.iter().enumerate().map(text).collect::<Read<Vec<_>>>().map(Value::Array)
        }
        given => {
            let text = |one: &&Given| match one {
                Given::Text(text) => Ok(Value::String(text.clone())),
                Given::Json(_) if given.len() > 1 => wrong(name, "is given more than once"),
                Given::Json(_) => wrong(name, "must be a list of texts"),
            };
            given.iter().map(text).collect::<Read<Vec<_>>>().map(Value::Array)
        }
    }
}

fn one_value(name: &str, shape: Shape, given: &Given) -> Read<Value> {
    match given {
        Given::Json(value) => json(name, shape, value),
        Given::Text(text) => match shape {
            Shape::List(_) | Shape::Named(_) | Shape::Map(_) => {
                let value = serde_json::from_str(text).or_else(|_| wrong(name, "must be JSON"))?;
                json(name, shape, &value)
            }
            shape => json(name, shape, &Value::String(text.clone())),
        },
    }
}

/// A JSON value as the shape wants it: numbers and booleans may be written as texts.
fn json(name: &str, shape: Shape, value: &Value) -> Read<Value> {
    match (shape, value) {
        (Shape::Optional(_), Value::Null) => Ok(Value::Null),
        (Shape::Optional(inner), value) => json(name, *inner, value),
        (Shape::Text | Shape::SecretText | Shape::SecretInput, Value::String(_))
        | (Shape::Boolean, Value::Bool(_))
        | (Shape::Unit | Shape::Map(_), _) => Ok(value.clone()),
        (Shape::Text | Shape::SecretText | Shape::SecretInput, _) => wrong(name, "must be a text"),
        (Shape::Integer, Value::Number(number)) if number.is_i64() || number.is_u64() => Ok(value.clone()),
        (Shape::Integer, Value::String(text)) => match text.trim().parse::<i64>() {
            Ok(number) => Ok(Value::from(number)),
            Err(_) => wrong(name, "must be a whole number"),
        },
        (Shape::Integer, _) => wrong(name, "must be a whole number"),
        (Shape::Boolean, Value::String(text)) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "1" => Ok(Value::Bool(true)),
            "false" | "0" => Ok(Value::Bool(false)),
            _ => wrong(name, "must be true or false"),
        },
        (Shape::Boolean, _) => wrong(name, "must be true or false"),
        (Shape::List(item), Value::Array(items)) => {
            let one = |(at, value)| json(&format!("{name}[{at}]"), *item, value);
            items.iter().enumerate().map(one).collect::<Read<Vec<_>>>().map(Value::Array)
        }
        (Shape::List(_), _) => wrong(name, "must be a list"),
        (Shape::Named(description), Value::Object(fields)) => record(name, description, fields),
        (Shape::Named(_), _) => wrong(name, "must be an object"),
    }
}

fn record(name: &str, description: &TypeDescription, given: &Map<String, Value>) -> Read<Value> {
    let mut fields = Map::new();
    for Field { name: field, shape, .. } in description.fields {
        let path = format!("{name}.{field}");
        match (given.get(*field), shape()) {
            (Some(value), shape) => {
                fields.insert((*field).to_owned(), json(&path, shape, value)?);
            }
            (None, Shape::Optional(_)) => {}
            (None, _) => return wrong(&path, "is missing"),
        }
    }
    Ok(Value::Object(fields))
}
