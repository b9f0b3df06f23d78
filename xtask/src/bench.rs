//! `cargo xtask bench`: Satchel and its peers do the same jobs on the same machine, at the same server, in turns.

mod after_kill;
mod api;
mod contest;
mod data;
mod ground;
mod jobs;
mod measure;
mod peers;
mod record;
mod report;
mod server;
mod statistics;
mod summary;
mod tools;
mod wire;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use clap::{Args, Subcommand};

use self::after_kill::KillRecord;
use self::contest::Rules;
use self::ground::{Ground, Plan};
use self::jobs::{Job, Network, Sizes};
use self::measure::Limits;
use self::record::{JobRecord, Record};
use self::tools::{Entrant, Peer, Programs, Tool};
use crate::failure::Failure;
use crate::setup::{self, Needs};
use crate::steps::Steps;
use crate::{paths, servers};

/// What is measured in a way of its own.
#[derive(Subcommand)]
enum Apart {
    /// What the HTTP API adds to asking the store itself, and what it costs.
    Api(api::Arguments),
}

/// What to measure and how.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    apart: Option<Apart>,
    /// The jobs; all that are timed where none is named.
    jobs: Vec<Job>,
    /// How often everybody does each job. Fewer than 5 are for trying things.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// What lies between the client and the server.
    #[arg(long, value_enum, default_value_t = Network::Plain)]
    network: Network,
    /// The peers to compare with.
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = Peer::ALL)]
    peers: Vec<Peer>,
    /// Measures the peers alone.
    #[arg(long)]
    without_satchel: bool,
    /// Satchel's command line, built already; without it, it is built from this tree.
    #[arg(long)]
    satchel: Option<PathBuf>,
    /// The fault proxy, built already; without it, it is built from this tree.
    #[arg(long)]
    network_faults: Option<PathBuf>,
    /// Puts the tables into docs/PERFORMANCE.md.
    #[arg(long)]
    write: bool,
    /// Files, order and chances follow it; a new one each time where it isn't given.
    #[arg(long)]
    seed: Option<u64>,
    /// Keeps the client's files on the disk instead of in memory.
    #[arg(long)]
    on_disk: bool,
    /// Moves so many times less, to try the bench itself; such figures say nothing about Satchel.
    #[arg(long, default_value_t = 1)]
    divided_by: u32,
    /// Seconds after which a run is ended and counts as failed.
    #[arg(long, default_value_t = 300)]
    limit: u64,
}

/// Measures, prints, keeps a record under target/bench, and writes the page if asked.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    if let Some(Apart::Api(arguments)) = &arguments.apart {
        return api::run(arguments);
    }
    if !cfg!(unix) {
        return Err(Failure::Told("The bench runs on Linux and macOS: its server and peers are set up there.".into()));
    }
    if arguments.write && arguments.divided_by > 1 {
        return Err(Failure::Told(
            "What a divided bench measures isn't written: it says nothing about Satchel.".into(),
        ));
    }
    let seed = arguments.seed.unwrap_or_else(new_seed);
    println!("The seed is {seed}.");
    let (programs, missing) = programs(arguments)?;
    let peers: Vec<Peer> =
        arguments.peers.iter().copied().filter(|peer| missing.iter().all(|(gone, _)| gone != peer)).collect();
    for (_, why) in &missing {
        println!("  {why}; it is left out.");
    }
    let mut ground = Ground::new(Plan {
        versitygw: &absolute(&servers::versitygw())?,
        proxy: &absolute(&arguments.network_faults.clone().unwrap_or_else(|| release("network-faults")))?,
        network: arguments.network,
        sizes: Sizes::of(arguments.network).divided(arguments.divided_by),
        programs,
        seed,
        on_disk: arguments.on_disk,
    })?;
    let missing: Vec<String> = missing.into_iter().map(|(_, why)| why).collect();
    let jobs = if arguments.jobs.is_empty() { &Job::TIMED[..] } else { &arguments.jobs[..] };
    for (at, job) in jobs.iter().enumerate() {
        println!("▸ {}: {}", job.name(), ground.sizes().words(*job));
        let entrants = tools::entrants(*job, !arguments.without_satchel, &peers);
        let carrier = peers.first().map_or(Entrant::plain(Tool::Satchel), |peer| Entrant::plain(Tool::Peer(*peer)));
        ground.prepare(*job, carrier)?;
        if *job == Job::AfterKill {
            kill(&mut ground, entrants, arguments)?;
        } else {
            let blank = JobRecord { missing: missing.clone(), seed, ..JobRecord::default() };
            measure_job(&mut ground, *job, &entrants, blank, arguments)?;
        }
        ground.clear(jobs.get(at + 1).copied().filter(|next| *job != Job::AfterKill && *next != Job::AfterKill))?;
    }
    Ok(())
}

