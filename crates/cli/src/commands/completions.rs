//! `completions`: a shell's script, made from the arguments themselves.

use clap::CommandFactory;

use crate::arguments::{Arguments, Completions};
use crate::failure::{Exit, Result};
use crate::output::Output;

pub fn run(completions: &Completions, output: &mut Output) -> Result<Exit> {
    let mut command = Arguments::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(completions.shell, &mut command, name, &mut script);
    output.bytes(&script)?;
    Ok(Exit::Done)
}
