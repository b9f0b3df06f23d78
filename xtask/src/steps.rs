//! Steps: one line when a step starts, its time when it ends, its output only when it fails.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::paths;
use crate::tally::Tally;

/// How much of a failed step's output is shown; the log has all of it.
const SHOWN_LINES: usize = 400;

struct Done {
    name: String,
    took: Duration,
}

/// The steps of one command and what came of them.
#[derive(Default)]
pub struct Steps {
    done: Vec<Done>,
    tally: Tally,
    broken: Vec<String>,
    not_run: Vec<String>,
}

/// A step that runs beside the others.
pub struct Background {
    name: String,
    started: Instant,
    thread: JoinHandle<Result<Duration, Failure>>,
}

impl Steps {
    /// Runs a program as a step. `Err` means that it failed, was shown and is counted.
    pub fn command(&mut self, name: &str, command: Command) -> Result<(), Failure> {
        announce(name);
        let started = Instant::now();
        let log = log_path(name);
        let succeeded = run_logged(command, &log);
        let output = fs::read(&log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
        let mut counted = Tally::read(&output);
        let outcome = match succeeded {
            Ok(true) => Ok(()),
            Ok(false) => Err(tail(&output, &log)),
            Err(failure) => Err(failure.to_string()),
        };
        if outcome.is_err() && counted.failed == 0 {
            counted.failed = 1; // a crash, or a runner that never got to its closing line
        }
        self.tally += counted;
        self.finish(name, started.elapsed(), counted, outcome)
    }

    /// Runs one of the house's rules as a step; it counts as one test.
    pub fn rule(&mut self, name: &str, rule: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
        announce(name);
        let started = Instant::now();
        let outcome = rule().map_err(|failure| failure.to_string());
        let counted = Tally { passed: u64::from(outcome.is_ok()), failed: u64::from(outcome.is_err()) };
        self.tally += counted;
        self.finish(name, started.elapsed(), counted, outcome)
    }

    /// Runs something that sets the machine up as a step; it counts as no test unless it fails.
    pub fn setup(&mut self, name: &str, work: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
        announce(name);
        let started = Instant::now();
        let outcome = work().map_err(|failure| failure.to_string());
        let counted = Tally { passed: 0, failed: u64::from(outcome.is_err()) };
        self.tally += counted;
        self.finish(name, started.elapsed(), counted, outcome)
    }

    /// Says that a step can't be run here, and why. It is counted by itself: it neither passed nor failed.
    pub fn skip(&mut self, name: &str, why: &str) {
        announce(name);
        println!("  – not run: {why}");
        self.not_run.push(format!("{name}: {why}"));
    }

    /// Waits for a step that was started with [`in_background`].
    pub fn join(&mut self, background: Background) -> Result<(), Failure> {
        let Background { name, started, thread } = background;
        announce(&format!("{name}: waiting for it"));
        let result = thread.join().unwrap_or_else(|_| Err(Failure::Told(format!("“{name}” stopped unexpectedly"))));
        let (took, outcome) = match result {
            Ok(took) => (took, Ok(())),
            Err(failure) => (started.elapsed(), Err(failure.to_string())),
        };
        let counted = Tally { passed: 0, failed: u64::from(outcome.is_err()) };
        self.tally += counted;
        self.finish(&name, took, counted, outcome)
    }

    /// Says how it went: the slowest steps, what failed, and the closing line.
    pub fn close(mut self) -> Result<(), Failure> {
        self.done.sort_by_key(|step| std::cmp::Reverse(step.took));
        println!("\nSlowest steps:");
        for step in self.done.iter().take(8) {
            println!("  {:>7.1} s  {}", step.took.as_secs_f64(), step.name);
        }
        for name in &self.broken {
            println!("Failed: {name}");
        }
        for words in &self.not_run {
            println!("Not run: {words}");
        }
        let skipped = if self.not_run.is_empty() { String::new() } else { format!(", {} skipped", self.not_run.len()) };
        println!("\n{} passed, {} failed{skipped}", self.tally.passed, self.tally.failed);
        if self.broken.is_empty() { Ok(()) } else { Err(Failure::AlreadySaid) }
    }

    fn finish(&mut self, name: &str, took: Duration, tally: Tally, outcome: Result<(), String>) -> Result<(), Failure> {
        self.done.push(Done { name: name.to_owned(), took });
        let mut line = format!("{:.1} s", took.as_secs_f64());
        if tally.passed > 1 {
            let _ = write!(line, ", {} tests passed", tally.passed);
        }
        match outcome {
            Ok(()) => println!("  ✓ {line}"),
            Err(words) => {
                println!("  ✗ {line}\n{words}\n");
                self.broken.push(name.to_owned());
                return Err(Failure::AlreadySaid);
            }
        }
        Ok(())
    }
}

/// Starts commands beside the other steps, one after the other, until one fails.
pub fn in_background(name: &str, commands: Vec<Command>) -> Background {
    announce(&format!("{name} (beside the next steps)"));
    let (owned, started) = (name.to_owned(), Instant::now());
    let thread = std::thread::spawn(move || {
        for (at, command) in commands.into_iter().enumerate() {
            let log = log_path(&format!("{owned} {}", at + 1));
            if !run_logged(command, &log)? {
                let output = fs::read_to_string(&log).unwrap_or_default();
                return Err(Failure::Told(tail(&output, &log)));
            }
        }
        Ok(started.elapsed())
    });
    Background { name: name.to_owned(), started, thread }
}

fn announce(name: &str) {
    println!("▸ {name}");
    let _ = std::io::stdout().flush();
}

/// Runs a program with everything it prints in a log; true when it succeeded.
fn run_logged(mut command: Command, log: &Path) -> Result<bool, Failure> {
    fs::create_dir_all(paths::LOGS).map_err(Failure::io(paths::LOGS))?;
    let file = File::create(log).map_err(Failure::io(log.display().to_string()))?;
    let twin = file.try_clone().map_err(Failure::io(log.display().to_string()))?;
    // Colours would stand in the logs and hide the runners' closing lines from the tally.
    command.env("CARGO_TERM_COLOR", "never").env("NO_COLOR", "1").env_remove("FORCE_COLOR");
    command.stdin(Stdio::null()).stdout(file).stderr(twin);
    let status = command.status().map_err(Failure::io(command.get_program().to_string_lossy().into_owned()))?;
    Ok(status.success())
}

fn log_path(name: &str) -> PathBuf {
    let file: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    Path::new(paths::LOGS).join(format!("{file}.log"))
}

fn tail(output: &str, log: &Path) -> String {
    let lines: Vec<&str> = output.lines().collect();
    let from = lines.len().saturating_sub(SHOWN_LINES);
    let cut = if from > 0 { format!("[… {from} lines before these]\n") } else { String::new() };
    format!("{cut}{}\n(all of it: {})", lines[from..].join("\n"), log.display())
}
