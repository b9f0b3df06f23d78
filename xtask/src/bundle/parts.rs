//! What the programs hold of other authors: crates, packages of the window's code, modules of Storj's own library.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::answer;
use crate::failure::Failure;
use crate::paths;
use crate::suites::cargo;

/// Where something comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registry {
    /// crates.io.
    Cargo,
    /// npm.
    Npm,
    /// Go's modules.
    Go,
}

/// Something that was taken in.
#[derive(Clone, Debug)]
pub struct Part {
    /// Where it comes from.
    pub registry: Registry,
    /// Its name there.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its licence, where the registry is told.
    pub licence: Option<String>,
    /// The SHA-256 of what was fetched, where the registry says it.
    pub sha256: Option<String>,
    /// Where it lies.
    pub folder: PathBuf,
}

/// The program that holds npm packages.
const WINDOW: &str = "satchel-desktop";

/// Everything that these packages' programs hold.
pub fn gather(programs: &[&str]) -> Result<Vec<Part>, Failure> {
    let metadata = metadata()?;
    let mut parts = crates(&metadata, programs)?;
    if programs.contains(&WINDOW) {
        parts.extend(npm_packages()?);
    }
    if !cfg!(windows) {
        parts.extend(go_modules(&metadata)?);
    }
    Ok(parts)
}

/// The crates that are linked into the programs: neither what builds them nor what tests them.
fn crates(metadata: &Value, programs: &[&str]) -> Result<Vec<Part>, Failure> {
    let mut command = cargo("tree");
    command.args(["--locked", "--edges", "normal,no-proc-macro"]);
    for program in programs {
        command.args(["--package", program]);
        if !cfg!(windows) {
            command.args(["--features", &format!("{program}/native-storj")]);
        }
    }
    command.args(["--prefix", "none", "--no-dedupe", "--format", "{p}"]);
    let linked: BTreeSet<String> = answer(&mut command)?
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            Some(format!("{} {}", words.next()?, words.next()?.trim_start_matches('v')))
        })
        .collect();
    let lock = fs::read_to_string("Cargo.lock").map_err(Failure::io("Cargo.lock"))?;
    let sums = checksums(&lock);
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let mut parts = Vec::new();
    for package in packages.filter(|package| !package["source"].is_null()) {
        let text = |field: &str| package[field].as_str().unwrap_or_default().to_owned();
        let (name, version) = (text("name"), text("version"));
        let full = format!("{name} {version}");
        if linked.contains(&full) {
            let folder = Path::new(&text("manifest_path")).parent().unwrap_or(Path::new("")).to_path_buf();
            let licence = package["license"].as_str().map(str::to_owned);
            let sha256 = sums.get(&full).cloned();
            parts.push(Part { registry: Registry::Cargo, name, version, licence, sha256, folder });
        }
    }
    Ok(parts)
}

/// The checksums of a Cargo.lock, by name and version.
fn checksums(lock: &str) -> BTreeMap<String, String> {
    let value =
        |line: &str, field: &str| Some(line.strip_prefix(field)?.strip_prefix(" = \"")?.strip_suffix('"')?.to_owned());
    let package = |text: &str| {
        let field = |name: &str| text.lines().find_map(|line| value(line, name));
        Some((format!("{} {}", field("name")?, field("version")?), field("checksum")?))
    };
    lock.split("[[package]]").filter_map(package).collect()
}

/// What cargo knows of every package, those of features that aren't on by themselves too.
fn metadata() -> Result<Value, Failure> {
    let text = answer(cargo("metadata").args(["--locked", "--all-features", "--format-version", "1"]))?;
    serde_json::from_str(&text).map_err(|error| Failure::Told(format!("cargo metadata can't be read: {error}")))
}

/// The packages that the window's code is made of.
fn npm_packages() -> Result<Vec<Part>, Failure> {
    let lock = format!("{}/package-lock.json", paths::UI);
    let text = fs::read_to_string(&lock).map_err(Failure::io(&*lock))?;
    let lock: Value =
        serde_json::from_str(&text).map_err(|error| Failure::Told(format!("{lock} can't be read: {error}")))?;
    let packages = lock["packages"].as_object().into_iter().flatten();
    let shipped = packages.filter(|(path, package)| !path.is_empty() && package["dev"] != true);
    Ok(shipped
        .map(|(path, package)| {
            let name = path.rsplit("node_modules/").next().unwrap_or(path).to_owned();
            let version = package["version"].as_str().unwrap_or_default().to_owned();
            let licence = package["license"].as_str().map(str::to_owned);
            let folder = Path::new(paths::UI).join(path);
            Part { registry: Registry::Npm, name, version, licence, sha256: None, folder }
        })
        .collect())
}

/// The modules of Storj's own library. Go's modules don't name their licence: the notice itself says it.
fn go_modules(metadata: &Value) -> Result<Vec<Part>, Failure> {
    let library = metadata["packages"].as_array().into_iter().flatten().find(|package| package["name"] == "uplink-sys");
    let manifest = library.and_then(|package| package["manifest_path"].as_str());
    let manifest = manifest.ok_or_else(|| Failure::Told("cargo doesn't know where uplink-sys is.".into()))?;
    let sources = Path::new(manifest).parent().unwrap_or(Path::new("")).join("uplink-c");
    let form = "{{with .Module}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}";
    let said = answer(Command::new("go").args(["list", "-deps", "-f", form, "."]).current_dir(sources))?;
    let modules: BTreeSet<&str> = said.lines().filter(|line| !line.is_empty()).collect();
    Ok(modules
        .into_iter()
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(module, folder)| {
            let (name, version) = module.split_once(' ')?;
            let (name, version) = (name.to_owned(), version.to_owned());
            Some(Part { registry: Registry::Go, name, version, licence: None, sha256: None, folder: folder.into() })
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_those_of_the_lock() {
        let lock = "version = 4\n\n[[package]]\nname = \"ours\"\nversion = \"0.1.0\"\n\n[[package]]\nname = \"bytes\"\n\
                    version = \"1.2.3\"\nsource = \"registry\"\nchecksum = \"00ff\"\n";
        assert_eq!(checksums(lock), [("bytes 1.2.3".to_owned(), "00ff".to_owned())].into());
    }
}
