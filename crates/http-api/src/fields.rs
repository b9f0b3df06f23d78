//! What a request carries, whatever it was written as: fields by name, which become the parameters of an operation by
//! the description of its request type.

mod read;

use satchel_operations::errors;
use satchel_operations_schema::types::ErrorInfo;
use satchel_operations_schema::{Described, Shape};
use serde::de::{DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};
use zeroize::Zeroize;

use crate::envelope::Format;

/// A value as it came.
#[derive(Clone, PartialEq, Eq)]
pub enum Given {
    /// From a query or a form: always a text.
    Text(String),
    /// From a JSON body.
    Json(Value),
}

impl Drop for Given {
    /// What is secret among the fields is a text.
    fn drop(&mut self) {
        if let Self::Text(text) | Self::Json(Value::String(text)) = self {
            text.zeroize();
        }
    }
}

/// The fields of a request, in the order they came. They may be secret, so they don't print themselves.
#[derive(Clone, Default)]
pub struct Fields {
    query: Vec<(String, Given)>,
    body: Vec<(String, Given)>,
}

impl Fields {
    /// Those of an address's query.
    pub fn of_query(query: Option<&str>) -> Self {
        Self { query: pairs(query.unwrap_or_default().as_bytes()), body: Vec::new() }
    }

    /// Adds those of an `application/x-www-form-urlencoded` body.
    pub fn add_form(&mut self, body: &[u8]) {
        self.body.extend(pairs(body));
    }

    /// Adds those of an `application/json` body: an object, in which no name stands twice.
    ///
    /// # Errors
    /// `InvalidParameter`; the sentence says where the JSON breaks and repeats nothing of it.
    pub fn add_json(&mut self, body: &[u8]) -> Result<(), ErrorInfo> {
        let Pairs(pairs) = serde_json::from_slice(body).map_err(|error| {
            let place = format!("line {}, column {}", error.line(), error.column());
            let sentence = match error.classify() {
                serde_json::error::Category::Data => "must be a JSON object".to_owned(),
                serde_json::error::Category::Eof => format!("ends in the middle of its JSON ({place})"),
                _ => format!("isn't JSON ({place})"),
            };
            errors::invalid_parameter("body", &sentence)
        })?;
        self.body.extend(pairs.into_iter().map(|(name, value)| (name, Given::Json(value))));
        Ok(())
    }

    /// Adds a field of a multipart body.
    pub fn add(&mut self, name: String, text: String) {
        self.body.push((name, Given::Text(text)));
    }

    /// How the answer is to be written.
    pub fn data_format(&self) -> Option<&str> {
        self.text("data_format")
    }

    /// What stands last under that name, where it is a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.given(name).last()? {
            Given::Text(text) | Given::Json(Value::String(text)) => Some(text),
            Given::Json(_) => None,
        }
    }

    /// Asks for a format, whatever else does.
    pub fn prefer(&mut self, format: Format) {
        let asked = match format {
            Format::Json => "json",
            Format::Xml => "xml",
        };
        self.add("data_format".to_owned(), asked.to_owned());
    }

    /// Every value of that name: those of the body, or, where it has none, those of the query.
    fn given(&self, name: &str) -> Vec<&Given> {
        let named = |fields: &'_ [(String, Given)]| -> Vec<usize> {
            fields.iter().enumerate().filter(|(_, (known, _))| known == name).map(|(at, _)| at).collect()
        };
        let body = named(&self.body);
        if body.is_empty() {
            named(&self.query).into_iter().map(|at| &self.query[at].1).collect()
        } else {
            body.into_iter().map(|at| &self.body[at].1).collect()
        }
    }

    /// The parameters of an operation whose request is described by `D`, without those in `left_out`.
    ///
    /// # Errors
    /// `InvalidParameter`, which names the field and what is wrong with it, and never repeats a value.
    pub fn parameters<D: Described, T: DeserializeOwned>(&self, left_out: &[&str]) -> Result<T, ErrorInfo> {
        let Shape::Named(description) = D::shape() else {
            return Err(errors::other("the operation's parameters aren't described"));
        };
        let mut parameters = Map::new();
        for field in description.fields.iter().filter(|field| !left_out.contains(&field.name)) {
            let given = self.given(field.name);
            if let Some(value) = read::field(field.name, (field.shape)(), &given)? {
                parameters.insert(field.name.to_owned(), value);
            }
        }
        // By value: a secret text moves into its wrapper and leaves no copy.
        serde_path_to_error::deserialize(Value::Object(parameters)).map_err(|error| {
            let path = error.path().to_string();
            errors::unreadable_parameters(&path, &error.into_inner().to_string())
        })
    }
}

fn pairs(text: &[u8]) -> Vec<(String, Given)> {
    form_urlencoded::parse(text).map(|(name, value)| (name.into_owned(), Given::Text(value.into_owned()))).collect()
}

/// A JSON object with every pair that stands in it: a name that stands twice is found out, not overwritten.
struct Pairs(Vec<(String, Value)>);

impl<'de> serde::Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Pairs;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

#[cfg(test)]
mod tests;
