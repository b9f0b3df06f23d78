//! The package for Debian, Ubuntu and what comes of them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::tree::{Family, Tree, date, template};
use super::{OUTPUT, Release, answer, package_version, succeed};
use crate::failure::Failure;
use crate::steps::Steps;

/// What no linker knows of. Names are verified against the system's list of authorities.
const NEEDS: &str = "ca-certificates";

/// What Satchel works without, and works better with: secrets that outlive it, an icon in the tray, files that open in
/// their programs.
const RECOMMENDS: &str = "gnome-keyring | kwalletmanager | keepassxc, libayatana-appindicator3-1, xdg-utils";

const DESCRIPTION: &str = "file manager for Storj and S3-compatible storage
 Satchel is a file manager for Storj and every S3-compatible store. Drop a
 folder in and it arrives whole, even over a connection that breaks or a
 computer that is switched off on the way. Buckets are a tree whose folders
 open in place; share links come from the context menu, and keys stay in the
 keyring.
 .
 The command satchel is the same engine for terminals, scripts and servers.";

/// Makes the package, and has lintian look at it.
pub fn make(steps: &mut Steps, release: &Release, notices: &Path) -> Result<PathBuf, Failure> {
    let mut package = PathBuf::new();
    steps.setup("make the deb", || build(release, notices).map(|made| package = made))?;
    if release.optimised {
        let mut lintian = Command::new("lintian");
        lintian.args(["--fail-on", "error,warning", "--tag-display-limit", "0"]).arg(&package);
        steps.command("lintian", lintian)?;
    }
    Ok(package)
}

fn build(release: &Release, notices: &Path) -> Result<PathBuf, Failure> {
    let architecture = answer(Command::new("dpkg").arg("--print-architecture"))?.trim().to_owned();
    let version = format!("{}-1", package_version(&release.version));
    let tree = Tree::lay(&Path::new(OUTPUT).join("deb"), Family::Debian, release, notices)?;
    documents(&tree, release, &version)?;
    let control = format!(
        "Package: satchel\nVersion: {version}\nArchitecture: {architecture}\nMaintainer: {}\nInstalled-Size: {}\n\
         Depends: {NEEDS}, {}\nRecommends: {RECOMMENDS}\nSection: net\nPriority: optional\nDescription: {DESCRIPTION}\n",
        release.maintainer,
        kibibytes(&tree)?,
        linked(release, &tree.root)?,
    );
    tree.write("DEBIAN/md5sums", sums(&tree)?.as_bytes())?;
    tree.write("DEBIAN/control", control.as_bytes())?;
    tree.modes()?;
    let package = Path::new(OUTPUT).join(format!("satchel_{version}_{architecture}.deb"));
    let mut command = Command::new("dpkg-deb");
    // What is only tried out needn't be small.
    let packing = if release.optimised { ["-Zxz", "-z6"] } else { ["-Zgzip", "-z1"] };
    command.args(["--root-owner-group"]).args(packing).arg("--build").arg(&tree.root).arg(&package);
    succeed(command.env("SOURCE_DATE_EPOCH", release.made.to_string()))?;
    Ok(package)
}

/// What changed, for people and for Debian's tools, and what lintian is told.
fn documents(tree: &Tree, release: &Release, version: &str) -> Result<(), Failure> {
    let folder = "usr/share/doc/satchel";
    let changes = fs::read("CHANGELOG.md").map_err(Failure::io("CHANGELOG.md"))?;
    tree.write(&format!("{folder}/changelog"), &changes)?;
    let debian = format!(
        "satchel ({version}) stable; urgency=medium\n\n  * Satchel {}; see changelog.gz for what is new.\n\n -- {}  {}\n",
        release.version,
        release.maintainer,
        date(release.made, "%a, %d %b %Y %H:%M:%S +0000")?,
    );
    tree.write(&format!("{folder}/changelog.Debian"), debian.as_bytes())?;
    let folder = tree.root.join(folder);
    succeed(
        Command::new("gzip")
            .args(["--best", "--no-name"])
            .args([folder.join("changelog"), folder.join("changelog.Debian")]),
    )?;
    tree.write("usr/share/lintian/overrides/satchel", template(release, "lintian-overrides")?.as_bytes())
}

/// The packages that the programs link to, in the versions that have what is used of them.
fn linked(release: &Release, root: &Path) -> Result<String, Failure> {
    // The tool looks for a source package around itself.
    let source = Path::new(OUTPUT).join("linked");
    let control = source.join("debian/control");
    fs::create_dir_all(source.join("debian")).map_err(Failure::io(source.display().to_string()))?;
    fs::write(&control, "Source: satchel\n\nPackage: satchel\nArchitecture: any\n")
        .map_err(Failure::io(control.display().to_string()))?;
    let root = std::path::absolute(root).map_err(Failure::io(root.display().to_string()))?;
    let programs = release.programs.iter().filter_map(|program| Some(root.join("usr/bin").join(program.file_name()?)));
    let said = answer(Command::new("dpkg-shlibdeps").arg("-O").args(programs).current_dir(&source))?;
    let depends = said.lines().find_map(|line| line.strip_prefix("shlibs:Depends="));
    depends.map(str::to_owned).ok_or_else(|| Failure::Told(format!("dpkg-shlibdeps said nothing of use: {said}")))
}

fn sums(tree: &Tree) -> Result<String, Failure> {
    answer(Command::new("md5sum").args(tree.files()?).current_dir(&tree.root))
}

fn kibibytes(tree: &Tree) -> Result<u64, Failure> {
    let sizes = tree.files()?.into_iter().map(|file| fs::metadata(tree.root.join(&file)).map_err(Failure::io(file)));
    sizes.map(|size| size.map(|size| size.len().div_ceil(1024))).sum()
}
