//! One adapter for each documented operation, made from the list: an operation without one doesn't compile.

use satchel_operations::bodies::{access, documented};
use satchel_operations::errors;
#[allow(clippy::wildcard_imports, reason = "the list names nearly every type")]
use satchel_operations_schema::types::*;
use satchel_operations_schema::{Auth, Described, Method, Shape};

use crate::answers::{Answered, Data};
use crate::api::{Api, Caller, Reply};
use crate::envelope::Format;
use crate::input::{Input, Refused};
use crate::streamed;

/// A documented operation as it is over HTTP.
#[derive(Clone, Copy, Debug)]
pub struct HttpOperation {
    /// Its name in Rust, on the desktop and in `satchel op`.
    pub command: &'static str,
    /// Its name in the document, and its path.
    pub name: &'static str,
    /// What it does.
    pub doc: &'static str,
    /// Its HTTP method.
    pub method: Method,
    /// What it needs to be allowed.
    pub auth: Auth,
    /// `msg` on success.
    pub message: &'static str,
    /// Its parameters, of which `file` is a file here.
    pub request: fn() -> Shape,
    /// What it answers.
    pub data: fn() -> Data,
}

macro_rules! adapters {
    (
        access { $( $(#[doc = $access_doc:literal])+ $access:ident $access_name:literal $access_method:ident $access_auth:ident ($access_request:ty) -> ($access_answer:ty) $access_message:literal; )* }
        documented { $( $(#[doc = $doc:literal])+ $command:ident $name:literal $method:ident $auth:ident ($request:ty) -> ($answer:ty) $message:literal; )* }
        streamed { $( $(#[doc = $streamed_doc:literal])+ $streamed:ident $streamed_name:literal $streamed_method:ident $streamed_auth:ident ($streamed_request:ty) -> ($streamed_answer:ty) $streamed_message:literal; )* }
        app { $($app:tt)* }
    ) => {
        /// Every documented operation, in the order of the list.
        pub static OPERATIONS: &[HttpOperation] = &[
            $( HttpOperation {
                command: stringify!($access), name: $access_name, doc: concat!($($access_doc),+),
                method: Method::$access_method, auth: Auth::$access_auth, message: $access_message,
                request: <$access_request as Described>::shape, data: <$access_answer as Answered>::data,
            }, )*
            $( HttpOperation {
                command: stringify!($command), name: $name, doc: concat!($($doc),+),
                method: Method::$method, auth: Auth::$auth, message: $message,
                request: <$request as Described>::shape, data: <$answer as Answered>::data,
            }, )*
            $( HttpOperation {
                command: stringify!($streamed), name: $streamed_name, doc: concat!($($streamed_doc),+),
                method: Method::$streamed_method, auth: Auth::$streamed_auth, message: $streamed_message,
                request: <$streamed_request as Described>::shape, data: streamed::data::$streamed,
            }, )*
        ];

        /// Does the operation `command`.
        pub(crate) async fn call(
            api: &Api,
            command: &str,
            mut input: Input,
            format: Format,
            caller: &dyn Caller,
        ) -> Result<Reply, Refused> {
            match command {
                $( stringify!($access) => {
                    input.finish().await?;
                    let request = input.fields.parameters::<$access_request, $access_request>(&[])?;
                    let done: $access_answer = access::$access(&api.services, request).await?;
                    Ok(Reply::Envelope(done.envelope(format, $access_message)))
                } )*
                $( stringify!($command) => {
                    input.finish().await?;
                    let request = input.fields.parameters::<$request, $request>(&[])?;
                    let store = caller.store().await?;
                    let done: $answer = documented::$command(&store, request).await?;
                    Ok(Reply::Envelope(done.envelope(format, $message)))
                } )*
                $( stringify!($streamed) => streamed::$streamed(api, input, caller, format, $streamed_message).await, )*
                _ => Err(errors::invalid_parameter("operation", "isn't one of the documented ones").into()),
            }
        }
    };
}
satchel_operations_schema::for_each_operation!(adapters);
