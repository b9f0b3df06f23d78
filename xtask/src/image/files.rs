//! The files of the image, laid out as they are in it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bundle::{self, Profile, notices, parts};
use crate::failure::Failure;
use crate::paths;
use crate::setup;
use crate::steps::Steps;
use crate::suites::cargo;

/// The authorities that names are verified against: the package `ca-certificates`.
const AUTHORITIES: &str = "/etc/ssl/certs/ca-certificates.crt";

/// Whoever it runs as has a name, for those who list processes.
const PASSWD: &str = "root:x:0:0:root:/:/sbin/nologin\nsatchel:x:65532:65532:Satchel:/tmp:/sbin/nologin\n";
const GROUP: &str = "root:x:0:\nsatchel:x:65532:\n";
/// The two ways of looking names up that a static C library has in it.
const NAME_SERVICES: &str = "passwd: files\ngroup: files\nhosts: files dns\n";

/// What is linked in from the system that builds, and is nobody's crate.
const C_LIBRARY: [&str; 2] = ["/usr/share/doc/libc6/copyright", "/usr/share/common-licenses/LGPL-2.1"];
const ABOUT_C_LIBRARY: &str = "The program is linked with the GNU C Library, which is under the GNU Lesser General \
                               Public License. Its sources are Debian's or Ubuntu's package “glibc”. Satchel's own \
                               sources are published: `cargo xtask image` links them with any other version of it.";

/// Builds the program, and lays out the files below `folder`, which is made anew.
pub fn lay(steps: &mut Steps, profile: Profile, folder: &Path) -> Result<(), Failure> {
    let mut program = PathBuf::new();
    steps.setup("look for what Storj's own library is built with", setup::native_library)?;
    steps.setup("set up the certificate authorities", setup::certificate_authorities)?;
    build(steps, profile)?;
    steps.rule("the program needs no library", || static_program(profile).map(|found| program = found))?;
    steps.setup("lay out the image's files", || write(&program, folder))
}

/// With a target named, proc macros and build scripts stay as they are, and nothing of other builds is thrown away.
fn build(steps: &mut Steps, profile: Profile) -> Result<(), Failure> {
    let mut command = cargo("build");
    command.args(["--locked", "--package", "satchel-cli", "--bin", "satchel", "--features", "native-storj"]);
    command.args(["--target", &target()?]);
    if profile == Profile::Release {
        command.arg("--release");
    }
    let flags = std::env::var("RUSTFLAGS").unwrap_or_default();
    command.env("RUSTFLAGS", format!("{flags} -C target-feature=+crt-static").trim_start());
    let name = match profile {
        Profile::Debug => "build the program by itself",
        Profile::Release => "build the program by itself for release (this takes many minutes)",
    };
    steps.command(name, command)
}

/// The system that this machine builds for.
fn target() -> Result<String, Failure> {
    let said = bundle::answer(Command::new("rustc").arg("-vV"))?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| Failure::Told(format!("rustc doesn't say what it builds for: {said}")))
}

/// The program that was built, where it is a static one.
fn static_program(profile: Profile) -> Result<PathBuf, Failure> {
    let program = paths::program(&paths::programs(&format!("{}/{}", target()?, profile.folder())), "satchel");
    let said =
        bundle::answer(Command::new("readelf").args(["--wide", "--program-headers", "--dynamic"]).arg(&program))?;
    match said.lines().find(|line| line.contains("INTERP") || line.contains("(NEEDED)")) {
        None => Ok(program),
        Some(line) => Err(Failure::Told(format!("{} isn't static: {}", program.display(), line.trim()))),
    }
}

fn write(program: &Path, folder: &Path) -> Result<(), Failure> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(Failure::io(folder.display().to_string()))?;
    }
    let documents = "usr/share/doc/satchel";
    for made in ["etc/ssl/certs", "tmp", "usr/bin", documents] {
        let made = folder.join(made);
        fs::create_dir_all(&made).map_err(Failure::io(made.display().to_string()))?;
    }
    for (path, text) in [("etc/passwd", PASSWD), ("etc/group", GROUP), ("etc/nsswitch.conf", NAME_SERVICES)] {
        fs::write(folder.join(path), text).map_err(Failure::io(path))?;
    }
    bundle::copy(program, &folder.join("usr/bin/satchel"))?;
    bundle::copy(Path::new(AUTHORITIES), &folder.join(AUTHORITIES.trim_start_matches('/')))?;
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        bundle::copy(Path::new(licence), &folder.join(documents).join(licence))?;
    }
    notices_of_others(&folder.join(documents).join("THIRD-PARTY-NOTICES"))?;
    modes(folder)
}

/// The notices of what the program holds, the C library's too, because it is in there.
fn notices_of_others(to: &Path) -> Result<(), Failure> {
    notices::write(&parts::gather(&["satchel-cli"])?, to)?;
    let mut page = fs::read_to_string(to).map_err(Failure::io(to.display().to_string()))?;
    let _ = write!(page, "\n{}\n{ABOUT_C_LIBRARY}\n", "-".repeat(80));
    for path in C_LIBRARY {
        page.push('\n');
        page.push_str(&fs::read_to_string(path).map_err(Failure::io(path))?);
    }
    fs::write(to, page).map_err(Failure::io(to.display().to_string()))
}

/// The same for everybody's umask: all may read, none but root may write, except where everybody may.
fn modes(folder: &Path) -> Result<(), Failure> {
    bundle::succeed(Command::new("chmod").args(["--recursive", "u=rwX,go=rX"]).arg(folder))?;
    bundle::succeed(Command::new("chmod").arg("1777").arg(folder.join("tmp")))
}
