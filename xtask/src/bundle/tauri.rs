//! The packages that Tauri's bundler makes: disk images, installers, the AppImage.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::{Format, OUTPUT, Release, answer, copy};
use crate::failure::Failure;
use crate::steps::Steps;
use crate::{paths, suites};

/// What is different on macOS.
const MACOS: &str = "tauri.macos.conf.json";

/// What the bundler signs and notarises with. A secret that a workflow doesn't have is an empty variable there, which the
/// bundler would take for a certificate.
const SIGNING: [&str; 6] = [
    "APPLE_CERTIFICATE",
    "APPLE_CERTIFICATE_PASSWORD",
    "APPLE_SIGNING_IDENTITY",
    "APPLE_ID",
    "APPLE_PASSWORD",
    "APPLE_TEAM_ID",
];

/// Has Tauri's bundler package the programs that are built.
pub fn make(steps: &mut Steps, release: &Release, formats: &[Format]) -> Result<Vec<PathBuf>, Failure> {
    let config = configuration(release)?;
    let names: Vec<String> = formats.iter().map(|format| format!("{format:?}").to_lowercase()).collect();
    let mut command = Command::new("node");
    command.arg(format!("{}/node_modules/@tauri-apps/cli/tauri.js", paths::UI));
    command.args(["bundle", "--bundles", &names.join(","), "--config", &config]);
    if !release.optimised {
        command.arg("--debug");
    }
    if !cfg!(windows) {
        command.args(["--features", "native-storj"]);
    }
    for name in SIGNING.iter().filter(|name| given(name).is_none()) {
        command.env_remove(name);
    }
    steps.command(&format!("make {}", names.join(" and ")), command)?;
    let made = Path::new(&paths::programs(if release.optimised { "release" } else { "debug" })).join("bundle");
    let mut packages = Vec::new();
    for format in formats {
        packages.push(collect(&made, *format)?);
    }
    Ok(packages)
}

/// The command line goes beside the app. The bundler wants its name with the platform's at the end.
fn configuration(release: &Release) -> Result<String, Failure> {
    let host = answer(suites::cargo("--version").arg("--verbose"))?;
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default().to_owned();
    let named = paths::program(OUTPUT, &format!("satchel-{host}"));
    copy(&release.programs[1], &named)?;
    let mut config = json!({ "bundle": { "externalBin": [format!("{OUTPUT}/satchel")] } });
    // The configuration signs for this machine alone; a certificate brings its own identity.
    if given("APPLE_CERTIFICATE").is_some() {
        config["bundle"]["macOS"]["signingIdentity"] = json!(given("APPLE_SIGNING_IDENTITY"));
    }
    Ok(config.to_string())
}

fn given(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|value| !value.is_empty())
}

/// The oldest macOS that Satchel runs on: what is compiled has to know it, too.
pub fn oldest_macos() -> Result<String, Failure> {
    let read = |error: &dyn std::fmt::Display| Failure::Told(format!("{MACOS} can't be read: {error}"));
    let text = fs::read_to_string(MACOS).map_err(|error| read(&error))?;
    let config: Value = serde_json::from_str(&text).map_err(|error| read(&error))?;
    let version = config["bundle"]["macOS"]["minimumSystemVersion"].as_str();
    version.map(str::to_owned).ok_or_else(|| Failure::Told(format!("{MACOS} names no minimumSystemVersion.")))
}

/// Takes what the bundler made to the other packages.
fn collect(made: &Path, format: Format) -> Result<PathBuf, Failure> {
    let (folder, ending) = match format {
        Format::Appimage => ("appimage", "AppImage"),
        Format::Dmg => ("dmg", "dmg"),
        Format::Msi => ("msi", "msi"),
        Format::Nsis => ("nsis", "exe"),
        Format::Deb => ("deb", "deb"),
        Format::Rpm => ("rpm", "rpm"),
    };
    let folder = made.join(folder);
    let entries = fs::read_dir(&folder).map_err(Failure::io(folder.display().to_string()))?;
    let mut found: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    found.retain(|path| path.extension().is_some_and(|extension| extension == ending));
    let package = found.pop().filter(|_| found.is_empty());
    let package = package.ok_or_else(|| {
        Failure::Told(format!("{} doesn't hold one package: remove it, and bundle again.", folder.display()))
    })?;
    let name = package.file_name().unwrap_or_default();
    let to = Path::new(OUTPUT).join(name);
    copy(&package, &to)?;
    Ok(to)
}
