//! Feeds changed and broken input to every parser that takes text from outside, for as long as it is told to.
//!
//! `cargo xtask fuzz` runs it. It needs no nightly compiler: what an input brought about (which error, how many parts)
//! stands in for the coverage that one would measure there, and an input that brings about something new is kept and
//! changed further. The corpus is what it starts from; an input that ends badly is written down beside it.
#![allow(clippy::print_stdout, reason = "a command line tool speaks through its standard output")]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod campaign;
mod mutate;
mod targets;

use std::process::ExitCode;
use std::time::Duration;

use crate::campaign::{Campaign, Outcome};
use crate::targets::TARGETS;

const USAGE: &str = "usage: satchel-fuzz [--seconds N] [--seed N] [TARGET]…";

struct Arguments {
    seconds: u64,
    seed: u64,
    names: Vec<String>,
}

fn arguments() -> Option<Arguments> {
    let mut found = Arguments { seconds: 60, seed: 1, names: Vec::new() };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--seconds" => found.seconds = words.next()?.parse().ok()?,
            "--seed" => found.seed = words.next()?.parse().ok()?,
            name if TARGETS.iter().any(|target| target.name == name) => found.names.push(word),
            _ => return None,
        }
    }
    Some(found)
}

fn main() -> ExitCode {
    let Some(Arguments { seconds, seed, names }) = arguments() else {
        let targets: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
        eprintln!("{USAGE}\ntargets: {}", targets.join(", "));
        return ExitCode::from(2);
    };
    // What a target did wrong is said once, with its input, and not by the hook.
    std::panic::set_hook(Box::new(|_| {}));
    let mut all_survived = true;
    for target in TARGETS.iter().filter(|target| names.is_empty() || names.iter().any(|name| name == target.name)) {
        let outcome = Campaign::new(target, seed).and_then(|mut campaign| {
            let outcome = campaign.run(Duration::from_secs(seconds), u64::MAX);
            let Outcome { inputs, behaviours, failure } = &outcome;
            println!("{}: {inputs} inputs, {behaviours} behaviours", target.name);
            if let Some(failure) = failure {
                let kept = campaign::keep(target, &failure.input)?;
                println!("{}: {} (input kept as {})", target.name, failure.what, kept.display());
            }
            Ok(outcome.failure.is_none())
        });
        match outcome {
            Ok(survived) => all_survived &= survived,
            Err(error) => {
                eprintln!("{}: {error}", target.name);
                all_survived = false;
            }
        }
    }
    if all_survived { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
