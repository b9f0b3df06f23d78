//! The command line of every tool for every errand.

mod lines;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::ValueEnum;

use super::jobs::Job;

/// Credentials of a server that exists for one bench on this machine alone.
pub const ACCESS_KEY: &str = "benchkey";
/// See [`ACCESS_KEY`].
pub const SECRET_KEY: &str = "benchsecret";
/// The bucket that everything happens in.
pub const BUCKET: &str = "bench";

/// A program that moves objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tool {
    /// Ours.
    Satchel,
    /// One of the others.
    Peer(Peer),
}

/// A program that Satchel is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Peer {
    /// s5cmd.
    S5cmd,
    /// rclone.
    Rclone,
    /// MinIO's client.
    Mc,
    /// boto3 with the AWS common runtime, which is what aws-cli 2 moves objects with.
    Crt,
}

/// A tool with its own settings, or with those that its experts would choose for the job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entrant {
    /// The tool.
    pub tool: Tool,
    /// Whether it is tuned.
    pub tuned: bool,
}

/// What a tool is asked to do. A place at the store is `BUCKET/KEY`, a prefix ends in `/`.
#[derive(Clone, Copy, Debug)]
pub enum Errand<'a> {
    /// Make a bucket.
    MakeBucket(&'a str),
    /// A file to a key.
    UploadFile(&'a Path, &'a str),
    /// A key to a file.
    DownloadFile(&'a str, &'a Path),
    /// What a folder holds, to a prefix.
    UploadTree(&'a Path, &'a str),
    /// What is below a prefix, to a folder.
    DownloadTree(&'a str, &'a Path),
    /// List all keys below a prefix.
    List(&'a str),
    /// Delete all objects below a prefix.
    Delete(&'a str),
    /// Copy all objects from one prefix to another.
    Copy(&'a str, &'a str),
}

/// Where the programs are.
#[derive(Clone, Debug, Default)]
pub struct Programs {
    /// Satchel's command line.
    pub satchel: PathBuf,
    /// s5cmd.
    pub s5cmd: PathBuf,
    /// rclone.
    pub rclone: PathBuf,
    /// mc.
    pub mc: PathBuf,
    /// The Python that has boto3, and the script for it.
    pub python: PathBuf,
    /// See `python`.
    pub crt_script: PathBuf,
}

/// Where a run finds the store and keeps its own things.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// `http://HOST:PORT`.
    pub endpoint: String,
    /// The home folder that all tools share.
    pub home: PathBuf,
    /// Satchel's journal and cache: a folder that nobody has used yet.
    pub data: PathBuf,
}

impl Peer {
    /// Every peer.
    pub const ALL: [Self; 4] = [Self::S5cmd, Self::Rclone, Self::Mc, Self::Crt];

    /// Its name in the report.
    pub fn name(self) -> &'static str {
        match self {
            Self::S5cmd => "s5cmd",
            Self::Rclone => "rclone",
            Self::Mc => "mc",
            Self::Crt => "boto3 + CRT",
        }
    }
}

impl Entrant {
    /// A tool as it comes.
    pub fn plain(tool: Tool) -> Self {
        Self { tool, tuned: false }
    }

    /// Its name in the report.
    pub fn name(self) -> String {
        let name = match self.tool {
            Tool::Satchel => "Satchel",
            Tool::Peer(peer) => peer.name(),
        };
        if self.tuned { format!("{name}, tuned") } else { name.to_owned() }
    }

    /// What to run; `None` where tuning would change nothing.
    pub fn command(self, programs: &Programs, around: &Surroundings, errand: Errand<'_>) -> Option<Command> {
        let arguments = lines::arguments(self, errand)?;
        let mut command = match self.tool {
            Tool::Satchel => Command::new(&programs.satchel),
            Tool::Peer(Peer::S5cmd) => Command::new(&programs.s5cmd),
            Tool::Peer(Peer::Rclone) => Command::new(&programs.rclone),
            Tool::Peer(Peer::Mc) => Command::new(&programs.mc),
            Tool::Peer(Peer::Crt) => {
                let mut command = Command::new(&programs.python);
                command.arg(&programs.crt_script);
                command
            }
        };
        command.args(arguments).env_clear().envs(self.environment(around)).current_dir(&around.home);
        Some(command)
    }

    /// The whole environment: what this machine's user has set changes nothing.
    fn environment(self, around: &Surroundings) -> Vec<(&'static str, OsString)> {
        let mut variables: Vec<(&'static str, OsString)> = vec![
            ("AWS_ACCESS_KEY_ID", ACCESS_KEY.into()),
            ("AWS_SECRET_ACCESS_KEY", SECRET_KEY.into()),
            ("AWS_REGION", "us-east-1".into()),
            ("AWS_EC2_METADATA_DISABLED", "true".into()),
            ("HOME", around.home.clone().into()),
            ("PATH", std::env::var_os("PATH").unwrap_or_default()),
        ];
        let endpoint = OsString::from(&around.endpoint);
        variables.extend(match self.tool {
            Tool::Satchel => vec![
                ("AWS_ENDPOINT_URL", endpoint),
                ("SATCHEL_DATA_DIR", around.data.clone().into()),
                ("SATCHEL_SECRETS", "session".into()),
            ],
            Tool::Peer(Peer::S5cmd) => vec![("S3_ENDPOINT_URL", endpoint)],
            Tool::Peer(Peer::Rclone) => vec![
                ("RCLONE_CONFIG", around.home.join("rclone.conf").into()),
                ("RCLONE_S3_PROVIDER", "Other".into()),
                ("RCLONE_S3_ENV_AUTH", "true".into()),
                ("RCLONE_S3_REGION", "us-east-1".into()),
                ("RCLONE_S3_ENDPOINT", endpoint),
            ],
            Tool::Peer(Peer::Mc) => {
                let address = around.endpoint.replacen("://", &format!("://{ACCESS_KEY}:{SECRET_KEY}@"), 1);
                vec![("MC_HOST_store", address.into()), ("MC_CONFIG_DIR", around.home.join("mc").into())]
            }
            Tool::Peer(Peer::Crt) => vec![("AWS_ENDPOINT_URL", endpoint)],
        });
        variables
    }
}

/// Everybody who takes part in a job: ours first, then each peer as it comes and tuned.
pub fn entrants(job: Job, satchel: bool, peers: &[Peer]) -> Vec<Entrant> {
    let ours = satchel.then_some(Entrant::plain(Tool::Satchel));
    let theirs = peers.iter().flat_map(|peer| [false, true].map(|tuned| Entrant { tool: Tool::Peer(*peer), tuned }));
    ours.into_iter().chain(theirs.filter(|entrant| lines::has(*entrant, job))).collect()
}

#[cfg(test)]
mod tests;
