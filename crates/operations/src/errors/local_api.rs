//! Errors of the local API.

use satchel_operations_schema::types::{ErrorCode, ErrorInfo};

use super::{error, other};
use crate::local_api::LocalApiFailure;

/// The local API that couldn't be started or changed.
pub fn local_api(failure: &LocalApiFailure) -> ErrorInfo {
    let on_port = |code, port: &u16| error(code, &[("port", &port.to_string())], failure.to_string(), true);
    match failure {
        LocalApiFailure::PortTaken { port } => on_port(ErrorCode::PortTaken, port),
        LocalApiFailure::PortDenied { port } => on_port(ErrorCode::PortDenied, port),
        LocalApiFailure::Other(detail) => other(detail.clone()),
    }
}
