//! Starting a server's program, waiting until it answers, and ending it.

use std::fs::File;
use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use satchel_objects::ObjectStore;
use satchel_objects::s3::{S3Config, S3Store};
use tempfile::TempDir;

/// Why a server couldn't be had.
#[derive(Debug, thiserror::Error)]
pub enum NotStarted {
    /// Its program isn't there.
    #[error("{name} isn't installed: `cargo xtask test servers` installs it into .cache/servers (or set {variable})")]
    NotInstalled {
        /// The server.
        name: &'static str,
        /// The environment variable that names its program.
        variable: &'static str,
    },
    /// It ended or never answered; its output follows.
    #[error("it didn't start: {0}")]
    Failed(String),
    /// Its folder or its ports couldn't be had.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// A server that runs in a process of its own, with a folder of its own. Dropping it ends both.
#[derive(Debug)]
pub struct RealServer {
    child: Child,
    url: String,
    // Removed after the process has ended.
    folder: TempDir,
}

impl RealServer {
    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How to reach it.
    pub fn config(&self) -> S3Config {
        super::config(&self.url)
    }

    /// A store that reaches it.
    ///
    /// # Errors
    /// As [`S3Store::new`].
    pub async fn store(&self) -> satchel_objects::Result<S3Store> {
        S3Store::new(self.config()).await
    }

    /// The folder with the server's data and its output (`output.txt`).
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Starts what `command` makes of a folder and a port, and waits until it lists its buckets.
    pub(super) async fn start(
        folder: TempDir,
        port: u16,
        mut command: Command,
        patience: Duration,
    ) -> Result<Self, NotStarted> {
        let output = folder.path().join("output.txt");
        let log = File::create(&output)?;
        let child = command
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .map_err(|error| NotStarted::Failed(format!("{}: {error}", command.get_program().display())))?;
        let mut server = Self { child, url: format!("http://127.0.0.1:{port}"), folder };
        let store = server.store().await.map_err(|error| NotStarted::Failed(error.to_string()))?;
        let ready = async {
            loop {
                if server.child.try_wait()?.is_some() {
                    return io::Result::Ok(false);
                }
                if store.list_buckets().await.is_ok() {
                    return Ok(true);
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        if let Ok(ready) = tokio::time::timeout(patience, ready).await
            && ready?
        {
            return Ok(server);
        }
        let said = std::fs::read_to_string(&output).unwrap_or_default();
        let last: Vec<&str> = said.lines().rev().take(20).collect();
        Err(NotStarted::Failed(last.into_iter().rev().collect::<Vec<_>>().join("\n")))
    }
}

impl Drop for RealServer {
    fn drop(&mut self) {
        // Both fail only where the process has ended already.
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// Ports of 127.0.0.1 that are free now. They are held together, so that they differ.
pub(super) fn free_ports<const COUNT: usize>() -> io::Result<[u16; COUNT]> {
    let mut listeners = Vec::with_capacity(COUNT);
    let mut ports = [0; COUNT];
    for port in &mut ports {
        // SeaweedFS puts its gRPC ports 10,000 above its others.
        let listener = loop {
            let listener = TcpListener::bind(("127.0.0.1", 0))?;
            let chosen = listener.local_addr()?.port();
            if chosen < 50_000 && TcpListener::bind(("127.0.0.1", chosen + 10_000)).is_ok() {
                break listener;
            }
            listeners.push(listener);
            if listeners.len() > 500 {
                return Err(io::Error::new(io::ErrorKind::AddrNotAvailable, "no free pair of ports"));
            }
        };
        *port = listener.local_addr()?.port();
        listeners.push(listener);
    }
    Ok(ports)
}

/// The program that the variable names, else the one below `.cache/servers`.
pub(super) fn find(name: &'static str, variable: &'static str, places: &[&str]) -> Result<PathBuf, NotStarted> {
    if let Some(path) = std::env::var_os(variable).filter(|path| !path.is_empty()) {
        return Ok(PathBuf::from(path));
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.cache/servers");
    let found = places.iter().map(|place| root.join(place)).find(|path| path.is_file());
    found.ok_or(NotStarted::NotInstalled { name, variable })
}
