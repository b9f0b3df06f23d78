//! `cargo xtask image`: the container image of `satchel serve`, in `target/image`.
//!
//! The last stage of `packaging/container/Containerfile` makes it, of files that are laid out here: by the stage before
//! it where the Containerfile is built as it stands, else by this program.

mod files;
mod proof;

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bundle::{self, Profile};
use crate::failure::Failure;
use crate::setup;
use crate::steps::Steps;
pub use proof::test;

/// Where the image goes, and what it is made of.
const OUTPUT: &str = "target/image";
/// Where the Containerfile is, and what belongs to it.
const SOURCES: &str = "packaging/container";
/// The image's name where it is loaded.
const NAME: &str = "satchel";

/// What `cargo xtask image` takes.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// Put a debug build into it: quick, and good enough to work on the image itself.
    #[arg(long)]
    debug: bool,
    /// Only lay out the image's files in this folder, as the Containerfile's first stage does.
    #[arg(long, value_name = "DIR", conflicts_with = "source")]
    files: Option<PathBuf>,
    /// Where its sources are published, for its label.
    #[arg(long, value_name = "URL")]
    source: Option<String>,
}

/// Makes the image, or lays out its files.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut steps = Steps::default();
    let profile = if arguments.debug { Profile::Debug } else { Profile::Release };
    // A failed step has said so; the closing line adds up.
    let _ = match &arguments.files {
        Some(folder) => files::lay(&mut steps, profile, folder),
        None => make(&mut steps, profile, arguments.source.as_deref()).map(|_| ()),
    };
    steps.close()
}

/// Makes the image and answers where its archive is, as `docker load` and `podman load` take it.
fn make(steps: &mut Steps, profile: Profile, source: Option<&str>) -> Result<PathBuf, Failure> {
    steps.setup("set up what makes images", setup::image_tools)?;
    let context = Path::new(OUTPUT).join("build");
    files::lay(steps, profile, &context.join("image"))?;
    let mut archive = PathBuf::new();
    steps.setup("make the image", || build(&context, source).map(|made| archive = made))?;
    println!("  {}", archive.display());
    Ok(archive)
}

fn build(context: &Path, source: Option<&str>) -> Result<PathBuf, Failure> {
    let version = env!("CARGO_PKG_VERSION");
    let tag = format!("{NAME}:{version}");
    let mut build = buildah("build");
    // The format that has health checks; and the same sources give the same bytes.
    build.args(["--format", "docker", "--timestamp", &bundle::when()?.to_string()]);
    build.arg("--build-context").arg(format!("build={}", context.display()));
    build.args(["--build-arg", &format!("VERSION={version}"), "--build-arg", &format!("REVISION={}", revision()?)]);
    if let Some(source) = source {
        build.args(["--build-arg", &format!("SOURCE={source}")]);
    }
    // Its last stage takes nothing from the context but what the other one holds.
    build.args(["--file", &format!("{SOURCES}/Containerfile"), "--tag", &tag, SOURCES]);
    bundle::succeed(&mut build)?;
    let archive = Path::new(OUTPUT).join(format!("{NAME}-{version}-{}.tar", std::env::consts::ARCH));
    // An archive that is there is added to, and not for every tool.
    let _gone = std::fs::remove_file(&archive);
    bundle::succeed(buildah("push").args([&*tag, &format!("docker-archive:{}:{tag}", archive.display())]))?;
    Ok(archive)
}

/// buildah with a store of its own, so that nothing of this machine's images is touched.
fn buildah(subcommand: &str) -> Command {
    let mut command = Command::new("buildah");
    command.args(["--storage-driver", "vfs", "--root"]).arg(format!("{OUTPUT}/storage"));
    command.arg("--runroot").arg(format!("{OUTPUT}/running")).arg(subcommand);
    command
}

fn revision() -> Result<String, Failure> {
    bundle::answer(Command::new("git").args(["rev-parse", "HEAD"])).map(|revision| revision.trim().to_owned())
}
