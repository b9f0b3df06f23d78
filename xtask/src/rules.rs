//! The house's rules that no compiler knows. Each failure says what to do and why the rule is there.

mod workspace;

use std::collections::{BTreeMap, BTreeSet};

pub use workspace::Workspace;

use crate::failure::Failure;

/// A file longer than this is two files.
const LONGEST_FILE: usize = 400;
/// The one package that may reach Tauri.
const SHELL: &str = "satchel-desktop";

/// Engine crates run in servers, command lines and tests, where no window system is.
pub fn tauri_stays_in_the_shell() -> Result<(), Failure> {
    let graph = Workspace::dependencies()?;
    let members = workspace::members()?;
    let broken = members.iter().filter(|member| *member != SHELL).filter_map(|member| way_to_tauri(&graph, member));
    verdict(
        broken.map(|way| way.join(" → ")),
        "Only the desktop shell (the root package) may depend on Tauri: the engine's crates also run in the command \
         line, the server and the tests, where there is no window. Move what needs a window into src-tauri/.",
    )
}

fn way_to_tauri(graph: &BTreeMap<String, BTreeSet<String>>, start: &str) -> Option<Vec<String>> {
    let mut ways = vec![vec![start.to_owned()]];
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop() {
        let last = way.last()?;
        if last == "tauri" || last == "wry" {
            return Some(way);
        }
        for next in graph.get(last).into_iter().flatten().filter(|next| seen.insert((*next).clone())) {
            ways.push(way.iter().chain([next]).cloned().collect());
        }
    }
    None
}

/// The UI without Tauri is a web page, and that is how its tests run it.
pub fn tauri_stays_in_the_platform(workspace: &Workspace) -> Result<(), Failure> {
    let outside =
        workspace.texts(|path| path.starts_with("ui/src/") && !path.starts_with("ui/src/platform/") && is_script(path));
    verdict(
        outside
            .filter(|(_, text)| text.contains("@tauri-apps/") || text.contains("__TAURI"))
            .map(|(path, _)| path.clone()),
        "Only ui/src/platform may know Tauri: everything else of the UI also runs in plain tests and could run in a \
         browser. Add what you need to ui/src/platform and import it from there.",
    )
}

/// A file that is read in one go is a file that gets read.
pub fn files_are_short(workspace: &Workspace) -> Result<(), Failure> {
    let ours = workspace.texts(|path| is_script(path) || ends_in(path, &["rs", "css"]));
    let long = ours.filter_map(|(path, text)| {
        let (lines, generated) = (text.lines().count(), text.starts_with("// Made from"));
        (lines > LONGEST_FILE && !generated).then(|| format!("{path}: {lines} lines"))
    });
    verdict(long, "No file is longer than 400 lines: a longer one does two things. Split it along them.")
}

/// One way to lay modules out. What integration tests share is the exception: there cargo takes foo.rs for a test.
pub fn no_mod_files(workspace: &Workspace) -> Result<(), Failure> {
    verdict(
        workspace.texts(|path| path.ends_with("/mod.rs") && !path.contains("/tests/")).map(|(path, _)| path.clone()),
        "A module is foo.rs with its parts in foo/, never foo/mod.rs: ten open tabs named mod.rs help nobody.",
    )
}

/// What only one machine has doesn't belong into the repository.
pub fn nothing_names_one_machine(workspace: &Workspace) -> Result<(), Failure> {
    let secret_places = workspace::own_places();
    let named = workspace.texts(|_| true).filter_map(|(path, text)| {
        let place = secret_places.iter().find(|place| text.contains(place.as_str()))?;
        Some(format!("{path}: “{place}”"))
    });
    let locks = workspace.texts(|path| path.ends_with("package-lock.json"));
    let pinned = locks
        .filter(|(_, text)| text.contains("\"resolved\": \"http"))
        .map(|(path, _)| format!("{path}: \"resolved\" addresses"));
    verdict(
        named.chain(pinned),
        "No tracked file may name this machine's folders or package mirrors: they exist nowhere else. Use relative \
         paths; for npm's lock file set `omit-lockfile-registry-resolved=true` in ui/.npmrc and lock again.",
    )
}

/// A promise that no test holds to its word is a wish.
pub fn promises_name_tests(workspace: &Workspace) -> Result<(), Failure> {
    let tests: BTreeSet<&str> =
        workspace.texts(|path| ends_in(path, &["rs"])).flat_map(|(_, text)| functions(text)).collect();
    // The window's tests have sentences for names: their files are named.
    let is_test = |path: &str| path.ends_with(".test.mjs") || path.ends_with(".test.tsx");
    let files: BTreeSet<&str> = workspace.texts(is_test).map(|(path, _)| path.as_str()).collect();
    let promises = workspace.texts(|path| path == "docs/SEMANTICS.md").flat_map(|(_, text)| text.split("\n\n"));
    let broken = promises.filter(|promise| promise.starts_with("**")).filter_map(|promise| {
        let title = promise.trim_start_matches('*').split("**").next()?.replace('\n', " ");
        let Some((_, named)) = promise.split_once("*Tests:") else {
            return Some(format!("“{title}” names no test"));
        };
        let there = |test: &&str| tests.contains(test) || files.contains(test);
        let missing = named.split('`').skip(1).step_by(2).find(|test| !there(test))?;
        Some(format!("“{title}” names `{missing}`, which isn't there"))
    });
    verdict(
        broken,
        "Each promise in docs/SEMANTICS.md ends with *Tests: …* and names tests that exist: a promise that nothing \
         checks is soon broken. Name the test that holds it, or write it.",
    )
}

/// The names of a Rust file's functions.
fn functions(text: &str) -> impl Iterator<Item = &str> {
    text.split("fn ").skip(1).filter_map(|rest| rest.split(['(', '<']).next())
}

fn is_script(path: &str) -> bool {
    ends_in(path, &["ts", "tsx", "js", "mjs"])
}

fn ends_in(path: &str, endings: &[&str]) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
}

fn verdict(broken: impl Iterator<Item = String>, why: &str) -> Result<(), Failure> {
    let broken: Vec<String> = broken.collect();
    if broken.is_empty() { Ok(()) } else { Err(Failure::Told(format!("  {}\n{why}", broken.join("\n  ")))) }
}

#[cfg(test)]
mod tests;
