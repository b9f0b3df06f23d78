//! `cargo xtask bench api`: what the HTTP API adds to asking the store itself, and what it costs. Both are asked in turns
//! by one program (`crates/http-api/examples/load.rs`), which signs what it asks the store beforehand.

mod process;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;
use serde::{Deserialize, Serialize};

use self::process::Served;
use super::server::{self, Listening};
use super::statistics::median;
use super::tools::{ACCESS_KEY, SECRET_KEY};
use super::{absolute, build, date, release, report, revision};
use crate::failure::Failure;
use crate::servers;
use crate::setup::{self, Needs};
use crate::steps::Steps;

/// What is asked, and how it is called in the table.
const OPERATIONS: [(&str, &str); 4] =
    [("head", "headObject"), ("list", "listObjects, 1,000 keys"), ("up", "64 KiB up"), ("down", "64 KiB down")];

/// The goals of one request at a time: seconds added at the median, and of processor time.
const GOALS: (f64, f64) = (1e-3, 0.6e-3);

/// What to measure and how.
#[derive(Args)]
pub struct Arguments {
    /// How often each is asked in turns.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Requests of a round.
    #[arg(long, default_value_t = 1000)]
    requests: usize,
    /// Requests in a row after which memory has to be what it was.
    #[arg(long, default_value_t = 100_000)]
    flat: usize,
    /// The size of the object that goes up and down to see how much memory that takes, in MiB.
    #[arg(long, default_value_t = 5 << 10)]
    large: u64,
    /// Satchel's command line, built already; without it, it is built from this tree.
    #[arg(long)]
    satchel: Option<PathBuf>,
    /// The program that asks, built already; without it, it is built from this tree.
    #[arg(long)]
    load: Option<PathBuf>,
    /// Puts the table into docs/PERFORMANCE.md.
    #[arg(long)]
    write: bool,
}

/// What one run of the program that asks says. Times are seconds.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
struct Asked {
    median: f64,
    p99: f64,
    wall: f64,
    requests: f64,
}

/// The rounds of one operation, asked of the store and of the API.
#[derive(Clone, Debug, Default, Serialize)]
struct Compared {
    store: Vec<Asked>,
    api: Vec<Asked>,
    /// Processor time of the API for a request, in seconds, of each round.
    processor: Vec<f64>,
}

impl Compared {
    fn of(rounds: &[Asked], figure: impl Fn(&Asked) -> f64) -> f64 {
        median(&rounds.iter().map(figure).collect::<Vec<_>>()).unwrap_or_default()
    }
}

/// The bench's programs and servers.
struct Bench {
    load: PathBuf,
    store: Listening,
    api: Served,
}

impl Bench {
    fn ask(&self, through_api: bool, operation: &[&str]) -> Result<Vec<u8>, Failure> {
        let mut command = Command::new(&self.load);
        command.args(["--endpoint", &self.store.endpoint()]);
        command.env("AWS_ACCESS_KEY_ID", ACCESS_KEY).env("AWS_SECRET_ACCESS_KEY", SECRET_KEY);
        if through_api {
            command.args(["--api", self.api.address()]);
        }
        command.arg("--operation").args(operation);
        let output = command.output().map_err(Failure::io(self.load.display().to_string()))?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(Failure::Told(format!("{operation:?} failed:\n{}", String::from_utf8_lossy(&output.stderr))))
    }

    fn measured(
        &self,
        through_api: bool,
        operation: &str,
        connections: usize,
        requests: usize,
    ) -> Result<Asked, Failure> {
        let (connections, requests) = (connections.to_string(), requests.to_string());
        let said = self.ask(through_api, &[operation, "--connections", &connections, "--requests", &requests])?;
        serde_json::from_slice(&said).map_err(|error| Failure::Told(format!("the load program: {error}")))
    }

    /// Asks both in turns, each first in every other round.
    fn compare(&self, operation: &str, connections: usize, arguments: &Arguments) -> Result<Compared, Failure> {
        let mut compared = Compared::default();
        for through_api in [false, true] {
            self.measured(through_api, operation, connections, arguments.requests / 10)?;
        }
        for round in 0..arguments.rounds {
            let order = if round % 2 == 0 { [false, true] } else { [true, false] };
            for through_api in order {
                let before = self.api.processor()?;
                let asked = self.measured(through_api, operation, connections, arguments.requests)?;
                if through_api {
                    compared.processor.push((self.api.processor()? - before) / asked.requests);
                    compared.api.push(asked);
                } else {
                    compared.store.push(asked);
                }
            }
        }
        Ok(compared)
    }
}

/// Measures, prints, and writes the page if asked.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    if !cfg!(target_os = "linux") {
        return Err(Failure::Told("This bench reads what a process costs from /proc, which Linux has.".into()));
    }
    let (satchel, load) = programs(arguments)?;
    let shared =
        server::memory_folder().ok_or_else(|| Failure::Told("There is no /dev/shm to keep objects in.".into()))?;
    let folder = shared.join(format!("satchel-bench-api-{}", std::process::id()));
    let data = folder.join("data");
    std::fs::create_dir_all(&data).map_err(Failure::io(data.display().to_string()))?;
    let measured = measure(arguments, &satchel, load, &folder);
    std::fs::remove_dir_all(&folder).map_err(Failure::io(folder.display().to_string()))?;
    let table = measured?;
    print!("{table}");
    if arguments.write { report::write("api", &table) } else { Ok(()) }
}

