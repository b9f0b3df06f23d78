//! Puts our reader of pages in the place of the SDK's, for this one operation.

use aws_sdk_s3::config::interceptors::BeforeSerializationInterceptorContextRef;
use aws_sdk_s3::config::{ConfigBag, Intercept};
use aws_sdk_s3::error::{BoxError, ErrorMetadata};
use aws_sdk_s3::operation::list_objects_v2::ListObjectsV2Error;
use aws_smithy_runtime_api::client::interceptors::context::{Error, Output, OutputOrError};
use aws_smithy_runtime_api::client::orchestrator::{HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::ser_de::{DeserializeResponse, SharedResponseDeserializer};

use super::document;
use crate::s3::errors;

/// Everything else about a request (its signature, its tries, its time limits) stays the SDK's.
#[derive(Debug)]
pub(super) struct ReadPages;

impl Intercept for ReadPages {
    fn name(&self) -> &'static str {
        "satchel pages"
    }

    fn read_before_execution(
        &self,
        _context: &BeforeSerializationInterceptorContextRef<'_>,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        config.interceptor_state().store_put(SharedResponseDeserializer::new(Page));
        Ok(())
    }
}

#[derive(Debug)]
struct Page;

impl DeserializeResponse for Page {
    fn deserialize_nonstreaming_with_config(&self, response: &HttpResponse, _config: &ConfigBag) -> OutputOrError {
        if errors::is_refusal(response) {
            // What it means to people is read from the answer itself; the SDK wants the code to decide on another try.
            let mut metadata = ErrorMetadata::builder();
            if let Some(code) = errors::code(response) {
                metadata = metadata.code(code);
            }
            let error = ListObjectsV2Error::generic(metadata.build());
            return Err(OrchestratorError::operation(Error::erase(error)));
        }
        document::read(response.body().bytes().unwrap_or_default())
            .map(Output::erase)
            .map_err(|error| OrchestratorError::response(Box::new(error)))
    }
}
