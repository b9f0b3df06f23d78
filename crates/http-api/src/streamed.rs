//! The documented operations that carry bytes.

mod download;
mod upload;

use satchel_objects::StoreError;
use satchel_operations::errors;
use satchel_operations_schema::types::{ErrorCode, ErrorInfo};
use satchel_transfer::streamed::{SpoolError, StreamError};

pub use download::{Download, download_object};
pub use upload::{upload_object, upload_part};

use crate::input::Refused;

/// What the streamed operations answer here.
pub mod data {
    use satchel_operations_schema::types::PartAnswer;

    use crate::answers::{Answered, Data};

    /// Of uploadObject.
    pub fn upload_object() -> Data {
        Data::None
    }

    /// Of downloadObject.
    pub fn download_object() -> Data {
        Data::Bytes
    }

    /// Of uploadPart.
    pub fn upload_part() -> Data {
        PartAnswer::data()
    }
}

fn failed(failure: &StoreError) -> ErrorInfo {
    errors::store(failure)
}

impl From<StreamError> for Refused {
    fn from(failure: StreamError) -> Self {
        match failure {
            StreamError::Store(failure) => failed(&failure).into(),
            StreamError::Spool(failure) => failure.into(),
            StreamError::TooLarge => {
                let sentence = format!("parameter file: {failure}");
                errors::error(ErrorCode::TooLarge, &[("field", "file")], sentence, false).into()
            }
            StreamError::NoTag => errors::other(failure.to_string()).into(),
        }
    }
}

impl From<SpoolError> for Refused {
    fn from(failure: SpoolError) -> Self {
        errors::other(failure.to_string()).into()
    }
}
