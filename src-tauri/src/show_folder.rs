//! Shows a folder in the system's file manager. The folder is one argument of its own, never part of a command line.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

#[cfg(target_os = "linux")]
const FILE_MANAGER: &str = "xdg-open";
#[cfg(target_os = "macos")]
const FILE_MANAGER: &str = "open";
#[cfg(target_os = "windows")]
const FILE_MANAGER: &str = "explorer";

/// Shows an existing folder. A file is refused: opening one could run it.
pub fn show(folder: &Path) -> io::Result<()> {
    if !folder.is_dir() {
        return Err(io::Error::new(io::ErrorKind::NotADirectory, format!("{} is no folder", folder.display())));
    }
    let mut child = Command::new(FILE_MANAGER)
        .arg(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    // The file manager may live for hours; somebody has to collect its end.
    std::thread::spawn(move || child.wait());
    Ok(())
}
