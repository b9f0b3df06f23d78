//! What the rules look at: the tracked files and the packages.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::failure::Failure;

/// The tracked files' texts; and what cargo knows of the packages.
#[derive(Debug, Default)]
pub struct Workspace {
    files: BTreeMap<String, String>,
}

impl Workspace {
    /// Reads every tracked text file.
    pub fn read() -> Result<Self, Failure> {
        let listing = output("git", &["ls-files", "-z"])?;
        let names = listing.split('\0').filter(|name| !name.is_empty());
        // A tracked file that is gone, or that isn't text, has nothing to check.
        let files = names.filter_map(|name| Some((name.to_owned(), std::fs::read_to_string(name).ok()?))).collect();
        Ok(Self { files })
    }

    /// A workspace of given files, for the rules' own tests.
    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        Self { files: files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect() }
    }

    /// The files whose path is wanted.
    pub fn texts(&self, wanted: impl Fn(&str) -> bool) -> impl Iterator<Item = (&String, &String)> {
        self.files.iter().filter(move |(path, _)| wanted(path))
    }

    /// Who depends on whom, by package name, on every platform.
    pub fn dependencies() -> Result<BTreeMap<String, BTreeSet<String>>, Failure> {
        let metadata = metadata(&[])?;
        let names: BTreeMap<&str, &str> = list(&metadata, "/packages")
            .filter_map(|package| Some((package["id"].as_str()?, package["name"].as_str()?)))
            .collect();
        let name = |id: &Value| id.as_str().and_then(|id| names.get(id)).map(|name| (*name).to_owned());
        let nodes = list(&metadata, "/resolve/nodes");
        Ok(nodes
            .filter_map(|node| Some((name(&node["id"])?, list(node, "/dependencies").filter_map(name).collect())))
            .collect())
    }

    /// The names of all integration tests, xtask's own left out.
    pub fn test_targets() -> Result<BTreeSet<String>, Failure> {
        let metadata = metadata(&["--no-deps"])?;
        let packages = list(&metadata, "/packages").filter(|package| package["name"] != "xtask");
        let targets = packages.flat_map(|package| list(package, "/targets"));
        let tests = targets.filter(|target| list(target, "/kind").any(|kind| kind == "test"));
        Ok(tests.filter_map(|target| target["name"].as_str().map(str::to_owned)).collect())
    }
}

/// The workspace's own packages.
pub fn members() -> Result<Vec<String>, Failure> {
    let metadata = metadata(&["--no-deps"])?;
    Ok(list(&metadata, "/packages").filter_map(|package| package["name"].as_str().map(str::to_owned)).collect())
}

/// Folders and hosts that only this machine knows: the checkout, the home folder, package mirrors.
pub fn own_places() -> Vec<String> {
    let mut places = Vec::new();
    let root = std::env::current_dir().ok().map(|root| root.display().to_string());
    let home = std::env::var("HOME").ok().filter(|home| home.len() > 1);
    places.extend(root.into_iter().chain(home).map(|folder| format!("{folder}/")));
    let mirrors = [("npm", ["config", "get", "registry"].as_slice()), ("go", &["env", "GOPROXY"])];
    for (program, arguments) in mirrors {
        let configured = output(program, arguments).unwrap_or_default();
        let addresses = configured.split([',', '|']).filter_map(|address| address.trim().split_once("://"));
        places.extend(addresses.filter_map(|(_, rest)| rest.split('/').next().map(str::to_owned)));
    }
    places
}

fn metadata(arguments: &[&str]) -> Result<Value, Failure> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let text = output(&cargo, &[&["metadata", "--format-version", "1"], arguments].concat())?;
    serde_json::from_str(&text).map_err(|error| Failure::Told(format!("cargo metadata can't be read: {error}")))
}

fn list<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> {
    value.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

fn output(program: &str, arguments: &[&str]) -> Result<String, Failure> {
    let output = Command::new(program).args(arguments).output().map_err(Failure::io(program))?;
    if !output.status.success() {
        return Err(Failure::Told(format!("{program} failed: {}", String::from_utf8_lossy(&output.stderr))));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
