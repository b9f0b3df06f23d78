//! `cargo xtask test install`: the deb on a clean Debian in a folder, as a person would install, use and remove it.
//!
//! Everything runs in namespaces of its own: mounts and processes are gone when a step ends, however it ends, and nothing
//! of this machine's system is touched.

mod system;

use std::path::{Path, PathBuf};

use crate::bundle::{self, Format, Profile};
use crate::failure::Failure;
use crate::setup;
use crate::steps::Steps;
use system::{System, User};

/// Names a package to test, instead of one of a debug build that is made first.
const PACKAGE: &str = "SATCHEL_PACKAGE";

/// What drives the window and reads what was installed. It comes after Satchel, so that nothing that Satchel should have
/// asked for is there by accident when it is looked at first.
const TEST_PACKAGES: &[&str] = &[
    "bash-completion",
    "curl",
    "dbus",
    "fish",
    "fonts-noto-cjk",
    "gir1.2-gtk-3.0",
    "gnome-keyring",
    "imagemagick",
    "libsecret-tools",
    "man-db",
    "nodejs",
    "openbox",
    "python3-gi",
    "webkit2gtk-driver",
    "x11-utils",
    "xclip",
    "xdotool",
    "xvfb",
    "zsh",
];

/// Where the window's tests are in the clean system.
const TESTS: &str = "/home/person/tests";

/// Installs, uses and removes the package.
pub fn test() -> Result<(), Failure> {
    let mut steps = Steps::default();
    if let Err(why) = possible() {
        steps.skip("Satchel on a clean system", &why);
        return steps.close();
    }
    // A failed step has said so; the closing line adds up.
    let _ = all(&mut steps);
    steps.close()
}

fn possible() -> Result<(), String> {
    if !cfg!(target_os = "linux") || !setup::succeeds("apt-get", &["--version"]) {
        return Err("it takes Debian or Ubuntu to make a clean one of".into());
    }
    if !setup::is_root() {
        return Err("only root can make a clean system in a folder: run it with sudo".into());
    }
    Ok(())
}

fn all(steps: &mut Steps) -> Result<(), Failure> {
    let package = package(steps)?;
    steps.setup("set up what makes a clean system", setup::clean_system_tools)?;
    let system = System::new(Path::new("target/install"))?;
    steps.setup("a clean system (the first time it is fetched)", || system.make())?;
    steps.setup("its package lists", || system.run(User::Root, "apt-get update"))?;
    steps.rule("the package installs with what it needs", || install(&system, &package))?;
    let _ = steps.rule("both programs find all their libraries", || system.run(User::Root, LIBRARIES));
    let _ = steps.rule("satchel answers, without a window and as an ordinary person", || {
        system.run(
            User::Person,
            "test \"$(satchel --version)\" = \"$(dpkg-query -W -f='satchel ${source:Upstream-Version}' satchel)\"",
        )
    });
    steps.setup("what drives the window", || {
        system.install(&format!("--no-install-recommends {}", TEST_PACKAGES.join(" ")))
    })?;
    let _ = steps.rule("the desktop entry, its program and its icon are there", || system.run(User::Person, ENTRY));
    let _ = steps.rule("man finds a page for each command", || system.run(User::Person, MAN));
    for (shell, script) in [("bash", BASH), ("zsh", ZSH), ("fish", FISH)] {
        let _ = steps.rule(&format!("{shell} completes satchel"), || system.run(User::Person, script));
    }
    steps.setup("the window's tests", || system.take_in(&["tests/e2e", "tests/install"], "/home/person"))?;
    let drive = format!(
        "cd {TESTS}/install && SATCHEL_APP=/usr/bin/satchel-desktop node --test --test-reporter=spec installed.test.mjs"
    );
    let used = steps.command("the main job with the installed app", system.command(User::Person, &drive));
    if used.is_err() {
        println!("  The window's logs and pictures are in {}", system.path("/home/person/target/e2e").display());
    }
    let _ = steps.rule("nothing stays but the person's own files", || remove(&system));
    used?;
    system.forget()
}

