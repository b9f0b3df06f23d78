//! The ground of a bench: a folder in memory with a server over it, what a job needs in it, and what a job must leave.

mod fixtures;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::data::{Maker, make_folder, remove_folder};
use super::jobs::{Job, Network, Sizes};
use super::measure::{self, Ended, Limits};
use super::server::{self, Behind, Listening};
use super::tools::{BUCKET, Entrant, Errand, Programs, Surroundings};
use crate::failure::Failure;

/// What the first part of the folder's name is; its process's number follows.
const NAME: &str = "satchel-bench-";

/// A folder that is removed in the end.
#[derive(Debug)]
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // The next bench removes what can't be removed now.
        let _removed = remove_folder(&self.0);
    }
}

/// The folder, the servers, the lines in front of them.
pub struct Ground {
    // Fields are dropped in this order: the lines, the servers, then what they stand on.
    line: Option<Listening>,
    line_to_counting: Option<Listening>,
    indexed: Option<Listening>,
    timed: Listening,
    counting: Listening,
    folder: Folder,
    local: Folder,
    log: PathBuf,
    programs: Programs,
    sizes: Sizes,
    maker: Maker,
    runs: u64,
    network: Line,
}

/// How a line is laid.
struct Line {
    proxy: PathBuf,
    conditions: Option<&'static [&'static str]>,
    seed: u64,
}

impl Line {
    /// To a server; `None` where nothing lies between.
    fn to(&self, server: &Listening) -> Result<Option<Listening>, Failure> {
        let behind = Behind::Server(server.address());
        self.conditions.map(|given| server::network(&self.proxy, behind, given, self.seed)).transpose()
    }

    /// To the practice store over a folder.
    fn to_store(&self, folder: &Path) -> Result<Listening, Failure> {
        server::network(&self.proxy, Behind::Store(folder), self.conditions.unwrap_or_default(), self.seed)
    }
}

/// How a ground is laid out.
pub struct Plan<'a> {
    /// The server's program.
    pub versitygw: &'a Path,
    /// The fault proxy's program.
    pub proxy: &'a Path,
    /// What lies between.
    pub network: Network,
    /// How much is moved.
    pub sizes: Sizes,
    /// The tools.
    pub programs: Programs,
    /// Files and chances follow it.
    pub seed: u64,
    /// Whether the client's files lie on the disk that the build lies on, rather than in memory.
    pub on_disk: bool,
}

impl Ground {
    /// Lays it out and starts the servers.
    pub fn new(plan: Plan<'_>) -> Result<Self, Failure> {
        let parent = server::memory_folder().unwrap_or_else(|| PathBuf::from("target"));
        remove_abandoned(&parent)?;
        let (folder, local) = (new_folder(&parent)?, if plan.on_disk { "target" } else { "." });
        let local = if plan.on_disk { new_folder(Path::new(local))? } else { Folder(folder.0.join("client")) };
        let data = folder.0.join("data");
        for each in [&data, &folder.0.join("home"), &folder.0.join("output"), &local.0] {
            make_folder(each)?;
        }
        let log = folder.0.join("requests.log");
        let start = |log: Option<&Path>, name: &str| {
            server::versitygw(plan.versitygw, &data, log, &folder.0.join("output").join(name))
        };
        let (timed, counting) = (start(None, "server.txt")?, start(Some(&log), "counting-server.txt")?);
        let network = Line { proxy: plan.proxy.to_owned(), conditions: plan.network.conditions(), seed: plan.seed };
        Ok(Self {
            line: network.to(&timed)?,
            line_to_counting: network.to(&counting)?,
            indexed: None,
            timed,
            counting,
            folder,
            local,
            log,
            programs: plan.programs,
            sizes: plan.sizes,
            maker: Maker::new(plan.seed),
            runs: 0,
            network,
        })
    }

    /// How much each job moves here.
    pub fn sizes(&self) -> Sizes {
        self.sizes
    }

    /// The server, with nothing between.
    pub fn server(&self) -> &Listening {
        &self.timed
    }

    /// Starts the server that finds keys by an index: Satchel's practice store, with its data in memory, too.
    fn start_indexed(&mut self) -> Result<String, Failure> {
        let line = self.network.to_store(&self.indexed_data())?;
        Ok(self.indexed.insert(line).endpoint())
    }

    /// Ends it and takes its data away: 100,000 objects in memory.
    fn stop_indexed(&mut self) -> Result<(), Failure> {
        self.indexed = None;
        remove_folder(&self.indexed_data())
    }

    fn indexed_data(&self) -> PathBuf {
        self.folder.0.join("indexed")
    }

    /// Where a job is done, with the line that is timed.
    fn endpoint(&self, job: Job) -> String {
        let indexed = self.indexed.as_ref().filter(|_| job == Job::ListIndexed);
        indexed.or(self.line.as_ref()).unwrap_or(&self.timed).endpoint()
    }

