//! Sets up what is missing on this machine, and says in plain words what it can't.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::failure::Failure;
use crate::paths;

/// What building the window needs on Debian and Ubuntu.
const BUILD_PACKAGES: &[&str] = &[
    "build-essential",
    "file",
    "libayatana-appindicator3-dev",
    "libgtk-3-dev",
    "librsvg2-dev",
    "libwebkit2gtk-4.1-dev",
    "pkg-config",
];

/// What driving the real window without a display needs besides.
const WINDOW_PACKAGES: &[&str] = &[
    "curl",
    "dbus",
    "fonts-noto-cjk",
    "fonts-noto-color-emoji",
    "gir1.2-gtk-3.0",
    "gnome-keyring",
    "imagemagick",
    "libsecret-tools",
    "openbox",
    "python3-gi",
    "webkit2gtk-driver",
    "x11-utils",
    "xclip",
    "xdotool",
    "xvfb",
];

/// What the independent S3 servers need besides.
const SERVER_PACKAGES: &[&str] = &["python3-venv"];

/// What Storj's own library is built with besides Go.
const NATIVE_PACKAGES: &[&str] = &["gcc", "libc6-dev", "libclang-dev", "make"];

/// What makes deb and rpm, and looks at them.
const BUNDLE_PACKAGES: &[&str] = &["appstream", "desktop-file-utils", "dpkg-dev", "lintian", "rpm"];

/// What makes images.
const IMAGE_PACKAGES: &[&str] = &["buildah"];

/// What runs images behind their proxy, in networks of their own.
const IMAGE_TEST_PACKAGES: &[&str] = &["haproxy", "iproute2", "openssl", "util-linux"];

/// What a command is going to do, and so what has to be there.
#[derive(Clone, Copy, Debug, Default)]
pub struct Needs {
    /// Build the app.
    pub build: bool,
    /// Drive its window on a virtual display.
    pub window: bool,
    /// Run the independent S3 servers.
    pub servers: bool,
}

/// Installs the system packages that are missing, or says which they are where that isn't ours to do.
pub fn system_packages(needs: Needs) -> Result<(), Failure> {
    match std::env::consts::OS {
        "linux" => linux_packages(needs),
        "macos" if !succeeds("xcode-select", &["-p"]) => Err(Failure::Told(
            "Satchel needs Apple's command line tools. Run `xcode-select --install`, then this command again.".into(),
        )),
        "windows" if !succeeds("where", &["node"]) => Err(no_node()),
        _ => Ok(()),
    }
}

fn linux_packages(needs: Needs) -> Result<(), Failure> {
    let mut wanted = Vec::new();
    for (needed, packages) in
        [(needs.build, BUILD_PACKAGES), (needs.window, WINDOW_PACKAGES), (needs.servers, SERVER_PACKAGES)]
    {
        wanted.extend(packages.iter().copied().filter(|_| needed));
    }
    install_packages(&wanted)
}

/// Sees to it that Storj's own library (the feature `native` of `satchel-storj-native`) can be built here.
pub fn native_library() -> Result<(), Failure> {
    if cfg!(windows) {
        return Err(Failure::Told("Storj's own library can't be built for Windows.".into()));
    }
    if !succeeds("go", &["version"]) {
        return Err(Failure::Told(
            "Storj's own library is built with Go, which wasn't found. Install Go 1.20 or newer.".into(),
        ));
    }
    // Its build ignores that `make` failed, and complains of a missing header instead.
    if cfg!(target_os = "linux") { install_packages(NATIVE_PACKAGES) } else { Ok(()) }
}

/// Sees to it that a clean system can be made here.
pub fn clean_system_tools() -> Result<(), Failure> {
    install_packages(&["mmdebstrap"])
}

/// Sees to it that an image can be made here.
pub fn image_tools() -> Result<(), Failure> {
    install_packages(IMAGE_PACKAGES)
}

/// Sees to it that names can be verified, here and in what is made of this machine's list.
pub fn certificate_authorities() -> Result<(), Failure> {
    install_packages(&["ca-certificates"])
}

