//! What an operation is given: its fields, and the file where there is one.

use std::fmt;

use bytes::Bytes;
use futures::stream::BoxStream;
use satchel_operations::errors;
use satchel_operations_schema::types::{ErrorCode, ErrorInfo};

use crate::fields::Fields;

/// The pieces of a file as they arrive.
pub type Pieces = BoxStream<'static, Result<Bytes, Refused>>;

/// Why something came to nothing.
#[derive(Clone, Debug)]
pub enum Refused {
    /// The operation failed, or was asked for wrongly: the envelope says so with status 200.
    Operation(Box<ErrorInfo>),
    /// The request can't be read at all: it has another status.
    Request(http::StatusCode, String),
}

impl From<ErrorInfo> for Refused {
    /// A sentence that doesn't say which parameter it is about gets to.
    fn from(info: ErrorInfo) -> Self {
        let field = info.params.get("field").filter(|_| info.code == ErrorCode::InvalidParameter);
        let info = match field.filter(|field| !info.message.contains(field.as_str())).cloned() {
            Some(field) => errors::in_field(&field, info),
            None => info,
        };
        Self::Operation(Box::new(info))
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operation(info) => formatter.write_str(&info.message),
            Self::Request(_, sentence) => formatter.write_str(sentence),
        }
    }
}

impl std::error::Error for Refused {}

/// A file that arrives. It is read once.
pub struct FileInput {
    /// What its sender says it is.
    pub content_type: Option<String>,
    /// How many bytes it has at most, where that is known.
    pub at_most: Option<u64>,
    /// Its bytes.
    pub pieces: Pieces,
}

/// What comes behind the file.
#[async_trait::async_trait]
pub trait Rest: Send {
    /// Adds the fields that come behind the file. The file was read to its end before.
    async fn read(&mut self, fields: &mut Fields) -> Result<(), Refused>;
}

/// What an operation is given.
#[derive(Default)]
pub struct Input {
    /// Its fields, as far as they came before the file.
    pub fields: Fields,
    /// The file.
    pub file: Option<FileInput>,
    /// What comes behind it.
    pub rest: Option<Box<dyn Rest>>,
}

impl Input {
    /// The file.
    ///
    /// # Errors
    /// `InvalidParameter` where there is none.
    pub fn take_file(&mut self) -> Result<FileInput, Refused> {
        let missing = || errors::invalid_parameter("file", "is missing: it comes as a part of multipart/form-data");
        self.file.take().ok_or_else(|| missing().into())
    }

    /// Reads what comes behind the file.
    ///
    /// # Errors
    /// Those of reading the body.
    pub async fn finish(&mut self) -> Result<(), Refused> {
        // A file that nobody asked for is skipped.
        self.file = None;
        match self.rest.take() {
            Some(mut rest) => rest.read(&mut self.fields).await,
            None => Ok(()),
        }
    }
}
