//! `cargo xtask fuzz`: broken input for every parser that takes text from outside.

use std::process::Command;

use clap::Args;

use crate::failure::Failure;

/// What `cargo xtask fuzz` takes.
#[derive(Args)]
pub struct Arguments {
    /// How long each target is fed, in seconds.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Where the changes begin; the same seed makes the same ones.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The targets; all of them where none is named.
    targets: Vec<String>,
}

/// Feeds the targets one after the other. An input that ends badly is kept in the corpus, and fails every later run
/// and the tests until it is mended.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["run", "--quiet", "--package", "satchel-fuzz", "--profile", "fuzz", "--"]);
    command.args(["--seconds", &arguments.seconds.to_string(), "--seed", &arguments.seed.to_string()]);
    let status = command.args(&arguments.targets).status().map_err(Failure::io("cargo"))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::Told("A target failed; its input is in tests/fuzz/corpus.".into()))
    }
}
