//! What processes ask of each other. Only its owner writes to a journal: others put small files into its inbox, whole
//! by a rename, in the order of their names.

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::Request;
use super::files::{Home, gone, make_folder, sync_folder};
use super::rows::nanoseconds;
use crate::TransferId;

const ENDING: &str = "request";

#[derive(Serialize, Deserialize)]
struct Message {
    transfer: TransferId,
    request: Request,
}

/// Puts a request into an inbox; it is durable on return.
pub(super) fn put(home: &Home, transfer: TransferId, request: Request) -> io::Result<()> {
    let inbox = home.inbox();
    make_folder(&inbox)?;
    let chance = getrandom::u32().map_err(io::Error::other)?;
    let name = format!("{:020}-{chance:08x}", nanoseconds(SystemTime::now()).max(0));
    let (fresh, whole) = (inbox.join(format!("{name}.new")), inbox.join(format!("{name}.{ENDING}")));
    let mut file = File::create_new(&fresh)?;
    file.write_all(&serde_json::to_vec(&Message { transfer, request })?)?;
    file.sync_all()?;
    std::fs::rename(&fresh, &whole)?;
    sync_folder(Some(&inbox))
}

/// Takes everything out. What can't be read is removed too: nobody could ever do anything with it.
pub(super) fn take(home: &Home) -> io::Result<Vec<(TransferId, Request)>> {
    let mut requests = Vec::new();
    for path in waiting(home)? {
        let bytes = match std::fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            other => other?,
        };
        gone(std::fs::remove_file(&path))?;
        match serde_json::from_slice::<Message>(&bytes) {
            Ok(message) => requests.push((message.transfer, message.request)),
            Err(error) => tracing::warn!(%error, "a request from another process makes no sense"),
        }
    }
    Ok(requests)
}

/// Puts what waits in one inbox into another.
pub(super) fn hand_over(from: &Home, to: &Home) -> io::Result<()> {
    for path in waiting(from)? {
        make_folder(&to.inbox())?;
        if let Some(name) = path.file_name() {
            std::fs::rename(&path, to.inbox().join(name))?;
        }
    }
    Ok(())
}

/// The requests in the order in which they were put in.
fn waiting(home: &Home) -> io::Result<Vec<PathBuf>> {
    let entries = match std::fs::read_dir(home.inbox()) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other?,
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == ENDING) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}
