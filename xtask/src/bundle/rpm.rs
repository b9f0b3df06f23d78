//! The package for Fedora, openSUSE and what comes of them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::tree::{Family, Tree, template};
use super::{OUTPUT, Release, answer, package_version, succeed};
use crate::failure::Failure;
use crate::steps::Steps;

/// Makes the package, and looks at what it needs and holds.
pub fn make(steps: &mut Steps, release: &Release, notices: &Path) -> Result<PathBuf, Failure> {
    let mut package = PathBuf::new();
    steps.setup("make the rpm", || build(release, notices).map(|made| package = made))?;
    steps.rule("the rpm holds what it should and needs what its programs link to", || check(&package))?;
    Ok(package)
}

fn build(release: &Release, notices: &Path) -> Result<PathBuf, Failure> {
    let output = std::path::absolute(OUTPUT).map_err(Failure::io(OUTPUT))?;
    let tree = Tree::lay(&output.join("rpm"), Family::Rpm, release, notices)?;
    let version = package_version(&release.version);
    let spec = output.join("satchel.spec");
    let text = template(release, "satchel.spec")?.replace("@PACKAGE_VERSION@", &version);
    fs::write(&spec, text + &listed(&tree)?).map_err(Failure::io(spec.display().to_string()))?;
    let mut command = Command::new("rpmbuild");
    command.args(["-bb", "--quiet"]).env("SOURCE_DATE_EPOCH", release.made.to_string());
    for (name, value) in [
        ("_topdir", output.join("rpmbuild").display().to_string()),
        ("_rpmdir", output.display().to_string()),
        ("_rpmfilename", "%{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}.rpm".to_owned()),
        ("satchel_tree", tree.root.display().to_string()),
        // The same bytes wherever and whenever it is made.
        ("_buildhost", "localhost".to_owned()),
        ("use_source_date_epoch_as_buildtime", "1".to_owned()),
        ("clamp_mtime_to_source_date_epoch", "1".to_owned()),
        ("_binary_payload", if release.optimised { "w19.zstdio" } else { "w1.gzdio" }.to_owned()),
    ] {
        command.args(["--define", &format!("{name} {value}")]);
    }
    succeed(command.arg(&spec))?;
    let architecture = std::env::consts::ARCH;
    Ok(Path::new(OUTPUT).join(format!("satchel-{version}-1.{architecture}.rpm")))
}

/// The files of the package by name: whatever else lay in the tree would make rpmbuild fail.
fn listed(tree: &Tree) -> Result<String, Failure> {
    let kind = |file: &str| {
        if file.starts_with("usr/share/licenses/") {
            "%license "
        } else if file.starts_with("usr/share/man/") {
            "%doc "
        } else {
            ""
        }
    };
    let lines = tree.files()?.into_iter().map(|file| format!("{}\"/{file}\"\n", kind(&file)));
    Ok(lines.collect())
}

/// rpm's own view of the package.
fn check(package: &Path) -> Result<(), Failure> {
    let query = |what: &str| answer(Command::new("rpm").args(["-qp", what]).arg(package));
    let (files, needs, wants) = (query("--list")?, query("--requires")?, query("--recommends")?);
    let said = [("--list", files), ("--requires", needs), ("--recommends", wants)];
    let wanted = [
        (0, "/usr/bin/satchel"),
        (0, "/usr/bin/satchel-desktop"),
        (0, "/usr/share/applications/satchel-desktop.desktop"),
        (0, "/usr/share/man/man1/satchel-cp.1.gz"),
        (0, "/usr/share/zsh/site-functions/_satchel"),
        (0, "/usr/share/licenses/satchel/LICENSE-MIT"),
        (1, "libwebkit2gtk-4.1.so.0()(64bit)"),
        (1, "libgtk-3.so.0()(64bit)"),
        (1, "ca-certificates"),
        (2, "libayatana-appindicator3.so.1()(64bit)"),
    ];
    let missing = wanted.iter().filter(|(at, line)| !said[*at].1.lines().any(|found| found == *line));
    let missing: Vec<String> = missing.map(|(at, line)| format!("{} lacks {line}", said[*at].0)).collect();
    if missing.is_empty() { Ok(()) } else { Err(Failure::Told(missing.join("\n"))) }
}
