//! `health`: whether a server is ready.

use std::net::SocketAddr;

use serde::Serialize;

use crate::arguments::Health;
use crate::failure::{Exit, Result, failed};
use crate::output::Output;

/// A server that takes requests.
#[derive(Serialize)]
struct Ready {
    event: &'static str,
    address: SocketAddr,
}

pub async fn run(health: &Health, output: &mut Output) -> Result<Exit> {
    satchel_http_api::ask_whether_ready(health.address).await.map_err(failed)?;
    if output.json {
        output.object(&Ready { event: "ready", address: health.address })?;
    } else if !output.quiet {
        output.line(&format!("The server at {} is ready.", health.address))?;
    }
    Ok(Exit::Done)
}
