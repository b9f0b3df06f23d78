//! From a command's name and JSON to its body and back: made from the one list, so that an operation without a body
//! fails to compile.

#[allow(clippy::wildcard_imports, reason = "the list names nearly every type")]
use satchel_operations_schema::types::*;
use serde::Deserialize;
use serde_json::Value;

use crate::bodies::{access, app, documented, streamed};
use crate::engine::Engine;
use crate::errors;
use crate::passphrases::Writes;
use crate::secrets::{SecretAnswer, WithSecrets};

/// What every operation on a store takes besides its own parameters.
#[derive(Debug, Deserialize)]
pub struct OnAccount {
    /// The account's ID.
    pub account: String,
}

fn parse<'a, T: Deserialize<'a>>(parameters: &'a Value) -> Result<T, ErrorInfo> {
    serde_path_to_error::deserialize(parameters).map_err(|error| {
        let path = error.path().to_string();
        errors::unreadable_parameters(&path, &error.into_inner().to_string())
    })
}

fn answer<T: serde::Serialize>(answer: &T) -> Result<Value, ErrorInfo> {
    serde_json::to_value(answer).map_err(|error| errors::other(error.to_string()))
}

macro_rules! dispatcher {
    (
        access { $( $(#[doc = $access_doc:literal])+ $access:ident $access_name:literal $access_method:ident $access_auth:ident ($access_request:ty) -> ($access_answer:ty) $access_message:literal; )* }
        documented { $( $(#[doc = $doc:literal])+ $command:ident $name:literal $method:ident $auth:ident ($request:ty) -> ($answer:ty) $message:literal; )* }
        streamed { $( $(#[doc = $streamed_doc:literal])+ $streamed:ident $streamed_name:literal $streamed_method:ident $streamed_auth:ident ($streamed_request:ty) -> ($streamed_answer:ty) $streamed_message:literal; )* }
        app { $( $(#[doc = $app_doc:literal])+ $app_command:ident ($app_request:ty) -> ($app_answer:ty); )* }
    ) => {
        /// Does the operation `command` with the JSON `parameters`, and answers JSON.
        pub async fn dispatch(engine: &Engine, command: &str, parameters: &Value) -> Result<Value, ErrorInfo> {
            match command {
                $( stringify!($access) => {
                    let request: $access_request = parse(parameters)?;
                    let request = request.with_secrets_of(engine)?;
                    let done: $access_answer = access::$access(&engine.access, request).await?;
                    answer(&done.kept_by(engine))
                } )*
                $( stringify!($command) => {
                    let request: $request = parse(parameters)?;
                    let OnAccount { account } = parse(parameters)?;
                    let store = engine.store(&account).await?;
                    let text = |field: &str| parameters.get(field).and_then(Value::as_str);
                    if let Some(writes) = Writes::of(stringify!($command), text) {
                        engine.passphrases.before_operation(&account, &store, &writes).await?;
                    }
                    let done: $answer = documented::$command(&store, request).await?;
                    answer(&done)
                } )*
                $( stringify!($streamed) => {
                    let request: $streamed_request = parse(parameters)?;
                    let OnAccount { account } = parse(parameters)?;
                    let done: $streamed_answer = streamed::$streamed(engine, &account, request).await?;
                    answer(&done)
                } )*
                $( stringify!($app_command) => {
                    let request: $app_request = parse(parameters)?;
                    let done: $app_answer = app::$app_command(engine, request).await?;
                    answer(&done)
                } )*
                _ => Err(errors::invalid_parameter("command", "unknown")),
            }
        }
    };
}
satchel_operations_schema::for_each_operation!(dispatcher);
