//! Every operation as data, from the list.

use crate::{Described, Shape};

/// The HTTP method of a documented operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// POST.
    Post,
    /// DELETE.
    Delete,
}

/// What a documented operation needs to be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auth {
    /// Credentials of a store. On the desktop: the account's.
    S3,
    /// Nothing: what it needs stands in its parameters.
    None,
}

/// Who can call an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// One of the documented operations: every door.
    Documented {
        /// Its name in the document and in its HTTP path.
        name: &'static str,
        /// Its HTTP method.
        method: Method,
        /// What it needs to be allowed.
        auth: Auth,
        /// `msg` on success.
        message: &'static str,
    },
    /// The app's own: the window only.
    App,
}

/// One operation, as data.
#[derive(Clone, Copy, Debug)]
pub struct OperationDescription {
    /// Its name in Rust and as a desktop command.
    pub command: &'static str,
    /// What it does.
    pub doc: &'static str,
    /// Who can call it.
    pub door: Door,
    /// Its parameters.
    pub request: fn() -> Shape,
    /// What it answers on the desktop.
    pub answer: fn() -> Shape,
}

macro_rules! descriptions {
    (
        access { $( $(#[doc = $access_doc:literal])+ $access:ident $access_name:literal $access_method:ident $access_auth:ident ($access_request:ty) -> ($access_answer:ty) $access_message:literal; )* }
        documented { $( $(#[doc = $doc:literal])+ $command:ident $name:literal $method:ident $auth:ident ($request:ty) -> ($answer:ty) $message:literal; )* }
        streamed { $( $(#[doc = $streamed_doc:literal])+ $streamed_command:ident $streamed_name:literal $streamed_method:ident $streamed_auth:ident ($streamed_request:ty) -> ($streamed_answer:ty) $streamed_message:literal; )* }
        app { $( $(#[doc = $app_doc:literal])+ $app_command:ident ($app_request:ty) -> ($app_answer:ty); )* }
    ) => {
        /// Every operation, as data: the documented ones first.
        pub static OPERATIONS: &[OperationDescription] = &[
            $( OperationDescription {
                command: stringify!($access),
                doc: concat!($($access_doc),+),
                door: Door::Documented {
                    name: $access_name,
                    method: Method::$access_method,
                    auth: Auth::$access_auth,
                    message: $access_message,
                },
                request: <$access_request as Described>::shape,
                answer: <$access_answer as Described>::shape,
            }, )*
            $( OperationDescription {
                command: stringify!($command),
                doc: concat!($($doc),+),
                door: Door::Documented {
                    name: $name,
                    method: Method::$method,
                    auth: Auth::$auth,
                    message: $message,
                },
                request: <$request as Described>::shape,
                answer: <$answer as Described>::shape,
            }, )*
            $( OperationDescription {
                command: stringify!($streamed_command),
                doc: concat!($($streamed_doc),+),
                door: Door::Documented {
                    name: $streamed_name,
                    method: Method::$streamed_method,
                    auth: Auth::$streamed_auth,
                    message: $streamed_message,
                },
                request: <$streamed_request as Described>::shape,
                answer: <$streamed_answer as Described>::shape,
            }, )*
            $( OperationDescription {
                command: stringify!($app_command),
                doc: concat!($($app_doc),+),
                door: Door::App,
                request: <$app_request as Described>::shape,
                answer: <$app_answer as Described>::shape,
            }, )*
        ];

        /// The name of every desktop command, for the permissions that `build.rs` makes. `subscribe` is the channel
        /// that events come through; it is the one command that isn't an operation.
        pub const COMMANDS: &[&str] = &["subscribe", $(stringify!($access),)* $(stringify!($command),)* $(stringify!($streamed_command),)* $(stringify!($app_command),)*];
    };
}

#[allow(clippy::wildcard_imports, reason = "the list names nearly every type")]
use crate::types::*;
crate::for_each_operation!(descriptions);

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_the_documented_ones_follow_their_commands() {
        let commands: BTreeSet<_> = COMMANDS.iter().collect();
        assert_eq!(commands.len(), COMMANDS.len());
        for operation in OPERATIONS {
            let Door::Documented { name, .. } = operation.door else { continue };
            let snake: String = name
                .chars()
                .flat_map(|c| if c.is_ascii_uppercase() { vec!['_', c.to_ascii_lowercase()] } else { vec![c] })
                .collect();
            assert_eq!(snake, operation.command);
        }
        assert_eq!(OPERATIONS.iter().filter(|o| matches!(o.door, Door::Documented { .. })).count(), 25);
    }
}
