//! A clean system in a folder, and running things in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::failure::Failure;

/// Who does something there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum User {
    /// Who may do everything.
    Root,
    /// Whose computer it is.
    Person,
}

/// The folder, and beside it what is kept for the next time: the bare system, and packages that were fetched.
pub struct System {
    root: PathBuf,
    bare: PathBuf,
    fetched: PathBuf,
}

/// Enters the folder: `$1` is it, `$2` the packages that were fetched, `$3` who, `$4` what. The namespace goes with its
/// first process, and all mounts and processes with it.
const ENTER: &str = r#"
mount -t proc proc "$1/proc"
mount -t tmpfs -o mode=1777 shm "$1/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$1/dev/pts"
mount --bind "$2" "$1/var/cache/apt/archives"
export LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin
if test "$3" = root; then
  exec env -i HOME=/root LANG="$LANG" DEBIAN_FRONTEND="$DEBIAN_FRONTEND" PATH="$PATH" chroot "$1" sh -ec "$4"
fi
exec env -i HOME=/home/person USER=person LOGNAME=person LANG="$LANG" PATH="$PATH" \
  chroot --userspec=person:person "$1" sh -ec "cd && $4""#;

impl System {
    /// A system below a folder; nothing is made yet.
    pub fn new(folder: &Path) -> Result<Self, Failure> {
        let folder = std::path::absolute(folder).map_err(Failure::io(folder.display().to_string()))?;
        Ok(Self { root: folder.join("system"), bare: folder.join("bare.tar"), fetched: folder.join("fetched") })
    }

    /// Makes it anew, with a person.
    pub fn make(&self) -> Result<(), Failure> {
        self.forget()?;
        for folder in [&self.root, &self.fetched] {
            fs::create_dir_all(folder).map_err(Failure::io(folder.display().to_string()))?;
        }
        if !self.bare.exists() {
            self.fetch()?;
        }
        let mut unpack = Command::new("tar");
        unpack.args(["--extract", "--numeric-owner", "--xattrs", "--file"]).arg(&self.bare);
        succeed(unpack.arg("--directory").arg(&self.root))?;
        // No service is started in there: nothing would ever stop it. And it needn't outlive a power cut.
        for (path, text) in [
            ("/usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n"),
            ("/etc/dpkg/dpkg.cfg.d/not-for-long", "force-unsafe-io\n"),
        ] {
            let path = self.path(path);
            fs::write(&path, text).map_err(Failure::io(path.display().to_string()))?;
            succeed(Command::new("chmod").arg("755").arg(&path))?;
        }
        self.run(User::Root, "useradd --create-home --shell /bin/bash person")
    }

    /// Fetches the bare system, from where this machine has its packages.
    fn fetch(&self) -> Result<(), Failure> {
        let release = fs::read_to_string("/etc/os-release").map_err(Failure::io("/etc/os-release"))?;
        let name = release.lines().find_map(|line| line.strip_prefix("VERSION_CODENAME="));
        let name = name.ok_or_else(|| Failure::Told("/etc/os-release doesn't name this system's release.".into()))?;
        let partial = self.bare.with_extension("partial.tar");
        let mut command = Command::new("mmdebstrap");
        command.args(["--variant=apt", "--mode=root", name]).arg(&partial);
        let lists = ["/etc/apt/sources.list.d/debian.sources", "/etc/apt/sources.list.d/ubuntu.sources"];
        let lists = lists.into_iter().chain(["/etc/apt/sources.list"]);
        command.args(lists.filter(|list| fs::metadata(list).is_ok_and(|list| list.len() > 0)).take(1));
        succeed(&mut command)?;
        fs::rename(&partial, &self.bare).map_err(Failure::io(self.bare.display().to_string()))
    }

    /// Installs packages, as a person with the rights to it does.
    pub fn install(&self, packages: &str) -> Result<(), Failure> {
        let keep = "-o APT::Keep-Downloaded-Packages=true";
        self.run(User::Root, &format!("apt-get install --yes {keep} {packages}"))
    }

    /// Puts a file there that everybody can read.
    pub fn put(&self, from: &Path, to: &str) -> Result<(), Failure> {
        succeed(Command::new("install").args(["-m", "644"]).arg(from).arg(self.path(to)))
    }

    /// Puts folders of the repository there, for the person.
    pub fn take_in(&self, folders: &[&str], to: &str) -> Result<(), Failure> {
        succeed(Command::new("cp").args(["--recursive", "--parents"]).args(folders).arg(self.path(to)))?;
        self.run(User::Root, &format!("chown --recursive person:person {to}"))
    }

    /// Where a path of it is from outside.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }

    /// Runs a script there.
    pub fn run(&self, user: User, script: &str) -> Result<(), Failure> {
        self.answer(user, script).map(|_| ())
    }

    /// Runs a script there and answers what it printed.
    pub fn answer(&self, user: User, script: &str) -> Result<String, Failure> {
        answer(&mut self.command(user, script))
    }

    /// A script that runs there.
    pub fn command(&self, user: User, script: &str) -> Command {
        let user = if user == User::Root { "root" } else { "person" };
        let mut command = Command::new("unshare");
        command.args(["--mount", "--propagation=private", "--pid", "--ipc", "--fork", "--kill-child"]);
        command.args(["sh", "-ec", ENTER, "sh"]).arg(&self.root).arg(&self.fetched).args([user, script]);
        command.stdin(Stdio::null());
        command
    }

    /// Takes the system away. Nothing is mounted in it: mounts are in namespaces that have ended.
    pub fn forget(&self) -> Result<(), Failure> {
        succeed(Command::new("rm").args(["--recursive", "--force", "--one-file-system"]).arg(&self.root))
    }
}

fn succeed(command: &mut Command) -> Result<(), Failure> {
    answer(command).map(|_| ())
}

fn answer(command: &mut Command) -> Result<String, Failure> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(Failure::io(&*program))?;
    let out = String::from_utf8_lossy(&output.stdout);
    if output.status.success() {
        return Ok(out.into_owned());
    }
    Err(Failure::Told(format!(
        "{program} failed ({}):\n{out}{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    )))
}
