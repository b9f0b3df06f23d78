//! One run of one program: how long it took, what it cost, whether it ended well.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use wait4::Wait4 as _;

use crate::failure::Failure;

/// What a run cost.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// From before the process was started until it had ended, in seconds.
    pub wall: f64,
    /// Processor time of the process and of those it waited for, in the program and in the system, in seconds.
    pub processor: f64,
    /// The most memory it held at a time, in bytes.
    pub memory: u64,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ended {
    /// Well.
    Well(Cost),
    /// With an error; the last words it said.
    Badly(String),
    /// It was ended after its time.
    OverTime,
    /// It was ended because `until` said so.
    Stopped,
}

/// When a run is ended from outside.
pub struct Limits<'a> {
    /// After this time.
    pub time: Duration,
    /// As soon as this says so.
    pub until: &'a dyn Fn() -> bool,
}

/// Runs a program with its output in files below `logs`, and measures it.
pub fn run(mut command: Command, output: &Path, limits: &Limits<'_>) -> Result<Ended, Failure> {
    let named = |what: &Path| Failure::io(what.display().to_string());
    let errors = output.with_extension("err");
    command.stdin(Stdio::null());
    command.stdout(File::create(output).map_err(named(output))?);
    command.stderr(File::create(&errors).map_err(named(&errors))?);
    let program = command.get_program().to_string_lossy().into_owned();
    let started = Instant::now();
    let mut child = command.spawn().map_err(Failure::io(program.clone()))?;
    let mut ended_by_us = None;
    let usage = loop {
        if let Some(usage) = child.try_wait4().map_err(Failure::io(program.clone()))? {
            break usage;
        }
        let elapsed = started.elapsed();
        if ended_by_us.is_none() {
            ended_by_us =
                if elapsed > limits.time { Some(Ended::OverTime) } else { (limits.until)().then_some(Ended::Stopped) };
            if ended_by_us.is_some() {
                child.kill().map_err(Failure::io(program.clone()))?;
            }
        }
        // Looking at each five-hundredth of the time costs nothing and errs by less than any tool differs.
        thread::park_timeout((elapsed / 500).clamp(Duration::from_micros(500), Duration::from_millis(20)));
    };
    let wall = started.elapsed().as_secs_f64();
    if let Some(ended) = ended_by_us {
        return Ok(ended);
    }
    if !usage.status.success() {
        return Ok(Ended::Badly(last_words(&[&errors, output], &usage.status.to_string())));
    }
    let processor = (usage.rusage.utime + usage.rusage.stime).as_secs_f64();
    Ok(Ended::Well(Cost { wall, processor, memory: usage.rusage.maxrss }))
}

/// The end of what was said, in the first of the files that says anything.
fn last_words(files: &[&Path], status: &str) -> String {
    for file in files {
        let said = tail(file).unwrap_or_default();
        let lines: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
        if !lines.is_empty() {
            return format!("{status}: {}", lines[lines.len().saturating_sub(3)..].join(" / "));
        }
    }
    status.to_owned()
}

fn tail(file: &Path) -> std::io::Result<String> {
    let mut file = File::open(file)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(2_000)))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    fn run_shell(script: &str, time: Duration, until: &dyn Fn() -> bool) -> Ended {
        let folder = tempfile::tempdir().unwrap();
        run(shell(script), &folder.path().join("out"), &Limits { time, until }).unwrap()
    }

    const LONG: Duration = Duration::from_mins(2);

    #[test]
    fn the_children_of_a_program_count_as_its_own_cost() {
        // A shell does nothing itself here: the loop runs in a child of it.
        let script = "sh -c 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done'; true";
        let Ended::Well(cost) = run_shell(script, LONG, &|| false) else { panic!("it ends well") };
        assert!(cost.processor > 0.02, "{cost:?}");
        assert!(cost.wall > 0.0 && cost.memory > 100_000, "{cost:?}");
    }

    #[test]
    fn a_failure_says_its_last_words() {
        let ended = run_shell("echo ignored; echo first >&2; echo nothing works >&2; exit 3", LONG, &|| false);
        let Ended::Badly(words) = ended else { panic!("it ends badly: {ended:?}") };
        assert!(words.contains("first / nothing works") && words.contains('3'), "{words}");
    }

    #[test]
    fn what_takes_too_long_is_ended() {
        assert_eq!(run_shell("exec sleep 600", Duration::from_millis(50), &|| false), Ended::OverTime);
    }

    #[test]
    fn a_run_is_ended_when_that_is_asked_for() {
        assert_eq!(run_shell("exec sleep 600", LONG, &|| true), Ended::Stopped);
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let missing = Command::new("no-such-program-at-all");
        let limits = Limits { time: LONG, until: &|| false };
        let failure = run(missing, &folder.path().join("out"), &limits).unwrap_err();
        assert!(failure.to_string().contains("no-such-program-at-all"), "{failure}");
    }
}
