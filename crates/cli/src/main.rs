//! `satchel`: Satchel without a window. Thin as the other doors are: it reads arguments, calls the engine, and writes
//! what comes back.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod arguments;
mod clock;
mod commands;
mod confirm;
mod connect;
mod engine;
mod failure;
mod handles;
mod interrupt;
mod location;
mod output;
mod passphrases;
mod progress;
mod units;
mod words;

use std::io::IsTerminal;
use std::process::ExitCode;

use arguments::Arguments;
use clap::Parser;
use failure::Stop;
use output::Output;
use tracing_subscriber::EnvFilter;

/// Workers for what is sent and received; files are read and written by threads of their own.
const MOST_WORKERS: usize = 4;

/// Libraries that would log requests with their signatures.
const QUIET: &[&str] = &["s3s=off", "aws_sigv4=off", "aws_smithy_http_client=off", "hyper=off"];

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return failure::refuse(&error),
    };
    start_logging(&arguments);
    let mut output = Output::new(arguments.global.json, arguments.global.quiet);
    let workers = std::thread::available_parallelism().map_or(2, usize::from).clamp(2, MOST_WORKERS);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build();
    let result = match runtime {
        Ok(runtime) => {
            let result = runtime.block_on(commands::run(&arguments, &mut output));
            // What still runs was told to stop or is of no use any more: a worker that hangs in a read of a network
            // drive must not hold the shell.
            runtime.shutdown_background();
            result
        }
        Err(error) => Err(failure::failed(format!("the program couldn't start: {error}"))),
    };
    match result.and_then(|exit| output.close().map(|()| exit)) {
        Ok(exit) => exit.code(),
        // Whoever reads the output has seen enough.
        Err(Stop::Unread) => ExitCode::SUCCESS,
        Err(Stop::Failed(failure)) => {
            // What was written before the failure comes before it.
            let _ = output.close();
            failure.tell(arguments.global.json);
            failure.exit.code()
        }
    }
}

/// Logs to standard error what `SATCHEL_LOG` (a tracing filter) asks for, and nothing where it isn't set: what matters
/// is told in words anyway. The embedded store's protocol library is never heard: it logs whole requests, signatures
/// and links included.
///
/// A server's log is its output: without `SATCHEL_LOG` it tells each request, and what is wrong.
fn start_logging(arguments: &Arguments) {
    let serves = matches!(arguments.command, arguments::Command::Serve(_));
    let filter = match EnvFilter::try_from_env("SATCHEL_LOG") {
        Ok(filter) => filter,
        Err(_) if serves && arguments.global.quiet => EnvFilter::new("warn"),
        Err(_) if serves => EnvFilter::new(format!("warn,{}=info", satchel_http_api::ACCESS_LOG)),
        Err(_) => return,
    };
    let filter = QUIET.iter().filter_map(|quiet| quiet.parse().ok()).fold(filter, EnvFilter::add_directive);
    let colours = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours);
    let _ = if serves && arguments.global.json { log.json().flatten_event(true).try_init() } else { log.try_init() };
}
