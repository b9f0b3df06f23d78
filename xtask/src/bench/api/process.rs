//! `satchel serve` as a process of its own, and what it costs, as /proc has it.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde::Deserialize;

use crate::failure::Failure;

/// Ticks of a second in /proc/PID/stat. Source: proc(5) and `getconf CLK_TCK`, 100 on every Linux that Rust builds for.
const TICKS: f64 = 100.0;

/// A server that ends when it is dropped.
pub struct Served {
    child: Child,
    address: String,
}

#[derive(Deserialize)]
struct Started {
    address: String,
}

impl Served {
    /// Starts it on a free port, without a token.
    pub fn start(satchel: &Path, data: &Path) -> Result<Self, Failure> {
        let named = || Failure::io(satchel.display().to_string());
        let mut command = Command::new(satchel);
        command.args(["serve", "--listen", "127.0.0.1:0", "--no-token", "--json"]);
        command.env("SATCHEL_DATA_DIR", data.join("serve")).env_remove("SATCHEL_LOG");
        let mut child =
            command.stdout(Stdio::piped()).stdin(Stdio::null()).stderr(Stdio::null()).spawn().map_err(named())?;
        let mut line = String::new();
        if let Some(output) = child.stdout.take() {
            BufReader::new(output).read_line(&mut line).map_err(named())?;
        }
        let started: Result<Started, _> = serde_json::from_str(&line);
        match started {
            Ok(Started { address }) => Ok(Self { child, address }),
            Err(_) => Err(Failure::Told(format!("The API didn't start: {line}"))),
        }
    }

    /// `http://127.0.0.1:PORT`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Processor time so far, in the program and in the system, in seconds.
    pub fn processor(&self) -> Result<f64, Failure> {
        let stat = self.read("stat")?;
        // The second field may hold spaces; it ends with the last parenthesis.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |at: usize| fields.get(at).and_then(|text| text.parse::<f64>().ok()).unwrap_or_default();
        Ok((ticks(11) + ticks(12)) / TICKS)
    }

    /// Memory that it holds, in MiB.
    pub fn memory(&self) -> Result<f64, Failure> {
        self.status("VmRSS:")
    }

    /// The most memory that it held, in MiB.
    pub fn peak(&self) -> Result<f64, Failure> {
        self.status("VmHWM:")
    }

    fn status(&self, name: &str) -> Result<f64, Failure> {
        let status = self.read("status")?;
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse().unwrap_or_default();
        Ok(kibibytes / 1024.0)
    }

    fn read(&self, name: &str) -> Result<String, Failure> {
        let path = format!("/proc/{}/{name}", self.child.id());
        fs::read_to_string(&path).map_err(Failure::io(path))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Both fail only where the process has ended already.
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}
