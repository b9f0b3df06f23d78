//! The suites of `cargo xtask test`, and the quick checks.

use std::path::Path;
use std::process::Command;

use clap::ValueEnum;

use crate::failure::Failure;
use crate::rules::{self, Workspace};
use crate::setup::{self, Needs, npm};
use crate::steps::Steps;
use crate::storj_network::{self, Network};
use crate::{generate, image, install, paths, servers};

/// A part of the proof that can be asked for by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Suite {
    /// Format, lints, layers, generated files.
    Rules,
    /// The window's code: lint, component tests, build.
    Ui,
    /// Every crate's tests.
    Rust,
    /// The store on independent S3 servers, and the HTTP API asked by clients that aren't ours.
    Servers,
    /// Storj's keys, grants and links on a real Storj network.
    Storj,
    /// The real window, driven as a person would.
    Window,
    /// The deb on a clean system: installed, used, removed. Only where it is named: it takes a while.
    Install,
    /// The container image, and two of it behind a proxy. Only where it is named: it builds the program a second time.
    Image,
}

/// The test target that needs the independent servers, and its package.
const SERVER_TESTS: (&str, &str) = ("satchel-testkit", "servers");

/// The test target that needs a Storj network.
const STORJ_TESTS: &str = "storj_network";

/// What builds Storj's own library into the app, the command line and those tests.
const NATIVE: &str = "satchel-desktop/native-storj,satchel-cli/native-storj,satchel-storj-tests/native";

/// The crates that differ in a build without that library.
const WITHOUT_NATIVE: [&str; 4] = ["--package", "satchel-storj-native", "--package", "satchel-operations"];

/// Runs the suites named, or all. A failed suite doesn't keep the others from running.
pub fn test(named: &[Suite]) -> Result<(), Failure> {
    match named {
        [Suite::Install] => return install::test(),
        [Suite::Image] => return image::test(),
        _ => {}
    }
    if named.contains(&Suite::Install) || named.contains(&Suite::Image) {
        return Err(Failure::Told(
            "The suites “install” and “image” run by themselves: `cargo xtask test image`.".into(),
        ));
    }
    let asked = |suite: Suite| named.is_empty() || named.contains(&suite);
    // The real window and the servers' scripts are at home on Linux; elsewhere "everything" means the rest.
    let linux = cfg!(target_os = "linux");
    let runs = |suite: Suite| asked(suite) && (linux || named.contains(&suite) || !needs_linux(suite));
    let mut steps = Steps::default();
    let needs = Needs {
        build: true,
        // The accounts' tests speak to a real keyring, which comes with what the window's tests need.
        window: runs(Suite::Window) || (linux && runs(Suite::Rust)),
        servers: runs(Suite::Servers) || runs(Suite::Window),
    };
    // Each suite says by itself that it failed; the closing line adds up.
    let _ = all(&mut steps, needs, runs);
    steps.close()
}

fn needs_linux(suite: Suite) -> bool {
    matches!(suite, Suite::Servers | Suite::Storj | Suite::Window)
}

fn all(steps: &mut Steps, needs: Needs, runs: impl Fn(Suite) -> bool) -> Result<(), Failure> {
    steps.setup("set up system packages", || setup::system_packages(needs))?;
    steps.setup("set up the window's libraries", setup::ui_dependencies)?;
    let mut installing = None;
    if needs.servers {
        steps.setup("look for the independent S3 servers", || servers::install().map(|found| installing = found))?;
    }
    let mut network = None;
    if runs(Suite::Storj) || runs(Suite::Window) {
        let _ =
            steps.setup("look for the Storj network", || storj_network::install().map(|found| network = Some(found)));
    }
    let features = Features::found(steps);
    if runs(Suite::Rules) {
        let _ = quick_rules(steps);
    }
    if runs(Suite::Ui) {
        let _ = steps.command("lint the window's code", npm(&["run", "lint"]));
        let _ = steps.command("test the window's code", npm(&["test"]));
    }
    let built =
        steps.command("build the window's code", npm(&["run", "build"])).and_then(|()| build(steps, features, &runs));
    if runs(Suite::Rules) && built.is_ok() {
        let _ = steps.command("clippy", clippy(features.arguments()));
        if features == Features::Native {
            let _ = steps.command("clippy of a build without Storj's library", clippy_of(&WITHOUT_NATIVE));
        }
    }
    if runs(Suite::Rust) && built.is_ok() {
        let _ = rust_tests(steps, features);
    }
    let mut installed = Ok(());
    if let Some(background) = installing {
        installed = steps.join(background).and_then(|()| servers::remember());
    }
    let network = match network {
        Some(Network::Missing(why)) => {
            steps.skip("Satchel on a Storj network", &why);
            None
        }
        Some(Network::Program(program, building)) => {
            let _ = steps.rule("format of the Storj network's code", storj_network::format);
            building.map_or(Ok(()), |building| steps.join(building)).is_ok().then_some(program)
        }
        None => None,
    };
    if let Some(program) = network.as_ref().filter(|_| runs(Suite::Storj) && built.is_ok()) {
        let mut tests = cargo_test(&[&["--test", STORJ_TESTS], features.arguments()].concat());
        tests.env(storj_network::VARIABLE, program);
        let _ = steps.command("Satchel on a Storj network", tests);
    }
    if built.is_ok() && installed.is_ok() {
        if runs(Suite::Servers) {
            let (_, target) = SERVER_TESTS;
            let _ = steps.command(
                "the store on independent S3 servers",
                cargo_test(&[&["--test", target], features.arguments()].concat()),
            );
            let _ = http_api_tests(steps);
        }
        if runs(Suite::Window) {
            let _ = steps.command("the real window", window_tests(network.as_deref())?);
        }
    }
    Ok(())
}

