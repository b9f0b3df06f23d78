//! The documented operations that carry bytes.

mod download;
mod multipart;
mod upload;

use satchel_objects::StoreError;
use satchel_operations::errors;
use satchel_operations_schema::types::ErrorInfo;

pub use download::{Download, download_object};
pub use upload::{upload_object, upload_part};

use crate::spool::SpoolError;

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

impl From<SpoolError> for crate::input::Refused {
    fn from(failure: SpoolError) -> Self {
        errors::other(failure.to_string()).into()
    }
}