fn measure_job(
    ground: &mut Ground,
    job: Job,
    entrants: &[Entrant],
    blank: JobRecord,
    arguments: &Arguments,
) -> Result<(), Failure> {
    let limits = Limits { time: Duration::from_secs(arguments.limit), until: &|| false };
    let rules = Rules { rounds: arguments.rounds, seed: blank.seed, limits };
    let measured = JobRecord {
        words: ground.sizes().words(job),
        date: date()?,
        revision: revision()?,
        rounds: arguments.rounds,
        on_disk: arguments.on_disk,
        entrants: contest::hold(ground, job, entrants, &rules)?,
        ..blank
    };
    print!("{}", report::plain(&measured));
    // Trials are kept apart, so that they never get into a table.
    let trial = arguments.divided_by > 1 || arguments.without_satchel;
    let place = if arguments.on_disk { "-on-disk" } else { "" };
    let name = format!("{}{place}{}", arguments.network.name(), if trial { "-trial" } else { "" });
    let mut record = Record::read(&name)?;
    record.jobs.insert(job.name().to_owned(), measured);
    record.write(&name)?;
    if arguments.write && !trial && !arguments.on_disk {
        report::write(arguments.network.name(), &report::section(arguments.network, &record))?;
    }
    Ok(())
}

fn kill(ground: &mut Ground, entrants: Vec<Entrant>, arguments: &Arguments) -> Result<(), Failure> {
    let limit = Duration::from_secs(arguments.limit);
    let tools = after_kill::hold(ground, &after_kill::entrants(entrants), limit)?;
    let words = ground.sizes().words(Job::AfterKill).trim_end_matches(" killed at half").to_owned();
    let record = KillRecord { words, date: date()?, revision: revision()?, tools };
    record::write(Job::AfterKill.name(), &record)?;
    if arguments.write {
        report::write(Job::AfterKill.name(), &after_kill::section(&record))?;
    }
    Ok(())
}

/// Everything that is run, built or installed first.
fn programs(arguments: &Arguments) -> Result<(Programs, Vec<(Peer, String)>), Failure> {
    setup::system_packages(Needs { servers: true, ..Needs::default() })?;
    let mut steps = Steps::default();
    if let Some(installing) = servers::install()? {
        steps.join(installing)?;
        servers::remember()?;
    }
    let (mut programs, missing) = peers::install(&arguments.peers)?;
    if arguments.network != Network::Plain && arguments.network_faults.is_none() {
        steps.command("build the fault proxy", build("satchel-testkit", "network-faults"))?;
    }
    if !arguments.without_satchel {
        if arguments.satchel.is_none() {
            steps.command("build Satchel's command line", build("satchel-cli", "satchel"))?;
        }
        programs.satchel = absolute(&arguments.satchel.clone().unwrap_or_else(|| release("satchel")))?;
    }
    Ok((programs, missing))
}

fn build(package: &str, binary: &str) -> Command {
    let mut command = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    command.args(["build", "--release", "--package", package, "--bin", binary]);
    // What cargo sets for xtask itself isn't meant for what xtask builds.
    command.env_remove("CARGO_MANIFEST_DIR");
    command
}

fn release(name: &str) -> PathBuf {
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned());
    paths::program(&format!("{target}/release"), name)
}

fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    std::path::absolute(path).map_err(Failure::io(path.display().to_string()))
}

fn new_seed() -> u64 {
    use std::hash::{BuildHasher as _, Hasher as _};
    std::collections::hash_map::RandomState::new().build_hasher().finish()
}

fn date() -> Result<String, Failure> {
    said("date", &["-u", "+%Y-%m-%d"])
}

fn revision() -> Result<String, Failure> {
    said("git", &["rev-parse", "--short", "HEAD"])
}

fn said(program: &str, arguments: &[&str]) -> Result<String, Failure> {
    let output = Command::new(program).args(arguments).output().map_err(Failure::io(program))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