/// The quick checks: what an engineer runs before a commit.
pub fn check() -> Result<(), Failure> {
    let mut steps = Steps::default();
    let mut run = || {
        steps.setup("set up system packages", || setup::system_packages(Needs { build: true, ..Needs::default() }))?;
        steps.setup("set up the window's libraries", setup::ui_dependencies)?;
        let _ = quick_rules(&mut steps);
        let _ = steps.command("lint the window's code", npm(&["run", "lint"]));
        steps.command("build the window's code", npm(&["run", "build"]))?; // the app's crate embeds it
        steps.command("clippy", clippy(&[]))
    };
    let _: Result<(), Failure> = run();
    steps.close()
}

fn quick_rules(steps: &mut Steps) -> Result<(), Failure> {
    let mut fmt = cargo("fmt");
    fmt.args(["--all", "--", "--check"]);
    let _ = steps.command("format of the Rust code", fmt);
    let _ = steps.rule("generated files are what the list of operations gives", generate::compare);
    let workspace = Workspace::read();
    let workspace =
        steps.rule("the tracked files can be read", || workspace.as_ref().map(|_| ()).map_err(same)).and(workspace)?;
    let _ = steps.rule("only the desktop shell reaches Tauri", rules::tauri_stays_in_the_shell);
    let _ = steps.rule("only ui/src/platform imports Tauri", || rules::tauri_stays_in_the_platform(&workspace));
    let _ = steps.rule("files are short", || rules::files_are_short(&workspace));
    let _ = steps.rule("modules are foo.rs beside foo/", || rules::no_mod_files(&workspace));
    let _ = steps.rule("each promise names a test", || rules::promises_name_tests(&workspace));
    steps.rule("nothing names one machine", || rules::nothing_names_one_machine(&workspace))
}

fn same(failure: &Failure) -> Failure {
    Failure::Told(failure.to_string())
}

/// What is built into everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Features {
    /// Storj's own library too, which speaks to satellites.
    Native,
    /// What Rust alone builds.
    Plain,
}

impl Features {
    /// What can be built here; what can't is said.
    fn found(steps: &mut Steps) -> Self {
        match setup::native_library() {
            Ok(()) => Self::Native,
            Err(why) => {
                steps.skip("Satchel speaking to satellites by itself", &why.to_string());
                Self::Plain
            }
        }
    }

    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Native => &["--features", NATIVE],
            Self::Plain => &[],
        }
    }
}

/// Builds the app alone, with Storj's own library where that can be had. Where it can't, it is said and done without.
pub fn build_app(steps: &mut Steps) -> Result<(), Failure> {
    let app = || {
        let mut command = cargo("build");
        command.args(["--package", "satchel-desktop", "--bin", "satchel-desktop"]);
        command
    };
    if Features::found(steps) == Features::Native {
        let mut native = app();
        native.args(["--features", "native-storj"]);
        if steps.command("build Satchel (the first time this takes some minutes)", native).is_ok() {
            return Ok(());
        }
        println!("  That was with Storj's own library, which takes more to build. Satchel works without it, too.");
    }
    steps.command("build Satchel without Storj's own library (the first time this takes some minutes)", app())
}

