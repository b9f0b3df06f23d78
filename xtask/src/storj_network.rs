//! The Storj network that Satchel is proven on: built once for each state of its sources, and kept in
//! `.cache/storj-network`, never on the system.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::Hasher as _;
use std::io::{BufRead as _, BufReader, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::failure::Failure;
use crate::paths;
use crate::setup::{self, succeeds};
use crate::steps::{Background, Steps, in_background};

const SOURCES: &str = "tests/storj-network";
const NAME: &str = "storj-network";
/// The environment variable that names the program to the tests.
pub const VARIABLE: &str = "SATCHEL_STORJ_NETWORK";

/// Whether the network can be had on this machine.
pub enum Network {
    /// Its program is there, or will be when the step that builds it has ended.
    Program(PathBuf, Option<Background>),
    /// It can't, and this is why.
    Missing(String),
}

/// Installs what the network needs, and starts building it unless this state of its sources is built.
pub fn install() -> Result<Network, Failure> {
    if !succeeds("go", &["version"]) {
        return Ok(Network::Missing(
            "The Storj network is built with Go, which wasn't found. Install Go 1.25 or newer.".into(),
        ));
    }
    if !has_postgres() {
        if let Err(failure) = setup::install_packages(&["postgresql"]) {
            return Ok(Network::Missing(format!("The Storj network's satellite needs PostgreSQL. {failure}")));
        }
        if !has_postgres() {
            return Ok(Network::Missing("The Storj network's satellite needs PostgreSQL. Install it.".into()));
        }
    }
    let program = program()?;
    let building = if program.exists() { None } else { Some(build(&program)?) };
    Ok(Network::Program(program, building))
}

/// Where the program for the sources of today is, built or not.
pub fn program() -> Result<PathBuf, Failure> {
    let mut hasher = DefaultHasher::new();
    for path in sources()? {
        hasher.write(path.to_string_lossy().as_bytes());
        hasher.write(&fs::read(&path).map_err(Failure::io(path.display().to_string()))?);
    }
    let folder = Path::new(paths::STORJ_NETWORK).join(format!("{:016x}", hasher.finish()));
    let folder = std::path::absolute(&folder).map_err(Failure::io(folder.display().to_string()))?;
    Ok(paths::program(&folder.to_string_lossy(), NAME))
}

/// Every file that the program is made from, in one order.
fn sources() -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(SOURCES)];
    while let Some(folder) = folders.pop() {
        let about = || folder.display().to_string();
        for entry in fs::read_dir(&folder).map_err(Failure::io(about()))? {
            let path = entry.map_err(Failure::io(about()))?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ["go", "mod", "sum"].iter().any(|known| ending == *known)) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// As the network itself looks for it.
fn has_postgres() -> bool {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    succeeds("initdb", &["--version"]) || debian.into_iter().any(|version| version.path().join("bin/initdb").exists())
}

fn build(program: &Path) -> Result<Background, Failure> {
    // What was built of older sources is of no use any more.
    let _gone = fs::remove_dir_all(paths::STORJ_NETWORK);
    let folder = program.parent().unwrap_or(program);
    fs::create_dir_all(folder).map_err(Failure::io(folder.display().to_string()))?;
    let mut build = go(&["build"]);
    // A symbol table that nobody reads is a third of the program.
    build.args(["-ldflags=-s -w", "-o"]).arg(program).arg(".");
    let name = "check and build the Storj network (the first time this takes some minutes)";
    Ok(in_background(name, vec![go(&["vet", "./..."]), build]))
}

fn go(arguments: &[&str]) -> Command {
    let mut command = Command::new("go");
    // The storage nodes keep SQLite databases, which are C.
    command.args(arguments).current_dir(SOURCES).env("CGO_ENABLED", "1");
    command
}

/// Whether the network's own code has Go's one format.
pub fn format() -> Result<(), Failure> {
    let output = Command::new("gofmt").args(["-l", SOURCES]).output().map_err(Failure::io("gofmt"))?;
    let named = String::from_utf8_lossy(&output.stdout);
    if output.status.success() && named.is_empty() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Failure::Told(format!("These aren't in Go's format; `gofmt -w {SOURCES}` puts them in it:\n{named}{said}")))
}

/// `cargo xtask storj-network`: starts a network, says what it offers, and keeps it until Ctrl-C.
pub fn run() -> Result<(), Failure> {
    let mut steps = Steps::default();
    let mut found = None;
    steps.setup("look for the Storj network", || install().map(|network| found = Some(network)))?;
    let program = match found {
        Some(Network::Program(program, building)) => {
            building.map_or(Ok(()), |building| steps.join(building))?;
            program
        }
        Some(Network::Missing(why)) => return Err(Failure::Told(why)),
        None => return Err(Failure::AlreadySaid),
    };
    println!("▸ start the Storj network");
    let mut command = Command::new(program);
    // It ends with its input: a terminal's ends with Ctrl-D, and another is held open here and never written to.
    command.stdin(if std::io::stdin().is_terminal() { Stdio::inherit() } else { Stdio::piped() });
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(Failure::io(NAME))?;
    let mut lines = BufReader::new(child.stdout.take().ok_or(Failure::AlreadySaid)?).lines();
    if let Some(Ok(first)) = lines.next() {
        let offer: Value = serde_json::from_str(&first)
            .map_err(|error| Failure::Told(format!("{NAME} said what can't be read ({error}): {first}")))?;
        println!("{}", in_words(&offer));
    }
    for answer in lines.map_while(Result::ok) {
        println!("{answer}");
    }
    let status = child.wait().map_err(Failure::io(NAME))?;
    if status.success() { Ok(()) } else { Err(Failure::Told(format!("{NAME} ended with {status}."))) }
}

/// What the network offers, for a person.
fn in_words(offer: &Value) -> String {
    let text = |pointer: &str| offer.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let project = |name: &str| {
        let part = |part: &str| text(&format!("/projects/{name}/{part}"));
        format!(
            "API key      {}\n    salt         {}\n    its ID       {}\n    in consoles  {}",
            part("api_key"),
            part("salt"),
            part("id"),
            part("public_id")
        )
    };
    format!(
        "\nA Storj network runs here until Ctrl-C. Its storage nodes, keys and objects go with it.\n\n  \
         satellite        {}\n  auth service     {}, {}\n  by DRPC          {}, over TLS {}\n  its authority    {}\n  \
         link sharing     {}\n\n  A project, with a random salt:\n    {}\n  A project as they were before salts:\n    {}\n\n\
         It takes commands, one line of JSON each: {SOURCES}/README.md.",
        text("/satellite"),
        text("/auth/http"),
        text("/auth/https"),
        text("/auth/drpc"),
        text("/auth/drpc_tls"),
        text("/auth/certificate"),
        text("/links"),
        project("salted"),
        project("unsalted"),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_network_offers_is_said() {
        let words = in_words(&json!({
            "satellite": "id@127.0.0.1:1", "links": "http://127.0.0.1:2", "auth": {"drpc": "127.0.0.1:3"},
            "projects": {"salted": {"api_key": "key", "salt": "c2FsdA=="}},
        }));
        for part in ["id@127.0.0.1:1", "http://127.0.0.1:2", "127.0.0.1:3", "key", "c2FsdA=="] {
            assert!(words.contains(part), "{words}");
        }
    }
}
