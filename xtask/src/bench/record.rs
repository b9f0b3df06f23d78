//! What was measured, as it is kept under `target/bench`: one file a network, a job's newest figures over its older
//! ones, so that a table can be made from runs of single jobs.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::measure::Cost;
use crate::failure::Failure;

/// Where the records lie.
pub const FOLDER: &str = "target/bench";

/// All jobs through one network.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// By the job's name.
    pub jobs: BTreeMap<String, JobRecord>,
}

/// One job: everybody in the same run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct JobRecord {
    /// What was done, in words.
    pub words: String,
    /// The day, as YYYY-MM-DD.
    pub date: String,
    /// The revision of Satchel that was built.
    pub revision: String,
    /// What files, order and chances follow.
    pub seed: u64,
    /// How many rounds were asked for.
    pub rounds: usize,
    /// Whether the client's files lay on a disk.
    pub on_disk: bool,
    /// Everybody, ours first.
    pub entrants: Vec<EntrantRecord>,
    /// Peers that couldn't take part at all, and why.
    pub missing: Vec<String>,
}

/// One tool's runs of one job.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EntrantRecord {
    /// Its name.
    pub name: String,
    /// Whether it is Satchel.
    pub ours: bool,
    /// The rounds that ended well.
    pub runs: Vec<Cost>,
    /// What went wrong, a line for each time.
    pub failures: Vec<String>,
    /// The requests that the run before the timed ones sent, by operation.
    pub requests: BTreeMap<String, u64>,
}

impl Record {
    /// The record named, or an empty one.
    pub fn read(name: &str) -> Result<Self, Failure> {
        let path = path(name);
        match fs::read_to_string(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(Failure::io(path.display().to_string())(error)),
            Ok(text) => serde_json::from_str(&text).map_err(|error| {
                Failure::Told(format!("{}: {error}. Remove the file and run the bench again.", path.display()))
            }),
        }
    }

    /// Writes it down, whole or not at all.
    pub fn write(&self, name: &str) -> Result<(), Failure> {
        write(name, self)
    }
}

/// Writes something down as a record.
pub fn write(name: &str, record: &impl Serialize) -> Result<(), Failure> {
    let path = path(name);
    let text = serde_json::to_string_pretty(record).map_err(|error| Failure::Told(error.to_string()))?;
    fs::create_dir_all(FOLDER).map_err(Failure::io(FOLDER))?;
    replace(&path, &text)
}

/// Puts a text in a file's place in one step.
pub fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    let new = path.with_extension("new");
    fs::write(&new, text).map_err(Failure::io(new.display().to_string()))?;
    fs::rename(&new, path).map_err(Failure::io(path.display().to_string()))
}

fn path(name: &str) -> PathBuf {
    Path::new(FOLDER).join(format!("{name}.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_survives_its_file() {
        let cost = Cost { wall: 1.25, processor: 0.5, memory: 12_345 };
        let entrant = EntrantRecord { name: "s5cmd".into(), runs: vec![cost], ..EntrantRecord::default() };
        let job = JobRecord { words: "list".into(), seed: u64::MAX, entrants: vec![entrant], ..JobRecord::default() };
        let record = Record { jobs: [("list".to_owned(), job)].into() };
        let text = serde_json::to_string(&record).unwrap();
        assert_eq!(serde_json::from_str::<Record>(&text).unwrap(), record);
    }

    #[test]
    fn a_file_is_replaced_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        fs::write(&path, "old and longer").unwrap();
        replace(&path, "new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
