//! A large transfer is killed at half, and the same command is given again: what goes over the wire twice, and what is
//! left lying about at the end.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::data::files_below;
use super::ground::Ground;
use super::jobs::Job;
use super::measure::{self, Ended, Limits};
use super::tools::{Entrant, Errand, Tool};
use super::wire::Wire;
use crate::failure::Failure;

/// What came of it, for every tool.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KillRecord {
    /// What was moved, in words.
    pub words: String,
    /// The day, as YYYY-MM-DD.
    pub date: String,
    /// The revision of Satchel that was built.
    pub revision: String,
    /// Every tool.
    pub tools: Vec<ToolRecord>,
}

/// What came of it for one tool.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ToolRecord {
    /// Its name.
    pub name: String,
    /// To the store.
    pub up: Twice,
    /// From the store.
    pub down: Twice,
}

/// One direction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Twice {
    /// Bytes that had gone over the wire when the process was dead.
    pub before: u64,
    /// Bytes that went over it for the second command.
    pub again: u64,
    /// Bytes of the file.
    pub size: u64,
    /// Unfinished uploads at the store, or files beside the target, in the end.
    pub left: usize,
    /// What went wrong, if anything.
    pub failure: Option<String>,
}

impl Twice {
    /// Bytes that went over the wire twice.
    fn bytes(&self) -> u64 {
        (self.before + self.again).saturating_sub(self.size)
    }

    fn words(&self) -> [String; 2] {
        if let Some(failure) = &self.failure {
            return [format!("failed: {failure}"), self.left.to_string()];
        }
        let percent = (self.bytes() * 100 + self.before / 2).checked_div(self.before).unwrap_or(0);
        [format!("{percent} % ({} MiB)", self.bytes() >> 20), self.left.to_string()]
    }
}

/// Kills and repeats each tool's upload and download.
pub fn hold(ground: &mut Ground, entrants: &[Entrant], limit: Duration) -> Result<Vec<ToolRecord>, Failure> {
    let mut tools = Vec::new();
    for entrant in entrants {
        let (up, down) = (one(ground, *entrant, true, limit)?, one(ground, *entrant, false, limit)?);
        let ([sent, uploads], [fetched, files]) = (up.words(), down.words());
        println!(
            "  {:<14} sent twice {sent}, uploads left {uploads}; fetched twice {fetched}, files left {files}",
            entrant.name()
        );
        tools.push(ToolRecord { name: entrant.name(), up, down });
    }
    Ok(tools)
}

/// Who takes part: each tool as it comes, since tuning changes nothing about what it remembers.
pub fn entrants(all: Vec<Entrant>) -> Vec<Entrant> {
    all.into_iter().filter(|entrant| !entrant.tuned || matches!(entrant.tool, Tool::Satchel)).collect()
}

fn one(ground: &mut Ground, entrant: Entrant, upwards: bool, limit: Duration) -> Result<Twice, Failure> {
    let job = if upwards { Job::AfterKill } else { Job::BigDown };
    ground.prepare_round(job)?;
    let wire = Wire::to(ground.server().address()).map_err(Failure::io("a port"))?;
    let count = || if upwards { wire.up() } else { wire.down() };
    let size = ground.sizes().killed;
    let (source, target) = (ground.local("big/big.bin"), ground.local("out/big.bin"));
    let errand = if upwards {
        Errand::UploadFile(&source, "bench/out/big.bin")
    } else {
        Errand::DownloadFile("bench/big/big.bin", &target)
    };
    let data = ground.fresh_data()?;
    let run = |until: &dyn Fn() -> bool| {
        let command = ground.command(entrant, errand, wire.endpoint(), data.clone())?;
        measure::run(command, &ground.output(), &Limits { time: limit, until })
    };
    let killed = run(&|| count() >= size / 2)?;
    settle(&count);
    let before = count();
    let repeated = if killed == Ended::Stopped { run(&|| false)? } else { killed };
    let again = count() - before;
    let failure = match repeated {
        Ended::Well(_) => ground.verify(job)?,
        Ended::Badly(words) => Some(words),
        Ended::OverTime => Some("took longer than the limit".into()),
        Ended::Stopped => Some("was stopped".into()),
    };
    let left = if upwards {
        unfinished_uploads(&ground.bucket())
    } else {
        files_below(&ground.local("out"))?.keys().filter(|name| *name != Path::new("big.bin")).count()
    };
    Ok(Twice { before, again, size, left, failure })
}

/// Waits until what was in the wire when its client died has come out of it.
fn settle(count: &dyn Fn() -> u64) {
    let mut last = None;
    while last != Some(count()) {
        last = Some(count());
        thread::park_timeout(Duration::from_millis(300));
    }
}

/// versitygw keeps a folder for each upload in a folder for each key.
fn unfinished_uploads(bucket: &Path) -> usize {
    let folders = |path: &Path| {
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect::<Vec<_>>()
    };
    folders(&bucket.join(".sgwtmp/multipart")).iter().map(|key| folders(key).len()).sum()
}

/// The section of the page.
pub fn section(record: &KillRecord) -> String {
    let mut text = format!(
        "## Killed at half, then the same command again\n\n{}, `kill -9` when half of it had gone over the wire, the \
         same command again; on {}. The share says how much of what had gone over the wire before the kill went over \
         it again.\n\n| Tool | Up: sent twice | Unfinished uploads left | Down: fetched twice | Temporary files left |\n\
         |---|---|---|---|---|\n",
        record.words, record.date
    );
    for tool in &record.tools {
        let [sent, uploads] = tool.up.words();
        let [fetched, files] = tool.down.words();
        let _ = writeln!(text, "| {} | {sent} | {uploads} | {fetched} | {files} |", tool.name);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_twice_is_what_was_more_than_the_file() {
        let all_again = Twice { before: 512 << 20, again: 1 << 30, size: 1 << 30, ..Twice::default() };
        assert_eq!(all_again.words(), ["100 % (512 MiB)", "0"]);
        let resumed = Twice { before: 512 << 20, again: (512 << 20) + (16 << 20), size: 1 << 30, ..Twice::default() };
        assert_eq!(resumed.words(), ["3 % (16 MiB)", "0"]);
        let nothing = Twice { size: 1, ..Twice::default() };
        assert_eq!(nothing.words()[0], "0 % (0 MiB)");
    }

    #[test]
    fn a_failure_stands_in_the_table() {
        let up = Twice { failure: Some("exit status: 1".into()), left: 1, ..Twice::default() };
        let tool = ToolRecord { name: "mc".into(), up, down: Twice::default() };
        let text = section(&KillRecord { tools: vec![tool], ..KillRecord::default() });
        assert!(text.contains("| mc | failed: exit status: 1 | 1 | 0 % (0 MiB) | 0 |"), "{text}");
    }

    #[test]
    fn uploads_are_counted_where_the_server_keeps_them() {
        let bucket = tempfile::tempdir().unwrap();
        assert_eq!(unfinished_uploads(bucket.path()), 0);
        for upload in ["key-1/a", "key-1/b", "key-2/c"] {
            fs::create_dir_all(bucket.path().join(".sgwtmp/multipart").join(upload)).unwrap();
        }
        assert_eq!(unfinished_uploads(bucket.path()), 3);
    }
}
