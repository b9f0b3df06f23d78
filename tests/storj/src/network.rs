//! The network's process: its start, what it says of itself, its end.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::commands::Refused;

/// The environment variable that names the network's program.
const PROGRAM: &str = "SATCHEL_STORJ_NETWORK";

/// A project on the satellite, and an unrestricted key to it.
#[derive(Clone, Debug, Deserialize)]
pub struct Project {
    /// The unrestricted API key.
    pub api_key: String,
    /// The satellite's own ID, a UUID.
    pub id: String,
    /// The ID that the console shows, another UUID.
    pub public_id: String,
    /// Base64 of the salt that the satellite gives to those who ask for access with a passphrase.
    pub salt: String,
    /// Whether the salt is random; else it is made from the ID, as in old projects.
    pub salted: bool,
}

/// Where the auth service is.
#[derive(Clone, Debug, Deserialize)]
pub struct Auth {
    /// Its `http://` address.
    pub http: String,
    /// Its `https://` address.
    pub https: String,
    /// `host:port` for DRPC in plain.
    pub drpc: String,
    /// `host:port` for DRPC over TLS.
    pub drpc_tls: String,
    /// The PEM file of the authority behind `https` and `drpc_tls`.
    pub certificate: String,
    /// The gateway that the service names with every registration.
    pub endpoint: String,
}

/// What the program says first.
#[derive(Debug, Deserialize)]
struct Ready {
    satellite: String,
    projects: Projects,
    auth: Auth,
    links: String,
}

#[derive(Debug, Deserialize)]
struct Projects {
    salted: Project,
    unsalted: Project,
}

/// A Storj network of its own, with ports and folders of its own. Dropping it ends it and removes what it kept.
#[derive(Debug)]
pub struct Network {
    ready: Ready,
    child: Child,
    // Questions and answers alternate on the two pipes.
    pipes: Mutex<Option<(ChildStdin, BufReader<ChildStdout>)>>,
}

impl Network {
    /// Starts one. Most tests can do with [`Network::shared`]; one that takes services away needs its own.
    pub fn start() -> Self {
        let program = std::env::var_os(PROGRAM)
            .unwrap_or_else(|| panic!("`cargo xtask test storj` builds the network and runs this test ({PROGRAM})"));
        let mut said = tempfile::tempfile().expect("a file for what the network prints");
        let mut child = Command::new(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(said.try_clone().expect("the file's twin"))
            .spawn()
            .expect("the network's program can be started");
        let pipes = child.stdin.take().zip(child.stdout.take().map(BufReader::new));
        let (input, mut output) = pipes.expect("both pipes were asked for");
        let mut line = String::new();
        output.read_line(&mut line).expect("the network's first line");
        let ready = serde_json::from_str(&line)
            .unwrap_or_else(|error| panic!("the network didn't start: {error}\n{line}{}", whole(&mut said)));
        Self { ready, child, pipes: Mutex::new(Some((input, output))) }
    }

    /// The one that the tests of this process share. It ends with the process.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Network> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// The satellite's node URL, as grants name it.
    pub fn satellite(&self) -> &str {
        &self.ready.satellite
    }

    /// A project as they are made today, with a random salt. Tests that list want one of their own:
    /// [`Network::new_project`].
    pub fn salted(&self) -> &Project {
        &self.ready.projects.salted
    }

    /// A project as they were made before they had salts.
    pub fn unsalted(&self) -> &Project {
        &self.ready.projects.unsalted
    }

    /// The auth service.
    pub fn auth(&self) -> &Auth {
        &self.ready.auth
    }

    /// Link sharing's base URL, without a slash at its end.
    pub fn links(&self) -> &str {
        &self.ready.links
    }

    /// Sends one command and waits for its answer.
    pub(crate) fn ask<T: DeserializeOwned>(&self, command: &Value) -> Result<T, Refused> {
        // A test that failed with the lock held left the pipes as they were: between two lines.
        let mut pipes = self.pipes.lock().unwrap_or_else(PoisonError::into_inner);
        let (input, output) = pipes.as_mut().expect("the pipes are there until the network is dropped");
        writeln!(input, "{command}").expect("the network listens");
        let mut line = String::new();
        output.read_line(&mut line).expect("the network answers");
        let answer: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        if let Some(why) = answer["error"].as_str() {
            return Err(Refused(why.to_owned()));
        }
        Ok(serde_json::from_value(answer["ok"].clone()).unwrap_or_else(|error| panic!("{error}: {line}")))
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        // The end of its input tells it to clean up and end.
        drop(self.pipes.lock().unwrap_or_else(PoisonError::into_inner).take());
        let _ended = self.child.wait();
    }
}

fn whole(file: &mut File) -> String {
    let mut text = String::new();
    let _read = file.rewind().and_then(|()| file.read_to_string(&mut text));
    text
}
