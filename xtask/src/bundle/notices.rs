//! The names, licences and notices of everything by other authors that the programs hold.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::answer;
use crate::failure::Failure;
use crate::paths;
use crate::suites::cargo;

/// How the files begin in which authors put what has to be handed on.
const NAMES: [&str; 6] = ["licen", "copying", "notice", "copyright", "unlicense", "patents"];

/// The program that holds npm packages.
const WINDOW: &str = "satchel-desktop";

/// What was taken in: name and version, its licence, and where it lies.
struct Part {
    name: String,
    licence: String,
    folder: PathBuf,
}

/// Writes the notices of what these packages' programs hold.
pub fn write(to: &Path, programs: &[&str]) -> Result<(), Failure> {
    let metadata = metadata()?;
    let mut parts = crates(&metadata, programs)?;
    if programs.contains(&WINDOW) {
        parts.extend(npm_packages()?);
    }
    if !cfg!(windows) {
        parts.extend(go_modules(&metadata)?);
    }
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut page = String::from(
        "Satchel holds work of other authors, which they gave under these licences. Their notices follow.\n\n",
    );
    for part in &parts {
        let _ = writeln!(page, "{}: {}", part.name, part.licence);
        for text in notices(&part.folder) {
            texts.entry(text).or_default().insert(part.name.clone());
        }
    }
    for (text, names) in texts {
        let names: Vec<String> = names.into_iter().collect();
        let _ = write!(page, "\n{}\n{}\n\n{text}\n", "-".repeat(80), names.join(", "));
    }
    fs::write(to, page).map_err(Failure::io(to.display().to_string()))
}

/// The texts of licences and notices in a folder. Lines are cut at their ends, so that the same text is the same.
fn notices(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_notice = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        NAMES.iter().any(|start| name.starts_with(start)) && path.is_file()
    };
    let text = |path: PathBuf| Some(String::from_utf8_lossy(&fs::read(path).ok()?).into_owned());
    let tidy = |text: String| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim().to_owned();
    entries.filter(is_notice).filter_map(text).map(tidy).filter(|text| !text.is_empty()).collect()
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
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let mut parts = Vec::new();
    for package in packages.filter(|package| !package["source"].is_null()) {
        let text = |field: &str| package[field].as_str().unwrap_or_default();
        let name = format!("{} {}", text("name"), text("version"));
        if linked.contains(&name) {
            let folder = Path::new(text("manifest_path")).parent().unwrap_or(Path::new("")).to_path_buf();
            parts.push(Part { name, licence: text("license").to_owned(), folder });
        }
    }
    Ok(parts)
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
            let name = path.rsplit("node_modules/").next().unwrap_or(path);
            let text = |field: &str| package[field].as_str().unwrap_or_default();
            let name = format!("{name} {}", text("version"));
            Part { name, licence: text("license").to_owned(), folder: Path::new(paths::UI).join(path) }
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
        .map(|(name, folder)| Part {
            name: name.to_owned(),
            licence: "see its notice".to_owned(),
            folder: folder.into(),
        })
        .collect())
}