/// Sees to it that images can be run here behind their proxy.
pub fn image_test_tools() -> Result<(), Failure> {
    install_packages(IMAGE_TEST_PACKAGES)
}

/// Sees to it that packages can be made here.
pub fn bundle_tools() -> Result<(), Failure> {
    if cfg!(target_os = "linux") { install_packages(BUNDLE_PACKAGES) } else { Ok(()) }
}

/// Installs those of the packages that are missing, where packages are Debian's; elsewhere it only says which.
pub fn install_packages(wanted: &[&str]) -> Result<(), Failure> {
    if !succeeds("dpkg-query", &["--version"]) || !succeeds("apt-get", &["--version"]) {
        println!("  This isn't Debian or Ubuntu, so install what these packages hold yourself: {}", wanted.join(" "));
        return Ok(());
    }
    let missing: Vec<&str> = wanted.iter().copied().filter(|package| !is_installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("  installing {} system packages: {}", missing.len(), missing.join(" "));
    let by_hand = format!("sudo apt-get install {}", missing.join(" "));
    apt(&["update"], &by_hand)?;
    let mut install = vec!["install", "--yes", "--no-install-recommends"];
    install.extend(&missing);
    apt(&install, &by_hand)
}

fn is_installed(package: &str) -> bool {
    let query = Command::new("dpkg-query").args(["-W", "-f=${Status}", package]).stderr(Stdio::null()).output();
    query.is_ok_and(|output| output.stdout.starts_with(b"install ok installed"))
}

/// Whether this runs as root.
pub fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn apt(arguments: &[&str], by_hand: &str) -> Result<(), Failure> {
    let mut command = if is_root() {
        Command::new("apt-get")
    } else {
        // Never waits for a password: nobody may be there to type one.
        let mut command = Command::new("sudo");
        command.args(["-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        command
    };
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
    let output = command.output().map_err(Failure::io("apt-get"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(Failure::Told(format!(
        "System packages are missing and couldn't be installed from here. Install them, then run this command again:\n  \
         {by_hand}\n\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )))
}

/// Installs the UI's dependencies.
pub fn ui_dependencies() -> Result<(), Failure> {
    node_packages(paths::UI)
}

/// Installs what a folder's lock file names, unless that is what was installed there last.
pub fn node_packages(folder: &str) -> Result<(), Failure> {
    let node = Command::new("node").arg("--version").output().map_err(|_| no_node())?;
    let version = String::from_utf8_lossy(&node.stdout).trim().to_owned();
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < 20) {
        return Err(Failure::Told(format!("Satchel's window is built with Node.js 20 or newer; this is {version}.")));
    }
    let lock = Path::new(folder).join("package-lock.json");
    let stamp = Path::new(folder).join("node_modules/.satchel-lock");
    let wanted = fs::read(&lock).map_err(Failure::io(lock.display().to_string()))?;
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let output = npm_in(folder, &["ci", "--no-audit", "--no-fund"]).output().map_err(|_| no_node())?;
    if !output.status.success() {
        return Err(Failure::Told(format!(
            "What {folder}/package-lock.json names couldn't be installed (npm ci):\n{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        )));
    }
    fs::write(&stamp, wanted).map_err(Failure::io(stamp.display().to_string()))
}

/// npm in the UI's folder.
pub fn npm(arguments: &[&str]) -> Command {
    npm_in(paths::UI, arguments)
}

/// npm in a folder. On Windows npm is a script, which only a shell finds.
fn npm_in(folder: &str, arguments: &[&str]) -> Command {
    let mut command = if cfg!(windows) {
        let mut command = Command::new("cmd");
        command.args(["/C", "npm"]);
        command
    } else {
        Command::new("npm")
    };
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    command
}

/// Whether a program is there and ends well.
pub fn succeeds(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn no_node() -> Failure {
    Failure::Told("Satchel's window is built with Node.js 20 or newer, which wasn't found. Install it and npm.".into())
}
