//! `serve`: the HTTP API.

use std::path::PathBuf;
use std::sync::Arc;

use satchel_http_api::{ApiToken, Config, OutgoingConfig, ServeError, TokenAccess};
use satchel_operations::NativeSatellites;
use serde::Serialize;

use crate::arguments::Serve;
use crate::connect::data_directory;
use crate::failure::{Exit, Result, Stop, failed, usage};
use crate::handles;
use crate::interrupt::Interrupts;
use crate::output::{Output, shown};

/// Where it listens and where its token is, which itself is told nobody.
#[derive(Serialize)]
struct Started<'a> {
    event: &'static str,
    address: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_file: Option<String>,
}

pub async fn run(serve: &Serve, output: &mut Output) -> Result<Exit> {
    if serve.no_token && !serve.listen.ip().is_loopback() {
        return Err(beyond_loopback(serve));
    }
    let limits = serve.limits.limits().map_err(usage)?;
    let token_file = if serve.no_token { None } else { Some(token_file(serve)?) };
    let access = match &token_file {
        Some(path) => TokenAccess::Token(ApiToken::of_file(path).map_err(failed)?),
        None => TokenAccess::Open,
    };
    let outgoing = OutgoingConfig { allowed: serve.allowed.clone() };
    let config = Config { listen: serve.listen, access, limits };
    handles::take_all();
    let mut interrupts = Interrupts::catch();
    let started = satchel_http_api::serve(config, &outgoing, Arc::new(NativeSatellites)).await;
    let running = started.map_err(|error| match error {
        ServeError::OpenBeyondLoopback { .. } => beyond_loopback(serve),
        ServeError::Listen { .. } | ServeError::Spool { .. } => failed(error),
        ServeError::Trust(failure) => failure.into(),
    })?;
    tell(&format!("http://{}", running.address()), token_file, serve, output)?;
    interrupts.wait(1).await;
    let ending = async {
        running.announce_stop();
        tokio::time::sleep(serve.drain).await;
        running.stop(serve.grace).await;
    };
    tokio::select! {
        () = ending => {}
        () = interrupts.wait(2) => {}
    }
    Ok(Exit::Done)
}

fn beyond_loopback(serve: &Serve) -> Stop {
    usage(format!("other computers reach {}: --no-token is for addresses of this computer alone", serve.listen))
}

fn token_file(serve: &Serve) -> Result<PathBuf> {
    match &serve.token_file {
        Some(path) => Ok(path.clone()),
        None => Ok(data_directory()?.join("api-token")),
    }
}

fn tell(address: &str, token_file: Option<PathBuf>, serve: &Serve, output: &mut Output) -> Result<()> {
    let token_file = token_file.map(|path| path.display().to_string());
    if output.json {
        output.object(&Started { event: "listening", address, token_file })?;
        return output.flush();
    }
    output.line(&format!("The API listens on {address} until Ctrl-C."))?;
    match token_file {
        Some(path) => output.line(&format!("Requests need the token in {}", shown(&path)))?,
        None => output.line(&format!("Every program of this computer may use it. To read about it: {address}/docs"))?,
    }
    if !serve.listen.ip().is_loopback() {
        output.line("Other computers reach it, and nothing is encrypted here: put a proxy with TLS before it.")?;
    }
    output.flush()
}