/// One build for all that follows: the app, every test, with one set of features, so that nothing is built twice.
fn build(steps: &mut Steps, features: Features, runs: &impl Fn(Suite) -> bool) -> Result<(), Failure> {
    let needs_tests = [Suite::Rust, Suite::Servers, Suite::Storj].into_iter().any(runs);
    if !needs_tests && !runs(Suite::Window) {
        return Ok(());
    }
    let mut command = cargo("build");
    // xtask itself is left out: Windows can't replace a program that runs.
    command.args(["--workspace", "--exclude", "xtask"]);
    if needs_tests {
        command.arg("--all-targets");
    } else {
        command.args(["--bin", "satchel-desktop"]);
    }
    command.args(features.arguments());
    steps.command("build Satchel and its tests", command)
}

/// Every crate's tests but those that need a server or a Storj network.
fn rust_tests(steps: &mut Steps, features: Features) -> Result<(), Failure> {
    let targets = Workspace::test_targets()?;
    let mut arguments = vec!["--lib", "--bins"];
    for target in targets.iter().filter(|target| ![SERVER_TESTS.1, STORJ_TESTS].contains(&target.as_str())) {
        arguments.extend(["--test", target]);
    }
    arguments.extend(features.arguments());
    let _ = steps.command("test every crate", cargo_test(&arguments));
    if features == Features::Native {
        let mut without = cargo("test");
        without.args(["--package", "satchel-storj-native"]);
        let _ = steps.command("test a build without Storj's library", without);
    }
    let mut own = cargo("test");
    own.args(["--package", "xtask"]);
    let _ = steps.command("test xtask", own);
    steps.command("test the documentation's examples", cargo_test(&[&["--doc"], features.arguments()].concat()))
}

/// `cargo` with a subcommand, as whoever started xtask has it.
pub fn cargo(subcommand: &str) -> Command {
    let mut command = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    command.arg(subcommand);
    // What cargo sets for xtask itself isn't meant for what xtask starts.
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CARGO_PKG_") || name == "CARGO_MANIFEST_DIR")
    {
        command.env_remove(name);
    }
    command
}

fn cargo_test(arguments: &[&str]) -> Command {
    let mut command = cargo("test");
    command.args(["--workspace", "--exclude", "xtask", "--no-fail-fast"]).args(arguments);
    command
}

fn clippy(arguments: &[&str]) -> Command {
    clippy_of(&[&["--workspace"], arguments].concat())
}

fn clippy_of(arguments: &[&str]) -> Command {
    let mut command = cargo("clippy");
    command.arg("--all-targets").args(arguments).args(["--", "--deny", "warnings"]);
    command
}

/// The HTTP API from outside: by a client that is generated from its description, and by Schemathesis.
fn http_api_tests(steps: &mut Steps) -> Result<(), Failure> {
    steps.setup("set up the generator of clients", || setup::node_packages(paths::HTTP_API_TESTS))?;
    let absolute =
        |path: std::path::PathBuf| std::path::absolute(&path).map_err(Failure::io(path.display().to_string()));
    let (program, schemathesis) = (absolute(paths::command_line())?, absolute(servers::schemathesis())?);
    let test = |file: &str| {
        let mut command = Command::new("node");
        command.args(["--test", "--test-reporter=spec"]).arg(Path::new(paths::HTTP_API_TESTS).join(file));
        command.env("SATCHEL_CLI", &program).env("SATCHEL_SCHEMATHESIS", &schemathesis);
        command
    };
    let client = steps.command("a client generated from OpenAPI", test("client.test.mjs"));
    client.and(steps.command("the API against its description (Schemathesis)", test("description.test.mjs")))
}

/// The real window's tests; those that need a Storj network skip themselves where there is none.
fn window_tests(network: Option<&Path>) -> Result<Command, Failure> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir("tests/e2e").map_err(Failure::io("tests/e2e"))? {
        let path = entry.map_err(Failure::io("tests/e2e"))?.path();
        if path.to_string_lossy().ends_with(".test.mjs") {
            files.push(path);
        }
    }
    files.sort();
    let mut command = Command::new("node");
    // One window at a time: two would fight over the machine's two cores and over nothing else.
    command.args(["--test", "--test-concurrency=1", "--test-reporter=spec"]).args(files);
    command.env("SATCHEL_APP", std::path::absolute(paths::desktop_app()).map_err(Failure::io("the app"))?);
    command.env("SATCHEL_VERSITYGW", std::path::absolute(servers::versitygw()).map_err(Failure::io("versitygw"))?);
    if let Some(network) = network {
        command.env(storj_network::VARIABLE, network);
    }
    Ok(command)
}
