//! `cargo xtask soak`: the tests that chance drives, for longer than a test run may take.

use crate::failure::Failure;
use crate::setup::{self, Needs};
use crate::steps::Steps;
use crate::suites::cargo;

/// How long to go on.
#[derive(clap::Args)]
pub struct Arguments {
    /// How often transfers are killed.
    #[arg(long, default_value_t = 1000)]
    kills: u32,
    /// How many histories of changes, kills and other writers are compared with the model.
    #[arg(long, default_value_t = 100)]
    histories: u32,
    /// Repeat the run that printed this seed.
    #[arg(long)]
    seed: Option<u64>,
}

/// Runs them; each prints its seed.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut steps = Steps::default();
    let mut all = || {
        steps.setup("set up system packages", || setup::system_packages(Needs { build: true, ..Needs::default() }))?;
        let mut build = cargo("build");
        build.args(["--package", "satchel-faults", "--all-targets"]);
        steps.command("build the transfers and what kills them", build)?;
        let names = (arguments.kills, arguments.histories);
        let _ = steps.command(&format!("{} kills at random instants", names.0), test(arguments, "kills", "random::"));
        steps.command(&format!("{} histories against the model", names.1), test(arguments, "model", ""))
    };
    let _: Result<(), Failure> = all();
    steps.close()
}

fn test(arguments: &Arguments, target: &str, filter: &str) -> std::process::Command {
    let mut command = cargo("test");
    command.args(["--package", "satchel-faults", "--test", target, "--", "--nocapture"]);
    command.args((!filter.is_empty()).then_some(filter));
    command.env("SATCHEL_FAULT_KILLS", arguments.kills.to_string());
    command.env("SATCHEL_FAULT_CASES", arguments.histories.to_string());
    if let Some(seed) = arguments.seed {
        command.env("SATCHEL_FAULT_SEED", seed.to_string());
    }
    command
}
