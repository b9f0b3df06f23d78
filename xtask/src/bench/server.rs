//! The server that everybody is measured against, and the line in front of it. Both end when dropped.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::tools::{ACCESS_KEY, SECRET_KEY};
use crate::failure::Failure;

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A process that listens on a port of this machine.
#[derive(Debug)]
pub struct Listening {
    child: Child,
    address: SocketAddr,
}

impl Listening {
    /// Its port on 127.0.0.1.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://127.0.0.1:PORT`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        // Both fail only where the process has ended already.
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// Starts versitygw over `data`, with connections kept open as every service on the Internet keeps them. With `log` it
/// writes a line for each request there, which costs it time: for counting, not for timing.
pub fn versitygw(program: &Path, data: &Path, log: Option<&Path>, output: &Path) -> Result<Listening, Failure> {
    let named = program.display().to_string();
    let address = free_address()?;
    let file = File::create(output).map_err(Failure::io(output.display().to_string()))?;
    let twin = file.try_clone().map_err(Failure::io(output.display().to_string()))?;
    let mut command = Command::new(program);
    command.env("ROOT_ACCESS_KEY", ACCESS_KEY).env("ROOT_SECRET_KEY", SECRET_KEY);
    command.args(["--port", &address.to_string(), "--quiet", "--keep-alive"]);
    if let Some(log) = log {
        command.arg("--access-log").arg(log);
    }
    command.arg("posix").arg(data).stdin(Stdio::null()).stdout(file).stderr(twin);
    let child = command.spawn().map_err(Failure::io(named.clone()))?;
    let mut server = Listening { child, address };
    let started = Instant::now();
    while TcpStream::connect(address).is_err() {
        let ended = server.child.try_wait().map_err(Failure::io(named.clone()))?;
        if ended.is_some() || started.elapsed() > PATIENCE {
            let said = std::fs::read_to_string(output).unwrap_or_default();
            return Err(Failure::Told(format!("The server didn't start:\n{said}")));
        }
        thread::park_timeout(Duration::from_millis(20));
    }
    Ok(server)
}

/// What is at the other end of a line.
#[derive(Clone, Copy, Debug)]
pub enum Behind<'a> {
    /// A server that runs already.
    Server(SocketAddr),
    /// Satchel's practice store over a folder, started for it.
    Store(&'a Path),
}

/// Lays a line with these conditions: the proxy that the fault suites use, too.
pub fn network(program: &Path, behind: Behind<'_>, conditions: &[&str], seed: u64) -> Result<Listening, Failure> {
    let named = program.display().to_string();
    let mut command = Command::new(program);
    match behind {
        Behind::Server(address) => command.args(["--to", &address.to_string()]),
        Behind::Store(folder) => {
            command.env("AWS_ACCESS_KEY_ID", ACCESS_KEY).env("AWS_SECRET_ACCESS_KEY", SECRET_KEY);
            command.arg("--store").arg(folder)
        }
    };
    command.args(["--seed", &seed.to_string()]).args(conditions);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(Failure::io(named.clone()))?;
    let output = child.stdout.take();
    let mut listening = Listening { child, address: SocketAddr::from(([127, 0, 0, 1], 0)) };
    let mut first = String::new();
    if let Some(output) = output {
        BufReader::new(output).read_line(&mut first).map_err(Failure::io(named))?;
    }
    let port =
        first.trim().parse().map_err(|_| Failure::Told(format!("The proxy said no port: “{}”", first.trim())))?;
    listening.address.set_port(port);
    Ok(listening)
}

fn free_address() -> Result<SocketAddr, Failure> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(Failure::io("a free port"))?;
    listener.local_addr().map_err(Failure::io("a free port"))
}

/// The requests that a server's log holds, by operation.
pub fn requests(log: &Path) -> Result<std::collections::BTreeMap<String, u64>, Failure> {
    let named = || Failure::io(log.display().to_string());
    let mut counts = std::collections::BTreeMap::new();
    let file = File::open(log).map_err(named())?;
    for line in BufReader::new(file).lines() {
        let line = line.map_err(named())?;
        if let Some(operation) = operation(&line) {
            *counts.entry(operation.to_owned()).or_default() += 1;
        }
    }
    Ok(counts)
}

/// `s3_PutObject` stands behind the time in brackets, the address, the user and the request's ID.
fn operation(line: &str) -> Option<&str> {
    line.split_whitespace().find_map(|word| word.strip_prefix("s3_"))
}

/// Where the data of a run lies: in memory where the system has such a file system, so that no disk is measured.
pub fn memory_folder() -> Option<PathBuf> {
    let shared = PathBuf::from("/dev/shm");
    (cfg!(target_os = "linux") && shared.is_dir()).then_some(shared)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_operation() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let line = |operation: &str| {
            format!(
                "benchkey bench [22/November/2026:18:53:06 +0000] 127.0.0.1 benchkey 99L s3_{operation} p/f /bench/p/f \
                 200 - 0 4096 1 1 - agent - x SigV4 - AuthHeader host - arn:aws:s3:::/bench/p/f Yes"
            )
        };
        let text = ["log starts 2026", &line("PutObject"), &line("HeadObject"), &line("PutObject")].join("\n");
        std::fs::write(&log, text).unwrap();
        let counts = requests(&log).unwrap();
        assert_eq!(counts.into_iter().collect::<Vec<_>>(), [("HeadObject".into(), 1), ("PutObject".into(), 2)]);
    }

    #[test]
    #[cfg(unix)]
    fn a_proxy_that_says_no_port_is_an_error() {
        let to = SocketAddr::from(([127, 0, 0, 1], 9));
        let failure = network(Path::new("/bin/echo"), Behind::Server(to), &[], 1).unwrap_err();
        assert!(failure.to_string().contains("--to"), "{failure}");
    }

    #[test]
    #[cfg(unix)]
    fn a_server_that_ends_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("output");
        let failure = versitygw(Path::new("/bin/ls"), folder.path(), None, &output).unwrap_err();
        assert!(failure.to_string().contains("--port"), "{failure}");
    }
}