    /// The bucket's folder at the server.
    pub fn bucket(&self) -> PathBuf {
        self.folder.0.join("data").join(BUCKET)
    }

    /// A folder of the client.
    pub fn local(&self, name: &str) -> PathBuf {
        self.local.0.join(name)
    }

    /// Where the last run's standard output is.
    pub fn output(&self) -> PathBuf {
        self.folder.0.join("output/run.txt")
    }

    /// Does a job once with the line that is timed.
    pub fn run(&mut self, entrant: Entrant, job: Job, limits: &Limits<'_>) -> Result<Ended, Failure> {
        self.run_at(entrant, job, self.endpoint(job), limits)
    }

    /// Does a job once with the requests counted, where the server keeps a log of them.
    pub fn run_counted(&mut self, entrant: Entrant, job: Job, limits: &Limits<'_>) -> Result<Counted, Failure> {
        // The server appends, so that an emptied log goes on from its start.
        fs::write(&self.log, "").map_err(Failure::io(self.log.display().to_string()))?;
        let endpoint = match job {
            Job::ListIndexed => self.endpoint(job),
            _ => self.line_to_counting.as_ref().unwrap_or(&self.counting).endpoint(),
        };
        let ended = self.run_at(entrant, job, endpoint, limits)?;
        Ok(Counted { ended, requests: server::requests(&self.log)? })
    }

    fn run_at(&mut self, entrant: Entrant, job: Job, endpoint: String, limits: &Limits<'_>) -> Result<Ended, Failure> {
        let local = fixtures::local_paths(self, job);
        let errand = fixtures::errand(job, &local);
        self.errand(entrant, errand, endpoint, limits)
    }

    /// Runs a tool on an errand with a fresh data folder.
    pub fn errand(
        &mut self,
        entrant: Entrant,
        errand: Errand<'_>,
        endpoint: String,
        limits: &Limits<'_>,
    ) -> Result<Ended, Failure> {
        let data = self.fresh_data()?;
        let ended = measure::run(self.command(entrant, errand, endpoint, data.clone())?, &self.output(), limits)?;
        remove_folder(&data)?;
        Ok(ended)
    }

    /// A folder for Satchel's journal that nobody has used.
    pub fn fresh_data(&mut self) -> Result<PathBuf, Failure> {
        self.runs += 1;
        let data = self.local(&format!("data-{}", self.runs));
        make_folder(&data)?;
        Ok(data)
    }

    /// The command for an errand.
    pub fn command(
        &self,
        entrant: Entrant,
        errand: Errand<'_>,
        endpoint: String,
        data: PathBuf,
    ) -> Result<Command, Failure> {
        let around = Surroundings { endpoint, home: self.folder.0.join("home"), data };
        let command = entrant.command(&self.programs, &around, errand);
        command.ok_or_else(|| Failure::Told(format!("{} has no way to do that", entrant.name())))
    }

    /// Makes the file or the files named, where they aren't there yet.
    fn make(&mut self, name: &str, make: impl FnOnce(&mut Maker, &Path) -> Result<(), Failure>) -> Result<(), Failure> {
        let place = self.local(name);
        if place.exists() { Ok(()) } else { make(&mut self.maker, &place) }
    }
}

/// A run and the requests that came of it.
pub struct Counted {
    /// How it ended.
    pub ended: Ended,
    /// How many requests of each kind the server answered.
    pub requests: std::collections::BTreeMap<String, u64>,
}

fn new_folder(parent: &Path) -> Result<Folder, Failure> {
    let path = std::path::absolute(parent.join(format!("{NAME}{}", std::process::id())));
    let folder = Folder(path.map_err(Failure::io(parent.display().to_string()))?);
    remove_folder(&folder.0)?;
    make_folder(&folder.0)?;
    Ok(folder)
}

/// Removes what a bench that was killed has left: it may be gigabytes of memory.
fn remove_abandoned(parent: &Path) -> Result<(), Failure> {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let process = name.strip_prefix(NAME).and_then(|number| number.parse::<u32>().ok());
        if process
            .is_some_and(|number| Path::new("/proc/self").exists() && !Path::new(&format!("/proc/{number}")).exists())
        {
            remove_folder(&entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn what_a_killed_bench_left_is_removed_and_what_a_running_one_uses_stays() {
        let parent = tempfile::tempdir().unwrap();
        let (dead, alive) = (parent.path().join(format!("{NAME}{}", u32::MAX)), new_folder(parent.path()).unwrap());
        let other = parent.path().join("satchel-bench-notes");
        fs::create_dir(&dead).unwrap();
        fs::create_dir(&other).unwrap();
        remove_abandoned(parent.path()).unwrap();
        assert!(!dead.exists() && alive.0.exists() && other.exists());
        let path = alive.0.clone();
        drop(alive);
        assert!(!path.exists());
    }
}
