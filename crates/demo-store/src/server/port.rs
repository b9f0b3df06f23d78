//! The port: the one asked for, else the one used last, else any that is free.

use std::fs;
use std::io;
use std::net::Ipv4Addr;
use std::path::Path;

use tokio::net::TcpListener;

use crate::DemoError;

/// The file in the store's folder that holds the port used last.
const FILE: &str = "port";

/// The port used last, if that is known.
pub(super) fn recall(directory: &Path) -> Option<u16> {
    fs::read_to_string(directory.join(FILE)).ok()?.trim().parse().ok()
}

/// Remembers the port for the next start.
pub(super) fn remember(directory: &Path, port: u16) -> Result<(), DemoError> {
    let path = directory.join(FILE);
    fs::write(&path, format!("{port}\n")).map_err(|source| DemoError::Folder { path, source })
}

/// Listens on the loopback address: on the wanted port if it is free, else on any.
pub(super) async fn listen(wanted: Option<u16>) -> io::Result<TcpListener> {
    if let Some(port) = wanted {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            Ok(listener) => return Ok(listener),
            Err(error) => tracing::info!(port, %error, "the wanted port can't be had; taking a free one"),
        }
    }
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await
}