/// The package that is tested.
fn package(steps: &mut Steps) -> Result<PathBuf, Failure> {
    if let Some(package) = std::env::var_os(PACKAGE) {
        return std::path::absolute(&package).map_err(Failure::io(PACKAGE));
    }
    let made = bundle::make(steps, Profile::Debug, true, &[Format::Deb])?;
    made.into_iter().next().ok_or_else(|| Failure::Told("No deb was made.".into()))
}

fn install(system: &System, package: &Path) -> Result<(), Failure> {
    system.put(package, "/home/person/satchel.deb")?;
    system.install("/home/person/satchel.deb")?;
    system.run(User::Root, "dpkg --audit && dpkg --verify satchel && rm /home/person/satchel.deb")
}

/// What people make with Satchel, and where their window was.
const OWN: [&str; 2] = ["/home/person/.local/share/app.satchel.desktop", "/home/person/.config/app.satchel.desktop"];

/// Removes it, and looks for anything of it on the whole system.
fn remove(system: &System) -> Result<(), Failure> {
    system.run(User::Root, REMOVE)?;
    let left = system.answer(User::Root, LEFT)?;
    let (own, others): (Vec<_>, Vec<_>) = left.lines().partition(|path| OWN.contains(path));
    println!("  what stays is the person's own: {}", own.join(", "));
    if own.len() < OWN.len() {
        return Err(Failure::Told("The person's own files are gone: removing the package must leave them.".into()));
    }
    if others.is_empty() { Ok(()) } else { Err(Failure::Told(format!("This stayed behind:\n{}", others.join("\n")))) }
}

const LIBRARIES: &str = r#"
for program in satchel satchel-desktop; do
  if ldd "/usr/bin/$program" | grep "not found"; then exit 1; fi
done
test -e /usr/lib/*/libayatana-appindicator3.so.1"#;

const ENTRY: &str = r#"
entry=/usr/share/applications/satchel-desktop.desktop
program=$(sed -n 's/^Exec=//p' "$entry")
test -x "$(command -v "$program")"
icon=$(sed -n 's/^Icon=//p' "$entry")
for side in 32x32 64x64 128x128 256x256 512x512; do test -s "/usr/share/icons/hicolor/$side/apps/$icon.png"; done
test -s "/usr/share/icons/hicolor/scalable/apps/$icon.svg"
test -s /usr/share/metainfo/app.satchel.desktop.metainfo.xml"#;

const MAN: &str = r#"
man -w satchel satchel-desktop satchel-cp satchel-transfers-resume
man satchel-cp | grep -e --on-conflict
pages=$(dpkg -L satchel | grep -c /man1/satchel)
test "$pages" -gt 30"#;

const BASH: &str = r#"
exec bash --norc -c '
  . /usr/share/bash-completion/bash_completion
  _completion_loader satchel
  COMP_WORDS=(satchel transf) COMP_CWORD=1
  _satchel satchel transf satchel
  test "${COMPREPLY[*]}" = transfers'"#;

const ZSH: &str = r#"exec zsh -fc 'autoload -Uz compinit && compinit -u -D && test "$_comps[satchel]" = _satchel'"#;

const FISH: &str = r#"test "$(fish -c 'complete -C "satchel transf"' | cut -f1)" = transfers"#;

const REMOVE: &str = r#"
dpkg -L satchel > /var/tmp/held
apt-get remove --yes satchel
# It has no configuration of the system's: there is nothing left that could be purged.
if dpkg-query -W satchel; then exit 1; fi
while read -r path; do
  if test -f "$path"; then echo "$path is still there"; exit 1; fi
done < /var/tmp/held"#;

/// Anything by its name, but for this test's own files.
const LEFT: &str = r"
find / -xdev \( -path /home/person/tests -o -path /home/person/target -o -path /proc \) -prune \
  -o -iname '*satchel*' -print";
