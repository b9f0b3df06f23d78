//! `cargo xtask`: sets up, builds, runs and proves Satchel on a machine that may have nothing but Git, Rust, Go and Node.
#![allow(clippy::print_stdout, reason = "a command line tool speaks through its standard output")]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod bench;
mod bundle;
mod failure;
mod fuzz;
mod generate;
mod icons;
mod image;
mod install;
mod paths;
mod rules;
mod run;
mod servers;
mod setup;
mod soak;
mod steps;
mod storj_network;
mod suites;
mod tally;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::failure::Failure;
use crate::suites::Suite;

/// Sets up, builds, runs and proves Satchel.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Set up what is missing, build Satchel and open it (without a display: do the main job once on a virtual one).
    Run,
    /// Run the suites named, or all of them.
    Test {
        /// The suites to run.
        suites: Vec<Suite>,
    },
    /// Kill transfers at a great many random instants, and play long histories: what takes too long for every test run.
    Soak(soak::Arguments),
    /// The quick checks: format, lints, the house's rules.
    Check,
    /// Make the packages that people install, in target/bundle.
    Bundle(bundle::Arguments),
    /// Make the container image of the HTTP API, in target/image.
    Image(image::Arguments),
    /// Measure Satchel against its peers: same machine, same server, in turns.
    Bench(bench::Arguments),
    /// Feed broken input to every parser that takes text from outside.
    Fuzz(fuzz::Arguments),
    /// Run a whole Storj network on this machine until Ctrl-C, to try things on.
    StorjNetwork,
    /// Write the files that are made from the list of operations.
    Generate {
        /// Only compare: fail when a file isn't what would be written.
        #[arg(long)]
        check: bool,
    },
    /// Draw every icon format from icons/satchel.svg.
    Icons,
}

fn main() -> ExitCode {
    let outcome = paths::enter_repository().and_then(|()| match Arguments::parse().command {
        Command::Run => run::run(),
        Command::Test { suites } => suites::test(&suites),
        Command::Soak(arguments) => soak::run(&arguments),
        Command::Check => suites::check(),
        Command::Bundle(arguments) => bundle::run(&arguments),
        Command::Image(arguments) => image::run(&arguments),
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Fuzz(arguments) => fuzz::run(&arguments),
        Command::StorjNetwork => storj_network::run(),
        Command::Generate { check: false } => generate::write(),
        Command::Generate { check: true } => generate::compare(),
        Command::Icons => icons::make(),
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        // What failed and how was said where it happened; a closing line of counts must stay the last one.
        Err(Failure::AlreadySaid) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}