fn measure(arguments: &Arguments, satchel: &Path, load: PathBuf, folder: &Path) -> Result<String, Failure> {
    let versitygw = absolute(&servers::versitygw())?;
    let store = server::versitygw(&versitygw, &folder.join("data"), None, &folder.join("store.log"))?;
    let bench = Bench { load, store, api: Served::start(satchel, folder)? };
    bench.ask(false, &["prepare"])?;
    let mut table = format!(
        "## What the HTTP API adds\n\n{} at {}, {} rounds of {} requests, in turns with the store itself.\n\n\
         | Request | Added at the median | Added at p99 | CPU a request | 64 at once: requests a second, of the store's own | p99 there |\n\
         |---|---|---|---|---|---|\n",
        revision()?,
        date()?,
        arguments.rounds,
        arguments.requests
    );
    let mut missed = String::new();
    for (operation, words) in OPERATIONS {
        println!("▸ {words}");
        let (one, many) = (bench.compare(operation, 1, arguments)?, bench.compare(operation, 64, arguments)?);
        let added = |figure: fn(&Asked) -> f64| Compared::of(&one.api, figure) - Compared::of(&one.store, figure);
        let rate = |asked: &Asked| asked.requests / asked.wall;
        let (time, processor) = (added(|asked| asked.median), median(&one.processor).unwrap_or_default());
        let _ = writeln!(
            table,
            "| {words} | {:.2} ms | {:.2} ms | {:.2} ms | {:.0}, {:.2} | {:.1} of the store's own |",
            time * 1e3,
            added(|asked| asked.p99) * 1e3,
            processor * 1e3,
            Compared::of(&many.api, rate),
            Compared::of(&many.api, rate) / Compared::of(&many.store, rate),
            Compared::of(&many.api, |asked| asked.p99) / Compared::of(&many.store, |asked| asked.p99),
        );
        for (figure, goal, what) in [(time, GOALS.0, "adds"), (processor, GOALS.1, "takes processor time of")] {
            if figure > goal {
                let _ =
                    writeln!(missed, "- *{words}* {what} {:.2} ms; the goal is {:.1} ms.", figure * 1e3, goal * 1e3);
            }
        }
    }
    if !missed.is_empty() {
        let _ = write!(table, "\nWhere the API doesn't reach its goals:\n\n{missed}");
    }
    table += &memory(&bench, arguments)?;
    drop(bench);
    table += &large(arguments, satchel, folder)?;
    Ok(table)
}

/// Memory over a great many requests.
fn memory(bench: &Bench, arguments: &Arguments) -> Result<String, Failure> {
    println!("▸ memory over {} requests", arguments.flat);
    let mut held = Vec::new();
    for _ in 0..10 {
        bench.measured(true, "head", 16, arguments.flat / 10)?;
        held.push(format!("{:.1}", bench.api.memory()?));
    }
    Ok(format!("\nMemory after each tenth of {} requests, in MiB: {}.\n", arguments.flat, held.join(", ")))
}

/// Memory of a server that a large file goes through, both ways.
fn large(arguments: &Arguments, satchel: &Path, folder: &Path) -> Result<String, Failure> {
    println!("▸ {} MiB up and down", arguments.large);
    // On the disk: it wouldn't fit into memory. The practice store takes it.
    let scratch = Path::new("target/bench/large");
    let _ = std::fs::remove_dir_all(scratch);
    std::fs::create_dir_all(scratch).map_err(Failure::io(scratch.display().to_string()))?;
    let versitygw = absolute(&servers::versitygw())?;
    let store = server::versitygw(&versitygw, &absolute(scratch)?, None, &folder.join("large.log"))?;
    let bench = Bench { load: load_program(arguments)?, store, api: Served::start(satchel, folder)? };
    bench.ask(false, &["prepare"])?;
    let bytes = (arguments.large << 20).to_string();
    bench.ask(true, &["large-up", "--bytes", &bytes])?;
    let up = bench.api.peak()?;
    bench.ask(true, &["large-down"])?;
    let both = bench.api.peak()?;
    drop(bench);
    std::fs::remove_dir_all(scratch).map_err(Failure::io(scratch.display().to_string()))?;
    Ok(format!(
        "Peak memory with {} MiB going up: {up:.1} MiB; after they came down, too: {both:.1} MiB.\n",
        arguments.large
    ))
}

fn programs(arguments: &Arguments) -> Result<(PathBuf, PathBuf), Failure> {
    setup::system_packages(Needs { servers: true, ..Needs::default() })?;
    let mut steps = Steps::default();
    if let Some(installing) = servers::install()? {
        steps.join(installing)?;
        servers::remember()?;
    }
    if arguments.satchel.is_none() {
        steps.command("build Satchel's command line", build("satchel-cli", "satchel"))?;
    }
    if arguments.load.is_none() {
        let mut command = crate::suites::cargo("build");
        command.args(["--release", "--package", "satchel-http-api", "--example", "load"]);
        steps.command("build the program that asks", command)?;
    }
    Ok((absolute(&arguments.satchel.clone().unwrap_or_else(|| release("satchel")))?, load_program(arguments)?))
}

fn load_program(arguments: &Arguments) -> Result<PathBuf, Failure> {
    absolute(&arguments.load.clone().unwrap_or_else(|| release("examples/load")))
}
