//! Runs the child.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::Command;

use crate::{Ended, Job};

/// How long a child may take.
const PATIENCE: Duration = Duration::from_mins(3);

/// Whether and when the child is killed from outside.
#[derive(Clone, Copy, Debug)]
pub enum Kill {
    /// It ends by itself.
    Never,
    /// With SIGKILL after so long, unless it has ended before.
    After(Duration),
}

/// What came of a child.
#[derive(Debug, Default)]
pub struct Run {
    /// The transitions, in order.
    pub transitions: Vec<String>,
    /// How each transfer of its journal stood at its end.
    pub ended: Vec<Ended>,
    /// Notices of the journal.
    pub notices: Vec<String>,
    /// Whether it came to its end.
    pub whole: bool,
    /// What it wrote to its standard error.
    pub complaints: String,
}

/// Runs the child (`program`) until it has ended, or is killed.
pub async fn run(program: &Path, job: &Job, kill: Kill) -> Run {
    let mut child = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(&serde_json::to_vec(job).unwrap()).await.unwrap();
    drop(stdin);
    let mut stderr = child.stderr.take().unwrap();
    let complaints = tokio::spawn(async move {
        let mut text = String::new();
        stderr.read_to_string(&mut text).await.map(|_| text).unwrap_or_default()
    });
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut run = Run::default();
    let reading = async {
        while let Ok(Some(line)) = lines.next_line().await {
            if let Some(name) = line.strip_prefix('@') {
                run.transitions.push(name.to_owned());
            } else if let Some(ended) = line.strip_prefix("ended ") {
                run.ended.push(serde_json::from_str(ended).unwrap());
            } else {
                run.notices.push(line);
            }
        }
    };
    let delay = match kill {
        Kill::Never => PATIENCE,
        Kill::After(delay) => delay,
    };
    let in_time = tokio::time::timeout(delay, reading).await.is_ok();
    if !in_time {
        // It may have ended in this moment.
        let _ended = child.start_kill();
    }
    let status = child.wait().await.unwrap();
    run.complaints = complaints.await.unwrap();
    run.whole = status.success();
    assert!(in_time || !matches!(kill, Kill::Never), "the child takes too long: {job:?}\n{run:?}");
    run
}
