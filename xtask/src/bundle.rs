//! `cargo xtask bundle`: the packages that people install, in `target/bundle`.
//!
//! deb and rpm are made by Debian's and RPM's own tools of one tree of files; disk images, installers and the AppImage
//! by Tauri's bundler.

mod bill;
mod deb;
pub mod notices;
pub mod parts;
mod rpm;
mod tauri;
mod tree;

use std::path::{Path, PathBuf};
use std::process::Command;

use clap::ValueEnum;

use crate::failure::Failure;
use crate::paths;
use crate::setup::{self, Needs, npm};
use crate::steps::Steps;
use crate::suites::cargo;

/// Where packages go.
pub const OUTPUT: &str = "target/bundle";

/// What `cargo xtask bundle` takes.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// Package a debug build: quick, and good enough to work on the packages themselves.
    #[arg(long)]
    debug: bool,
    /// Package the programs as they were built last, and build nothing.
    #[arg(long)]
    built: bool,
    /// The formats to make; without any, what people install on this system: deb and rpm, dmg, or msi and nsis.
    #[arg(value_enum)]
    formats: Vec<Format>,
}

/// A format of packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For Debian, Ubuntu and what comes of them.
    Deb,
    /// For Fedora, openSUSE and what comes of them.
    Rpm,
    /// One file for any Linux; its making downloads a tool.
    Appimage,
    /// A disk image for macOS.
    Dmg,
    /// For Windows Installer.
    Msi,
    /// A setup program for Windows.
    Nsis,
}

impl Format {
    fn of_this_system() -> Vec<Self> {
        match std::env::consts::OS {
            "macos" => vec![Self::Dmg],
            "windows" => vec![Self::Msi, Self::Nsis],
            _ => vec![Self::Deb, Self::Rpm],
        }
    }
}

/// How programs are built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Quickly.
    Debug,
    /// As people get them.
    Release,
}

impl Profile {
    /// The folder below `target` in which cargo puts such programs.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Release => "release",
        }
    }
}

/// What every package holds, and when its content was written.
pub struct Release {
    /// The desktop app and the command line.
    pub programs: [PathBuf; 2],
    /// Satchel's version.
    pub version: String,
    /// Seconds since 1970 UTC of the last commit, or what `SOURCE_DATE_EPOCH` says: the time on everything that is made.
    pub made: u64,
    /// Who answers for the packages: `DEBEMAIL`, as Debian's tools have it, or who made the last commit.
    pub maintainer: String,
    /// Whether the programs are release builds.
    pub optimised: bool,
}

/// Makes the packages.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut steps = Steps::default();
    let profile = if arguments.debug { Profile::Debug } else { Profile::Release };
    let _ = make(&mut steps, profile, !arguments.built, &arguments.formats);
    steps.close()
}

/// Makes the packages and answers where they are. Without `build` they hold what was built last.
pub fn make(steps: &mut Steps, profile: Profile, build: bool, formats: &[Format]) -> Result<Vec<PathBuf>, Failure> {
    let formats = if formats.is_empty() { Format::of_this_system() } else { formats.to_vec() };
    let (ours, others): (Vec<_>, Vec<_>) =
        formats.into_iter().partition(|format| matches!(format, Format::Deb | Format::Rpm));
    steps.setup("set up system packages", || {
        setup::system_packages(Needs { build: true, ..Needs::default() })?;
        setup::bundle_tools()
    })?;
    steps.setup("set up the window's libraries", setup::ui_dependencies)?;
    if build {
        build_programs(steps, profile)?;
    }
    let release = Release::of(profile)?;
    std::fs::create_dir_all(OUTPUT).map_err(Failure::io(OUTPUT))?;
    let notices = Path::new(OUTPUT).join("THIRD-PARTY-NOTICES");
    let platform = format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH);
    let bill = Path::new(OUTPUT).join(format!("satchel-{}-{platform}.cdx.json", release.version));
    steps.setup("gather what other authors made: their notices, and the bill of materials", || {
        let parts = parts::gather(&["satchel-desktop", "satchel-cli"])?;
        notices::write(&parts, &notices)?;
        bill::write(&bill::Subject { version: &release.version, platform: &platform }, &parts, &bill)
    })?;
    let mut made = Vec::new();
    for format in ours {
        made.push(match format {
            Format::Deb => deb::make(steps, &release, &notices)?,
            _ => rpm::make(steps, &release, &notices)?,
        });
    }
    if !others.is_empty() {
        made.extend(tauri::make(steps, &release, &notices, &others)?);
    }
    for package in made.iter().chain([&bill]) {
        println!("  {}", package.display());
    }
    Ok(made)
}

