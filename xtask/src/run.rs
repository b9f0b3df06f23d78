//! `cargo xtask run`: sets up, builds and opens Satchel.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::failure::Failure;
use crate::setup::{self, Needs, npm};
use crate::steps::Steps;
use crate::{paths, suites};

/// Sets up what is missing, builds Satchel and opens it. On a machine without a display the same app does the main job
/// once on a virtual one and leaves a picture of it.
pub fn run() -> Result<(), Failure> {
    let headless = cfg!(target_os = "linux") && !has_display();
    if headless {
        println!("There is no display here, so Satchel is going to do its main job once on a virtual one.");
    }
    let mut steps = Steps::default();
    steps.setup("set up system packages", || {
        setup::system_packages(Needs { build: true, window: headless, servers: false })
    })?;
    steps.setup("set up the window's libraries", setup::ui_dependencies)?;
    steps.command("build the window's code", npm(&["run", "build"]))?;
    suites::build_app(&mut steps)?;
    if headless { do_the_main_job() } else { open() }
}

fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

fn open() -> Result<(), Failure> {
    println!("▸ open Satchel (this ends when you close its window)");
    finish(Command::new(paths::desktop_app()), "Satchel")
}

fn do_the_main_job() -> Result<(), Failure> {
    println!("▸ the main job on a virtual display");
    let app = std::path::absolute(paths::desktop_app()).map_err(Failure::io("the app"))?;
    let output = std::path::absolute(paths::RUN_OUTPUT).map_err(Failure::io(paths::RUN_OUTPUT))?;
    std::fs::create_dir_all(&output).map_err(Failure::io(paths::RUN_OUTPUT))?;
    let mut command = Command::new("node");
    command.arg(Path::new("tests/e2e/show.mjs")).arg(output).env("SATCHEL_APP", app).stdin(Stdio::null());
    finish(command, "The main job")
}

fn finish(mut command: Command, name: &str) -> Result<(), Failure> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command.status().map_err(Failure::io(program))?;
    if status.success() { Ok(()) } else { Err(Failure::Told(format!("{name} ended with {status}."))) }
}
