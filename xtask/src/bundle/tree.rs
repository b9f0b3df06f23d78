//! The files of a package for Linux, laid out as they are installed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Release, answer, copy, succeed};
use crate::failure::Failure;

const SOURCES: &str = "packaging/linux";

/// Whose rules a tree follows: they differ in a few places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Debian's.
    Debian,
    /// Fedora's and openSUSE's.
    Rpm,
}

impl Family {
    fn zsh(self) -> &'static str {
        match self {
            Self::Debian => "usr/share/zsh/vendor-completions",
            Self::Rpm => "usr/share/zsh/site-functions",
        }
    }

    fn licences(self) -> &'static str {
        match self {
            Self::Debian => "usr/share/doc/satchel",
            Self::Rpm => "usr/share/licenses/satchel",
        }
    }
}

/// A folder that a package is made of.
pub struct Tree {
    /// The folder.
    pub root: PathBuf,
}

impl Tree {
    /// Lays the files out anew.
    pub fn lay(root: &Path, family: Family, release: &Release, notices: &Path) -> Result<Self, Failure> {
        if root.exists() {
            fs::remove_dir_all(root).map_err(Failure::io(root.display().to_string()))?;
        }
        let tree = Self { root: root.to_path_buf() };
        tree.programs(release)?;
        tree.desktop(release)?;
        tree.completions(family, &release.programs[1])?;
        tree.man_pages(release)?;
        tree.licences(family, release, notices)?;
        tree.modes()?;
        Ok(tree)
    }

    fn programs(&self, release: &Release) -> Result<(), Failure> {
        for program in &release.programs {
            let name = program.file_name().unwrap_or_default().to_string_lossy();
            self.copy(program, &format!("usr/bin/{name}"))?;
        }
        Ok(())
    }

    fn desktop(&self, release: &Release) -> Result<(), Failure> {
        self.filled(release, "satchel-desktop.desktop", "usr/share/applications")?;
        self.filled(release, "app.satchel.desktop.metainfo.xml", "usr/share/metainfo")?;
        for (icon, side) in [("32x32", 32), ("64x64", 64), ("128x128", 128), ("128x128@2x", 256), ("icon", 512)] {
            let to = format!("usr/share/icons/hicolor/{side}x{side}/apps/satchel.png");
            self.copy(Path::new(&format!("icons/{icon}.png")), &to)?;
        }
        self.copy(Path::new("icons/satchel.svg"), "usr/share/icons/hicolor/scalable/apps/satchel.svg")
    }

    /// Scripts that the program itself writes: they are never older than it.
    fn completions(&self, family: Family, satchel: &Path) -> Result<(), Failure> {
        for (shell, to) in [
            ("bash", "usr/share/bash-completion/completions/satchel".to_owned()),
            ("fish", "usr/share/fish/vendor_completions.d/satchel.fish".to_owned()),
            ("zsh", format!("{}/_satchel", family.zsh())),
        ] {
            let script = answer(Command::new(satchel).args(["completions", shell]))?;
            self.write(&to, script.as_bytes())?;
        }
        Ok(())
    }

    fn man_pages(&self, release: &Release) -> Result<(), Failure> {
        let folder = self.at("usr/share/man/man1");
        succeed(Command::new(&release.programs[1]).arg("man").arg(&folder))?;
        self.filled(release, "satchel-desktop.1", "usr/share/man/man1")?;
        let pages = fs::read_dir(&folder).map_err(Failure::io(folder.display().to_string()))?;
        let pages: Vec<PathBuf> = pages.filter_map(|page| Some(page.ok()?.path())).collect();
        succeed(Command::new("gzip").args(["--best", "--no-name"]).args(pages))
    }

    fn licences(&self, family: Family, release: &Release, notices: &Path) -> Result<(), Failure> {
        let folder = family.licences();
        self.copy(notices, &format!("{folder}/THIRD-PARTY-NOTICES"))?;
        succeed(Command::new("gzip").args(["--best", "--no-name"]).arg(self.at(folder).join("THIRD-PARTY-NOTICES")))?;
        match family {
            Family::Rpm => {
                self.copy(Path::new("LICENSE-MIT"), &format!("{folder}/LICENSE-MIT"))?;
                self.copy(Path::new("LICENSE-APACHE"), &format!("{folder}/LICENSE-APACHE"))
            }
            Family::Debian => self.filled(release, "copyright", folder),
        }
    }

    /// Writes a file of `packaging/linux` with its blanks filled in.
    fn filled(&self, release: &Release, name: &str, folder: &str) -> Result<(), Failure> {
        self.write(&format!("{folder}/{name}"), template(release, name)?.as_bytes())
    }

    /// Writes a file.
    pub fn write(&self, to: &str, bytes: &[u8]) -> Result<(), Failure> {
        let to = self.at(to);
        make_folder_of(&to)?;
        fs::write(&to, bytes).map_err(Failure::io(to.display().to_string()))
    }

    fn copy(&self, from: &Path, to: &str) -> Result<(), Failure> {
        let to = self.at(to);
        make_folder_of(&to)?;
        copy(from, &to)
    }

    fn at(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// What may be read by all and run: nothing depends on the mask of whoever makes packages.
    pub fn modes(&self) -> Result<(), Failure> {
        succeed(Command::new("chmod").args(["--recursive", "u=rwX,go=rX"]).arg(&self.root))
    }

    /// The paths of all files, below the root, in one order.
    pub fn files(&self) -> Result<Vec<String>, Failure> {
        let listed =
            answer(Command::new("find").args([".", "-type", "f", "-printf", "%P\\n"]).current_dir(&self.root))?;
        let mut files: Vec<String> = listed.lines().map(str::to_owned).collect();
        files.sort();
        Ok(files)
    }
}

/// A file of `packaging/linux` with its blanks filled in.
pub fn template(release: &Release, name: &str) -> Result<String, Failure> {
    let read = |path: &str| fs::read_to_string(path).map_err(Failure::io(path));
    let text = read(&format!("{SOURCES}/{name}"))?;
    Ok(text
        .replace("@VERSION@", &release.version)
        .replace("@DATE@", &date(release.made, "%Y-%m-%d")?)
        .replace("@MIT@", debian_paragraphs(read("LICENSE-MIT")?.trim_end()).trim_end()))
}

/// A text as a field of Debian's control files: set in by a space, with a dot for an empty line.
fn debian_paragraphs(text: &str) -> String {
    text.lines().fold(String::new(), |text, line| text + if line.is_empty() { " ." } else { " " } + line + "\n")
}

/// A time in UTC, in the words of `date`.
pub fn date(seconds: u64, form: &str) -> Result<String, Failure> {
    let mut command = Command::new("date");
    command.args(["--utc", &format!("--date=@{seconds}"), &format!("+{form}")]).env("LC_ALL", "C");
    answer(&mut command).map(|text| text.trim().to_owned())
}

fn make_folder_of(path: &Path) -> Result<(), Failure> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).map_err(Failure::io(folder.display().to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_line_of_a_licence_is_a_dot() {
        assert_eq!(debian_paragraphs("a\n\nb"), " a\n .\n b\n");
    }
}