/// Builds both programs. Outside Windows they have Storj's own library, and there is no package without it.
fn build_programs(steps: &mut Steps, profile: Profile) -> Result<(), Failure> {
    steps.command("build the window's code", npm(&["run", "build"]))?;
    let mut command = cargo("build");
    command.args(["--locked", "--package", "satchel-desktop", "--bin", "satchel-desktop"]);
    command.args(["--package", "satchel-cli", "--bin", "satchel"]);
    if profile == Profile::Release {
        command.arg("--release");
    }
    if cfg!(target_os = "macos") {
        command.env("MACOSX_DEPLOYMENT_TARGET", tauri::oldest_macos()?);
    }
    if !cfg!(windows) {
        steps.setup("look for what Storj's own library is built with", setup::native_library)?;
        command.args(["--features", "satchel-desktop/native-storj,satchel-cli/native-storj"]);
    }
    let name = match profile {
        Profile::Debug => "build Satchel",
        Profile::Release => "build Satchel for release (this takes many minutes)",
    };
    steps.command(name, command)
}

impl Release {
    fn of(profile: Profile) -> Result<Self, Failure> {
        let folder = paths::programs(profile.folder());
        Ok(Self {
            programs: ["satchel-desktop", "satchel"].map(|name| paths::program(&folder, name)),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            made: when()?,
            maintainer: format!("The Satchel authors <{}>", email()?),
            optimised: profile == Profile::Release,
        })
    }
}

/// The time that is written into packages, so that the same sources give the same bytes.
pub fn when() -> Result<u64, Failure> {
    let said = |text: &str| text.trim().parse().map_err(|_| Failure::Told(format!("“{}” is no time.", text.trim())));
    if let Ok(text) = std::env::var("SOURCE_DATE_EPOCH") {
        return said(&text);
    }
    said(&answer(Command::new("git").args(["log", "-1", "--format=%ct"]))?)
}

fn email() -> Result<String, Failure> {
    match std::env::var("DEBEMAIL") {
        Ok(email) if !email.is_empty() => Ok(email),
        _ => answer(Command::new("git").args(["log", "-1", "--format=%ce"])).map(|email| email.trim().to_owned()),
    }
}

/// What a program prints; it has to end well.
pub fn answer(command: &mut Command) -> Result<String, Failure> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(Failure::io(&*program))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(Failure::Told(format!("{program} failed:\n{}", String::from_utf8_lossy(&output.stderr))))
}

/// Runs a program for what it does.
pub fn succeed(command: &mut Command) -> Result<(), Failure> {
    answer(command).map(|_| ())
}

/// Copies a file that was built here a moment ago.
#[allow(clippy::disallowed_methods, reason = "what is copied can be built again: no object and nobody's file")]
pub fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    std::fs::copy(from, to).map(|_| ()).map_err(Failure::io(from.display().to_string()))
}

/// A version as packages write it: `1.0.0-rc.1` comes before `1.0.0` there only as `1.0.0~rc.1`.
fn package_version(version: &str) -> String {
    version.replacen('-', "~", 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_candidate_comes_before_its_release() {
        assert_eq!(package_version("1.2.3"), "1.2.3");
        assert_eq!(package_version("1.0.0-rc.1"), "1.0.0~rc.1");
        assert_eq!(package_version("1.0.0-rc-1"), "1.0.0~rc-1");
    }
}
