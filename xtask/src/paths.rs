//! Where things are. Every path is relative to the repository's root, which xtask makes its working directory.

use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Each step's full output.
pub const LOGS: &str = "target/xtask-logs";
/// What `cargo xtask run` leaves on a machine without a display.
pub const RUN_OUTPUT: &str = "target/satchel-run";
/// Programs the suites need and nobody installs by hand.
pub const SERVERS: &str = ".cache/servers";
/// The Storj network's program, by the state of its sources.
pub const STORJ_NETWORK: &str = ".cache/storj-network";
/// The web UI's package.
pub const UI: &str = "ui";
/// The tests of the HTTP API from outside, a package of Node's.
pub const HTTP_API_TESTS: &str = "tests/http-api";

/// Makes the repository's root the working directory, so that `cargo xtask` works from any folder of it.
pub fn enter_repository() -> Result<(), Failure> {
    let manifest = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
    let root = Path::new(&manifest).parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf);
    std::env::set_current_dir(&root).map_err(Failure::io(root.display().to_string()))
}

/// The program named, below a folder of programs, as this system names programs.
pub fn program(folder: &str, name: &str) -> PathBuf {
    Path::new(folder).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// The desktop app as a debug build leaves it.
pub fn desktop_app() -> PathBuf {
    program(&programs("debug"), "satchel-desktop")
}

/// The command line as a debug build leaves it.
pub fn command_line() -> PathBuf {
    program(&programs("debug"), "satchel")
}

/// The folder in which a profile's programs are.
pub fn programs(profile: &str) -> String {
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned());
    format!("{target}/{profile}")
}
