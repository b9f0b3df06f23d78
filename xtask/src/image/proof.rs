//! `cargo xtask test image`: the image looked at, and two of it behind the example's own proxy.
//!
//! Where no container can be run, what a runtime does is done here: the image's files, read-only, with the image's user,
//! environment and command, in a network of their own, where the addresses are those of the example. All of it is in
//! namespaces that go with their first process.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::{OUTPUT, make};
use crate::bundle::{self, Profile};
use crate::failure::Failure;
use crate::servers;
use crate::setup;
use crate::steps::Steps;

/// Names an image's archive to test, instead of one of a debug build that is made first.
const IMAGE: &str = "SATCHEL_IMAGE";
const NAME: &str = "the image, and two of it behind the proxy";

/// Enters a network that has nothing but itself, and runs the rest.
const ENTER: &str = r#"
mount -t tmpfs run /run
ip link set lo up
exec "$@""#;

/// Looks at the image, and runs it.
pub fn test() -> Result<(), Failure> {
    let mut steps = Steps::default();
    if let Err(why) = possible() {
        steps.skip(NAME, &why);
        return steps.close();
    }
    // A failed step has said so; the closing line adds up.
    let _ = all(&mut steps);
    steps.close()
}

fn possible() -> Result<(), String> {
    if !cfg!(target_os = "linux") {
        return Err("containers are Linux's".into());
    }
    if !setup::is_root() {
        return Err("only root can make the networks that it runs in: run it with sudo".into());
    }
    Ok(())
}

fn all(steps: &mut Steps) -> Result<(), Failure> {
    let archive = match std::env::var_os(IMAGE) {
        Some(archive) => PathBuf::from(archive),
        None => make(steps, Profile::Debug, None)?,
    };
    steps.setup("set up the proxy and what makes networks", setup::image_test_tools)?;
    if let Some(installing) = servers::install_versitygw_alone()? {
        steps.join(installing)?;
    }
    let folder = std::path::absolute(Path::new(OUTPUT).join("unpacked")).map_err(Failure::io(OUTPUT))?;
    steps.setup("unpack the image", || unpack(&archive, &folder))?;
    let mut tests = Command::new("unshare");
    tests.args(["--net", "--mount", "--propagation=private", "--pid", "--mount-proc", "--fork", "--kill-child"]);
    tests.args(["sh", "-ec", ENTER, "sh", "node", "--test", "--test-concurrency=1", "--test-reporter=spec"]);
    tests.args(["tests/image/image.test.mjs", "tests/image/replicas.test.mjs"]);
    tests.env("SATCHEL_IMAGE_FOLDER", &folder);
    tests.env("SATCHEL_VERSITYGW", std::path::absolute(servers::versitygw()).map_err(Failure::io("versitygw"))?);
    steps.command(NAME, tests)
}

/// Lays out what is in an archive: the files in `root`, and what the image says of itself in `config.json`.
fn unpack(archive: &Path, folder: &Path) -> Result<(), Failure> {
    let about = || folder.display().to_string();
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(Failure::io(about()))?;
    }
    let (root, layers) = (folder.join("root"), folder.join("layers"));
    for made in [&root, &layers] {
        std::fs::create_dir_all(made).map_err(Failure::io(about()))?;
    }
    extract(archive, &layers)?;
    let manifest = std::fs::read(layers.join("manifest.json")).map_err(Failure::io("manifest.json"))?;
    let manifest: Value = serde_json::from_slice(&manifest)
        .map_err(|error| Failure::Told(format!("the archive's manifest can't be read: {error}")))?;
    let unnamed = || Failure::Told(format!("the manifest doesn't name the archive's parts: {manifest}"));
    let named = |value: &Value| value.as_str().map(|name| layers.join(name)).ok_or_else(unnamed);
    for layer in manifest[0]["Layers"].as_array().into_iter().flatten() {
        extract(&named(layer)?, &root)?;
    }
    std::fs::rename(named(&manifest[0]["Config"])?, folder.join("config.json")).map_err(Failure::io(about()))?;
    std::fs::remove_dir_all(&layers).map_err(Failure::io(about()))
}

fn extract(archive: &Path, folder: &Path) -> Result<(), Failure> {
    let mut tar = Command::new("tar");
    tar.args(["--extract", "--numeric-owner", "--same-permissions", "--file"]).arg(archive);
    bundle::succeed(tar.arg("--directory").arg(folder))
}
